//! Names that the language leaves free, near to those of another program.

use std::collections::BTreeSet;

use crate::country::Country;
use crate::syntax::keywords::{DECLARATIONS, is_reserved};

/// Names given so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// A name like the wish that nothing has and that the language leaves free.
    pub fn free(&mut self, wish: &str, stem: &str) -> String {
        let mut name: String = wish
            .trim()
            .chars()
            .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' })
            .take(60)
            .collect();
        let begins = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if !begins {
            name = format!("{stem}{name}");
        }
        let usable = |name: &str| {
            is_name(name)
                && Country::lookup(name).is_none()
                && name != "imported"
                && name != "baseline"
        };
        let numbered = (1..).map(|number| format!("{name}_{number}"));
        let plain = std::iter::once(name.clone())
            .filter(|name| usable(name) && !DECLARATIONS.contains(&name.as_str()));
        let found =
            plain.chain(numbered).find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(found.clone());
        found
    }
}

/// Whether a word may name something.
pub(super) fn is_name(word: &str) -> bool {
    let begins = word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    begins
        && word.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !is_reserved(word)
        && word.len() <= 250
}
