//! The prompt through pipes and through a real pseudo-terminal.

mod support;

use support::{Example, Ran, corridor, corridor_in};

const TOY: &str = "\
model \"Toy\" { edition: 1, currency: USD }
commodity boxes { unit: TEU }
mode rail { speed: 40 km/h }
node Aktau { country: KZ }
node Alat { country: AZ }
leg Aktau -> Alat { mode: rail, distance: 800 km, cost: 300 USD/TEU, capacity: 10 kTEU/year }
demand trade: 5 kTEU/year of boxes from Aktau to Alat
disruption storm { set time of legs by rail to 3 days }
scenario stormy { apply storm }
";

fn typed(input: &str) -> Ran {
    let example = Example::write(TOY);
    corridor_in(example.folder.path(), &["repl", "main.corridor"], input)
}

#[test]
fn a_pipe_is_a_script_of_inputs() {
    let ran = typed(
        "time(Aktau -> Alat) as hours\n\nscenario stormy\ntime(Aktau -> Alat)\nnode X {\n\n  country: KZ\n}\n\
         expect time(Aktau -> Alat)\n  > 2 days\n",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("20 hours\n") && ran.stdout.contains("3 days\n"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("added node X\n") && ran.stdout.contains("holds"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains('\u{1b}') && !ran.stdout.contains("corridor> "), "{}", ran.stdout);
}

#[test]
fn messages_of_a_pipe_have_its_lines_and_the_exit_code_says_so() {
    let ran = typed("flow\n\nnode X { cuntry: KZ }\ntime(Aktau -> Alat) as hours\n");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("[<stdin>:3:10]"), "{}", ran.stderr);
    assert!(ran.stdout.contains("20 hours"), "what follows is answered: {}", ran.stdout);
    let ran = typed("flow\n:why trad\n");
    assert!(ran.stderr.contains("[<stdin>:2:"), "a command has its line: {}", ran.stderr);
    // What is not closed ends where the next declaration begins.
    let ran = typed("node X {\nnode Y\n:show Y\n");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("node Y"), "{ran:?}");
}

#[test]
fn effects_tell_what_they_change_and_are_taken_back() {
    let ran = typed("close leg Aktau -> Alat\nundo\ndelivered(trade)\n");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("demand trade: delivered 5 kTEU/year -> 0"), "{}", ran.stdout);
    assert!(
        ran.stdout.ends_with("5 kTEU/year\n") || ran.stdout.contains("\n5 kTEU/year\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_is_typed_is_saved_formatted() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let input = "mode rail { speed: 40 km/h }\nnode   A\nnode B\nleg A->B{mode:rail,distance:800 km}\n:save mine.corridor\n";
    let ran = corridor_in(folder.path(), &[], input);
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = std::fs::read_to_string(folder.path().join("mine.corridor")).expect("saved");
    assert!(text.ends_with("leg A -> B { mode: rail, distance: 800 km }\n"), "{text}");
    assert_eq!(corridor_in(folder.path(), &["fmt", "--check", "mine.corridor"], "").code, 0);
    assert_eq!(corridor_in(folder.path(), &["check", "mine.corridor"], "").code, 0);
}

#[test]
fn a_file_that_cannot_be_loaded_is_told() {
    let ran = corridor(&["repl", "none.corridor"], ":help\n");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("E0701"), "{}", ran.stderr);
    assert!(ran.stdout.contains(":help start"), "the session goes on: {}", ran.stdout);
}

#[cfg(unix)]
mod on_a_terminal {
    use super::*;
    use rexpect::session::{PtySession, spawn_command};
    use std::path::Path;
    use std::process::Command;

    /// The prompt in a folder, on a terminal without colours.
    fn prompt(folder: &Path) -> PtySession {
        let mut command = Command::new(env!("CARGO_BIN_EXE_corridor"));
        command
            .args(["repl", "main.corridor"])
            .current_dir(folder)
            .env("XDG_STATE_HOME", folder.join("state"))
            .env("NO_COLOR", "1")
            .env("TERM", "xterm");
        let mut session = spawn_command(command, Some(20_000)).expect("the program starts");
        session.exp_string("main.corridor: 2 nodes").expect("the file is loaded");
        session.exp_string("corridor> ").expect("a prompt");
        session
    }

    fn ask(session: &mut PtySession, input: &str, answer: &str) {
        session.send_line(input).expect("typed");
        session.exp_string(answer).unwrap_or_else(|error| panic!("{input}: {error}"));
    }

    #[test]
    fn questions_are_answered_and_the_history_is_kept() {
        let example = Example::write(TOY);
        let mut session = prompt(example.folder.path());
        ask(&mut session, "time(Aktau -> Alat) as hours", "20 hours");
        ask(&mut session, "scenario stormy", "stormy> ");
        ask(&mut session, "time(Aktau -> Alat)", "3 days");
        // Several lines, until the parser has all of it.
        session.send_line("node X {").expect("typed");
        session.send_line("country: KZ").expect("typed");
        ask(&mut session, "}", "added node X");
        // A mistake loses nothing.
        ask(&mut session, "node Z { cuntry: KZ }", "E0205");
        ask(&mut session, ":show X", "node X");
        ask(&mut session, ":quit", "");
        session.exp_eof().expect("it ends");

        let mut session = prompt(example.folder.path());
        // The arrow up twice: the input before `:quit`.
        session.send("\u{1b}[A\u{1b}[A").expect("typed");
        session.flush().expect("typed");
        session.exp_string(":show X").expect("the history");
        session.send_control('c').expect("typed");
        session.exp_string("corridor> ").expect("the input is given up, the session stays");
        session.send_control('d').expect("typed");
        session.exp_eof().expect("it ends");
    }

    #[test]
    fn tab_completes() {
        let example = Example::write(TOY);
        let mut session = prompt(example.folder.path());
        session.send("routes from Akt\t to Ala\t").expect("typed");
        session.flush().expect("typed");
        session.exp_string("Alat").expect("completed");
        ask(&mut session, "", "Routes from Aktau to Alat");
        session.send_control('d').expect("typed");
        session.exp_eof().expect("it ends");
    }

    /// Types keys and waits for what the screen shows.
    fn keys(session: &mut PtySession, keys: &str, seen: &str) {
        session.send(keys).expect("typed");
        session.flush().expect("typed");
        session.exp_string(seen).unwrap_or_else(|error| panic!("{keys}: {error}"));
    }

    /// Likewise, to the next prompt, as a person would wait for it.
    fn done(session: &mut PtySession, typed: &str, seen: &str) {
        keys(session, &format!("{typed}\r"), seen);
        session.exp_string(PASTE).unwrap_or_else(|error| panic!("{typed}: {error}"));
    }

    /// What the terminal is told as a prompt begins.
    const PASTE: &str = "\u{1b}[?2004h";

    /// A newcomer's five minutes: from an empty folder to an answer and a file,
    /// with nothing but `:help` and Tab. It was played by hand; where it
    /// stumbled then, it goes on now: a compound unit completes after its `/`,
    /// and an effect tells what it does to what was asked before, where no
    /// demand and no corridor is declared yet.
    #[test]
    fn a_newcomer_gets_an_answer_with_help_and_tab_alone() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_corridor"));
        command.current_dir(folder.path()).env("XDG_STATE_HOME", folder.path().join("state"));
        command.env("NO_COLOR", "1").env("TERM", "xterm");
        let mut session = spawn_command(command, Some(20_000)).expect("the program starts");
        session.exp_string("type `:help` for help").expect("the first line says how to go on");
        session.exp_string("corridor> ").expect("a prompt");
        done(&mut session, ":help", "from nothing to an answer");
        done(&mut session, ":help start", "Every figure has its unit");

        // A mode: the property and the unit by Tab.
        keys(&mut session, "mode rail { \t\t", "circuity");
        keys(&mut session, "spe\t: 40 km/\t\t", "km/day");
        done(&mut session, "h }", "added mode rail");
        done(&mut session, "node Khorgos { cou\t: KZ }", "added node Khorgos");
        done(&mut session, "node Istanbul { cou\t: TR }", "added node Istanbul");
        // Names complete, and a unit that fits.
        keys(&mut session, "leg Kh\t -> Is\t { mode: r\t, dist\t", "rail, distance");
        keys(&mut session, ": 5000 km, cost: 1200 USD/\t", "1200 USD/t");
        done(&mut session, " }", "added leg Khorgos -> Istanbul");
        done(&mut session, "time(Kh\t -> Is\t) as days", "5.21 days");
        done(&mut session, "routes from Kh\t to Is\t", "Routes from Khorgos to Istanbul");
        // What if?
        done(&mut session, "set speed of mode r\t to 80 km/h", "5.21 days -> 2.6 days");
        done(&mut session, "undo", "undone");
        // A mistake costs nothing, and its page is at hand.
        done(&mut session, "node Baku { contry: AZ }", "country");
        done(&mut session, "node Baku { country: AZ, dwell: 3 }", "E03");
        done(&mut session, ":explain E0301", "E0301");
        done(&mut session, ":list", "Istanbul");
        done(&mut session, ":save mine.corridor", "mine.corridor: ");
        ask(&mut session, ":quit", "");
        session.exp_eof().expect("it ends");
        let saved = std::fs::read_to_string(folder.path().join("mine.corridor")).expect("saved");
        assert!(saved.contains("mode rail { speed: 40 km/h }"), "{saved}");
        assert_eq!(corridor_in(folder.path(), &["check", "mine.corridor"], "").code, 0);
    }

    #[test]
    fn an_interrupt_breaks_off_an_analysis_and_keeps_the_session() {
        let example = Example::write(TOY);
        let mut session = prompt(example.folder.path());
        let flood =
            "disruption flood { close leg Aktau -> Alat, rate: 6/year, duration: 1..9 days }";
        done(&mut session, flood, "added disruption flood");
        let random = "leg Aktau -> Alat { mode: rail, time: 1..2..9 days, cost: 3 USD/TEU }";
        done(&mut session, random, "replaced leg");
        done(&mut session, "scenario floods { apply flood }", "added scenario floods");
        done(&mut session, "scenario floods", "questions mean the scenario");
        done(&mut session, ":set samples 10_000_000", "from now on");
        session.send_line("risk from Aktau to Alat").expect("typed");
        // The line is taken; before that, Ctrl-C would give it up.
        session.exp_string("\u{1b}[?2004l").expect("the line is taken");
        std::thread::sleep(std::time::Duration::from_millis(700));
        session.send_control('c').expect("typed");
        session.exp_string("cancelled; the session is as it was").expect("broken off");
        done(&mut session, "time(Aktau -> Alat) as hours", "hours");
        done(&mut session, ":show flood", "flood");
        session.send_control('d').expect("typed");
        session.exp_eof().expect("it ends");
    }

    #[test]
    fn closing_a_port_tells_at_once_and_is_undone() {
        let example = Example::write(TOY);
        let mut session = prompt(example.folder.path());
        done(&mut session, "close node Aktau", "delivered 5 kTEU/year -> 0");
        done(&mut session, ":diff baseline trial", "Aktau");
        done(&mut session, ":why trade", "Aktau");
        done(&mut session, "undo", "undone: close node Aktau");
        done(&mut session, ":list demands", "trade");
        done(&mut session, "delivered(trade)", "5 kTEU/year");
        session.send_control('d').expect("typed");
        session.exp_eof().expect("it ends");
    }
}
