//! The lists of words and the grammar say the same.

use std::collections::BTreeSet;

use crate::syntax::keywords as k;

const GRAMMAR: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/grammar/corridor.pest"));

fn quoted(rule: &str) -> BTreeSet<&'static str> {
    let start = GRAMMAR.find(&format!("\n{rule} ")).expect("the rule is there") + 1;
    let body = &GRAMMAR[start..];
    let body = &body
        [..body.find("\n}").unwrap_or(usize::MAX).min(body.find(" }\n").unwrap_or(usize::MAX))];
    body.split('"')
        .skip(1)
        .step_by(2)
        .filter(|word| word.starts_with(char::is_alphabetic))
        .collect()
}

fn set(lists: &[&[&'static str]]) -> BTreeSet<&'static str> {
    lists.iter().flat_map(|list| list.iter().copied()).collect()
}

#[test]
fn the_words_of_the_grammar_are_those_of_the_lists() {
    assert_eq!(quoted("clause"), set(&[k::CLAUSES, k::VERBS]));
    assert_eq!(quoted("metric_kw"), set(&[k::METRICS]));
    assert_eq!(quoted("month"), set(&[k::MONTHS]));
    assert_eq!(quoted("multiplier"), set(&[k::MULTIPLIERS]));
    assert_eq!(quoted("basis_kw"), set(&[k::BASES]));
    let no_unit: BTreeSet<&str> = quoted("no_unit");
    assert_eq!(no_unit, set(&[k::NOT_UNITS]));
    // Every keyword of the grammar is in a list, and every word of the lists
    // in the grammar.
    let mut keywords: BTreeSet<&str> = BTreeSet::new();
    for line in GRAMMAR.lines() {
        let Some((rule, body)) = line.split_once(" = @{ ") else { continue };
        if rule.trim().ends_with("_kw") {
            keywords.extend(body.split('"').skip(1).step_by(2));
        }
    }
    let lists = set(&[k::DECLARATIONS, k::CLAUSES, k::VERBS, k::SELECTORS, k::OTHERS, k::REPORTS]);
    let missing: Vec<&&str> = keywords.difference(&lists).collect();
    assert!(missing.is_empty(), "in no list: {missing:?}");
    for word in &lists {
        assert!(GRAMMAR.contains(&format!("\"{word}\"")), "not in the grammar: {word}");
    }
}

/// The first alternative that fits is taken: one that begins a later one would
/// hide it.
#[test]
fn no_word_of_a_choice_hides_a_longer_one() {
    for choice in GRAMMAR.split('(').skip(1) {
        let choice = choice.split(')').next().unwrap_or("");
        let words = choice.split('"').skip(1).step_by(2);
        let words: Vec<&str> = words.filter(|word| word.starts_with(char::is_alphabetic)).collect();
        for (index, word) in words.iter().enumerate() {
            let hidden = words[index + 1..].iter().find(|later| later.starts_with(word));
            assert_eq!(hidden, None, "behind {word} in ({choice})");
        }
    }
}

#[test]
fn reserved_words_are_no_names_and_others_are() {
    use super::support::messages;
    for word in set(&[k::CLAUSES, k::VERBS]) {
        let told = messages("reserved.corridor", &format!("node {word} {{}}\n"));
        assert!(told.len() == 1 && told[0].starts_with("E0118"), "{word}: {told:?}");
    }
    let others = set(&[
        k::DECLARATIONS,
        k::SELECTORS,
        k::OTHERS,
        k::REPORTS,
        k::METRICS,
        k::BASES,
        k::MONTHS,
    ]);
    for word in others.difference(&set(&[k::CLAUSES])) {
        let text = format!("node {word} {{ tags: [{word}x] }}\nleg {word} -> B\nlet {word} = 3\n");
        assert_eq!(messages("free.corridor", &text), [""; 0], "{word}");
    }
}
