//! Runs the program as a person would, on files in a folder of their own.
#![allow(dead_code)]

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a run of the program gave.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `corridor` with these arguments and this on its standard input.
pub fn corridor(arguments: &[&str], input: &str) -> Ran {
    corridor_in(Path::new("."), arguments, input)
}

/// Likewise in a folder.
pub fn corridor_in(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_corridor"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("TERM")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input closes it early; nothing else may
    // keep it from getting all of it.
    match child.stdin.take().expect("an input").write_all(input.as_bytes()) {
        Ok(()) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error}"),
    }
    let output = child.wait_with_output().expect("the program ends");
    Ran {
        code: output.status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// A folder with the files of an example.
pub struct Example {
    pub folder: TempDir,
    flags: Vec<String>,
}

impl Example {
    /// Writes `main.corridor` and the files that begin at `--- name`; a first
    /// line `// args: --flag` gives flags.
    ///
    /// `--- name as latin-1` saves in that encoding, `--- name of 257 MB` makes
    /// a file of that size, `--- n1.x to n3.x` three in which `n2.x` becomes
    /// the next number each.
    pub fn write(text: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let first = text.lines().next().unwrap_or_default();
        let flags = first.strip_prefix("// args: ").unwrap_or_default();
        let flags = flags.split_whitespace().map(str::to_owned).collect();
        let example = Self { folder, flags };
        let mut name = "main.corridor".to_owned();
        let mut body = String::new();
        for line in text.split_inclusive('\n') {
            if let Some(next) = line.strip_prefix("--- ") {
                example.file(&name, &body);
                next.trim().clone_into(&mut name);
                body.clear();
            } else {
                body.push_str(line);
            }
        }
        example.file(&name, &body);
        example
    }

    fn file(&self, name: &str, body: &str) {
        if let Some((first, last)) = name.split_once(" to ") {
            let number = |name: &str| -> usize {
                let digits: String = name.chars().filter(char::is_ascii_digit).collect();
                digits.parse().expect("a number in the name")
            };
            let (from, to) = (number(first), number(last));
            for at in from..=to {
                let name = first.replace(&from.to_string(), &at.to_string());
                let body = body.replace(&(from + 1).to_string(), &(at + 1).to_string());
                self.file(&name, &body);
            }
            return;
        }
        let (name, bytes, size) = if let Some((name, _)) = name.split_once(" as latin-1") {
            (name, body.chars().map(|c| u8::try_from(c).expect("Latin-1")).collect(), 0)
        } else if let Some((name, size)) = name.split_once(" of ") {
            let megabytes: u64 = size.trim_end_matches(" MB").parse().expect("a size");
            (name, body.as_bytes().to_vec(), megabytes * 1024 * 1024)
        } else {
            (name, body.as_bytes().to_vec(), 0)
        };
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, bytes).expect("a file");
        if size > 0 {
            let file = std::fs::File::options().write(true).open(&path).expect("a file");
            file.set_len(size).expect("a size");
        }
    }

    /// `corridor check` on it.
    pub fn check(&self, more: &[&str]) -> Ran {
        let mut arguments = vec!["check", "main.corridor"];
        arguments.extend(self.flags.iter().map(String::as_str));
        arguments.extend(more);
        corridor_in(self.folder.path(), &arguments, "")
    }
}

/// The commands that the help of the program lists.
pub fn commands() -> Vec<String> {
    let help = corridor(&["--help"], "").stdout;
    let list = help.split("Commands:").nth(1).expect("a list of commands");
    list.lines()
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}
