//! Messages as people see them.

use super::render::*;
use crate::diagnostic::codes::{names, network};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceMap, Span};

fn span(sources: &SourceMap, file: usize, word: &str) -> Span {
    let source = &sources.files()[file];
    let start = source.text().find(word).unwrap() as u32;
    Span::new(source.id(), start, start + word.len() as u32)
}

fn one(text: &str) -> SourceMap {
    let mut sources = SourceMap::new();
    sources.add("a.corridor".to_owned(), None, text.into());
    sources
}

fn told(span: Span) -> Diagnostic {
    Diagnostic::new(names::UNKNOWN_NAME, "there is no node called `Q`", span, "not declared")
}

fn shown(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    render(diagnostic, sources, RenderOptions::default())
}

#[test]
fn columns_are_characters_and_wide_letters_are_underlined_in_full() {
    let sources = one("node Баку {}\nnode 阿克套 {}\n");
    insta::assert_snapshot!(shown(&told(span(&sources, 0, "阿克套")), &sources));
    let end = span(&sources, 0, "Баку").at_end();
    insta::assert_snapshot!(shown(&told(end), &sources));
}

#[test]
fn a_label_of_no_length_at_the_end_is_shown() {
    for text in ["node A {", "node A {\n", "node A {\n\n"] {
        let sources = one(text);
        let end = Span::new(sources.files()[0].id(), text.len() as u32, text.len() as u32);
        let shown = shown(&told(end), &sources);
        assert!(shown.contains("not declared"), "{text:?}\n{shown}");
    }
    insta::assert_snapshot!(shown(&told(Span::new(one("a").files()[0].id(), 1, 1)), &one("a")));
}

#[test]
fn an_empty_file_has_no_lines_to_show() {
    let sources = one("");
    let at = Span::new(sources.files()[0].id(), 0, 0);
    insta::assert_snapshot!(shown(&told(at), &sources));
}

#[test]
fn places_in_other_files_are_shown_under_their_own_names() {
    let mut sources = one("node A {}\n// one\n// two\n// three\nnode Q {}\n");
    sources.add("b.corridor".to_owned(), None, "// first\nnode Q {}\n".into());
    let diagnostic = Diagnostic::new(
        names::NAME_TWICE,
        "`Q` is declared twice",
        span(&sources, 1, "Q"),
        "declared again here",
    )
    .with_label(span(&sources, 0, "Q"), "first declared here")
    .with_label(span(&sources, 0, "A"), "and near this");
    insta::assert_snapshot!(shown(&diagnostic, &sources));
}

#[test]
fn a_label_over_many_lines_shows_its_first() {
    let sources = one("node A {\n  a\n  b\n  c\n  d\n  e\n}\nnode B {\n  c\n}\n");
    let file = sources.files()[0].id();
    let text = sources.files()[0].text();
    let long = Span::new(file, 0, text.find("node B").unwrap() as u32);
    insta::assert_snapshot!(shown(&told(long), &sources));
    let short = Span::new(file, text.find("node B").unwrap() as u32, text.len() as u32 - 1);
    insta::assert_snapshot!(shown(&told(short), &sources));
}

#[test]
fn the_page_is_kept_whatever_the_line() {
    let long = format!("node A {{ {} }} node Q {{ {} }}\n", "x ".repeat(3_000), "y".repeat(90_000));
    let sources = one(&long);
    let diagnostic =
        told(span(&sources, 0, "Q")).with_label(span(&sources, 0, "A"), "here as well");
    let text = shown(&diagnostic, &sources);
    for line in text.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
    assert!(text.contains("not declared") && text.contains("here as well"), "{text}");
    let at = span(&sources, 0, "Q");
    let tail = Diagnostic::new(names::UNKNOWN_NAME, "word ".repeat(40), at, "label ".repeat(30))
        .with_help("help ".repeat(40));
    for width in [40, 60, 80, 120] {
        let options = RenderOptions { width, ..RenderOptions::default() };
        for line in render(&tail, &sources, options).lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line}");
        }
    }
}

#[test]
fn what_a_terminal_would_obey_is_not_passed_on() {
    let sources = one("node \u{1b}[31mQ\u{7} \u{202e}{}\n");
    let diagnostic = Diagnostic::new(
        names::UNKNOWN_NAME,
        "no \u{1b}]0;x\u{7}",
        span(&sources, 0, "Q"),
        "\u{9b}2J",
    )
    .with_help("\u{1b}c");
    let text = shown(&diagnostic, &sources);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    assert!(!text.contains('\u{202e}'));
}

#[test]
fn colour_and_plain_signs_are_only_used_when_asked_for() {
    let sources = one("node Q {}\n");
    let diagnostic = told(span(&sources, 0, "Q"));
    let with = |color, ascii| {
        render(&diagnostic, &sources, RenderOptions { color, ascii, ..RenderOptions::default() })
    };
    assert!(with(true, false).contains("\u{1b}["));
    assert!(!with(false, false).contains('\u{1b}'));
    assert!(with(false, true).is_ascii(), "{}", with(false, true));
}

#[test]
fn the_first_twenty_are_shown_errors_before_warnings_and_all_are_counted() {
    let sources = one("node Q {}\n");
    let at = span(&sources, 0, "Q");
    let warning = Diagnostic::new(network::ISOLATED, "warned", at, "");
    let mut all: Vec<Diagnostic> = vec![warning; 15];
    all.extend((0..18).map(|n| Diagnostic::new(names::UNKNOWN_NAME, format!("wrong {n}"), at, "")));
    let counted = |severity| all.iter().filter(|d| d.severity() == severity).count();
    let counts = (counted(Severity::Error), counted(Severity::Warning));
    let options = RenderOptions::default();
    let text = render_all(&all, counts, &sources, options);
    assert_eq!(text.matches("warned").count(), 2);
    assert_eq!(text.matches("wrong").count(), 18);
    assert!(
        text.ends_with("… and 13 more; `--all` shows them\n18 errors, 15 warnings\n"),
        "{text}"
    );
    let text = render_all(&all, counts, &sources, RenderOptions { all: true, ..options });
    assert_eq!(text.matches("warned").count(), 15);
    assert!(text.ends_with("\n18 errors, 15 warnings\n"));
    assert_eq!(render_all(&[], (0, 0), &sources, options), "");
    assert_eq!(summary(1, 0), "1 error");
}
