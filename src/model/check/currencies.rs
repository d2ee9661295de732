//! Currencies and units, before any figure is read.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::units;
use crate::model::Formula;
use crate::quantity::Quantity;
use crate::syntax::ast::{Decl, DeclKind, ExprKind, Name};

use super::context::Checker;

impl Checker<'_> {
    /// The currencies and units, before any figure is read.
    pub fn currencies_and_units(
        &mut self,
        models: &[&Decl],
        currencies: &[&Decl],
        declared: &[&Decl],
    ) {
        for decl in models {
            let DeclKind::Model { body, .. } = &decl.kind else { continue };
            for item in &body.items {
                if let crate::syntax::ast::Item::Property(property) = item
                    && property.key.text == "currency"
                    && let Some(name) = self.word_property(property)
                {
                    self.base_currency(name);
                }
            }
        }
        for decl in currencies {
            self.currency_rate(decl);
        }
        for decl in declared {
            self.declared_unit(decl);
        }
        self.defaults.clear();
    }

    fn base_currency(&mut self, name: &Name) {
        if let Err(error) = self.model.units.set_base(&name.text) {
            let mut told = Diagnostic::new(
                units::UNKNOWN_UNIT,
                error.to_string(),
                name.span,
                "not a currency",
            );
            if let Some(near) = crate::diagnostic::closest(
                &name.text,
                crate::quantity::CURRENCIES.iter().map(|c| c.code),
            ) {
                told = told.with_help(format!("did you mean `{near}`?"));
            }
            self.tell(told);
        } else {
            self.model.settings.currency = name.text.to_string();
        }
    }

    fn currency_rate(&mut self, decl: &Decl) {
        let DeclKind::Currency { name, value, .. } = &decl.kind else { return };
        let Some(value) = value else { return };
        // `1.08 USD`: the number and the other currency, not yet convertible.
        let mut number = value;
        while let ExprKind::Paren(inner) = &number.kind {
            number = inner;
        }
        let rate = match &number.kind {
            ExprKind::Quantity(inner, unit) => match &inner.kind {
                ExprKind::Number(n) if !n.percent => Some((n.value, unit)),
                _ => None,
            },
            _ => None,
        };
        let Some((rate, other)) = rate else {
            self.tell_at(
                units::WRONG_FORM,
                "an exchange rate is a number and a currency",
                value.span,
                "write it as `currency EUR = 1.08 USD`",
            );
            return;
        };
        if let Err(error) = self.model.units.add_rate(&name.text, rate, &other.text) {
            self.tell_at(units::BAD_RATE, error.to_string(), decl.span, "");
        }
    }

    fn declared_unit(&mut self, decl: &Decl) {
        let DeclKind::Unit { name, value, .. } = &decl.kind else { return };
        let declared = match value {
            None => self.model.units.declare_dimension(&name.text).map(|_| ()),
            Some(value) => {
                let Some(val) = self.eval(value) else { return };
                if val.formula != Formula::Fixed {
                    self.tell_at(units::WRONG_FORM, "a unit cannot be uncertain", value.span, "");
                    return;
                }
                let worth = Quantity::new(val.value, val.dimension);
                self.model.units.declare_unit(&name.text, worth)
            }
        };
        if let Err(error) = declared {
            self.tell_at(units::BAD_UNIT, error.to_string(), name.span, "choose another name");
        }
    }
}
