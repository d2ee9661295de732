//! Other ways in: a cell of a table, an expression by itself.

use pest::Parser;

use crate::diagnostic::{Diagnostic, Sink};
use crate::source::FileId;
use crate::syntax::ast::{Cites, Decl, Value};

use super::MAX_NESTING;
use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::mend::{Finder, Outline, Places, Tokens, Told};
use super::recover::explain;

/// Reads the value of a table's cell: whatever may stand after the colon of a
/// property. `offset` is the byte of the file at which the text begins. Of one
/// that cannot be read, where and what is wrong with it.
pub fn parse_value(file: FileId, offset: u32, text: &str) -> Result<Value, (u32, String)> {
    if let Some(plain) = super::fast::read_value(file, offset, text) {
        return Ok(plain);
    }
    parse_cell(file, offset, text).map(|(value, _)| value).map_err(|told| {
        let first = told.into_iter().next();
        first.map_or((offset, String::new()), |told| (told.span().start, told.title))
    })
}

/// Reads a table's cell with its citations; all that is wrong with it is told
/// at its places in the file.
pub fn parse_cell(
    file: FileId,
    offset: u32,
    text: &str,
) -> Result<(Value, Cites), Vec<Diagnostic>> {
    read(file, offset, text, Rule::cell, |builder, pair| builder.cell(pair))
}

/// Reads an expression with its scenario and moment, as `expect` takes it: what
/// is asked at a prompt.
pub fn parse_expression(file: FileId, offset: u32, text: &str) -> Result<Decl, Vec<Diagnostic>> {
    read(file, offset, text, Rule::question, |builder, pair| builder.question(pair))
}

fn read<T>(
    file: FileId,
    offset: u32,
    text: &str,
    rule: Rule,
    build: impl FnOnce(&mut Builder<'_>, super::build::P<'_>) -> T,
) -> Result<T, Vec<Diagnostic>> {
    let places = Places::plain(file, offset);
    let tokens = Tokens::of(text);
    if tokens.all.iter().any(|token| token.depth > MAX_NESTING) {
        let code = crate::diagnostic::codes::syntax::TOO_DEEP;
        let title = format!("brackets nest more than {MAX_NESTING} deep");
        let span = places.span(0, text.len().min(1));
        return Err(vec![Diagnostic::new(code, title, span, "too deep")]);
    }
    match Grammar::parse(rule, text) {
        Ok(mut pairs) => {
            let mut builder = Builder::new(&places, 0);
            let built = pairs.next().map(|pair| build(&mut builder, pair));
            let told = diagnostics(builder.sink);
            match built {
                Some(built) if told.is_empty() => Ok(built),
                _ => Err(told),
            }
        }
        Err(_) => {
            let (outline, none) = (Outline::default(), Told::default());
            let mut finder = Finder::new(&tokens, &outline, &places, &none);
            finder.run();
            if finder.told.is_empty() {
                finder.told.push(explain(rule, text, &places, 0));
            }
            Err(finder.told)
        }
    }
}

fn diagnostics(sink: Sink) -> Vec<Diagnostic> {
    sink.into_sorted()
}
