//! The words of the editors' grammars are those of the language.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::syntax::keywords::*;

fn editors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("editors")
}

fn read(path: &str) -> String {
    fs::read_to_string(editors().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

const LISTS: &[(&str, &[&str])] = &[
    ("DECLARATIONS", DECLARATIONS),
    ("CLAUSES", CLAUSES),
    ("VERBS", VERBS),
    ("ITEMS", ITEMS),
    ("SELECTORS", SELECTORS),
    ("OTHERS", OTHERS),
    ("REPORTS", REPORTS),
    ("METRICS", METRICS),
    ("FUNCTIONS", FUNCTIONS),
    ("BASES", BASES),
    ("NOT_UNITS", NOT_UNITS),
    ("MONTHS", MONTHS),
    ("MULTIPLIERS", MULTIPLIERS),
];

/// What `words.js` has to be.
fn words() -> String {
    let mut text = "// The words of the language, as `src/syntax/keywords.rs` lists them: `cargo test --test editors`\n\
         // holds the two equal, and `UPDATE=1 cargo test --test editors` writes this file again.\n\
         module.exports = {\n"
        .to_owned();
    for (name, list) in LISTS {
        text.push_str(&format!("  {name}: [\n"));
        list.iter().for_each(|word| text.push_str(&format!("    '{word}',\n")));
        text.push_str("  ],\n");
    }
    text.push_str("};\n");
    text
}

#[test]
fn the_words_of_tree_sitter_are_those_of_the_language() {
    let path = "tree-sitter-corridor/words.js";
    if std::env::var_os("UPDATE").is_some() {
        fs::write(editors().join(path), words()).unwrap();
    }
    assert_eq!(read(path), words(), "`UPDATE=1 cargo test --test editors` writes it again");
}

/// Every quoted word of a text, in order.
fn quoted(text: &str, quote: char) -> Vec<&str> {
    text.split(quote).skip(1).step_by(2).collect()
}

#[test]
fn the_scanner_of_units_knows_what_is_no_unit() {
    let scanner = read("tree-sitter-corridor/src/scanner.c");
    let list = scanner.split("NO_UNIT[] = {").nth(1).and_then(|rest| rest.split("};").next());
    let found = quoted(list.expect("the list of the scanner"), '"');
    let expected: Vec<&str> = [CLAUSES, VERBS, NOT_UNITS, MONTHS].concat();
    assert_eq!(found, expected);
}

#[test]
fn the_generated_parser_knows_every_word_the_grammar_takes() {
    let grammar = read("tree-sitter-corridor/src/grammar.json");
    for word in [DECLARATIONS, CLAUSES, VERBS, SELECTORS, REPORTS, BASES, MONTHS].concat() {
        assert!(grammar.contains(&format!("\"{word}\"")), "`{word}` is not in grammar.json");
    }
}

/// The words between the first `(?:` or `(` and its `)` in a pattern of the
/// TextMate grammar.
fn alternatives(pattern: &str) -> Vec<&str> {
    let inner = pattern.split(['(', ')']).map(|part| part.trim_start_matches("?:")).find(|part| {
        part.contains('|')
            && part
                .split('|')
                .all(|word| word.chars().all(char::is_alphabetic) || word.contains('_'))
    });
    inner.unwrap_or_default().split('|').collect()
}

#[test]
fn the_words_of_textmate_are_those_of_the_language() {
    let text = read("vscode/syntaxes/corridor.tmLanguage.json");
    let grammar: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let rules = &grammar["repository"];
    let by_name = |rule: &str, name: &str| -> String {
        let patterns = rules[rule]["patterns"].as_array().expect("patterns");
        let found = patterns.iter().find(|pattern| pattern["name"] == name);
        found.expect("the rule")["match"].as_str().expect("a pattern").to_owned()
    };
    let of = |rule: &str| rules[rule]["match"].as_str().expect("a pattern").to_owned();
    let cases: &[(String, &[&str])] = &[
        (by_name("word", "keyword.other.clause.corridor"), CLAUSES),
        (by_name("word", "keyword.other.corridor"), OTHERS),
        (by_name("word", "storage.modifier.basis.corridor"), BASES),
        (by_name("word", "storage.type.selector.corridor"), SELECTORS),
        (of("verb"), VERBS),
        (of("season"), MONTHS),
        (of("report"), REPORTS),
    ];
    for (pattern, expected) in cases {
        assert_eq!(&alternatives(pattern), expected, "{pattern}");
    }
    let call = of("call");
    for word in [METRICS, FUNCTIONS].concat() {
        assert!(call.contains(&format!("{word}|")) || call.contains(&format!("{word})")), "{word}");
    }
    let mut declared: Vec<String> = Vec::new();
    for pattern in rules["declaration"]["patterns"].as_array().expect("patterns") {
        let pattern = pattern["match"].as_str().expect("a pattern");
        declared.extend(alternatives(pattern).into_iter().map(str::to_owned));
    }
    declared.sort_unstable();
    let mut expected: Vec<&str> = DECLARATIONS.to_vec();
    expected.sort_unstable();
    assert_eq!(declared, expected);
}

#[test]
fn what_the_editors_read_is_well_formed() {
    for path in [
        "vscode/package.json",
        "vscode/language-configuration.json",
        "vscode/snippets/corridor.json",
        "vscode/syntaxes/markdown.tmLanguage.json",
        "tree-sitter-corridor/package.json",
        "tree-sitter-corridor/tree-sitter.json",
    ] {
        let text = read(path);
        serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|e| panic!("{path}: {e}"));
    }
}
