//! Mending: the mistakes that people make are told with their fix, and mended
//! in a copy of the text, so that the rest of a declaration can be read and
//! nothing that follows from them is told.

mod change;
mod find;
mod habits;
mod lex;
mod numbers;
mod outline;
mod places;
mod signs;
mod structure;
mod told;

pub(super) use change::{Change, Places, apply};
pub(super) use find::Finder;
pub(super) use lex::{Kind, Tokens};
pub(super) use outline::Outline;
pub(super) use told::Told;
