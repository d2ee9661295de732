//! The commands.

use crate::control::Control;
use crate::diagnostic::{codes, did_you_mean};
use crate::report::{Style, Styled, document_text, to_json};
use crate::session::{self, Ask, Options, Outcome};

use super::args::{CheckArgs, Cli, Command, Format, RunArgs};
use super::disk::Disk;
use super::output::{complain, deliver, print, tell};
use super::page::{PageStyle, painted};
use super::progress::watched;
use super::{Exit, explain, render};

/// The JSON Schema of the machine output.
const SCHEMA: &str = include_str!("../../schema/corridor.schema.json");

/// Carries out a command.
pub(super) fn run(cli: &Cli) -> Exit {
    let page = PageStyle::new(&cli.page);
    match &cli.command {
        Command::Check(check) => {
            let args = RunArgs { check: check.clone(), scenario: None, seed: None };
            ask(&args, Ask::Nothing, page)
        }
        Command::Run(args) => ask(args, Ask::Everything, page),
        Command::Explain { code } => explain_code(code.as_deref(), page),
        Command::Schema => print(SCHEMA),
    }
}

fn explain_code(code: Option<&str>, page: PageStyle) -> Exit {
    let Some(code) = code else {
        return print(&painted(&explain::explain_index(page.width), page.color_out));
    };
    match codes::find(code) {
        Some(entry) => print(&painted(&explain::explain_page(entry, page.width), page.color_out)),
        None => {
            let all = codes::all();
            let known = all.iter().map(|entry| entry.code.0);
            let hint = did_you_mean(&code.to_uppercase(), known)
                .unwrap_or_else(|| "`corridor explain` lists them".to_owned());
            complain(&format!("there is no message `{code}`; {hint}"))
        }
    }
}

/// `corridor check` and `corridor run`.
fn ask(args: &RunArgs, ask: Ask, page: PageStyle) -> Exit {
    let CheckArgs { files, strict_sources, format, set, out } = &args.check;
    let options = Options {
        strict_sources: *strict_sources,
        set: set.clone(),
        scenario: args.scenario.clone(),
        seed: args.seed,
    };
    let mut exit = Exit::Fine;
    let mut text = String::new();
    for file in files {
        let control = Control::new();
        let answered =
            watched(&control, file, || session::run(file, &Disk, &options, ask, &control));
        // Nobody cancels a command but by ending the program.
        let Ok(outcome) = answered else { return Exit::Failed };
        if outcome.failed() {
            exit = exit.max(Exit::Failed);
        }
        match format {
            Format::Json => {
                text.push_str(&to_json(&outcome.document, &outcome.sources, files.len() == 1));
            }
            Format::Text => {
                tell(&messages(&outcome, page));
                let title = (files.len() > 1).then_some(file.as_str());
                // A file that is written has no colours.
                let color = page.color_out && out.is_none();
                text.push_str(&painted(&results(&outcome, ask, title, page), color));
            }
        }
    }
    exit.max(deliver(&text, out.as_deref(), files))
}

fn messages(outcome: &Outcome, page: PageStyle) -> String {
    let counts = (outcome.errors, outcome.warnings);
    render::render_all(&outcome.document.diagnostics, counts, &outcome.sources, page.render())
}

/// What is printed for one file of several (`title`) or one alone.
fn results(outcome: &Outcome, ask: Ask, title: Option<&str>, page: PageStyle) -> Styled {
    let mut text = Styled::new();
    let Outcome { document, errors, warnings, .. } = outcome;
    match ask {
        Ask::Nothing if *errors > 0 => {}
        Ask::Nothing => {
            let found = render::summary(*errors, *warnings);
            text.push(Style::Plain, format!("{}: {found}\n", document.file));
        }
        Ask::Everything => {
            let body = document_text(document, page.text());
            if let (Some(title), false) = (title, body.is_empty()) {
                text.push(Style::Title, format!("{title}\n\n"));
            }
            text.append(body);
            if *errors == 0 && document.results.is_empty() && document.expectations.is_empty() {
                let words = "the file asks nothing; `report network` would show what it holds";
                text.push(Style::Plain, format!("{}: {words}\n", document.file));
            }
        }
    }
    text
}
