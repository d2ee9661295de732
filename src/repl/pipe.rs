//! Input that is no terminal: a script of inputs, one after the other.

use crate::control::Control;
use crate::session::live::{Live, Origin};
use crate::syntax::keywords::DECLARATIONS;

use super::Face;
use super::session::{Next, Shell};

/// Carries out a text of inputs; true if all went well. An input goes on while
/// the parser waits for more, and over lines that are set in.
pub fn script(live: &mut Live<'_>, face: &dyn Face, text: &str, name: &str) -> bool {
    let mut shell = Shell::default();
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        let begin = at;
        let mut input = lines[at].to_owned();
        at += 1;
        while at < lines.len() && goes_on(live, &input, lines[at]) {
            input.push('\n');
            input.push_str(lines[at]);
            at += 1;
        }
        let origin = Origin { name: Some(name.to_owned()), line: begin + 1 };
        if shell.enter(live, face, &input, &origin, &Control::new()) == Next::Stop {
            break;
        }
    }
    !shell.failed
}

fn goes_on(live: &Live<'_>, input: &str, next: &str) -> bool {
    if begins(next) {
        return is_doc(input);
    }
    let set_in = next.starts_with([' ', '\t']) && !next.trim().is_empty();
    let begun = !input.trim().is_empty() && !input.starts_with(':');
    (begun && set_in) || live.unfinished(input)
}

/// A line in column 0 that begins a declaration or is a command: whatever
/// stands before it has ended, or was not closed.
fn begins(line: &str) -> bool {
    let word = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let after = line[word.len()..].trim_start();
    line.starts_with(':')
        || (DECLARATIONS.contains(&word)
            && after.starts_with(|c: char| c.is_alphabetic() || c == '"' || c == '_'))
}

/// A comment that documents what follows.
fn is_doc(input: &str) -> bool {
    input.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with("//"))
        && input.contains("///")
}
