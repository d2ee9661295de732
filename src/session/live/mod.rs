//! A session that goes on: declarations are added or replaced, questions
//! answered, effects tried and taken back. The prompt, an editor and a pipe use
//! the same one; it knows no terminal and writes no file.
//!
//! A state is the file that was loaded and the texts that were typed since. An
//! input makes a new state out of it, which is checked as a whole; only if
//! nothing is wrong with it does it take the old one's place. So an input takes
//! effect whole or not at all, and every state can be gone back to.

mod ask;
mod command;
mod complete;
mod effect;
mod help;
mod key;
mod list;
mod read;
mod save;
mod state;
#[cfg(test)]
mod tests;

use crate::control::{Cancelled, Control};
use crate::diagnostic::{Diagnostic, Severity, Told};
use crate::report::{Style, Styled, TextOptions};
use crate::source::SourceMap;

use super::{Checked, Files};
pub use complete::Completion;
use read::{Input, read};
use state::State;

/// What an input came to.
#[derive(Debug, Default)]
pub struct Reply {
    /// The answer.
    pub text: Styled,
    /// What is wrong or doubtful about the input.
    pub told: Told,
    /// The files that the messages are about.
    pub sources: SourceMap,
    /// The input had no effect and no answer, or an expectation failed.
    pub failed: bool,
    /// What only the face can do.
    pub wish: Option<Wish>,
}

/// What a session leaves to its face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Write a text to a file.
    Save {
        /// Where.
        path: String,
        /// What.
        text: String,
    },
    /// Show the page of a message, or the list of all.
    Explain(Option<String>),
    /// Say how long inputs take, or no longer.
    Time(bool),
    /// End.
    Quit,
}

impl Reply {
    fn say(text: impl AsRef<str>) -> Self {
        let mut reply = Self::default();
        reply.text.push(Style::Plain, text);
        reply.text.end_line();
        reply
    }

    fn fail(text: impl AsRef<str>) -> Self {
        Self { failed: true, ..Self::say(text) }
    }

    fn wish(wish: Wish) -> Self {
        Self { wish: Some(wish), ..Self::default() }
    }
}

/// Where an input was read, so that messages can say so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The name of what it was read from; none: it was typed.
    pub name: Option<String>,
    /// The line it begins on, from 1.
    pub line: usize,
}

/// A session.
pub struct Live<'f> {
    files: &'f dyn Files,
    options: TextOptions,
    state: State,
    /// The states before, with the words for what was done then.
    past: Vec<(State, String)>,
    /// The state checked, without questions.
    current: Checked,
    /// Inputs so far.
    count: usize,
    /// Expressions that were asked last and had a value, each once.
    asked: Vec<String>,
}

impl std::fmt::Debug for Live<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").field("state", &self.state).finish_non_exhaustive()
    }
}

impl<'f> Live<'f> {
    /// A session with nothing in it. Answers are set as the options say.
    pub fn new(files: &'f dyn Files, options: TextOptions) -> Self {
        let state = State::default();
        let current = state.check(&[], files);
        let past = Vec::new();
        Self { files, options, state, past, current, count: 0, asked: Vec::new() }
    }

    /// The scenario that questions mean.
    pub fn scenario(&self) -> &str {
        self.state.scenario.as_deref().unwrap_or("baseline")
    }

    /// Whether an input goes on: the parser, at its end, waits for more.
    pub fn unfinished(&self, text: &str) -> bool {
        read::unfinished(text, &self.current)
    }

    /// Takes an input: a command, declarations, a question, an expression, an
    /// effect to be tried.
    ///
    /// # Errors
    /// [`Cancelled`] when the control says so; nothing has changed then.
    pub fn enter(
        &mut self,
        text: &str,
        origin: &Origin,
        control: &Control,
    ) -> Result<Reply, Cancelled> {
        self.count += 1;
        match read(text, &self.current) {
            Input::Nothing => Ok(Reply::default()),
            Input::Command(line) => self.command(&line, origin, control),
            Input::Undo => Ok(self.undo()),
            Input::Select(name) => Ok(self.select(&name)),
            Input::Show(name) => Ok(self.show(&name, control)),
            Input::Declarations => Ok(self.declare(text, origin)),
            Input::Question(prefix) => {
                let reply = self.ask(&format!("{prefix}{text}"), origin, control)?;
                if prefix == "expect " && !reply.failed {
                    self.remember(text);
                }
                Ok(reply)
            }
            Input::Effect => self.attempt(text, origin, control),
        }
    }

    /// An expression that had a value: what an effect does to it is told.
    fn remember(&mut self, text: &str) {
        let text = text.trim();
        if !text.contains('\n') {
            self.asked.retain(|known| known != text);
            self.asked.push(text.to_owned());
            let old = self.asked.len().saturating_sub(effect::ASKED);
            self.asked.drain(..old);
        }
    }

    /// Goes back to the state before the last input that changed it.
    fn undo(&mut self) -> Reply {
        let Some((state, done)) = self.past.pop() else {
            return Reply::fail("there is nothing to undo");
        };
        self.current = state.check(&[], self.files);
        self.state = state;
        Reply::say(format!("undone: {done}"))
    }

    /// Makes a state the current one if nothing is wrong with it. Messages
    /// about the text named come with the reply, errors about any.
    #[allow(clippy::result_large_err, reason = "one reply an input, handed on at once")]
    fn become_state(&mut self, state: State, done: &str, about: &str) -> Result<Reply, Reply> {
        let mut checked = state.check(&[], self.files);
        let told = std::mem::take(&mut checked.diagnostics).into_told();
        let failed = told.errors > 0;
        let mut reply = Reply { failed, ..Reply::default() };
        reply.told = relevant(told, &checked.sources, about);
        if failed {
            reply.sources = checked.sources;
            return Err(reply);
        }
        if !reply.told.diagnostics.is_empty() {
            // The state keeps its own copy of its texts.
            reply.sources = state.check(&[], self.files).sources;
        }
        let old = std::mem::replace(&mut self.state, state);
        self.past.push((old, done.to_owned()));
        self.current = checked;
        Ok(reply)
    }

    /// Adds declarations, or replaces those of the same name.
    fn declare(&mut self, text: &str, origin: &Origin) -> Reply {
        let name = self.name_of(origin);
        let mut state = self.state.clone();
        let done = state.add(&name, &padded(text, origin));
        let words = key::done_words(&done, &self.current);
        match self.become_state(state, &words, &name) {
            Ok(mut reply) => {
                reply.text.push(Style::Faint, words);
                reply.text.end_line();
                reply
            }
            Err(reply) => reply,
        }
    }

    /// Selects the scenario that the following questions mean.
    fn select(&mut self, name: &str) -> Reply {
        let scenarios = self.scenarios();
        if !scenarios.iter().any(|known| known == name) {
            let near = crate::diagnostic::did_you_mean(name, scenarios.iter().map(String::as_str));
            let help = near.unwrap_or_else(|| format!("there are: {}", scenarios.join(", ")));
            return Reply::fail(format!("there is no scenario called `{name}`; {help}"));
        }
        let before = self.state.clone();
        let words = format!("scenario {name}");
        self.past.push((before, words));
        self.state.scenario = (name != "baseline").then(|| name.to_owned());
        Reply::say(format!("questions mean the scenario `{name}` from now on"))
    }

    fn scenarios(&self) -> Vec<String> {
        let model = self.current.model.as_ref();
        let all = model.map(|model| model.scenarios.iter().map(|s| s.head.name.clone()).collect());
        all.unwrap_or_else(|| vec!["baseline".to_owned()])
    }

    /// How messages call an input.
    fn name_of(&self, origin: &Origin) -> String {
        origin.name.clone().unwrap_or_else(|| format!("<input {}>", self.count))
    }
}

/// A text with so many line ends before it that its lines are those of what it
/// was read from.
fn padded(text: &str, origin: &Origin) -> String {
    let lines = if origin.name.is_some() { origin.line.saturating_sub(1) } else { 0 };
    format!("{}{text}", "\n".repeat(lines))
}

/// Errors, and the warnings that are about the text of a name. What is said of
/// every model that is not whole yet (a node without legs) is not said here.
fn relevant(told: Told, sources: &SourceMap, about: &str) -> Told {
    const OF_HALF_A_MODEL: [&str; 5] = ["W0201", "W0402", "W0403", "W0408", "W0503"];
    let is_about = |d: &Diagnostic| sources.file(d.span().file).name() == about;
    let keep = |d: &Diagnostic| match d.severity() {
        Severity::Error => true,
        Severity::Warning => is_about(d) && !OF_HALF_A_MODEL.contains(&d.code.0),
    };
    let diagnostics: Vec<Diagnostic> = told.diagnostics.into_iter().filter(keep).collect();
    let warnings = diagnostics.iter().filter(|d| d.severity() == Severity::Warning).count();
    Told { diagnostics, errors: told.errors, warnings }
}
