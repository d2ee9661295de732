//! Values that the user gives parameters from outside (`--set NAME=VALUE`).

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::names;
use crate::model::{ConstantId, Thing};
use crate::syntax::ast::{Expr, Name};

use super::context::Checker;
use super::settings::ConstantState;

/// A value for a parameter instead of the declared one, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Override {
    /// The parameter.
    pub name: Name,
    /// Its value.
    pub value: Expr,
}

impl Checker<'_> {
    /// Puts the values set in the place of the declared ones, before any is
    /// evaluated; gives back what was declared, for [`Checker::check_set`].
    pub fn apply_set(&mut self) -> Vec<(ConstantId, Expr)> {
        let mut declared: Vec<(ConstantId, Expr)> = Vec::new();
        for Override { name, value } in std::mem::take(&mut self.set) {
            let is_param = |thing| matches!(thing, Thing::Constant(_));
            let Some(Thing::Constant(id)) = self.find(&name, "a parameter", is_param) else {
                continue;
            };
            let constant = &self.model.constants[id.index()];
            if !constant.is_param {
                let at = constant.head.span;
                let told = Diagnostic::new(
                    names::WRONG_KIND,
                    format!("`{}` is a constant, not a parameter", name.text),
                    name.span,
                    "only parameters can be set",
                )
                .with_label(at, "declared here")
                .with_help(format!("declare it as `param {} = …`", name.text));
                self.tell(told);
                continue;
            }
            let old = std::mem::replace(&mut self.constant_exprs[id.index()], value);
            // Of two values the later holds; what was declared stays the first.
            if !declared.iter().any(|(known, _)| *known == id) {
                declared.push((id, old));
            }
        }
        declared
    }

    /// A value set must measure what the declared one does; else that is told
    /// and the declared one holds, so that nothing follows from it.
    pub fn check_set(&mut self, declared: Vec<(ConstantId, Expr)>) {
        for (id, old) in declared {
            let at = self.constant_exprs[id.index()].span;
            let Some(figure) = self.constant(id, at) else { continue };
            let Some(wanted) = self.eval(&old) else { continue };
            let found = self.shown(figure.unit).dimension;
            if wanted.dimension != found {
                let what = format!("`{}`", self.model.constants[id.index()].head.name);
                self.tell_dimension(&what, wanted.dimension, found, at);
                self.constant_exprs[id.index()] = old;
                self.constant_states[id.index()] = ConstantState::Waiting;
                self.constant(id, at);
            }
        }
    }
}
