//! Builds small models by hand, for tests of scenarios and networks.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::country::Country;
use crate::model::*;
use crate::quantity::{CompoundUnit, UnitTable, parse_compound};
use crate::source::{FileId, Span};
use crate::syntax::ast::ChangeWord;

/// A model under construction. Things are made in the order called; nodes must
/// be made in the order of their names.
pub struct Builder {
    pub model: Model,
    next: u32,
}

/// The checked model of a script that has no errors.
pub fn model_of(text: &str) -> Model {
    use crate::diagnostic::Severity;
    use crate::model::check::{CheckOptions, Part, check};
    let mut sources = crate::source::SourceMap::new();
    let id = sources.add("a.corridor".to_owned(), None, std::sync::Arc::from(text));
    let parsed = crate::syntax::parse(sources.file(id));
    let parts = [Part { program: &parsed.program, main: true }];
    let checked = check(&parts, &sources, &CheckOptions::default());
    let mut all = parsed.diagnostics;
    all.append(checked.diagnostics);
    let told = all.into_sorted();
    let wrong: Vec<String> = told
        .iter()
        .filter(|d| d.code.severity() == Severity::Error)
        .map(|d| format!("{} line {} {}", d.code.0, sources.position(d.span()).line, d.title))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    checked.model
}

/// A country by its code.
pub fn country(code: &str) -> Country {
    Country::lookup(code).expect("a code")
}

/// Days since 1970-01-01 of a date.
pub fn day(text: &str) -> i32 {
    text.parse::<crate::calendar::Date>().expect("a date").days()
}

impl Builder {
    pub fn new() -> Self {
        let mut units = UnitTable::new();
        units.set_base("USD").expect("a currency");
        let mut builder = Self { model: empty(units), next: 0 };
        let circuity = builder.fig(1.2, "");
        let detour = builder.fig(0.3, "");
        builder.model.settings.circuity = circuity;
        builder.model.settings.detour = detour;
        builder.scenario("baseline", None, vec![]);
        builder
    }

    /// A place of its own for every thing.
    pub fn span(&mut self) -> Span {
        self.next += 10;
        Span::new(FileId(0), self.next, self.next + 5)
    }

    pub fn unit(&mut self, text: &str) -> UnitId {
        let unit = match text {
            "" => CompoundUnit::plain(),
            text => parse_compound(text, &self.model.units).expect("a unit"),
        };
        let found = self.model.shown.iter().position(|known| known.symbol == unit.symbol);
        let index = found.unwrap_or_else(|| {
            self.model.shown.push(unit);
            self.model.shown.len() - 1
        });
        UnitId(index as u32)
    }

    pub fn fig(&mut self, number: f64, unit: &str) -> Figure {
        let unit = self.unit(unit);
        let value = self.model.shown[unit.index()].to_canonical(number);
        let span = self.span();
        Figure { value, unit, origin: Origin::Written(span, CitesId(0)), formula: Formula::Fixed }
    }

    pub fn derived(&mut self, number: f64, unit: &str, how: Derivation) -> Figure {
        let figure = self.fig(number, unit);
        Figure { origin: Origin::Derived(how, figure.origin.span()), ..figure }
    }

    pub fn cap(&mut self, number: f64, unit: &str) -> Capacity {
        let figure = self.fig(number, unit);
        Capacity::Limited(Box::new(LimitedCapacity { figure, parts: None }))
    }

    pub fn head(&mut self, name: &str) -> Head {
        let span = self.span();
        let (name, title, doc) = (name.to_owned(), None, None);
        Head { name, title, doc, span, whole: span, cites: CitesId(0) }
    }

    pub fn node(&mut self, name: &str, code: &str) -> NodeId {
        let dwell = self.fig(0.0, "day");
        let node = Node {
            head: self.head(name),
            country: Country::lookup(code),
            kind: None,
            at: None,
            dwell,
            handling: None,
            handling_for: vec![],
            throughput: Capacity::Unlimited,
            throughput_for: vec![],
            storage: Capacity::Unlimited,
            transfers: vec![],
            tags: vec![],
            planned: None,
        };
        self.model.nodes.push(node);
        NodeId(self.model.nodes.len() as u32 - 1)
    }

    pub fn mode(&mut self, name: &str, extends: Option<ModeId>) -> ModeId {
        let mode = Mode {
            head: self.head(name),
            extends,
            speed: None,
            cost: None,
            cost_for: vec![],
            emissions: None,
            capacity: Capacity::Unlimited,
            circuity: None,
            carries: None,
            frequency: None,
            irregular: None,
            gauge: None,
        };
        self.model.modes.push(mode);
        ModeId(self.model.modes.len() as u32 - 1)
    }

    /// A leg of so many days, in both directions if `both`.
    pub fn leg(&mut self, from: NodeId, to: NodeId, both: bool, days: f64) -> LegId {
        let name = |id: NodeId, model: &Model| model.nodes[id.index()].head.name.clone();
        let text = format!("{} -> {}", name(from, &self.model), name(to, &self.model));
        let leg = Leg {
            head: self.head(&text),
            named: false,
            from,
            to,
            both,
            mode: None,
            distance: None,
            time: self.fig(days, "day"),
            cost: None,
            cost_by_distance: false,
            emissions: None,
            capacity: Capacity::Unlimited,
            shared: None,
            more: None,
            planned: None,
        };
        self.model.legs.push(leg);
        LegId(self.model.legs.len() as u32 - 1)
    }

    pub fn at(&mut self, leg: LegId) -> &mut Leg {
        &mut self.model.legs[leg.index()]
    }

    pub fn more(&mut self, leg: LegId) -> &mut LegMore {
        self.at(leg).more.get_or_insert_with(Box::default)
    }

    /// A commodity counted in a unit, with its mass if any.
    pub fn commodity(&mut self, name: &str, unit: &str, mass: Option<(f64, &str)>) -> CommodityId {
        let unit = self.unit(unit);
        let mass = mass.map(|(number, unit)| self.fig(number, unit));
        let commodity = Commodity {
            head: self.head(name),
            unit,
            unit_written: true,
            mass,
            volume: None,
            per: vec![],
            value: None,
            value_of_time: None,
        };
        self.model.commodities.push(commodity);
        CommodityId(self.model.commodities.len() as u32 - 1)
    }

    pub fn bloc(&mut self, name: &str, codes: &[&str]) -> BlocId {
        let span = self.span();
        let members = codes.iter().map(|code| Member {
            who: MemberWho::Country(country(code)),
            from: None,
            until: None,
            span,
        });
        let members = members.collect();
        let head = self.head(name);
        self.model.blocs.push(Bloc { head, members, observers: vec![] });
        BlocId(self.model.blocs.len() as u32 - 1)
    }

    pub fn demand(
        &mut self,
        commodity: CommodityId,
        from: NodeId,
        to: NodeId,
        volume: Volume,
    ) -> DemandId {
        let demand = Demand {
            head: self.head("demand"),
            commodity,
            from,
            to,
            volume,
            deadline: None,
            penalty: None,
            priority: 1,
            value_of_time: None,
            shippers: vec![],
            from_date: None,
            until_date: None,
            growth: None,
            hold_at_origin: false,
        };
        self.model.demands.push(demand);
        DemandId(self.model.demands.len() as u32 - 1)
    }

    pub fn select(&mut self, kind: SelectionKind) -> Selection {
        Selection { kind, filter: None, span: self.span(), text: String::new() }
    }

    pub fn effect(&mut self, action: Action) -> Effect {
        let span = self.span();
        Effect { action, commodity: None, except: None, window: None, span, cites: CitesId(0) }
    }

    pub fn window(&mut self, from: Option<&str>, until: Option<&str>) -> TimeWindow {
        let at = |text: Option<&str>| text.map(|text| f64::from(day(text)));
        TimeWindow::Between { from: at(from), until: at(until), span: self.span() }
    }

    pub fn change(
        &mut self,
        name: &str,
        effects: Vec<Effect>,
        windows: Vec<TimeWindow>,
    ) -> ChangeId {
        let change = Change {
            head: self.head(name),
            word: ChangeWord::Disruption,
            by: None,
            effects,
            windows,
            chance: None,
            recovery: None,
            ramp: None,
            announced: None,
            capex: None,
            after: vec![],
        };
        self.model.changes.push(change);
        ChangeId(self.model.changes.len() as u32 - 1)
    }

    pub fn scenario(
        &mut self,
        name: &str,
        extends: Option<ScenarioId>,
        changes: Vec<ChangeId>,
    ) -> ScenarioId {
        let span = self.span();
        let head = self.head(name);
        let steps = changes.into_iter().map(|change| ScenarioStep::Apply(change, span)).collect();
        self.model.scenarios.push(Scenario { head, extends, steps, basis: None });
        ScenarioId(self.model.scenarios.len() as u32 - 1)
    }

    /// A scenario of one change without a window, from these effects.
    pub fn played(&mut self, actions: Vec<Action>) -> ScenarioId {
        let effects = actions.into_iter().map(|action| self.effect(action)).collect();
        let change = self.change("change", effects, vec![]);
        self.scenario("scenario", None, vec![change])
    }
}

fn empty(units: UnitTable) -> Model {
    let none = Figure {
        value: 0.0,
        unit: UnitId(0),
        origin: Origin::Default(Span::new(FileId(0), 0, 0)),
        formula: Formula::Fixed,
    };
    Model {
        settings: Settings {
            title: None,
            currency: "USD".to_owned(),
            value_of_time: None,
            date: None,
            period: None,
            seed: 0,
            samples: 10_000,
            detour: none.clone(),
            circuity: none,
            price_year: None,
        },
        units,
        shown: vec![],
        nodes: vec![],
        legs: vec![],
        commodities: vec![],
        modes: vec![],
        transfers: vec![],
        blocs: vec![],
        borders: vec![],
        pools: vec![],
        corridors: vec![],
        demands: vec![],
        contracts: vec![],
        observed: vec![],
        changes: vec![],
        scenarios: vec![],
        constants: vec![],
        sources: vec![],
        cites: vec![vec![]],
        inputs: vec![],
        words: vec![],
        bases: BTreeMap::new(),
        questions: vec![],
        expectations: vec![],
        names: FxHashMap::default(),
        remarks: vec![],
    }
}
