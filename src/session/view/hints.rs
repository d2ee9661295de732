//! What stands in no line: derived figures, means of distributions.

use crate::analysis::{FigureOf, each_figure};
use crate::source::FileId;

use super::View;
use super::figures::{Fact, fact};

/// A remark behind a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The byte behind which it is shown.
    pub at: u32,
    /// What it says.
    pub text: String,
    /// The whole story.
    pub more: String,
}

impl View {
    /// The hints of a file, in order of their places.
    pub fn hints(&self, file: FileId) -> Vec<Hint> {
        let Some(model) = self.model() else { return Vec::new() };
        let mut hints: Vec<Hint> = Vec::new();
        // Derived figures of one declaration stand side by side behind it.
        let mut derived: Vec<(u32, Fact)> = Vec::new();
        each_figure(model, &mut |item: FigureOf<'_>| {
            if item.head.whole.file != file {
                return;
            }
            let Some(fact) = fact(model, item.property, item.what) else { return };
            if fact.derived && matches!(item.property, "distance" | "time" | "capacity") {
                derived.push((item.head.whole.end, fact));
            } else if fact.mean
                && let Some(span) = fact.written.filter(|span| span.file == file)
            {
                hints.push(Hint {
                    at: span.end,
                    text: format!("mean {}", fact.value),
                    more: fact.how.unwrap_or_default(),
                });
            }
        });
        for (at, fact) in derived {
            let text = format!("{} {}", fact.property, fact.value);
            let more = format!("{}: {}", fact.property, fact.how.unwrap_or_default());
            match hints.last_mut().filter(|last| last.at == at) {
                Some(last) => {
                    last.text.push_str(&format!(", {text}"));
                    last.more.push_str(&format!("\n{more}"));
                }
                None => hints.push(Hint { at, text, more }),
            }
        }
        hints.sort_by_key(|hint| hint.at);
        hints.dedup();
        hints
    }
}
