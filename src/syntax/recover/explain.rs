//! Messages for what the grammar does not take and no known mistake explains.

use pest::Parser;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::keywords::{DECLARATIONS, REPORTS, VERBS, is_reserved};
use crate::syntax::mend::Places;
use crate::syntax::words::{Expected, NOTHING_KNOWN, nearest};

use super::forms::{form_of, is_early};

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

/// A declaration that begins behind another one.
pub(super) fn on_its_own_line(at: Span) -> Diagnostic {
    let title = "a declaration begins on a line of its own";
    Diagnostic::new(syntax::NOT_UNDERSTOOD, title, at, "another one begins here")
        .with_help("put it on the next line")
        .with_fix("begin a new line", at.at_start(), "\n")
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
        .or_else(|| window(text, &expected, found, span))
        .or_else(|| name_needed(&expected, found, span))
        .or_else(|| beside_a_metric(&expected, found, span))
        .or_else(|| citation(&expected, found, span))
        .unwrap_or_else(|| {
            let told = not_understood(rule, &expected, found, span);
            match form_of(text).filter(|_| {
                is_early(text, at) || told.help.is_none() && !text.starts_with("report")
            }) {
                Some(form) => told.with_help(form),
                None => told,
            }
        })
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

/// An effect with a time that is no window: `close leg x in 2024`, `for 3 days`.
fn window(text: &str, expected: &Expected, found: &str, span: Span) -> Option<Diagnostic> {
    let first = text.split_whitespace().next()?;
    if !VERBS.contains(&first) {
        return None;
    }
    let time = matches!(
        found,
        "in" | "on"
            | "over"
            | "between"
            | "during"
            | "since"
            | "when"
            | "while"
            | "from"
            | "until"
            | "every"
    );
    let lasting = expected.only_a_name() && found.starts_with(|c: char| c.is_ascii_digit());
    if !(time && expected.has(Rule::EOI) || lasting) {
        return None;
    }
    let title = if lasting {
        "`for` names a commodity here".to_owned()
    } else {
        format!("`{found}` does not fit here")
    };
    Some(Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, "no window").with_help(
        "a window has dates: `from 2024-01-01 to 2024-03-01`, `from 2024-01-01 for 6 weeks`, \
         `every year from 15 nov to 15 mar`",
    ))
}

/// `@ name`, `@"text"`, `@a, @b`; `6 ships every 7 days`.
fn citation(expected: &Expected, found: &str, span: Span) -> Option<Diagnostic> {
    let (title, help) = if expected.has(Rule::cited) {
        ("a citation names its source", "the name touches the sign: `@wb2023`, `@wb2023 \"p. 4\"`")
    } else if found == "@" {
        ("a citation does not fit here", "several stand one after the other: `@a @b \"p. 4\"`")
    } else if found == "every" && expected.has(Rule::EOI) {
        ("a fleet says what a ship carries", "write `6 ships of 300 TEU every 7.4 days`")
    } else {
        return None;
    };
    Some(Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, "here").with_help(help))
}

fn not_understood(rule: Rule, expected: &Expected, found: &str, span: Span) -> Diagnostic {
    let words = expected.words();
    let what = match rule {
        Rule::one_item => "item",
        Rule::cell => "cell",
        Rule::question => "question",
        _ => "declaration",
    };
    if let Some(help) = foreign_sign(rule, found) {
        let title = format!("`{}` does not fit here", shortened(found));
        return Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, "not expected here")
            .with_help(help);
    }
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
    if words == NOTHING_KNOWN && !found.is_empty() {
        let title = format!("`{}` does not fit here", shortened(found));
        return Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, "not expected here");
    }
    let title = if found.is_empty() {
        format!("expected {words}, but the {what} ends here")
    } else {
        format!("expected {words}, found `{}`", shortened(found))
    };
    Diagnostic::new(syntax::NOT_UNDERSTOOD, title, span, format!("expected {words}"))
}

/// What to write in place of a sign that the language does not have.
fn foreign_sign(rule: Rule, found: &str) -> Option<&'static str> {
    Some(match found {
        "^" | "²" | "³" => "there are no powers: multiply, as in `km*km`; a cubic metre is `m3`",
        "+" => "a number above zero has no sign; a sum has two sides",
        "~" => {
            "what is not known exactly is a range: `2..4 days`, or least, likely, most: `2..3..6 days`"
        }
        "\"" if rule == Rule::one_item => "names stand without quotes: `country: KZ`",
        _ => return None,
    })
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
    // `top3`
    let digits = found.strip_prefix(near).filter(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    if let Some(digits) = digits.filter(|digits| !digits.is_empty()) {
        let title = format!("a blank is missing in `{found}`");
        let new = format!("{near} {digits}");
        return Some(
            Diagnostic::new(syntax::UNKNOWN_WORD, title, span, "a word and a number")
                .with_help(format!("write `{new}`"))
                .with_fix(format!("write `{new}`"), span, new),
        );
    }
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
