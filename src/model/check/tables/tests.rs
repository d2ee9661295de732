use std::sync::Arc;

use crate::diagnostic::Sink;
use crate::model::check::{CheckOptions, Checked, ImportedTable, Part, check};
use crate::model::{Citation, Formula, Model, Origin};
use crate::source::{SourceMap, Table};
use crate::syntax::ast::DeclKind;

/// A script and its tables, checked; messages as `code file:line:column title`.
fn run(script: &str, tables: &[(&str, &str)]) -> (Model, Vec<String>) {
    let mut sources = SourceMap::new();
    let main = sources.add("main.corridor".to_owned(), None, Arc::from(script));
    let parsed = crate::syntax::parse(sources.file(main));
    let mut options = CheckOptions {
        strict_sources: script.contains("--strict-sources"),
        ..CheckOptions::default()
    };
    let mut all: Sink = parsed.diagnostics;
    for decl in &parsed.program.decls {
        let DeclKind::Import { path, .. } = &decl.kind else { continue };
        let Some((name, text)) = tables.iter().find(|(name, _)| *name == path.text) else {
            continue;
        };
        let id = sources.add((*name).to_owned(), None, Arc::from(*text));
        let (table, faults) = Table::read(sources.file(id));
        assert_eq!(faults, []);
        options.tables.push(ImportedTable { path: path.span, table: Arc::new(table) });
    }
    let parts = [Part { program: &parsed.program, main: true }];
    let Checked { model, diagnostics, .. } = check(&parts, &sources, &options);
    all.append(diagnostics);
    let told = all
        .into_sorted()
        .iter()
        .map(|d| {
            let at = sources.position(d.span());
            let file = sources.file(d.span().file).name();
            format!("{} {file}:{}:{} {}", d.code.0, at.line, at.column, d.title)
        })
        .collect();
    (model, told)
}

fn node<'m>(model: &'m Model, name: &str) -> &'m crate::model::Node {
    model.nodes.iter().find(|node| node.head.name == name).unwrap()
}

const NODES: &str = "id,Land,lat,lon,low,typical,high,note\n\
    Aktau,KZ,43.6,51.22,2,4,12,\"a port, on the Caspian\"\n\
    Alat,AZ,39.97N,49.41E,,3,,\n\
    Kuryk,KZ,43.18,51.65,1,,2,\n\
    Baku,AZ,,,,,,\n";

#[test]
fn a_map_says_which_column_is_which() {
    let script = "source wb { title: \"Ports\" }\nleg Aktau -> Alat { time: 1 day @wb }\n\
        import nodes from \"n.csv\" { name: id, country: Land, at: lat lon, \
        dwell: low..typical..high days, title: note } @wb\n";
    let (model, told) = run(script, &[("n.csv", NODES)]);
    assert!(told.iter().all(|m| m.starts_with('W')), "{told:#?}");
    let names: Vec<&str> = model.nodes.iter().map(|n| n.head.name.as_str()).collect();
    assert_eq!(names, ["Aktau", "Alat", "Baku", "Kuryk"]);
    let aktau = node(&model, "Aktau");
    assert_eq!(aktau.head.title.as_deref(), Some("a port, on the Caspian"));
    assert_eq!(aktau.at, Some((43.6, 51.22)));
    assert_eq!(aktau.country.unwrap().code(), "KZ");
    // PERT: (2 + 4·4 + 12) / 6.
    assert!((aktau.dwell.value - 5.0).abs() < 1e-12);
    assert!(matches!(aktau.dwell.formula, Formula::Input(_)));
    let Origin::Written(_, cites) = aktau.dwell.origin else { panic!() };
    assert!(matches!(model.cites[cites.index()].as_slice(), [Citation::Source(..)]));
    // The most likely alone is a figure, both ends alone are uniform.
    assert_eq!(node(&model, "Alat").dwell.value, 3.0);
    assert_eq!(node(&model, "Alat").dwell.formula, Formula::Fixed);
    assert_eq!(node(&model, "Kuryk").dwell.value, 1.5);
    // Empty cells leave a property out.
    assert_eq!(node(&model, "Baku").at, None);
    assert!(matches!(node(&model, "Baku").dwell.origin, Origin::Default(_)));
}

#[test]
fn headings_name_properties_and_units_and_cells_hold_any_literal() {
    let script = "commodity containers { unit: TEU }\ncommodity grain { mass: 20 t/TEU }\n\
        mode rail {}\nnode A {}\nnode B {}\nnode C {}\n\
        import legs from \"l.csv\"\nimport demands from \"d.csv\"\n";
    let legs = "name,from,to,both,mode,distance (km),time,Capacity (kTEU/year),carries,\
        cost for grain (USD/t),planned\n\
        ab,A,B,yes,rail,1_000,2..3..4 days,60 shared,containers;grain,5,\n\
        ,B,C,,rail,400,\"schedule 1 day, realised 2 days\",unknown,[grain],,no\n\
        ,B,C,no,,400 mi,30 hours,5 kTEU/week,,,yes\n";
    let demands = "from,to,volume (kTEU/year),commodity,deadline (days),priority,from_date\n\
        A,B,12,containers,10,2,2024-01-01\nA,B,1..2,containers,,,\nA,C,500 t/year,grain,,,\n";
    let (model, told) = run(script, &[("l.csv", legs), ("d.csv", demands)]);
    let told: Vec<&String> = told.iter().filter(|m| !m.starts_with('W')).collect();
    assert!(told.is_empty(), "{told:#?}");
    assert_eq!(model.legs.len(), 3);
    let ab = &model.legs[0];
    assert!(ab.named && ab.both && ab.shared.is_some());
    assert_eq!(ab.distance.as_ref().unwrap().value, 1_000.0);
    let more = ab.more.as_ref().unwrap();
    assert_eq!(more.carries.as_ref().unwrap().len(), 2);
    assert_eq!(more.cost_for.len(), 1);
    assert!(matches!(model.legs[1].capacity, crate::model::Capacity::Unknown(..)));
    assert_eq!(model.legs[1].time.value, 1.0);
    assert!(!model.legs[1].named && model.legs[1].planned.is_none());
    assert!(model.legs[2].planned.is_some());
    assert!((model.legs[2].distance.as_ref().unwrap().value - 643.7376).abs() < 1e-9);
    let names: Vec<&str> = model.demands.iter().map(|d| d.head.name.as_str()).collect();
    assert_eq!(names, ["A_B", "A_B_2", "A_C"]);
    assert_eq!(model.demands[0].priority, 2);
    assert_eq!(model.demands[0].from_date, Some(19_723));
    let crate::model::Volume::Rate(volume) = &model.demands[1].volume else { panic!() };
    assert!((volume.value - 1_500.0 / 365.0).abs() < 1e-9);
}

#[test]
fn wrong_cells_are_told_at_their_places_once() {
    let script = "mode rail {}\nimport nodes from \"n.csv\"\nimport legs from \"l.csv\"\n";
    let nodes = "name,country,dwell (hours),at\n\
        A,KAZ,two,43.6N 51.2E\nXi'an,CN,5 km,\nB,KZ,-3,44\nin,KZ,,\nC,KZ,,\n";
    let legs = "from,to,mode,time\nA,B,rail,3\nA,C,ral,4\nB,Xi'an,rail,\"10,5 days\"\n,C,rail,1 day\n\
        A,Cc,rail,1 day\n";
    let (_, told) = run(script, &[("n.csv", nodes), ("l.csv", legs)]);
    assert_eq!(
        told,
        [
            "E0209 n.csv:2:3 `KAZ` is not a country code",
            "E0710 n.csv:2:7 `two` is no figure",
            "E0710 n.csv:3:1 `Xi'an` cannot be a name",
            "E0308 n.csv:4:6 a dwell cannot be negative",
            "E0316 n.csv:4:9 `at` takes coordinates: `44.21N 80.41E`, not a number",
            "E0710 n.csv:5:1 `in` cannot be a name",
            "E0301 l.csv:2:10 `time` needs a unit, and neither the cell nor its column has one",
            "E0201 l.csv:3:5 there is no mode called `ral`",
            "E0710 l.csv:4:15 this cell cannot be read: a decimal point is a dot",
            "E0710 l.csv:5:1 this row has no `from`",
            "E0201 l.csv:6:3 there is no node called `Cc`",
        ]
    );
}

#[test]
fn columns_that_cannot_be_placed_are_told() {
    let script = "import nodes from \"n.csv\"\nimport legs from \"l.csv\" { from: origin, to: dest, \
        tiem: t, time: hours (h) }\nimport nodes from \"m.csv\"\n";
    let (_, told) = run(
        script,
        &[
            ("n.csv", "name,contry,latitude\nA,KZ,5\nB,KZ,6\n"),
            ("l.csv", "Origin,destination,t,hours\nA,B,3,3\nX,Y,4,4\n"),
            ("m.csv", "id,country\nC,KZ\n"),
        ],
    );
    assert_eq!(
        told,
        [
            "E0709 main.corridor:2:46 `l.csv` has no column `dest`",
            "E0205 main.corridor:2:52 a leg has no property `tiem`",
            "E0709 n.csv:1:6 a node has no property `contry`",
            "E0709 n.csv:1:13 a node has no property `latitude`",
            "E0709 m.csv:1:1 a node has no property `id`",
        ]
    );
}

#[test]
fn a_table_that_was_not_read_takes_no_other_message_with_it() {
    let script = "import nodes from \"gone.csv\"\nnode Aktau {}\nleg Aktau -> Baku { time: 1 day }\n\
        leg Aktua -> Aktau { time: 1 day }\nreport routes from Aktau to Baku\n";
    let (_, told) = run(script, &[]);
    assert_eq!(told, ["E0201 main.corridor:4:5 there is no node called `Aktua`"]);
}
