//! What people write out of habit: `450 USD per TEU`, `$450`, `10k TEU`,
//! `350 mln USD`, `leg A - B`, and braces that are missing.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax;
use crate::syntax::keywords::{CLAUSES, METRICS, is_reserved};
use crate::syntax::words::nearest;

use super::find::Finder;
use super::lex::Kind;

/// Words for large numbers and how the language writes them.
const LARGE: [(&str, &str); 16] = [
    ("mln", "million"),
    ("mn", "million"),
    ("mio", "million"),
    ("mil", "million"),
    ("millions", "million"),
    ("Million", "million"),
    ("bn", "billion"),
    ("bln", "billion"),
    ("mrd", "billion"),
    ("billions", "billion"),
    ("Billion", "billion"),
    ("tsd", "thousand"),
    ("ths", "thousand"),
    ("thsd", "thousand"),
    ("thousands", "thousand"),
    ("Thousand", "thousand"),
];

/// Signs of money and the letters that they most often stand for.
const MONEY: [(&str, &str); 4] = [("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("¥", "CNY")];

impl Finder<'_, '_> {
    /// A habit that shows at a token.
    pub(super) fn habit(&mut self, at: usize) -> bool {
        match self.tokens.kind(at) {
            Some(Kind::Number) => {
                self.large_word(at)
                    || self.thousands(at)
                    || self.range_with_to(at)
                    || self.two_times(at)
            }
            Some(Kind::Word) => {
                self.per(at) || self.per_annum(at) || self.comparison(at) || self.metric(at)
            }
            Some(Kind::Sign) => self.money(at) || self.turned_sign(at) || self.plus_minus(at),
            _ => false,
        }
    }

    fn is_unit_like(&self, at: usize) -> bool {
        self.tokens.kind(at) == Some(Kind::Word) && !is_reserved(self.tokens.word(at))
    }

    /// `450 USD per TEU`, `25 kTEU per year`, `3 per week`.
    fn per(&mut self, at: usize) -> bool {
        let fits = self.tokens.is(at, "per")
            && at > 0
            && self.tokens.same_line(at)
            && self.tokens.same_line(at + 1)
            && self.is_unit_like(at + 1)
            && !self.tokens.is(at + 1, ":")
            && (self.tokens.kind(at - 1) == Some(Kind::Number)
                || self.is_unit_like(at - 1)
                || self.tokens.is(at - 1, "%")
                || self.tokens.is(at - 1, ")"));
        if !fits || self.tokens.is(at + 1, "annum") {
            return fits && self.replace_from_before(at, at + 1, "/year");
        }
        let new = format!("/{}", self.tokens.word(at + 1));
        self.replace_from_before(at, at + 1, &new)
    }

    /// `1 Mt p.a.`
    fn per_annum(&mut self, at: usize) -> bool {
        let fits = self.tokens.is(at, "p")
            && self.tokens.is(at + 1, ".")
            && self.tokens.is(at + 2, "a")
            && self.tokens.same_line(at)
            && (1..=2).all(|step| self.tokens.glued(at + step))
            && at > 0
            && self.is_unit_like(at - 1);
        if !fits {
            return false;
        }
        let last =
            if self.tokens.is(at + 3, ".") && self.tokens.glued(at + 3) { at + 3 } else { at + 2 };
        self.replace_from_before(at, last, "/year")
    }

    /// `dwell: 3 to 4 days`.
    fn range_with_to(&mut self, at: usize) -> bool {
        let begins = at > 0 && matches!(self.tokens.word(at - 1), ":" | "=");
        let to = if self.tokens.is(at + 1, "to") { at + 1 } else { at + 2 };
        let fits = begins
            && self.tokens.is(to, "to")
            && (to == at + 1 || self.is_unit_like(at + 1))
            && self.tokens.same_line(to)
            && self.tokens.kind(to + 1) == Some(Kind::Number);
        if fits {
            let help = "`2..4 days` is uniform, `2..3..6 days` has a most likely value";
            self.replace(syntax::OTHER_SIGN, "a range is written with `..`", (to, to), help, "..");
        }
        fits
    }

    /// `3 days 4 hours`, `3d 4h`.
    fn two_times(&mut self, at: usize) -> bool {
        let time = |at: usize| {
            const TIMES: [&str; 16] = [
                "d", "day", "days", "h", "hour", "hours", "min", "s", "wk", "week", "weeks",
                "month", "months", "yr", "year", "years",
            ];
            TIMES.contains(&self.tokens.word(at)) && self.tokens.same_line(at)
        };
        let fits = time(at + 1)
            && self.tokens.kind(at + 2) == Some(Kind::Number)
            && self.tokens.same_line(at + 2)
            && time(at + 3)
            && !matches!(self.tokens.word(at + 4), "/" | ":");
        if fits {
            let place = self.span(at + 1, at + 1).at_end();
            self.change(place, " +");
            let title = "two times are added with `+`";
            let span = self.span(at, at + 3);
            self.told.push(
                Diagnostic::new(syntax::OTHER_SIGN, title, span, "here")
                    .with_help("as in `3 days + 4 hours`")
                    .with_fix("write `+`", place, " +"),
            );
        }
        fits
    }

    /// `3 ± 1 days` where nothing is compared.
    fn plus_minus(&mut self, at: usize) -> bool {
        let sign = matches!(self.tokens.word(at), "±" | "+-");
        let compared = (0..at).rev().take(64).any(|index| self.tokens.is(index, "~="));
        if !sign || compared || self.tokens.kind(at + 1) != Some(Kind::Number) {
            return false;
        }
        let span = self.span(at, at + 1);
        self.take(at, at + 1);
        self.change(span, " ");
        let help = "write `2..4 days`, or `normal(3, 1) days` with a mean and a standard deviation";
        let title = "a figure with a spread is a range or a distribution";
        self.tell(syntax::TOLERANCE, title, span, "no part of a figure", help);
        true
    }

    fn compares(&self) -> bool {
        matches!(self.tokens.word(0), "expect" | "let")
    }

    /// `expect time(A -> B) is 3 days`.
    fn comparison(&mut self, at: usize) -> bool {
        let fits = matches!(self.tokens.word(at), "is" | "equals")
            && self.compares()
            && at > 1
            && self.tokens.kind(at - 1) != Some(Kind::Word);
        if fits {
            self.replace(syntax::OTHER_SIGN, "equal is written `=`", (at, at), "", "=");
        }
        fits
    }

    /// `=>` and `=<` between the sides of a comparison.
    fn turned_sign(&mut self, at: usize) -> bool {
        if !self.compares() {
            return false;
        }
        if self.tokens.is(at, "=>") {
            self.replace(syntax::OTHER_SIGN, "write `>=`", (at, at), "", ">=");
            return true;
        }
        let less =
            self.tokens.is(at, "=") && self.tokens.is(at + 1, "<") && self.tokens.glued(at + 1);
        if less {
            self.replace(syntax::OTHER_SIGN, "write `<=`", (at, at + 1), "", "<=");
        }
        less
    }

    /// `time(A to B)`, `tiem(A -> B)`.
    fn metric(&mut self, at: usize) -> bool {
        if !self.tokens.is(at + 1, "(") || !self.tokens.glued(at + 1) {
            return false;
        }
        let word = |at: usize| self.tokens.kind(at) == Some(Kind::Word);
        let known = METRICS.contains(&self.tokens.word(at));
        if known && word(at + 2) && self.tokens.is(at + 3, "to") && word(at + 4) {
            let title = "an arrow stands between the ends of a way";
            let help = "as in `time(A -> B)`";
            self.replace(syntax::OTHER_SIGN, title, (at + 3, at + 3), help, "->");
            return true;
        }
        if known || !word(at + 2) || !self.tokens.is(at + 3, "->") {
            return false;
        }
        let Some(near) = nearest(self.tokens.word(at), METRICS) else { return false };
        let title = format!("there is no metric `{}`", self.tokens.word(at));
        let help = format!("did you mean `{near}`?");
        self.replace(syntax::UNKNOWN_WORD, &title, (at, at), &help, near);
        true
    }

    /// Writes `new` right behind the token before `first`, in the place of
    /// what stands up to `last`.
    fn replace_from_before(&mut self, first: usize, last: usize, new: &str) -> bool {
        let place = self.span(first - 1, first - 1).at_end().to(self.span(last, last));
        self.take(first, last);
        self.change(place, new);
        let title = "a rate is written with `/`";
        self.told.push(
            Diagnostic::new(syntax::OTHER_SIGN, title, self.span(first, last), "here")
                .with_help("as in `450 USD/TEU`, `25 kTEU/year`, `3/week`")
                .with_fix(format!("write `{new}`"), place, new),
        );
        true
    }

    /// `350 mln USD`.
    fn large_word(&mut self, at: usize) -> bool {
        let word = self.tokens.word(at + 1);
        let Some((_, new)) = LARGE.iter().find(|(slip, _)| *slip == word) else { return false };
        let unit = self.tokens.same_line(at + 1)
            && self.tokens.same_line(at + 2)
            && self.is_unit_like(at + 2)
            && !self.tokens.is(at + 3, ":");
        if !unit {
            return false;
        }
        let new = if self.tokens.glued(at + 1) { format!(" {new}") } else { (*new).to_owned() };
        let title = "large numbers are said with `thousand`, `million`, `billion`";
        self.replace(syntax::NUMBER_FORM, title, (at + 1, at + 1), "as in `350 million USD`", &new);
        true
    }

    /// `10k TEU`, `350M USD`.
    fn thousands(&mut self, at: usize) -> bool {
        let prefix = self.tokens.word(at + 1);
        let fits = matches!(prefix, "k" | "K" | "M" | "m" | "G" | "bn")
            && self.tokens.glued(at + 1)
            && self.tokens.same_line(at + 2)
            && self.is_unit_like(at + 2)
            && !self.tokens.is(at + 3, ":");
        if !fits {
            return false;
        }
        let number = self.tokens.word(at);
        let unit = self.tokens.word(at + 2);
        let new = match prefix {
            "k" | "K" => format!("{number} thousand {unit}"),
            "M" | "m" => format!("{number} million {unit}"),
            _ => format!("{number} billion {unit}"),
        };
        let help = "a prefix stands at the unit (`kTEU`), a word before it (`10 thousand TEU`)";
        let title = "a prefix belongs to its unit, not to the number";
        self.replace(syntax::NUMBER_FORM, title, (at, at + 2), help, &new);
        true
    }

    /// `$450/TEU`, `450 €/TEU`, `$350 million`.
    fn money(&mut self, at: usize) -> bool {
        let sign = self.tokens.word(at);
        let Some((_, letters)) = MONEY.iter().find(|(money, _)| *money == sign) else {
            return false;
        };
        let span = self.span(at, at);
        self.take(at, at);
        let title = "money is written with the letters of its currency";
        let label = "not a sign of the language";
        let mut told = Diagnostic::new(syntax::OTHER_SIGN, title, span, label);
        let number = |at: usize| self.tokens.kind(at) == Some(Kind::Number);
        if number(at + 1) && self.tokens.same_line(at + 1) {
            let word = self.tokens.word(at + 2);
            let large = matches!(word, "thousand" | "million" | "billion");
            let last = if large { at + 2 } else { at + 1 };
            let start = self.tokens.get(at + 1).map_or(0, |token| token.start);
            let end = self.tokens.get(last).map_or(start, |token| token.end);
            let new = format!("{} {letters}", &self.tokens.text[start..end]);
            let place = self.span(at, last);
            // A number that is wrong itself is told as well.
            self.change(span, "");
            let behind = self.span(last, last).at_end();
            self.change(behind, &format!(" {letters}"));
            told = told.with_help(format!("write `{new}`")).with_fix(
                format!("write `{new}`"),
                place,
                new,
            );
        } else if at > 0 && self.tokens.same_line(at) {
            let blank = if self.tokens.glued(at) { " " } else { "" };
            let new = format!("{blank}{letters}");
            self.change(span, &new);
            told = told.with_help("write `450 USD`, `450 USD/TEU`").with_fix(
                format!("write `{letters}`"),
                span,
                new,
            );
        } else {
            self.change(span, " ");
            told = told.with_help("write `450 USD`, `450 USD/TEU`");
        }
        self.told.push(told);
        true
    }

    /// `leg A - B`, `leg A to B`, `leg A -> B -> C`, `leg A <- B`.
    pub(super) fn leg_ends(&mut self) {
        let first = if self.tokens.is(2, ":") { 3 } else { 1 };
        let sign = first + 1;
        let word =
            |at: usize| self.tokens.kind(at) == Some(Kind::Word) && self.tokens.same_line(at);
        if !word(first) {
            return;
        }
        let help = "one way `A -> B`, both ways `A <-> B`";
        match self.tokens.word(sign) {
            "-" | "–" | "—" | "--" | "to" if word(sign + 1) && !self.tokens.glued(sign) => {
                let title = "an arrow stands between the ends of a leg";
                self.replace(syntax::OTHER_SIGN, title, (sign, sign), help, "->");
            }
            "<" if self.tokens.is(sign + 1, "-") && word(sign + 2) => {
                let (a, b) = (self.tokens.word(first), self.tokens.word(sign + 2));
                let new = format!("{b} -> {a}");
                let title = "an arrow leads from the left to the right";
                self.replace(syntax::OTHER_SIGN, title, (first, sign + 2), help, &new);
            }
            "->" | "<->"
                if word(sign + 1) && matches!(self.tokens.word(sign + 2), "->" | "<->") =>
            {
                let mut last = sign + 2;
                while word(last + 1) && matches!(self.tokens.word(last + 2), "->" | "<->") {
                    last += 2;
                }
                let last = if word(last + 1) { last + 1 } else { last };
                let span = self.span(sign + 2, last);
                self.take(sign + 2, last);
                self.change(span, " ");
                let help = "write a leg for each two places; a way over several is a `corridor`";
                self.tell(
                    syntax::NOT_UNDERSTOOD,
                    "a leg joins two places",
                    span,
                    "a third place",
                    help,
                );
            }
            _ => {}
        }
    }

    /// `node D country: GE }`: the brace is missing.
    pub(super) fn brace_missing(&mut self, keyword: &str) -> bool {
        let fits = matches!(
            keyword,
            "source"
                | "commodity"
                | "mode"
                | "bloc"
                | "node"
                | "pool"
                | "disruption"
                | "upgrade"
                | "sanction"
                | "agreement"
        );
        let title = self.tokens.kind(2) == Some(Kind::Text);
        let key = if title { 3 } else { 2 };
        let missing = fits
            && self.outline.body.is_none()
            && self.tokens.kind(key) == Some(Kind::Word)
            && !CLAUSES.contains(&self.tokens.word(key))
            && self.tokens.is(key + 1, ":");
        if !missing {
            return false;
        }
        let place = self.span(key - 1, key - 1).at_end();
        let end = self.span(self.tokens.all.len() - 1, self.tokens.all.len() - 1);
        let mut edits = vec![crate::diagnostic::Edit { span: place, text: " {".to_owned() }];
        self.change(place, " {");
        if !self.tokens.all.iter().enumerate().any(|(at, _)| self.tokens.is(at, "}")) {
            self.change(end.at_end(), " }");
            edits.push(crate::diagnostic::Edit { span: end.at_end(), text: " }".to_owned() });
        }
        let word = self.tokens.word(key);
        let mut told = Diagnostic::new(
            syntax::UNCLOSED_BLOCK,
            format!("`{{` is missing before `{word}`"),
            self.span(key, key),
            "the first property",
        )
        .with_help(format!("properties stand in braces: `{keyword} NAME {{ {word}: … }}`"));
        told.fix = Some(crate::diagnostic::Fix { title: "write `{`".into(), edits });
        self.told.push(told);
        true
    }

    /// `apply [storm, strike]`.
    pub(super) fn bracketed_apply(&mut self, at: usize) -> bool {
        if !self.tokens.is(at, "apply") || !self.tokens.is(at + 1, "[") {
            return false;
        }
        let depth = self.tokens.get(at + 1).map_or(0, |token| token.depth);
        let Some(close) = (at + 2..self.tokens.all.len())
            .find(|&index| self.tokens.is(index, "]") && self.tokens.all[index].depth == depth)
        else {
            return false;
        };
        let (open, end) = (self.span(at + 1, at + 1), self.span(close, close));
        self.change(open, " ");
        self.change(end, " ");
        self.take(at + 1, at + 1);
        self.take(close, close);
        let edit = |span| crate::diagnostic::Edit { span, text: String::new() };
        let mut told = Diagnostic::new(
            syntax::OTHER_SIGN,
            "`apply` takes its changes without brackets",
            self.span(at + 1, close),
            "here",
        )
        .with_help("write `apply storm, strike`");
        told.fix = Some(crate::diagnostic::Fix {
            title: "take the brackets out".into(),
            edits: vec![edit(open), edit(end)],
        });
        self.told.push(told);
        true
    }
}
