//! All that holds as a script.

use crate::session::Checked;
use crate::source::SourceMap;
use crate::syntax::fmt;

/// The declarations of a checked state as one formatted script: those of the
/// file that was loaded, as they stand there with their comments, less what was
/// replaced, and then those that were typed. What is imported stays imported.
///
/// # Errors
/// In words, why there is no script.
pub(super) fn script(checked: &Checked) -> Result<String, String> {
    let mut text = String::new();
    for script in checked.scripts.iter().filter(|script| script.main) {
        let file = checked.sources.file(script.program.file);
        let (all, program) = (file.text(), &script.program);
        let literate = file.name().to_ascii_lowercase().ends_with(".md");
        let mut at = 0;
        for piece in &program.pieces {
            let holds = program
                .decls
                .iter()
                .any(|decl| piece.range().contains(&(decl.span.start as usize)));
            let (start, end) = (piece.start as usize, piece.end as usize);
            if !literate && at < start {
                text.push_str(&all[at..start]);
            }
            if holds {
                text.push_str(all[start..end].trim_end());
                text.push_str(&all[start + all[start..end].trim_end().len()..end]);
                if literate || !text.ends_with('\n') {
                    text.push('\n');
                }
            }
            at = end;
        }
        if !literate {
            text.push_str(&all[at.min(all.len())..]);
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }
    let mut sources = SourceMap::new();
    let id = sources.add("saved.corridor".to_owned(), None, text.as_str().into());
    match fmt::format(sources.file(id)) {
        Ok(formatted) => Ok(formatted.text),
        Err(refused) => {
            Err(format!("nothing was written: formatting would change {}", refused.words()))
        }
    }
}
