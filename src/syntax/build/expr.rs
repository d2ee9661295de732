//! Expressions: operators, by pest's Pratt parser.

use std::cell::RefCell;
use std::sync::LazyLock;

use pest::pratt_parser::{Assoc, Op, PrattParser};

use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::MAX_NESTING;
use crate::syntax::ast::{BinaryOp, CompareOp, Expr, ExprKind, Number};
use crate::syntax::grammar::Rule;

use super::{Builder, P, inner, nothing, plain};

static PRATT: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::infix(Rule::or_kw, Assoc::Left))
        .op(Op::infix(Rule::and_kw, Assoc::Left))
        .op(Op::prefix(Rule::not_kw))
        .op(Op::infix(Rule::compare, Assoc::Left))
        .op(Op::infix(Rule::within_kw, Assoc::Left) | Op::infix(Rule::approx, Assoc::Left))
        .op(Op::infix(Rule::tolerance, Assoc::Left))
        .op(Op::postfix(Rule::as_unit))
        .op(Op::infix(Rule::sum, Assoc::Left))
        .op(Op::infix(Rule::product_op, Assoc::Left))
        .op(Op::prefix(Rule::minus))
});

/// What stands between two operators: an expression, or `b +- tolerance`.
enum Part {
    Expr(Expr),
    Tolerance(Expr, Expr, Span),
}

impl Builder<'_> {
    /// An `expr` or `asked` pair.
    pub(super) fn expr(&mut self, pair: P<'_>) -> Expr {
        let signs = longest_run(&pair);
        if self.depth + signs > MAX_NESTING {
            let span = self.span(&pair);
            let title = format!("this nests more than {MAX_NESTING} deep");
            let help = "take a part out into a `let`";
            self.tell(syntax::TOO_DEEP, title, span, "brackets and signs in a row", help);
            return nothing(span);
        }
        self.depth += signs + 1;
        let this = RefCell::new(&mut *self);
        let part = PRATT
            .map_primary(|pair| Part::Expr(this.borrow_mut().operand(pair)))
            .map_prefix(|op, part| {
                let mut this = this.borrow_mut();
                let expr = this.whole(part);
                Part::Expr(this.prefixed(&op, expr))
            })
            .map_postfix(|part, op| {
                let mut this = this.borrow_mut();
                let expr = this.whole(part);
                Part::Expr(this.converted(expr, op))
            })
            .map_infix(|a, op, b| this.borrow_mut().joined(a, &op, b))
            .parse(pair.into_inner());
        self.depth -= signs + 1;
        self.whole(part)
    }

    /// A part that must be an expression by itself.
    fn whole(&mut self, part: Part) -> Expr {
        match part {
            Part::Expr(expr) => expr,
            Part::Tolerance(expr, _, at) => {
                let help = "write `a ~= b +- 5%`";
                self.tell(syntax::TOLERANCE, "`+-` belongs to `~=`", at, "no `~=` before it", help);
                expr
            }
        }
    }

    fn prefixed(&self, op: &P<'_>, expr: Expr) -> Expr {
        let sign = self.span(op);
        let span = sign.to(expr.span);
        if op.as_rule() == Rule::not_kw {
            return plain(ExprKind::Not(Box::new(expr)), span);
        }
        match negated(expr, sign) {
            Ok(figure) => figure,
            Err(other) => plain(ExprKind::Negate(Box::new(other)), span),
        }
    }

    fn converted(&mut self, expr: Expr, op: P<'_>) -> Expr {
        let span = expr.span.to(self.span(&op));
        match inner(op, Rule::target) {
            Some(unit) => plain(ExprKind::As(Box::new(expr), self.unit(&unit)), span),
            None => expr,
        }
    }

    fn joined(&mut self, a: Part, op: &P<'_>, b: Part) -> Part {
        let a = self.whole(a);
        match op.as_rule() {
            Rule::tolerance => {
                let b = self.whole(b);
                let at = self.span(op);
                return Part::Tolerance(a, b, at);
            }
            Rule::approx => return Part::Expr(self.approx(a, op, b)),
            _ => {}
        }
        let b = self.whole(b);
        let span = a.span.to(b.span);
        Part::Expr(match op.as_rule() {
            Rule::within_kw => self.within(a, op, b, span),
            Rule::compare => self.compared(a, op, b, span),
            rule => plain(chain(a, binary(rule, op.as_str()), b), span),
        })
    }

    fn compared(&mut self, a: Expr, op: &P<'_>, b: Expr, span: Span) -> Expr {
        if matches!(a.kind, ExprKind::Compare(..)) {
            self.tell_chained(span);
        }
        let op = match op.as_str().trim_end() {
            "<" => CompareOp::Less,
            "<=" => CompareOp::LessEqual,
            ">" => CompareOp::Greater,
            ">=" => CompareOp::GreaterEqual,
            _ => CompareOp::Equal,
        };
        plain(ExprKind::Compare(Box::new(a), op, Box::new(b)), span)
    }

    fn tell_chained(&mut self, span: Span) {
        let help = "write `a < b and b < c`, or `b within a .. c`";
        let title = "comparisons do not chain";
        self.tell(syntax::CHAINED, title, span, "two comparisons in a row", help);
    }

    fn within(&mut self, a: Expr, op: &P<'_>, b: Expr, span: Span) -> Expr {
        if matches!(a.kind, ExprKind::Within(..) | ExprKind::Approx(..)) {
            self.tell_chained(span);
        }
        match b.kind {
            ExprKind::Range(mut bounds, None) if bounds.len() == 2 => {
                let mut high = bounds.pop().unwrap_or_else(|| nothing(span));
                let low = bounds.pop().unwrap_or_else(|| nothing(span));
                // Citations after the range stand after its last bound.
                if high.cites.is_empty() {
                    high.cites = b.cites;
                }
                plain(ExprKind::Within(Box::new(a), Box::new(low), Box::new(high)), span)
            }
            _ => {
                let at = self.span(op).to(b.span);
                let help = "write `within 14 days .. 15 days`; a bound that is calculated stands in brackets";
                self.tell(syntax::BOUNDS, "`within` needs two bounds", at, "no two bounds", help);
                plain(ExprKind::Within(Box::new(a), Box::new(b.clone()), Box::new(b)), span)
            }
        }
    }

    fn approx(&mut self, a: Expr, op: &P<'_>, b: Part) -> Expr {
        match b {
            Part::Tolerance(value, tolerance, _) => {
                let span = a.span.to(tolerance.span);
                if matches!(a.kind, ExprKind::Within(..) | ExprKind::Approx(..)) {
                    self.tell_chained(span);
                }
                let kind = ExprKind::Approx(Box::new(a), Box::new(value), Box::new(tolerance));
                plain(kind, span)
            }
            Part::Expr(value) => {
                let at = self.span(op).to(value.span);
                let help = "write `a ~= b +- 5%`, or a quantity in place of the 5 %";
                self.tell(syntax::TOLERANCE, "`~=` needs a tolerance", at, "no `+-`", help);
                // Still a condition: what follows from this is not told again.
                let span = a.span.to(value.span);
                let none = plain(ExprKind::Number(Number { value: 0.0, percent: true }), at);
                plain(ExprKind::Approx(Box::new(a), Box::new(value), Box::new(none)), span)
            }
        }
    }
}

/// The longest row of signs (`not`, `-`) before one operand.
fn longest_run(pair: &P<'_>) -> usize {
    let (mut longest, mut run) = (0, 0);
    for part in pair.clone().into_inner() {
        run = if matches!(part.as_rule(), Rule::minus | Rule::not_kw) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// A figure with a minus before it: `-5`, `-5 days`, and the first bound of a
/// range, for a bound is a signed number. Anything else is given back.
pub(super) fn negated(mut expr: Expr, sign: Span) -> Result<Expr, Expr> {
    fn flip(expr: &mut Expr, sign: Span) -> bool {
        let flipped = match &mut expr.kind {
            ExprKind::Number(Number { value, .. }) if value.is_sign_positive() => {
                *value = -*value;
                true
            }
            ExprKind::Quantity(within, _) => {
                matches!(within.kind, ExprKind::Number(_)) && flip(within, sign)
            }
            ExprKind::Range(bounds, _) => bounds.first_mut().is_some_and(|first| {
                !matches!(first.kind, ExprKind::Range(..)) && flip(first, sign)
            }),
            _ => false,
        };
        if flipped {
            expr.span = sign.to(expr.span);
        }
        flipped
    }
    if flip(&mut expr, sign) { Ok(expr) } else { Err(expr) }
}

fn binary(rule: Rule, text: &str) -> BinaryOp {
    match (rule, text.as_bytes().first()) {
        (Rule::and_kw, _) => BinaryOp::And,
        (Rule::or_kw, _) => BinaryOp::Or,
        (_, Some(b'+')) => BinaryOp::Add,
        (_, Some(b'-')) => BinaryOp::Subtract,
        (_, Some(b'*')) => BinaryOp::Multiply,
        _ => BinaryOp::Divide,
    }
}

/// Operators of one level stand in one chain.
fn chain(a: Expr, op: BinaryOp, b: Expr) -> ExprKind {
    let level = |op: BinaryOp| match op {
        BinaryOp::Add | BinaryOp::Subtract => 0,
        BinaryOp::Multiply | BinaryOp::Divide => 1,
        BinaryOp::And => 2,
        BinaryOp::Or => 3,
    };
    match a.kind {
        ExprKind::Chain(first, mut rest)
            if rest.first().is_some_and(|(before, _)| level(*before) == level(op)) =>
        {
            rest.push((op, b));
            ExprKind::Chain(first, rest)
        }
        kind => ExprKind::Chain(Box::new(Expr { kind, ..a }), vec![(op, b)]),
    }
}
