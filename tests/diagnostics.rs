//! Every code of the registry: its wrong example is told that code by
//! `corridor check`, its right one is not, and the text of the message is a
//! snapshot. The error index of the guide is made from the same pages.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use corridor::cli::explain_markdown;
use corridor::diagnostic::codes::{self, Entry};
use support::{Example, corridor};

/// The codes told about an example.
fn codes_of(text: &str) -> Vec<String> {
    let example = Example::write(text);
    let told = example.check(&["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&told.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", told.stdout, told.stderr));
    let list = json["diagnostics"].as_array().expect("a list of diagnostics");
    list.iter().map(|told| told["code"].as_str().expect("a code").to_owned()).collect()
}

fn each(check: impl Fn(&Entry) -> Result<(), String>) {
    let failed: Vec<String> =
        codes::all().into_iter().filter_map(|entry| check(entry).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn wrong_examples_are_told_their_code_and_no_other_error() {
    each(|entry| {
        let told = codes_of(entry.wrong);
        if !told.iter().any(|code| code == entry.code.0) {
            return Err(format!("{}: told {told:?}", entry.code.0));
        }
        let others: BTreeSet<&String> =
            told.iter().filter(|code| code.starts_with('E') && *code != entry.code.0).collect();
        if others.is_empty() {
            Ok(())
        } else {
            Err(format!("{}: told {others:?} as well", entry.code.0))
        }
    });
}

#[test]
fn right_examples_are_not_told_it_and_have_no_error() {
    each(|entry| {
        let told = codes_of(entry.right);
        let bad = |code: &&String| *code == entry.code.0 || code.starts_with('E');
        match told.iter().find(bad) {
            Some(code) => Err(format!("{}: the right example is told {code}", entry.code.0)),
            None => Ok(()),
        }
    });
}

#[test]
fn every_message_has_a_snapshot() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/messages");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for entry in codes::all() {
            let example = Example::write(entry.wrong);
            let told = example.check(&["--width", "80", "--color", "never"]);
            for line in told.stderr.lines() {
                let wide = unicode_width::UnicodeWidthStr::width(line);
                assert!(wide <= 80, "{}: {wide} columns: {line}", entry.code.0);
            }
            insta::assert_snapshot!(entry.code.0, told.stderr);
        }
    });
}

#[test]
fn codes_are_told_apart() {
    let mut seen = BTreeSet::new();
    each(|entry| {
        let code = entry.code.0;
        let form = code.len() == 5
            && code.starts_with(['E', 'W'])
            && code[1..].chars().all(|c| c.is_ascii_digit());
        if form && !entry.title.ends_with('.') && entry.explanation.ends_with('.') {
            Ok(())
        } else {
            Err(format!(
                "{code}: a code has a letter and four digits, a title no full stop, an explanation one"
            ))
        }
    });
    for entry in codes::all() {
        assert!(seen.insert(entry.code.0), "{} is there twice", entry.code.0);
    }
}

#[test]
fn explain_prints_the_page_or_the_list() {
    for entry in codes::all() {
        let page = corridor(&["explain", &entry.code.0.to_lowercase()], "");
        assert_eq!(page.code, 0);
        assert!(page.stdout.starts_with(&format!("{} {}\n", entry.code.0, entry.title)));
        let wrong = entry.wrong.lines().all(|line| page.stdout.contains(line));
        assert!(wrong, "{}: the wrong example is not shown", entry.code.0);
    }
    let list = corridor(&["explain"], "");
    assert!(codes::all().iter().all(|entry| list.stdout.contains(entry.code.0)));
    let unknown = corridor(&["explain", "E9999"], "");
    assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""));
}

#[test]
fn the_error_index_of_the_guide_is_the_registry() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md");
    let made = explain_markdown();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).expect("docs/errors.md can be written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == made,
        "docs/errors.md is behind: run `UPDATE=1 cargo test --test diagnostics`"
    );
}
