//! The command line: the only place that reads the clock, the environment and
//! the disk, and that prints.

mod args;
mod commands;
mod disk;
mod explain;
mod fmt;
mod graph;
mod hint;
mod import;
mod new;
mod output;
mod page;
mod progress;
mod render;
#[cfg(test)]
mod render_tests;
mod repl;
mod shell;
mod snippet;
mod watch;

use std::ffi::OsString;

use clap::Parser;

pub use explain::{explain_index, explain_markdown, explain_page};
pub use render::{RenderOptions, render, render_all, summary};

/// What went well or wrong, for the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// The file has errors, or an expectation failed.
    Failed = 1,
    /// The command was not understood, or could not be carried out.
    Usage = 2,
}

/// Runs the program on its arguments, the name of the program first.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    match args::Cli::try_parse_from(arguments) {
        Ok(cli) => commands::run(&cli),
        Err(mut error) => {
            hint::add(&mut error);
            // Help and version are asked for and no error.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Fine };
            // Where nobody reads, nothing is to be said.
            let _ = error.print();
            exit
        }
    }
}
