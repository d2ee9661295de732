//! What a face of the program needs: load files, check them, run them. No
//! terminal, no protocol; files are read through [`Files`].

mod check;
mod complete;
mod files;
mod format;
mod graph;
mod imports;
pub mod live;
mod load;
mod network_file;
mod run;
#[cfg(test)]
mod sweep_tests;
#[cfg(test)]
mod tests;
mod told;
pub mod view;

pub use check::{Checked, Options, check, check_again};
pub use files::{FileProblem, Files, MemoryFiles};
pub use format::{Formatting, format};
pub use graph::{Drawn, GraphKind, graph};
pub use load::{Kept, Loaded, LoadedScript, LoadedTable, MAX_IMPORTS, STDIN, load};
pub use network_file::{ImportOptions, Imported, NetworkFormat, import_network};
pub use run::Scope;
