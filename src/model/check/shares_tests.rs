//! One check, however it is shared out; one model, however it is written.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;

use super::{CheckOptions, Checked, ImportedTable, Part, check};
use crate::model::{Capacity, Figure, Model};
use crate::source::{SourceMap, Table};
use crate::syntax::ast::DeclKind;

/// A leg as its cells; the empty text is a property that is left out.
#[derive(Debug, Clone)]
struct Row {
    from: usize,
    to: usize,
    both: bool,
    mode: &'static str,
    distance: &'static str,
    time: &'static str,
    cost: &'static str,
    capacity: &'static str,
    dwell: &'static str,
}

fn row() -> impl Strategy<Value = Row> {
    let mode = select(vec!["rail", "rail", "rail", "ferry", "fast", "", "ral"]);
    let distance =
        select(vec!["400 km", "400 km", "1_000 km", "250 mi", "", "half", "3 days", "0 km"]);
    let time = select(vec![
        "2..3..4 days",
        "2..3..4 days",
        "30 hours",
        "1..2 weeks",
        "wait",
        "",
        "4..3 days",
        "-1 day",
        "5 km",
        "normal(10, 2) days",
    ]);
    let cost = select(vec!["", "400 USD/TEU", "400 USD/TEU", "300 EUR/TEU", "1 USD/TEU/km"]);
    let capacity =
        select(vec!["", "60 kTEU/year", "7 TEU/day", "unknown", "unlimited", "0 TEU/day", "5 t"]);
    let dwell = select(vec!["", "1..2..6 hours", "2 days", "hold", "1 km"]);
    let ends = (0..42_usize, 0..42_usize, any::<bool>());
    (ends, mode, distance, time, cost, capacity, dwell).prop_map(
        |((from, to, both), mode, distance, time, cost, capacity, dwell)| Row {
            from,
            to,
            both,
            mode,
            distance,
            time,
            cost,
            capacity,
            dwell,
        },
    )
}

const HEAD: &str = "model \"m\" { currency: USD }\ncurrency EUR = 1.1 USD\n\
    source atlas { title: \"Atlas\" }\nmode rail { speed: 30..35..40 km/h, cost: 0.3 USD/TEU/km }\n\
    mode ferry { speed: 20 km/h, capacity: unlimited }\nmode fast extends rail { speed: 90 km/h }\n\
    commodity boxes { unit: TEU }\nlet wait = 2..3..9 days @atlas\nlet half = 200 km\n\
    param hold = 5 hours\n";

/// Some rows hold a mistake; long stretches hold none.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let plain = Row {
        from: 1,
        to: 2,
        both: false,
        mode: "rail",
        distance: "500 km",
        time: "2..3..4 days",
        cost: "",
        capacity: "60 kTEU/year",
        dwell: "1..2..6 hours",
    };
    let stretch = (row(), 0..40_usize).prop_map(move |(odd, count)| {
        let mut all = vec![plain.clone(); count];
        for (index, row) in all.iter_mut().enumerate() {
            (row.from, row.to) = (index % 40, (index * 7 + odd.from) % 40);
            if row.from == row.to {
                row.to = (row.to + 1) % 40;
            }
        }
        all.push(odd);
        all
    });
    prop::collection::vec(stretch, 1..6).prop_map(|stretches| stretches.concat())
}

/// The rows as a script; the names of nodes are those of the first forty.
fn script(rows: &[Row], cited: bool) -> String {
    let mut text = HEAD.to_owned();
    for index in 0..40 {
        let dwell = rows.get(index).map_or("", |row| row.dwell);
        let dwell = if dwell.is_empty() { String::new() } else { format!("dwell: {dwell}, ") };
        let _ = writeln!(text, "node p{index} {{ {dwell}at: 43.{index:02}N 51.2E }}");
    }
    for (index, row) in rows.iter().enumerate() {
        let arrow = if row.both { "<->" } else { "->" };
        let _ = write!(text, "leg p{} {arrow} p{} {{ ", row.from, row.to);
        let all = [
            ("mode", row.mode),
            ("distance", row.distance),
            ("time", row.time),
            ("cost", row.cost),
            ("capacity", row.capacity),
        ];
        for (key, cell) in all.into_iter().filter(|(_, cell)| !cell.is_empty()) {
            let _ = write!(text, "{key}: {cell}, ");
        }
        let note = if cited { format!("\"p. {}\"", index % 9) } else { String::new() };
        let _ = writeln!(text, "}} @atlas {note}");
    }
    text
}

/// The rows as tables.
fn tables(rows: &[Row]) -> (String, [(&'static str, String); 2]) {
    let text = format!("{HEAD}import nodes from \"n.csv\"\nimport legs from \"l.csv\" @atlas\n");
    let mut nodes = "name,dwell,at\n".to_owned();
    for index in 0..40 {
        let dwell = rows.get(index).map_or("", |row| row.dwell);
        // A cell holds a figure, not a name.
        let dwell = if dwell == "hold" { "5 hours" } else { dwell };
        let _ = writeln!(nodes, "p{index},{dwell},43.{index:02}N 51.2E");
    }
    let mut legs = "from,to,both,mode,distance,time,cost,capacity\n".to_owned();
    for row in rows {
        let both = if row.both { "yes" } else { "no" };
        let _ = writeln!(
            legs,
            "p{},p{},{both},{},{},\"{}\",{},{}",
            row.from, row.to, row.mode, row.distance, row.time, row.cost, row.capacity
        );
    }
    (text, [("n.csv", nodes), ("l.csv", legs)])
}

/// A check by so many threads: the model and all that was told, in order.
fn run(threads: usize, text: &str, tables: &[(&str, String)]) -> (Model, Vec<(String, String)>) {
    let mut sources = SourceMap::new();
    let main = sources.add("main.corridor".to_owned(), None, Arc::from(text));
    let parsed = crate::syntax::parse(sources.file(main));
    let mut options = CheckOptions::default();
    for decl in &parsed.program.decls {
        let DeclKind::Import { path, .. } = &decl.kind else { continue };
        let Some((name, text)) = tables.iter().find(|(name, _)| *name == path.text) else {
            continue;
        };
        let id = sources.add((*name).to_owned(), None, Arc::from(text.as_str()));
        let (table, _) = Table::read(sources.file(id));
        options.tables.push(ImportedTable { path: path.span, table: Arc::new(table) });
    }
    let parts = [Part { program: &parsed.program, main: true }];
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let Checked { model, diagnostics, .. } = pool.install(|| check(&parts, &sources, &options));
    let told = diagnostics.into_sorted();
    let told = told.into_iter().map(|d| (d.code.0.to_owned(), format!("{d:?}"))).collect();
    (model, told)
}

/// All of a model that a node or a leg may touch.
fn print(model: &Model) -> String {
    let mut names: Vec<_> = model.names.iter().collect();
    names.sort_by_key(|(name, _)| (*name).clone());
    format!(
        "{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}\n{names:?}",
        model.nodes, model.legs, model.inputs, model.shown, model.cites, model.words, model.bases
    )
}

/// What a leg is, places aside.
fn sense(model: &Model) -> Vec<String> {
    let figure = |figure: &Figure| {
        let unit = &model.shown[figure.unit.index()].symbol;
        format!("{:?} {unit} {:?}", figure.value, figure.formula)
    };
    let some = |one: &Option<Figure>| one.as_ref().map(figure);
    let leg = |leg: &crate::model::Leg| {
        let capacity = match &leg.capacity {
            Capacity::Unlimited => "unlimited".to_owned(),
            Capacity::Unknown(..) => "unknown".to_owned(),
            Capacity::Limited(limited) => figure(&limited.figure),
        };
        let (cost, time, distance) = (some(&leg.cost), figure(&leg.time), some(&leg.distance));
        let ends = (&leg.head.name, leg.from, leg.to, leg.both, leg.mode);
        format!("{ends:?} {distance:?} {time} {cost:?} {capacity}")
    };
    let input = |input: &crate::model::Input| format!("{:?} {}", input.distribution, input.key);
    model.legs.iter().map(leg).chain(model.inputs.iter().map(input)).collect()
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        failure_persistence: None,
        ..Default::default()
    }
}

#[test]
fn any_number_of_threads_gives_one_model_and_the_same_messages() {
    proptest!(config(24), |(rows in rows(), cited in any::<bool>())| {
        let text = script(&rows, cited);
        let (one, one_told) = run(1, &text, &[]);
        let (many, many_told) = run(4, &text, &[]);
        prop_assert_eq!(one_told, many_told);
        prop_assert_eq!(print(&one), print(&many));
        let (text, tables) = tables(&rows);
        let (one, one_told) = run(1, &text, &tables);
        let (many, many_told) = run(4, &text, &tables);
        prop_assert_eq!(one_told, many_told);
        prop_assert_eq!(print(&one), print(&many));
    });
}

#[test]
fn a_table_is_the_script_that_it_stands_for() {
    let is_name = |row: &Row| row.time == "wait" || row.distance == "half" || row.dwell == "hold";
    proptest!(config(24), |(mut rows in rows())| {
        rows.retain(|row| !is_name(row));
        let (written, written_told) = run(2, &script(&rows, false), &[]);
        let (text, tables) = tables(&rows);
        let (read, read_told) = run(2, &text, &tables);
        let codes = |told: &[(String, String)]| -> Vec<String> {
            let mut codes: Vec<String> = told.iter().map(|(code, _)| code.clone()).collect();
            codes.sort_unstable();
            codes
        };
        prop_assert_eq!(codes(&written_told), codes(&read_told));
        prop_assert_eq!(sense(&written), sense(&read));
    });
}
