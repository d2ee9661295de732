//! The commands.

use crate::diagnostic::{codes, did_you_mean};
use crate::report::{Document, to_json};
use crate::session::{self, Options};

use super::args::{CheckArgs, Cli, Command, Format};
use super::disk::Disk;
use super::output::{complain, deliver, print, tell};
use super::page::{PageStyle, painted};
use super::{Exit, explain, render};

/// The JSON Schema of the machine output.
const SCHEMA: &str = include_str!("../../schema/corridor.schema.json");

/// Carries out a command.
pub(super) fn run(cli: &Cli) -> Exit {
    let page = PageStyle::new(&cli.page);
    match &cli.command {
        Command::Check(args) => check(args, page),
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
