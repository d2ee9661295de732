#![no_main]

use corridor::session::{self, MemoryFiles, Options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let files = MemoryFiles::new().with("fuzz.corridor", data);
    let checked = session::check("fuzz.corridor", &files, &Options::default());
    for told in checked.diagnostics.into_sorted() {
        checked.sources.position(told.span());
    }
});
