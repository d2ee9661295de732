//! What an expression cites.

use crate::syntax::ast::{Cite, Expr, ExprKind};

/// All citations in an expression, in order.
pub fn collect_cites(expr: &Expr, found: &mut Vec<Cite>) {
    match &expr.kind {
        ExprKind::Paren(a) | ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::As(a, _) => {
            collect_cites(a, found);
        }
        ExprKind::Chain(a, rest) => {
            collect_cites(a, found);
            rest.iter().for_each(|(_, b)| collect_cites(b, found));
        }
        ExprKind::Compare(a, _, b) => [a, b].into_iter().for_each(|e| collect_cites(e, found)),
        ExprKind::Within(a, b, c) | ExprKind::Approx(a, b, c) => {
            [a, b, c].into_iter().for_each(|e| collect_cites(e, found));
        }
        _ => {}
    }
    found.extend(expr.cites.iter().cloned());
}
