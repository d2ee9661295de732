//! Commodities, modes, transfers, blocs and nodes.

use crate::country::Country;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, network, units};
use crate::model::{
    Bloc, BlocId, Capacity, Commodity, CommodityId, Figure, Member, MemberWho, Mode, ModeId, Node,
    NodeId, Prop, Slot, Target, Thing, Transfer, TransferId, WordId,
};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{
    AmountWhen, Decl, DeclKind, Expr, ExprKind, ListItem, Name, Property, TransferItem, Value,
};
use crate::syntax::read_body;

use super::context::Checker;
use super::props::Props;
use super::values::{Floor, Want, emissions_dimension, is_amount};

/// A slot of this target without a commodity.
pub(crate) fn slot(target: Target, prop: Prop) -> Slot {
    Slot { target, prop, commodity: None }
}

pub(super) const COMMODITY: &[&str] =
    &["unit", "mass", "volume", "per", "value", "value_of_time", "source"];
pub(super) const MODE: &[&str] = &[
    "speed",
    "cost",
    "emissions",
    "capacity",
    "circuity",
    "carries",
    "frequency",
    "gauge",
    "source",
];
/// Properties of a node.
pub(super) const NODE: &[&str] = &[
    "kind",
    "country",
    "at",
    "dwell",
    "handling",
    "throughput",
    "storage",
    "tags",
    "transfers",
    "source",
];

/// Those that may say `for C`.
pub(super) const RESTATABLE: &[&str] = &["handling", "throughput"];

impl Checker<'_> {
    /// A figure of one property of a thing, if it is written.
    pub fn optional(
        &mut self,
        props: &Props<'_>,
        owner: &str,
        key: &str,
        what: &str,
        rule: (Want, Floor),
        slots: &[Slot],
    ) -> Option<Figure> {
        let property = props.get(key)?;
        self.property_figure(owner, property, what, rule, slots)
    }

    /// `commodity N { … }`.
    pub fn commodity(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, body, .. } = &decl.kind else { return };
        let props = self.props(body, "commodity", COMMODITY, &[], &[]);
        self.enter(decl, &props);
        let id = CommodityId(self.model.commodities.len() as u32);
        let owner = name.text.as_str();
        let unit = props.get("unit").and_then(|property| self.commodity_unit(property));
        let unit_written = unit.is_some();
        let unit = unit.unwrap_or_else(|| self.own_unit("t"));
        let conversion = (Want::Conversion, Floor::Positive);
        let mass = self.optional(&props, owner, "mass", "a mass", conversion, &[]);
        let volume = self.optional(&props, owner, "volume", "a volume", conversion, &[]);
        let per = props.get("per").map(|p| self.per_table(owner, p)).unwrap_or_default();
        let value_slot = [slot(Target::Commodity(id), Prop::ValueOf)];
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let value = self.optional(&props, owner, "value", "a value", rule, &value_slot);
        let vot_slot = [slot(Target::Commodity(id), Prop::ValueOfTime)];
        let rule = (Want::ValueOfTime, Floor::Zero);
        let value_of_time =
            self.optional(&props, owner, "value_of_time", "a value of time", rule, &vot_slot);
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.check_value_of_time(value_of_time.as_ref(), value.as_ref());
        self.model.commodities.push(Commodity {
            head,
            unit,
            unit_written,
            mass,
            volume,
            per,
            value,
            value_of_time,
        });
    }

    fn commodity_unit(&mut self, property: &Property) -> Option<crate::model::UnitId> {
        let name = match &property.value {
            Value::Expr(Expr { kind: ExprKind::Name(name), .. }) => name,
            other => {
                self.tell_form(other, property, "a unit such as `TEU` or `t`");
                return None;
            }
        };
        let unit = self.unit(name)?;
        let dimension = self.shown(unit).dimension;
        if !is_amount(dimension) {
            self.tell_at(
                units::WRONG_UNIT,
                format!("a commodity is not measured in {}", self.model.units.words(dimension)),
                name.span,
                "its unit is one of mass, containers or volume, or one declared with `unit`",
            );
            return None;
        }
        Some(unit)
    }

    fn per_table(&mut self, owner: &str, property: &Property) -> Vec<(String, Figure)> {
        let Value::Table(rows, _) = &property.value else {
            self.tell_form(&property.value, property, "a table: `{ train: 3_500 t }`");
            return Vec::new();
        };
        let mut all = Vec::new();
        for (key, expr) in rows {
            let AmountWhen::Name(name) = key else {
                self.tell_at(units::UNKNOWN_UNIT, "a unit is needed here", expr.span, "");
                continue;
            };
            let unit = self.unit(name);
            let figure = self.in_property(owner, property, |checker| {
                checker.figure(expr, "what it holds", Want::Amount, Floor::Positive)
            });
            if let (Some(unit), Some(figure)) = (unit, figure) {
                all.push((self.shown(unit).symbol.clone(), figure));
            }
        }
        all
    }

    /// A value of time as a share of value a day that no cargo has.
    fn check_value_of_time(&mut self, vot: Option<&Figure>, value: Option<&Figure>) {
        let Some(vot) = vot else { return };
        let per_day = Dimension::TIME.power(-1).unwrap_or(Dimension::PLAIN);
        let share = if self.shown(vot.unit).dimension == per_day {
            Some(vot.value)
        } else {
            value.filter(|v| v.value > 0.0).and_then(|v| {
                let same = self.shown(v.unit).dimension.times(per_day)
                    == Some(self.shown(vot.unit).dimension);
                same.then(|| vot.value / v.value)
            })
        };
        if let Some(share) = share
            && !(0.001..=0.05).contains(&share)
        {
            let percent = crate::quantity::format_number(share * 100.0);
            self.tell_at(
                units::VALUE_OF_TIME,
                format!("a value of time of {percent} % of the value a day is unusual"),
                vot.origin.span(),
                "studies find 0.1 to 5 % a day; check the unit and the number",
            );
        }
    }

    /// `mode N extends M { … }`.
    pub fn mode(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, extends, body, .. } = &decl.kind else { return };
        let props = self.props(body, "mode", MODE, &["cost"], &[]);
        self.enter(decl, &props);
        let id = ModeId(self.model.modes.len() as u32);
        let target = Target::Mode(id);
        let owner = name.text.as_str();
        let extends = extends.as_ref().and_then(|name| self.mode_named(name));
        let extends = extends.filter(|_| !self.guessed());
        let speed = self.optional(
            &props,
            owner,
            "speed",
            "a speed",
            (Want::Dim(Dimension::SPEED), Floor::Positive),
            &[slot(target, Prop::Speed)],
        );
        let rule = (Want::MoneyPerAmountOrLength, Floor::Zero);
        let cost_slot = [slot(target, Prop::Cost)];
        let cost = self.optional(&props, owner, "cost", "a cost", rule, &cost_slot);
        let cost_for = self.restated_figures(
            owner,
            props.restated("cost"),
            (&[target], Prop::Cost),
            "a cost",
            rule,
        );
        let rule = (Want::Dim(emissions_dimension()), Floor::Zero);
        let emissions_slot = [slot(target, Prop::Emissions)];
        let emissions =
            self.optional(&props, owner, "emissions", "emissions", rule, &emissions_slot);
        let capacity = props
            .get("capacity")
            .and_then(|p| self.capacity(owner, p, Want::Rate, &[slot(target, Prop::Capacity)]))
            .map(|(capacity, ..)| capacity);
        if let (Some(Capacity::Unlimited), Target::Mode(mode)) = (&capacity, target) {
            self.unlimited_modes.insert(mode);
        }
        let capacity = capacity.unwrap_or(Capacity::Unlimited);
        let circuity = self.optional(
            &props,
            owner,
            "circuity",
            "a circuity",
            (Want::Plain, Floor::Positive),
            &[slot(target, Prop::Circuity)],
        );
        let carries = props.get("carries").map(|p| self.commodity_list(p));
        let (frequency, irregular) =
            self.frequency(&props, owner, &[slot(target, Prop::Frequency)]);
        let gauge = self.optional(
            &props,
            owner,
            "gauge",
            "a gauge",
            (Want::Dim(Dimension::LENGTH), Floor::Positive),
            &[],
        );
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.model.modes.push(Mode {
            head,
            extends,
            speed,
            cost,
            cost_for,
            emissions,
            capacity,
            circuity,
            carries,
            frequency,
            irregular,
            gauge,
        });
    }

    /// Modes that extend each other in a circle are told, and the circle is
    /// opened, so that every later look up the line ends.
    pub fn mode_cycles(&mut self) {
        for start in 0..self.model.modes.len() {
            let mut at = self.model.modes[start].extends;
            let mut steps = 0;
            while let Some(mode) = at {
                if mode.index() == start || steps > self.model.modes.len() {
                    let head = &self.model.modes[start].head;
                    let (name, span) = (head.name.clone(), head.span);
                    self.model.modes[start].extends = None;
                    self.tell_at(
                        names::EXTENDS_ITSELF,
                        format!("mode `{name}` extends itself"),
                        span,
                        "take one `extends` of the circle away",
                    );
                    break;
                }
                steps += 1;
                at = self.model.modes[mode.index()].extends;
            }
        }
    }

    /// `frequency: 3/week irregular(1)`.
    pub fn frequency(
        &mut self,
        props: &Props<'_>,
        owner: &str,
        slots: &[Slot],
    ) -> (Option<Figure>, Option<Figure>) {
        let Some(property) = props.get("frequency") else { return (None, None) };
        let per_time = Dimension::TIME.power(-1).unwrap_or(Dimension::PLAIN);
        let rule = (Want::Dim(per_time), Floor::Positive);
        if let Value::Irregular(both) = &property.value {
            let (rate, cv) = &**both;
            return self.in_property(owner, property, |checker| {
                let rate = checker.figure(rate, "a frequency", rule.0, rule.1);
                let what = "the irregularity of a headway";
                let cv = checker.figure(cv, what, Want::Plain, Floor::Zero);
                (rate, cv)
            });
        }
        (self.property_figure(owner, property, "a frequency", rule, slots), None)
    }

    /// A mode by name.
    pub fn mode_named(&mut self, name: &Name) -> Option<ModeId> {
        match self.find(name, "a mode", |thing| matches!(thing, Thing::Mode(_)))? {
            Thing::Mode(id) => Some(id),
            _ => None,
        }
    }

    /// `[containers, grain]`, or one name.
    pub fn commodity_list(&mut self, property: &Property) -> Vec<CommodityId> {
        let names: Vec<&Name> = match &property.value {
            Value::Expr(Expr { kind: ExprKind::Name(name), .. }) => vec![name],
            Value::List(items, _) => items
                .iter()
                .filter_map(|item| match item {
                    ListItem::Name { name, .. } => Some(name),
                    ListItem::Selector(_) => None,
                })
                .collect(),
            other => {
                self.tell_form(other, property, "a list of commodities: `[containers, grain]`");
                Vec::new()
            }
        };
        names.into_iter().filter_map(|name| self.commodity_named(name)).collect()
    }

    /// `transfer rail -> ferry { … }`, for all nodes.
    pub fn transfer_decl(&mut self, decl: &Decl) {
        let DeclKind::Transfer(item) = &decl.kind else { return };
        let id = TransferId(self.model.transfers.len() as u32);
        let props = self.transfer_props(item);
        self.enter(decl, &props);
        let transfer = self.transfer(item, &props, "", Some(id));
        self.leave();
        let Some(transfer) = transfer else { return };
        if !self.guessed() {
            self.tell_same_transfer(&self.model.transfers.clone(), &transfer);
        }
        self.model.transfers.push(transfer);
    }

    fn transfer_props<'b>(&mut self, item: &'b TransferItem) -> Props<'b> {
        let allowed = ["time", "cost", "capacity", "source"];
        self.props(&item.body, "transfer", &allowed, &[], &[])
    }

    fn transfer(
        &mut self,
        item: &TransferItem,
        props: &Props<'_>,
        node: &str,
        id: Option<TransferId>,
    ) -> Option<Transfer> {
        let (from, to) = (self.mode_named(&item.from), self.mode_named(&item.to));
        let owner = format!("{node} transfer {} {}", item.from.text, item.to.text);
        let slots = |prop| -> Vec<Slot> {
            let both = if item.both { vec![false, true] } else { vec![false] };
            id.map(|id| both.into_iter().map(|b| slot(Target::Transfer(id, b), prop)).collect())
                .unwrap_or_default()
        };
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let time = self.optional(props, &owner, "time", "a time", rule, &slots(Prop::Time));
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let cost = self.optional(props, &owner, "cost", "a cost", rule, &slots(Prop::Cost));
        let capacity = props
            .get("capacity")
            .and_then(|p| self.capacity(&owner, p, Want::Rate, &slots(Prop::Capacity)))
            .map_or(Capacity::Unlimited, |(capacity, ..)| capacity);
        let (from, to) = (from?, to?);
        Some(Transfer { from, to, both: item.both, time, cost, capacity, span: item.span })
    }

    fn tell_same_transfer(&mut self, others: &[Transfer], new: &Transfer) {
        let ways = |t: &Transfer| {
            let mut ways = vec![(t.from, t.to)];
            if t.both {
                ways.push((t.to, t.from));
            }
            ways
        };
        let same = others.iter().find(|old| ways(old).iter().any(|way| ways(new).contains(way)));
        if let Some(old) = same {
            self.tell(
                Diagnostic::new(
                    names::NAME_TWICE,
                    "this change of mode is declared twice",
                    new.span,
                    "declared again here",
                )
                .with_label(old.span, "first declared here")
                .with_help("keep one; a node restates a transfer in its own `transfers: { … }`"),
            );
        }
    }

    /// `bloc N { … }`.
    pub fn bloc(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, body, .. } = &decl.kind else { return };
        let props = self.props(body, "bloc", &["members", "observers", "source"], &[], &[]);
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
            None => told.with_help("countries are two capital letters, such as KZ; `none` is none"),
        };
        self.tell(told);
        self.guesses += u32::from(near.is_some());
        near
    }

    /// A country or a bloc.
    pub fn country_or_bloc(&mut self, name: &Name) -> Option<MemberWho> {
        if let Some(country) = Country::lookup(&name.text) {
            return Some(MemberWho::Country(country));
        }
        match self.model.names.get(&name.text) {
            None if name.text.len() <= 3 && name.text.bytes().all(|b| b.is_ascii_uppercase()) => {
                self.tell_unknown_country(name, "a country code or a bloc").map(MemberWho::Country)
            }
            None if self.broken.contains(&name.text) => None,
            _ => {
                let fits = |thing| matches!(thing, Thing::Bloc(_));
                match self.find(name, "a country or a bloc", fits)? {
                    Thing::Bloc(id) => Some(MemberWho::Bloc(BlocId(id.0))),
                    _ => None,
                }
            }
        }
    }

    /// `node N { … }`.
    pub fn node(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, body, .. } = &decl.kind else { return };
        let body = read_body(self.sources, body);
        let props = self.props(&body, "node", NODE, RESTATABLE, &["planned"]);
        self.enter(decl, &props);
        let id = NodeId(self.model.nodes.len() as u32);
        let target = Target::Node(id);
        let owner = name.text.as_str();
        let kind = props.get("kind").and_then(|p| self.word_property(p)).map(|n| n.text.clone());
        let kind = kind.map(|text| self.word(&text));
        let country = props
            .get("country")
            .and_then(|p| self.word_property(p))
            .and_then(|name| self.country(name))
            .flatten();
        let at = props.get("at").and_then(|p| self.coordinates(p));
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let dwell =
            self.optional(&props, owner, "dwell", "a dwell", rule, &[slot(target, Prop::Dwell)]);
        let dwell = dwell.unwrap_or_else(|| self.default_figure(0.0, Dimension::TIME, name.span));
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let handling = self.optional(
            &props,
            owner,
            "handling",
            "handling",
            rule,
            &[slot(target, Prop::Handling)],
        );
        let handling_for = self.restated_figures(
            owner,
            props.restated("handling"),
            (&[target], Prop::Handling),
            "handling",
            rule,
        );
        let throughput =
            self.node_capacity(&props, owner, ("throughput", Want::Rate), target, Prop::Throughput);
        let throughput_for = self.restated_capacities(owner, props.restated("throughput"));
        let storage =
            self.node_capacity(&props, owner, ("storage", Want::Amount), target, Prop::Storage);
        let transfers = props.get("transfers").map(|p| self.node_transfers(owner, p));
        let tags = props.get("tags").map(|p| self.tags(p)).unwrap_or_default();
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.model.nodes.push(Node {
            head,
            country,
            kind,
            at,
            dwell,
            handling,
            handling_for,
            throughput,
            throughput_for,
            storage,
            transfers: transfers.unwrap_or_default(),
            tags,
            planned: props.flag("planned"),
        });
    }

    fn node_capacity(
        &mut self,
        props: &Props<'_>,
        owner: &str,
        (key, want): (&str, Want),
        target: Target,
        prop: Prop,
    ) -> Capacity {
        let Some(property) = props.get(key) else { return Capacity::Unlimited };
        let Some((capacity, shared, each_way)) =
            self.capacity(owner, property, want, &[slot(target, prop)])
        else {
            return Capacity::Unlimited;
        };
        for (word, at) in [("shared", shared), ("each way", each_way)] {
            if let Some(at) = at {
                self.tell_at(
                    units::WRONG_FORM,
                    format!("a node's {key} has no directions; `{word}` says nothing here"),
                    at,
                    "take the word away",
                );
            }
        }
        capacity
    }

    fn coordinates(&mut self, property: &Property) -> Option<(f64, f64)> {
        match &property.value {
            Value::Expr(Expr { kind: ExprKind::Coordinates(lat, lon), span, .. }) => {
                if lat.abs() > 90.0 || lon.abs() > 180.0 {
                    self.tell_at(
                        units::OUT_OF_BOUNDS,
                        "there is no such place on the globe",
                        *span,
                        "latitudes go to 90 degrees, longitudes to 180; latitude first",
                    );
                    return None;
                }
                Some((*lat, *lon))
            }
            other => {
                self.tell_form(other, property, "coordinates: `44.21N 80.41E`");
                None
            }
        }
    }

    fn node_transfers(&mut self, node: &str, property: &Property) -> Vec<Transfer> {
        let Value::Transfers(items, _) = &property.value else {
            let needed = "transfers: `{ rail -> ferry { time: 1 day } }`";
            self.tell_form(&property.value, property, needed);
            return Vec::new();
        };
        let mut all: Vec<Transfer> = Vec::new();
        for item in items {
            let props = self.transfer_props(item);
            let outer = self.outer_cites;
            if !property.cites.is_empty() {
                self.outer_cites = self.cites(&property.cites);
            }
            let transfer = self.transfer(item, &props, node, None);
            self.outer_cites = outer;
            if let Some(transfer) = transfer {
                if !self.guessed() {
                    self.tell_same_transfer(&all.clone(), &transfer);
                }
                all.push(transfer);
            }
        }
        all
    }

    /// `tags: [a, b]`, or one.
    pub fn tags(&mut self, property: &Property) -> Vec<WordId> {
        let names: Vec<&Name> = match &property.value {
            Value::Expr(Expr { kind: ExprKind::Name(name), .. }) => vec![name],
            Value::List(items, _) => items
                .iter()
                .filter_map(|item| match item {
                    ListItem::Name { name, .. } => Some(name),
                    ListItem::Selector(_) => None,
                })
                .collect(),
            other => {
                self.tell_form(other, property, "a list of words: `[chokepoint, state_owned]`");
                Vec::new()
            }
        };
        names.into_iter().map(|name| self.word(&name.text)).collect()
    }

    /// A node by name.
    pub fn node_named(&mut self, name: &Name) -> Option<NodeId> {
        match self.find(name, "a node", |thing| matches!(thing, Thing::Node(_)))? {
            Thing::Node(id) => Some(id),
            _ => None,
        }
    }

    /// Tells that two ends are one.
    pub fn tell_same_ends(&mut self, what: &str, at: Span) {
        if self.guessed() {
            return;
        }
        self.tell_at(
            network::SAME_ENDS,
            format!("this {what} begins and ends at the same place"),
            at,
            "name two different places",
        );
    }
}
