//! Text with the role of each stretch; colours are the terminal's business.

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Words.
    Plain,
    /// The title of a report.
    Title,
    /// A heading inside a report, of a column too.
    Heading,
    /// A name from the file.
    Name,
    /// A figure.
    Figure,
    /// Rules and remarks.
    Faint,
    /// What is good.
    Good,
    /// What is bad.
    Bad,
}

/// Text with roles, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Styled {
    /// The stretches.
    pub parts: Vec<(Style, String)>,
}

impl Styled {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a stretch; one of the same role as the last is joined to it.
    pub fn push(&mut self, style: Style, text: impl AsRef<str>) {
        let text = text.as_ref();
        if text.is_empty() {
            return;
        }
        match self.parts.last_mut() {
            Some((last, words)) if *last == style => words.push_str(text),
            _ => self.parts.push((style, text.to_owned())),
        }
    }

    /// Ends the line.
    pub fn end_line(&mut self) {
        self.push(Style::Plain, "\n");
    }

    /// Adds all of another.
    pub fn append(&mut self, other: Self) {
        for (style, text) in other.parts {
            self.push(style, text);
        }
    }

    /// Without roles.
    pub fn plain(&self) -> String {
        self.parts.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}
