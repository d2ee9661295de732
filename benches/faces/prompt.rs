//! A person at the prompt.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{milliseconds, spread};

/// What is typed: a declaration, a question, an effect; and whether it is taken
/// back each time.
const INPUTS: [(&str, &str, bool); 3] = [
    ("one declaration", "node Elsewhere { country: KZ }", true),
    ("one question", "time(Xian -> Poti) as hours", false),
    ("one effect tried, with the figures that it changes", "close node Aktau", true),
];

const RUNS: usize = 11;

/// Starts the prompt on a file and types; each time is the least of several.
pub fn measure(program: &str, file: &str) {
    let start = (0..RUNS).map(|_| run(program, file, "").1).collect();
    let (least, middle) = spread(start);
    println!("start and end with {file}: {least:.1} ms the least, {middle:.1} ms the middle one");
    for (what, input, undo) in INPUTS {
        let mut script = String::from(":time\n");
        let after = if undo { "undo\n" } else { "" };
        (0..RUNS).for_each(|_| script.push_str(&format!("{input}\n{after}")));
        let told = run(program, file, &script).0;
        // `:time` itself, then each input and each `undo`, says how long it took.
        let step = if undo { 2 } else { 1 };
        let times = told.lines().filter_map(took).skip(1).step_by(step).collect();
        let (least, middle) = spread(times);
        println!("{what} (`{input}`): {least:.0} ms the least, {middle:.0} ms the middle one");
    }
    #[cfg(unix)]
    terminal::memory(program, file);
}

/// What is told on standard error, and how long the whole run took.
fn run(program: &str, file: &str, input: &str) -> (String, f64) {
    let begin = Instant::now();
    let mut child = Command::new(program)
        .args(["repl", file])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut to = child.stdin.take().expect("a pipe");
    to.write_all(input.as_bytes()).expect("the program listens");
    drop(to);
    let output = child.wait_with_output().expect("the end");
    (String::from_utf8_lossy(&output.stderr).into_owned(), milliseconds(begin))
}

/// `(7 ms)` and `(1.20 s)`, in milliseconds.
fn took(line: &str) -> Option<f64> {
    let inner = line.strip_prefix('(')?.strip_suffix(')')?;
    let (number, unit) = inner.split_once(' ')?;
    let number: f64 = number.parse().ok()?;
    match unit {
        "ms" => Some(number),
        "s" => Some(number * 1e3),
        _ => None,
    }
}

#[cfg(unix)]
mod terminal {
    use std::process::Command;

    use rexpect::session::spawn_command;

    use super::INPUTS;
    use crate::client::memory as of;

    /// What a terminal is told as a prompt begins.
    const PROMPT: &str = "\u{1b}[?2004h";

    /// The one process that this one has started.
    fn child() -> u32 {
        let own = std::process::id().to_string();
        let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let ours = |process: &u32| {
            let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
            stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1)) == Some(own.as_str())
        };
        numbers.into_iter().find(ours).unwrap_or_default()
    }

    /// The memory of a prompt in a terminal, as it starts and once it has
    /// answered.
    pub fn memory(program: &str, file: &str) {
        let mut command = Command::new(program);
        command.args(["repl", file]).env("NO_COLOR", "1").env("TERM", "xterm");
        command.env("XDG_STATE_HOME", std::env::temp_dir().join("corridor-bench"));
        let mut session = spawn_command(command, Some(60_000)).expect("a terminal");
        session.exp_string(PROMPT).expect("a prompt");
        let process = child();
        let before = of(process, "VmRSS");
        for (_, input, _) in INPUTS {
            session.send_line(input).expect("typed");
            session.exp_string(PROMPT).expect("a prompt");
        }
        println!(
            "memory at the prompt: {before:.0} MB; after these inputs {:.0} MB, {:.0} MB at most",
            of(process, "VmRSS"),
            of(process, "VmHWM")
        );
        session.send_line(":quit").expect("typed");
    }
}
