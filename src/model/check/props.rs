//! The items of a body: which properties a declaration takes, each once.

use crate::diagnostic::codes::names;
use crate::diagnostic::{Diagnostic, closest};
use crate::source::Span;
use crate::syntax::ast::{Body, Item, Name, Property};

use super::context::Checker;

/// What tells most words apart at once: length, first and last byte.
#[inline(always)]
fn mark(word: &str) -> u32 {
    match word.as_bytes() {
        [] => 0,
        [only] => u32::from_le_bytes([1, 0, *only, *only]),
        [first, .., last] => u32::from_le_bytes([word.len() as u8, 0, *first, *last]),
    }
}

/// Properties of one declaration, looked up by name. Bodies are short: a scan
/// is faster than a table.
pub(crate) struct Props<'b> {
    /// With the marks of their keys.
    items: Vec<(u32, &'b Property)>,
    flags: Vec<&'b Name>,
    /// Properties that could not be read, and those that were told as wrong
    /// before their value was looked at.
    broken: Vec<&'b str>,
}

impl<'b> Props<'b> {
    /// The property of that name without `for C`.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&'b Property> {
        let wanted = mark(key);
        let fits = |p: &Property| p.for_.is_none() && p.key.text == key;
        self.items.iter().find(|(mark, p)| *mark == wanted && fits(p)).map(|(_, p)| *p)
    }

    /// All of that name with `for C`.
    pub fn restated(&self, key: &'b str) -> impl Iterator<Item = &'b Property> + '_ {
        self.all().filter(move |p| p.for_.is_some() && p.key.text == key)
    }

    /// Where a word stands alone, like `planned`.
    pub fn flag(&self, word: &str) -> Option<Span> {
        self.flags.iter().find(|name| name.text == word).map(|name| name.span)
    }

    /// Whether a property stands there, even if it could not be read: what it
    /// would have said is not missed.
    pub fn given(&self, key: &str) -> bool {
        self.get(key).is_some() || self.is_broken(key)
    }

    /// Whether a property stands there that could not be read.
    pub fn is_broken(&self, key: &str) -> bool {
        self.broken.contains(&key)
    }

    /// All properties, in order.
    pub fn all(&self) -> impl Iterator<Item = &'b Property> {
        self.items.iter().map(|(_, property)| *property)
    }
}

impl Checker<'_> {
    /// Sorts a body out. `kind` is the keyword; `allowed` its properties,
    /// `restatable` those that may say `for C`, `flags` its lone words.
    /// Items of other sorts (effects and windows) are the caller's.
    pub fn props<'b>(
        &mut self,
        body: &'b Body,
        kind: &str,
        allowed: &[&'static str],
        restatable: &[&str],
        flags: &[&str],
    ) -> Props<'b> {
        let items = Vec::with_capacity(body.items.len());
        let mut props = Props { items, flags: Vec::new(), broken: Vec::new() };
        for item in &body.items {
            match item {
                Item::Property(property) => {
                    self.take_property(property, kind, allowed, restatable, flags, &mut props);
                }
                Item::Flag(name) if flags.contains(&name.text.as_str()) => {
                    props.flags.push(name);
                }
                Item::Flag(name) => {
                    self.tell_lone_word(name, kind, allowed, flags);
                    props.broken.push(meant(&name.text, allowed));
                }
                Item::Broken(name) => props.broken.push(&name.text),
                _ => {}
            }
        }
        props
    }

    fn take_property<'b>(
        &mut self,
        property: &'b Property,
        kind: &str,
        allowed: &[&'static str],
        restatable: &[&str],
        flags: &[&str],
        props: &mut Props<'b>,
    ) {
        let key = property.key.text.as_str();
        if !self.is_allowed(props.items.len(), key, allowed) {
            self.tell_unknown_property(&property.key, kind, allowed, flags);
            props.broken.push(meant(key, allowed));
            return;
        }
        if property.for_.is_some() && !restatable.contains(&key) {
            self.tell_at(
                names::NOT_RESTATABLE,
                format!("`{key}` cannot be restated for one commodity"),
                property.key.span,
                "only capacity, cost, fee, handling, time, throughput and emissions can",
            );
            return;
        }
        let own = mark(key);
        let same = |(mark, other): &&(u32, &Property)| {
            *mark == own
                && other.key.text == property.key.text
                && other.for_.as_ref().map(|n| &n.text) == property.for_.as_ref().map(|n| &n.text)
        };
        if let Some((_, first)) = props.items.iter().find(same) {
            let first = first.key.span;
            self.tell(
                Diagnostic::new(
                    names::PROPERTY_TWICE,
                    format!("`{key}` is given twice"),
                    property.key.span,
                    "given again here",
                )
                .with_label(first, "first given here")
                .with_help("keep one of the two"),
            );
            return;
        }
        props.items.push((own, property));
    }

    /// Whether a declaration takes a property. Most declarations have the same
    /// in the same order as the one before: the place where the last `nth` was
    /// found is looked at first.
    fn is_allowed(&mut self, nth: usize, key: &str, allowed: &[&str]) -> bool {
        let before = self.places.get(nth).and_then(|at| allowed.get(usize::from(*at)));
        if before.is_some_and(|word| *word == key) {
            return true;
        }
        let Some(found) = allowed.iter().position(|word| *word == key) else { return false };
        if let Some(place) = self.places.get_mut(nth) {
            *place = found as u8;
        }
        true
    }

    fn tell_unknown_property(&mut self, key: &Name, kind: &str, allowed: &[&str], flags: &[&str]) {
        let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let mut diagnostic = Diagnostic::new(
            names::UNKNOWN_PROPERTY,
            format!("{article} {kind} has no property `{}`", key.text),
            key.span,
            "not a property of it",
        );
        let near = closest(&key.text, allowed.iter().chain(flags).copied());
        diagnostic = match near {
            Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")).with_fix(
                format!("write `{near}`"),
                key.span,
                near,
            ),
            None => diagnostic.with_help(format!("it has: {}", allowed.join(", "))),
        };
        self.tell(diagnostic);
    }

    fn tell_lone_word(&mut self, name: &Name, kind: &str, allowed: &[&str], flags: &[&str]) {
        if allowed.contains(&name.text.as_str()) {
            self.tell_at(
                names::PROPERTY_WITHOUT_VALUE,
                format!("`{}` has no value", name.text),
                name.span,
                "write a colon and the value after it",
            );
        } else {
            self.tell_unknown_property(name, kind, allowed, flags);
        }
    }
}

/// The property that an unknown word stands for, if one is near: it counts as
/// given.
fn meant(word: &str, allowed: &[&'static str]) -> &'static str {
    closest(word, allowed.iter().copied())
        .and_then(|near| allowed.iter().find(|known| **known == near))
        .copied()
        .unwrap_or("")
}
