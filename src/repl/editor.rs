//! The prompt of a terminal, on rustyline.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use rustyline::completion::{Completer, Pair};
use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::control::Control;
use crate::session::live::{Live, Origin};
use crate::syntax::prompt::{Ink, inks};

use super::session::{Next, Shell};
use super::{Face, Setup};

/// Inputs of earlier sessions that are kept.
const KEPT: usize = 2_000;

/// Runs the prompt until its end.
///
/// # Errors
/// Where the terminal cannot be used: in words.
pub fn terminal(live: Live<'_>, face: &dyn Face, setup: &Setup) -> Result<(), String> {
    let words = |error: ReadlineError| error.to_string();
    let live = Rc::new(RefCell::new(live));
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .max_history_size(KEPT)
        .map_err(words)?
        .history_ignore_space(true)
        .auto_add_history(true)
        .build();
    let mut editor: Editor<Assistant<'_>, FileHistory> =
        Editor::with_config(config).map_err(words)?;
    editor.set_max_history_size(KEPT).map_err(words)?;
    editor.set_helper(Some(Assistant { live: Rc::clone(&live), color: setup.color }));
    if let Some(history) = &setup.history {
        // There is none before the first session.
        let _ = editor.load_history(history);
    }
    let running = cancel_on_interrupt()?;
    let mut shell = Shell::default();
    loop {
        let prompt = format!("{}> ", live.borrow().scenario());
        let prompt = if prompt == "baseline> " { "corridor> ".to_owned() } else { prompt };
        match editor.readline(&prompt) {
            Ok(line) => {
                let control = Arc::new(Control::new());
                set(&running, Some(Arc::clone(&control)));
                let mut live = live.borrow_mut();
                let next = shell.enter(&mut live, face, &line, &Origin::default(), &control);
                set(&running, None);
                if next == Next::Stop {
                    break;
                }
            }
            // The input is given up, the session stays.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(words(error)),
        }
    }
    if let Some(history) = &setup.history {
        if let Some(folder) = history.parent() {
            // Told by the next line if it matters.
            let _ = std::fs::create_dir_all(folder);
        }
        if let Err(error) = editor.append_history(history) {
            face.tell(&format!("the history cannot be kept: {error}\n"));
        }
    }
    Ok(())
}

/// The analysis that runs now, if one does.
type Running = Arc<Mutex<Option<Arc<Control>>>>;

fn set(running: &Running, control: Option<Arc<Control>>) {
    *running.lock().unwrap_or_else(PoisonError::into_inner) = control;
}

/// Ctrl-C while an analysis runs cancels it; at the prompt it is a key.
fn cancel_on_interrupt() -> Result<Running, String> {
    let running = Running::default();
    let seen = Arc::clone(&running);
    let handler = move || {
        if let Some(control) = &*seen.lock().unwrap_or_else(PoisonError::into_inner) {
            control.cancel();
        }
    };
    ctrlc::set_handler(handler).map_err(|error| error.to_string())?;
    Ok(running)
}

/// What rustyline asks while a line is typed.
struct Assistant<'f> {
    live: Rc<RefCell<Live<'f>>>,
    color: bool,
}

impl Helper for Assistant<'_> {}

impl Completer for Assistant<'_> {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let completion = self.live.borrow().complete(line, at);
        let pair = |word: String| Pair { display: word.clone(), replacement: word };
        Ok((completion.range.start, completion.candidates.into_iter().map(pair).collect()))
    }
}

impl Hinter for Assistant<'_> {
    type Hint = String;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<String> {
        if at == line.len() { self.live.borrow().hint(line) } else { None }
    }
}

impl Validator for Assistant<'_> {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        // An empty line says that no more comes.
        let ended = text.rsplit_once('\n').is_some_and(|(_, last)| last.trim().is_empty());
        let more = !ended && self.live.borrow().unfinished(text);
        Ok(if more { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Highlighter for Assistant<'_> {
    fn highlight<'l>(&self, line: &'l str, at: usize) -> Cow<'l, str> {
        if self.color { Cow::Owned(coloured(line, at)) } else { Cow::Borrowed(line) }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color {
            Cow::Owned(format!("\u{1b}[2m{hint}\u{1b}[0m"))
        } else {
            Cow::Borrowed(hint)
        }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.color {
            Cow::Owned(format!("\u{1b}[1;36m{prompt}\u{1b}[0m"))
        } else {
            Cow::Borrowed(prompt)
        }
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.color
    }
}

/// A line in colours; the bracket at the cursor and its partner stand out.
fn coloured(line: &str, at: usize) -> String {
    let mut marks: Vec<(usize, usize, &str)> = inks(line)
        .into_iter()
        .filter_map(|(range, ink)| {
            let code = match ink {
                Ink::Keyword => "1;34",
                Ink::Name => return None,
                Ink::Number => "36",
                Ink::Text => "32",
                Ink::Comment => "2",
                Ink::Cite => "35",
            };
            Some((range.start, range.end, code))
        })
        .collect();
    if let Some((a, b)) = brackets(line, at) {
        marks.extend([(a, a + 1, "1;4"), (b, b + 1, "1;4")]);
        marks.sort_unstable();
    }
    let mut out = String::with_capacity(line.len() + 12 * marks.len());
    let mut done = 0;
    for (start, end, code) in marks {
        if start < done {
            continue;
        }
        out.push_str(&line[done..start]);
        out.push_str(&format!("\u{1b}[{code}m{}\u{1b}[0m", &line[start..end]));
        done = end;
    }
    out.push_str(&line[done..]);
    out
}

/// The bracket at the cursor or before it, and its partner. Brackets in texts
/// and comments are none.
fn brackets(line: &str, at: usize) -> Option<(usize, usize)> {
    let in_words: Vec<std::ops::Range<usize>> =
        inks(line).into_iter().map(|(range, _)| range).collect();
    let is_code = |at: usize| !in_words.iter().any(|range| range.contains(&at));
    let bytes = line.as_bytes();
    let mut stack: Vec<usize> = Vec::new();
    for (index, byte) in bytes.iter().enumerate().filter(|(index, _)| is_code(*index)) {
        match byte {
            b'(' | b'[' | b'{' => stack.push(index),
            b')' | b']' | b'}' => {
                let open = stack.pop()?;
                let here = |place: usize| place == at || place + 1 == at;
                if here(index) || here(open) {
                    return Some((open, index));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_find_their_partner() {
        assert_eq!(brackets("time(A -> B)", 12), Some((4, 11)));
        assert_eq!(brackets("node A { x: \"}\" }", 8), Some((7, 16)));
        assert_eq!(brackets("node A", 3), None);
        assert_eq!(brackets(")(", 1), None);
    }

    #[test]
    fn colours_leave_the_text_as_it_is() {
        let line = "node A { dwell: 3 days } // }";
        let mut plain = String::new();
        let mut escaped = false;
        for c in coloured(line, 8).chars() {
            match c {
                '\u{1b}' => escaped = true,
                'm' if escaped => escaped = false,
                c if !escaped => plain.push(c),
                _ => {}
            }
        }
        assert_eq!(plain, line);
    }
}
