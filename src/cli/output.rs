//! Printing, and the one file that is written when asked for.

use std::io::{self, ErrorKind, Write};

use super::Exit;

/// Prints results. A reader that went away is no failure.
pub(super) fn print(text: &str) -> Exit {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Exit::Fine,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Exit::Fine,
        Err(error) => complain(&format!("the output cannot be written: {}", error.kind())),
    }
}

/// Shows messages.
pub(super) fn tell(text: &str) {
    // Where nobody reads messages, nobody can be told so.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Says why a command could not be carried out.
pub(super) fn complain(text: &str) -> Exit {
    tell(&format!("corridor: {text}\n"));
    Exit::Usage
}

/// Writes results where the user wants them: to a file that is none of the
/// inputs, or to standard output.
pub(super) fn deliver(text: &str, out: Option<&str>, inputs: &[String]) -> Exit {
    let Some(path) = out else { return print(text) };
    if path == "-" {
        return print(text);
    }
    let same = |input: &String| match (std::fs::canonicalize(path), std::fs::canonicalize(input)) {
        (Ok(out), Ok(input)) => out == input,
        _ => false,
    };
    if inputs.iter().any(same) {
        return complain(&format!("`--out {path}` would overwrite the file that is run"));
    }
    match std::fs::write(path, text) {
        Ok(()) => Exit::Fine,
        Err(error) => complain(&format!("`{path}` cannot be written: {}", error.kind())),
    }
}
