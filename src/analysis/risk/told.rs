//! What a sample of trips says, in words, tables and for programs.

use crate::analysis::analyst::Analyst;
use crate::analysis::part::Part;
use crate::analysis::words::path_text;
use crate::calendar::format_moment;
use crate::model::RiskAsk;
use crate::report::{Block, Cell, Figure, Map, Phrase, Share, ShownUnit, Table};

use super::Sample;
use super::stats::{Estimate, mean_of, moments, quantile, share};

/// The percentiles that are told.
const PERCENTILES: [u32; 7] = [5, 25, 50, 75, 90, 95, 99];

/// The answer of one scenario.
pub fn told(
    analyst: &Analyst<'_>,
    ask: &RiskAsk,
    sample: &Sample,
    first: Option<(&str, &Sample)>,
) -> Part {
    let mut part = Part::default();
    let units = analyst.units();
    let price = ask.routes.commodity.map(|c| units.price(analyst.model, c));
    head(&mut part, sample);
    let time = units.time.clone();
    summary(&mut part, sample, &time);
    distribution(&mut part, sample, &time, price.as_ref());
    chances(&mut part, sample, &time);
    if let Some((name, first)) = first {
        difference(&mut part, (name, first), sample, &time);
    }
    causes(&mut part, sample, &time);
    variance(&mut part, sample);
    routes(&mut part, analyst, ask, sample);
    part.note("no queues: every trip finds free capacity; `timeline` tells of those that wait");
    sample.notes.iter().for_each(|note| part.note(note.as_str()));
    part
}

fn head(part: &mut Part, sample: &Sample) {
    part.data.set("samples", sample.drawn.times.len());
    part.data.set("seed", i64::try_from(sample.seed).unwrap_or(i64::MAX));
    let period = sample.period.map(|period| match period.undated {
        true => Map::new().with("days", period.until - period.from).with("undated", true),
        false => Map::new()
            .with("from", format_moment(period.from))
            .with("to", format_moment(period.until)),
    });
    part.data.set("period", period);
}

fn summary(part: &mut Part, sample: &Sample, time: &ShownUnit) {
    let Some(found) = moments(&sample.drawn.times) else {
        part.say("In no draw does the trip ever arrive.");
        return;
    };
    let at = |p: f64| Figure::new(quantile(sample.sorted(), p).value, time);
    let when = match sample.period {
        None => "",
        Some(period) if period.undated => ", leaving at any moment of a year",
        Some(_) => ", leaving at any moment of the period",
    };
    let count = crate::quantity::format_number(sample.drawn.times.len() as f64);
    part.say(
        Phrase::from(format!("Of {count} draws{when}: "))
            .with(Figure::new(found.mean.value, time))
            .with(" on average; half take no more than ")
            .with(at(0.5))
            .with(", one in ten more than ")
            .with(at(0.9))
            .with("."),
    );
}

fn estimate(
    map: &mut Map,
    key: &'static str,
    error: &'static str,
    found: Estimate,
    unit: &ShownUnit,
) {
    map.set(key, Figure::new(found.value, unit));
    map.set(error, Figure::new(found.error, unit));
}

/// Mean, sd and percentiles of time and, where there is one, cost.
fn distribution(part: &mut Part, sample: &Sample, time: &ShownUnit, price: Option<&ShownUnit>) {
    let mut table = Table::new().text("").number("time").number("± time");
    if price.is_some() {
        table = table.number("cost").number("± cost");
    }
    let mut columns: Vec<(&'static str, Vec<Estimate>, &ShownUnit, bool)> = Vec::new();
    let figures = |values: &[f64], sorted: &[f64]| -> Option<Vec<Estimate>> {
        let found = moments(values)?;
        let percentiles = PERCENTILES.map(|p| quantile(sorted, f64::from(p) / 100.0));
        Some([found.mean, found.sd].into_iter().chain(percentiles).collect())
    };
    if let Some(list) = figures(&sample.drawn.times, sample.sorted()) {
        columns.push(("time", list, time, false));
    }
    if let (Some(price), Some(list)) = (price, figures(&sample.drawn.costs, sample.sorted_costs()))
    {
        columns.push(("cost", list, price, sample.incomplete));
    }
    for (name, list, unit, incomplete) in &columns {
        let mut map = Map::new();
        estimate(&mut map, "mean", "mean_error", list[0], unit);
        estimate(&mut map, "sd", "sd_error", list[1], unit);
        let rows: Vec<Map> = PERCENTILES
            .iter()
            .zip(&list[2..])
            .map(|(percent, found)| {
                let mut map = Map::new().with("percent", *percent);
                estimate(&mut map, "value", "error", *found, unit);
                map
            })
            .collect();
        map.set("percentiles", rows);
        if *incomplete {
            map.set("incomplete", true);
        }
        part.data.set(*name, map);
    }
    let name = |row: usize| match row {
        0 => "mean".to_owned(),
        1 => "standard deviation".to_owned(),
        _ => format!("{} % take no more", PERCENTILES[row - 2]),
    };
    for row in 0..PERCENTILES.len() + 2 {
        let mut cells: Vec<Cell> = vec![name(row).into()];
        for (_, list, unit, incomplete) in &columns {
            let found = list[row];
            cells.push(Figure::new(found.value, *unit).incomplete(*incomplete).into());
            cells.push(Figure::new(found.error, *unit).into());
        }
        table.row(cells);
    }
    if !columns.is_empty() {
        part.body.push(Block::Table(table));
        part.note("± is one standard error of the figure before it");
    }
}

fn chances(part: &mut Part, sample: &Sample, time: &ShownUnit) {
    let count = sample.drawn.times.len() as u64;
    if let Some(deadline) = sample.deadline {
        let kept = sample.sorted().partition_point(|days| *days <= deadline * (1.0 + 1e-12));
        let kept = share(kept as u64, count);
        part.data.set("deadline", Figure::new(deadline, time));
        part.data.set("chance_of_deadline", kept.value);
        part.data.set("chance_of_deadline_error", kept.error);
        part.say(
            Phrase::from("The deadline of ")
                .with(Figure::new(deadline, time))
                .with(" is kept in ")
                .with(Share(kept.value))
                .with(" of draws (± ")
                .with(Share(kept.error))
                .with(")."),
        );
    }
    let none = share(sample.drawn.no_way, count);
    part.data.set("chance_of_no_way", none.value);
    part.data.set("chance_of_no_way_error", none.error);
    let never = sample.sorted().iter().filter(|days| !days.is_finite()).count() as u64;
    part.data.set("never", share(never, count).value);
    if sample.drawn.no_way > 0 {
        part.say(
            Phrase::from("At departure no way is open in ")
                .with(Share(none.value))
                .with(" of draws (± ")
                .with(Share(none.error))
                .with("): the shipper waits for the first that opens."),
        );
    }
    if never > 0 {
        part.note(Phrase::from("in ").with(Share(share(never, count).value)).with(
            " of draws the trip never arrives: that counts in percentiles and in the chance \
                 of the deadline, not in mean and standard deviation",
        ));
    }
}

/// The difference from the first scenario, draw by draw.
fn difference(part: &mut Part, (name, first): (&str, &Sample), here: &Sample, time: &ShownUnit) {
    let pairs = first.drawn.times.iter().zip(&here.drawn.times);
    let differ: Vec<f64> = pairs.map(|(before, after)| after - before).collect();
    let Some(found) = moments(&differ) else { return };
    let mut map = Map::new().with("from", name);
    estimate(&mut map, "time", "time_error", found.mean, time);
    part.data.set("difference", map);
    let more = if found.mean.value >= 0.0 { "longer" } else { "shorter" };
    part.say(
        Phrase::from("On the same draws it takes ")
            .with(Figure::new(found.mean.value.abs(), time))
            .with(format!(" {more} on average than in `"))
            .name(name)
            .with("` (± ")
            .with(Figure::new(found.mean.error, time))
            .with(")."),
    );
}

fn causes(part: &mut Part, sample: &Sample, time: &ShownUnit) {
    let drawn = &sample.drawn;
    if drawn.compared == 0 {
        return;
    }
    let names = sample.causes.iter().map(String::as_str).chain(["going another way"]);
    // Effects of one change that come and go apart are one cause; their sums
    // add, their errors are bounded by the sum.
    let mut rows: Vec<(&str, Estimate)> = Vec::new();
    for (name, (sum, squares)) in names.zip(&drawn.lost) {
        let found = mean_of(*sum, *squares, drawn.compared);
        match rows.iter_mut().find(|(known, _)| *known == name) {
            Some((_, row)) => {
                row.value += found.value;
                row.error += found.error;
            }
            None => rows.push((name, found)),
        }
    }
    rows.retain(|(_, found)| found.value.abs() > 1e-9 || found.error > 1e-9);
    rows.sort_by(|a, b| b.1.value.total_cmp(&a.1.value).then(a.0.cmp(b.0)));
    let maps: Vec<Map> = rows
        .iter()
        .map(|(name, found)| {
            let mut map = Map::new().with("cause", *name);
            estimate(&mut map, "delay", "delay_error", *found, time);
            map
        })
        .collect();
    part.data.set("delay_by_cause", maps);
    if rows.is_empty() {
        return;
    }
    let total: f64 = rows.iter().map(|(_, found)| found.value).sum();
    part.say(
        Phrase::from("Changes that come and go cost ")
            .with(Figure::new(total, time))
            .with(" a trip on average:"),
    );
    let mut table = Table::new().text("cause").number("delay").number("±");
    for (name, found) in rows {
        table.row(vec![
            name.into(),
            Figure::new(found.value, time).into(),
            Figure::new(found.error, time).into(),
        ]);
    }
    part.body.push(Block::Table(table));
}

fn variance(part: &mut Part, sample: &Sample) {
    let maps: Vec<Map> = sample
        .shares
        .iter()
        .map(|(name, found)| {
            Map::new().with("input", name).with("share", found.value).with("error", found.error)
        })
        .collect();
    part.data.set("variance_shares", maps);
    if sample.shares.is_empty() {
        return;
    }
    part.say("What drives it: the part of the variance of time that each explains by itself.");
    let mut table = Table::new().text("input").number("share of variance").number("±");
    table.most = Some(12);
    for (name, found) in &sample.shares {
        let shown =
            if found.value.abs() < found.error { 0.0_f64.max(found.value) } else { found.value };
        table.row(vec![name.into(), Share(shown).into(), Share(found.error).into()]);
    }
    part.body.push(Block::Table(table));
    let count = sample.shares_of;
    part.note(format!(
        "shares are first-order Sobol indices by pick-freeze from {count} pairs of draws; what \
         things do only together is in none of them"
    ));
}

fn routes(part: &mut Part, analyst: &Analyst<'_>, ask: &RiskAsk, sample: &Sample) {
    let count = sample.drawn.times.len() as u64;
    let model = analyst.model;
    let maps: Vec<Map> = sample
        .routes
        .iter()
        .map(|(route, taken)| {
            let names = route.nodes.iter().map(|node| &model.nodes[node.index()].head.name);
            Map::new()
                .with("nodes", crate::report::Node::list(names))
                .with("share", share(*taken, count).value)
        })
        .collect();
    part.data.set("routes", maps);
    let rule = match ask.hindsight {
        true => "the best way of each draw, known in advance",
        false => "the best way by mean time, given what is closed at departure",
    };
    match sample.routes.as_slice() {
        [] => {}
        [(route, _)] => part.note(
            Phrase::from(format!("every trip takes {rule}: ")).name(path_text(model, &route.nodes)),
        ),
        several => {
            part.say(format!("Each trip takes {rule}:"));
            let mut table = Table::new().text("way").number("share of trips");
            table.most = Some(8);
            for (route, taken) in several {
                let way = Phrase::new().name(path_text(model, &route.nodes));
                table.row(vec![way.into(), Share(share(*taken, count).value).into()]);
            }
            part.body.push(Block::Table(table));
        }
    }
}
