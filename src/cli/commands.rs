//! The commands.

use crate::control::Control;
use crate::diagnostic::{codes, did_you_mean};
use crate::report::{Document, document_text, to_json, verdicts_text};
use crate::session::{self, Options, Scope};

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
        Command::Check(args) => check(args, page),
        Command::Run(args) => run_files(args, page, Scope::Everything),
        Command::Test(args) => run_files(args, page, Scope::Expectations),
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

/// `corridor run` and `corridor test`.
fn run_files(args: &RunArgs, page: PageStyle, scope: Scope) -> Exit {
    let options = Options {
        strict_sources: args.check.strict_sources,
        set: args.check.set.clone(),
        scenario: args.scenario.clone(),
        seed: args.seed,
    };
    let files = &args.check.files;
    let mut exit = Exit::Fine;
    let mut out = String::new();
    for file in files {
        let mut checked = session::check(file, &Disk, &options);
        let told = std::mem::take(&mut checked.diagnostics).into_told();
        if told.errors > 0 {
            exit = exit.max(Exit::Failed);
        }
        let control = Control::new();
        let what = format!("running {file}");
        let Ok(mut document) = watched(&control, &what, || checked.run(file, scope, &control))
        else {
            return complain("cancelled");
        };
        if document.expectations.iter().any(|verdict| verdict.holds != Some(true)) {
            exit = exit.max(Exit::Failed);
        }
        match args.check.format {
            Format::Text => {
                let counts = (told.errors, told.warnings);
                let told = &told.diagnostics;
                tell(&render::render_all(told, counts, &checked.sources, page.render()));
                if files.len() > 1 {
                    out.push_str(&format!("{file}\n\n"));
                }
                let text = match scope {
                    Scope::Everything => document_text(&document, page.text()),
                    Scope::Expectations => verdicts_text(&document.expectations, page.text()),
                };
                let painted = painted(&text, page.color_out && args.check.out.is_none());
                out.push_str(&painted);
                if counts.0 == 0 && painted.trim().is_empty() {
                    out.push_str(match scope {
                        Scope::Everything => "no reports and no expectations\n",
                        Scope::Expectations => "no expectations\n",
                    });
                }
            }
            Format::Json => {
                document.diagnostics = told.diagnostics;
                out.push_str(&to_json(&document, &checked.sources, files.len() == 1));
            }
        }
    }
    exit.max(deliver(&out, args.check.out.as_deref(), files))
}

/// `corridor check`.
fn check(args: &CheckArgs, page: PageStyle) -> Exit {
    let options = Options {
        strict_sources: args.strict_sources,
        set: args.set.clone(),
        ..Options::default()
    };
    let mut exit = Exit::Fine;
    let mut out = String::new();
    let pretty = args.files.len() == 1;
    for file in &args.files {
        let checked = session::check(file, &Disk, &options);
        let told = checked.diagnostics.into_told();
        if told.errors > 0 {
            exit = exit.max(Exit::Failed);
        }
        match args.format {
            Format::Text => {
                let counts = (told.errors, told.warnings);
                tell(&render::render_all(
                    &told.diagnostics,
                    counts,
                    &checked.sources,
                    page.render(),
                ));
                if told.errors + told.warnings == 0 {
                    out.push_str(&format!("{file}: no errors\n"));
                }
            }
            Format::Json => {
                let document = Document {
                    file: file.clone(),
                    model: checked.model.and_then(|model| model.settings.title),
                    diagnostics: told.diagnostics,
                    ..Document::default()
                };
                out.push_str(&to_json(&document, &checked.sources, pretty));
            }
        }
    }
    exit.max(deliver(&out, args.out.as_deref(), &args.files))
}
