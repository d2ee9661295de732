//! Expressions, by pest's Pratt parser.

use std::sync::LazyLock;

use pest::pratt_parser::{Assoc, Op, PrattParser};
use smol_str::SmolStr;

use crate::calendar::Date;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::syntax;
use crate::source::Span;
use crate::syntax::ast::{
    Arg, BinaryOp, Cites, CompareOp, Expr, ExprKind, Grouping, Metric, MetricSubject, Name, Number,
    RouteQuery, When,
};
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::METRICS;

use super::{Builder, P, number};

static PRATT: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Op::infix(Rule::or_kw, Assoc::Left))
        .op(Op::infix(Rule::and_kw, Assoc::Left))
        .op(Op::prefix(Rule::not_kw))
        .op(Op::infix(Rule::compare_op, Assoc::Left)
            | Op::infix(Rule::within_kw, Assoc::Left)
            | Op::infix(Rule::approx_op, Assoc::Left))
        .op(Op::infix(Rule::tolerance_op, Assoc::Left))
        .op(Op::postfix(Rule::as_unit))
        .op(Op::infix(Rule::add_op, Assoc::Left))
        .op(Op::infix(Rule::multiply_op, Assoc::Left))
        .op(Op::prefix(Rule::negate))
        .op(Op::postfix(Rule::at_share)
            | Op::postfix(Rule::cites)
            | Op::postfix(Rule::truncated_kw))
        .op(Op::infix(Rule::range_op, Assoc::Left))
});

/// What stands between two operators: an expression, or `b +- tolerance`.
enum Part {
    Expr(Expr),
    Tolerance(Expr, Expr),
}

impl Part {
    fn expr(self) -> Expr {
        match self {
            Self::Expr(expr) | Self::Tolerance(expr, _) => expr,
        }
    }
}

fn plain(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, span, cites: Cites::default() }
}

impl Builder {
    /// An `expr` pair.
    pub fn expr(&mut self, pair: P<'_>) -> Expr {
        let this = std::cell::RefCell::new(self);
        PRATT
            .map_primary(|pair| Part::Expr(this.borrow_mut().primary(pair)))
            .map_prefix(|op, part| Part::Expr(this.borrow().prefixed(&op, part.expr())))
            .map_postfix(|part, op| Part::Expr(this.borrow_mut().postfixed(part.expr(), op)))
            .map_infix(|a, op, b| this.borrow_mut().joined(a, &op, b))
            .parse(pair.into_inner())
            .expr()
    }

    fn primary(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::number => {
                ExprKind::Number(Number { value: number(pair.as_str()), percent: false })
            }
            Rule::percent => {
                ExprKind::Number(Number { value: number(pair.as_str()), percent: true })
            }
            Rule::quantity => return self.quantity(pair),
            Rule::date => self.date_kind(&pair),
            Rule::coordinates => coordinates(pair),
            Rule::text => ExprKind::Text(self.text(&pair)),
            Rule::unknown_kw => ExprKind::Unknown,
            Rule::list_expr => ExprKind::List(pair.into_inner().map(|p| self.expr(p)).collect()),
            Rule::paren => match pair.into_inner().next() {
                Some(inner) => ExprKind::Paren(Box::new(self.expr(inner))),
                None => ExprKind::Unknown,
            },
            Rule::called => return self.called(pair),
            _ => ExprKind::Name(self.name(&pair)),
        };
        plain(kind, span)
    }

    fn quantity(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut inner = plain(ExprKind::Unknown, span);
        let mut unit = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::unit => unit = Some(self.unit(&part)),
                rule => {
                    let value = number(part.as_str());
                    let number = Number { value, percent: rule == Rule::percent };
                    inner = plain(ExprKind::Number(number), self.span(&part));
                }
            }
        }
        match unit {
            Some(unit) => plain(ExprKind::Quantity(Box::new(inner), unit), span),
            None => inner,
        }
    }

    /// A unit's text without blanks, but for the one after `million`.
    pub fn unit(&self, pair: &P<'_>) -> Name {
        let span = self.span(pair);
        let raw = pair.as_str().trim_end();
        let text = if raw.contains([' ', '\t']) {
            let words = ["thousand", "million", "billion"];
            let (head, rest) = match words.iter().find(|word| raw.starts_with(**word)) {
                Some(word) => (*word, &raw[word.len()..]),
                None => ("", raw),
            };
            let rest: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
            match (head, rest.as_str()) {
                ("", rest) => SmolStr::new(rest),
                (head, "") => SmolStr::new(head),
                (head, rest) => SmolStr::new(format!("{head} {rest}")),
            }
        } else {
            SmolStr::new(raw)
        };
        Name { text, span }
    }

    /// A date pair's days; an impossible one is told and taken as day 0.
    pub fn date_days(&mut self, pair: &P<'_>) -> i32 {
        match pair.as_str().trim_end().parse::<Date>() {
            Ok(date) => date.days(),
            Err(error) => {
                let told = Diagnostic::new(
                    syntax::NO_SUCH_DATE,
                    format!("there is no day {}", pair.as_str().trim_end()),
                    self.span(pair),
                    "not a day of the calendar",
                );
                let _ = error;
                self.tell(told.with_help("a date is year-month-day: `2022-03-21`"));
                0
            }
        }
    }

    fn date_kind(&mut self, pair: &P<'_>) -> ExprKind {
        ExprKind::Date(self.date_days(pair))
    }

    /// A date pair as an expression.
    pub fn date_expr(&mut self, pair: &P<'_>) -> Expr {
        plain(self.date_kind(pair), self.span(pair))
    }

    fn called(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut expr = plain(ExprKind::Unknown, span);
        let mut unit = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::unit => unit = Some(self.unit(&part)),
                _ => expr = self.call(part),
            }
        }
        match unit {
            Some(unit) => plain(ExprKind::Quantity(Box::new(expr), unit), span),
            None => expr,
        }
    }

    /// `name(arguments) tail`: a metric, or a function.
    pub fn call(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let mut name = None;
        let mut args = None;
        let mut tail = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name | Rule::metric_use => name = Some(self.name(&part)),
                Rule::call_args => args = Some(part),
                Rule::tail => tail = Some(part),
                _ => {}
            }
        }
        let name = self.or_empty(name, span);
        if METRICS.contains(&name.text.as_str()) {
            return self.metric(name, args, tail, span);
        }
        let mut list = Vec::new();
        for part in args.into_iter().flat_map(P::into_inner) {
            match part.as_rule() {
                Rule::call_arg => list.push(self.arg(part)),
                _ => {
                    let at = self.span(&part);
                    self.tell(
                        Diagnostic::new(
                            syntax::NOT_UNDERSTOOD,
                            format!("`{}` takes figures", name.text),
                            at,
                            "not a figure",
                        )
                        .with_help(format!(
                            "routes and selectors stand in metrics: {}",
                            METRICS.join(", ")
                        )),
                    );
                }
            }
        }
        if let Some(tail) = tail {
            let at = self.span(&tail);
            self.tell(Diagnostic::new(
                syntax::NOT_UNDERSTOOD,
                "only a metric has a scenario or a moment of its own",
                at,
                "not after this",
            ));
        }
        plain(ExprKind::Call { name, args: list, truncated: false }, span)
    }

    fn arg(&mut self, pair: P<'_>) -> Arg {
        let span = self.span(&pair);
        let mut exprs: Vec<Expr> = pair.into_inner().map(|p| self.expr(p)).collect();
        let value = exprs.pop().unwrap_or_else(|| plain(ExprKind::Unknown, span));
        Arg { weight: exprs.pop(), value }
    }

    fn metric(&mut self, name: Name, args: Option<P<'_>>, tail: Option<P<'_>>, span: Span) -> Expr {
        let mut metric = Metric {
            name,
            subject: MetricSubject::None,
            query: RouteQuery::default(),
            of: Vec::new(),
            scenario: None,
            when: None,
            timeline: None,
            span,
        };
        for part in args.into_iter().flat_map(P::into_inner) {
            self.metric_part(&mut metric, part);
        }
        for part in tail.into_iter().flat_map(P::into_inner) {
            match part.as_rule() {
                Rule::in_scenario => metric.scenario = Some(self.first_name(part)),
                Rule::when => metric.when = self.when(part),
                Rule::metric_span => metric.timeline = self.metric_span(part),
                _ => {}
            }
        }
        plain(ExprKind::Metric(Box::new(metric)), span)
    }

    fn metric_part(&mut self, metric: &mut Metric, part: P<'_>) {
        match part.as_rule() {
            Rule::pair => {
                let mut names = self.names(part).into_iter();
                metric.query.from.extend(names.next());
                metric.query.to.extend(names.next());
                metric.subject = MetricSubject::Pair;
            }
            Rule::first_country => {
                metric.subject = MetricSubject::Grouping(Grouping::FirstCountry);
            }
            Rule::selector => metric.subject = MetricSubject::Selector(self.selector(part)),
            Rule::call_arg => {
                let arg = self.arg(part);
                metric.subject = match std::mem::replace(&mut metric.subject, MetricSubject::None) {
                    MetricSubject::Expr(first, None) => MetricSubject::Expr(first, Some(arg.value)),
                    MetricSubject::Name(name) => {
                        let span = name.span;
                        let first = plain(ExprKind::Name(name), span);
                        MetricSubject::Expr(first, Some(arg.value))
                    }
                    MetricSubject::None => self.metric_subject(metric, arg.value),
                    taken => {
                        let at = arg.value.span;
                        self.tell(Diagnostic::new(
                            syntax::NOT_UNDERSTOOD,
                            format!("`{}` is asked of one thing", metric.name.text),
                            at,
                            "one too many",
                        ));
                        taken
                    }
                };
            }
            Rule::of_names => metric.of = self.names(part),
            _ => self.query_part(&mut metric.query, part),
        }
    }

    fn metric_subject(&mut self, metric: &Metric, value: Expr) -> MetricSubject {
        let ExprKind::Name(name) = value.kind else { return MetricSubject::Expr(value, None) };
        if metric.name.text == "hhi"
            && let Some(grouping) = grouping(&name.text)
        {
            return MetricSubject::Grouping(grouping);
        }
        MetricSubject::Name(name)
    }

    /// `for`, `by`, `via`, `avoiding`, `ends terminal`; each once.
    pub fn query_part(&mut self, query: &mut RouteQuery, part: P<'_>) {
        let at = self.span(&part);
        let twice = match part.as_rule() {
            Rule::for_names => !query.for_.is_empty(),
            Rule::by_word => query.by.is_some(),
            Rule::via => !query.via.is_empty(),
            Rule::avoiding => query.avoiding.is_some(),
            Rule::ends_terminal => query.ends_terminal.is_some(),
            _ => false,
        };
        if twice {
            self.tell_twice(at);
            return;
        }
        match part.as_rule() {
            Rule::for_names => query.for_ = self.names(part),
            Rule::by_word => query.by = Some(self.first_name(part)),
            Rule::via => query.via = self.names(part),
            Rule::avoiding => {
                query.avoiding = part
                    .into_inner()
                    .find(|p| p.as_rule() == Rule::selector)
                    .map(|p| self.selector(p));
            }
            Rule::ends_terminal => query.ends_terminal = Some(at),
            _ => {}
        }
    }

    /// Tells that an option is given twice.
    pub fn tell_twice(&mut self, at: Span) {
        self.tell(
            Diagnostic::new(
                syntax::OPTION_TWICE,
                "this option is given twice",
                at,
                "given before in the same statement",
            )
            .with_help("each option may stand once, in any order"),
        );
    }

    fn metric_span(&mut self, pair: P<'_>) -> Option<(Expr, Expr, Option<Name>)> {
        let mut dates = Vec::new();
        let mut step = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::date => dates.push(self.date_expr(&part)),
                Rule::name => step = Some(self.name(&part)),
                _ => {}
            }
        }
        let to = dates.pop()?;
        Some((dates.pop()?, to, step))
    }

    /// `on …`, `over …`, `while it lasts`.
    pub fn when(&mut self, pair: P<'_>) -> Option<When> {
        let inner = pair.into_inner().next()?;
        let span = self.span(&inner);
        match inner.as_rule() {
            Rule::on_date => {
                let date = inner.into_inner().find(|p| p.as_rule() == Rule::expr_date)?;
                let date = date.into_inner().next()?;
                Some(When::On(self.date_expr(&date)))
            }
            Rule::over_time => {
                let mut exprs = Vec::new();
                for part in inner.into_inner() {
                    match part.as_rule() {
                        Rule::date => exprs.push(self.date_expr(&part)),
                        Rule::number => {
                            let value = number(part.as_str());
                            let number = Number { value, percent: false };
                            exprs.push(plain(ExprKind::Number(number), self.span(&part)));
                        }
                        _ => {}
                    }
                }
                let mut exprs = exprs.into_iter();
                Some(When::Over(exprs.next()?, exprs.next()))
            }
            _ => Some(When::WhileItLasts(span)),
        }
    }

    fn prefixed(&self, op: &P<'_>, expr: Expr) -> Expr {
        let span = self.span(op).to(expr.span);
        match op.as_rule() {
            Rule::not_kw => plain(ExprKind::Not(Box::new(expr)), span),
            _ => match expr.kind {
                // `-3` and `-3 days` are numbers, so that bounds may be.
                ExprKind::Number(n) => {
                    plain(ExprKind::Number(Number { value: -n.value, ..n }), span)
                }
                _ => plain(ExprKind::Negate(Box::new(expr)), span),
            },
        }
    }

    fn postfixed(&mut self, mut expr: Expr, op: P<'_>) -> Expr {
        let span = expr.span.to(self.span(&op));
        match op.as_rule() {
            Rule::cites => {
                let mut cites = std::mem::take(&mut expr.cites).into_vec();
                cites.extend(self.cites(op).into_vec());
                expr.cites = cites.into_boxed_slice();
                expr
            }
            Rule::as_unit => {
                let unit = op.into_inner().find(|p| p.as_rule() == Rule::unit);
                match unit {
                    Some(unit) => {
                        let unit = self.unit(&unit);
                        plain(ExprKind::As(Box::new(expr), unit), span)
                    }
                    None => expr,
                }
            }
            Rule::truncated_kw => self.truncated(expr, span),
            _ => self.at_share(expr, op, span),
        }
    }

    fn truncated(&mut self, mut expr: Expr, span: Span) -> Expr {
        let mut call = &mut expr.kind;
        if let ExprKind::Quantity(within, _) = call {
            call = &mut within.kind;
        }
        if let ExprKind::Call { truncated, .. } = call {
            *truncated = true;
            expr.span = span;
        } else {
            self.tell(Diagnostic::new(
                syntax::NOT_UNDERSTOOD,
                "only a normal distribution is `truncated`",
                span,
                "not a normal distribution",
            ));
        }
        expr
    }

    fn at_share(&mut self, expr: Expr, op: P<'_>, span: Span) -> Expr {
        let share = op.into_inner().find_map(|part| match part.as_rule() {
            Rule::percent | Rule::paren => Some(self.primary(part)),
            _ => None,
        });
        match (expr.kind, share) {
            (ExprKind::Range(bounds, None), Some(share)) => {
                plain(ExprKind::Range(bounds, Some(Box::new(share))), span)
            }
            (kind, _) => {
                self.tell(
                    Diagnostic::new(
                        syntax::NOT_UNDERSTOOD,
                        "`at` a percentage follows a range",
                        span,
                        "no range before it",
                    )
                    .with_help("write `5..10 days at 90%`"),
                );
                plain(kind, span)
            }
        }
    }

    fn joined(&mut self, a: Part, op: &P<'_>, b: Part) -> Part {
        if op.as_rule() == Rule::tolerance_op {
            return Part::Tolerance(a.expr(), b.expr());
        }
        if op.as_rule() == Rule::approx_op {
            return Part::Expr(self.approx(a.expr(), op, b));
        }
        let (a, b) = (a.expr(), b.expr());
        let span = a.span.to(b.span);
        let text = op.as_str().trim_end();
        let kind = match op.as_rule() {
            Rule::range_op => range(a, b),
            Rule::within_kw => return Part::Expr(self.within(a, op, b, span)),
            Rule::compare_op => {
                if matches!(
                    a.kind,
                    ExprKind::Compare(..) | ExprKind::Within(..) | ExprKind::Approx(..)
                ) {
                    self.tell(
                        Diagnostic::new(
                            syntax::NOT_UNDERSTOOD,
                            "comparisons do not chain",
                            span,
                            "two comparisons in a row",
                        )
                        .with_help("write `a < b and b < c`, or `b within a .. c`"),
                    );
                }
                let op = match text {
                    "<" => CompareOp::Less,
                    "<=" => CompareOp::LessEqual,
                    ">" => CompareOp::Greater,
                    ">=" => CompareOp::GreaterEqual,
                    _ => CompareOp::Equal,
                };
                ExprKind::Compare(Box::new(a), op, Box::new(b))
            }
            rule => {
                let op = match (rule, text) {
                    (Rule::and_kw, _) => BinaryOp::And,
                    (Rule::or_kw, _) => BinaryOp::Or,
                    (_, "+") => BinaryOp::Add,
                    (_, "-") => BinaryOp::Subtract,
                    (_, "*") => BinaryOp::Multiply,
                    _ => BinaryOp::Divide,
                };
                chain(a, op, b)
            }
        };
        Part::Expr(plain(kind, span))
    }

    fn within(&mut self, a: Expr, op: &P<'_>, b: Expr, span: Span) -> Expr {
        match b.kind {
            ExprKind::Range(mut bounds, None) if bounds.len() == 2 => {
                let mut high = bounds.pop().unwrap_or_else(|| plain(ExprKind::Unknown, span));
                // What stands after both bounds cites both; the upper one keeps it.
                if high.cites.is_empty() {
                    high.cites = b.cites;
                }
                let low = bounds.pop().unwrap_or_else(|| plain(ExprKind::Unknown, span));
                plain(ExprKind::Within(Box::new(a), Box::new(low), Box::new(high)), span)
            }
            _ => {
                let at = self.span(op).to(b.span);
                self.tell(
                    Diagnostic::new(
                        syntax::NOT_UNDERSTOOD,
                        "`within` needs two bounds",
                        at,
                        "no bounds",
                    )
                    .with_help("write `within 14 days .. 15 days`"),
                );
                a
            }
        }
    }

    fn approx(&mut self, a: Expr, op: &P<'_>, b: Part) -> Expr {
        match b {
            Part::Tolerance(value, tolerance) => {
                let span = a.span.to(tolerance.span);
                let kind = ExprKind::Approx(Box::new(a), Box::new(value), Box::new(tolerance));
                plain(kind, span)
            }
            Part::Expr(value) => {
                let at = self.span(op).to(value.span);
                self.tell(
                    Diagnostic::new(
                        syntax::NOT_UNDERSTOOD,
                        "`~=` needs a tolerance",
                        at,
                        "no tolerance",
                    )
                    .with_help("write `a ~= b +- 5%`, or a quantity in place of the 5 %"),
                );
                a
            }
        }
    }
}

fn range(a: Expr, b: Expr) -> ExprKind {
    match a.kind {
        ExprKind::Range(mut bounds, None) if a.cites.is_empty() => {
            bounds.push(b);
            ExprKind::Range(bounds, None)
        }
        kind => ExprKind::Range(vec![Expr { kind, ..a }, b], None),
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
            if a.cites.is_empty() && rest.iter().all(|(o, _)| level(*o) == level(op)) =>
        {
            rest.push((op, b));
            ExprKind::Chain(first, rest)
        }
        kind => ExprKind::Chain(Box::new(Expr { kind, ..a }), vec![(op, b)]),
    }
}

fn coordinates(pair: P<'_>) -> ExprKind {
    let mut at = [0.0, 0.0];
    for (slot, part) in at.iter_mut().zip(pair.into_inner()) {
        let text = part.as_str().trim_end();
        let value = number(&text[..text.len() - 1]);
        *slot = if text.ends_with(['S', 'W']) { -value } else { value };
    }
    ExprKind::Coordinates(at[0], at[1])
}

/// The word of a grouping.
pub(super) fn grouping(word: &str) -> Option<Grouping> {
    Some(match word {
        "country" => Grouping::Country,
        "bloc" => Grouping::Bloc,
        "mode" => Grouping::Mode,
        "node" => Grouping::Node,
        "corridor" => Grouping::Corridor,
        "tag" => Grouping::Tag,
        _ => return None,
    })
}
