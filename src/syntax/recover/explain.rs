//! Messages for what the grammar does not take and no known mistake explains.

use pest::Parser;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::keywords::{DECLARATIONS, REPORTS, is_reserved};
use crate::syntax::mend::Places;
use crate::syntax::words::{Expected, nearest};

/// The message for a declaration that begins with an unknown word, and the
/// keyword that was probably meant.
pub(super) fn unknown_keyword(word: &str, span: Span) -> (Diagnostic, Option<&'static str>) {
    let near =
        if word.starts_with(char::is_alphabetic) { nearest(word, DECLARATIONS) } else { None };
    let told = match near {
        Some(near) => {
            let title = format!("there is no declaration `{word}`");
            Diagnostic::new(syntax::UNKNOWN_KEYWORD, title, span, "not a keyword")
                .with_help(format!("did you mean `{near}`?"))
                .with_fix(format!("write `{near}`"), span, near)
        }
        None => {
            let title = format!("a declaration cannot begin with `{}`", shortened(word));
            Diagnostic::new(syntax::UNKNOWN_KEYWORD, title, span, "not a keyword").with_help(
                "a declaration begins with its keyword, first on its line: `node`, `leg`, \
                 `demand`, `disruption`, `scenario`, `report`, `expect` …",
            )
        }
    };
    (told, near)
}

/// The message for a text that the rule does not take. `slice` is the byte of
/// the places' text at which it begins.
pub(in crate::syntax) fn explain(
    rule: Rule,
    text: &str,
    places: &Places,
    slice: usize,
) -> Diagnostic {
    let Err(error) = Grammar::parse(rule, text) else {
        let span = places.span(slice, slice + text.len().min(1));
        let title = "this declaration cannot be read";
        return Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, "begins here");
    };
    let expected = Expected::of(&error, text);
    let (found, at) = found_at(text, expected.at);
    let span = match found {
        "" => {
            // The end: point at the last thing that stands there.
            let last = text.trim_end();
            let from = last.char_indices().next_back().map_or(0, |(at, _)| at);
            places.span(slice + from, slice + last.len())
        }
        found => places.span(slice + at, slice + at + found.len()),
    };
    misspelt(&expected, found, span)
        .or_else(|| name_needed(&expected, found, span))
        .or_else(|| beside_a_metric(&expected, found, span))
        .unwrap_or_else(|| not_understood(rule, &expected, found, span))
}

/// Options of a metric stand inside its brackets, its scenario and moment
/// after them.
fn beside_a_metric(expected: &Expected, found: &str, span: Span) -> Option<Diagnostic> {
    let after = expected.has(Rule::in_scenario) || expected.has(Rule::in_kw);
    let inside = expected.has(Rule::for_names) || expected.has(Rule::for_kw);
    let help = match found {
        "of" | "for" | "by" | "via" | "avoiding" | "ends" if after && !inside => {
            "options of a metric stand inside its brackets: `flow(leg A -> B of D)`"
        }
        "in" | "on" | "over" | "while" if inside && !after => {
            "a scenario and a moment stand after the brackets of a metric: `time(A -> B) in today`"
        }
        _ => return None,
    };
    let title = format!("`{found}` does not fit here");
    Some(Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, "not here").with_help(help))
}

fn not_understood(rule: Rule, expected: &Expected, found: &str, span: Span) -> Diagnostic {
    let words = expected.words();
    let what = match rule {
        Rule::one_item => "item",
        Rule::cell => "cell",
        Rule::question => "question",
        _ => "declaration",
    };
    if expected.has(Rule::EOI) && !found.is_empty() {
        let title = format!("`{}` does not fit here", shortened(found));
        let told = Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, "not expected here");
        let help = match words.as_str() {
            "the end" => {
                format!("the {what} before it is complete; the next begins on a line of its own")
            }
            words => format!("what could stand here: {words}"),
        };
        return told.with_help(help);
    }
    let title = if found.is_empty() {
        format!("expected {words}, but the {what} ends here")
    } else {
        format!("expected {words}, found `{}`", shortened(found))
    };
    Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, format!("expected {words}"))
}

/// A word of the language that is nearly right.
fn misspelt(expected: &Expected, found: &str, span: Span) -> Option<Diagnostic> {
    let word = found.starts_with(char::is_alphabetic);
    let report = expected.has(Rule::plain_kind);
    if report {
        let title = if found.is_empty() {
            "what is to be reported is missing".to_owned()
        } else {
            format!("there is no report `{}`", shortened(found))
        };
        let told = Diagnostic::new(syntax::UNKNOWN_REPORT, title, span, "not a kind of report");
        let near = if word { expected.nearest(found) } else { None };
        return Some(match near {
            Some(near) => told.with_help(format!("did you mean `{near}`?")).with_fix(
                format!("write `{near}`"),
                span,
                near,
            ),
            None => told.with_help(format!("there are: {}", REPORTS.join(", "))),
        });
    }
    if !word || is_reserved(found) {
        return None;
    }
    let near = expected.nearest(found).filter(|near| *near != found)?;
    let title = format!("there is no `{}` here", shortened(found));
    Some(
        Diagnostic::new(syntax::UNKNOWN_WORD, title, span, "not a word of the language here")
            .with_help(format!("did you mean `{near}`?"))
            .with_fix(format!("write `{near}`"), span, near),
    )
}

fn name_needed(expected: &Expected, found: &str, span: Span) -> Option<Diagnostic> {
    if !expected.only_a_name() {
        return None;
    }
    Some(if is_reserved(found) {
        let title = format!("`{found}` cannot be a name");
        Diagnostic::new(syntax::RESERVED_NAME, title, span, "a word of the language")
            .with_help("a name is needed here; words that tell clauses apart are not free as names")
    } else {
        Diagnostic::new(syntax::MISSING_NAME, "a name is missing", span, "expected a name")
            .with_help("a name begins with a letter and holds letters, digits and `_`")
    })
}

/// The word or sign after blanks, and where it stands.
fn found_at(text: &str, at: usize) -> (&str, usize) {
    let rest = text.get(at..).unwrap_or("");
    let at = at + (rest.len() - rest.trim_start().len());
    let rest = rest.trim_start();
    let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
    (&rest[..length], at)
}

/// A word short enough for a title.
fn shortened(word: &str) -> String {
    if word.chars().count() <= 40 {
        return word.to_owned();
    }
    let start: String = word.chars().take(39).collect();
    format!("{start}…")
}
