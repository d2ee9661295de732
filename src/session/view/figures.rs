//! The figures of one declaration, and which scenario changes them.

use crate::analysis::{FigureOf, FigureWhat, derivation, each_figure, prop_word};
use crate::model::{CitesId, Figure, Formula, Head, LegWay, Model, Origin, ScenarioId, Target};
use crate::scenario::{At, Place, Standing, Subject, now};
use crate::source::{SourceMap, Span};

/// Of larger networks no scenario is played for a look at one figure.
const MOST_LEGS: usize = 20_000;

/// One figure, for people.
#[derive(Debug, Clone)]
pub struct Fact {
    /// The property.
    pub property: &'static str,
    /// In the unit it was written in.
    pub value: String,
    /// In the unit in which the program computes, where that says more.
    pub canonical: Option<String>,
    /// How it came about, where it was not simply written.
    pub how: Option<String>,
    /// What it cites.
    pub cites: CitesId,
    /// Where it was written; none where it was not.
    pub written: Option<Span>,
    /// Whether it was computed from other figures.
    pub derived: bool,
    /// Whether it is the mean of a distribution.
    pub mean: bool,
}

/// The figures of a declaration, in the order of its properties.
pub fn facts(model: &Model, head: &Head) -> Vec<Fact> {
    let mut all = Vec::new();
    each_figure(model, &mut |item: FigureOf<'_>| {
        if std::ptr::eq(item.head, head)
            && let Some(fact) = fact(model, item.property, item.what)
        {
            all.push(fact);
        }
    });
    for (slot, figures) in &model.bases {
        let back = matches!(slot.target, Target::Leg(way) if way.is_back());
        let own = head_of(model, slot.target).is_some_and(|other| std::ptr::eq(other, head));
        if !own || back {
            continue;
        }
        // The first basis is the plain figure: all of them stand in its place.
        let property = prop_word(slot.prop);
        let at = all.iter().position(|fact| fact.property == property).unwrap_or(all.len());
        all.retain(|fact| fact.property != property);
        for (number, (basis, figure)) in figures.iter().enumerate() {
            let Some(mut fact) = fact(model, property, FigureWhat::Figure(figure)) else {
                continue;
            };
            let how = fact.how.map_or_else(String::new, |how| format!("; {how}"));
            fact.how = Some(format!("{basis}{how}"));
            all.insert((at + number).min(all.len()), fact);
        }
    }
    all
}

/// One figure of the register.
pub fn fact(model: &Model, property: &'static str, what: FigureWhat<'_>) -> Option<Fact> {
    let none = Fact {
        property,
        value: String::new(),
        canonical: None,
        how: None,
        cites: CitesId(0),
        written: None,
        derived: false,
        mean: false,
    };
    match what {
        FigureWhat::Figure(figure) => Some(of_figure(model, figure, none)),
        FigureWhat::Unknown(span, cites) => {
            Some(Fact { value: "unknown".to_owned(), written: Some(span), cites, ..none })
        }
        FigureWhat::Unlimited(_) => Some(Fact {
            value: "unlimited".to_owned(),
            how: Some("none is stated".to_owned()),
            ..none
        }),
    }
}

fn of_figure(model: &Model, figure: &Figure, none: Fact) -> Fact {
    let dimension = model.dimension(figure.unit);
    let value = shown(model, figure);
    let canonical = model.units.default_unit(dimension).show(figure.value);
    let mut how = Vec::new();
    let mut fact = Fact { canonical: (canonical != value).then_some(canonical), value, ..none };
    match figure.origin {
        Origin::Written(span, cites) => {
            fact.written = Some(span);
            fact.cites = cites;
        }
        Origin::Derived(from, _) => {
            fact.derived = true;
            how.push(format!("derived: {}", derivation(model, from)));
        }
        Origin::Default(_) => how.push("none is stated".to_owned()),
    }
    match &figure.formula {
        Formula::Fixed => {}
        Formula::Input(id) => {
            fact.mean = true;
            let mode = model.inputs.get(id.index()).and_then(|input| input.distribution.mode());
            let likely =
                mode.and_then(|mode| Some(model.shown.get(figure.unit.index())?.show(mode)));
            how.push(match likely {
                Some(likely) => format!("mean of a distribution, most likely {likely}"),
                None => "mean of a distribution".to_owned(),
            });
        }
        Formula::Expression(_) => {
            fact.mean = true;
            how.push("mean of what depends on distributions".to_owned());
        }
    }
    fact.how = (!how.is_empty()).then(|| how.join("; "));
    fact
}

/// A figure in the unit it was written in.
pub fn shown(model: &Model, figure: &Figure) -> String {
    model
        .shown
        .get(figure.unit.index())
        .map_or_else(|| figure.value.to_string(), |unit| unit.show(figure.value))
}

/// One property that a scenario changes.
#[derive(Debug, Clone)]
pub struct Touch {
    /// The property.
    pub property: &'static str,
    scenario: String,
    old: String,
    new: String,
    by: Vec<String>,
}

impl Touch {
    /// `- today: throughput 60 → 90 kTEU/year by Kuryk joins (line 41)`.
    pub fn line(&self) -> String {
        let by =
            if self.by.is_empty() { String::new() } else { format!(" by {}", self.by.join(", ")) };
        format!("- `{}`: {} {} → {}{by}", self.scenario, self.property, self.old, self.new)
    }
}

/// What the scenarios change about a declaration, all their changes together.
pub fn touched(model: &Model, sources: &SourceMap, head: &Head) -> Vec<Touch> {
    let mut all: Vec<Touch> = Vec::new();
    if model.legs.len() > MOST_LEGS {
        return all;
    }
    for (index, scenario) in model.scenarios.iter().enumerate().skip(1) {
        let Ok(now) = now(model, ScenarioId(index as u32), At::Together { day: None }) else {
            continue;
        };
        for touch in now.delta() {
            let (found, property) = match touch.what {
                Subject::Figure(slot) => (head_of(model, slot.target), prop_word(slot.prop)),
                Subject::Open(Place::Way(way), _) => (leg(model, way), "open"),
                Subject::Open(Place::Node(id), _) => {
                    (model.nodes.get(id.index()).map(|node| &node.head), "open")
                }
                Subject::Open(Place::Border(..), _) => (None, "open"),
            };
            if !found.is_some_and(|found| std::ptr::eq(found, head)) {
                continue;
            }
            let place = |span: Span| sources.position(span).line;
            let by = touch
                .by
                .iter()
                .map(|cause| format!("{} (line {})", cause.label(model), place(cause.span)));
            let line = Touch {
                property,
                scenario: scenario.head.name.clone(),
                old: standing(model, touch.old),
                new: standing(model, touch.new),
                by: by.collect(),
            };
            // Both directions of a leg mostly change alike.
            if !all.iter().any(|other| other.line() == line.line()) {
                all.push(line);
            }
        }
    }
    all
}

fn standing(model: &Model, standing: Standing) -> String {
    match standing {
        Standing::Absent => "none".to_owned(),
        Standing::Unlimited => "unlimited".to_owned(),
        Standing::Unknown => "unknown".to_owned(),
        Standing::Open => "open".to_owned(),
        Standing::Closed => "closed".to_owned(),
        Standing::Value(value, unit) => {
            model.shown.get(unit.index()).map_or_else(|| value.to_string(), |unit| unit.show(value))
        }
    }
}

fn leg(model: &Model, way: LegWay) -> Option<&Head> {
    model.legs.get(way.leg().index()).map(|leg| &leg.head)
}

/// The declaration that a figure belongs to.
fn head_of(model: &Model, target: Target) -> Option<&Head> {
    match target {
        Target::Node(id) => model.nodes.get(id.index()).map(|x| &x.head),
        Target::Leg(way) => leg(model, way),
        Target::LegBoth(id) => model.legs.get(id.index()).map(|x| &x.head),
        Target::Border(id, _) => model.borders.get(id.index()).map(|x| &x.head),
        Target::Mode(id) => model.modes.get(id.index()).map(|x| &x.head),
        Target::Pool(id) => model.pools.get(id.index()).map(|x| &x.head),
        Target::Demand(id) => model.demands.get(id.index()).map(|x| &x.head),
        Target::Commodity(id) => model.commodities.get(id.index()).map(|x| &x.head),
        Target::Constant(id) => model.constants.get(id.index()).map(|x| &x.head),
        Target::Crossing(..) | Target::Transfer(..) => None,
    }
}
