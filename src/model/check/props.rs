//! The items of a body: which properties a declaration takes, each once.

use crate::country::Country;
use crate::diagnostic::codes::{names, syntax, units};
use crate::diagnostic::{Diagnostic, closest};
use crate::model::Thing;
use crate::quantity::{UnitError, parse_compound};
use crate::source::Span;
use crate::syntax::ast::{Body, Expr, ExprKind, Item, Name, Property, Value};
use crate::syntax::keywords::BASES;

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
        for (index, item) in body.items.iter().enumerate() {
            match item {
                Item::Property(property) => {
                    self.take_property(property, kind, allowed, restatable, flags, &mut props);
                }
                Item::Flag(name) if flags.contains(&name.text.as_str()) => {
                    props.flags.push(name);
                }
                Item::Flag(name) if self.is_unit_of_line_before(name, body, index) => {}
                Item::Flag(name) if self.is_behind_no_unit(name, body, index) => {}
                Item::Flag(name) if kind == "scenario" && self.is_change_unapplied(name) => {}
                // `bloc X { AZ, KZ }`: told of the first.
                Item::Flag(name)
                    if kind == "bloc"
                        && props.broken.contains(&"members")
                        && Country::lookup(&name.text).is_some() => {}
                Item::Flag(name) => {
                    self.tell_lone_word(name, kind, allowed, flags);
                    let lone_country = kind == "bloc" && Country::lookup(&name.text).is_some();
                    props.broken.push(if lone_country {
                        "members"
                    } else {
                        meant(&name.text, allowed)
                    });
                }
                Item::Broken(name) => props.broken.push(&name.text),
                _ => {}
            }
        }
        props
    }

    /// `dwell: 3` and `days` on the next line.
    fn is_unit_of_line_before(&mut self, name: &Name, body: &Body, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| body.items.get(before));
        let Some(Item::Property(Property { value: Value::Expr(value), .. })) = before else {
            return false;
        };
        let gap = Span::new(name.span.file, value.span.end, name.span.start);
        let fits = matches!(value.kind, ExprKind::Number(_))
            && self.known().units.is_unit(&name.text)
            && self.text(gap).trim().is_empty();
        if fits {
            let new = format!("{} {}", self.text(value.span), name.text);
            let whole = value.span.to(name.span);
            self.told_before.push(value.span);
            self.tell(
                Diagnostic::new(
                    units::MISSING_UNIT,
                    "a unit stands on the line of its number",
                    name.span,
                    "this is on another line",
                )
                .with_help(format!("write `{new}`"))
                .with_fix(format!("write `{new}`"), whole, new),
            );
        }
        fits
    }

    /// `capex: 350 mln USD`: what is wrong is told of `mln`.
    fn is_behind_no_unit(&self, name: &Name, body: &Body, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| body.items.get(before));
        let Some(Item::Property(Property { value: Value::Expr(value), .. })) = before else {
            return false;
        };
        let ExprKind::Quantity(_, unit) = &value.kind else { return false };
        let gap = Span::new(name.span.file, value.span.end, name.span.start);
        self.text(gap).bytes().all(|byte| byte == b' ')
            && self.known().units.is_unit(&name.text)
            && matches!(
                parse_compound(&unit.text, &self.known().units),
                Err(UnitError::Unknown { .. })
            )
    }

    /// `apply storm strike`: a change behind `apply`, without a comma.
    fn is_change_unapplied(&mut self, name: &Name) -> bool {
        if !matches!(self.known().names.get(&name.text), Some(Thing::Change(_))) {
            return false;
        }
        self.used.insert(name.text.clone());
        let before = self.text(Span::new(name.span.file, 0, name.span.start)).trim_end();
        let place = Span::new(name.span.file, before.len() as u32, before.len() as u32);
        if self.is_told(name.span) || before.ends_with([',', '{', ':']) {
            // `apply: storm` was told.
            return true;
        }
        self.tell(
            Diagnostic::new(
                syntax::COMMA_MISSING,
                format!("a comma is missing before `{}`", name.text),
                name.span,
                "a change, with no comma before it",
            )
            .with_help("write `apply storm, strike`")
            .with_fix("write `,`", place, ","),
        );
        true
    }

    /// `apply: storm, strike`.
    fn tell_apply_with_colon(&mut self, property: &Property) {
        if let Value::Expr(Expr { kind: ExprKind::Name(name), .. }) = &property.value {
            self.used.insert(name.text.clone());
        }
        let key = property.key.span;
        let behind = self.text(Span::new(key.file, key.end, property.span.end.max(key.end)));
        let colon = behind.find(':').map_or(key.end, |at| key.end + at as u32 + 1);
        self.tell(
            Diagnostic::new(
                syntax::OTHER_SIGN,
                "`apply` takes no colon",
                Span::new(key.file, key.start, colon),
                "here",
            )
            .with_help("write `apply storm, strike`")
            .with_fix("take the colon out", Span::new(key.file, key.end, colon), ""),
        );
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
            if self.tell_misplaced(property, kind, flags) {
                return;
            }
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

    /// Tells of a word that is no property but means something elsewhere.
    fn tell_misplaced(&mut self, property: &Property, kind: &str, flags: &[&str]) -> bool {
        let key = property.key.text.as_str();
        if kind == "scenario" && key == "apply" {
            self.tell_apply_with_colon(property);
            return true;
        }
        if flags.contains(&key) {
            // `planned: true`
            let value = Span { start: property.key.span.end, ..property.span };
            self.tell(
                Diagnostic::new(
                    names::UNKNOWN_PROPERTY,
                    format!("`{key}` stands alone, without a value"),
                    property.key.span,
                    "no property, a word by itself",
                )
                .with_help(format!("write `{key}`"))
                .with_fix("take the value out", value, ""),
            );
            return true;
        }
        if BASES.contains(&key) {
            self.tell_at(
                names::UNKNOWN_PROPERTY,
                format!("`{key}` is a basis, not a property"),
                property.key.span,
                "it has no colon: `time: schedule 9 days, realised 15..21 days`",
            );
            return true;
        }
        false
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

    fn tell_unknown_property(
        &mut self,
        key: &Name,
        kind: &str,
        allowed: &[&'static str],
        flags: &[&str],
    ) {
        let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        let mut diagnostic = Diagnostic::new(
            names::UNKNOWN_PROPERTY,
            format!("{article} {kind} has no property `{}`", key.text),
            key.span,
            "not a property of it",
        );
        let near = other_word(&key.text, allowed)
            .or_else(|| closest(&key.text, allowed.iter().chain(flags).copied()));
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

    fn tell_lone_word(
        &mut self,
        name: &Name,
        kind: &str,
        allowed: &[&'static str],
        flags: &[&str],
    ) {
        if allowed.contains(&name.text.as_str()) {
            self.tell_at(
                names::PROPERTY_WITHOUT_VALUE,
                format!("`{}` has no value", name.text),
                name.span,
                "write a colon and the value after it",
            );
        } else if kind == "bloc" && Country::lookup(&name.text).is_some() {
            self.tell_at(
                names::UNKNOWN_PROPERTY,
                "the countries of a bloc are its `members`",
                name.span,
                "write `members: [AZ, KZ]`",
            );
        } else if name.text == "irregular" {
            self.tell_at(
                names::UNKNOWN_PROPERTY,
                "`irregular` says how irregular",
                name.span,
                "write `3/week irregular(1)`: 0 is a timetable, 1 at random",
            );
        } else {
            self.tell_unknown_property(name, kind, allowed, flags);
        }
    }
}

/// The property that an unknown word stands for, if there is one: it counts as
/// given.
fn meant(word: &str, allowed: &[&'static str]) -> &'static str {
    let near = other_word(word, allowed).or_else(|| closest(word, allowed.iter().copied()));
    near.and_then(|near| allowed.iter().find(|known| **known == near)).copied().unwrap_or("")
}

/// Words that people use for a property, or that name it in another
/// declaration. The first that the declaration has is meant.
const OTHER_WORDS: &[(&[&str], &[&str])] = &[
    (&["location", "position", "coordinates", "coords", "latlon", "lat_lon", "place"], &["at"]),
    (&["length", "km", "dist"], &["distance"]),
    (&["duration", "travel_time", "transit_time", "days", "hours"], &["time", "delay", "dwell"]),
    (
        &["time", "wait", "waiting", "delay", "stay", "dwell", "dwell_time"],
        &["dwell", "delay", "time"],
    ),
    (&["capacity", "throughput", "limit", "max", "volume"], &["capacity", "throughput"]),
    (
        &["price", "tariff", "rate", "cost", "fee", "handling", "charge"],
        &["cost", "fee", "handling"],
    ),
    (&["type", "category"], &["kind"]),
    (&["velocity"], &["speed"]),
    (&["co2", "carbon", "emission"], &["emissions"]),
    (&["via", "countries", "transit"], &["through", "members"]),
    (&["weight"], &["mass"]),
    (&["author", "organisation", "organization"], &["publisher"]),
    (&["link", "web", "website"], &["url"]),
    (&["date", "published"], &["year"]),
    (&["name"], &["title"]),
    (&["due", "due_date", "max_time"], &["deadline"]),
    (&["fine"], &["penalty"]),
    (&["vessels", "ships"], &["fleet"]),
    (&["investment", "capital"], &["capex"]),
    (&["probability", "chance", "likelihood"], &["probability"]),
];

fn other_word(word: &str, allowed: &[&'static str]) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let (_, meant) = OTHER_WORDS.iter().find(|(words, meant)| {
        words.contains(&lower.as_str()) && meant.iter().any(|one| allowed.contains(one))
    })?;
    meant.iter().find(|one| allowed.contains(one)).copied()
}
