//! What a face of the program needs: load files, check them, run them. No
//! terminal, no protocol; files are read through [`Files`].

mod files;
mod imports;
mod load;
#[cfg(test)]
mod tests;
mod told;

pub use files::{FileProblem, Files, MemoryFiles};
pub use load::{Loaded, LoadedScript, LoadedTable, MAX_IMPORTS, STDIN, load};
