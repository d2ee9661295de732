//! `corridor completions` and `corridor man`: for the shell and its reader.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::Exit;
use super::args::Cli;
use super::output::{complain, print};

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> Exit {
    let mut out = Vec::new();
    generate(shell, &mut Cli::command(), "corridor", &mut out);
    print(&String::from_utf8_lossy(&out))
}

/// Prints the manual page of the program or of one command, or writes all of
/// them into a folder.
pub(super) fn man(command: Option<&str>, folder: Option<&str>) -> Exit {
    let root = Cli::command();
    if let Some(folder) = folder {
        return pages(root, Path::new(folder));
    }
    let wanted = match command {
        None => root,
        Some(name) => match root.get_subcommands().find(|known| known.get_name() == name) {
            Some(found) => found.clone().display_name(format!("corridor-{name}")),
            None => return complain(&format!("there is no command `{name}`; `--help` lists them")),
        },
    };
    match page(wanted) {
        Ok(text) => print(&text),
        Err(error) => complain(&format!("the page cannot be made: {}", error.kind())),
    }
}

fn page(command: clap::Command) -> std::io::Result<String> {
    let mut out = Vec::new();
    clap_mangen::Man::new(command).render(&mut out)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn pages(root: clap::Command, folder: &Path) -> Exit {
    let written = std::fs::create_dir_all(folder).and_then(|()| {
        std::fs::write(folder.join("corridor.1"), page(root.clone())?)?;
        for command in root.get_subcommands() {
            let name = format!("corridor-{}", command.get_name());
            let file = folder.join(format!("{name}.1"));
            std::fs::write(file, page(command.clone().display_name(name))?)?;
        }
        Ok(())
    });
    match written {
        Ok(()) => Exit::Fine,
        Err(error) => {
            complain(&format!("`{}` cannot be written: {}", folder.display(), error.kind()))
        }
    }
}
