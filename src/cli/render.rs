//! Diagnostics for people: the only place that knows miette.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters, ThemeStyles};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;

use super::snippet::Snippet;

/// How messages are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenderOptions {
    /// Columns of the page.
    pub width: usize,
    /// Whether colours are wanted.
    pub color: bool,
    /// Plain signs instead of drawn lines.
    pub ascii: bool,
    /// All messages, not the first 20.
    pub all: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self { width: 80, color: false, ascii: false, all: false }
    }
}

/// Messages shown without `--all`.
const SHOWN: usize = 20;
/// The text of a label is broken at this width at least.
const NARROW: usize = 8;

/// All messages of a run, in order, with the lines they are about; then how
/// many there are. `errors` and `warnings` count those not kept, too. Where not
/// all are shown, errors come before warnings.
pub fn render_all(
    diagnostics: &[Diagnostic],
    (errors, warnings): (usize, usize),
    sources: &SourceMap,
    options: RenderOptions,
) -> String {
    if errors + warnings == 0 {
        return String::new();
    }
    let most = if options.all { diagnostics.len() } else { SHOWN };
    let mut out = String::new();
    let shown = choose(diagnostics, most);
    for diagnostic in &shown {
        out.push_str(&render(diagnostic, sources, options));
        out.push('\n');
    }
    let hidden = errors + warnings - shown.len();
    if hidden > 0 {
        let way = if options.all { "too many to be kept" } else { "`--all` shows them" };
        out.push_str(&format!("… and {hidden} more; {way}\n"));
    }
    out.push_str(&summary(errors, warnings));
    out.push('\n');
    out
}

/// The first `most`; errors before warnings, told in order.
fn choose(diagnostics: &[Diagnostic], most: usize) -> Vec<&Diagnostic> {
    let errors = diagnostics.iter().filter(|d| d.severity() == Severity::Error).count().min(most);
    let (mut errors_left, mut warnings_left) = (errors, most - errors);
    diagnostics
        .iter()
        .filter(|diagnostic| {
            let left = match diagnostic.severity() {
                Severity::Error => &mut errors_left,
                Severity::Warning => &mut warnings_left,
            };
            let take = *left > 0;
            *left = left.saturating_sub(1);
            take
        })
        .collect()
}

/// `3 errors, 1 warning`.
pub fn summary(errors: usize, warnings: usize) -> String {
    let count = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        number => Some(format!("{number} {word}s")),
    };
    let parts: Vec<String> =
        [count(errors, "error"), count(warnings, "warning")].into_iter().flatten().collect();
    if parts.is_empty() { "no errors".to_owned() } else { parts.join(", ") }
}

/// One message.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, options: RenderOptions) -> String {
    let width = options.width.max(40);
    // Line number, rule and blanks stand before a line.
    let page = width.saturating_sub(9);
    let snippet = Snippet::new(&diagnostic.labels, sources, page);
    let gutter = snippet.digits() + 4;
    let labels = snippet
        .labels
        .iter()
        .map(|placed| {
            // `╰── ` hangs from the label's middle.
            let room = width.saturating_sub(gutter + snippet.middle(placed) + 4).max(NARROW);
            let text = wrap(&clean(&placed.text), room);
            let text = (!text.is_empty()).then_some(text);
            if placed.primary {
                LabeledSpan::new_primary_with_span(text, (placed.start, placed.length))
            } else {
                LabeledSpan::new_with_span(text, (placed.start, placed.length))
            }
        })
        .collect();
    let report = Report { diagnostic, labels, snippet };
    let mut out = String::new();
    // Writing into a string does not fail.
    let _ = handler(options, width).render_report(&mut out, &report);
    let trimmed: Vec<&str> = out.lines().map(str::trim_end).collect();
    trimmed.join("\n").trim_matches('\n').to_owned() + "\n"
}

fn handler(options: RenderOptions, width: usize) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if options.ascii {
            ThemeCharacters::ascii()
        } else {
            ThemeCharacters::unicode()
        },
        styles: if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
        .with_context_lines(1)
        .without_syntax_highlighting()
}

/// Breaks a label's text at blanks; a longer word is cut.
fn wrap(text: &str, width: usize) -> String {
    use crate::report::{Phrase, wrap_plain};
    wrap_plain(&Phrase::from(text), width).join("\n")
}

/// Without characters that a terminal would obey, line breaks excepted.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { c } else { clean_char(c) }).collect()
}

pub(super) fn clean_char(c: char) -> char {
    match c {
        '\t' => '\t',
        c if c.is_control() => '\u{fffd}',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    }
}

/// A diagnostic as miette takes it.
#[derive(Debug)]
struct Report<'d> {
    diagnostic: &'d Diagnostic,
    labels: Vec<LabeledSpan>,
    snippet: Snippet,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&clean(&self.diagnostic.title))
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let word = match self.diagnostic.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        Some(Box::new(format!("{word} {}", self.diagnostic.code.0)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity() {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let fix = self.diagnostic.fix.as_ref().map(|fix| fix.title.as_ref());
        let help = self.diagnostic.help.as_deref().or(fix)?;
        Some(Box::new(clean(help)))
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty())
            .then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}
