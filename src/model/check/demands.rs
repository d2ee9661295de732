//! Borders, pools, corridors and demands.

use crate::country::Country;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, network, units};
use crate::model::{
    Border, BorderId, Capacity, Corridor, Demand, DemandId, Figure, LegWay, MemberWho, NodeId,
    Pool, PoolId, Prop, Selection, SelectionKind, Shipper, Slot, Target, Thing, Volume,
};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{
    AmountWhen, Decl, DeclKind, Expr, ExprKind, ListItem, Name, Property, Value,
};

use super::context::Checker;
use super::entities::slot;
use super::values::{Floor, Want};

pub(super) const BORDER: &[&str] = &["delay", "fee", "capacity", "source"];
pub(super) const POOL: &[&str] = &["legs", "nodes", "borders", "capacity", "fleet", "source"];
/// Properties of a demand.
pub(super) const DEMAND: &[&str] = &[
    "deadline",
    "penalty",
    "priority",
    "value_of_time",
    "shipper",
    "from",
    "until",
    "growth",
    "hold",
    "source",
];

impl Checker<'_> {
    /// `border XX -> YY [at NODE] [by MODE] { … }`.
    pub fn border(&mut self, decl: &Decl) {
        let DeclKind::Border { from, to, both, at, by, title, body } = &decl.kind else { return };
        let props = self.props(body, "border", BORDER, &["fee", "capacity"], &[]);
        self.enter(decl, &props);
        let id = BorderId(self.model.borders.len() as u32);
        let mut text = format!("{} {} {}", from.text, if *both { "<->" } else { "->" }, to.text);
        for (word, name) in [("at", at), ("by", by)] {
            if let Some(name) = name {
                text = format!("{text} {word} {}", name.text);
            }
        }
        let owner = format!("border {text}");
        let ends = (self.border_end(from), self.border_end(to));
        let at = at.as_ref().map(|name| self.node_named(name));
        let by = by.as_ref().map(|name| self.mode_named(name));
        let ways: Vec<Target> = std::iter::once(Target::Border(id, false))
            .chain(both.then_some(Target::Border(id, true)))
            .collect();
        let slots = |prop| -> Vec<Slot> { ways.iter().map(|&way| slot(way, prop)).collect() };
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let delay = self.optional(&props, &owner, "delay", "a delay", rule, &slots(Prop::Delay));
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let fee = self.optional(&props, &owner, "fee", "a fee", rule, &slots(Prop::Fee));
        let fee_for =
            self.restated_figures(&owner, props.restated("fee"), (&ways, Prop::Fee), "a fee", rule);
        let capacity = props
            .get("capacity")
            .and_then(|p| self.capacity(&owner, p, Want::Rate, &slots(Prop::Capacity)));
        let capacity_for = self.restated_capacities(&owner, props.restated("capacity"));
        let made = Name { text: text.into(), span: from.span.to(to.span) };
        let head = self.head(&made, title.as_ref(), decl);
        self.leave();
        let (capacity, shared) = capacity
            .map_or((Capacity::Unlimited, None), |(capacity, shared, _)| (capacity, shared));
        let (Some(from), Some(to)) = ends else { return };
        if matches!(at, Some(None)) || matches!(by, Some(None)) {
            return;
        }
        if from == to {
            if !self.guessed() {
                self.tell_same_ends("border", made.span);
            }
            return;
        }
        let border = Border {
            head,
            from,
            to,
            both: *both,
            at: at.flatten(),
            by: by.flatten(),
            delay,
            fee,
            fee_for,
            capacity,
            capacity_for,
            shared,
        };
        if !self.guessed() {
            self.tell_same_border(&border);
        }
        self.model.borders.push(border);
    }

    fn border_end(&mut self, name: &Name) -> Option<Country> {
        match self.country(name)? {
            Some(country) => Some(country),
            None => {
                self.tell_at(
                    names::UNKNOWN_COUNTRY,
                    "a border lies between two countries; `none` is no country",
                    name.span,
                    "a place without a country has no borders",
                );
                None
            }
        }
    }

    fn tell_same_border(&mut self, new: &Border) {
        let ways = |b: &Border| {
            let mut ways = vec![(b.from, b.to)];
            if b.both {
                ways.push((b.to, b.from));
            }
            ways
        };
        let found = self.model.borders.iter().find(|old| {
            old.at == new.at
                && old.by == new.by
                && ways(old).iter().any(|way| ways(new).contains(way))
        });
        if let Some(old) = found {
            let first = old.head.span;
            self.tell(
                Diagnostic::new(
                    names::NAME_TWICE,
                    format!("the border `{}` is declared twice", new.head.name),
                    new.head.span,
                    "declared again here",
                )
                .with_label(first, "first declared here")
                .with_help("keep one, or say `at NODE` or `by MODE` to tell them apart"),
            );
        }
    }

    /// `pool N { … }`.
    pub fn pool(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, body, .. } = &decl.kind else { return };
        let props = self.props(body, "pool", POOL, &["capacity"], &[]);
        self.enter(decl, &props);
        let id = PoolId(self.model.pools.len() as u32);
        let owner = name.text.as_str();
        let legs = props.get("legs").and_then(|p| self.selectors_of(p));
        let nodes = props.get("nodes").and_then(|p| self.selectors_of(p));
        let borders = props.get("borders").and_then(|p| self.selectors_of(p));
        let fleet = props.get("fleet").and_then(|p| self.fleet(owner, p));
        let written = props.get("capacity").and_then(|p| {
            let slots = [slot(Target::Pool(id), Prop::Capacity)];
            self.capacity(owner, p, Want::Rate, &slots)
        });
        let capacity_for = self.restated_capacities(owner, props.restated("capacity"));
        let head = self.head(name, title.as_ref(), decl);
        let shares_nothing = ["legs", "nodes", "borders"].iter().all(|k| !props.given(k));
        let no_limit = !props.given("capacity") && !props.given("fleet");
        let both = props.get("capacity").zip(props.get("fleet"));
        let both = both.map(|(capacity, fleet)| (capacity.span, fleet.span));
        self.leave();
        if shares_nothing || (no_limit && capacity_for.is_empty()) {
            let lacks = if shares_nothing { "legs, nodes or borders" } else { "capacity or fleet" };
            self.tell_at(
                network::POOL_OF_NOTHING,
                format!("pool `{owner}` has no {lacks}"),
                name.span,
                "a pool is a capacity that several legs, nodes or borders share: \
                 `pool fleet { legs: [legs by ferry], capacity: 80 kTEU/year }`",
            );
        }
        if let Some((capacity, fleet)) = both {
            self.tell(
                Diagnostic::new(
                    network::CAPACITY_AND_FLEET,
                    format!("pool `{owner}` has both a capacity and a fleet"),
                    fleet,
                    "this fleet gives a capacity too",
                )
                .with_label(capacity, "the capacity")
                .with_help("keep one; two pools may share the same legs if both limits hold"),
            );
        }
        let (mut capacity, each_way) =
            written.map_or((Capacity::Unlimited, None), |(capacity, _, way)| (capacity, way));
        if let (Some(fleet), Capacity::Unlimited) = (&fleet, &capacity) {
            capacity = self.fleet_capacity(fleet);
        }
        self.model.pools.push(Pool {
            head,
            legs,
            nodes,
            borders,
            capacity,
            capacity_for,
            each_way,
            fleet,
        });
    }

    fn selectors_of(&mut self, property: &Property) -> Option<Selection> {
        let Value::List(items, span) = &property.value else {
            self.tell_form(&property.value, property, "selectors in brackets: `[legs by ferry]`");
            return None;
        };
        let mut all = Vec::new();
        for item in items {
            match item {
                ListItem::Selector(selector) => all.extend(self.selector(selector)),
                ListItem::Name { name, .. } => self.tell_at(
                    names::WRONG_KIND,
                    format!("`{}` stands where a selector is needed", name.text),
                    name.span,
                    "say what it is: `leg N`, `leg A -> B`, `node N`, `legs by ferry`",
                ),
            }
        }
        if all.is_empty() {
            return None;
        }
        let text = self.text(*span).to_owned();
        Some(Selection { kind: SelectionKind::List(all), filter: None, span: *span, text })
    }

    /// `corridor N: A -> B -[rail]-> C`.
    pub fn corridor(&mut self, decl: &Decl) {
        let DeclKind::Corridor { name, title, first, steps, body } = &decl.kind else { return };
        let props = self.props(body, "corridor", &["source"], &[], &[]);
        self.enter(decl, &props);
        let mut nodes: Vec<Option<NodeId>> = vec![self.node_named(first)];
        let mut ways: Vec<Vec<LegWay>> = Vec::new();
        let mut from = first;
        let mut failed = false;
        for (via, to) in steps {
            let next = self.node_named(to);
            let before = nodes.last().copied().flatten();
            if let (Some(a), Some(b)) = (before, next) {
                match self.step_ways(a, b, via.as_ref(), from.span.to(to.span), (from, to)) {
                    Some(step) => ways.push(step),
                    None => failed = true,
                }
            } else {
                failed = true;
            }
            nodes.push(next);
            from = to;
        }
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        let nodes: Vec<NodeId> = nodes.into_iter().flatten().collect();
        let broken = failed || nodes.len() != steps.len() + 1;
        // A corridor with a hole keeps its number; nothing is asked of it,
        // since the errors told stop the run.
        let steps = if broken { Vec::new() } else { ways };
        self.model.corridors.push(Corridor { head, nodes, steps });
    }

    fn step_ways(
        &mut self,
        a: NodeId,
        b: NodeId,
        via: Option<&Name>,
        at: Span,
        (from, to): (&Name, &Name),
    ) -> Option<Vec<LegWay>> {
        let parallel = self.ways_between(a, b);
        let chosen: Vec<LegWay> = match via {
            None => parallel.clone(),
            Some(via) => {
                let fits = |thing| matches!(thing, Thing::Leg(_) | Thing::Mode(_));
                match self.find(via, "a leg or a mode", fits)? {
                    Thing::Leg(leg) => {
                        parallel.iter().copied().filter(|way| way.leg() == leg).collect()
                    }
                    Thing::Mode(mode) => {
                        let by = |way: &LegWay| {
                            let leg = &self.model.legs[way.leg().index()];
                            self.line_of(leg.mode).contains(&mode)
                        };
                        parallel.iter().copied().filter(by).collect()
                    }
                    _ => Vec::new(),
                }
            }
        };
        if !chosen.is_empty() {
            return Some(chosen);
        }
        if self.guessed() || self.leg_may_be_missing(&from.text, &to.text) {
            // A leg that could not be read may be the one: told already.
            return None;
        }
        let which = via.map(|via| format!(" by `{}`", via.text)).unwrap_or_default();
        let back = !self.ways_between(b, a).is_empty();
        let help = if !parallel.is_empty() {
            "a leg between them exists, but not that one"
        } else if back {
            "there is one the other way; write `<->` in the leg if it runs both ways"
        } else {
            "declare the leg, or name the places between"
        };
        self.tell_at(
            network::NO_SUCH_LEG,
            format!("there is no leg from {} to {}{which}", from.text, to.text),
            at,
            help,
        );
        None
    }

    /// The directions of legs from a to b, in the order declared.
    pub fn ways_between(&self, a: NodeId, b: NodeId) -> Vec<LegWay> {
        self.ways.get(&(a, b)).cloned().unwrap_or_default()
    }

    /// Indexes the legs by their ends, once all are there.
    pub fn index_ways(&mut self) {
        self.ways.clear();
        for (index, leg) in self.model.legs.iter().enumerate() {
            let id = crate::model::LegId(index as u32);
            self.ways.entry((leg.from, leg.to)).or_default().push(LegWay::new(id, false));
            if leg.both {
                self.ways.entry((leg.to, leg.from)).or_default().push(LegWay::new(id, true));
            }
        }
    }

    /// `demand N: Q of C from A to B { … }`.
    pub fn demand(&mut self, decl: &Decl) {
        let DeclKind::Demand { name, title, amount, commodity, from, to, body } = &decl.kind else {
            return;
        };
        let props = self.props(body, "demand", DEMAND, &[], &[]);
        self.enter(decl, &props);
        let id = DemandId(self.model.demands.len() as u32);
        let target = Target::Demand(id);
        let owner = name.text.as_str();
        let commodity_id = self.commodity_named(commodity);
        let (from_id, to_id) = (self.node_named(from), self.node_named(to));
        if from_id.is_some() && from_id == to_id && !self.guessed() {
            self.tell_same_ends("demand", from.span.to(to.span));
        }
        self.key = format!("{owner}.volume");
        if amount.is_empty() {
            self.tell_at(
                units::WRONG_FORM,
                format!("demand `{owner}` has a table without rows"),
                name.span,
                "write one row a year: `{ 2022: 64.3 Mt, 2023: 70.5 Mt }`",
            );
        }
        let volume = self.volume(amount);
        let rule = (Want::Dim(Dimension::TIME), Floor::Positive);
        let deadline = self.optional(
            &props,
            owner,
            "deadline",
            "a deadline",
            rule,
            &[slot(target, Prop::Deadline)],
        );
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let penalty = self.optional(
            &props,
            owner,
            "penalty",
            "a penalty",
            rule,
            &[slot(target, Prop::Penalty)],
        );
        let priority = match props.get("priority").map(|p| &p.value) {
            Some(Value::Expr(expr)) => self.whole_number(expr, "a priority", 1, 1_000),
            Some(other) => {
                if let Some(property) = props.get("priority") {
                    self.tell_form(other, property, "a whole number: 1 is served first");
                }
                None
            }
            None => None,
        };
        let rule = (Want::ValueOfTime, Floor::Zero);
        let value_of_time = self.optional(
            &props,
            owner,
            "value_of_time",
            "a value of time",
            rule,
            &[slot(target, Prop::ValueOfTime)],
        );
        let shippers = props.get("shipper").map(|p| self.shippers(owner, p)).unwrap_or_default();
        let from_date = props.get("from").and_then(|p| self.date_property(p));
        let until_date = props.get("until").and_then(|p| self.date_property(p));
        if let (Some(a), Some(b)) = (from_date, until_date)
            && a >= b
        {
            self.tell_at(
                crate::diagnostic::codes::changes::WINDOW_BACKWARDS,
                "this demand ends before it starts",
                name.span,
                "put the earlier date in `from`",
            );
        }
        let growth = props.get("growth").and_then(|p| self.growth(owner, p, target));
        let hold_at_origin = props.get("hold").is_some_and(|p| self.hold(p));
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        let (Some(commodity), Some(from), Some(to), Some(volume)) =
            (commodity_id, from_id, to_id, volume)
        else {
            self.missing_demands = true;
            return;
        };
        if !self.guessed() {
            self.check_demand_units(commodity, &volume, penalty.as_ref());
        }
        self.model.demands.push(Demand {
            head,
            commodity,
            from,
            to,
            volume,
            deadline,
            penalty,
            priority: priority.unwrap_or(1) as u32,
            value_of_time,
            shippers,
            from_date,
            until_date,
            growth,
            hold_at_origin,
        });
    }

    fn volume(&mut self, amount: &[(Option<AmountWhen>, Expr)]) -> Option<Volume> {
        let mut rows: Vec<(i32, Figure)> = Vec::new();
        let mut failed = false;
        for (when, expr) in amount {
            match when {
                None => {
                    let what = "the volume of a demand";
                    return self.figure(expr, what, Want::Rate, Floor::Zero).map(Volume::Rate);
                }
                Some(AmountWhen::Year(year, at)) => {
                    if rows.iter().any(|(other, _)| other == year) {
                        let title = format!("the year {year} is given twice");
                        self.tell_at(names::PROPERTY_TWICE, title, *at, "keep one of the two");
                        failed = true;
                        continue;
                    }
                    match self.yearly_volume(expr) {
                        Some(figure) => rows.push((*year, figure)),
                        None => failed = true,
                    }
                }
                Some(AmountWhen::Name(name)) => {
                    self.tell_at(
                        units::WRONG_FORM,
                        "a year is needed here",
                        name.span,
                        "a demand's table is written `{ 2022: 64.3 Mt, 2023: 70.5 Mt }`",
                    );
                    failed = true;
                }
            }
        }
        rows.sort_by_key(|(year, _)| *year);
        (!failed && !rows.is_empty()).then_some(Volume::Table(rows))
    }

    /// A table's amount is that of its year; a rate is taken as it is.
    fn yearly_volume(&mut self, expr: &Expr) -> Option<Figure> {
        let val = self.eval(expr)?;
        if Want::Rate.fits(val.dimension) {
            return self.check_val(val, "a yearly volume", Want::Rate, Floor::Zero);
        }
        let figure = self.check_val(val, "a yearly volume", Want::Amount, Floor::Zero)?;
        let symbol = format!("{}/year", self.shown(figure.unit).symbol);
        let unit = self.read_unit(&symbol).ok().map(|unit| self.add_unit(unit));
        let dimension = self.shown(figure.unit).dimension.per(Dimension::TIME);
        let unit = match (unit, dimension) {
            (Some(unit), _) => unit,
            (None, Some(dimension)) => self.default_unit(dimension),
            (None, None) => figure.unit,
        };
        Some(Figure {
            value: figure.value / 365.0,
            unit,
            origin: figure.origin,
            formula: super::eval::scale(figure.formula, 1.0 / 365.0),
        })
    }

    fn shippers(&mut self, owner: &str, property: &Property) -> Vec<(Shipper, Figure)> {
        let who = |checker: &mut Self, name: &Name| {
            checker.country_or_bloc(name).map(|who| match who {
                MemberWho::Country(country) => Shipper::Country(country),
                MemberWho::Bloc(bloc) => Shipper::Bloc(bloc),
            })
        };
        match &property.value {
            Value::Expr(Expr { kind: ExprKind::Name(name), span, .. }) => {
                let Some(shipper) = who(self, name) else { return Vec::new() };
                vec![(shipper, self.default_figure(1.0, Dimension::PLAIN, *span))]
            }
            Value::Table(rows, span) => {
                let mut all = Vec::new();
                for (key, expr) in rows {
                    let AmountWhen::Name(name) = key else { continue };
                    let shipper = who(self, name);
                    let share = self.in_property(owner, property, |checker| {
                        checker.figure(expr, "a share", Want::Plain, Floor::Zero)
                    });
                    if let (Some(shipper), Some(share)) = (shipper, share) {
                        all.push((shipper, share));
                    }
                }
                let sum: f64 = all.iter().map(|(_, share)| share.value).sum();
                if all.len() == rows.len() && (sum - 1.0).abs() > 1e-9 {
                    let percent = crate::quantity::format_number(sum * 100.0);
                    self.tell_at(
                        units::WEIGHTS,
                        format!("these shares make {percent} %, not 100 %"),
                        *span,
                        "shares of shippers sum to 100 %",
                    );
                }
                all
            }
            other => {
                self.tell_form(other, property, "a country, a bloc, or `{ EU: 60%, CN: 40% }`");
                Vec::new()
            }
        }
    }

    /// `growth: 5%/year`, or `5%` (a year).
    fn growth(&mut self, owner: &str, property: &Property, target: Target) -> Option<Figure> {
        let Value::Expr(expr) = &property.value else {
            self.tell_form(&property.value, property, "a share a year: `5%`");
            return None;
        };
        self.in_property(owner, property, |checker| {
            let val = checker.eval(expr)?;
            let yearly = val.dimension == Dimension::TIME.power(-1).unwrap_or(Dimension::PLAIN);
            if !yearly && !val.dimension.is_plain() {
                checker.tell_at(
                    units::WRONG_UNIT,
                    "growth is a share a year",
                    val.span,
                    "write `5%` or `5%/year`",
                );
                return None;
            }
            let factor = if yearly { 365.0 } else { 1.0 };
            if val.value * factor <= -1.0 {
                checker.tell_at(units::OUT_OF_BOUNDS, "nothing would be left", val.span, "");
                return None;
            }
            let mut figure = checker.finish(val);
            figure.value *= factor;
            figure.formula = super::eval::scale(figure.formula, factor);
            figure.unit = checker.own_unit("%");
            let _ = target;
            Some(figure)
        })
    }

    /// A demand's volume (and penalty) must convert to its commodity's unit.
    fn check_demand_units(
        &mut self,
        commodity: crate::model::CommodityId,
        volume: &Volume,
        penalty: Option<&Figure>,
    ) {
        let conversions = self.model.conversions(commodity);
        let mut told = Vec::new();
        let volumes: Vec<&Figure> = match volume {
            Volume::Rate(figure) => vec![figure],
            Volume::Table(rows) => rows.iter().map(|(_, figure)| figure).collect(),
        };
        for figure in volumes {
            let amount = self.shown(figure.unit).dimension.times(Dimension::TIME);
            told.extend(amount.map(|amount| (amount, figure.origin.span())));
        }
        if let Some(figure) = penalty {
            let amount = Dimension::MONEY.per(self.shown(figure.unit).dimension);
            told.extend(amount.map(|amount| (amount, figure.origin.span())));
        }
        for (amount, at) in told {
            if conversions.factor(amount).is_none() {
                self.tell_no_conversion(commodity, amount, at);
                return;
            }
        }
    }

    /// Tells that a commodity has no way to a dimension.
    pub fn tell_no_conversion(
        &mut self,
        commodity: crate::model::CommodityId,
        amount: Dimension,
        at: Span,
    ) {
        let declared = &self.model.commodities[commodity.index()];
        let name = declared.head.name.clone();
        let span = declared.head.span;
        let own = self.shown(declared.unit).symbol.clone();
        let own_words = self.model.units.words(self.shown(declared.unit).dimension);
        let other = self.model.units.words(amount);
        let how = if amount == Dimension::VOLUME
            || self.shown(declared.unit).dimension == Dimension::VOLUME
        {
            "volume: 7.9 bbl/t"
        } else {
            "mass: 14 t/TEU"
        };
        self.tell(
            Diagnostic::new(
                units::NO_CONVERSION,
                format!("`{name}` is measured in {own_words}; nothing converts it to {other}"),
                at,
                format!("this is in {other}"),
            )
            .with_label(span, format!("its unit is {own}"))
            .with_help(format!("give the commodity a conversion, such as `{how}`")),
        );
    }

    fn hold(&mut self, property: &Property) -> bool {
        let Some(name) = self.word_property(property) else { return false };
        if name.text == "origin" {
            return true;
        }
        self.tell_at(
            units::WRONG_FORM,
            format!("`hold` is `origin`, not `{}`", name.text),
            name.span,
            "`hold: origin` keeps a demand at its origin while its way is closed",
        );
        false
    }
}
