//! Every form of the language with its tree: `forms.txt` holds a declaration,
//! a line `=> tree`, and so on. Trees are texts of `dump.rs`. To write them anew
//! run the test with `UPDATE=1` and read the difference.

use super::dump::Dump;
use super::support::{messages, parsed};

const FORMS: &str = include_str!("forms.txt");

/// The declarations alone.
pub(super) fn sources() -> Vec<String> {
    let mut all = Vec::new();
    let mut source = String::new();
    for line in FORMS.lines().filter(|line| !line.starts_with("--")) {
        if line.starts_with("=>") {
            all.push(std::mem::take(&mut source));
        } else {
            source.push_str(line);
            source.push('\n');
        }
    }
    all
}

fn tree(text: &str) -> String {
    let (sources, parsed) = parsed("form.corridor", text);
    let told: Vec<String> = messages("form.corridor", text);
    if !told.is_empty() {
        return format!("TOLD {}", told.join(" | "));
    }
    let dump = Dump { sources: &sources };
    parsed.program.decls.iter().map(|decl| dump.decl(decl)).collect::<Vec<_>>().join(" || ")
}

#[test]
fn every_form_has_its_tree() {
    let mut made = String::new();
    let mut source = String::new();
    for line in FORMS.lines() {
        if line.starts_with("=>") {
            made.push_str(&format!("{source}=> {}\n", tree(&source)));
            source.clear();
        } else if source.is_empty() && (line.is_empty() || line.starts_with("--")) {
            made.push_str(&format!("{line}\n"));
        } else {
            source.push_str(line);
            source.push('\n');
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/syntax/tests/forms.txt");
        std::fs::write(path, &made).unwrap();
        return;
    }
    for (made, kept) in made.lines().zip(FORMS.lines()) {
        assert_eq!(made, kept);
    }
    assert_eq!(made.lines().count(), FORMS.lines().count());
}
