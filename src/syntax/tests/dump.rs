//! Trees as short texts, to be read beside their source. On the way every
//! place is checked: it lies in its file, has no blank at its ends, and a name
//! stands where it says.

mod change;
mod report;

use std::fmt::Write;

use crate::calendar::Date;
use crate::source::{SourceMap, Span};
use crate::syntax::ast::*;

pub(super) struct Dump<'s> {
    pub sources: &'s SourceMap,
}

impl Dump<'_> {
    pub fn decl(&self, decl: &Decl) -> String {
        self.place(decl.span);
        let mut out = String::new();
        if let Some(doc) = &decl.doc {
            write!(out, "/// {} ", doc.replace('\n', " | ")).unwrap();
        }
        out.push_str(&self.kind(&decl.kind));
        out.push_str(&self.cites(&decl.cites));
        out
    }

    pub(super) fn place(&self, span: Span) {
        let text = self.sources.text(span);
        assert!(!text.is_empty(), "an empty place at {span:?}");
        assert_eq!(text, text.trim(), "blanks at the ends of a place");
    }

    pub(super) fn name(&self, name: &Name) -> String {
        let text = self.sources.text(name.span);
        let plain = text.trim_matches('"').to_owned();
        let without_blanks: String = text.split_whitespace().collect();
        let kept: String = name.text.split_whitespace().collect();
        assert!(
            plain == name.text || without_blanks == kept || text.contains("/*"),
            "`{}` stands at `{text}`",
            name.text
        );
        name.text.to_string()
    }

    pub(super) fn names(&self, names: &[Name]) -> String {
        names.iter().map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn text(&self, text: &Text) -> String {
        self.place(text.span);
        format!("{:?}", text.text.as_str())
    }

    pub(super) fn title(&self, title: &Option<Text>) -> String {
        title.as_ref().map(|title| format!(" {}", self.text(title))).unwrap_or_default()
    }

    pub(super) fn cites(&self, cites: &Cites) -> String {
        let mut out = String::new();
        for cite in cites {
            write!(out, " @{}", self.name(&cite.name)).unwrap();
            if let Some(note) = &cite.note {
                out.push_str(&self.text(note));
            }
        }
        out
    }

    pub(super) fn kind(&self, kind: &DeclKind) -> String {
        match kind {
            DeclKind::Model { title, body } => {
                format!("model{}{}", self.title(title), self.body(body))
            }
            DeclKind::Let { name, title, value } => {
                format!("let {}{} = {}", self.name(name), self.title(title), self.expr(value))
            }
            DeclKind::Param { name, title, value, within } => {
                let mut out = format!(
                    "param {}{} = {}",
                    self.name(name),
                    self.title(title),
                    self.expr(value)
                );
                if let Some(within) = within {
                    write!(out, " within {} .. {}", self.expr(&within.0), self.expr(&within.1))
                        .unwrap();
                }
                out
            }
            DeclKind::Unit { name, title, value } => self.valued("unit", name, title, value),
            DeclKind::Currency { name, title, value } => {
                self.valued("currency", name, title, value)
            }
            DeclKind::Named { kind, name, title, extends, body } => {
                let mut out = format!("{kind:?} {}{}", self.name(name), self.title(title));
                if let Some(extends) = extends {
                    write!(out, " extends {}", self.name(extends)).unwrap();
                }
                out + &self.body(body)
            }
            DeclKind::Transfer(item) => format!("transfer {}", self.transfer(item)),
            DeclKind::Leg { name, title, from, to, both, body } => {
                let name = name.as_ref().map(|n| format!("{}: ", self.name(n))).unwrap_or_default();
                let ends = self.ends(from, *both, to);
                format!("leg {name}{ends}{}{}", self.title(title), self.body(body))
            }
            DeclKind::Border { from, to, both, at, by, title, body } => {
                let mut out = format!("border {}", self.ends(from, *both, to));
                for (word, name) in [("at", at), ("by", by)] {
                    if let Some(name) = name {
                        write!(out, " {word} {}", self.name(name)).unwrap();
                    }
                }
                out + &self.title(title) + &self.body(body)
            }
            DeclKind::Corridor { name, title, first, steps, body } => {
                let mut out = format!(
                    "corridor {}{}: {}",
                    self.name(name),
                    self.title(title),
                    self.name(first)
                );
                for (by, to) in steps {
                    match by {
                        Some(by) => {
                            write!(out, " -[{}]-> {}", self.name(by), self.name(to)).unwrap()
                        }
                        None => write!(out, " -> {}", self.name(to)).unwrap(),
                    }
                }
                out + &self.body(body)
            }
            other => self.more(other),
        }
    }

    pub(super) fn valued(
        &self,
        word: &str,
        name: &Name,
        title: &Option<Text>,
        value: &Option<Expr>,
    ) -> String {
        let value = value.as_ref().map(|v| format!(" = {}", self.expr(v))).unwrap_or_default();
        format!("{word} {}{}{value}", self.name(name), self.title(title))
    }

    pub(super) fn more(&self, kind: &DeclKind) -> String {
        match kind {
            DeclKind::Demand { name, title, amount, commodity, from, to, body } => {
                let rows: Vec<String> = amount
                    .iter()
                    .map(|(key, value)| {
                        let key = key.as_ref().map(|k| format!("{}: ", self.key(k)));
                        format!("{}{}", key.unwrap_or_default(), self.expr(value))
                    })
                    .collect();
                format!(
                    "demand {}{}: {} of {} from {} to {}{}",
                    self.name(name),
                    self.title(title),
                    rows.join("; "),
                    self.name(commodity),
                    self.name(from),
                    self.name(to),
                    self.body(body)
                )
            }
            DeclKind::Contract { name, title, at_least, amount, commodity, on, body } => format!(
                "contract {}{}: {} {} of {} on {}{}",
                self.name(name),
                self.title(title),
                if *at_least { "at least" } else { "at most" },
                self.expr(amount),
                self.name(commodity),
                self.selector(on),
                self.body(body)
            ),
            DeclKind::Observed { name, title, amount, commodity, on, when, body } => format!(
                "observed {}{}: {} of {} on {}{}{}",
                self.name(name),
                self.title(title),
                self.expr(amount),
                self.name(commodity),
                self.selector(on),
                self.when(when.as_deref()),
                self.body(body)
            ),
            DeclKind::Change { word, name, title, by, body } => {
                let mut out = format!("{word:?} {}{}", self.name(name), self.title(title));
                if let Some(by) = by {
                    write!(out, " by {}", self.name(&by.0)).unwrap();
                    if let Some(share) = &by.1 {
                        write!(out, " {}", self.expr(share)).unwrap();
                    }
                }
                out + &self.body(body)
            }
            DeclKind::Scenario { name, title, extends, body } => {
                let mut out = format!("scenario {}{}", self.name(name), self.title(title));
                if let Some(extends) = extends {
                    write!(out, " extends {}", self.name(extends)).unwrap();
                }
                out + &self.body(body)
            }
            DeclKind::Import { table, path, map } => {
                let mut out = String::from("import ");
                if let Some((table, span)) = table {
                    self.place(*span);
                    write!(out, "{table:?} from ").unwrap();
                }
                out.push_str(&self.text(path));
                for column in map {
                    let between = if column.range { ".." } else { " " };
                    let columns: Vec<String> =
                        column.columns.iter().map(|c| self.name(c)).collect();
                    let property = self.name(&column.property);
                    write!(out, " | {property}: {}", columns.join(between)).unwrap();
                    if let Some(unit) = &column.unit {
                        write!(out, " {{{}}}", self.name(unit)).unwrap();
                    }
                }
                out
            }
            DeclKind::Report(report) => self.report(report),
            DeclKind::Expect { expr, scenario, when } => {
                let mut out = format!("expect {}", self.expr(expr));
                if let Some(scenario) = scenario {
                    write!(out, " IN {}", self.name(scenario)).unwrap();
                }
                out + &self.when(when.as_deref())
            }
            _ => String::new(),
        }
    }

    pub(super) fn ends(&self, from: &Name, both: bool, to: &Name) -> String {
        format!("{} {} {}", self.name(from), if both { "<->" } else { "->" }, self.name(to))
    }

    pub(super) fn body(&self, body: &Body) -> String {
        let Some(span) = body.span else { return String::new() };
        self.place(span);
        let items: Vec<String> = body.items.iter().map(|item| self.item(item)).collect();
        format!(" {{ {} }}", items.join("; "))
    }

    pub(super) fn item(&self, item: &Item) -> String {
        match item {
            Item::Property(property) => {
                self.place(property.span);
                let mut out = self.name(&property.key);
                if let Some(for_) = &property.for_ {
                    write!(out, " for {}", self.name(for_)).unwrap();
                }
                out + ": " + &self.value(&property.value) + &self.cites(&property.cites)
            }
            Item::Flag(name) => self.name(name),
            Item::Effect(effect) => self.effect(effect),
            Item::Window(window) => format!("WINDOW {}", self.window(window)),
            Item::After { change, body, span } => {
                self.place(*span);
                format!("after {}{}", self.name(change), self.body(body))
            }
            Item::Apply(names, span) => {
                self.place(*span);
                format!("apply {}", self.names(names))
            }
            Item::Use(name, span) => {
                self.place(*span);
                format!("use {}", self.name(name))
            }
            Item::Broken(name) => format!("BROKEN {}", self.name(name)),
        }
    }

    pub(super) fn value(&self, value: &Value) -> String {
        match value {
            Value::Expr(expr) => self.expr(expr),
            Value::Capacity(capacity) => {
                let mut out = self.expr(&capacity.value);
                for (word, at) in [("SHARED", capacity.shared), ("EACH-WAY", capacity.each_way)] {
                    if let Some(at) = at {
                        self.place(at);
                        write!(out, " {word}").unwrap();
                    }
                }
                out
            }
            Value::Counted(counted) => {
                let mut out = format!(
                    "{} <{}> of {}",
                    self.expr(&counted.count),
                    self.name(&counted.what),
                    self.expr(&counted.size)
                );
                if let Some(every) = &counted.every {
                    write!(out, " every {}", self.expr(every)).unwrap();
                }
                out
            }
            Value::Irregular(parts) => {
                format!("{} irregular {}", self.expr(&parts.0), self.expr(&parts.1))
            }
            Value::Bases(bases) => {
                let bases: Vec<String> = bases
                    .iter()
                    .map(|basis| {
                        let value = self.expr(&basis.value);
                        format!("{}={value}{}", self.name(&basis.basis), self.cites(&basis.cites))
                    })
                    .collect();
                format!("BASES {}", bases.join(", "))
            }
            Value::List(items, span) => {
                self.place(*span);
                let items: Vec<String> = items.iter().map(|item| self.list_item(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Table(rows, span) => {
                self.place(*span);
                let rows: Vec<String> = rows
                    .iter()
                    .map(|(key, value)| format!("{}: {}", self.key(key), self.expr(value)))
                    .collect();
                format!("TABLE {}", rows.join(", "))
            }
            Value::Transfers(items, span) => {
                self.place(*span);
                let items: Vec<String> = items.iter().map(|item| self.transfer(item)).collect();
                format!("TRANSFERS {}", items.join(", "))
            }
        }
    }

    pub(super) fn key(&self, key: &AmountWhen) -> String {
        match key {
            AmountWhen::Year(year, span) => {
                self.place(*span);
                year.to_string()
            }
            AmountWhen::Name(name) => self.name(name),
        }
    }

    pub(super) fn list_item(&self, item: &ListItem) -> String {
        match item {
            ListItem::Selector(selector) => format!("<{}>", self.selector(selector)),
            ListItem::Name { name, from, until } => {
                let mut out = self.name(name);
                for (word, date) in [("from", from), ("until", until)] {
                    if let Some(date) = date {
                        write!(out, " {word} {}", self.expr(date)).unwrap();
                    }
                }
                out
            }
        }
    }

    pub(super) fn transfer(&self, item: &TransferItem) -> String {
        self.place(item.span);
        let ends = self.ends(&item.from, item.both, &item.to);
        ends + &self.title(&item.title) + &self.body(&item.body)
    }

    pub fn expr(&self, expr: &Expr) -> String {
        self.place(expr.span);
        let e = |expr: &Expr| self.expr(expr);
        let out = match &expr.kind {
            ExprKind::Number(n) => format!("{}{}", n.value, if n.percent { "%" } else { "" }),
            ExprKind::Quantity(of, unit) => format!("{}{{{}}}", e(of), self.name(unit)),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Text(text) => self.text(text),
            ExprKind::Date(days) => {
                Date::from_days(*days).map_or("?".to_owned(), |d| d.to_string())
            }
            ExprKind::Coordinates(lat, lon) => format!("<{lat} {lon}>"),
            ExprKind::Unknown => "unknown".to_owned(),
            ExprKind::Range(bounds, at) => {
                let bounds: Vec<String> = bounds.iter().map(e).collect();
                let at = at.as_ref().map(|at| format!(" at {}", e(at))).unwrap_or_default();
                format!("[{}{at}]", bounds.join(" .. "))
            }
            ExprKind::Call { name, args, truncated } => {
                let args: Vec<String> = args
                    .iter()
                    .map(|arg| {
                        let weight = arg.weight.as_ref().map(|w| format!("{}: ", e(w)));
                        format!("{}{}", weight.unwrap_or_default(), e(&arg.value))
                    })
                    .collect();
                let word = if *truncated { "!truncated" } else { "" };
                format!("{}({}){word}", self.name(name), args.join(", "))
            }
            ExprKind::Metric(metric) => self.metric(metric),
            ExprKind::Negate(of) => format!("-({})", e(of)),
            ExprKind::Not(of) => format!("not({})", e(of)),
            ExprKind::Chain(first, rest) => {
                let mut out = format!("({}", e(first));
                for (op, operand) in rest {
                    let sign = match op {
                        BinaryOp::Add => "+",
                        BinaryOp::Subtract => "-",
                        BinaryOp::Multiply => "*",
                        BinaryOp::Divide => "/",
                        BinaryOp::And => "and",
                        BinaryOp::Or => "or",
                    };
                    write!(out, " {sign} {}", e(operand)).unwrap();
                }
                out + ")"
            }
            ExprKind::Compare(a, op, b) => format!("({} {op:?} {})", e(a), e(b)),
            ExprKind::Within(a, lo, hi) => format!("({} within {} .. {})", e(a), e(lo), e(hi)),
            ExprKind::Approx(a, b, t) => format!("({} ~= {} +- {})", e(a), e(b), e(t)),
            ExprKind::As(of, unit) => format!("({} as {})", e(of), self.name(unit)),
            ExprKind::Paren(of) => format!("p({})", e(of)),
            ExprKind::List(list) => {
                format!("list[{}]", list.iter().map(e).collect::<Vec<_>>().join(", "))
            }
        };
        out + &self.cites(&expr.cites)
    }
}
