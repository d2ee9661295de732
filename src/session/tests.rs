//! Loading: what comes in, in which order, and what is told.

use super::*;
use crate::source::Position;

/// Code, file, line and column of each message, in order.
fn told(loaded: &Loaded) -> Vec<(&'static str, String, u32, u32)> {
    let sorted = loaded.diagnostics.clone().into_sorted();
    let place = |d: &crate::diagnostic::Diagnostic| {
        let Position { line, column } = loaded.sources.position(d.span());
        (d.code.0, loaded.sources.file(d.span().file).name().to_owned(), line, column)
    };
    sorted.iter().map(place).collect()
}

fn names(loaded: &Loaded) -> Vec<&str> {
    loaded.sources.files().iter().map(crate::source::SourceFile::name).collect()
}

#[test]
fn imports_come_in_once_from_the_folder_of_their_file() {
    let files = MemoryFiles::new()
        .with("models/main.corridor", "import \"../net/a.corridor\"\nimport \"b.corridor\"\n")
        .with("net/a.corridor", "import \"../models/b.corridor\"\nimport nodes from \"n.csv\"\n")
        .with("models/b.corridor", "import nodes from \"../net/./n.csv\"\nnode B {}\n")
        .with("net/n.csv", "name,country\nAktau,KZ\n");
    let loaded = load("models/main.corridor", &files);
    assert_eq!(told(&loaded), []);
    assert_eq!(
        names(&loaded),
        ["models/main.corridor", "net/a.corridor", "models/b.corridor", "net/n.csv"]
    );
    let main: Vec<bool> = loaded.scripts.iter().map(|script| script.main).collect();
    assert_eq!(main, [true, false, false]);
    assert_eq!(loaded.tables.len(), 2);
    assert_eq!(loaded.tables[0].table.rows().count(), 1);
}

#[test]
fn a_circle_is_told_at_the_import_that_closes_it() {
    let files = MemoryFiles::new()
        .with("a.corridor", "import \"b.corridor\"\nnode A {}\n")
        .with("b.corridor", "node B {}\nimport \"c.corridor\"\n")
        .with("c.corridor", "import \"b.corridor\"\nimport \"c.corridor\"\n");
    let loaded = load("a.corridor", &files);
    assert_eq!(
        told(&loaded),
        [("E0705", "c.corridor".to_owned(), 1, 8), ("E0705", "c.corridor".to_owned(), 2, 8)]
    );
    let first = &loaded.diagnostics.diagnostics()[0];
    assert_eq!(first.title, "`b.corridor` imports itself: b.corridor -> c.corridor -> b.corridor");
    assert_eq!(first.labels.len(), 2);
    assert_eq!(loaded.scripts.len(), 3);
}

#[test]
fn imports_may_follow_each_other_64_deep() {
    let chain = |length: usize| {
        let mut files = MemoryFiles::new();
        for n in 0..length {
            let text = format!("import \"{}.corridor\"\n", n + 1);
            files = files.with(&format!("{n}.corridor"), text);
        }
        load("0.corridor", &files.with(&format!("{length}.corridor"), "node A {}\n"))
    };
    assert_eq!(told(&chain(MAX_IMPORTS)), []);
    let deep = chain(MAX_IMPORTS + 1);
    assert_eq!(told(&deep), [("E0706", "64.corridor".to_owned(), 1, 8)]);
    assert_eq!(deep.scripts.len(), MAX_IMPORTS + 1);
}

#[test]
fn what_cannot_be_read_is_told_where_it_is_asked_for() {
    let files = MemoryFiles::new()
        .with(
            "main.corridor",
            "import \"netwrok.corridor\"\nimport \"data\"\nimport \"data/x.csv\"\nimport \"old.corridor\"\n",
        )
        .with("network.corridor", "")
        .with("data/x.csv", "name\nA\n")
        .with("old.corridor", *b"node Z\xfcrich {}\n");
    let loaded = load("main.corridor", &files);
    let at = |line| ("main.corridor".to_owned(), line, 8);
    let main = |code, line| {
        let (file, line, column) = at(line);
        (code, file, line, column)
    };
    assert_eq!(
        told(&loaded),
        [
            main("E0701", 1),
            main("E0702", 2),
            main("E0707", 3),
            ("E0703", "old.corridor".to_owned(), 1, 7)
        ]
    );
    let missing = &loaded.diagnostics.diagnostics()[0];
    assert_eq!(missing.help.as_deref(), Some("did you mean `network.corridor`?"));

    assert_eq!(told(&load("none", &files)), [("E0701", "none".to_owned(), 1, 1)]);
    assert_eq!(told(&load("data/x.csv", &files)), [("E0707", "data/x.csv".to_owned(), 1, 1)]);
    assert_eq!(
        told(&load("network.corridor", &files)),
        [("W0701", "network.corridor".to_owned(), 1, 1)]
    );
}

#[test]
fn faults_of_a_table_are_told_at_their_cells() {
    let files = MemoryFiles::new()
        .with("main.corridor", "import nodes from \"n.csv\"\n")
        .with("n.csv", "name,country\nAktau\nKuryk,KZ\n\"A\"x,KZ\n");
    let loaded = load("main.corridor", &files);
    assert_eq!(
        told(&loaded),
        [("E0708", "n.csv".to_owned(), 2, 1), ("E0708", "n.csv".to_owned(), 4, 4)]
    );
}
