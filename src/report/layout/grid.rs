//! Tables set into columns that fit the width.

use crate::quantity::format_number;
use crate::report::{Align, Cell, Column, ShownUnit, Style, Table};

use super::{Line, fill, phrase_parts, width_of};

/// Blanks between two columns.
const GAP: usize = 2;
/// A column of words is not made narrower than this.
const NARROW: usize = 10;

/// One column ready to be set.
struct Strip {
    header: String,
    align: Align,
    cells: Vec<Line>,
    /// For each cell the columns after its decimal point, the point included.
    fraction: Vec<usize>,
    /// Widest cell, decimal points aligned.
    natural: usize,
    width: usize,
}

/// The lines of a table at most `width` wide. What does not fit even with its
/// words wrapped is broken into several tables that repeat the first column.
pub(in crate::report) fn table_lines(table: &Table, width: usize, all: bool) -> Vec<Line> {
    let shown = match table.most {
        Some(most) if !all => most.min(table.rows.len()),
        _ => table.rows.len(),
    };
    let mut strips: Vec<Strip> = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| strip(table, index, column, shown))
        .collect();
    let mut lines = Vec::new();
    for (number, group) in groups(&strips, width).into_iter().enumerate() {
        if number > 0 {
            lines.push(Line::new());
        }
        shrink(&mut strips, &group, width);
        let picked: Vec<&Strip> = group.iter().map(|&index| &strips[index]).collect();
        set(&picked, shown, table.footer.len(), &mut lines);
    }
    let hidden = table.rows.len() - shown;
    if hidden > 0 {
        let rows = if hidden == 1 { "row" } else { "rows" };
        lines.push(vec![(Style::Faint, format!("… and {hidden} more {rows}; `--all` shows them"))]);
    }
    lines
}

fn strip(table: &Table, index: usize, column: &Column, shown: usize) -> Strip {
    let cells = || {
        table.rows[..shown]
            .iter()
            .chain(&table.footer)
            .map(|row| row.get(index).unwrap_or(&Cell::Blank))
    };
    let unit = shared_unit(cells());
    let header = match &unit {
        Some(unit) if !unit.0.plural.is_empty() => {
            // The unit is one word, so that a narrow heading breaks before it.
            format!("{} ({})", column.header, unit.0.plural.replace(' ', "\u{a0}"))
        }
        _ => column.header.clone(),
    };
    let texts: Vec<Line> = cells().map(|cell| cell_line(cell, unit.is_some())).collect();
    let numeric = |cell: &Cell| match cell {
        Cell::Figure(figure) => unit.is_some() && figure.value().is_some(),
        Cell::Number(_) | Cell::Share(_) => true,
        _ => false,
    };
    let mut fraction: Vec<usize> =
        cells().zip(&texts).map(|(c, t)| if numeric(c) { after_point(t) } else { 0 }).collect();
    let most = fraction.iter().copied().max().unwrap_or(0);
    for (index, cell) in cells().enumerate() {
        // What is no number stands at the column's end.
        fraction[index] = if numeric(cell) { most - fraction[index] } else { 0 };
    }
    let natural =
        texts.iter().zip(&fraction).map(|(text, pad)| width_of(text) + pad).max().unwrap_or(0);
    let width = natural.max(width_of(&[(Style::Heading, header.clone())]));
    Strip { header, align: column.align, cells: texts, fraction, natural, width }
}

/// The unit of all figures of a column, if they share one and any is known.
fn shared_unit<'a>(cells: impl Iterator<Item = &'a Cell>) -> Option<ShownUnit> {
    let mut shared: Option<&ShownUnit> = None;
    let mut known = false;
    for cell in cells {
        let unit = match cell {
            Cell::Figure(figure) => {
                known |= figure.value().is_some();
                &figure.unit
            }
            Cell::Difference(difference) => {
                known |= difference.value.is_some();
                &difference.unit
            }
            _ => continue,
        };
        match shared {
            None => shared = Some(unit),
            Some(first) if first == unit => {}
            Some(_) => return None,
        }
    }
    shared.filter(|_| known).cloned()
}

fn cell_line(cell: &Cell, unit_above: bool) -> Line {
    let text = match cell {
        Cell::Blank => return Line::new(),
        Cell::Text(phrase) => return phrase_parts(phrase, Style::Plain),
        Cell::Figure(figure) if unit_above => figure.number(),
        Cell::Figure(figure) => figure.shown(),
        Cell::Share(share) => share.shown(),
        Cell::Number(number) => format_number(*number),
        Cell::Difference(difference) if unit_above => difference.number(),
        Cell::Difference(difference) => difference.shown(),
    };
    vec![(Style::Figure, text.replace(' ', "\u{a0}"))]
}

/// How much of a number stands from its point on (marks and `%` do not count).
fn after_point(line: &[(Style, String)]) -> usize {
    let Some((_, text)) = line.first() else { return 0 };
    text.find('.')
        .map_or(0, |at| 1 + text[at + 1..].chars().take_while(char::is_ascii_digit).count())
}

/// The least width of a column: numbers and single words are not broken.
fn least(strip: &Strip) -> usize {
    let word = strip
        .header
        .split(' ')
        .map(|word| width_of(&[(Style::Heading, word.to_owned())]))
        .max()
        .unwrap_or(0);
    match strip.align {
        Align::Right => strip.natural.max(word),
        Align::Left => strip.natural.min(NARROW).max(word),
    }
}

/// Which columns stand side by side.
fn groups(strips: &[Strip], width: usize) -> Vec<Vec<usize>> {
    let mut groups = Vec::new();
    let mut group: Vec<usize> = Vec::new();
    let mut used = 0;
    for (index, strip) in strips.iter().enumerate() {
        let wide = least(strip) + if group.is_empty() { 0 } else { GAP };
        if group.len() > 1 && used + wide > width {
            groups.push(std::mem::replace(&mut group, vec![0]));
            used = least(&strips[0]);
        }
        used += least(strip) + if group.is_empty() { 0 } else { GAP };
        group.push(index);
    }
    groups.push(group);
    groups
}

/// Makes the columns of a group fit: headings wrap first, then the widest
/// column of words.
fn shrink(strips: &mut [Strip], group: &[usize], width: usize) {
    let excess = |strips: &[Strip]| {
        let total: usize = group.iter().map(|&index| strips[index].width + GAP).sum();
        total.saturating_sub(GAP + width)
    };
    loop {
        let over = excess(strips);
        if over == 0 {
            break;
        }
        let widest = |by_header: bool, strips: &[Strip]| {
            group
                .iter()
                .copied()
                .filter(|&index| {
                    let strip = &strips[index];
                    strip.width
                        > if by_header { strip.natural.max(least(strip)) } else { least(strip) }
                })
                .max_by_key(|&index| (strips[index].width, std::cmp::Reverse(index)))
        };
        let Some(index) = widest(true, strips).or_else(|| widest(false, strips)) else { break };
        strips[index].width -= 1;
    }
    // What the wrapped words do not need is given back.
    for &index in group {
        let strip = &strips[index];
        let header = [(Style::Heading, strip.header.clone())];
        let wrapped = |words: &[(Style, String)]| {
            fill(words, strip.width).iter().map(|line| width_of(line)).max().unwrap_or(0)
        };
        let cells = if strip.natural <= strip.width {
            strip.natural
        } else {
            strip.cells.iter().map(|cell| wrapped(cell)).max().unwrap_or(0)
        };
        strips[index].width = wrapped(&header).max(cells);
    }
}

/// Heading, rule, rows, rule, footer.
fn set(strips: &[&Strip], rows: usize, footers: usize, lines: &mut Vec<Line>) {
    let headers = strips
        .iter()
        .map(|strip| fill(&[(Style::Heading, strip.header.clone())], strip.width))
        .collect();
    // Headings stand on the rule.
    set_row(strips, headers, None, true, lines);
    let total: usize = strips.iter().map(|strip| strip.width + GAP).sum();
    let rule = || vec![(Style::Faint, "─".repeat(total - GAP.min(total)))];
    lines.push(rule());
    for row in 0..rows + footers {
        if row == rows {
            lines.push(rule());
        }
        let cells = strips.iter().map(|strip| fill(&strip.cells[row], strip.width)).collect();
        set_row(strips, cells, Some(row), false, lines);
    }
}

fn set_row(
    strips: &[&Strip],
    cells: Vec<Vec<Line>>,
    row: Option<usize>,
    to_bottom: bool,
    lines: &mut Vec<Line>,
) {
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    for level in 0..height {
        let mut line = Line::new();
        let mut behind = 0;
        for (strip, cell) in strips.iter().zip(&cells) {
            let skip = if to_bottom { height - cell.len() } else { 0 };
            let empty = Line::new();
            let part = level.checked_sub(skip).and_then(|at| cell.get(at)).unwrap_or(&empty);
            let wide = width_of(part);
            let pad = strip.width.saturating_sub(wide);
            let after = match strip.align {
                Align::Left => pad,
                Align::Right => row.map_or(0, |row| strip.fraction[row]).min(pad),
            };
            if wide > 0 {
                line.push((Style::Plain, " ".repeat(behind + pad - after)));
                line.extend(part.iter().cloned());
                behind = after + GAP;
            } else {
                behind += strip.width + GAP;
            }
        }
        lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{UnitTable, parse_compound};
    use crate::report::{Difference, Figure, Share};

    fn text(table: &Table, width: usize) -> String {
        let lines = table_lines(table, width, false);
        let text = |line: Line| line.into_iter().map(|(_, t)| t).collect::<String>();
        lines.into_iter().map(|line| text(line) + "\n").collect()
    }

    fn uses() -> Table {
        let units = UnitTable::new();
        let unit = |text: &str| parse_compound(text, &units).unwrap();
        let (capacity, days, hours) = (unit("kTEU/year"), unit("days"), unit("hours"));
        let flow = |value: f64| Figure::new(capacity.to_canonical(value), &capacity);
        let mut table = Table::new()
            .text("place")
            .number("flow")
            .number("capacity")
            .number("use")
            .number("time")
            .number("against today");
        let time = |value| Figure::new(value, &days);
        table.row(vec![
            "leg Aktau -> Alat by ferry".into(),
            flow(25.0).into(),
            flow(62.5).into(),
            Share(0.4).into(),
            time(14.27).into(),
            Difference::between(&time(12.0), &time(14.27)).into(),
        ]);
        table.row(vec![
            "port of Kuryk".into(),
            flow(7.25).into(),
            Figure::unlimited(&capacity).into(),
            Cell::Blank,
            Figure::new(0.5, &hours).into(),
            Difference::between(&time(12.0), &time(12.0)).into(),
        ]);
        table.total(vec!["all".into(), flow(32.25).into()]);
        table
    }

    #[test]
    fn numbers_stand_at_their_points_and_units_in_the_heading() {
        insta::assert_snapshot!(text(&uses(), 100));
    }

    #[test]
    fn a_narrow_width_wraps_headings_then_words() {
        let narrow = text(&uses(), 72);
        assert!(narrow.lines().all(|line| line.chars().count() <= 72), "{narrow}");
        insta::assert_snapshot!(narrow);
    }

    #[test]
    fn what_does_not_fit_is_broken_and_the_first_column_repeated() {
        let broken = text(&uses(), 40);
        assert!(broken.lines().all(|line| line.chars().count() <= 40), "{broken}");
        insta::assert_snapshot!(broken);
    }

    #[test]
    fn rows_left_out_are_counted() {
        let mut table = Table::new().text("n");
        for row in 0..5_usize {
            table.row(vec![row.into()]);
        }
        table.most = Some(3);
        assert!(text(&table, 80).ends_with("2\n… and 2 more rows; `--all` shows them\n"));
    }
}
