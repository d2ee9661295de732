//! `report sources` and `report assumptions`: the references used, and every
//! figure that is assumed, defaulted or derived, with where it entered.

use std::collections::BTreeMap;

use crate::model::{
    Citation, CitesId, Derivation, Figure as ModelFigure, Formula, Model, Origin, SourceId,
};
use crate::report::{
    Assumption, AssumptionKind, Block, Figure, Map, Node, Phrase, Place, Reference, Table,
};
use crate::source::Span;

use super::analyst::Analyst;
use super::figures::{Item, What, each_figure};
use super::part::Part;
use super::units::shown;
use super::words::place;

/// Lines of one kind that the register tells one by one; the rest are counted.
const TOLD: usize = 50;

fn cites(model: &Model, cites: CitesId) -> &[Citation] {
    model.cites.get(cites.index()).map_or(&[], Vec::as_slice)
}

/// The citations of a written figure: its own, else those of its declaration.
fn cites_of<'m>(model: &'m Model, item: &Item<'m>) -> &'m [Citation] {
    let own = match item.what {
        What::Figure(figure) => match figure.origin {
            Origin::Written(_, own) => own,
            _ => return &[],
        },
        What::Unknown(_, own) => own,
        What::Unlimited(_) => return &[],
    };
    cites(model, if own == CitesId(0) { item.head.cites } else { own })
}

/// The references that figures or effects cite, in the order declared.
pub fn references(analyst: &Analyst<'_>) -> Vec<Reference> {
    let model = analyst.model;
    let mut counts: BTreeMap<SourceId, usize> = BTreeMap::new();
    let mut count = |list: &[Citation]| {
        for citation in list {
            if let Citation::Source(source, _) = citation {
                *counts.entry(*source).or_default() += 1;
            }
        }
    };
    each_figure(model, &mut |item| count(cites_of(model, &item)));
    for effect in model.changes.iter().flat_map(|change| &change.effects) {
        count(cites(model, effect.cites));
    }
    let tell = |(id, figures): (SourceId, usize)| {
        let source = &model.sources[id.index()];
        Reference {
            name: source.name.clone(),
            title: source.title.clone(),
            publisher: source.publisher.clone(),
            year: source.year,
            url: source.url.clone(),
            basis: source.basis.clone(),
            note: source.note.clone(),
            figures,
            place: source.span.map_or_else(nowhere, |span| place(analyst, span)),
        }
    };
    counts.into_iter().map(tell).collect()
}

fn nowhere() -> Place {
    Place { file: String::new(), line: 1, column: 1 }
}

/// The sources that a written figure cites, as a file writes them.
pub(super) fn cited(model: &Model, item: &Item<'_>) -> Vec<String> {
    let of = |citation: &Citation| match citation {
        Citation::Source(source, note) => {
            let note = note.as_ref().map(|note| format!(" \"{note}\""));
            let name = &model.sources[source.index()].name;
            Some(format!("@{name}{}", note.unwrap_or_default()))
        }
        Citation::Assumed(_) => None,
    };
    cites_of(model, item).iter().filter_map(of).collect()
}

/// One line of the register before places are looked up.
pub(super) struct Entry {
    kind: AssumptionKind,
    how: String,
    value: Figure,
    most_likely: Option<Figure>,
    span: Span,
}

/// The register of assumptions: what is assumed, defaulted or derived, and of
/// every distribution its mean beside its most likely value. Of many figures
/// that came about in the same way the first are told one by one.
pub fn assumptions(analyst: &Analyst<'_>) -> Vec<Assumption> {
    let model = analyst.model;
    let mut lines: Vec<Assumption> = Vec::new();
    let mut groups: BTreeMap<(AssumptionKind, &'static str, &'static str, String), Group> =
        BTreeMap::new();
    each_figure(model, &mut |item| {
        for entry in entries(model, &item) {
            // Assumptions and distributions are the author's: each is told.
            let each = matches!(entry.kind, AssumptionKind::Assumed | AssumptionKind::Mean);
            let key = (entry.kind, item.kind, item.property, entry.how.clone());
            let group = groups.entry(key).or_default();
            group.count += 1;
            let most = if entry.kind == AssumptionKind::Default { 1 } else { TOLD };
            if each || group.count <= most {
                group.told.push(lines.len());
                lines.push(line(analyst, &item, entry));
            }
        }
    });
    for ((kind, what, ..), group) in groups {
        let rest = group.count - group.told.len();
        let Some(last) = group.told.last().filter(|_| rest > 0) else { continue };
        let line = &mut lines[*last];
        line.count = rest + 1;
        if kind == AssumptionKind::Default {
            line.subject = format!("{} {what}s", line.count);
        } else {
            line.subject = format!("{} and {rest} more {what}s", line.subject);
        }
    }
    lines.sort_by_key(|line| line.kind);
    lines
}

impl Entry {
    /// In words: why, and the most likely value of a distribution.
    pub(super) fn words(&self) -> String {
        let kind = match self.kind {
            AssumptionKind::Assumed => "assumed: ",
            AssumptionKind::Derived => "derived: ",
            _ => "",
        };
        let most = self.most_likely.as_ref().map(|most| format!("; most likely {}", most.shown()));
        format!("{kind}{}{}", self.how, most.unwrap_or_default())
    }
}

#[derive(Default)]
struct Group {
    count: usize,
    told: Vec<usize>,
}

fn line(analyst: &Analyst<'_>, item: &Item<'_>, entry: Entry) -> Assumption {
    Assumption {
        kind: entry.kind,
        subject: format!("{} {}", item.kind, item.head.name),
        property: item.property.to_owned(),
        value: entry.value,
        most_likely: entry.most_likely,
        how: entry.how,
        count: 1,
        place: place(analyst, entry.span),
    }
}

pub(super) fn entries(model: &Model, item: &Item<'_>) -> Vec<Entry> {
    let mut list = Vec::new();
    let plain = || crate::quantity::CompoundUnit::plain();
    let figure = match item.what {
        What::Unlimited(span) => {
            return vec![Entry {
                kind: AssumptionKind::Default,
                how: "none is stated: unlimited".to_owned(),
                value: Figure::unlimited(plain()),
                most_likely: None,
                span,
            }];
        }
        What::Unknown(span, _) => {
            list.extend(assumed(model, item, Figure::unknown(plain()), span));
            return list;
        }
        What::Figure(figure) => figure,
    };
    let value = Figure::new(figure.value, shown(model, figure.unit));
    let span = figure.origin.span();
    let most_likely = most_likely(model, figure);
    match figure.origin {
        Origin::Written(..) => list.extend(assumed(model, item, value.clone(), span)),
        Origin::Derived(how, _) => list.push(Entry {
            kind: AssumptionKind::Derived,
            how: derivation(model, how),
            value: value.clone(),
            most_likely: None,
            span,
        }),
        Origin::Default(_) => list.push(Entry {
            kind: AssumptionKind::Default,
            how: "none is stated".to_owned(),
            value: value.clone(),
            most_likely: None,
            span,
        }),
    }
    if figure.formula != Formula::Fixed && matches!(figure.origin, Origin::Written(..)) {
        list.push(Entry {
            kind: AssumptionKind::Mean,
            how: "a distribution; point analyses use its mean".to_owned(),
            value,
            most_likely,
            span,
        });
    }
    list
}

fn assumed(model: &Model, item: &Item<'_>, value: Figure, span: Span) -> Option<Entry> {
    let why = cites_of(model, item).iter().find_map(|citation| match citation {
        Citation::Assumed(why) => Some(why.clone()),
        Citation::Source(..) => None,
    })?;
    let how = why.unwrap_or_else(|| "assumed, no reason given".to_owned());
    Some(Entry { kind: AssumptionKind::Assumed, how, value, most_likely: None, span })
}

fn most_likely(model: &Model, figure: &ModelFigure) -> Option<Figure> {
    let Formula::Input(input) = figure.formula else { return None };
    let mode = model.inputs.get(input.index())?.distribution.mode()?;
    Some(Figure::new(mode, shown(model, figure.unit)))
}

/// How a derived figure came about: `distance / speed of rail`.
pub fn derivation(model: &Model, how: Derivation) -> String {
    let mode = |mode: crate::model::ModeId| model.modes[mode.index()].head.name.clone();
    match how {
        Derivation::GreatCircle => "great circle × circuity".to_owned(),
        Derivation::LegSpeed => "distance / speed of the leg".to_owned(),
        Derivation::ModeSpeed(id) => format!("distance / speed of {}", mode(id)),
        Derivation::ModeCost(id) => format!("cost of {}", mode(id)),
        Derivation::ModeCostByDistance(id) => format!("distance × cost of {}", mode(id)),
        Derivation::CostByDistance => "distance × cost of the leg".to_owned(),
        Derivation::ModeEmissions(id) => format!("emissions of {}", mode(id)),
        Derivation::ModeCapacity(id) => format!("capacity of {}", mode(id)),
        Derivation::ModeFrequency(id) => format!("frequency of {}", mode(id)),
        Derivation::Fleet => "ships × size / round trip".to_owned(),
        Derivation::Parts => "parts × size of one".to_owned(),
        Derivation::FleetHeadway => "ships / round trip".to_owned(),
    }
}

/// `report sources`.
pub fn sources(analyst: &Analyst<'_>) -> Part {
    let mut part = Part::default();
    let list = references(analyst);
    part.say(match list.len() {
        0 => "No figure cites a source.".to_owned(),
        1 => "One source is cited.".to_owned(),
        many => format!("{many} sources are cited."),
    });
    let mut table = Table::new().text("source").text("title").text("publisher");
    table = table.number("year").text("basis").number("figures");
    let mut maps = Vec::new();
    for source in &list {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        table.row(vec![
            Phrase::new().name(&source.name).into(),
            text(&source.title).into(),
            text(&source.publisher).into(),
            source.year.map(|year| year.to_string()).unwrap_or_default().into(),
            text(&source.basis).into(),
            source.figures.into(),
        ]);
        maps.push(
            Map::new()
                .with("name", &source.name)
                .with("title", source.title.clone())
                .with("publisher", source.publisher.clone())
                .with("year", source.year)
                .with("url", source.url.clone())
                .with("basis", source.basis.clone())
                .with("note", source.note.clone())
                .with("figures", source.figures)
                .with("place", &source.place),
        );
    }
    if !table.rows.is_empty() {
        part.body.push(Block::Table(table));
    }
    part.data.set("references", maps);
    part
}

/// `report assumptions`.
pub fn assumption_report(analyst: &Analyst<'_>) -> Part {
    let mut part = Part::default();
    let list = assumptions(analyst);
    let count = |kind| list.iter().filter(|a| a.kind == kind).map(|a| a.count).sum::<usize>();
    part.say(format!(
        "{} figures are assumed, {} derived, {} are the language's defaults; {} are \
         distributions, of which point analyses use the mean.",
        count(AssumptionKind::Assumed),
        count(AssumptionKind::Derived),
        count(AssumptionKind::Default),
        count(AssumptionKind::Mean)
    ));
    let mut table = Table::new().text("what").text("kind").text("value").text("most likely");
    table = table.text("how").text("where");
    let mut maps = Vec::new();
    for line in &list {
        table.row(vec![
            format!("{} of {}", line.property, line.subject).into(),
            line.kind.word().into(),
            Phrase::from(&line.value).into(),
            line.most_likely.as_ref().map(Phrase::from).into(),
            line.how.as_str().into(),
            line.place.shown().into(),
        ]);
        maps.push(
            Map::new()
                .with("kind", line.kind.word())
                .with("subject", &line.subject)
                .with("property", &line.property)
                .with("value", &line.value)
                .with("most_likely", line.most_likely.clone())
                .with("how", &line.how)
                .with("count", line.count)
                .with("place", &line.place),
        );
    }
    if !table.rows.is_empty() {
        part.body.push(Block::Table(table));
    }
    part.data.set("register", Node::list(maps));
    part
}
