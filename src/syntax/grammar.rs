//! The grammar: `grammar/corridor.pest` as rules.

use pest_derive::Parser;

/// The parser that pest makes of the grammar file.
#[derive(Parser)]
#[grammar = "../grammar/corridor.pest"]
pub(super) struct Grammar;
