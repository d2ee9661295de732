//! The commands: what begins with a colon.

use crate::control::{Cancelled, Control};
use crate::diagnostic::did_you_mean;
use crate::report::Style;

use super::state::{Base, State};
use super::{Live, Origin, Reply, Wish, help, save};

/// Their names, without the colon, and what they take.
pub(super) const COMMANDS: &[(&str, &str, &str)] = &[
    ("help", "[topic]", "what can be typed here; a topic in detail"),
    ("load", "FILE", "begin with the declarations of a file"),
    ("reload", "", "read the file again, keep what was typed"),
    ("save", "FILE", "write all that holds as a formatted script"),
    ("list", "[kind]", "what is declared"),
    ("show", "NAME", "value, unit, source, where written, what changes it"),
    ("why", "DEMAND or A -> B", "why it is short, late or goes where it goes"),
    ("diff", "S T", "what differs between two scenarios"),
    ("set", "NAME VALUE", "seed, samples, or a param"),
    ("explain", "[CODE]", "a message in detail"),
    ("time", "", "say how long inputs take, or no longer"),
    ("undo", "", "take back the last input that changed something"),
    ("quit", "", "end"),
];

impl Live<'_> {
    /// Carries out a command, without its colon.
    pub(super) fn command(
        &mut self,
        line: &str,
        origin: &Origin,
        control: &Control,
    ) -> Result<Reply, Cancelled> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        Ok(match (word, rest) {
            ("help" | "h" | "?", topic) => help::topic(topic, self.options.width),
            ("load" | "l", "") => Reply::fail("say which file: `:load middle.corridor`"),
            ("load" | "l", path) => self.load(&unquoted(path)),
            ("reload" | "r", _) => self.reload(),
            ("save" | "s", "") => Reply::fail("say where to: `:save mine.corridor`"),
            ("save" | "s", path) => self.save(&unquoted(path)),
            ("list" | "ls", kind) => self.list(kind),
            ("show", "") => Reply::fail("say what: `:show Aktau`"),
            ("show", name) => self.show(name, control),
            ("why", "") => Reply::fail("say of what: `:why trade`, `:why Aktau -> Alat`"),
            ("why", about) => {
                return self.ask(&format!("report why {about}"), origin, control);
            }
            ("diff", pair) => return self.diff(pair, origin, control),
            ("set", assignment) => self.set(assignment),
            ("explain", "") => Reply::wish(Wish::Explain(None)),
            ("explain", code) => Reply::wish(Wish::Explain(Some(code.to_owned()))),
            ("time", word) => Reply::wish(Wish::Time(word != "off")),
            ("undo", _) => self.undo(),
            ("quit" | "exit" | "q", _) => Reply::wish(Wish::Quit),
            (other, _) => {
                let near = did_you_mean(other, COMMANDS.iter().map(|(name, ..)| *name));
                let help = near.unwrap_or_else(|| "`:help` lists them".to_owned());
                Reply::fail(format!("there is no command `:{other}`; {help}"))
            }
        })
    }

    /// Begins anew with a file. What was typed goes; `undo` brings it back.
    pub fn load(&mut self, path: &str) -> Reply {
        let state = State { base: Some(Base::new(path)), ..State::default() };
        self.begin_with(state, &format!(":load {path}"), path)
    }

    /// Reads the file again; what was typed stays.
    fn reload(&mut self) -> Reply {
        let Some(base) = &self.state.base else {
            return Reply::fail("no file was loaded; `:load FILE` loads one");
        };
        let path = base.path.clone();
        let state = State { base: Some(Base::new(&path)), ..self.state.clone() };
        self.begin_with(state, ":reload", &path)
    }

    fn begin_with(&mut self, state: State, done: &str, path: &str) -> Reply {
        match self.become_state(state, done, path) {
            Ok(mut reply) => {
                reply.text.push(Style::Plain, format!("{path}: {}\n", self.counts()));
                reply
            }
            Err(mut reply) => {
                reply.text.push(Style::Plain, format!("`{path}` was not loaded\n"));
                reply
            }
        }
    }

    fn save(&self, path: &str) -> Reply {
        match save::script(&self.current) {
            Ok(text) if text.trim().is_empty() => Reply::fail("there is nothing to save yet"),
            Ok(text) => Reply::wish(Wish::Save { path: path.to_owned(), text }),
            Err(why) => Reply::fail(why),
        }
    }

    /// `:diff S T`: what differs, and what it comes to.
    fn diff(&mut self, pair: &str, origin: &Origin, control: &Control) -> Result<Reply, Cancelled> {
        let names: Vec<&str> =
            pair.split([' ', ',']).filter(|word| !word.is_empty() && *word != "to").collect();
        let [from, to] = names[..] else {
            return Ok(Reply::fail("name two scenarios: `:diff baseline today`"));
        };
        let demands = self.current.model.as_ref().is_some_and(|model| !model.demands.is_empty());
        let mut text = format!("report changes from {from} to {to}");
        if demands {
            text.push_str(&format!("\nreport compare {from}, {to}"));
        }
        self.ask(&text, origin, control)
    }

    /// `:set seed 7`, `:set samples 1000`, `:set price 450 USD/TEU`.
    fn set(&mut self, assignment: &str) -> Reply {
        let pair = assignment.split_once(['=', ' ']).map(|(a, b)| (a.trim(), b.trim()));
        let Some((name, value)) = pair.filter(|(_, value)| !value.is_empty()) else {
            return Reply::fail("write a name and its value: `:set seed 7`");
        };
        let value = value.strip_prefix('=').map_or(value, str::trim);
        let mut state = self.state.clone();
        let number = || value.replace('_', "").parse::<u64>().ok();
        match name {
            "seed" => match number() {
                Some(seed) => state.seed = Some(seed),
                None => return Reply::fail("a seed is a whole number: `:set seed 7`"),
            },
            "samples" => match number().filter(|samples| (1..=10_000_000).contains(samples)) {
                Some(samples) => state.samples = Some(samples),
                None => return Reply::fail("samples are a whole number up to 10 million"),
            },
            _ => {
                state.set.retain(|(known, _)| known != name);
                state.set.push((name.to_owned(), value.to_owned()));
            }
        }
        match self.become_state(state, &format!(":set {name}"), "--set") {
            Ok(mut reply) => {
                reply.text.push(Style::Faint, format!("{name} is {value} from now on\n"));
                reply
            }
            Err(reply) => reply,
        }
    }
}

fn unquoted(path: &str) -> String {
    path.strip_prefix('"').and_then(|p| p.strip_suffix('"')).unwrap_or(path).to_owned()
}
