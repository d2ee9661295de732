//! What several test programs need.

use std::path::PathBuf;

/// The folder of networks that others made, with known answers: that of
/// `CORRIDOR_INSTANCES`, else `../shared/instances` beside the repository.
/// Where it is absent a line that begins with `SKIPPED:` says so.
pub fn instances(test: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/instances");
    let folder = std::env::var_os("CORRIDOR_INSTANCES").map_or(beside, PathBuf::from);
    if folder.join("answers.json").is_file() {
        return Some(folder);
    }
    println!("SKIPPED: {test}: no folder of instances (set CORRIDOR_INSTANCES)");
    None
}
