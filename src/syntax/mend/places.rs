//! Coordinates in other forms than the language's.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax;

use super::find::Finder;

impl Finder<'_, '_> {
    /// `44.21 N 80.41 E`, `44,21N 80,41E`, `44.21°N, 80.41°E`, `80.41E 44.21N`.
    pub(super) fn coordinates(&mut self, at: usize) -> bool {
        let Some((first, middle)) = self.coordinate(at) else { return false };
        let next = if self.tokens.is(middle, ",") { middle + 1 } else { middle };
        let Some((second, end)) = self.coordinate(next) else { return false };
        let (latitude, longitude) = match (first.1, second.1) {
            ("N" | "S", "E" | "W") => (first, second),
            ("E" | "W", "N" | "S") => (second, first),
            _ => return false,
        };
        let new = format!("{}{} {}{}", latitude.0, latitude.1, longitude.0, longitude.1);
        if self.stretch(at, end - 1) == new {
            // As it should be.
            self.take(at, end - 1);
            return true;
        }
        let title = "coordinates are written latitude first, the letter touching its number";
        self.replace(syntax::COORDINATES, title, (at, end - 1), "as in `44.21N 80.41E`", &new);
        true
    }

    /// `44.21N` alone, `44.21 80.41` where a place is given.
    pub(super) fn half_a_place(&mut self, at: usize) -> bool {
        let letter = |at: usize| matches!(self.tokens.word(at), "N" | "S" | "E" | "W");
        let place = at > 1 && self.tokens.is(at - 1, ":") && self.tokens.is(at - 2, "at");
        let half = letter(at + 1) && self.tokens.glued(at + 1);
        let bare = place && self.tokens.same_line(at + 1) && self.is_number(at + 1);
        let last = if half || bare {
            at + 1
        } else if place && self.tokens.is(at + 1, ",") && self.is_number(at + 2) {
            at + 2
        } else {
            return false;
        };
        let span = self.span(at, last);
        self.take(at, last);
        let title = "a place has a latitude and a longitude, each with its letter";
        let help = "write it as in `44.21N 80.41E`";
        self.tell(syntax::COORDINATES, title, span, "not both", help);
        self.change(span, "0N 0E");
        true
    }

    /// Whether `at:` stands right before a token.
    fn is_place(&self, at: usize) -> bool {
        at > 1 && self.tokens.is(at - 1, ":") && self.tokens.is(at - 2, "at")
    }

    /// `43°36'N 51°13'E`, `43.6N51.2E`: degrees that are not read, in their
    /// decimal form.
    pub(super) fn degrees_and_minutes(&mut self, at: usize) -> bool {
        if !self.is_place(at) {
            return false;
        }
        let Some(start) = self.tokens.get(at).map(|token| token.start) else { return false };
        let rest = &self.tokens.text[start..];
        let raw = rest.split(['\n', '}']).next().unwrap_or("");
        let Some((length, new)) = decimal_degrees(raw) else { return false };
        let last = (at..self.tokens.all.len())
            .take_while(|&index| self.tokens.all[index].start < start + length)
            .last()
            .unwrap_or(at);
        let span = self.places.span(start, start + length);
        self.take(at, last);
        self.change(span, &new);
        let title = "coordinates are decimal degrees, a blank between the two";
        self.told.push(
            Diagnostic::new(syntax::COORDINATES, title, span, "here")
                .with_help("as in `44.21N 80.41E`")
                .with_fix(format!("write `{new}`"), span, new),
        );
        true
    }

    /// `at: [43.6, 51.2]`, `at: (43.6N, 51.2E)`.
    pub(super) fn place_in_brackets(&mut self, at: usize) -> bool {
        if !self.is_place(at) || !matches!(self.tokens.word(at), "[" | "(") {
            return false;
        }
        let close = |last: usize| matches!(self.tokens.word(last), "]" | ")");
        if let Some((first, middle)) = self.coordinate(at + 1) {
            let next = if self.tokens.is(middle, ",") { middle + 1 } else { middle };
            if let Some((second, end)) = self.coordinate(next)
                && close(end)
            {
                let new = format!("{}{} {}{}", first.0, first.1, second.0, second.1);
                let title = "coordinates stand without brackets";
                self.replace(syntax::COORDINATES, title, (at, end), "as in `44.21N 80.41E`", &new);
                return true;
            }
        }
        let last = at + 4;
        let minus = (at + 1..last).any(|index| self.tokens.is(index, "-"));
        if minus || !self.is_number(at + 1) || !self.is_number(at + 3) || !close(last) {
            return false;
        }
        let span = self.span(at, last);
        self.take(at, last);
        self.change(span, "0N 0E");
        let title = "a place has a latitude and a longitude, each with its letter";
        self.tell(syntax::COORDINATES, title, span, "no letters", "write it as in `44.21N 80.41E`");
        true
    }

    /// A number and its letter, and the token after them.
    fn coordinate(&self, at: usize) -> Option<((String, &str), usize)> {
        if !self.is_number(at) {
            return None;
        }
        let mut number = self.tokens.word(at).to_owned();
        let mut next = at + 1;
        let decimals =
            self.tokens.is(next, ",") && self.tokens.glued(next) && self.tokens.glued(next + 1);
        if decimals && self.digits(next + 1).is_some() && !number.contains('.') {
            number = format!("{number}.{}", self.tokens.word(next + 1));
            next += 2;
        }
        if matches!(self.tokens.word(next), "°" | "º") {
            next += 1;
        }
        let letter = self.tokens.word(next);
        matches!(letter, "N" | "S" | "E" | "W").then_some(((number, letter), next + 1))
    }

    /// `N44.21 E80.41`.
    pub(super) fn letter_first(&mut self, at: usize) -> bool {
        let part = |word: &str| -> Option<(String, char)> {
            let letter = word.chars().next().filter(|c| "NSEW".contains(*c))?;
            let number = &word[1..];
            let fits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| (number.to_owned(), letter))
        };
        let read = |at: usize| -> Option<((String, char), usize)> {
            let (whole, letter) = part(self.tokens.word(at))?;
            if self.tokens.is(at + 1, ".")
                && self.tokens.glued(at + 1)
                && self.digits(at + 2).is_some()
            {
                let number = format!("{whole}.{}", self.tokens.word(at + 2));
                return Some(((number, letter), at + 3));
            }
            Some(((whole, letter), at + 1))
        };
        let Some((first, middle)) = read(at) else { return false };
        let next = if self.tokens.is(middle, ",") { middle + 1 } else { middle };
        let Some((second, end)) = read(next) else { return false };
        if !matches!((first.1, second.1), ('N' | 'S', 'E' | 'W')) {
            return false;
        }
        let new = format!("{}{} {}{}", first.0, first.1, second.0, second.1);
        let title = "the letter of a coordinate stands after its number";
        self.replace(syntax::COORDINATES, title, (at, end - 1), "as in `44.21N 80.41E`", &new);
        true
    }
}

/// A place in degrees, minutes and seconds, or without a blank between its
/// halves: the bytes it takes and how the language writes it. None for what
/// is written as it should be, or is no place.
fn decimal_degrees(text: &str) -> Option<(usize, String)> {
    let mut halves: Vec<String> = Vec::new();
    let (mut parts, mut number) = (Vec::new(), String::new());
    let mut odd = false;
    for (at, c) in text.char_indices() {
        let end_number = |number: &mut String, parts: &mut Vec<f64>| {
            if !number.is_empty() {
                parts.extend(number.parse::<f64>());
                number.clear();
            }
        };
        match c {
            '0'..='9' | '.' => number.push(c),
            '°' | 'º' | '\'' | '’' | '′' | '″' | '”' | '"' => {
                odd = true;
                end_number(&mut number, &mut parts);
            }
            ' ' | '\t' | ',' => end_number(&mut number, &mut parts),
            'N' | 'S' | 'E' | 'W' => {
                end_number(&mut number, &mut parts);
                let (degrees, minutes, seconds) = match *parts.as_slice() {
                    [d] => (d, 0.0, 0.0),
                    [d, m] => (d, m, 0.0),
                    [d, m, s] => (d, m, s),
                    _ => return None,
                };
                parts.clear();
                let value = degrees + minutes / 60.0 + seconds / 3600.0;
                let shown = format!("{value:.4}");
                let shown = shown.trim_end_matches('0').trim_end_matches('.');
                halves.push(format!("{shown}{c}"));
                let rest = &text[at + 1..];
                if halves.len() == 2 {
                    let whole = halves[0].ends_with(['N', 'S']) && c != 'N' && c != 'S';
                    return (odd && whole).then(|| (at + 1, halves.join(" ")));
                }
                odd |= rest.starts_with(|c: char| c.is_ascii_digit());
            }
            _ => return None,
        }
    }
    None
}
