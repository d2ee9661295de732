//! Changes and scenarios.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{changes, names, units};
use crate::model::{
    Action, After, Amount, Capacity, Chance, Change, ChangeId, Effect, Figure, MemberWho, NewValue,
    Prop, Scenario, ScenarioId, ScenarioStep, Selection, SelectionKind, Shipper, Thing, TimeWindow,
};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{
    self, ChangeWord, DayOfYear, Decl, DeclKind, Expr, ExprKind, Forbidden, Item, Name, Property,
    Value, Verb, Window,
};

use super::Harm;
use super::context::Checker;
use super::props::Props;
use super::values::{Floor, Want, emissions_dimension};

pub(super) const CHANGE: &[&str] = &[
    "rate",
    "duration",
    "season",
    "probability",
    "recovery",
    "ramp",
    "announced",
    "capex",
    "source",
];

/// What a property that effects touch measures.
fn effect_want(property: &str) -> Option<(Prop, Want, Floor)> {
    let time = Want::Dim(Dimension::TIME);
    Some(match property {
        "capacity" => (Prop::Capacity, Want::Rate, Floor::Zero),
        "throughput" => (Prop::Throughput, Want::Rate, Floor::Zero),
        "storage" => (Prop::Storage, Want::Amount, Floor::Zero),
        "time" => (Prop::Time, time, Floor::Zero),
        "distance" => (Prop::Distance, Want::Dim(Dimension::LENGTH), Floor::Positive),
        "speed" => (Prop::Speed, Want::Dim(Dimension::SPEED), Floor::Positive),
        "cost" => (Prop::Cost, Want::MoneyPerAmountOrLength, Floor::Zero),
        "emissions" => (Prop::Emissions, Want::Dim(emissions_dimension()), Floor::Zero),
        "dwell" => (Prop::Dwell, time, Floor::Zero),
        "handling" => (Prop::Handling, Want::MoneyPerAmount, Floor::Zero),
        "frequency" => (
            Prop::Frequency,
            Want::Dim(Dimension::TIME.power(-1).unwrap_or_default()),
            Floor::Positive,
        ),
        "delay" => (Prop::Delay, time, Floor::Zero),
        "fee" => (Prop::Fee, Want::MoneyPerAmount, Floor::Zero),
        "fleet" => (Prop::Fleet, Want::Plain, Floor::Zero),
        "volume" => (Prop::Volume, Want::Rate, Floor::Zero),
        "deadline" => (Prop::Deadline, time, Floor::Positive),
        "penalty" => (Prop::Penalty, Want::MoneyPerAmount, Floor::Zero),
        "value_of_time" => (Prop::ValueOfTime, Want::ValueOfTime, Floor::Zero),
        _ => return None,
    })
}

pub const EFFECT_PROPERTIES: &[&str] = &[
    "capacity",
    "throughput",
    "storage",
    "time",
    "distance",
    "speed",
    "cost",
    "emissions",
    "dwell",
    "handling",
    "frequency",
    "delay",
    "fee",
    "fleet",
    "volume",
    "deadline",
    "penalty",
    "value_of_time",
];

impl Checker<'_> {
    /// `disruption`, `upgrade`, `sanction`, `agreement`.
    pub fn change(&mut self, decl: &Decl) {
        let DeclKind::Change { word, name, title, by, body } = &decl.kind else { return };
        let kind = match word {
            ChangeWord::Disruption => "disruption",
            ChangeWord::Upgrade => "upgrade",
            ChangeWord::Sanction => "sanction",
            ChangeWord::Agreement => "agreement",
        };
        let props = self.props(body, kind, CHANGE, &[], &[]);
        self.enter(decl, &props);
        let owner = name.text.as_str();
        let by = by.as_deref();
        let by = by.and_then(|(who, share)| self.bound_by(*word, who, share.as_ref()));
        let mut effects = Vec::new();
        let mut windows = Vec::new();
        let mut after = Vec::new();
        for (index, item) in body.items.iter().enumerate() {
            match item {
                Item::Effect(effect) => {
                    self.key = format!("{owner}.effect{index}");
                    effects.extend(self.effect(effect));
                }
                Item::Window(window) => windows.extend(self.window(window)),
                Item::After { change, body, span } => {
                    after.extend(self.after(owner, change, body, *span));
                }
                Item::Apply(_, span) | Item::Use(_, span) => self.tell_at(
                    changes::NOT_IN_A_CHANGE,
                    "a change does not apply changes or use bases",
                    *span,
                    "that is a scenario's: `scenario S { apply C }`",
                ),
                _ => {}
            }
        }
        let follows = body.items.iter().any(|item| matches!(item, Item::After { .. }));
        let chance = self.chance(owner, &props, follows);
        let time = (Want::Dim(Dimension::TIME), Floor::Zero);
        let days = |checker: &mut Self, key: &str, what: &str| {
            checker.optional(&props, owner, key, what, time, &[])
        };
        let recovery = days(self, "recovery", "a recovery");
        let ramp = days(self, "ramp", "a ramp");
        let announced = days(self, "announced", "a notice");
        let rule = (Want::Dim(Dimension::MONEY), Floor::Zero);
        let capex = self.optional(&props, owner, "capex", "`capex`", rule, &[]);
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.model.changes.push(Change {
            head,
            word: *word,
            by,
            effects,
            windows,
            chance,
            recovery,
            ramp,
            announced,
            capex,
            after,
        });
    }

    fn bound_by(
        &mut self,
        word: ChangeWord,
        who: &Name,
        share: Option<&Expr>,
    ) -> Option<(Shipper, Figure)> {
        if word != ChangeWord::Sanction {
            self.tell_at(
                changes::ONLY_A_SANCTION,
                "only a sanction is `by` somebody",
                who.span,
                "declare it as a `sanction`, or take the `by` away",
            );
        }
        let shipper = match self.country_or_bloc(who)? {
            MemberWho::Country(country) => Shipper::Country(country),
            MemberWho::Bloc(bloc) => Shipper::Bloc(bloc),
        };
        let share = match share {
            None => self.default_figure(1.0, Dimension::PLAIN, who.span),
            Some(expr) => {
                let share = self.figure(expr, "a share", Want::Plain, Floor::Zero)?;
                self.check_share(&share)?;
                share
            }
        };
        Some((shipper, share))
    }

    fn check_share(&mut self, share: &Figure) -> Option<()> {
        if (0.0..=1.0).contains(&share.value) {
            return Some(());
        }
        self.tell_at(
            units::OUT_OF_BOUNDS,
            "a share lies between 0 and 100 %",
            share.origin.span(),
            "",
        );
        None
    }

    /// `follows`: it comes after another change, which then says how often.
    fn chance(&mut self, owner: &str, props: &Props<'_>, follows: bool) -> Option<Box<Chance>> {
        let per_time = Dimension::TIME.power(-1).unwrap_or_default();
        let rule = (Want::Dim(per_time), Floor::Zero);
        let rate = self.optional(props, owner, "rate", "a rate", rule, &[]);
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let duration = self.optional(props, owner, "duration", "a duration", rule, &[]);
        let rule = (Want::Plain, Floor::Zero);
        let probability = self.optional(props, owner, "probability", "a probability", rule, &[]);
        if let Some(probability) = &probability {
            self.check_share(probability);
        }
        let season = props.get("season").and_then(|p| self.season(p));
        let at = ["rate", "probability", "duration", "season"]
            .iter()
            .find_map(|key| props.get(key))
            .map(|p| p.span)?;
        if let (Some(a), Some(b)) = (props.get("rate"), props.get("probability")) {
            self.tell(
                Diagnostic::new(
                    changes::RATE_AND_PROBABILITY,
                    format!("`{owner}` has both a rate and a probability"),
                    b.span,
                    "happens at all in the period",
                )
                .with_label(a.span, "expected number a year")
                .with_help("keep one of the two"),
            );
        }
        let random = props.get("rate").or(props.get("probability"));
        match random {
            None if follows || props.is_broken("rate") || props.is_broken("probability") => {}
            None => self.tell_at(
                changes::DURATION_WITHOUT_RATE,
                format!("`{owner}` has a duration or season but no rate or probability"),
                at,
                "say how often it happens: `rate: 6/year`, or whether: `probability: 30%`; a fixed \
                 time is `from DATE for 6 days`",
            ),
            Some(property) if !props.given("duration") => self.tell_at(
                changes::RATE_WITHOUT_DURATION,
                format!("`{owner}` happens at random, but for how long is not said"),
                property.span,
                "add `duration: 1..2..7 days`",
            ),
            Some(_) => {}
        }
        Some(Box::new(Chance { rate, duration, season, probability, span: Some(at) }))
    }

    fn season(&mut self, property: &Property) -> Option<(DayOfYear, DayOfYear)> {
        if let Value::Expr(Expr { kind: ExprKind::Range(bounds, None), .. }) = &property.value
            && let [a, b] = bounds.as_slice()
            && let (Some(first), Some(last)) = (day_of_season(a), day_of_season(b))
        {
            for day in [first, last] {
                let no_such = |number: u8| {
                    let at = (day.month, number);
                    crate::calendar::Yearly::days(at, at).is_err()
                };
                if day.day.is_some_and(no_such) {
                    self.tell_at(
                        crate::diagnostic::codes::syntax::NO_SUCH_DATE,
                        "this month has no such day",
                        day.span,
                        "",
                    );
                    return None;
                }
            }
            return Some((first, last));
        }
        let needed = "two months or days: `nov..mar`, `15 nov..15 mar`";
        self.tell_form(&property.value, property, needed);
        None
    }

    fn after(&mut self, owner: &str, change: &Name, body: &ast::Body, span: Span) -> Option<After> {
        let props = self.props(body, "follow-up", &["probability", "delay"], &[], &[]);
        let rule = (Want::Plain, Floor::Zero);
        let probability = self.optional(&props, owner, "probability", "a probability", rule, &[]);
        if let Some(probability) = &probability {
            self.check_share(probability);
        }
        let rule = (Want::Dim(Dimension::TIME), Floor::Zero);
        let delay = self.optional(&props, owner, "delay", "a delay", rule, &[]);
        let change = self.change_named(change)?;
        Some(After { change, probability, delay, span })
    }

    /// A change by name.
    pub fn change_named(&mut self, name: &Name) -> Option<ChangeId> {
        match self.find(name, "a change", |t| matches!(t, Thing::Change(_)))? {
            Thing::Change(id) => Some(id),
            _ => None,
        }
    }

    /// A window, half open.
    pub fn window(&mut self, window: &Window) -> Option<TimeWindow> {
        match window {
            Window::EveryYear { from, to, span, cites } => {
                self.cites(cites);
                Some(TimeWindow::EveryYear { from: *from, to: *to, span: *span })
            }
            Window::Dates { from, until, lasting, span } => {
                for date in [from, until].into_iter().flatten() {
                    self.cites(&date.cites);
                }
                let start = match from {
                    Some(expr) => Some(f64::from(self.date(expr)?)),
                    None => None,
                };
                let mut end = match until {
                    Some(expr) => Some(f64::from(self.date(expr)?)),
                    None => None,
                };
                if let (Some(lasting), Some(start)) = (lasting, start) {
                    let want = Want::Dim(Dimension::TIME);
                    let saved = std::mem::replace(&mut self.needs_source, false);
                    let days = self.figure(lasting, "how long it lasts", want, Floor::Positive);
                    self.needs_source = saved;
                    end = Some(start + days?.value);
                }
                if let (Some(a), Some(b)) = (start, end)
                    && a >= b
                {
                    self.tell_at(
                        changes::WINDOW_BACKWARDS,
                        "this window ends before it starts",
                        *span,
                        "put the earlier date first; the end day itself is no longer in it",
                    );
                    return None;
                }
                Some(TimeWindow::Between { from: start, until: end, span: *span })
            }
        }
    }

    /// One effect.
    pub fn effect(&mut self, effect: &ast::Effect) -> Option<Effect> {
        self.begin();
        let outer = self.outer_cites;
        let own = self.cites(&effect.cites);
        if own != crate::model::CitesId(0) {
            self.outer_cites = own;
        }
        let commodity = effect.for_.as_ref().map(|name| self.commodity_named(name));
        let except = effect.except.as_ref().map(|s| self.selector(s));
        let window = effect.window.as_ref().map(|w| self.window(w));
        let action = self.action(&effect.verb, effect.span);
        let cites = self.outer_cites;
        self.outer_cites = outer;
        if matches!(commodity, Some(None))
            || matches!(except, Some(None))
            || matches!(window, Some(None))
        {
            return None;
        }
        Some(Effect {
            action: action?,
            commodity: commodity.flatten(),
            except: except.flatten(),
            window: window.flatten(),
            span: effect.span,
            cites,
        })
    }

    fn action(&mut self, verb: &Verb, span: Span) -> Option<Action> {
        Some(match verb {
            Verb::Close(s) => Action::Close(self.selector(s)?),
            Verb::Open(s) => {
                let selection = self.selector(s)?;
                self.check_planned(&selection);
                Action::Open(selection)
            }
            Verb::CloseParts { count, of, at } => {
                let count = self.figure(count, "a count", Want::Plain, Floor::Zero);
                let of = self.figure(of, "a count", Want::Plain, Floor::Positive);
                let at = self.selector(at);
                let (count, of, at) = (count?, of?, at?);
                if !self.guessed() {
                    self.check_parts(&count, &of, &at, span)?;
                }
                Action::CloseParts { count, of, at }
            }
            Verb::Set { property, of, to } => {
                let selection = self.selector(of);
                let (prop, want, floor) = self.effect_property(property, selection.as_ref())?;
                let to = self.new_value(property, to, (prop, want, floor));
                let selection = selection?;
                Action::Set { prop, of: selection, to: to? }
            }
            Verb::Raise { property, of, by } | Verb::Reduce { property, of, by } => {
                let selection = self.selector(of);
                let (prop, want, floor) = self.effect_property(property, selection.as_ref())?;
                let amount = self.amount(property, by, want, floor);
                let of = selection?;
                let amount = amount?;
                self.check_relative(prop, &of, property.span, by.span)?;
                if matches!(verb, Verb::Raise { .. }) {
                    Action::Raise { prop, of, by: amount }
                } else {
                    if let Amount::Share(share) = &amount
                        && share.value > 1.0
                    {
                        self.tell_at(
                            units::OUT_OF_BOUNDS,
                            "nothing can be reduced by more than 100 %",
                            by.span,
                            "",
                        );
                        return None;
                    }
                    Action::Reduce { prop, of, by: amount }
                }
            }
            Verb::SetParam { param, to } => self.set_param(param, to)?,
            Verb::Forbid(what) => match self.forbidden(what)? {
                Barred::On(commodity, on) => Action::Forbid { commodity, on },
                Barred::Transit(who, at) => Action::ForbidTransit(who, at),
                Barred::Trade(who, at) => Action::ForbidTrade(who, at),
            },
            Verb::Allow(what) => match self.forbidden(what)? {
                Barred::On(commodity, on) => Action::Allow { commodity, on },
                Barred::Transit(who, at) => Action::AllowTransit(who, at),
                Barred::Trade(who, at) => Action::AllowTrade(who, at),
            },
        })
    }

    fn effect_property(
        &mut self,
        property: &Name,
        selection: Option<&Selection>,
    ) -> Option<(Prop, Want, Floor)> {
        let Some((prop, want, floor)) = effect_want(&property.text) else {
            let mut told = Diagnostic::new(
                names::UNKNOWN_PROPERTY,
                format!("no effect can change `{}`", property.text),
                property.span,
                "not a property that changes",
            );
            let near =
                crate::diagnostic::closest(&property.text, EFFECT_PROPERTIES.iter().copied());
            told = match near {
                Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                    format!("write `{near}`"),
                    property.span,
                    near,
                ),
                None => told.with_help(format!("these can: {}", EFFECT_PROPERTIES.join(", "))),
            };
            self.tell(told);
            return None;
        };
        if let Some(selection) = selection.filter(|_| !self.guessed()) {
            self.check_has(property, selection)?;
        }
        Some((prop, want, floor))
    }

    /// Whether what is selected has such a property at all.
    fn check_has(&mut self, property: &Name, selection: &Selection) -> Option<()> {
        const LEG: &[&str] =
            &["capacity", "time", "distance", "speed", "cost", "emissions", "frequency", "fleet"];
        const NODE: &[&str] = &["dwell", "handling", "throughput", "storage"];
        const BORDER: &[&str] = &["delay", "fee", "capacity"];
        const MODE: &[&str] = &["speed", "cost", "emissions", "capacity", "frequency", "time"];
        const DEMAND: &[&str] = &["volume", "deadline", "penalty", "value_of_time"];
        let (what, has): (&str, &[&str]) = match &selection.kind {
            SelectionKind::Leg(_)
            | SelectionKind::LegWays(_)
            | SelectionKind::Legs { .. }
            | SelectionKind::Corridor(_) => ("a leg", LEG),
            SelectionKind::Node(_) | SelectionKind::Nodes { .. } => ("a node", NODE),
            SelectionKind::Border(..) | SelectionKind::Borders { .. } => ("a border", BORDER),
            SelectionKind::Mode(_) => ("a mode", MODE),
            SelectionKind::Pool(_) => ("a pool", &["capacity", "fleet"]),
            SelectionKind::Demand(_) => ("a demand", DEMAND),
            SelectionKind::Country(_) | SelectionKind::Bloc(_) | SelectionKind::Tagged(_) => {
                return Some(());
            }
            SelectionKind::List(list) => {
                for inner in list {
                    self.check_has(property, inner)?;
                }
                return Some(());
            }
        };
        if has.contains(&property.text.as_str()) {
            return Some(());
        }
        self.tell(
            Diagnostic::new(
                names::UNKNOWN_PROPERTY,
                format!("{what} has no `{}` to change", property.text),
                property.span,
                "not a property of what is selected",
            )
            .with_label(selection.span, format!("this selects {what}"))
            .with_help(format!("{what} has: {}", has.join(", "))),
        );
        None
    }

    fn new_value(
        &mut self,
        property: &Name,
        to: &Value,
        (prop, want, floor): (Prop, Want, Floor),
    ) -> Option<NewValue> {
        let what = format!("`{}`", property.text);
        let capacity = matches!(prop, Prop::Capacity | Prop::Throughput | Prop::Storage);
        let made = Property {
            key: property.clone(),
            for_: None,
            value: to.clone(),
            cites: ast::Cites::default(),
            span: property.span,
        };
        match to {
            Value::Expr(expr) if !capacity => {
                self.figure(expr, &what, want, floor).map(NewValue::Figure)
            }
            Value::Counted(counted) if counted.every.is_some() && prop == Prop::Fleet => {
                self.fleet("effect", &made).map(|fleet| NewValue::Fleet(Box::new(fleet)))
            }
            _ if capacity => {
                self.capacity("effect", &made, want, &[]).map(|(c, ..)| NewValue::Capacity(c))
            }
            other => {
                self.tell_form(other, &made, "one quantity");
                None
            }
        }
    }

    fn amount(&mut self, property: &Name, by: &Expr, want: Want, _floor: Floor) -> Option<Amount> {
        let val = self.eval(by)?;
        let percent = val.unit.is_some_and(|unit| self.shown(unit).symbol == "%");
        if val.dimension.is_plain() && (percent || want != Want::Plain) {
            if !percent && val.value > 1.0 {
                let what = format!("the change of `{}`", property.text);
                let expected = want.nearest(val.dimension);
                self.tell_dimension(&what, expected, val.dimension, val.span);
                return None;
            }
            let figure = self.check_val(val, "a share", Want::Plain, Floor::Zero)?;
            return Some(Amount::Share(figure));
        }
        let what = format!("the change of `{}`", property.text);
        self.check_val(val, &what, want, Floor::Zero).map(Amount::Figure)
    }

    /// A relative change of an unlimited or unknown figure.
    fn check_relative(
        &mut self,
        prop: Prop,
        of: &Selection,
        property: Span,
        by: Span,
    ) -> Option<()> {
        let capacity: Option<(String, Capacity, &crate::model::Head)> = match (&of.kind, prop) {
            (SelectionKind::Node(id), Prop::Throughput) => {
                let node = &self.model.nodes[id.index()];
                Some((
                    format!("throughput of {}", node.head.name),
                    node.throughput.clone(),
                    &node.head,
                ))
            }
            (SelectionKind::Node(id), Prop::Storage) => {
                let node = &self.model.nodes[id.index()];
                Some((format!("storage of {}", node.head.name), node.storage.clone(), &node.head))
            }
            (SelectionKind::Leg(id), Prop::Capacity) => {
                let leg = &self.model.legs[id.index()];
                Some((format!("capacity of {}", leg.head.name), leg.capacity.clone(), &leg.head))
            }
            (SelectionKind::LegWays(ways), Prop::Capacity) => ways.first().map(|way| {
                let leg = &self.model.legs[way.leg().index()];
                (format!("capacity of {}", leg.head.name), leg.capacity.clone(), &leg.head)
            }),
            (SelectionKind::Pool(id), Prop::Capacity) => {
                let pool = &self.model.pools[id.index()];
                Some((format!("capacity of {}", pool.head.name), pool.capacity.clone(), &pool.head))
            }
            _ => None,
        };
        let Some((what, capacity, head)) = capacity else { return Some(()) };
        let (declared, whole) = (head.span, head.whole);
        let state = match capacity {
            Capacity::Limited(_) => return Some(()),
            Capacity::Unlimited => "unlimited",
            Capacity::Unknown(..) => "unknown",
        };
        // An earlier `set` in a scenario may have given it a figure: that is
        // seen when the scenario is put together.
        if self.set_somewhere(prop, of) || self.guessed() || self.is_lost(whole, property) {
            return Some(());
        }
        self.tell(
            Diagnostic::new(
                changes::RELATIVE_OF_UNLIMITED,
                format!("the {what} is {state}; it cannot be changed by an amount"),
                property.to(by),
                "a part of what?",
            )
            .with_label(declared, format!("declared here without a figure: {state}"))
            .with_help("give it a figure where it is declared, or write `set … to …`"),
        );
        None
    }

    /// Whether the figure is written, with a mistake, in its declaration.
    fn is_lost(&self, declared: Span, property: Span) -> bool {
        self.text(declared).contains(self.text(property)) && self.is_harmed(declared)
    }

    fn set_somewhere(&self, prop: Prop, of: &Selection) -> bool {
        self.model.changes.iter().flat_map(|change| &change.effects).any(|effect| {
            matches!(&effect.action, Action::Set { prop: p, of: o, .. }
                if *p == prop && o.kind == of.kind)
        })
    }

    fn check_parts(
        &mut self,
        count: &Figure,
        of: &Figure,
        at: &Selection,
        span: Span,
    ) -> Option<()> {
        if count.value > of.value || count.value.fract() != 0.0 || of.value.fract() != 0.0 {
            self.tell_at(
                units::OUT_OF_BOUNDS,
                "this closes more parts than there are",
                span,
                "write `close 2 of 3 at node N`",
            );
            return None;
        }
        let parts = match &at.kind {
            SelectionKind::Node(id) => parts_of(&self.model.nodes[id.index()].throughput),
            SelectionKind::Leg(id) => parts_of(&self.model.legs[id.index()].capacity),
            SelectionKind::Pool(id) => parts_of(&self.model.pools[id.index()].capacity),
            _ => return Some(()),
        };
        match parts {
            Some(declared) if declared == of.value => Some(()),
            Some(declared) => {
                self.tell_at(
                    changes::NO_PARTS,
                    format!(
                        "there are {} parts at this place, not {}",
                        crate::quantity::format_number(declared),
                        crate::quantity::format_number(of.value)
                    ),
                    span,
                    "the number after `of` is that of the declaration",
                );
                None
            }
            None => {
                self.tell_at(
                    changes::NO_PARTS,
                    "what is closed in part has no parts",
                    at.span,
                    "declare its capacity by count: `throughput: 3 moorings of 800 kbbl/day`",
                );
                None
            }
        }
    }

    fn check_planned(&mut self, selection: &Selection) {
        let open = match &selection.kind {
            SelectionKind::Node(id) => {
                let node = &self.model.nodes[id.index()];
                node.planned.is_none().then(|| (node.head.name.clone(), node.head.span))
            }
            SelectionKind::Leg(id) => {
                let leg = &self.model.legs[id.index()];
                let ends = [leg.from, leg.to];
                let planned = leg.planned.is_some()
                    || ends.iter().any(|n| self.model.nodes[n.index()].planned.is_some());
                (!planned).then(|| (leg.head.name.clone(), leg.head.span))
            }
            _ => None,
        };
        self.opened.push(selection.clone());
        if let Some((name, declared)) = open.filter(|_| !self.guessed()) {
            self.tell(
                Diagnostic::new(
                    changes::OPENS_THE_OPEN,
                    format!("`{name}` is not planned; it is open already"),
                    selection.span,
                    "nothing to open",
                )
                .with_label(declared, "declared without `planned`")
                .with_help("add `planned` to its declaration, or take the effect away"),
            );
        }
    }

    fn set_param(&mut self, param: &Name, to: &Expr) -> Option<Action> {
        let fits = |t| matches!(t, Thing::Constant(_));
        let Thing::Constant(id) = self.find(param, "a parameter", fits)? else { return None };
        let constant = &self.model.constants[id.index()];
        if !constant.is_param {
            let declared = constant.head.span;
            self.tell(
                Diagnostic::new(
                    names::WRONG_KIND,
                    format!("`{}` is a `let`; only a `param` can be set", param.text),
                    param.span,
                    "a parameter is needed",
                )
                .with_label(declared, "declared here with `let`")
                .with_help("declare it as `param` in place of `let`"),
            );
            return None;
        }
        let figure = constant.figure.clone()?;
        let within = constant.within;
        let dimension = self.shown(figure.unit).dimension;
        let what = format!("`{}`", param.text);
        let to = self.figure(to, &what, Want::Dim(dimension), Floor::None)?;
        if let Some((low, high)) = within
            && !(low..=high).contains(&to.value)
        {
            self.tell_at(
                units::OUT_OF_BOUNDS,
                format!("{what} is set outside its bounds"),
                to.origin.span(),
                "its declaration says `within`",
            );
            return None;
        }
        Some(Action::SetParam { param: id, to })
    }

    fn forbidden(&mut self, what: &Forbidden) -> Option<Barred> {
        Some(match what {
            Forbidden::Commodity { commodity, on } => {
                let on = self.selector(on);
                let commodity = if commodity.text == "all" {
                    None
                } else {
                    Some(self.commodity_named(commodity)?)
                };
                Barred::On(commodity, on?)
            }
            Forbidden::Transit { through } => {
                Barred::Transit(self.country_or_bloc(through)?, through.span)
            }
            Forbidden::Trade { with } => Barred::Trade(self.country_or_bloc(with)?, with.span),
        })
    }

    /// `scenario N extends M { … }`.
    pub fn scenario(&mut self, decl: &Decl) {
        let DeclKind::Scenario { name, title, extends, body } = &decl.kind else { return };
        let props = self.props(body, "scenario", &["source"], &[], &[]);
        self.enter(decl, &props);
        let extends = extends.as_ref().and_then(|name| self.scenario_named(name));
        let extends = extends.filter(|_| !self.guessed());
        let mut steps = Vec::new();
        let mut basis: Option<(String, Span)> = None;
        for (index, item) in body.items.iter().enumerate() {
            match item {
                Item::Apply(names, _) => {
                    for name in names {
                        if let Some(change) = self.change_named(name) {
                            steps.push(ScenarioStep::Apply(change, name.span));
                        }
                    }
                }
                Item::Effect(effect) => {
                    self.key = format!("{}.effect{index}", name.text);
                    if let Some(effect) = self.effect(effect) {
                        steps.push(ScenarioStep::Effect(Box::new(effect)));
                    }
                }
                Item::Use(word, span) => {
                    if let Some((_, first)) = &basis {
                        let first = *first;
                        self.tell(
                            Diagnostic::new(
                                names::PROPERTY_TWICE,
                                "a scenario uses one basis",
                                *span,
                                "a second one",
                            )
                            .with_label(first, "the first one"),
                        );
                        continue;
                    }
                    basis = Some((word.text.to_string(), *span));
                }
                Item::Window(_) | Item::After { .. } => {
                    self.tell_at(
                        changes::WINDOW_IN_SCENARIO,
                        "a window here belongs to nothing",
                        name.span,
                        "write it on the line of its effect, or in a change",
                    );
                }
                _ => {}
            }
        }
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        self.model.scenarios.push(Scenario { head, extends, steps, basis });
    }

    /// A scenario by name.
    pub fn scenario_named(&mut self, name: &Name) -> Option<ScenarioId> {
        if name.text == "baseline" {
            return Some(ScenarioId(0));
        }
        match self.find(name, "a scenario", |t| matches!(t, Thing::Scenario(_)))? {
            Thing::Scenario(id) => Some(id),
            _ => None,
        }
    }

    /// Scenarios that extend each other in a circle; bases that no figure has.
    pub fn check_scenarios(&mut self) {
        for start in 0..self.model.scenarios.len() {
            let mut at = self.model.scenarios[start].extends;
            let mut steps = 0;
            while let Some(scenario) = at {
                if scenario.index() == start || steps > self.model.scenarios.len() {
                    let head = &self.model.scenarios[start].head;
                    let (name, span) = (head.name.clone(), head.span);
                    self.model.scenarios[start].extends = None;
                    let title = format!("scenario `{name}` extends itself");
                    let help = "take one `extends` of the circle away";
                    self.tell_at(names::EXTENDS_ITSELF, title, span, help);
                    break;
                }
                steps += 1;
                at = self.model.scenarios.get(scenario.index()).and_then(|s| s.extends);
            }
        }
        let mut known: Vec<String> =
            self.model.bases.values().flatten().map(|(basis, _)| basis.to_string()).collect();
        known.sort_unstable();
        known.dedup();
        let used: Vec<(String, Span)> =
            self.model.scenarios.iter().filter_map(|s| s.basis.clone()).collect();
        for (basis, span) in used {
            if known.contains(&basis) {
                continue;
            }
            let help = if known.is_empty() {
                "write figures as `time: schedule 9 days, realised 15..16.5..21 days`".to_owned()
            } else {
                format!("there are: {}", known.join(", "))
            };
            let title = format!("no figure is given on the basis `{basis}`");
            self.tell_at(changes::UNKNOWN_BASIS, title, span, &help);
        }
    }

    /// Things that are `planned` and that no change opens.
    pub fn never_opened(&mut self, harm: &Harm) {
        let opened = std::mem::take(&mut self.opened);
        let opens_node = |id: crate::model::NodeId, checker: &Self| {
            opened.iter().any(|s| checker.may_select_node(s, id))
        };
        let mut told = Vec::new();
        for (index, node) in self.model.nodes.iter().enumerate() {
            if let Some(at) = node.planned
                && !harm.mentions(&node.head.name)
                && !opens_node(crate::model::NodeId(index as u32), self)
            {
                told.push((format!("node `{}`", node.head.name), at));
            }
        }
        for (index, leg) in self.model.legs.iter().enumerate() {
            let Some(at) = leg.planned else { continue };
            let id = crate::model::LegId(index as u32);
            if !harm.mentions(&leg.head.name) && !opened.iter().any(|s| may_select_leg(s, id)) {
                told.push((format!("leg `{}`", leg.head.name), at));
            }
        }
        for (what, at) in told {
            self.tell_at(
                changes::NEVER_OPENED,
                format!("{what} is planned, and nothing ever opens it"),
                at,
                "a change opens it: `upgrade U { open … }`; without one it plays no part",
            );
        }
    }

    fn may_select_node(&self, selection: &Selection, id: crate::model::NodeId) -> bool {
        match &selection.kind {
            SelectionKind::Node(node) => *node == id,
            SelectionKind::List(list) => list.iter().any(|s| self.may_select_node(s, id)),
            SelectionKind::Leg(_)
            | SelectionKind::LegWays(_)
            | SelectionKind::Legs { .. }
            | SelectionKind::Border(..)
            | SelectionKind::Borders { .. }
            | SelectionKind::Pool(_)
            | SelectionKind::Demand(_) => false,
            _ => true,
        }
    }
}

enum Barred {
    On(Option<crate::model::CommodityId>, Selection),
    Transit(MemberWho, Span),
    Trade(MemberWho, Span),
}

/// `nov` or `15 nov`; of a day that is none the number 0.
fn day_of_season(bound: &Expr) -> Option<DayOfYear> {
    let (day, name) = match &bound.kind {
        ExprKind::Name(name) => (None, name),
        ExprKind::Quantity(number, name) => {
            let ExprKind::Number(number) = &number.kind else { return None };
            let whole = number.value.fract() == 0.0 && (1.0..=31.0).contains(&number.value);
            (Some(if whole { number.value as u8 } else { 0 }), name)
        }
        _ => return None,
    };
    let month = crate::calendar::month_number(&name.text)?;
    Some(DayOfYear { day, month, span: bound.span })
}

fn parts_of(capacity: &Capacity) -> Option<f64> {
    match capacity {
        Capacity::Limited(limited) => limited.parts.as_ref().map(|(count, _)| count.value),
        _ => None,
    }
}

fn may_select_leg(selection: &Selection, id: crate::model::LegId) -> bool {
    match &selection.kind {
        SelectionKind::Leg(leg) => *leg == id,
        SelectionKind::LegWays(ways) => ways.iter().any(|way| way.leg() == id),
        SelectionKind::List(list) => list.iter().any(|s| may_select_leg(s, id)),
        SelectionKind::Node(_)
        | SelectionKind::Nodes { .. }
        | SelectionKind::Border(..)
        | SelectionKind::Borders { .. }
        | SelectionKind::Demand(_) => false,
        _ => true,
    }
}
