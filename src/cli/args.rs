//! What may be written on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::new::Template;

/// A language for what-ifs about transport corridors.
#[derive(Debug, Parser)]
#[command(
    name = "corridor",
    version,
    about = "Ask what-ifs about transport corridors: files in, answers out.",
    after_help = "Examples:\n  \
        corridor\n  \
        corridor run examples/middle_corridor.corridor\n  \
        corridor check *.corridor\n  \
        corridor explain E0301\n\n\
        Exit codes: 0 all is well; 1 the file has errors or an expectation failed;\n\
        2 the command was not understood.",
    disable_help_subcommand = true
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
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
    Test(TestArgs),
    /// Check files for mistakes, run nothing
    #[command(after_help = "Examples:\n  \
        corridor check middle.corridor\n  \
        corridor check --strict-sources --format json middle.corridor")]
    Check(CheckArgs),
    /// Ask at a prompt (also without a command); a pipe is run as a script
    #[command(after_help = "Examples:\n  \
        corridor repl middle.corridor\n  \
        echo 'time(Khorgos -> Istanbul) as hours' | corridor repl middle.corridor")]
    Repl {
        /// A script to begin with
        #[arg(value_name = "FILE")]
        file: Option<String>,
    },
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
    /// Begin a project that passes its own test
    #[command(after_help = "Examples:\n  \
        corridor new caspian\n  \
        corridor new caspian --template middle")]
    New {
        /// The folder to make
        #[arg(value_name = "NAME", default_value = "corridor-model")]
        name: String,
        /// What to begin with
        #[arg(long, value_enum, default_value = "blank", value_name = "TEMPLATE")]
        template: Template,
    },
    /// Run a file at every save and show what became different
    #[command(after_help = "Example:\n  corridor watch middle.corridor")]
    Watch {
        /// The script or Markdown page; what it imports is watched too
        #[arg(value_name = "FILE")]
        file: String,
        /// End after so many runs
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        runs: Option<u32>,
    },
    /// Print the network as a graph
    #[command(after_help = "Examples:\n  \
        corridor graph middle.corridor | dot -Tsvg > middle.svg\n  \
        corridor graph --format geojson --scenario today middle.corridor")]
    Graph {
        /// A script or a Markdown page with `corridor` blocks; `-` is standard input
        #[arg(value_name = "FILE")]
        file: String,
        /// In which language
        #[arg(long, value_enum, default_value = "dot", value_name = "FORMAT")]
        format: GraphFormat,
        /// What is open in this scenario, all its changes in force
        #[arg(long, value_name = "NAME", default_value = "baseline")]
        scenario: String,
        /// Write there instead of printing
        #[arg(long, value_name = "FILE")]
        out: Option<String>,
    },
    /// Make a script, or tables, of a network in GeoJSON, GraphML or GML
    #[command(after_help = "Examples:\n  \
        corridor import rails.geojson --speed \"40 km/h\" --out rails.corridor\n  \
        corridor import net.graphml > net.corridor\n  \
        corridor import net.gml --out net.csv    # net.nodes.csv, net.legs.csv, net.corridor")]
    Import {
        /// The network
        #[arg(value_name = "FILE")]
        file: String,
        /// In which format [default: by the end of its name]
        #[arg(long, value_enum, value_name = "FORMAT")]
        format: Option<NetworkKind>,
        /// The mode of legs that name none
        #[arg(long, value_name = "NAME")]
        mode: Option<String>,
        /// The speed of all modes, as a file writes it
        #[arg(long, value_name = "SPEED")]
        speed: Option<String>,
        /// Nodes and legs in the script, or in tables beside it
        /// [default: by the end of `--out`]
        #[arg(long, value_enum, value_name = "FORM")]
        to: Option<ImportTo>,
        /// Write there instead of printing; tables need it
        #[arg(long, value_name = "FILE")]
        out: Option<String>,
    },
    /// Print the completions of a shell
    #[command(after_help = "Examples:\n  \
        corridor completions bash > ~/.local/share/bash-completion/completions/corridor\n  \
        corridor completions fish > ~/.config/fish/completions/corridor.fish")]
    Completions {
        /// Which shell
        #[arg(value_enum, value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Print a manual page, or write all of them
    #[command(after_help = "Examples:\n  \
        corridor man run | man -l -\n  \
        corridor man --out ~/.local/share/man/man1")]
    Man {
        /// Of which command; without one of the program
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
        /// Write all pages into this folder
        #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
        out: Option<String>,
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
pub(super) enum GraphFormat {
    /// Graphviz
    Dot,
    /// For Markdown pages
    Mermaid,
    /// For maps: places and straight lines between them
    Geojson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum NetworkKind {
    /// RFC 7946
    Geojson,
    /// As networkx, igraph and yEd write it
    Graphml,
    /// The Graph Modelling Language
    Gml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ImportTo {
    /// One script
    Script,
    /// Tables of nodes and of legs, and a script that imports them
    Csv,
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

/// What `test` takes: an expectation says itself in which scenario it holds.
#[derive(Debug, Clone, Args)]
pub(super) struct TestArgs {
    #[command(flatten)]
    pub check: CheckArgs,
    /// Another seed for random draws
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

/// What `run` takes.
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
