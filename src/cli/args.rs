//! What may be written on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A language for what-ifs about transport corridors.
#[derive(Debug, Parser)]
#[command(
    name = "corridor",
    version,
    about = "Ask what-ifs about transport corridors: files in, answers out.",
    after_help = "Examples:\n  \
        corridor run examples/middle_corridor.corridor\n  \
        corridor check *.corridor\n  \
        corridor explain E0301\n\n\
        Exit codes: 0 all is well; 1 the file has errors or an expectation failed;\n\
        2 the command was not understood.",
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub page: PageArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check files, answer their reports and judge their expectations
    #[command(after_help = "Examples:\n  \
        corridor run middle.corridor\n  \
        corridor run --scenario today --set \"price=450 USD/TEU\" middle.corridor\n  \
        corridor run --format json --out answers.json middle.corridor\n  \
        cat middle.corridor | corridor run -")]
    Run(RunArgs),
    /// Judge the expectations of files
    #[command(after_help = "Examples:\n  \
        corridor test middle.corridor\n  \
        corridor test docs/guide/*.md")]
    Test(RunArgs),
    /// Check files for mistakes, run nothing
    #[command(after_help = "Examples:\n  \
        corridor check middle.corridor\n  \
        corridor check --strict-sources --format json middle.corridor")]
    Check(CheckArgs),
    /// Set files in the one style of the language; values and comments stay
    #[command(after_help = "Examples:\n  \
        corridor fmt middle.corridor docs/guide/*.md\n  \
        corridor fmt --check middle.corridor\n  \
        cat middle.corridor | corridor fmt -")]
    Fmt(FmtArgs),
    /// Show the long form of a message, or the list of all
    #[command(after_help = "Examples:\n  \
        corridor explain E0301\n  \
        corridor explain")]
    Explain {
        /// The code of a message, such as E0301; without one the list
        code: Option<String>,
    },
    /// Serve an editor: the Language Server Protocol on standard input and output
    #[command(after_help = "An editor starts this by itself; docs/guide/editors.md says how.")]
    Lsp,
    /// Print the JSON Schema of `--format json`
    #[command(after_help = "Example:\n  corridor schema > corridor.schema.json")]
    Schema,
}

/// How text is set.
#[derive(Debug, Clone, Args)]
pub(super) struct PageArgs {
    /// When to use colour (NO_COLOR is honoured)
    #[arg(long, value_enum, default_value = "auto", global = true, value_name = "WHEN")]
    pub color: ColorWhen,
    /// Columns of the page [default: the terminal's, else 80]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=1000))]
    pub width: Option<u16>,
    /// Show all messages and rows, not only the first
    #[arg(long, global = true)]
    pub all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One JSON object (one a line for several files)
    Json,
}

/// What `check` takes.
#[derive(Debug, Clone, Args)]
pub(super) struct CheckArgs {
    /// Scripts or Markdown pages with `corridor` blocks; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// A figure without a source is an error
    #[arg(long)]
    pub strict_sources: bool,
    /// What to print
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: Format,
    /// Give a parameter another value, as written in a file (repeatable)
    #[arg(long = "set", value_name = "PARAM=VALUE", value_parser = assignment)]
    pub set: Vec<(String, String)>,
    /// Write there instead of printing
    #[arg(long, value_name = "FILE")]
    pub out: Option<String>,
}

/// What `fmt` takes.
#[derive(Debug, Clone, Args)]
pub(super) struct FmtArgs {
    /// Scripts or Markdown pages with `corridor` blocks; `-` reads standard
    /// input and prints [default: the scripts of this folder]
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// Write nothing; show what would change, and exit with 1 if anything would
    #[arg(long)]
    pub check: bool,
}

/// What `run` and `test` take.
#[derive(Debug, Clone, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    pub check: CheckArgs,
    /// Answer all reports in this scenario
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Another seed for random draws
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

/// `PARAM=VALUE`.
fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write PARAM=VALUE, for instance \"price=450 USD/TEU\"".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn assignments_need_both_sides() {
        assert_eq!(assignment("price = 4 = x"), Ok(("price".to_owned(), "4 = x".to_owned())));
        assert!(assignment("price").is_err());
        assert!(assignment("=4").is_err());
        assert!(assignment("price=").is_err());
    }
}
