//! Whole files: the examples, the guide, the reference's own.

use super::support::messages;

#[test]
fn every_example_and_guide_page_parses() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    for folder in ["examples", "docs/guide"] {
        let Ok(entries) = std::fs::read_dir(format!("{root}{folder}")) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if !(name.ends_with(".corridor") || name.ends_with(".md")) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(messages(&name, &text), [""; 0], "{name}");
        }
    }
}
