//! Words filled to a width, by what a terminal shows of them.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::report::{Bit, Phrase, Style};

/// A line of text with roles.
pub(in crate::report) type Line = Vec<(Style, String)>;

/// Stands for a blank inside a figure while lines are broken.
const GLUE: char = '\u{a0}';

/// What a terminal could be led astray by (control characters, marks that turn
/// the direction of writing) becomes a visible replacement.
pub(in crate::report) fn clean(text: &str) -> String {
    let bad =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| match c {
            '\n' | '\t' | '\r' => ' ',
            c if bad(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// The stretches of a phrase with their roles, figures glued together.
pub(in crate::report) fn phrase_parts(phrase: &Phrase, words: Style) -> Line {
    let glued = |text: String| text.replace(' ', "\u{a0}");
    phrase
        .bits
        .iter()
        .map(|bit| match bit {
            Bit::Text(text) => (words, clean(text)),
            Bit::Name(name) => {
                (if words == Style::Plain { Style::Name } else { words }, clean(name))
            }
            Bit::Good(text) => (Style::Good, clean(text)),
            Bit::Bad(text) => (Style::Bad, clean(text)),
            Bit::Place(place) => (Style::Faint, glued(clean(&place.shown()))),
            Bit::Figure(_) | Bit::Share(_) | Bit::Difference(_) => {
                let style = if words == Style::Plain { Style::Figure } else { words };
                (style, glued(bit.shown()))
            }
        })
        .collect()
}

/// How many columns of a terminal a line takes.
pub(in crate::report) fn width_of(line: &[(Style, String)]) -> usize {
    line.iter().map(|(_, text)| text.width()).sum()
}

/// Breaks at blanks so that no line is wider than `width` (at least 1); a word
/// that is wider by itself is cut.
pub(in crate::report) fn fill(parts: &[(Style, String)], width: usize) -> Vec<Line> {
    let width = width.max(1);
    let mut lines: Vec<Line> = Vec::new();
    let mut line: Line = Vec::new();
    let mut used = 0;
    for word in words(parts) {
        let wide = width_of(&word);
        let gap = usize::from(used > 0);
        if used > 0 && used + gap + wide > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            let style = blank_style(&line, &word);
            push(&mut line, style, " ");
            used += 1;
        }
        if wide <= width {
            used += wide;
            for (style, text) in word {
                push(&mut line, style, &text);
            }
            continue;
        }
        for (style, c) in letters(&word) {
            let wide = c.width().unwrap_or(0);
            if used + wide > width && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            push(&mut line, style, c.encode_utf8(&mut [0; 4]));
            used += wide;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    for (_, text) in lines.iter_mut().flatten() {
        if text.contains(GLUE) {
            *text = text.replace(GLUE, " ");
        }
    }
    lines
}

/// Words broken at blanks to a width, without roles.
pub fn wrap_plain(phrase: &Phrase, width: usize) -> Vec<String> {
    let lines = fill(&phrase_parts(phrase, Style::Plain), width);
    lines.into_iter().map(|line| line.into_iter().map(|(_, text)| text).collect()).collect()
}

/// A blank between two stretches of one role belongs to it.
fn blank_style(line: &[(Style, String)], word: &[(Style, String)]) -> Style {
    match (line.last(), word.first()) {
        (Some((left, _)), Some((right, _))) if left == right => *left,
        _ => Style::Plain,
    }
}

fn letters(word: &[(Style, String)]) -> impl Iterator<Item = (Style, char)> + '_ {
    word.iter().flat_map(|(style, text)| text.chars().map(|c| (*style, c)))
}

fn push(line: &mut Line, style: Style, text: &str) {
    match line.last_mut() {
        Some((last, words)) if *last == style => words.push_str(text),
        _ => line.push((style, text.to_owned())),
    }
}

/// Cuts at blanks; what touches without a blank stays one word.
fn words(parts: &[(Style, String)]) -> Vec<Line> {
    let mut words = Vec::new();
    let mut word: Line = Vec::new();
    for (style, text) in parts {
        for (index, piece) in text.split(' ').enumerate() {
            if index > 0 && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if !piece.is_empty() {
                push(&mut word, *style, piece);
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{UnitTable, parse_compound};
    use crate::report::Figure;

    #[test]
    fn lines_break_between_words_and_never_inside_a_figure() {
        let days = parse_compound("USD/TEU", &{
            let mut table = UnitTable::new();
            table.set_base("USD").unwrap();
            table
        })
        .unwrap();
        let phrase =
            Phrase::from("the way costs (").with(Figure::new(2272.4, &days)).with(") at most");
        assert_eq!(wrap_plain(&phrase, 22), ["the way costs", "(2 272 USD/TEU) at", "most"]);
        assert_eq!(wrap_plain(&Phrase::from("abcdefgh"), 3), ["abc", "def", "gh"]);
        assert_eq!(wrap_plain(&Phrase::new(), 10), [""]);
    }

    #[test]
    fn wide_letters_count_twice_and_controls_do_not_reach_the_terminal() {
        assert_eq!(wrap_plain(&Phrase::from("阿克套港 Баку"), 8), ["阿克套港", "Баку"]);
        assert_eq!(
            wrap_plain(&Phrase::from("a\u{1b}[31mb\u{202e}"), 20),
            ["a\u{fffd}[31mb\u{fffd}"]
        );
    }
}
