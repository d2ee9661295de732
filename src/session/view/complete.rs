//! What could stand at a place.

use std::path::Path;

use crate::model::Thing;
use crate::model::check::{EFFECT_PROPERTIES, properties};
use crate::session::Files;
use crate::source::FileId;
use crate::syntax::keywords::{BASES, DECLARATIONS, FUNCTIONS, ITEMS, METRICS, REPORTS, SELECTORS};

use super::candidates::{CandidateKind, List, MOST};
use super::roles::{self, Place, Within};
use super::token::{self, Shape, Token};
use super::{Candidate, View, describe};

/// What stands before the place where something is to be written.
struct Before<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    place: Place<'t>,
    /// Whether the last token stands on another line.
    new_line: bool,
}

impl<'t> Before<'t> {
    /// The text of the n-th last token, 1 the last.
    fn back(&self, by: usize) -> &'t str {
        let index = self.tokens.len().checked_sub(by);
        index.and_then(|index| self.tokens.get(index)).map_or("", |token| token.text(self.text))
    }

    fn declaration(&self) -> &'t str {
        self.tokens.first().map_or("", |token| token.text(self.text))
    }
}

impl View {
    /// Where the word begins that a place is in, and what could stand there.
    pub fn complete(&self, file: FileId, at: u32, files: &dyn Files) -> (u32, Vec<Candidate>) {
        let text = self.text(file);
        let at = (at as usize).min(text.len());
        let begin = text[..at]
            .rfind(|c| !token::goes_on(c))
            .map_or(0, |last| last + text[last..].chars().next().map_or(1, char::len_utf8));
        let mut list = List::default();
        if let Some(before) = self.before(file, begin) {
            match inside_text(&before, begin) {
                Some(start) => {
                    if before.declaration() == "import" && !text[start..at].contains('\n') {
                        self.paths(file, &text[start + 1..at], files, &mut list);
                    }
                    let path =
                        text[start + 1..at].rfind('/').map_or(start + 1, |slash| start + slash + 2);
                    return (path as u32, list.done());
                }
                None => self.fill(&before, &mut list),
            }
        }
        (begin as u32, list.done())
    }

    /// What stands before a place; none within a comment.
    fn before(&self, file: FileId, at: usize) -> Option<Before<'_>> {
        let text = self.text(file);
        let range = self.ranges(file).into_iter().rev().find(|range| range.start <= at)?;
        if at > range.end {
            return None;
        }
        let mut tokens = token::lex(text, range.start..at);
        if let Some(last) = tokens.last().filter(|last| !last.counts()) {
            let piece = last.text(text);
            let closed = piece.starts_with("/*") && piece.ends_with("*/") && piece.len() > 3;
            let ended = !piece.starts_with("/*") && text[last.start as usize..at].contains('\n');
            if !closed && !ended {
                return None;
            }
        }
        let place = roles::classify(text, &mut tokens);
        tokens.retain(Token::counts);
        let new_line = tokens.last().is_none_or(|last| text[last.end as usize..at].contains('\n'));
        Some(Before { text, tokens, place, new_line })
    }

    fn fill(&self, before: &Before<'_>, list: &mut List) {
        let (last, second) = (before.back(1), before.back(2));
        let Place { within, key } = before.place;
        if before.tokens.is_empty() || within == Within::Header && before.new_line {
            list.words(DECLARATIONS, "declaration");
            // What is written above a line may go on in it.
            if before.tokens.is_empty() || before.declaration() != "report" {
                return;
            }
        }
        if last == "@" {
            list.word("assumed", "a judgement");
            return self.names(list, |thing| matches!(thing, Thing::Source(_)));
        }
        if self.units(before, list) {
            return;
        }
        let begins = matches!(last, "{" | ",") || before.new_line;
        let valued = last == ":" || key.is_empty() || last == ",";
        if within == Within::Body && begins && last != ":" && (valued || before.new_line) {
            return self.items(before.declaration(), list);
        }
        if within == Within::Columns {
            return list.properties(match before.back(before.tokens.len().saturating_sub(1)) {
                "legs" => properties("leg"),
                "demands" => properties("demand"),
                _ => properties("node"),
            });
        }
        if within != Within::Header && !key.is_empty() && self.value(key, last, list) {
            return;
        }
        self.clause(before.declaration(), last, second, list);
    }

    /// What may begin an item of a body.
    fn items(&self, declaration: &str, list: &mut List) {
        list.properties(properties(declaration));
        match declaration {
            "node" | "leg" => list.word("planned", "not there until a change opens it"),
            "disruption" | "upgrade" | "sanction" | "agreement" => {
                list.words(ITEMS, "effect or window")
            }
            "scenario" => list.words(
                &["apply", "use", "close", "open", "set", "raise", "reduce", "forbid", "allow"],
                "effect",
            ),
            _ => {}
        }
    }

    /// The values of a property that are words; whether it is one of those.
    fn value(&self, key: &str, last: &str, list: &mut List) -> bool {
        match key {
            "mode" => self.names(list, |thing| matches!(thing, Thing::Mode(_))),
            "carries" => self.names(list, |thing| matches!(thing, Thing::Commodity(_))),
            "country" | "through" | "members" | "observers" | "shipper" => {
                if key != "country" && key != "through" {
                    self.names(list, |thing| matches!(thing, Thing::Bloc(_)));
                }
                list.countries();
            }
            "kind" => list.words(
                &[
                    "port",
                    "city",
                    "rail_border",
                    "dry_port",
                    "terminal",
                    "strait",
                    "oil_field",
                    "refinery",
                ],
                "kind",
            ),
            "basis" => list.words(BASES, "basis"),
            "unit" => list.words(&["TEU", "t", "bbl", "FEU"], "unit"),
            "currency" => {
                list.words(&["USD", "EUR", "CNY", "KZT", "AZN", "GEL", "TRY", "RUB"], "currency")
            }
            "congestion" => list.functions(&["bpr", "linear", "queue"]),
            "legs" | "nodes" | "borders" if matches!(last, ":" | "[" | ",") => {
                list.words(SELECTORS, "selector")
            }
            "season" => list.words(crate::syntax::keywords::MONTHS, "month"),
            "title" | "publisher" | "url" | "note" | "year" | "tags" | "at" => {}
            _ if matches!(last, ":" | "+" | "-" | "*" | "/" | "(" | "..") => {
                list.functions(&FUNCTIONS[..10]);
                list.words(BASES, "basis");
                list.word("unknown", "there is one, but nobody knows it");
                self.names(list, |thing| matches!(thing, Thing::Constant(_)));
            }
            _ => return false,
        }
        true
    }

    /// After a number the units that fit; whether it is after one.
    fn units(&self, before: &Before<'_>, list: &mut List) -> bool {
        let Some(token) = before.tokens.last() else { return false };
        let after_as = before.back(1) == "as";
        let number = token.shape == Shape::Number && !before.back(1).ends_with('%');
        if !after_as && (!number || before.new_line) {
            return false;
        }
        self.fitting_units(before.place.key, list);
        if !after_as && before.place.within == Within::Header {
            // A number may be followed by a clause as well.
            list.words(&["in", "on", "of", "top", "step"], "clause");
        }
        true
    }

    /// The units that fit a property, by the file's own money and commodities;
    /// where none is known, those of all.
    fn fitting_units(&self, key: &str, list: &mut List) {
        let model = self.model();
        let money = model.map_or("USD", |model| model.settings.currency.as_str());
        let mut goods: Vec<&str> = model.map_or_else(Vec::new, |model| {
            let units = model.commodities.iter().filter_map(|c| model.shown.get(c.unit.index()));
            units.map(|unit| unit.symbol.as_str()).collect()
        });
        if !goods.contains(&"t") {
            goods.push("t");
        }
        let of_goods = |list: &mut List, pattern: &str| {
            // A train has no thousands.
            let has =
                |unit: &str| model.is_none_or(|model| model.units.is_unit(&format!("k{unit}")));
            for unit in goods.iter().filter(|unit| !pattern.starts_with('k') || has(unit)) {
                let unit = pattern.replace("GOODS", unit).replace("MONEY", money);
                list.units(&[unit.as_str()]);
            }
        };
        let known = match key {
            "time" | "dwell" | "delay" | "deadline" | "duration" | "recovery" | "ramp"
            | "announced" => &["days", "hours", "min", "weeks", "months", "years"][..],
            "distance" => &["km", "m", "mi", "nmi"],
            "speed" => &["km/h", "km/day", "knots"],
            "emissions" => &["gCO2e/(t*km)", "kgCO2e/(t*km)"],
            "gauge" => &["mm"],
            _ => &[],
        };
        list.units(known);
        let of_key: &[&str] = match key {
            "cost" => &["MONEY/GOODS", "MONEY/GOODS/km"],
            "handling" | "fee" | "penalty" | "value" => &["MONEY/GOODS"],
            "capacity" | "throughput" | "volume" => &["GOODS/year", "kGOODS/year", "GOODS/day"],
            "storage" => &["GOODS", "kGOODS"],
            "value_of_time" => &["MONEY/GOODS/day"],
            "mass" => &["t/GOODS"],
            "capex" => &["million MONEY", "billion MONEY"],
            _ if !known.is_empty() => &[],
            _ => {
                list.units(&["days", "hours", "km", "km/h"]);
                &["GOODS", "kGOODS/year", "MONEY/GOODS", "MONEY", "million MONEY"]
            }
        };
        of_key.iter().for_each(|pattern| of_goods(list, pattern));
        let declared = self.definitions().iter();
        let declared = declared.filter(|(_, all)| all.iter().any(|one| one.kind == "unit"));
        declared.for_each(|(name, _)| list.units(&[name.as_str()]));
    }

    fn clause(&self, declaration: &str, last: &str, second: &str, list: &mut List) {
        let routes = matches!(declaration, "report" | "expect" | "let" | "demand");
        match last {
            "report" => list.words(REPORTS, "report"),
            "->" | "<->" | "]->" | "via" | "node" | "from" | "to"
                if declaration == "border" || second == "border" =>
            {
                list.countries()
            }
            "->" | "<->" | "]->" | "via" | "node" => self.nodes(list),
            "from" | "to" if routes => {
                self.nodes(list);
                list.word("empty", "a timeline that begins with nothing under way");
            }
            "leg" => {
                self.names(list, |thing| matches!(thing, Thing::Leg(_)));
                self.nodes(list);
            }
            "border" => list.countries(),
            "country" | "through" | "with" => {
                list.countries();
                self.names(list, |thing| matches!(thing, Thing::Bloc(_)));
            }
            "bloc" => self.names(list, |thing| matches!(thing, Thing::Bloc(_))),
            "mode" | "transfer" => self.names(list, |thing| matches!(thing, Thing::Mode(_))),
            "pool" => self.names(list, |thing| matches!(thing, Thing::Pool(_))),
            "demand" => self.names(list, |thing| matches!(thing, Thing::Demand(_))),
            "corridor" => self.names(list, |thing| matches!(thing, Thing::Corridor(_))),
            "compare" | "changes" => self.scenarios(list),
            "why" => {
                self.names(list, |thing| matches!(thing, Thing::Demand(_)));
                self.nodes(list);
            }
            "apply" | "after" => self.names(list, |thing| matches!(thing, Thing::Change(_))),
            "extends" if declaration == "scenario" => self.scenarios(list),
            "extends" => self.names(list, |thing| matches!(thing, Thing::Mode(_))),
            "use" => list.words(BASES, "basis"),
            "by" if second == "legs" => self.names(list, |thing| matches!(thing, Thing::Mode(_))),
            "by" if declaration == "sanction" => {
                self.names(list, |thing| matches!(thing, Thing::Bloc(_)));
                list.countries();
            }
            "by" => list.words(
                &[
                    "time",
                    "cost",
                    "distance",
                    "emissions",
                    "generalised_cost",
                    "country",
                    "first",
                    "bloc",
                    "mode",
                    "node",
                    "corridor",
                    "tag",
                    "day",
                    "week",
                    "month",
                ],
                "criterion",
            ),
            "in" if matches!(declaration, "report" | "expect" | "let")
                && !matches!(second, "legs" | "nodes") =>
            {
                list.word("all", "every scenario");
                self.scenarios(list);
            }
            "in" => {
                list.countries();
                self.names(list, |thing| matches!(thing, Thing::Bloc(_) | Thing::Node(_)));
            }
            "of" if declaration == "demand"
                || declaration == "contract"
                || declaration == "observed" =>
            {
                self.names(list, |thing| matches!(thing, Thing::Commodity(_)));
            }
            "for" => {
                self.names(list, |thing| matches!(thing, Thing::Commodity(_) | Thing::Demand(_)))
            }
            "set" | "raise" | "reduce" => {
                list.properties(EFFECT_PROPERTIES);
                self.names(list, |thing| matches!(thing, Thing::Constant(_)));
            }
            "close" | "open" | "of" | "on" | "avoiding" | "except" | "[" => {
                list.words(SELECTORS, "selector")
            }
            "forbid" | "allow" => {
                list.words(&["transit", "trade", "all"], "what is forbidden");
                self.names(list, |thing| matches!(thing, Thing::Commodity(_)));
            }
            "sweep" | "over" => self.names(list, |thing| matches!(thing, Thing::Constant(_))),
            "import" => list.words(&["nodes", "legs", "demands"], "a table"),
            _ => self.anything(declaration, last, list),
        }
    }

    fn anything(&self, declaration: &str, last: &str, list: &mut List) {
        match declaration {
            "report" => {
                list.words(
                    &[
                        "from", "to", "in", "for", "by", "via", "avoiding", "top", "on", "over",
                        "while", "as", "ends", "at", "step",
                    ],
                    "clause",
                );
                if last == "," {
                    self.names(list, |_| true);
                }
            }
            "expect" | "let" | "param" => {
                list.functions(METRICS);
                list.words(
                    &["in", "on", "over", "while", "within", "and", "or", "not", "as"],
                    "clause",
                );
                self.names(list, |_| true);
            }
            "node" | "leg" | "border" | "demand" | "mode" | "commodity" | "pool" | "bloc"
            | "corridor" => {
                self.names(list, |_| true);
                list.words(
                    &["extends", "from", "to", "of", "at", "by", "shared", "each"],
                    "clause",
                );
            }
            _ => {
                list.words(
                    &["from", "until", "to", "for", "except", "by", "of", "every", "extends"],
                    "clause",
                );
                self.names(list, |_| true);
            }
        }
    }

    fn nodes(&self, list: &mut List) {
        self.names(list, |thing| matches!(thing, Thing::Node(_)));
    }

    fn scenarios(&self, list: &mut List) {
        list.word("baseline", "the network as declared");
        self.names(list, |thing| matches!(thing, Thing::Scenario(_)));
    }

    /// The names of things of a kind.
    fn names(&self, list: &mut List, fits: fn(Thing) -> bool) {
        let Some(model) = self.model() else { return };
        let mut names: Vec<(&str, Thing)> = model
            .names
            .iter()
            .filter(|(_, thing)| fits(**thing))
            .map(|(name, thing)| (name.as_str(), *thing))
            .collect();
        names.sort_unstable_by_key(|(name, _)| *name);
        for (name, thing) in names.into_iter().take(MOST) {
            let title = describe::head(model, thing).and_then(|head| head.title.as_deref());
            let word = describe::word(model, thing);
            let detail = title.map_or_else(|| word.to_owned(), |title| format!("{word}: {title}"));
            list.add(name, CandidateKind::Name, &detail);
        }
    }

    /// The files beside a script, below what is written of a path.
    fn paths(&self, file: FileId, written: &str, files: &dyn Files, list: &mut List) {
        let Some(path) = self.file(file).and_then(|file| file.path()) else { return };
        let folder = path.parent().unwrap_or(Path::new(""));
        let below = written.rfind('/').map_or("", |slash| &written[..=slash]);
        let own = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut names = files.neighbours(&folder.join(below).join("x"));
        names.sort_unstable();
        for name in names {
            let lower = name.to_ascii_lowercase();
            let fits = [".corridor", ".csv", ".tsv"].iter().any(|end| lower.ends_with(end));
            if fits && (Some(&name) != own.as_ref() || !below.is_empty()) {
                list.add(&name, CandidateKind::File, "");
            }
        }
    }
}

/// Where the quoted text begins that a place is in.
fn inside_text(before: &Before<'_>, at: usize) -> Option<usize> {
    let last = before.tokens.last().filter(|last| last.shape == Shape::Text)?;
    let piece = last.text(before.text);
    let open = piece.len() < 2 || !piece.ends_with('"');
    let same_line = !before.text[last.end as usize..at].contains('\n');
    (open && same_line).then_some(last.start as usize)
}
