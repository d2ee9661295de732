//! `model`, `currency`, `unit`, `let` and `param`, and sources.

use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, units};
use crate::model::{CitesId, Constant, ConstantId, Figure, Formula, Head, Origin, Source};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Decl, DeclKind, Expr, ExprKind, Name, Text, Value, When};

use super::context::Checker;
use super::values::{Floor, Want};

/// The names of settings among the values that a check is given: no parameter
/// has a blank in its name.
pub const VALUE_OF_TIME: &str = "model value_of_time";
/// Likewise.
pub const DETOUR: &str = "model detour";
/// Likewise.
pub const CIRCUITY: &str = "model circuity";

pub(super) const MODEL: &[&str] = &[
    "edition",
    "currency",
    "value_of_time",
    "date",
    "period",
    "seed",
    "samples",
    "detour",
    "circuity",
    "price_year",
];

/// Properties of a source.
pub(super) const SOURCE: &[&str] = &["title", "publisher", "year", "url", "basis", "note"];

impl Checker<'_> {
    /// `model "T" { … }`; a second one is told.
    pub fn settings(&mut self, models: &[&Decl]) {
        self.has_model = !models.is_empty();
        for (index, decl) in models.iter().enumerate() {
            let DeclKind::Model { title, body } = &decl.kind else { continue };
            if index > 0 {
                let first = models[0].span;
                self.tell(
                    Diagnostic::new(
                        names::NAME_TWICE,
                        "there are two `model` declarations",
                        decl.span,
                        "a second one",
                    )
                    .with_label(first, "the first one")
                    .with_help("keep one; an imported file's `model` does not count"),
                );
                continue;
            }
            self.model.settings.title = title.as_ref().map(|t: &Text| t.text.to_string());
            let props = self.props(body, "model", MODEL, &[], &[]);
            self.lost_date |= props.is_broken("date");
            for property in props.all() {
                self.setting(property);
            }
        }
        self.swept_settings();
    }

    /// Settings that a sweep moves, at its values.
    fn swept_settings(&mut self) {
        let of = |name: &str| self.overrides.get(&SmolStr::new(name)).copied();
        let (worth, detour, circuity) = (of(VALUE_OF_TIME), of(DETOUR), of(CIRCUITY));
        let settings = &mut self.model.settings;
        let swept = [
            (settings.value_of_time.as_mut(), worth),
            (Some(&mut settings.detour), detour),
            (Some(&mut settings.circuity), circuity),
        ];
        for (figure, value) in swept {
            if let (Some(figure), Some(value)) = (figure, value) {
                figure.value = value;
                figure.formula = Formula::Fixed;
            }
        }
    }

    fn setting(&mut self, property: &crate::syntax::ast::Property) {
        let key = property.key.text.as_str();
        let whole = |checker: &mut Self, least, most| match &property.value {
            Value::Expr(expr) => checker.whole_number(expr, &format!("`{key}`"), least, most),
            other => {
                checker.tell_form(other, property, "a whole number");
                None
            }
        };
        match key {
            "edition" => {
                whole(self, 1, 1);
            }
            "seed" => {
                if let Some(seed) = whole(self, 0, 1 << 53) {
                    self.model.settings.seed = seed;
                }
            }
            "samples" => {
                if let Some(samples) = whole(self, 1, 10_000_000) {
                    self.model.settings.samples = samples;
                }
            }
            "price_year" => {
                self.model.settings.price_year = whole(self, 1, 9999).map(|year| year as i32);
            }
            "date" => {
                let date = self.date_property(property);
                self.lost_date |= date.is_none();
                self.model.settings.date = date.map(|date| (date, property.span));
            }
            "period" => self.period(property),
            "detour" => {
                let rule = (Want::Plain, Floor::Zero);
                if let Some(f) = self.property_figure("model", property, "`detour`", rule, &[]) {
                    self.percent_forgotten(&f);
                    self.model.settings.detour = f;
                }
            }
            "circuity" => {
                let rule = (Want::Plain, Floor::Positive);
                if let Some(f) = self.property_figure("model", property, "`circuity`", rule, &[]) {
                    self.model.settings.circuity = self.at_least_one(f);
                }
            }
            "value_of_time" => {
                let rule = (Want::ValueOfTime, Floor::Zero);
                self.model.settings.value_of_time =
                    self.property_figure("model", property, "`value_of_time`", rule, &[]);
            }
            // `currency` was read before everything else.
            _ => {}
        }
    }

    /// A circuity; one below 1 is told.
    pub(super) fn at_least_one(&mut self, figure: Figure) -> Figure {
        if figure.value < 1.0 {
            self.tell_at(
                units::OUT_OF_BOUNDS,
                "a circuity is at least 1: no way is shorter than the great circle",
                figure.origin.span(),
                "",
            );
        }
        figure
    }

    /// `detour: 30` would be thirty times as long.
    fn percent_forgotten(&mut self, figure: &Figure) {
        let at = figure.origin.span();
        if figure.value < 10.0 || !self.text(at).bytes().all(|b| b.is_ascii_digit()) {
            return;
        }
        let text = self.text(at);
        let title = format!("a detour of {text} is {text} times the way");
        let help = format!("a percentage is `{text}%`");
        self.tell(
            Diagnostic::new(units::OUT_OF_BOUNDS, title, at, "a share of the way")
                .with_help(help)
                .with_fix("write `%`", at.at_end(), "%"),
        );
    }

    fn period(&mut self, property: &crate::syntax::ast::Property) {
        let range = match &property.value {
            Value::Expr(Expr { kind: ExprKind::Range(bounds, None), .. }) if bounds.len() == 2 => {
                Some((self.date(&bounds[0]), self.date(&bounds[1])))
            }
            Value::Expr(expr @ Expr { kind: ExprKind::Number(_), .. }) => {
                let when = When::Over(expr.clone(), None);
                self.over(&when).map(|(from, to)| (Some(from), Some(to)))
            }
            other => {
                self.tell_form(other, property, "a year, or two dates: `2024-01-01 .. 2025-01-01`");
                None
            }
        };
        if let Some((Some(from), Some(to))) = range {
            if from >= to {
                self.tell_at(
                    crate::diagnostic::codes::changes::WINDOW_BACKWARDS,
                    "this period ends before it starts",
                    property.span,
                    "put the earlier date first",
                );
                return;
            }
            self.model.settings.period = Some((from, to, property.span));
        }
    }

    /// All constants, each once; those that use each other in a circle are
    /// told.
    pub fn constants(&mut self, decls: &[&Decl]) {
        for decl in decls {
            let (name, value, is_param) = match &decl.kind {
                DeclKind::Let { name, value, .. } => (name, value, false),
                DeclKind::Param { name, value, .. } => (name, value, true),
                _ => continue,
            };
            let head = self.head(name, None, decl);
            // Evaluated below, when all have their numbers.
            let _ = value;
            self.model.constants.push(Constant { head, figure: None, within: None, is_param });
        }
        self.constant_states = vec![ConstantState::Waiting; decls.len()];
        self.constant_exprs = decls
            .iter()
            .map(|decl| match &decl.kind {
                DeclKind::Let { value, .. } | DeclKind::Param { value, .. } => value.clone(),
                _ => unreachable_expr(decl.span),
            })
            .collect();
        let declared = self.apply_set();
        for (expr, state) in self.constant_exprs.iter().zip(&mut self.constant_states) {
            if over_metrics(expr) {
                *state = ConstantState::OverMetrics;
            }
        }
        self.check_set(declared);
        for (index, decl) in decls.iter().enumerate() {
            let id = ConstantId(index as u32);
            if self.constant_states[index] == ConstantState::OverMetrics {
                continue;
            }
            self.constant(id, decl.span);
            if let DeclKind::Param { name, within: Some(within), .. } = &decl.kind {
                self.param_bounds(id, name, &within.0, &within.1);
            }
        }
    }

    fn param_bounds(&mut self, id: ConstantId, name: &Name, low: &Expr, high: &Expr) {
        let (low_val, high_val) = (self.eval(low), self.eval(high));
        let (Some(mut a), Some(b)) = (low_val, high_val) else { return };
        let Some(figure) = self.model.constants[id.index()].figure.clone() else { return };
        let dimension = self.shown(figure.unit).dimension;
        // `within 1 .. 3 days`: the first takes the unit of the second.
        if a.dimension.is_plain()
            && a.unit.is_none()
            && !b.dimension.is_plain()
            && let Some(unit) = b.unit
        {
            a.value = self.shown(unit).to_canonical(a.value);
            a.dimension = b.dimension;
        }
        for val in [&a, &b] {
            if val.dimension != dimension && val.value != 0.0 {
                self.tell_dimension("this bound", dimension, val.dimension, val.span);
                return;
            }
        }
        if a.value > b.value {
            self.tell_at(
                units::BOUNDS_OUT_OF_ORDER,
                format!("the bounds of `{}` are out of order", name.text),
                low.span.to(high.span),
                "put the lower one first",
            );
            return;
        }
        if figure.value < a.value || figure.value > b.value {
            self.tell_at(
                units::OUT_OF_BOUNDS,
                format!("`{}` is outside its own bounds", name.text),
                figure.origin.span(),
                "",
            );
        }
        self.model.constants[id.index()].within = Some((a.value, b.value));
    }

    /// A constant's figure; evaluated at its first use.
    pub fn constant(&mut self, id: ConstantId, at: Span) -> Option<Figure> {
        let index = id.index();
        if self.whole.is_some() {
            self.strange |= !self.is_done(id);
            return self.known().constants[index].figure.clone();
        }
        match self.constant_states[index] {
            ConstantState::Done => return self.model.constants[index].figure.clone(),
            ConstantState::Working => {
                let name = self.model.constants[index].head.name.clone();
                let declared = self.model.constants[index].head.span;
                self.tell(
                    Diagnostic::new(
                        names::CONSTANT_CYCLE,
                        format!("`{name}` is made of itself"),
                        declared,
                        "its value needs its value",
                    )
                    .with_label(at, "used here")
                    .with_help("give one of the constants in the circle a value of its own"),
                );
                self.constant_states[index] = ConstantState::Done;
                return None;
            }
            ConstantState::OverMetrics => {
                let name = self.model.constants[index].head.name.clone();
                self.tell_at(
                    crate::diagnostic::codes::reports::METRIC_HERE,
                    format!("`{name}` is made of results; it cannot be an input"),
                    at,
                    "a `let` over metrics is only for `expect` and reports",
                );
                return None;
            }
            ConstantState::Waiting => {}
        }
        self.constant_states[index] = ConstantState::Working;
        let expr = self.constant_exprs[index].clone();
        let name = self.model.constants[index].head.name.clone();
        let saved = (std::mem::take(&mut self.key), self.outer_cites, self.needs_source);
        self.key = format!("let {name}");
        self.outer_cites = self.model.constants[index].head.cites;
        self.needs_source = true;
        let mut figure = self.eval(&expr).map(|val| self.finish(val));
        (self.key, self.outer_cites, self.needs_source) = saved;
        if let (Some(figure), Some(&value)) =
            (&mut figure, self.overrides.get(&SmolStr::new(&name)))
        {
            figure.value = value;
            figure.formula = Formula::Fixed;
        }
        // A circle below has been told; this one's value is then none.
        if self.constant_states[index] == ConstantState::Done {
            figure = None;
        }
        if figure.is_none() {
            self.broken.insert(SmolStr::new(&name));
        }
        self.model.constants[index].figure.clone_from(&figure);
        self.constant_states[index] = ConstantState::Done;
        figure
    }

    /// What every declaration has.
    pub fn head(&mut self, name: &Name, title: Option<&Text>, decl: &Decl) -> Head {
        self.head_called(name.text.to_string(), name.span, title, decl)
    }

    /// Likewise, of a name that was made.
    pub fn head_called(
        &mut self,
        name: String,
        span: Span,
        title: Option<&Text>,
        decl: &Decl,
    ) -> Head {
        Head {
            name,
            title: title.map(|title| title.text.to_string()),
            doc: decl.doc.as_ref().map(ToString::to_string),
            span,
            whole: decl.span,
            cites: self.decl_cites(decl),
        }
    }

    /// `source N { … }`.
    pub fn source_decl(&mut self, decl: &Decl) {
        let DeclKind::Named { name, title, body, .. } = &decl.kind else { return };
        let props = self.props(body, "source", SOURCE, &[], &[]);
        let mut source = Source {
            name: name.text.to_string(),
            title: title.as_ref().map(|t| t.text.to_string()),
            span: Some(name.span),
            ..Source::default()
        };
        for property in props.all() {
            match property.key.text.as_str() {
                "title" => source.title = self.text_property(property),
                "publisher" => source.publisher = self.text_property(property),
                "url" => source.url = self.text_property(property),
                "note" => source.note = self.text_property(property),
                "basis" => {
                    source.basis = self.word_property(property).map(|name| name.text.to_string());
                }
                _ => {
                    source.year = match &property.value {
                        Value::Expr(expr) => {
                            self.whole_number(expr, "a year", 1, 9999).map(|year| year as i32)
                        }
                        other => {
                            self.tell_form(other, property, "a year");
                            None
                        }
                    };
                }
            }
        }
        self.model.sources.push(source);
    }

    /// Day of the figures: a number in a default place.
    pub fn default_figure(&mut self, value: f64, dimension: Dimension, at: Span) -> Figure {
        let unit = self.default_unit(dimension);
        Figure { value, unit, origin: Origin::Default(at), formula: Formula::Fixed }
    }

    /// The closing citations of a declaration; of a table's row those of its
    /// import.
    fn decl_cites(&mut self, decl: &Decl) -> CitesId {
        if decl.cites.is_empty() { self.row_cites } else { self.cites(&decl.cites) }
    }

    /// Sets what holds for all figures of a declaration without their own
    /// citation: its closing citations and its `source:`.
    pub fn enter(&mut self, decl: &Decl, props: &super::props::Props<'_>) {
        self.begin();
        let mut cites = self.decl_cites(decl);
        if let Some(property) = props.get("source")
            && let Some(name) = self.word_property(property)
            && let Some(source) = self.source(name)
        {
            let own = self.cite_set(vec![crate::model::Citation::Source(source, None)]);
            cites = self.join_cites(cites, own);
        }
        self.outer_cites = cites;
        self.needs_source = true;
    }

    /// Back to nothing in particular.
    pub fn leave(&mut self) {
        self.outer_cites = CitesId(0);
        self.needs_source = false;
    }
}

/// How far a constant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConstantState {
    Waiting,
    Working,
    Done,
    OverMetrics,
}

fn unreachable_expr(span: Span) -> Expr {
    Expr { kind: ExprKind::Unknown, span, cites: Box::default() }
}

/// Whether an expression holds a metric or a condition.
pub(crate) fn over_metrics(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Metric(_) => true,
        ExprKind::Quantity(inner, _)
        | ExprKind::Negate(inner)
        | ExprKind::Not(inner)
        | ExprKind::Paren(inner)
        | ExprKind::As(inner, _) => over_metrics(inner),
        ExprKind::Chain(first, rest) => {
            over_metrics(first)
                || rest
                    .iter()
                    .any(|(op, e)| matches!(op, BinaryOp::And | BinaryOp::Or) || over_metrics(e))
        }
        ExprKind::Compare(..) | ExprKind::Within(..) | ExprKind::Approx(..) => true,
        _ => false,
    }
}
