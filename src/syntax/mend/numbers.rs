//! Numbers, dates and coordinates in other forms than the language's.

use crate::diagnostic::codes::syntax;

use super::find::Finder;
use super::lex::Kind;

impl Finder<'_, '_> {
    /// A mistake that begins with a number, or a sign before one.
    pub(super) fn number(&mut self, at: usize) -> bool {
        match self.tokens.kind(at) {
            Some(Kind::Number) => {
                self.other_date(at)
                    || self.coordinates(at)
                    || self.half_a_place(at)
                    || self.grouped(at)
                    || self.loose_percent(at)
                    || self.open_point(at)
            }
            Some(Kind::Sign) => self.leading_point(at),
            Some(Kind::Word) => self.letter_first(at),
            _ => false,
        }
    }

    fn is_number(&self, at: usize) -> bool {
        self.tokens.kind(at) == Some(Kind::Number)
    }

    /// The number at `at` has only digits; how many.
    fn digits(&self, at: usize) -> Option<usize> {
        let word = self.tokens.word(at);
        let whole = self.is_number(at) && word.bytes().all(|b| b.is_ascii_digit());
        whole.then_some(word.len())
    }

    /// `2022-3-21`, `2022/03/21`, `21.03.2022`.
    fn other_date(&mut self, at: usize) -> bool {
        // `21.03` is one number, and `.2022` follows it.
        let (last, text) = {
            let point = self.tokens.is(at + 1, ".") && self.tokens.glued(at + 1);
            if point && self.digits(at + 2).is_some() && self.tokens.glued(at + 2) {
                (at + 2, self.stretch(at, at + 2).to_owned())
            } else {
                let joined = (1..=4).all(|step| self.tokens.glued(at + step));
                let sign = self.tokens.word(at + 1);
                let like = matches!(sign, "-" | "/" | "–" | "—") && self.tokens.is(at + 3, sign);
                if !joined
                    || !like
                    || self.digits(at + 2).is_none()
                    || self.digits(at + 4).is_none()
                {
                    return false;
                }
                (at + 4, self.stretch(at, at + 4).to_owned())
            }
        };
        let parts: Vec<&str> = text.split(['.', '-', '/', '–', '—']).collect();
        let [a, b, c] = parts.as_slice() else { return false };
        let (year, month, day) = match (a.len(), b.len(), c.len()) {
            (4, 1..=2, 1..=2) => (*a, *b, *c),
            (1..=2, 1..=2, 4) => (*c, *b, *a),
            _ => return false,
        };
        let number = |part: &str| part.parse::<u32>().unwrap_or(0);
        let (month, day) = (number(month), number(day));
        let sure = a.len() == 4 || day > 12 || text.contains('.');
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            if a.len() == 4 && text.contains('-') && b.len() == 2 && c.len() == 2 {
                return false;
            }
            let span = self.span(at, last);
            self.take(at, last);
            self.change(span, &format!("{year}-01-01"));
            let help = "with 4, 2 and 2 digits: `2022-03-21`";
            let title = "a date is written year-month-day";
            self.tell(syntax::DATE_FORM, title, span, "not in that form", help);
            return true;
        }
        let new = format!("{year}-{month:02}-{day:02}");
        if new == text {
            return false;
        }
        let help = "with 4, 2 and 2 digits: `2022-03-21`";
        self.replace(syntax::DATE_FORM, "a date is written year-month-day", (at, last), help, &new);
        if !sure && let Some(told) = self.told.last_mut() {
            // Day and month may be the other way round.
            told.fix = None;
        }
        true
    }

    fn stretch(&self, first: usize, last: usize) -> &str {
        match (self.tokens.get(first), self.tokens.get(last)) {
            (Some(first), Some(last)) => &self.tokens.text[first.start..last.end],
            _ => "",
        }
    }

    /// `10,000`, `1,234.5`, `0,32`, `10 000`, `10'000`.
    fn grouped(&mut self, at: usize) -> bool {
        if self.dotted(at) {
            return true;
        }
        if self.digits(at).is_none() {
            return false;
        }
        let listed = self.tokens.get(at).is_some_and(|t| matches!(t.inside, b'(' | b'['));
        let (last, spaced) = self.groups(at);
        if last > at {
            // In brackets `normal(10,200)` has two arguments.
            let zero = self.tokens.word(at + 2).starts_with('0');
            let whole = self.digits(at).is_some_and(|n| n <= 3) && !self.tokens.is(at, "0");
            if whole && (!listed || zero || spaced) {
                let text = self.stretch(at, last).to_owned();
                let new: String = text
                    .chars()
                    .map(|c| if c.is_ascii_digit() || c == '.' { c } else { '_' })
                    .collect();
                let help = "thousands may be set apart with `_`";
                self.replace(
                    syntax::COMMA_IN_NUMBER,
                    "a number has no commas or blanks",
                    (at, last),
                    help,
                    &new,
                );
                return true;
            }
        }
        // `0,32`: a decimal comma.
        let comma = self.tokens.is(at + 1, ",") && self.tokens.glued(at + 1);
        if comma && self.tokens.glued(at + 2) && self.digits(at + 2).is_some() && !listed {
            let new = self.stretch(at, at + 2).replace(',', ".");
            let help = "write the point in place of the comma";
            self.replace(
                syntax::COMMA_IN_NUMBER,
                "a decimal point is a dot",
                (at, at + 2),
                help,
                &new,
            );
            return true;
        }
        false
    }

    /// `1.000.000`.
    fn dotted(&mut self, at: usize) -> bool {
        let parts: Vec<&str> = self.tokens.word(at).split('.').collect();
        let [whole, group] = parts.as_slice() else { return false };
        if whole.len() > 3 || group.len() != 3 {
            return false;
        }
        let mut last = at;
        while self.tokens.is(last + 1, ".")
            && self.tokens.glued(last + 1)
            && self.tokens.glued(last + 2)
            && self.digits(last + 2) == Some(3)
        {
            last += 2;
        }
        if last == at {
            return false;
        }
        let new = self.stretch(at, last).replace('.', "_");
        let help = "thousands may be set apart with `_`";
        self.replace(
            syntax::COMMA_IN_NUMBER,
            "a number has one point at most",
            (at, last),
            help,
            &new,
        );
        true
    }

    /// The last of the groups of three digits after a number, and whether
    /// blanks stand between them.
    fn groups(&self, at: usize) -> (usize, bool) {
        let is_group = |index: usize| {
            let word = self.tokens.word(index);
            let whole = word.split('.').next().unwrap_or("");
            self.is_number(index) && whole.len() == 3 && whole.bytes().all(|b| b.is_ascii_digit())
        };
        let mut last = at;
        // With commas or apostrophes.
        while matches!(self.tokens.word(last + 1), "," | "'" | "’")
            && self.tokens.glued(last + 1)
            && self.tokens.glued(last + 2)
            && is_group(last + 2)
        {
            last += 2;
        }
        if last > at {
            return (last, false);
        }
        // With blanks, on the same line.
        while self.tokens.same_line(last + 1) && !self.tokens.glued(last + 1) && is_group(last + 1)
        {
            last += 1;
        }
        (last, true)
    }

    /// `60 %`.
    fn loose_percent(&mut self, at: usize) -> bool {
        if !self.tokens.is(at + 1, "%")
            || self.tokens.glued(at + 1)
            || !self.tokens.same_line(at + 1)
        {
            return false;
        }
        let new = format!("{}%", self.tokens.word(at));
        self.replace(syntax::NUMBER_FORM, "`%` touches its number", (at, at + 1), "", &new);
        true
    }

    /// `5.` with nothing after the point.
    fn open_point(&mut self, at: usize) -> bool {
        let point = self.tokens.is(at + 1, ".") && self.tokens.glued(at + 1);
        if !point || (self.is_number(at + 2) && self.tokens.glued(at + 2)) {
            return false;
        }
        let new = self.tokens.word(at).to_owned();
        let help = "a number has digits on both sides of its point";
        self.replace(
            syntax::NUMBER_FORM,
            "nothing stands after this point",
            (at, at + 1),
            help,
            &new,
        );
        true
    }

    /// `.5`.
    fn leading_point(&mut self, at: usize) -> bool {
        if !self.tokens.is(at, ".") || !self.is_number(at + 1) || !self.tokens.glued(at + 1) {
            return false;
        }
        let new = format!("0.{}", self.tokens.word(at + 1));
        let help = "a number has digits on both sides of its point";
        self.replace(
            syntax::NUMBER_FORM,
            "nothing stands before this point",
            (at, at + 1),
            help,
            &new,
        );
        true
    }

    /// `44.21 N 80.41 E`, `44,21N 80,41E`, `44.21°N, 80.41°E`, `80.41E 44.21N`.
    fn coordinates(&mut self, at: usize) -> bool {
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
    fn half_a_place(&mut self, at: usize) -> bool {
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
    fn letter_first(&mut self, at: usize) -> bool {
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
