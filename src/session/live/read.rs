//! What an input is.

use crate::model::Thing;
use crate::session::Checked;
use crate::syntax::keywords::{DECLARATIONS, REPORTS, VERBS};
use crate::syntax::prompt::{Reading, unfinished as goes_on, words};

/// What an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// Blanks and comments.
    Nothing,
    /// `:help`, without the colon.
    Command(String),
    /// `undo`
    Undo,
    /// `scenario today`
    Select(String),
    /// A name alone.
    Show(String),
    /// Declarations to be added.
    Declarations,
    /// A report, an expectation or an expression; what is to be put before it.
    Question(&'static str),
    /// `close node Aktau`, to be tried.
    Effect,
}

/// Says what an input is; names are those of the state.
pub(super) fn read(text: &str, current: &Checked) -> Input {
    let trimmed = text.trim_start();
    if let Some(line) = trimmed.strip_prefix(':') {
        return Input::Command(line.trim().to_owned());
    }
    let words = words(text);
    let word = |index: usize| words.get(index).map_or("", |(_, word)| *word);
    let first = word(0);
    let alone = words.len() == 1;
    let is_name =
        |word: &str| current.model.as_ref().and_then(|model| model.names.get(word)).copied();
    match first {
        "" => Input::Nothing,
        "undo" if alone && is_name(first).is_none() => Input::Undo,
        "help" | "quit" | "exit" if alone && is_name(first).is_none() => {
            Input::Command(first.to_owned())
        }
        "scenario" if words.len() == 2 => Input::Select(word(1).to_owned()),
        "expect" | "report" if word(1) != "(" => Input::Question(""),
        // `corridor TITR` asks, `corridor TITR: A -> B` declares.
        "corridor" if !words.iter().any(|(_, word)| *word == ":") => Input::Question("report "),
        _ if DECLARATIONS.contains(&first) && word(1) != "(" => Input::Declarations,
        _ if REPORTS.contains(&first) && word(1) != "(" => Input::Question("report "),
        "apply" | "use" if !alone && word(1) != "(" => Input::Effect,
        _ if VERBS.contains(&first) => Input::Effect,
        _ if alone => match is_name(first) {
            None | Some(Thing::Constant(_)) if first != "baseline" => Input::Question("expect "),
            _ => Input::Show(first.to_owned()),
        },
        _ => Input::Question("expect "),
    }
}

/// Whether the parser waits for more at the end of an input.
pub(super) fn unfinished(text: &str, current: &Checked) -> bool {
    match read(text, current) {
        // A comment that documents what follows, or one that is not closed.
        Input::Nothing => {
            text.trim_start().starts_with("///")
                || (text.contains("/*") && goes_on(text, Reading::Declarations))
        }
        Input::Command(_) | Input::Undo | Input::Select(_) | Input::Show(_) => false,
        Input::Declarations => goes_on(text, Reading::Declarations),
        Input::Question("expect ") => goes_on(text, Reading::Expression),
        Input::Question(prefix) => goes_on(&format!("{prefix}{text}"), Reading::Declarations),
        Input::Effect => goes_on(text, Reading::Item),
    }
}
