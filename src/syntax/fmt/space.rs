//! Whether a blank stands between two tokens on a line.

use super::roles::Role;
use super::token::{Kind, Token};

/// Whether a blank stands between `a` and `b`, which follows it.
pub(super) fn blank(a: &Token<'_>, b: &Token<'_>) -> bool {
    use Role::*;
    if a.is_comment() || b.is_comment() {
        return true;
    }
    if b.is(",") || b.is(":") {
        return false;
    }
    match (a.role, b.role) {
        (Some(ArrowOpen | PlacesOpen | Sign | Tight), _)
        | (_, Some(ArrowClose | PlacesClose | Tight))
        | (Some(BodyOpen), Some(BodyClose)) => return false,
        (Some(BodyOpen), _) | (_, Some(BodyClose)) => return true,
        _ => {}
    }
    if a.is("(") || a.is("[") || b.is(")") || b.is("]") {
        return false;
    }
    match (a.role, b.role) {
        (Some(Binary | ArrowClose), _) | (_, Some(Binary | ArrowOpen)) => return true,
        (Some(Call), _) => return false,
        (_, Some(Unit | BodyOpen | PlacesOpen | Text)) => return true,
        _ => {}
    }
    if a.is("@") {
        return false;
    }
    if a.is(",") || a.is(":") || b.is("@") || b.is("(") {
        return true;
    }
    !b.touches || (a.kind == Kind::Word && b.kind == Kind::Word)
}
