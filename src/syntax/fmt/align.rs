//! Declarations of one kind on lines that follow each other have their arrows
//! and their braces below each other.

use unicode_width::UnicodeWidthStr;

use super::piece::Block;

/// A column is moved this far at most; where heads differ more in length, it
/// begins anew.
const FURTHEST: usize = 14;

/// All blocks, one below the other, with the line end of the last.
pub(super) fn aligned(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < blocks.len() {
        let run = Run::of(&blocks[at..]);
        for (index, block) in blocks[at..at + run.length].iter().enumerate() {
            if block.blank && at + index > 0 {
                out.push('\n');
            }
            run.write(block, &mut out);
            out.push('\n');
        }
        at += run.length;
    }
    out
}

/// Lines whose columns stand below each other.
struct Run {
    length: usize,
    /// The widest text before the arrow (0 without one), and from there to the
    /// brace.
    most: [usize; 2],
}

impl Run {
    /// The longest run of the first blocks.
    fn of(blocks: &[Block]) -> Self {
        let Some(first) = blocks.first().and_then(Head::of) else {
            return Self { length: 1, most: [0; 2] };
        };
        let (mut least, mut most) = (first.widths, first.widths);
        let mut length = 1;
        for block in &blocks[1..] {
            let Some(next) = Head::of(block) else { break };
            let low = [0, 1].map(|at| least[at].min(next.widths[at]));
            let high = [0, 1].map(|at| most[at].max(next.widths[at]));
            let far = (0..2).any(|at| high[at] - low[at] > FURTHEST);
            if block.blank || far || (next.word, next.arrow) != (first.word, first.arrow) {
                break;
            }
            (least, most) = (low, high);
            length += 1;
        }
        Self { length, most }
    }

    fn write(&self, block: &Block, out: &mut String) {
        let Some(cells) = block.cells.filter(|_| self.length > 1) else {
            out.push_str(&block.text);
            return;
        };
        let arrow = cells.arrow.unwrap_or(0);
        let parts = [&block.text[..arrow], &block.text[arrow..cells.brace]];
        for (part, most) in parts.into_iter().zip(self.most) {
            out.push_str(part);
            out.extend(std::iter::repeat_n(' ', most.saturating_sub(part.width())));
        }
        out.push_str(&block.text[cells.brace..]);
    }
}

/// What a line must share with another to be set with it.
struct Head<'b> {
    word: &'b str,
    arrow: bool,
    widths: [usize; 2],
}

impl<'b> Head<'b> {
    fn of(block: &'b Block) -> Option<Self> {
        let cells = block.cells?;
        let arrow = cells.arrow.unwrap_or(0);
        let widths = [block.text[..arrow].width(), block.text[arrow..cells.brace].width()];
        Some(Self { word: &block.text[..cells.word], arrow: cells.arrow.is_some(), widths })
    }
}
