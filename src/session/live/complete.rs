//! What may stand where the cursor is.

use std::ops::Range;
use std::path::Path;

use crate::country::Country;
use crate::diagnostic::codes;
use crate::model::Model;
use crate::model::check::properties;
use crate::quantity::UnitTable;
use crate::syntax::keywords::{
    BASES, CHANGES, DECLARATIONS, ITEMS, METRICS, OTHERS, REPORTS, SELECTORS, VERBS,
};
use crate::syntax::prompt::words;

use super::Live;
use super::command::COMMANDS;
use super::help::TOPICS;
use super::list::{kinds, names};

/// What fits a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// The bytes that a candidate takes the place of.
    pub range: Range<usize>,
    /// The candidates, sorted.
    pub candidates: Vec<String>,
}

impl Live<'_> {
    /// What fits at a byte of an input.
    pub fn complete(&self, text: &str, at: usize) -> Completion {
        let before = text.get(..at).unwrap_or(text);
        if let Some(command) = before.trim_start().strip_prefix(':') {
            return self.complete_command(before, command);
        }
        if let Some(path) = self.path(before) {
            return path;
        }
        let start = before
            .rfind(|c: char| !(c.is_alphanumeric() || c == '_'))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let written = &before[start..];
        let mut candidates = self.fitting(&before[..start]);
        candidates.retain(|candidate| candidate.starts_with(written) && candidate != written);
        candidates.sort_unstable();
        candidates.dedup();
        Completion { range: start..at, candidates }
    }

    /// The rest of the one word that fits, as a hint.
    pub fn hint(&self, text: &str) -> Option<String> {
        let completion = self.complete(text, text.len());
        let written = text.get(completion.range.clone())?;
        match &completion.candidates[..] {
            [only] if written.len() >= 2 => only.get(written.len()..).map(str::to_owned),
            _ => None,
        }
    }

    fn complete_command(&self, before: &str, command: &str) -> Completion {
        let start = before.rfind([' ', ':']).map_or(0, |at| at + 1);
        let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
        let of = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        let mut candidates: Vec<String> = if !command.contains(' ') {
            COMMANDS.iter().map(|(name, ..)| (*name).to_owned()).collect()
        } else {
            match name {
                "load" | "save" => {
                    return self.files_at(rest, before.len() - rest.trim_start().len());
                }
                "show" | "why" => self.model().map(names).unwrap_or_default(),
                "list" => self.model().map_or_else(Vec::new, |model| {
                    kinds(model).into_iter().map(|(kind, _)| kind.to_owned()).collect()
                }),
                "diff" => self.scenarios(),
                "set" => {
                    let mut all: Vec<String> = of(&["seed", "samples"]);
                    all.extend(self.of_kind("constants"));
                    all
                }
                "explain" => codes::all().iter().map(|entry| entry.code.0.to_owned()).collect(),
                "help" => TOPICS.iter().map(|(topic, ..)| (*topic).to_owned()).collect(),
                _ => Vec::new(),
            }
        };
        let written = &before[start..];
        candidates.retain(|candidate| candidate.starts_with(written) && candidate != written);
        candidates.sort_unstable();
        Completion { range: start..before.len(), candidates }
    }

    /// Inside the quotes of an import: files.
    fn path(&self, before: &str) -> Option<Completion> {
        let line = before.rsplit('\n').next()?;
        if !line.trim_start().starts_with("import") || line.matches('"').count() != 1 {
            return None;
        }
        let written = &line[line.find('"')? + 1..];
        Some(self.files_at(written, before.len() - written.len()))
    }

    fn files_at(&self, written: &str, start: usize) -> Completion {
        let written = written.trim_start();
        let folder = written.rfind('/').map_or("", |at| &written[..=at]);
        let near = format!("{folder}x");
        let mut names = self.files.neighbours(Path::new(&near));
        names.retain(|name| !name.starts_with('.'));
        let mut candidates: Vec<String> =
            names.into_iter().map(|name| format!("{folder}{name}")).collect();
        candidates.retain(|name| name.starts_with(written) && name != written);
        candidates.sort_unstable();
        Completion { range: start..start + written.len(), candidates }
    }

    fn model(&self) -> Option<&Model> {
        self.current.model.as_ref()
    }

    fn of_kind(&self, wanted: &str) -> Vec<String> {
        let Some(model) = self.model() else { return Vec::new() };
        let kinds = kinds(model).into_iter().filter(|(kind, _)| *kind == wanted);
        let names: Vec<String> = kinds.flat_map(|(_, rows)| rows).map(|(name, _)| name).collect();
        names.into_iter().filter(|name| !name.contains(' ')).collect()
    }

    /// What fits after a text.
    fn fitting(&self, before: &str) -> Vec<String> {
        let all = words(before);
        let word = |back: usize| all.len().checked_sub(back).map_or("", |at| all[at].1);
        let of = |list: &[&str]| -> Vec<String> { list.iter().map(|w| (*w).to_owned()).collect() };
        let kinds = |list: &[&str]| -> Vec<String> {
            list.iter().flat_map(|kind| self.of_kind(kind)).collect()
        };
        let is_number = word(1).starts_with(|c: char| c.is_ascii_digit());
        let statement = statement(&all);
        if statement.is_empty() {
            let mut first = of(DECLARATIONS);
            first.extend(of(REPORTS));
            first.extend(of(METRICS).into_iter().map(|metric| format!("{metric}(")));
            first.extend(of(VERBS));
            first.extend(of(&["undo", "help", "quit"]));
            return first;
        }
        if is_number || word(1) == "%" {
            return self.units(&statement);
        }
        match word(1) {
            "as" => self.units(&statement),
            "@" => {
                let mut sources = kinds(&["sources"]);
                sources.push("assumed".to_owned());
                sources
            }
            "scenario" | "extends" if word(2) != "mode" => self.scenarios(),
            "compare" => self.scenarios(),
            "in" if statement.contains(&"legs") || statement.contains(&"nodes") => {
                let mut places = kinds(&["nodes", "blocs"]);
                places.extend(countries());
                places.extend(self.scenarios());
                places
            }
            "in" => self.scenarios(),
            "node" | "via" | "->" | "<->" => kinds(&["nodes"]),
            "leg" => kinds(&["nodes", "legs"]),
            "from" | "to"
                if statement.contains(&"changes") || statement.contains(&"difference") =>
            {
                self.scenarios()
            }
            "from" | "to" => kinds(&["nodes"]),
            "mode" | "by" if word(2) == "legs" || word(1) == "mode" => kinds(&["modes"]),
            "by" => of(&["time", "cost", "distance", "emissions", "generalised_cost"]),
            "pool" => kinds(&["pools"]),
            "demand" => kinds(&["demands"]),
            "corridor" => kinds(&["corridors"]),
            "bloc" => kinds(&["blocs"]),
            "country" => countries(),
            "apply" | "after" => kinds(&["changes"]),
            "use" => of(BASES),
            "of" if statement.first().is_some_and(|w| VERBS.contains(w)) => of(SELECTORS),
            "for" | "of" => kinds(&["commodities", "demands"]),
            "set" | "raise" | "reduce" => {
                let mut all = kinds(&["constants"]);
                all.extend(of(properties("leg")));
                all.extend(of(properties("node")));
                all
            }
            "close" | "open" | "except" | "on" | "avoiding" => of(SELECTORS),
            "why" => kinds(&["demands", "nodes"]),
            "report" => of(REPORTS),
            "critical" => of(&["legs", "nodes", "borders", "countries", "modes", "pairs"]),
            "exposure" => of(&["by"]),
            ":" => self.property_values(&statement, word(2)),
            "{" | "," if statement.contains(&"{") && open_bracket(&statement) == "{" => {
                let first = statement.first().copied().unwrap_or("");
                let mut items = of(properties(first));
                if matches!(first, "node" | "leg") {
                    items.push("planned".to_owned());
                }
                if CHANGES.contains(&first) || first == "scenario" {
                    items.extend(of(ITEMS));
                    items.extend(of(&["apply", "use"]));
                }
                items
            }
            _ => {
                let mut all = self.model().map(names).unwrap_or_default();
                if open_bracket(&statement) == "{" {
                    all.extend(of(properties(statement.first().copied().unwrap_or(""))));
                }
                all.extend(of(OTHERS));
                all.extend(of(crate::syntax::keywords::CLAUSES));
                all
            }
        }
    }

    /// Values of a property: names of the right kind.
    fn property_values(&self, statement: &[&str], property: &str) -> Vec<String> {
        let of = |list: &[&str]| -> Vec<String> { list.iter().map(|w| (*w).to_owned()).collect() };
        match property {
            "country" | "through" | "shipper" | "members" | "observers" => {
                let mut all = countries();
                all.extend(self.of_kind("blocs"));
                all
            }
            "mode" => self.of_kind("modes"),
            "kind" | "tags" => {
                let model = self.model();
                let words = model.map(|m| m.words.iter().map(|w| w.to_string()).collect());
                let mut all: Vec<String> = words.unwrap_or_default();
                all.extend(of(&["port", "city", "rail_border", "terminal", "dry_port", "strait"]));
                all
            }
            "carries" => self.of_kind("commodities"),
            "legs" | "nodes" | "borders" => of(SELECTORS),
            "basis" => of(BASES),
            "unit" => self.units(statement),
            _ => {
                let mut all = of(BASES);
                all.extend(self.of_kind("constants"));
                all.extend(of(&["unknown", "unlimited"]));
                all
            }
        }
    }

    /// Units: those that fit the property, else all.
    fn units(&self, statement: &[&str]) -> Vec<String> {
        let property = statement.iter().rev().zip(statement.iter().rev().skip(1));
        let property =
            property.clone().find(|(colon, _)| **colon == ":").map_or("", |(_, key)| *key);
        let counted: Vec<String> = self.model().map_or_else(
            || vec!["TEU".to_owned(), "t".to_owned()],
            |model| {
                let units =
                    model.commodities.iter().filter_map(|c| model.shown.get(c.unit.index()));
                let mut units: Vec<String> = units.map(|unit| unit.symbol.clone()).collect();
                units.push("t".to_owned());
                units
            },
        );
        let money = self.model().map_or("USD", |model| model.settings.currency.as_str());
        let per = |prefix: &str, suffix: &str| -> Vec<String> {
            counted.iter().map(|unit| format!("{prefix}{unit}{suffix}")).collect()
        };
        let of = |list: &[&str]| -> Vec<String> { list.iter().map(|w| (*w).to_owned()).collect() };
        match property {
            "time" | "dwell" | "delay" | "deadline" | "duration" | "recovery" | "ramp"
            | "announced" => of(&["minutes", "hours", "days", "weeks", "months"]),
            "distance" => of(&["km", "mi", "nmi", "m"]),
            "speed" => of(&["km/h", "km/day", "knots"]),
            "cost" => {
                let mut all = per(&format!("{money}/"), "");
                all.extend(per(&format!("{money}/"), "/km"));
                all
            }
            "handling" | "fee" | "penalty" | "value" => per(&format!("{money}/"), ""),
            "capacity" | "throughput" => {
                let mut all = per("", "/year");
                all.extend(per("k", "/year"));
                all.extend(per("", "/day"));
                all
            }
            "storage" => per("", ""),
            "capex" => vec![format!("million {money}"), money.to_owned()],
            "rate" | "frequency" => of(&["/year", "/week", "/day"]),
            _ => {
                let table = UnitTable::new();
                let units = self.model().map_or(&table, |model| &model.units);
                units.spellings().map(str::to_owned).collect()
            }
        }
    }
}

/// The words of the last statement: from the last declaration's keyword outside
/// brackets on.
fn statement<'t>(all: &[(Range<usize>, &'t str)]) -> Vec<&'t str> {
    let mut depth = 0_usize;
    let mut start = 0;
    for (index, (_, word)) in all.iter().enumerate() {
        match *word {
            "{" | "[" | "(" => depth += 1,
            "}" | "]" | ")" => depth = depth.saturating_sub(1),
            word if depth == 0 && index > 0 && DECLARATIONS.contains(&word) => {
                if matches!(all[index - 1].1, "}") {
                    start = index;
                }
            }
            _ => {}
        }
    }
    all[start..].iter().map(|(_, word)| *word).collect()
}

/// The bracket that is open innermost; empty for none.
fn open_bracket<'t>(statement: &[&'t str]) -> &'t str {
    let mut stack = Vec::new();
    for word in statement {
        match *word {
            "{" | "[" | "(" => stack.push(*word),
            "}" | "]" | ")" => {
                stack.pop();
            }
            _ => {}
        }
    }
    stack.last().copied().unwrap_or("")
}

fn countries() -> Vec<String> {
    Country::all().map(|country| country.code().to_owned()).collect()
}
