#![no_main]

use corridor::source::SourceMap;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut sources = SourceMap::new();
    let file = sources.add("fuzz.corridor".to_owned(), None, text.as_ref().into());
    let parsed = corridor::syntax::parse(sources.file(file));
    for told in parsed.diagnostics.into_sorted() {
        sources.text(told.span());
    }
});
