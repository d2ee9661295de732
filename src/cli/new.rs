//! `corridor new`: a project to begin with, which passes its own test.

use std::path::Path;

use clap::ValueEnum;

use super::Exit;
use super::output::{complain, print};

/// What a new project holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Template {
    /// The Middle Corridor, with figures and their sources
    Middle,
    /// Kazakhstan's oil, with figures and their sources
    Oil,
    /// Two places, a leg and a question, to be replaced
    Blank,
}

impl Template {
    fn script(self) -> &'static str {
        match self {
            Self::Middle => include_str!("../../examples/middle_corridor.corridor"),
            Self::Oil => include_str!("../../examples/kazakh_oil.corridor"),
            Self::Blank => include_str!("new/blank.corridor"),
        }
    }
}

/// Makes the folder of a project. Nothing that is there is written over.
pub(super) fn new(name: &str, template: Template) -> Exit {
    let folder = Path::new(name);
    let file = folder.join("main.corridor");
    let readme = folder.join("README.md");
    if let Some(there) = [&file, &readme].into_iter().find(|path| path.exists()) {
        return complain(&format!("`{}` is there already; nothing was written", there.display()));
    }
    let words = readme_text(name);
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&file, template.script()))
        .and_then(|()| std::fs::write(&readme, words));
    if let Err(error) = written {
        return complain(&format!("`{name}` cannot be written: {}", error.kind()));
    }
    let file = file.display();
    print(&format!(
        "{file} is there. What next:\n\n  corridor run {file}\n  corridor test {file}\n  corridor repl {file}\n"
    ))
}

fn readme_text(name: &str) -> String {
    let title =
        Path::new(name).file_name().map_or_else(|| name.into(), |name| name.to_string_lossy());
    format!(
        "# {title}\n\nA model of transport corridors in `main.corridor`.\n\n\
         ```sh\ncorridor run main.corridor     # answer its reports\n\
         corridor test main.corridor    # judge its expectations\n\
         corridor repl main.corridor    # ask more\n\
         corridor watch main.corridor   # answer again at every save\n```\n"
    )
}
