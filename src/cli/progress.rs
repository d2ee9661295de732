//! Progress of what takes longer than a second, on a terminal.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::control::Control;

/// Nothing is shown before.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is looked.
const TICK: Duration = Duration::from_millis(100);

/// Does the work and, where it takes long and somebody watches, shows how far
/// it is. Standard output is not touched.
pub(super) fn watched<T>(control: &Control, what: &str, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    std::thread::scope(|scope| {
        let (done, wait) = channel::<()>();
        scope.spawn(move || {
            if wait.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::new(0).with_message(what.to_owned());
            let plain = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
            let counted =
                ProgressStyle::with_template("{spinner} {msg} {bar:30} {percent}% {elapsed}");
            while wait.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                let (steps, total) = control.progress();
                let style = if total > 0 { &counted } else { &plain };
                if let Ok(style) = style {
                    bar.set_style(style.clone());
                }
                bar.set_length(total);
                bar.set_position(steps.min(total));
                bar.tick();
            }
            bar.finish_and_clear();
        });
        let result = work();
        // The watcher may have left already.
        let _ = done.send(());
        result
    })
}
