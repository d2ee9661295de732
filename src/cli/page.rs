//! The page that text is set on: how wide, and whether in colour.

use std::io::IsTerminal;

use crate::report::{Style, Styled, TextOptions};

use super::RenderOptions;
use super::args::{ColorWhen, PageArgs};

/// Wider lines are hard to read.
const WIDEST: usize = 120;

/// How the two outputs are set.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageStyle {
    pub width: usize,
    /// Whether results (standard output) are coloured.
    pub color_out: bool,
    /// Whether messages (standard error) are coloured.
    pub color_err: bool,
    pub ascii: bool,
    pub all: bool,
}

impl PageStyle {
    pub fn new(args: &PageArgs) -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = |is_terminal: bool| match args.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => is_terminal && !dumb && !no_color,
        };
        let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = match args.width {
            Some(width) => usize::from(width),
            None => terminal.map_or(80, |width| width.clamp(40, WIDEST)),
        };
        Self {
            width,
            color_out: color(std::io::stdout().is_terminal()),
            color_err: color(std::io::stderr().is_terminal()),
            ascii: dumb,
            all: args.all,
        }
    }

    /// For messages.
    pub fn render(self) -> RenderOptions {
        RenderOptions { width: self.width, color: self.color_err, ascii: self.ascii, all: self.all }
    }

    /// For results.
    pub fn text(self) -> TextOptions {
        TextOptions { width: self.width, all: self.all }
    }
}

/// Text with the colours of its roles, if wanted.
pub(super) fn painted(styled: &Styled, color: bool) -> String {
    if !color {
        return styled.plain();
    }
    let mut out = String::new();
    for (style, text) in &styled.parts {
        let code = match style {
            Style::Plain => "",
            Style::Title => "1",
            Style::Heading => "1",
            Style::Name => "36",
            Style::Figure => "",
            Style::Faint => "2",
            Style::Good => "32",
            Style::Bad => "1;31",
        };
        if code.is_empty() {
            out.push_str(text);
        } else {
            out.push_str(&format!("\u{1b}[{code}m{text}\u{1b}[0m"));
        }
    }
    out
}
