//! The commands.

use crate::control::Control;
use crate::diagnostic::{Told, codes, did_you_mean};
use crate::report::{Document, Style, Styled, document_text, to_json, verdicts_text};
use crate::session::{self, Checked, ImportOptions, Options, Scope};

use super::args::{CheckArgs, Cli, Command, Format, RunArgs, TestArgs};
use super::disk::Disk;
use super::output::{complain, deliver, print, tell};
use super::page::{PageStyle, painted};
use super::progress::watched;
use super::{Exit, explain, fmt, graph, import, new, render, repl, shell, watch};

/// The JSON Schema of the machine output.
const SCHEMA: &str = include_str!("../../schema/corridor.schema.json");

/// Carries out a command.
pub(super) fn run(cli: &Cli) -> Exit {
    let page = PageStyle::new(&cli.page);
    let Some(command) = &cli.command else { return repl::run(None, page) };
    match command {
        Command::Check(args) => {
            let args = RunArgs { check: args.clone(), scenario: None, seed: None };
            run_files(&args, page, None)
        }
        Command::Run(args) => run_files(args, page, Some(Scope::Everything)),
        Command::Test(TestArgs { check, seed }) => {
            let args = RunArgs { check: check.clone(), scenario: None, seed: *seed };
            run_files(&args, page, Some(Scope::Expectations))
        }
        Command::Repl { file } => repl::run(file.as_deref(), page),
        Command::Fmt(args) => fmt::run(args, page),
        Command::New { name, template } => new::new(name, *template),
        Command::Watch { file, runs } => watch::watch(file, *runs, page),
        Command::Graph { file, format, scenario, out } => {
            graph::graph(file, *format, scenario, out.as_deref(), page)
        }
        Command::Import { file, format, mode, speed, to, out } => {
            let options = ImportOptions { mode: mode.clone(), speed: speed.clone(), tables: None };
            import::import(file, *format, options, *to, out.as_deref())
        }
        Command::Completions { shell } => shell::completions(*shell),
        Command::Man { command, out } => shell::man(command.as_deref(), out.as_deref()),
        Command::Explain { code } => explain_code(code.as_deref(), page),
        Command::Lsp => match crate::lsp::serve(&Disk) {
            Ok(()) => Exit::Fine,
            Err(words) => complain(&words),
        },
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

/// `corridor check` (no scope), `corridor run` and `corridor test`: each file
/// is a model of its own.
fn run_files(args: &RunArgs, page: PageStyle, scope: Option<Scope>) -> Exit {
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
        let done = watched(&control, file, || {
            let mut checked = session::check(file, &Disk, &options);
            let told = std::mem::take(&mut checked.diagnostics).into_told();
            let document = checked.run(scope, &control);
            (checked, told, document)
        });
        let (checked, mut told, Ok(mut document)) = done else {
            return complain("cancelled");
        };
        let fails = document.expectations.iter().any(|verdict| verdict.holds != Some(true));
        if told.errors > 0 || fails {
            exit = exit.max(Exit::Failed);
        }
        match format {
            Format::Json => {
                document.diagnostics = std::mem::take(&mut told.diagnostics);
                text.push_str(&to_json(&document, &checked.sources, files.len() == 1));
            }
            Format::Text => {
                tell(&messages(&checked, &told, page));
                let mut results = results(&document, &told, scope, page);
                if files.len() > 1 && scope.is_some() && !results.is_empty() {
                    results = headed(file, results);
                }
                // A file that is written has no colours.
                text.push_str(&painted(&results, page.color_out && out.is_none()));
            }
        }
    }
    exit.max(deliver(&text, out.as_deref(), files))
}

fn messages(checked: &Checked, told: &Told, page: PageStyle) -> String {
    let counts = (told.errors, told.warnings);
    render::render_all(&told.diagnostics, counts, &checked.sources, page.render())
}

/// What is printed of one file beside its messages.
fn results(document: &Document, told: &Told, scope: Option<Scope>, page: PageStyle) -> Styled {
    let mut text = match scope {
        _ if told.errors > 0 => return Styled::new(),
        None => Styled::new(),
        Some(Scope::Everything) => document_text(document, page.text()),
        Some(Scope::Expectations) if document.expectations.is_empty() => Styled::new(),
        Some(Scope::Expectations) => verdicts_text(document, page.text()),
    };
    if text.is_empty() {
        let words = match scope {
            None => render::summary(0, told.warnings),
            Some(Scope::Everything) => "asks nothing (`report network` shows what is there)".into(),
            Some(Scope::Expectations) => "expects nothing".into(),
        };
        text.push(Style::Plain, format!("{}: {words}\n", document.file));
    }
    text
}

/// Results below the name of their file.
fn headed(file: &str, results: Styled) -> Styled {
    let mut all = Styled::new();
    all.push(Style::Title, format!("{file}\n\n"));
    all.append(results);
    all.end_line();
    all
}
