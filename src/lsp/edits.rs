//! Formatting as edits: only blanks that change are sent, so that a cursor and
//! what is marked stay where they are.

use serde_json::{Value, json};

use super::position::Lines;

/// What leads from one text to another, as far as it lies in a range. Where more
/// than blanks differs, the whole text is one edit.
pub fn between(old: &str, new: &str, range: Option<(u32, u32)>) -> Value {
    let lines = Lines::new(old);
    let (start, end) = range.unwrap_or((0, old.len() as u32));
    let Some(gaps) = gaps(old, new) else {
        if old == new {
            return json!([]);
        }
        return json!([{ "range": lines.range(0, old.len() as u32), "newText": new }]);
    };
    let touches = |gap: &&Gap<'_>| start <= gap.start && gap.end <= end;
    let edit =
        |gap: &Gap<'_>| json!({ "range": lines.range(gap.start, gap.end), "newText": gap.new });
    Value::Array(gaps.iter().filter(touches).map(edit).collect())
}

/// A stretch of blanks that changes.
#[derive(Debug, PartialEq)]
struct Gap<'n> {
    start: u32,
    end: u32,
    new: &'n str,
}

/// The blanks that differ; none if anything else does.
fn gaps<'n>(old: &str, new: &'n str) -> Option<Vec<Gap<'n>>> {
    let blank = |c: char| c.is_whitespace();
    let mut gaps = Vec::new();
    let (mut at, mut to) = (0, 0);
    loop {
        let skipped = |text: &str| text.find(|c| !blank(c)).unwrap_or(text.len());
        let (own, other) = (skipped(&old[at..]), skipped(&new[to..]));
        if old[at..at + own] != new[to..to + other] {
            let (start, end) = (at as u32, (at + own) as u32);
            gaps.push(Gap { start, end, new: &new[to..to + other] });
        }
        at += own;
        to += other;
        match (old[at..].chars().next(), new[to..].chars().next()) {
            (None, None) => return Some(gaps),
            (Some(one), Some(two)) if one == two => {
                at += one.len_utf8();
                to += two.len_utf8();
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_that_change_are_sent() {
        let (old, new) = ("node  A{ x:1 }\n\n\nleg", "node A { x: 1 }\n\nleg\n");
        let gaps = gaps(old, new).unwrap();
        let mut text = old.to_owned();
        for gap in gaps.iter().rev() {
            text.replace_range(gap.start as usize..gap.end as usize, gap.new);
        }
        assert_eq!(text, new);
        assert_eq!(super::gaps("a b", "a c"), None);
        assert_eq!(between("a", "a", None), json!([]));
    }
}
