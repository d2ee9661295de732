//! The values of properties, and the units that fit them.

use crate::model::Thing;
use crate::syntax::keywords::{BASES, FUNCTIONS, MONTHS, SELECTORS};

use super::roles::Within;
use super::token::Shape;
use super::{Asking, Before, List};

/// Kinds of node that many files name; others are as good.
const KINDS: &[&str] =
    &["port", "city", "rail_border", "dry_port", "terminal", "strait", "oil_field", "refinery"];

impl Asking<'_> {
    /// Kinds, tags and services that the file itself has.
    fn own_words(&self, list: &mut List) {
        let words = self.model.into_iter().flat_map(|model| model.words.iter());
        words.for_each(|word| list.word(word, "of this file"));
    }

    /// The values of a property that are words; whether it is one of those.
    pub(super) fn value(&self, key: &str, last: &str, list: &mut List) -> bool {
        match key {
            "mode" => self.names(list, |thing| matches!(thing, Thing::Mode(_))),
            "carries" => self.names(list, |thing| matches!(thing, Thing::Commodity(_))),
            "country" | "through" | "members" | "observers" | "shipper" => {
                if key != "country" && key != "through" {
                    self.names(list, |thing| matches!(thing, Thing::Bloc(_)));
                }
                list.countries();
            }
            "kind" => {
                self.own_words(list);
                list.words(KINDS, "kind");
            }
            "tags" | "service" => self.own_words(list),
            "basis" => list.words(BASES, "basis"),
            "unit" => list.words(&["TEU", "t", "bbl", "FEU"], "unit"),
            "currency" => {
                list.words(&["USD", "EUR", "CNY", "KZT", "AZN", "GEL", "TRY", "RUB"], "currency")
            }
            "congestion" => list.functions(&["bpr", "linear", "queue"]),
            "legs" | "nodes" | "borders" if matches!(last, ":" | "[" | ",") => {
                list.words(SELECTORS, "selector")
            }
            "season" => list.words(MONTHS, "month"),
            "title" | "publisher" | "url" | "note" | "year" | "at" => {}
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
    pub(super) fn units(&self, before: &Before<'_>, list: &mut List) -> bool {
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
        let model = self.model;
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
            "rate" | "frequency" => &["/year", "/week", "/day"],
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
        list.units(self.units);
    }
}
