//! Every code of the chapter: its wrong example tells it and nothing else, its
//! right example nothing.

use super::support::messages;
use crate::diagnostic::codes::syntax::ENTRIES;

#[test]
fn each_wrong_example_tells_its_own_code_and_nothing_else() {
    let mut wrong = Vec::new();
    for entry in ENTRIES {
        let told = messages("wrong.corridor", entry.wrong);
        if told.is_empty() || told.iter().any(|told| !told.starts_with(entry.code.0)) {
            wrong.push(format!("{}: {told:#?}", entry.code.0));
        }
        let told = messages("right.corridor", entry.right);
        if !told.is_empty() {
            wrong.push(format!("{} (right): {told:#?}", entry.code.0));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
