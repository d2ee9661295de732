//! A session without a terminal.

use super::*;
use crate::session::MemoryFiles;

const TOY: &str = "\
model \"Toy\" { edition: 1, currency: USD }
commodity boxes { unit: TEU }
mode rail
param price = 100 USD/TEU
node A { country: KZ }
node B { country: KZ }
node C { country: AZ }
/// The straight way.
leg A -> B { mode: rail, time: 2 days, cost: price, capacity: 10 kTEU/year }
leg A -> C { mode: rail, time: 3 days, cost: price, capacity: 10 kTEU/year }
leg C -> B { mode: rail, time: 3 days, cost: price, capacity: 10 kTEU/year }
demand trade: 5 kTEU/year of boxes from A to B
upgrade faster { set time of leg A -> B to 1 day }
scenario fast { apply faster }
report flow
expect time(A -> B) < 1 day
";

fn files() -> MemoryFiles {
    MemoryFiles::new().with("toy.corridor", TOY).with("bad.corridor", "node A { dwel: 1 day }\n")
}

/// Answers as text; a failed one begins with `!`, codes in brackets.
fn talk(live: &mut Live<'_>, text: &str) -> String {
    let reply = live.enter(text, &Origin::default(), &Control::new()).expect("not cancelled");
    let codes: Vec<&str> = reply.told.diagnostics.iter().map(|told| told.code.0).collect();
    let codes = if codes.is_empty() { String::new() } else { format!("{codes:?}") };
    format!("{}{codes}{}", if reply.failed { "!" } else { "" }, reply.text.plain())
}

fn loaded(files: &MemoryFiles) -> Live<'_> {
    let mut live = Live::new(files, TextOptions::default());
    assert!(talk(&mut live, ":load toy.corridor").contains("3 nodes, 3 legs"));
    live
}

#[test]
fn from_nothing_to_an_answer() {
    let files = files();
    let mut live = Live::new(&files, TextOptions::default());
    assert_eq!(talk(&mut live, "mode rail { speed: 40 km/h }"), "added mode rail\n");
    assert_eq!(talk(&mut live, "node A\nnode B"), "added node A, node B\n");
    assert_eq!(
        talk(&mut live, "leg A -> B { mode: rail, distance: 800 km }"),
        "added leg A -> B\n"
    );
    assert!(talk(&mut live, "time(A -> B) as hours").starts_with("20 hours\n"));
    assert!(talk(&mut live, "routes from A to B").starts_with("Routes from A to B"));
    assert_eq!(talk(&mut live, "3 days as hours"), "72 hours\n");
}

#[test]
fn declarations_replace_and_a_mistake_changes_nothing() {
    let files = files();
    let mut live = loaded(&files);
    assert_eq!(talk(&mut live, "leg A -> B { mode: rail, time: 4 days }"), "replaced leg A -> B\n");
    assert!(talk(&mut live, "time(A -> B)").starts_with("4 days\n"));
    assert!(
        talk(&mut live, "node D\nleg A -> D { mode: rail, tme: 4 days }").starts_with("![\"E02")
    );
    assert!(talk(&mut live, ":show D").starts_with("!nothing is called `D`"));
    assert_eq!(talk(&mut live, "undo"), "undone: replaced leg A -> B\n");
    assert!(talk(&mut live, "time(A -> B)").starts_with("2 days\n"));
}

#[test]
fn scenarios_are_selected_and_effects_tried() {
    let files = files();
    let mut live = loaded(&files);
    talk(&mut live, "scenario fast");
    assert_eq!(live.scenario(), "fast");
    assert!(talk(&mut live, "time(A -> B)").starts_with("1 day\n"));
    assert!(talk(&mut live, "time(A -> B) in baseline").starts_with("2 days\n"));
    let tried = talk(&mut live, "close leg A -> B");
    assert!(tried.contains("demand trade: time 1 day -> 6 days, +5 days (+500 %)"), "{tried}");
    assert_eq!(live.scenario(), "trial");
    let tried = talk(&mut live, "close node C");
    assert!(tried.contains("demand trade: delivered 5 kTEU/year -> 0"), "{tried}");
    assert_eq!(live.scenario(), "trial_2");
    talk(&mut live, "undo");
    talk(&mut live, "undo");
    assert_eq!(live.scenario(), "fast");
    assert!(talk(&mut live, "scenario slow").starts_with("!there is no scenario called `slow`"));
    assert!(talk(&mut live, "close node Z").starts_with("![\"E02"));
}

#[test]
fn questions_of_all_kinds_are_told_apart() {
    let files = files();
    let mut live = loaded(&files);
    for (text, begins) in [
        ("report flow", "All demands together"),
        ("flow", "All demands together"),
        ("expect time(A -> B) < 1 day", "!FAILS"),
        ("time(A -> B) < 3 days", "holds"),
        ("price", "100 USD/TEU"),
        ("A", "node A"),
        ("time(A -> Z)", "![\"E0201\"]"),
        ("changes fast", "What changes"),
        ("", ""),
        ("// nothing", ""),
        (":frobnicate", "!there is no command `:frobnicate`"),
        (":lost", "!there is no command `:lost`; did you mean `list`?"),
    ] {
        let answer = talk(&mut live, text);
        assert!(answer.starts_with(begins), "{text}: {answer}");
    }
}

#[test]
fn commands_do_what_they_say() {
    let files = files();
    let mut live = loaded(&files);
    assert!(
        talk(&mut live, ":load bad.corridor").starts_with("![\"E0205\"]`bad.corridor` was not")
    );
    assert!(talk(&mut live, ":list").contains("scenarios\n  fast\n"));
    assert!(talk(&mut live, ":list node").starts_with("nodes\n  A\n"));
    let shown = talk(&mut live, ":show A -> B");
    for part in [
        "The straight way.",
        "time 2 days  no source (toy.corridor:9)",
        "in fast: time 2 days -> 1 day by",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(talk(&mut live, ":why trade").contains("trade"));
    assert!(talk(&mut live, ":diff baseline fast").contains("Compar"));
    assert!(talk(&mut live, ":set price 80 USD/TEU").contains("price is 80 USD/TEU"));
    assert!(talk(&mut live, "cost(A -> B)").starts_with("80 USD/TEU\n"));
    assert!(talk(&mut live, ":set price 80 days").starts_with("![\"E0302\"]"));
    assert!(talk(&mut live, ":set seed 7").contains("seed is 7"));
    assert!(talk(&mut live, ":help").contains(":help start"));
    assert!(talk(&mut live, ":help try").contains("close node Aktau"));
    assert!(talk(&mut live, ":reload").contains("3 nodes"));
    let wish = |live: &mut Live<'_>, text: &str| {
        live.enter(text, &Origin::default(), &Control::new()).expect("not cancelled").wish
    };
    assert_eq!(wish(&mut live, ":quit"), Some(Wish::Quit));
    assert_eq!(wish(&mut live, ":explain E0301"), Some(Wish::Explain(Some("E0301".to_owned()))));
}

#[test]
fn what_is_saved_can_be_loaded() {
    let files = files();
    let mut live = loaded(&files);
    talk(&mut live, "leg A -> B { mode: rail,time: 4 days }");
    talk(&mut live, "node D");
    let saved =
        live.enter(":save x.corridor", &Origin::default(), &Control::new()).expect("not cancelled");
    let Some(Wish::Save { text, .. }) = saved.wish else { panic!("{saved:?}") };
    assert!(text.contains("leg A -> B { mode: rail, time: 4 days }\nnode D\n"), "{text}");
    assert!(!text.contains("time: 2 days"), "{text}");
    let files = MemoryFiles::new().with("x.corridor", text);
    let mut live = Live::new(&files, TextOptions::default());
    assert!(talk(&mut live, ":load x.corridor").contains("4 nodes, 3 legs"));
}

#[test]
fn inputs_go_on_until_they_are_whole() {
    let files = files();
    let live = loaded(&files);
    for text in
        ["node D {", "routes from A to", "close node", "time(A ->", "leg A -> B {\n  mode: rail"]
    {
        assert!(live.unfinished(text), "{text}");
    }
    for text in ["node D", "flow", ":load", "time(A -> B)", "close node A", "undo"] {
        assert!(!live.unfinished(text), "{text}");
    }
}

#[test]
fn completion_knows_the_place() {
    let files = files();
    let live = loaded(&files);
    let has = |text: &str, word: &str| {
        let completion = live.complete(text, text.len());
        completion.candidates.iter().any(|candidate| candidate == word)
    };
    for (text, word) in [
        ("rou", "routes"),
        ("no", "node"),
        ("tim", "time("),
        ("node X { co", "country"),
        ("node X { country: K", "KZ"),
        ("leg A -> B { mode: r", "rail"),
        ("leg A -> B { distance: 5 k", "km"),
        ("leg A -> B { cost: 5 U", "USD/TEU"),
        ("leg A -> B { cost: 5 USD/T", "USD/TEU"),
        ("leg A -> B { ti", "time"),
        ("mode x { ga", "gauge"),
        ("node X { kind: ", "port"),
        ("apply fa", "faster"),
        ("close legs by r", "rail"),
        ("set ti", "time"),
        ("sweep ", "price"),
        ("report rou", "routes"),
        ("mode y\nno", "node"),
        ("node X {\n  co", "country"),
        ("scenario fa", "fast"),
        ("flow in f", "fast"),
        ("routes from ", "A"),
        ("close nod", "node"),
        (":lo", "load"),
        (":load t", "toy.corridor"),
        (":show tr", "trade"),
        (":explain E03", "E0301"),
        ("import \"to", "toy.corridor"),
        ("let x = 3 km @as", "assumed"),
    ] {
        assert!(has(text, word), "{text}: {:?}", live.complete(text, text.len()));
    }
    assert_eq!(live.hint("rout"), Some("es".to_owned()));
    assert!(live.complete("// no", 5).candidates.is_empty(), "a comment");
    assert!(live.complete("let x = \"no", 11).candidates.is_empty(), "a text");
}

#[test]
fn an_effect_tells_what_it_does_to_what_was_asked() {
    let files = files();
    let mut live = Live::new(&files, TextOptions::default());
    for text in [
        "mode rail { speed: 40 km/h }",
        "node A { country: KZ }",
        "node B { country: AZ }",
        "leg A -> B { mode: rail, distance: 800 km }",
    ] {
        assert!(!talk(&mut live, text).starts_with('!'), "{text}");
    }
    assert!(talk(&mut live, "close node B").contains("ask something"));
    talk(&mut live, "undo");
    assert!(talk(&mut live, "time(A -> B) as hours").starts_with("20 hours\n"));
    let tried = talk(&mut live, "set speed of mode rail to 80 km/h");
    assert!(tried.starts_with("time(A -> B) as hours: 20 hours -> 10 hours"), "{tried}");
    let tried = talk(&mut live, "close node B");
    assert!(tried.starts_with("time(A -> B) as hours: 10 hours -> none"), "{tried}");
}

#[test]
fn what_is_cancelled_leaves_the_session_as_it_was() {
    let files = files();
    let mut live = loaded(&files);
    let control = Control::new();
    control.cancel();
    assert!(live.enter("flow", &Origin::default(), &control).is_err());
    assert!(live.enter("close node C", &Origin::default(), &control).is_err());
    assert_eq!(live.scenario(), "baseline");
    assert!(talk(&mut live, "time(A -> B)").starts_with("2 days\n"));
}
