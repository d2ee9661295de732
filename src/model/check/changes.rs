//! Changes: when they hold, by whom and by what chance.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{changes, names, units};
use crate::model::{
    After, Chance, Change, ChangeId, Figure, MemberWho, Shipper, Thing, TimeWindow,
};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{
    self, ChangeWord, DayOfYear, Decl, DeclKind, Expr, ExprKind, Item, Name, Property, Value,
    Window,
};

use super::context::Checker;
use super::props::Props;
use super::values::{Floor, Want};

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
        let (title, at) = ("a share lies between 0 and 100 %", share.origin.span());
        let mut told = Diagnostic::new(units::OUT_OF_BOUNDS, title, at, "here");
        let text = self.text(at);
        if share.value > 1.0 && text.parse::<f64>().is_ok_and(|number| number <= 100.0) {
            told = told
                .with_help(format!("this is {text} times the whole; a percentage is `{text}%`"))
                .with_fix("write `%`", at.at_end(), "%");
        }
        self.tell(told);
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

    /// Changes that come after each other in a circle never begin.
    pub fn after_cycles(&mut self) {
        let edges: Vec<(usize, usize)> = (self.model.changes.iter().enumerate())
            .flat_map(|(at, change)| change.after.iter().map(move |a| (at, a.change.index())))
            .collect();
        for at in in_circles(self.model.changes.len(), &edges) {
            let after = std::mem::take(&mut self.model.changes[at].after);
            let Some(first) = after.first() else { continue };
            let name = self.model.changes[at].head.name.clone();
            self.tell_at(
                names::EXTENDS_ITSELF,
                format!("change `{name}` comes after itself"),
                first.span,
                "take one `after` of the circle away",
            );
        }
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

/// The nodes of a graph that lie on a circle, or between two of them: what is
/// left after all ends are taken away, on either side.
fn in_circles(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut left = vec![true; count];
    for forward in [true, false] {
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut before = vec![0_usize; count];
        for &(a, b) in edges {
            let (a, b) = if forward { (a, b) } else { (b, a) };
            if left[a] && left[b] {
                next[a].push(b);
                before[b] += 1;
            }
        }
        let mut ends: Vec<usize> = (0..count).filter(|&at| left[at] && before[at] == 0).collect();
        while let Some(at) = ends.pop() {
            left[at] = false;
            for &to in &next[at] {
                before[to] -= 1;
                if before[to] == 0 {
                    ends.push(to);
                }
            }
        }
    }
    (0..count).filter(|&at| left[at]).collect()
}
