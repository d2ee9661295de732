//! Countries and blocs.

use smol_str::SmolStr;

use crate::country::Country;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::names;
use crate::model::{Bloc, BlocId, Member, MemberWho, Thing};
use crate::syntax::ast::{Decl, DeclKind, Grouping, ListItem, Name, Property, Value};

use super::context::Checker;

/// Properties of a bloc.
pub(super) const BLOC: &[&str] = &["members", "observers", "source"];

/// So many codes near an unknown one are offered.
const NEAR: usize = 12;

impl Checker<'_> {
    /// `bloc N { … }`.
    pub fn bloc(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, body, .. } = &decl.kind else { return };
        let props = self.props(body, "bloc", BLOC, &[], &[]);
        self.enter(decl, &props);
        let members = props.get("members").map(|p| self.members(p)).unwrap_or_default();
        let observers = props.get("observers").map(|p| self.members(p)).unwrap_or_default();
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.model.blocs.push(Bloc { head, members, observers });
    }

    fn members(&mut self, property: &Property) -> Vec<Member> {
        let Value::List(items, _) = &property.value else {
            self.tell_form(&property.value, property, "a list of countries: `[AZ, KZ]`");
            return Vec::new();
        };
        let mut all = Vec::new();
        for item in items {
            let ListItem::Name { name, from, until } = item else {
                self.tell_at(names::WRONG_KIND, "a country is needed here", property.span, "");
                continue;
            };
            let from_date = from.as_ref().and_then(|expr| self.date(expr));
            let until_date = until.as_ref().and_then(|expr| self.date(expr));
            if let (Some(a), Some(b)) = (from_date, until_date)
                && a >= b
            {
                self.tell_at(
                    crate::diagnostic::codes::changes::WINDOW_BACKWARDS,
                    "this membership ends before it starts",
                    name.span,
                    "put the earlier date first",
                );
            }
            let guesses = self.guesses;
            let Some(who) = self.country_or_bloc(name) else { continue };
            if self.guesses > guesses && matches!(who, MemberWho::Bloc(_)) {
                // It might be the bloc itself.
                continue;
            }
            all.push(Member { who, from: from_date, until: until_date, span: name.span });
        }
        all
    }

    /// Blocs that hold themselves are told, and the circle is opened.
    pub fn bloc_cycles(&mut self) {
        for start in 0..self.model.blocs.len() {
            let mut stack = vec![start];
            let mut seen = vec![false; self.model.blocs.len()];
            let mut found = false;
            while let Some(at) = stack.pop() {
                for member in &self.model.blocs[at].members {
                    if let MemberWho::Bloc(inner) = member.who {
                        found |= inner.index() == start;
                        if !std::mem::replace(&mut seen[inner.index()], true) {
                            stack.push(inner.index());
                        }
                    }
                }
            }
            if found {
                let head = &self.model.blocs[start].head;
                let (name, span) = (head.name.clone(), head.span);
                self.model.blocs[start]
                    .members
                    .retain(|member| !matches!(member.who, MemberWho::Bloc(_)));
                self.tell_at(
                    names::EXTENDS_ITSELF,
                    format!("bloc `{name}` is a member of itself"),
                    span,
                    "take one membership of the circle away",
                );
            }
        }
    }

    /// A country by its code; `none` and `XX` are no country (inner none).
    pub fn country(&mut self, name: &Name) -> Option<Option<Country>> {
        if name.text == "none" || name.text == "XX" {
            return Some(None);
        }
        if let Some(country) = Country::lookup(&name.text) {
            return Some(Some(country));
        }
        self.tell_unknown_country(name, "a country code").map(Some)
    }

    /// Gives the nearest, with which the check goes on.
    fn tell_unknown_country(&mut self, name: &Name, needed: &str) -> Option<Country> {
        let mut told = Diagnostic::new(
            names::UNKNOWN_COUNTRY,
            format!("`{}` is not {needed}", name.text),
            name.span,
            "not a code of ISO 3166-1",
        );
        let near = Country::nearest(&name.text);
        told = match near {
            Some(near) => told
                .with_help(format!("did you mean `{}` ({})?", near.code(), near.name()))
                .with_fix(format!("write `{}`", near.code()), name.span, near.code()),
            None if needed.ends_with("bloc") => told.with_help(format!(
                "countries are two capital letters{}; a bloc is declared: `bloc {} {{ members: \
                 [ … ] }}`",
                self.near_codes(&name.text),
                name.text
            )),
            None => told.with_help(format!(
                "countries are two capital letters{}; `none` is none",
                self.near_codes(&name.text)
            )),
        };
        self.tell(told);
        self.guesses += u32::from(near.is_some());
        near
    }

    /// Codes that a slip of two letters may stand for: those of the file first.
    fn near_codes(&self, word: &str) -> String {
        let mut near = Country::neighbours(word);
        let used = |country: &Country| {
            self.known().nodes.iter().any(|node| node.country == Some(*country))
        };
        near.sort_by_key(|country| !used(country));
        near.truncate(NEAR);
        if near.is_empty() {
            return ", such as KZ".to_owned();
        }
        let codes: Vec<&str> = near.iter().map(|country| country.code()).collect();
        format!("; near it are {}", codes.join(", "))
    }

    /// A country or a bloc.
    pub fn country_or_bloc(&mut self, name: &Name) -> Option<MemberWho> {
        if let Some(country) = Country::lookup(&name.text) {
            return Some(MemberWho::Country(country));
        }
        match self.model.names.get(&name.text) {
            None if name.text.len() <= 3 && name.text.bytes().all(|b| b.is_ascii_uppercase()) => {
                self.tell_unknown_country(name, "a country code or bloc").map(MemberWho::Country)
            }
            None if self.broken.contains(&name.text) => None,
            None if Country::nearest(&name.text).is_some()
                && self.nearest_fitting(&name.text, is_bloc).is_none() =>
            {
                self.tell_unknown_country(name, "a country code or bloc").map(MemberWho::Country)
            }
            _ => {
                let fits = is_bloc;
                match self.find(name, "a country or bloc", fits)? {
                    Thing::Bloc(id) => Some(MemberWho::Bloc(BlocId(id.0))),
                    _ => None,
                }
            }
        }
    }

    /// A question by bloc uses every bloc there is.
    pub fn use_grouped(&mut self, by: Grouping) {
        if by == Grouping::Bloc {
            let names = self.model.blocs.iter().map(|bloc| SmolStr::new(&bloc.head.name));
            self.used.extend(names);
        }
    }
}

fn is_bloc(thing: Thing) -> bool {
    matches!(thing, Thing::Bloc(_))
}
