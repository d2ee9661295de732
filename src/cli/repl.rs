//! `corridor` and `corridor repl`.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use crate::diagnostic::{Told, codes};
use crate::repl::{Face, Setup, script, terminal};
use crate::report::Styled;
use crate::session::live::Live;
use crate::source::SourceMap;

use super::disk::Disk;
use super::output::{complain, print, tell};
use super::page::{PageStyle, painted};
use super::{Exit, explain, render};

/// Runs the prompt, or (where the input is a pipe) the inputs it holds.
pub(super) fn run(file: Option<&str>, page: PageStyle) -> Exit {
    let terminal_in = std::io::stdin().is_terminal();
    let mut live = Live::new(&Disk, page.text());
    let face = Program { page };
    let mut exit = Exit::Fine;
    if terminal_in {
        print(&format!(
            "corridor {}: type `:help` for help, Tab completes, Ctrl-D ends\n",
            env!("CARGO_PKG_VERSION")
        ));
    }
    if let Some(file) = file {
        let reply = live.load(file);
        if reply.failed {
            exit = Exit::Failed;
        }
        face.tell(&face.messages(&reply.told, &reply.sources));
        face.tell(&reply.text.plain());
    }
    if !terminal_in {
        let mut text = Vec::new();
        if let Err(error) = std::io::stdin().lock().read_to_end(&mut text) {
            return complain(&format!("standard input cannot be read: {}", error.kind()));
        }
        let Ok(text) = String::from_utf8(text) else {
            return complain("standard input is not UTF-8");
        };
        let fine = script(&mut live, &face, &text, "<stdin>");
        return if fine { exit } else { exit.max(Exit::Failed) };
    }
    let setup = Setup { history: history(), color: page.color_out };
    match terminal(live, &face, &setup) {
        Ok(()) => Exit::Fine,
        Err(error) => complain(&format!("the terminal cannot be used: {error}")),
    }
}

/// Where inputs are kept from one session to the next.
fn history() -> Option<PathBuf> {
    let of =
        |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = of("XDG_STATE_HOME")
        .or_else(|| of("LOCALAPPDATA"))
        .or_else(|| of("HOME").map(|home| home.join(".local").join("state")))?;
    Some(folder.join("corridor").join("history"))
}

/// The program around the prompt.
struct Program {
    page: PageStyle,
}

impl Face for Program {
    fn paint(&self, text: &Styled) -> String {
        painted(text, self.page.color_out)
    }

    fn messages(&self, told: &Told, sources: &SourceMap) -> String {
        let counts = (told.errors, told.warnings);
        render::render_all(&told.diagnostics, counts, sources, self.page.render())
    }

    fn explain(&self, code: Option<&str>) -> Result<Styled, String> {
        let Some(code) = code else { return Ok(explain::explain_index(self.page.width)) };
        match codes::find(code) {
            Some(entry) => Ok(explain::explain_page(entry, self.page.width)),
            None => Err(format!("there is no message `{code}`; `:explain` lists them")),
        }
    }

    fn print(&self, text: &str) -> bool {
        print(text) == Exit::Fine
    }

    fn tell(&self, text: &str) {
        tell(text);
    }

    fn save(&self, path: &str, text: &str) -> Result<bool, String> {
        let there = std::path::Path::new(path).exists();
        let written = std::fs::write(path, text);
        written.map_err(|error| format!("`{path}` cannot be written: {}", error.kind()))?;
        Ok(there)
    }
}
