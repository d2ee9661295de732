//! Contracts and observed flows.

use crate::diagnostic::codes::reports;
use crate::model::{Contract, Figure, Observed};
use crate::quantity::Dimension;
use crate::syntax::ast::{Decl, DeclKind, Expr, When};

use super::context::Checker;
use super::values::{Floor, Want};

pub(super) const CONTRACT: &[&str] = &["penalty", "from", "until", "source"];
pub(super) const OBSERVED: &[&str] = &["source"];

impl Checker<'_> {
    /// `contract N: at least Q of C on S { … }`.
    pub fn contract(&mut self, decl: &Decl) {
        let DeclKind::Contract { name, title, at_least, amount, commodity, on, body } = &decl.kind
        else {
            return;
        };
        let props = self.props(body, "contract", CONTRACT, &[], &[]);
        self.enter(decl, &props);
        let owner = name.text.as_str();
        let commodity = self.commodity_named(commodity);
        let on = self.selector(on);
        self.key = format!("{owner}.amount");
        let amount = self.figure(amount, "the amount of a contract", Want::Rate, Floor::Zero);
        let rule = (Want::MoneyPerAmount, Floor::Zero);
        let penalty = self.optional(&props, owner, "penalty", "a penalty", rule, &[]);
        let from_date = props.get("from").and_then(|p| self.date_property(p));
        let until_date = props.get("until").and_then(|p| self.date_property(p));
        if let (Some(a), Some(b)) = (from_date, until_date)
            && a >= b
        {
            let title = "this contract ends before it starts";
            let help = "put the earlier date in `from`";
            let code = crate::diagnostic::codes::changes::WINDOW_BACKWARDS;
            self.tell_at(code, title, name.span, help);
        }
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        let (Some(commodity), Some(on), Some(amount)) = (commodity, on, amount) else { return };
        let rate = self.shown(amount.unit).dimension.times(Dimension::TIME);
        let price = |figure: &Figure| Dimension::MONEY.per(self.shown(figure.unit).dimension);
        let told = [
            rate.map(|amount_of| (amount_of, amount.origin.span())),
            penalty.as_ref().and_then(|p| Some((price(p)?, p.origin.span()))),
        ];
        if !self.converts(commodity, told.into_iter().flatten().collect()) {
            return;
        }
        self.model.contracts.push(Contract {
            head,
            at_least: *at_least,
            amount,
            commodity,
            on,
            penalty,
            from_date,
            until_date,
        });
    }

    /// `observed N: Q of C on S over 2022`.
    pub fn observed(&mut self, decl: &Decl) {
        let DeclKind::Observed { name, title, amount, commodity, on, when, body } = &decl.kind
        else {
            return;
        };
        let props = self.props(body, "observed", OBSERVED, &[], &[]);
        self.enter(decl, &props);
        let commodity = self.commodity_named(commodity);
        let on = self.selector(on);
        self.key = format!("{}.amount", name.text);
        let amount = self.observed_amount(amount);
        let over = match when.as_deref() {
            Some(when @ When::Over(..)) => self.over(when),
            _ => {
                let title = "an observed flow says over which period it was counted";
                let help = "write `over 2022` or `over 2022-01-01 to 2022-07-01` after it";
                self.tell_at(reports::SAY_WHEN, title, name.span, help);
                None
            }
        };
        let head = self.head(name, title.as_ref(), decl);
        self.leave();
        let (Some(commodity), Some(on), Some(amount), Some((from, until))) =
            (commodity, on, amount, over)
        else {
            return;
        };
        let dimension = self.shown(amount.unit).dimension;
        let per_time = Want::Rate.fits(dimension);
        let of = if per_time { dimension.times(Dimension::TIME) } else { Some(dimension) };
        let at = amount.origin.span();
        if !self.converts(commodity, of.map(|of| (of, at)).into_iter().collect()) {
            return;
        }
        self.model.observed.push(Observed { head, amount, per_time, commodity, on, from, until });
    }

    /// An amount of the period, or a rate in it.
    fn observed_amount(&mut self, expr: &Expr) -> Option<Figure> {
        let val = self.eval(expr)?;
        let rate = Want::Rate.fits(val.dimension);
        let want = if rate { Want::Rate } else { Want::Amount };
        self.check_val(val, "an observed flow", want, Floor::Zero)
    }

    /// Whether a commodity converts to all of these; tells the first that not.
    fn converts(
        &mut self,
        commodity: crate::model::CommodityId,
        told: Vec<(Dimension, crate::source::Span)>,
    ) -> bool {
        let conversions = self.model.conversions(commodity);
        for (amount, at) in told {
            if conversions.factor(amount).is_none() {
                self.tell_no_conversion(commodity, amount, at);
                return false;
            }
        }
        true
    }
}
