#![no_main]

use std::sync::Arc;
use std::time::Duration;

use corridor::control::Control;
use corridor::session::{self, MemoryFiles, Options, Scope};
use libfuzzer_sys::fuzz_target;

/// A question may rightly take long; whoever asks it to stop must be heard.
const PATIENCE: Duration = Duration::from_secs(10);

fuzz_target!(|data: &[u8]| {
    let files = MemoryFiles::new().with("fuzz.corridor", data);
    let checked = session::check("fuzz.corridor", &files, &Options::default());
    let control = Arc::new(Control::new());
    let (done, over) = std::sync::mpsc::channel::<()>();
    let watched = Arc::clone(&control);
    let watcher = std::thread::spawn(move || {
        if over.recv_timeout(PATIENCE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            watched.cancel();
        }
    });
    let _ = checked.run(Some(Scope::Everything), &control);
    drop(done);
    let _ = watcher.join();
});
