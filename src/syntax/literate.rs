//! Literate pages: the fenced `corridor` blocks of a Markdown file.

/// The bytes of each block's inside, in order.
pub fn blocks(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut blocks = Vec::new();
    let mut open: Option<(char, usize, Option<usize>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim_start_matches(' ');
        let indent = line.len() - trimmed.len();
        let Some(mark) = trimmed.chars().next().filter(|c| *c == '`' || *c == '~') else {
            continue;
        };
        let length = trimmed.chars().take_while(|c| *c == mark).count();
        if length < 3 || indent > 3 {
            continue;
        }
        let info = trimmed[length..].trim();
        match open {
            None => {
                let word = info.split(|c: char| c.is_whitespace() || matches!(c, ',' | '{')).next();
                let ours = word == Some("corridor");
                open = Some((mark, length, ours.then_some(at)));
            }
            Some((fence, least, begin)) if fence == mark && length >= least && info.is_empty() => {
                if let Some(begin) = begin {
                    blocks.push(begin..start);
                }
                open = None;
            }
            Some(_) => {}
        }
    }
    if let Some((_, _, Some(begin))) = open {
        blocks.push(begin..text.len());
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn only_corridor_blocks_count() {
        let page = "a\n```corridor\nnode A\n```\n```text\nno\n```\n~~~corridor\nnode B\n~~~\n";
        let found: Vec<&str> = blocks(page).into_iter().map(|r| &page[r]).collect();
        assert_eq!(found, ["node A\n", "node B\n"]);
        assert_eq!(blocks("```corridor\nx").len(), 1);
        assert_eq!(
            blocks("```corridor title=\"x\"\nx\n```\n```corridor,editable\ny\n```").len(),
            2
        );
        assert!(blocks("```corridors\nx\n```").is_empty());
    }
}
