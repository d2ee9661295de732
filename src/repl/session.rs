//! One input carried out.

use std::time::{Duration, Instant};

use crate::control::Control;
use crate::session::live::{Live, Origin, Reply, Wish};

use super::Face;

/// What is kept beside the session.
#[derive(Debug, Default)]
pub(super) struct Shell {
    /// Whether the time that an input takes is told.
    time: bool,
    /// Whether anything failed.
    pub failed: bool,
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Go,
    Stop,
}

impl Shell {
    /// Gives an input to the session and shows what came of it.
    pub fn enter(
        &mut self,
        live: &mut Live<'_>,
        face: &dyn Face,
        text: &str,
        origin: &Origin,
        control: &Control,
    ) -> Next {
        let begin = Instant::now();
        let Ok(reply) = live.enter(text, origin, control) else {
            self.failed = true;
            face.tell("cancelled; the session is as it was\n");
            return Next::Go;
        };
        let next = self.show(face, reply);
        if self.time {
            face.tell(&format!("({})\n", took(begin.elapsed())));
        }
        next
    }

    /// Shows a reply and does what only a face can.
    pub fn show(&mut self, face: &dyn Face, reply: Reply) -> Next {
        self.failed |= reply.failed;
        face.tell(&face.messages(&reply.told, &reply.sources));
        if !reply.text.is_empty() {
            // A question that has no answer says so where answers stand.
            let text = face.paint(&reply.text);
            if reply.failed && reply.told.errors > 0 {
                face.tell(&text);
            } else if !face.print(&text) {
                return Next::Stop;
            }
        }
        match reply.wish {
            None => Next::Go,
            Some(Wish::Quit) => Next::Stop,
            Some(Wish::Time(on)) => {
                self.time = on;
                Next::Go
            }
            Some(Wish::Explain(code)) => match face.explain(code.as_deref()) {
                Ok(page) if face.print(&face.paint(&page)) => Next::Go,
                Ok(_) => Next::Stop,
                Err(words) => self.fails(face, &words),
            },
            Some(Wish::Save { path, text }) => match face.save(&path, &text) {
                Ok(replaced) => {
                    let how = if replaced { "replaced" } else { "written" };
                    let lines = text.lines().count();
                    face.tell(&format!("{path}: {lines} lines {how}\n"));
                    Next::Go
                }
                Err(words) => self.fails(face, &words),
            },
        }
    }

    fn fails(&mut self, face: &dyn Face, words: &str) -> Next {
        self.failed = true;
        face.tell(&format!("{words}\n"));
        Next::Go
    }
}

/// `0.42 s`, `7 ms`.
fn took(time: Duration) -> String {
    if time.as_secs() >= 1 {
        format!("{:.2} s", time.as_secs_f64())
    } else {
        format!("{} ms", time.as_millis())
    }
}
