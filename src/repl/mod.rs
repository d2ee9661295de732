//! The prompt: a face of a live session, on a terminal with line editing, or
//! without it where the input is a pipe. What things mean is the session's.

mod editor;
mod pipe;
mod session;

use std::path::PathBuf;

use crate::diagnostic::Told;
use crate::report::Styled;
use crate::source::SourceMap;

pub use editor::terminal;
pub use pipe::script;

/// What the prompt needs of the program around it.
pub trait Face {
    /// Text with the colours of its roles, if wanted.
    fn paint(&self, text: &Styled) -> String;
    /// Messages with the lines they are about.
    fn messages(&self, told: &Told, sources: &SourceMap) -> String;
    /// The page of a message, or the list of all.
    ///
    /// # Errors
    /// Where there is no such message: in words.
    fn explain(&self, code: Option<&str>) -> Result<Styled, String>;
    /// Prints an answer; false where nobody reads any more.
    fn print(&self, text: &str) -> bool;
    /// Prints a message.
    fn tell(&self, text: &str);
    /// Writes a file; true where one was there before.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn save(&self, path: &str, text: &str) -> Result<bool, String>;
}

/// How the prompt is set up.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Where inputs of earlier sessions are kept.
    pub history: Option<PathBuf>,
    /// Whether inputs are coloured.
    pub color: bool,
}
