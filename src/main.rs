//! The program `corridor`: see `corridor::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let exit = corridor::cli::main(std::env::args_os());
    ExitCode::from(exit as u8)
}
