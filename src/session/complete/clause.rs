//! What follows a word of a header, an effect, a selector, a report.

use crate::model::Thing;
use crate::model::check::EFFECT_PROPERTIES;
use crate::syntax::keywords::{BASES, METRICS, REPORTS, SELECTORS};

use super::{Asking, List};

impl Asking<'_> {
    pub(super) fn clause(&self, declaration: &str, last: &str, second: &str, list: &mut List) {
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
}
