//! Numbers and dates in other forms than the language's.

use crate::diagnostic::codes::syntax;

use super::find::Finder;
use super::lex::Kind;

impl Finder<'_, '_> {
    /// A mistake that begins with a number, or a sign before one.
    pub(super) fn number(&mut self, at: usize) -> bool {
        match self.tokens.kind(at) {
            Some(Kind::Number) => {
                self.other_date(at)
                    || self.month_for_a_date(at)
                    || self.degrees_and_minutes(at)
                    || self.coordinates(at)
                    || self.half_a_place(at)
                    || self.grouped(at)
                    || self.loose_percent(at)
                    || self.open_point(at)
            }
            Some(Kind::Sign) => self.place_in_brackets(at) || self.leading_point(at),
            Some(Kind::Word) => self.letter_first(at),
            _ => false,
        }
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        self.tokens.kind(at) == Some(Kind::Number)
    }

    /// The number at `at` has only digits; how many.
    pub(super) fn digits(&self, at: usize) -> Option<usize> {
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

    /// `from 2022-03`: the day is missing.
    fn month_for_a_date(&mut self, at: usize) -> bool {
        let fits = self.digits(at) == Some(4)
            && at > 0
            && matches!(self.tokens.word(at - 1), "from" | "to" | "until" | "on")
            && matches!(self.tokens.word(at + 1), "-" | "/")
            && self.tokens.glued(at + 1)
            && self.tokens.glued(at + 2)
            && self.digits(at + 2) == Some(2)
            && !matches!(self.tokens.word(at + 3), "-" | "/");
        let month: u32 = self.tokens.word(at + 2).parse().unwrap_or(0);
        if !fits || !(1..=12).contains(&month) {
            return false;
        }
        let new = format!("{}-{month:02}-01", self.tokens.word(at));
        let help = "a date has its day: with 4, 2 and 2 digits, `2022-03-21`";
        self.replace(
            syntax::DATE_FORM,
            "the day is missing in this date",
            (at, at + 2),
            help,
            &new,
        );
        true
    }

    pub(super) fn stretch(&self, first: usize, last: usize) -> &str {
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
}
