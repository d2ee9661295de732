//! The lines of a declaration: an author's line ends are kept, what is set in
//! is set in anew, and a body that is too long for its line is broken.

use unicode_width::UnicodeWidthStr;

use super::roles::{Item, Role};
use super::space::blank;
use super::token::{Kind, Token};
use super::{INDENT, WIDTH};

/// A declaration set.
#[derive(Debug)]
pub(super) struct Laid {
    /// Its lines, without the last line end.
    pub text: String,
    /// Where its first body opens, if all of it is one line.
    pub brace: Option<usize>,
    /// Where its first arrow stands before that.
    pub arrow: Option<usize>,
}

/// Sets the tokens of one declaration.
pub(super) fn lay(tokens: &[Token<'_>]) -> Laid {
    let mut bodies = Bodies::of(tokens);
    loop {
        let mut lines = Lines::new(tokens, &bodies);
        lines.all();
        let Lines { out, too_wide, brace, arrow, .. } = lines;
        match too_wide {
            // Breaking a body takes it out of the list of what can be broken.
            Some(body) => bodies.open[body] = Shape::Broken,
            None => {
                let brace = brace.filter(|_| !out.contains('\n'));
                return Laid { text: out, brace, arrow };
            }
        }
    }
}

/// How the items of a body stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// No body opens here.
    None,
    /// All on one line.
    Line,
    /// On lines as the author had them.
    Author,
    /// One a line: they were too long for one.
    Broken,
}

/// The shape of the body that each token opens.
struct Bodies {
    open: Vec<Shape>,
}

impl Bodies {
    fn of(tokens: &[Token<'_>]) -> Self {
        let mut open = vec![Shape::None; tokens.len()];
        let mut stack: Vec<usize> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            if token.newlines > 0 || token.text.contains('\n') {
                // A line end is inside all that are open; one before the
                // opening brace is not.
                for body in &stack {
                    open[*body] = Shape::Author;
                }
            }
            match token.role {
                Some(Role::BodyOpen) => {
                    open[at] = Shape::Line;
                    stack.push(at);
                }
                Some(Role::BodyClose) => {
                    stack.pop();
                }
                _ => {}
            }
            if token.kind == Kind::LineComment {
                for body in &stack {
                    open[*body] = Shape::Author;
                }
            }
        }
        Self { open }
    }
}

/// A bracket that is open.
struct Open {
    /// What the line that opened it is set in by.
    outer: usize,
    /// How the items of a body stand; `None` for other brackets.
    shape: Shape,
    /// The item before in a body.
    last_item: Option<Item>,
}

struct Lines<'a, 't> {
    tokens: &'a [Token<'t>],
    bodies: &'a Bodies,
    out: String,
    /// Where the current line begins, what it is set in by, and the first body
    /// that stands in it on one line.
    line_start: usize,
    indent: usize,
    one_line: Option<usize>,
    stack: Vec<Open>,
    too_wide: Option<usize>,
    brace: Option<usize>,
    arrow: Option<usize>,
}

impl<'a, 't> Lines<'a, 't> {
    fn new(tokens: &'a [Token<'t>], bodies: &'a Bodies) -> Self {
        Self {
            tokens,
            bodies,
            out: String::new(),
            line_start: 0,
            indent: 0,
            one_line: None,
            stack: Vec::new(),
            too_wide: None,
            brace: None,
            arrow: None,
        }
    }

    fn all(&mut self) {
        let mut last: Option<usize> = None;
        for at in 0..self.tokens.len() {
            let token = &self.tokens[at];
            if self.is_needless_comma(at) {
                continue;
            }
            let breaks = last.is_some() && self.breaks(at);
            if breaks {
                self.line(at, last);
            } else if let Some(last) = last {
                if self.lacks_comma(at) {
                    self.out.push(',');
                }
                if blank(&self.tokens[last], token) {
                    self.out.push(' ');
                }
            }
            self.token(at);
            last = Some(at);
        }
        self.end_line();
    }

    /// Writes a token and keeps account of the brackets.
    fn token(&mut self, at: usize) {
        let token = &self.tokens[at];
        if token.item.is_some()
            && let Some(open) = self.stack.last_mut()
        {
            open.last_item = token.item;
        }
        if closes(token) {
            self.stack.pop();
        }
        if opens(token) {
            let shape = self.bodies.open[at];
            if shape == Shape::Line && self.one_line.is_none() {
                self.one_line = Some(at);
            }
            if shape != Shape::None && self.brace.is_none() && self.stack.is_empty() {
                self.brace = Some(self.out.len());
            }
            self.stack.push(Open { outer: self.indent, shape, last_item: None });
        }
        let is_arrow = token.is("->") || token.is("<->");
        if is_arrow && self.arrow.is_none() && self.brace.is_none() {
            self.arrow = Some(self.out.len());
        }
        self.out.push_str(&token.text);
    }

    /// Ends the line and begins the next with a token.
    fn line(&mut self, at: usize, last: Option<usize>) {
        let token = &self.tokens[at];
        self.end_line();
        self.out.push('\n');
        let after_brace = last.is_some_and(|last| opens(&self.tokens[last]));
        let separate = token.item.is_some() || token.is_comment();
        if token.newlines > 1 && separate && !after_brace {
            self.out.push('\n');
        }
        self.line_start = self.out.len();
        self.one_line = None;
        self.indent = self.indent_of(at);
        for _ in 0..self.indent * INDENT {
            self.out.push(' ');
        }
    }

    fn end_line(&mut self) {
        if self.too_wide.is_none()
            && let Some(body) = self.one_line
            && self.out[self.line_start..].width() > WIDTH
            && self.tokens.get(body + 1).is_some_and(|token| !closes(token))
        {
            self.too_wide = Some(body);
        }
    }

    fn indent_of(&self, at: usize) -> usize {
        let token = &self.tokens[at];
        let Some(open) = self.stack.last() else {
            // What goes on with a declaration is set in.
            return 1;
        };
        if closes(token) {
            return open.outer;
        }
        let begins = match self.code_from(at) {
            Some(next) => next.item.is_some() || closes(next),
            None => true,
        };
        if begins || open.shape == Shape::None { open.outer + 1 } else { open.outer + 2 }
    }

    /// The first token from `at` on that is no comment.
    fn code_from(&self, at: usize) -> Option<&'a Token<'t>> {
        self.tokens[at..].iter().find(|token| !token.is_comment())
    }

    /// Whether a line ends before a token.
    fn breaks(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        if self.tokens[at - 1].kind == Kind::LineComment {
            return true;
        }
        if token.is_comment() {
            return token.newlines > 0;
        }
        let shape = self.stack.last().map_or(Shape::None, |open| open.shape);
        match token.role {
            Some(Role::BodyOpen) => return false,
            Some(Role::BodyClose) => {
                // A body without items has nothing to break.
                let empty = self.tokens[at - 1].role == Some(Role::BodyOpen);
                return shape != Shape::Line && !empty;
            }
            _ if token.is(",") => return false,
            _ => {}
        }
        let newlines = self.newlines(at);
        match (token.item, self.stack.last()) {
            (Some(_), Some(open)) if shape != Shape::Line && open.last_item.is_none() => true,
            (Some(Item::Window), _) if newlines == 0 && !self.tokens[at - 1].is(",") => false,
            (Some(_), _) if shape == Shape::Broken => true,
            _ => newlines > 0,
        }
    }

    /// Line ends before a token; one before the comma that stands before it
    /// counts.
    fn newlines(&self, at: usize) -> usize {
        let before = &self.tokens[at - 1];
        let moved = if before.is(",") { before.newlines } else { 0 };
        self.tokens[at].newlines + moved
    }

    /// A comma between items that end their lines, or after the last.
    fn is_needless_comma(&self, at: usize) -> bool {
        let in_body = self.stack.last().is_some_and(|open| open.shape != Shape::None);
        if !in_body || !self.tokens[at].is(",") {
            return false;
        }
        let next = (at + 1..self.tokens.len()).find(|next| !self.tokens[*next].is_comment());
        let Some(next) = next else { return false };
        match &self.tokens[next] {
            token if token.role == Some(Role::BodyClose) => true,
            token => {
                let comment_between = next > at + 1;
                token.item.is_some()
                    && (self.breaks(next) || (comment_between && self.tokens[next].newlines > 0))
            }
        }
    }

    /// Two items on a line that no comma parts, where one may stand.
    fn lacks_comma(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let last = self.stack.last().and_then(|open| open.last_item);
        token.item == Some(Item::Listed)
            && last == Some(Item::Listed)
            && !self.tokens[at - 1].is(",")
            && !self.tokens[at - 1].is_comment()
    }
}

fn opens(token: &Token<'_>) -> bool {
    matches!(token.role, Some(Role::BodyOpen | Role::PlacesOpen)) || token.is("(") || token.is("[")
}

fn closes(token: &Token<'_>) -> bool {
    matches!(token.role, Some(Role::BodyClose | Role::PlacesClose))
        || token.is(")")
        || token.is("]")
}
