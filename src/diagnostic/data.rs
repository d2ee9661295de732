//! One message: code, title, labels, help, fixes.

use std::borrow::Cow;

use crate::source::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The model cannot be used as written.
    Error,
    /// The model can be used, but probably does not say what was meant.
    Warning,
}

/// A stable code, `E0304` or `W0411`. The first two digits are the chapter
/// (01 syntax … 07 files and data).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl Code {
    /// `E…` is an error, `W…` a warning.
    pub fn severity(self) -> Severity {
        if self.0.starts_with('E') { Severity::Error } else { Severity::Warning }
    }
}

/// A place with a word on what it has to do with the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there, in the user's words; may be empty.
    pub text: Cow<'static, str>,
}

/// Replace the bytes of `span` by `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What goes (empty: an insertion).
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// An edit that is certain to mend the mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "write `:`".
    pub title: Cow<'static, str>,
    /// The edits, all in one go.
    pub edits: Vec<Edit>,
}

/// One message. The first label is the place it is told at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code.
    pub code: Code,
    /// The problem in one sentence, without a full stop.
    pub title: String,
    /// Where; never empty, the primary place first. A message about no place
    /// in particular (a file that is not there) has an empty span at the start
    /// of the file that asked for it.
    pub labels: Vec<Label>,
    /// The way out.
    pub help: Option<String>,
    /// The edit that mends it, where one is certain.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A message at `span`, whose label says `label`.
    pub fn new(
        code: Code,
        title: impl Into<String>,
        span: Span,
        label: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            code,
            title: title.into(),
            labels: vec![Label { span, text: label.into() }],
            help: None,
            fix: None,
        }
    }

    /// Points at another place involved.
    pub fn with_label(mut self, span: Span, text: impl Into<Cow<'static, str>>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says the way out.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Offers one certain edit.
    pub fn with_fix(
        mut self,
        title: impl Into<Cow<'static, str>>,
        span: Span,
        text: impl Into<String>,
    ) -> Self {
        self.fix = Some(Fix { title: title.into(), edits: vec![Edit { span, text: text.into() }] });
        self
    }

    /// Error or warning.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The primary place.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}
