//! Properties to figures: each kind of property with the dimension it needs,
//! bases and figures restated.

use std::sync::LazyLock;

use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names, units};
use crate::model::{CommodityId, Figure, Prop, Slot, Target, Thing};
use crate::quantity::Dimension;
use crate::source::Span;
use crate::syntax::ast::{BasisValue, Expr, ExprKind, Name, Property, Value};

use super::context::Checker;
use super::eval::Val;

/// What a property measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// Exactly this.
    Dim(Dimension),
    /// A commodity's amount: mass, containers, volume or a declared unit.
    Amount,
    /// An amount by time.
    Rate,
    /// Money by an amount.
    MoneyPerAmount,
    /// Money by an amount, or by an amount and a length.
    MoneyPerAmountOrLength,
    /// Money by an amount and a time, or 1 by time (a share of value).
    ValueOfTime,
    /// The ratio of two amounts (`14 t/TEU`, `7.9 bbl/t`).
    Conversion,
    /// A plain number.
    Plain,
}

/// Whether a dimension is one amount of some commodity.
pub(crate) fn is_amount(dimension: Dimension) -> bool {
    if dimension == Dimension::VOLUME {
        return true;
    }
    let counted = |slot: usize| slot == 2 || slot == 3 || slot >= 6;
    let mut found = 0;
    for (slot, exponent) in dimension.exponents().into_iter().enumerate() {
        match exponent {
            0 => {}
            1 if counted(slot) => found += 1,
            _ => return false,
        }
    }
    found == 1
}

pub(super) fn per(dimension: Dimension, below: Dimension) -> Dimension {
    dimension.per(below).unwrap_or(dimension)
}

pub(super) fn times(a: Dimension, b: Dimension) -> Dimension {
    a.times(b).unwrap_or(a)
}

/// Emissions by mass and distance.
pub(crate) fn emissions_dimension() -> Dimension {
    static DIMENSION: LazyLock<Dimension> =
        LazyLock::new(|| per(Dimension::EMISSIONS, times(Dimension::MASS, Dimension::LENGTH)));
    *DIMENSION
}

impl Want {
    /// Whether a dimension is one that is wanted.
    pub fn fits(self, d: Dimension) -> bool {
        let amount_below = |d: Dimension| Dimension::MONEY.per(d).is_some_and(is_amount);
        match self {
            Self::Dim(wanted) => d == wanted,
            Self::Amount => is_amount(d),
            Self::Rate => is_amount(times(d, Dimension::TIME)),
            Self::MoneyPerAmount => amount_below(d),
            Self::MoneyPerAmountOrLength => {
                amount_below(d) || amount_below(times(d, Dimension::LENGTH))
            }
            Self::ValueOfTime => {
                d == per(Dimension::PLAIN, Dimension::TIME)
                    || amount_below(times(d, Dimension::TIME))
            }
            Self::Conversion => conversion(d).is_some(),
            Self::Plain => d.is_plain(),
        }
    }

    /// The dimension wanted that is nearest to the one found, for messages.
    pub fn nearest(self, found: Dimension) -> Dimension {
        let amount = [Dimension::MASS, Dimension::VOLUME, Dimension::CONTAINER]
            .into_iter()
            .find(|amount| {
                let slot = amount.exponents();
                found.exponents().iter().zip(slot).any(|(&e, s)| s != 0 && e.abs() == s.abs())
            })
            .unwrap_or(if is_amount(found) { found } else { Dimension::CONTAINER });
        match self {
            Self::Dim(wanted) => wanted,
            Self::Amount => amount,
            Self::Rate => per(amount, Dimension::TIME),
            Self::MoneyPerAmount | Self::MoneyPerAmountOrLength => per(Dimension::MONEY, amount),
            Self::ValueOfTime => per(per(Dimension::MONEY, amount), Dimension::TIME),
            Self::Conversion => per(Dimension::MASS, Dimension::CONTAINER),
            Self::Plain => Dimension::PLAIN,
        }
    }
}

/// The amounts above and below of a conversion (`7.9 bbl/t`: volume, mass).
pub(crate) fn conversion(d: Dimension) -> Option<(Dimension, Dimension)> {
    let slots = [Dimension::MASS, Dimension::CONTAINER, Dimension::VOLUME];
    let declared = (0..crate::quantity::MAX_DECLARED).filter_map(Dimension::declared);
    let below = slots.into_iter().chain(declared);
    below.filter_map(|b| d.times(b).map(|a| (a, b))).find(|(a, b)| a != b && is_amount(*a))
}

/// How low a figure may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Floor {
    /// Any value.
    None,
    /// Not below zero.
    Zero,
    /// Above zero.
    Positive,
}

impl Checker<'_> {
    /// A figure of an expression that must measure what is wanted.
    pub fn figure(&mut self, expr: &Expr, what: &str, want: Want, floor: Floor) -> Option<Figure> {
        let val = self.eval(expr)?;
        self.check_val(val, what, want, floor)
    }

    /// Checks dimension and support of an evaluated expression.
    pub fn check_val(&mut self, val: Val, what: &str, want: Want, floor: Floor) -> Option<Figure> {
        // A bare 0 needs no unit: nothing is nothing in any unit.
        let bare_zero = val.value == 0.0 && val.low == 0.0 && val.high == 0.0 && val.unit.is_none();
        if !want.fits(val.dimension) && !bare_zero {
            self.tell_dimension(what, want.nearest(val.dimension), val.dimension, val.span);
            return None;
        }
        let low_enough = match floor {
            Floor::None => true,
            Floor::Zero => val.low >= 0.0,
            Floor::Positive => val.value > 0.0 && val.low >= 0.0,
        };
        if !low_enough {
            self.tell_floor(&val, what, floor);
            return None;
        }
        let mut figure = self.finish(val);
        if bare_zero && let Want::Dim(dimension) = want {
            figure.unit = self.default_unit(dimension);
        }
        Some(figure)
    }

    fn tell_floor(&mut self, val: &Val, what: &str, floor: Floor) {
        if val.value >= 0.0 && val.low < 0.0 {
            let help = if self.text(val.span).contains("normal(") {
                "a normal distribution reaches below zero: write `truncated` after it, or use \
                 `2..3..6 days` or `5..10 days at 90%`, which do not"
            } else {
                "its least value is below zero: write a least of 0 or more"
            };
            let title = format!("{what} may fall below zero");
            self.tell_at(units::SUPPORT_BELOW_ZERO, title, val.span, help);
        } else if floor == Floor::Positive && val.value == 0.0 {
            self.tell_at(units::NEGATIVE, format!("{what} must be more than zero"), val.span, "");
        } else {
            self.tell_at(
                units::NEGATIVE,
                format!("{what} cannot be negative"),
                val.span,
                "check the sign",
            );
        }
    }

    /// Sets the citations that hold for a property's figures without their
    /// own, and the name of their random streams; runs `read`; sets both back.
    pub fn in_property<T>(
        &mut self,
        owner: &str,
        property: &Property,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = self.outer_cites;
        if !property.cites.is_empty() {
            self.outer_cites = self.cites(&property.cites);
        }
        let restated = property.for_.as_ref().map_or("", |name| name.text.as_str());
        self.key.clear();
        for part in [owner, ".", property.key.text.as_str(), "/", restated] {
            self.key.push_str(part);
        }
        let result = read(self);
        self.outer_cites = outer;
        result
    }

    /// The figure of a property, on all its bases: the first named is the
    /// value; all go to the model's list under `slot`.
    pub fn property_figure(
        &mut self,
        owner: &str,
        property: &Property,
        what: &str,
        (want, floor): (Want, Floor),
        slots: &[Slot],
    ) -> Option<Figure> {
        self.in_property(owner, property, |checker| match &property.value {
            Value::Expr(expr) => checker.figure(expr, what, want, floor),
            Value::Bases(bases) => checker.based_figure(bases, what, (want, floor), slots),
            other => {
                checker.tell_form(other, property, "one quantity");
                None
            }
        })
    }

    pub fn based_figure(
        &mut self,
        bases: &[BasisValue],
        what: &str,
        (want, floor): (Want, Floor),
        slots: &[Slot],
    ) -> Option<Figure> {
        let mut all: Vec<(SmolStr, Figure)> = Vec::with_capacity(bases.len());
        let mut failed = false;
        for basis in bases {
            if let Some((first, _)) = all.iter().find(|(name, _)| *name == basis.basis.text) {
                let title = format!("the basis `{first}` is given twice");
                self.tell_at(names::PROPERTY_TWICE, title, basis.basis.span, "keep one of the two");
                failed = true;
                continue;
            }
            let outer = self.outer_cites;
            if !basis.cites.is_empty() {
                self.outer_cites = self.cites(&basis.cites);
            }
            match self.figure(&basis.value, what, want, floor) {
                Some(figure) => all.push((basis.basis.text.clone(), figure)),
                None => failed = true,
            }
            self.outer_cites = outer;
        }
        let first = all.first().filter(|_| !failed)?.1.clone();
        for slot in slots {
            self.model.bases.insert(*slot, all.clone());
        }
        Some(first)
    }

    /// Tells that a value has a form that this property does not take.
    pub fn tell_form(&mut self, value: &Value, property: &Property, needed: &str) {
        if let Value::Expr(Expr { kind: ExprKind::Text(_), span, .. }) = value
            && self.is_told(*span)
        {
            return;
        }
        let found = match value {
            Value::Expr(expr) => in_words(&expr.kind),
            Value::Capacity(_) => "a capacity with `shared` or `each way`",
            Value::Counted(_) => "a count of parts",
            Value::Irregular(_) => "a frequency",
            Value::Bases(_) => "figures on several bases",
            Value::List(..) => "a list",
            Value::Table(..) => "a table",
            Value::Transfers(..) => "transfers",
        };
        let title = format!("`{}` takes {needed}, not {found}", property.key.text);
        let mut told = Diagnostic::new(units::WRONG_FORM, title, property.span, "here");
        if let Some((at, new)) = self.other_form(value, needed) {
            told = told.with_help(format!("write `{}: {new}`", property.key.text)).with_fix(
                format!("write `{new}`"),
                at,
                new,
            );
        }
        self.tell(told);
    }

    /// What was meant, where a value only has another form than it should:
    /// a name in quotes, a text without, one of a list without its brackets.
    fn other_form(&self, value: &Value, needed: &str) -> Option<(Span, String)> {
        let Value::Expr(Expr { kind, span, .. }) = value else { return None };
        let word = |text: &str| {
            let mut chars = text.chars();
            chars.next().is_some_and(char::is_alphabetic)
                && chars.all(|c| c.is_alphanumeric() || c == '_')
        };
        let new = match kind {
            ExprKind::Text(text) if needed == "a name" && word(&text.text) => text.text.to_string(),
            ExprKind::Text(text) if needed.starts_with("a list") && word(&text.text) => {
                format!("[{}]", text.text)
            }
            ExprKind::Text(text) if needed.starts_with("coordinates") => text.text.to_string(),
            ExprKind::Name(name) if needed == "a quoted text" => format!("\"{}\"", name.text),
            ExprKind::Name(name) if needed.starts_with("selectors") => {
                let word = match self.known().names.get(&name.text)? {
                    Thing::Mode(_) => "legs by",
                    Thing::Leg(_) => "leg",
                    Thing::Node(_) => "node",
                    _ => return None,
                };
                format!("[{word} {}]", name.text)
            }
            ExprKind::Name(name) if needed.starts_with("a list") => format!("[{}]", name.text),
            _ if needed.starts_with("two months") => season(self.text(*span))?,
            _ => return None,
        };
        Some((*span, new))
    }

    /// The commodity of `for C`.
    pub fn commodity_named(&mut self, name: &Name) -> Option<CommodityId> {
        match self.find(name, "a commodity", |thing| matches!(thing, Thing::Commodity(_)))? {
            Thing::Commodity(id) => Some(id),
            _ => None,
        }
    }

    /// Restated figures: `cost for crude: …`.
    pub fn restated_figures<'b>(
        &mut self,
        owner: &str,
        properties: impl Iterator<Item = &'b Property>,
        (target, prop): (&[Target], Prop),
        what: &str,
        rule: (Want, Floor),
    ) -> Vec<(CommodityId, Figure)> {
        let mut all = Vec::new();
        for property in properties.collect::<Vec<_>>() {
            let Some(name) = &property.for_ else { continue };
            let commodity = self.commodity_named(name);
            let slots: Vec<Slot> =
                target.iter().map(|&target| Slot { target, prop, commodity }).collect();
            let figure = self.property_figure(owner, property, what, rule, &slots);
            if let (Some(commodity), Some(figure)) = (commodity, figure) {
                all.push((commodity, figure));
            }
        }
        all
    }

    /// A text property.
    pub fn text_property(&mut self, property: &Property) -> Option<String> {
        if let Value::Expr(Expr { kind: ExprKind::Text(text), .. }) = &property.value {
            return Some(text.text.to_string());
        }
        self.tell_form(&property.value, property, "a quoted text");
        None
    }

    /// A property whose value is one word.
    pub fn word_property<'b>(&mut self, property: &'b Property) -> Option<&'b Name> {
        if let Value::Expr(Expr { kind: ExprKind::Name(name), .. }) = &property.value {
            return Some(name);
        }
        self.tell_form(&property.value, property, "a name");
        None
    }

    /// A date property: days since 1970-01-01.
    pub fn date_property(&mut self, property: &Property) -> Option<i32> {
        match &property.value {
            Value::Expr(expr) => self.date(expr),
            other => {
                self.tell_form(other, property, "a date: `2024-01-01`");
                None
            }
        }
    }

    /// A date.
    pub fn date(&mut self, expr: &Expr) -> Option<i32> {
        if let ExprKind::Date(days) = expr.kind {
            return Some(days);
        }
        if matches!(expr.kind, ExprKind::Unknown) && self.is_told(expr.span) {
            return None;
        }
        self.tell(
            Diagnostic::new(units::NOT_A_DATE, "a date is needed", expr.span, "not a date")
                .with_help("a date has 4-2-2 digits: `2022-03-21`"),
        );
        None
    }

    /// A whole number of at least `least` and at most `most`.
    pub fn whole_number(&mut self, expr: &Expr, what: &str, least: u64, most: u64) -> Option<u64> {
        let figure = self.figure(expr, what, Want::Plain, Floor::None)?;
        let value = figure.value;
        if value.fract() == 0.0 && value >= least as f64 && value <= most as f64 {
            return Some(value as u64);
        }
        self.tell_at(
            units::OUT_OF_BOUNDS,
            format!("{what} is a whole number from {least} to {most}"),
            expr.span,
            "",
        );
        None
    }
}

/// What an expression is, as a reader would say it.
fn in_words(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Text(_) => "a text in quotes",
        ExprKind::Name(_) => "a single name",
        ExprKind::Number(_) | ExprKind::Quantity(..) => "a number",
        ExprKind::Range(..) => "a range",
        ExprKind::Date(_) => "a date",
        ExprKind::Coordinates(..) => "a place on the map",
        ExprKind::Unknown => "`unknown`",
        ExprKind::List(_) => "a list",
        _ => "an expression",
    }
}

/// `Nov..March`, `nov-mar`, `nov to mar` as the language writes it.
fn season(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let short = |word: &str| {
        let lower = word.to_lowercase();
        let month = MONTHS.iter().find(|month| lower.len() >= 3 && month.starts_with(&lower))?;
        Some(&month[..3])
    };
    let (from, to) = text
        .split_once("..")
        .or_else(|| text.split_once('-'))
        .or_else(|| text.split_once(" to "))?;
    Some(format!("{}..{}", short(from.trim())?, short(to.trim())?))
}
