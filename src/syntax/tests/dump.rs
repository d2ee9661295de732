//! Trees as short texts, to be read beside their source. On the way every
//! place is checked: it lies in its file, has no blank at its ends, and a name
//! stands where it says.

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

    fn place(&self, span: Span) {
        let text = self.sources.text(span);
        assert!(!text.is_empty(), "an empty place at {span:?}");
        assert_eq!(text, text.trim(), "blanks at the ends of a place");
    }

    fn name(&self, name: &Name) -> String {
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

    fn names(&self, names: &[Name]) -> String {
        names.iter().map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }

    fn text(&self, text: &Text) -> String {
        self.place(text.span);
        format!("{:?}", text.text.as_str())
    }

    fn title(&self, title: &Option<Text>) -> String {
        title.as_ref().map(|title| format!(" {}", self.text(title))).unwrap_or_default()
    }

    fn cites(&self, cites: &Cites) -> String {
        let mut out = String::new();
        for cite in cites {
            write!(out, " @{}", self.name(&cite.name)).unwrap();
            if let Some(note) = &cite.note {
                out.push_str(&self.text(note));
            }
        }
        out
    }

    fn kind(&self, kind: &DeclKind) -> String {
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

    fn valued(
        &self,
        word: &str,
        name: &Name,
        title: &Option<Text>,
        value: &Option<Expr>,
    ) -> String {
        let value = value.as_ref().map(|v| format!(" = {}", self.expr(v))).unwrap_or_default();
        format!("{word} {}{}{value}", self.name(name), self.title(title))
    }

    fn more(&self, kind: &DeclKind) -> String {
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

    fn ends(&self, from: &Name, both: bool, to: &Name) -> String {
        format!("{} {} {}", self.name(from), if both { "<->" } else { "->" }, self.name(to))
    }

    fn body(&self, body: &Body) -> String {
        let Some(span) = body.span else { return String::new() };
        self.place(span);
        let items: Vec<String> = body.items.iter().map(|item| self.item(item)).collect();
        format!(" {{ {} }}", items.join("; "))
    }

    fn item(&self, item: &Item) -> String {
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

    fn value(&self, value: &Value) -> String {
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

    fn key(&self, key: &AmountWhen) -> String {
        match key {
            AmountWhen::Year(year, span) => {
                self.place(*span);
                year.to_string()
            }
            AmountWhen::Name(name) => self.name(name),
        }
    }

    fn list_item(&self, item: &ListItem) -> String {
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

    fn transfer(&self, item: &TransferItem) -> String {
        self.place(item.span);
        let ends = self.ends(&item.from, item.both, &item.to);
        ends + &self.title(&item.title) + &self.body(&item.body)
    }

    fn effect(&self, effect: &Effect) -> String {
        self.place(effect.span);
        let mut out = match &effect.verb {
            Verb::Close(s) => format!("close {}", self.selector(s)),
            Verb::CloseParts { count, of, at } => {
                format!("close {} of {} at {}", self.expr(count), self.expr(of), self.selector(at))
            }
            Verb::Open(s) => format!("open {}", self.selector(s)),
            Verb::Set { property, of, to } => {
                format!(
                    "set {} of {} to {}",
                    self.name(property),
                    self.selector(of),
                    self.value(to)
                )
            }
            Verb::Raise { property, of, by } => {
                format!(
                    "raise {} of {} by {}",
                    self.name(property),
                    self.selector(of),
                    self.expr(by)
                )
            }
            Verb::Reduce { property, of, by } => {
                format!(
                    "reduce {} of {} by {}",
                    self.name(property),
                    self.selector(of),
                    self.expr(by)
                )
            }
            Verb::SetParam { param, to } => {
                format!("set-param {} to {}", self.name(param), self.expr(to))
            }
            Verb::Forbid(what) => format!("forbid {}", self.forbidden(what)),
            Verb::Allow(what) => format!("allow {}", self.forbidden(what)),
        };
        if let Some(for_) = &effect.for_ {
            write!(out, " for {}", self.name(for_)).unwrap();
        }
        if let Some(except) = &effect.except {
            write!(out, " except {}", self.selector(except)).unwrap();
        }
        if let Some(window) = &effect.window {
            write!(out, " WHEN {}", self.window(window)).unwrap();
        }
        out + &self.cites(&effect.cites)
    }

    fn forbidden(&self, what: &Forbidden) -> String {
        match what {
            Forbidden::Commodity { commodity, on } => {
                format!("{} on {}", self.name(commodity), self.selector(on))
            }
            Forbidden::Transit { through } => format!("transit {}", self.name(through)),
            Forbidden::Trade { with } => format!("trade {}", self.name(with)),
        }
    }

    fn window(&self, window: &Window) -> String {
        match window {
            Window::Dates { from, until, lasting, span } => {
                self.place(*span);
                let mut out = String::new();
                for (word, expr) in [("from", from), ("until", until), ("for", lasting)] {
                    if let Some(expr) = expr {
                        write!(out, "{word} {} ", self.expr(expr)).unwrap();
                    }
                }
                out.trim_end().to_owned()
            }
            Window::EveryYear { from, to, cites, span } => {
                self.place(*span);
                let day = |day: &DayOfYear| {
                    self.place(day.span);
                    format!("{:?}/{}", day.day, day.month)
                };
                format!("yearly {} {}{}", day(from), day(to), self.cites(cites))
            }
        }
    }

    pub fn selector(&self, selector: &Selector) -> String {
        self.place(selector.span);
        let named = |word: &str, name: &Name| format!("{word} {}", self.name(name));
        let mut out = match &selector.kind {
            SelectorKind::Leg(n) => named("leg", n),
            SelectorKind::LegBetween(a, b, both) => format!("leg {}", self.ends(a, *both, b)),
            SelectorKind::Legs { by, place } => {
                let mut out = String::from("legs");
                if let Some(by) = by {
                    write!(out, " by {}", self.name(by)).unwrap();
                }
                if let Some((direction, name)) = place {
                    write!(out, " {direction:?} {}", self.name(name)).unwrap();
                }
                out
            }
            SelectorKind::Node(n) => named("node", n),
            SelectorKind::Nodes { place, kind } => {
                let mut out = String::from("nodes");
                for (word, name) in [("in", place), ("of", kind)] {
                    if let Some(name) = name {
                        write!(out, " {word} {}", self.name(name)).unwrap();
                    }
                }
                out
            }
            SelectorKind::Border(a, b, both) => format!("border {}", self.ends(a, *both, b)),
            SelectorKind::Borders { of, within } => {
                let mut out = String::from("borders");
                for (word, name) in [("of", of), ("within", within)] {
                    if let Some(name) = name {
                        write!(out, " {word} {}", self.name(name)).unwrap();
                    }
                }
                out
            }
            SelectorKind::Country(n) => named("country", n),
            SelectorKind::Bloc(n) => named("bloc", n),
            SelectorKind::Mode(n) => named("mode", n),
            SelectorKind::Pool(n) => named("pool", n),
            SelectorKind::Demand(n) => named("demand", n),
            SelectorKind::Corridor(n) => named("corridor", n),
            SelectorKind::Tagged(n) => named("tagged", n),
            SelectorKind::List(list) => {
                let list: Vec<String> = list.iter().map(|s| self.selector(s)).collect();
                format!("[{}]", list.join(", "))
            }
        };
        if let Some(filter) = &selector.filter {
            write!(out, " where {}", self.expr(filter)).unwrap();
        }
        out
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

    fn metric(&self, metric: &Metric) -> String {
        self.place(metric.span);
        let mut out = format!("<{}", self.name(&metric.name));
        match &metric.subject {
            MetricSubject::None | MetricSubject::Pair => {}
            MetricSubject::Name(name) => write!(out, " {}", self.name(name)).unwrap(),
            MetricSubject::Selector(s) => write!(out, " ({})", self.selector(s)).unwrap(),
            MetricSubject::Grouping(grouping) => write!(out, " {grouping:?}").unwrap(),
            MetricSubject::Expr(a, b) => {
                write!(out, " {}", self.expr(a)).unwrap();
                if let Some(b) = b {
                    write!(out, ", {}", self.expr(b)).unwrap();
                }
            }
        }
        out.push_str(&self.query(&metric.query));
        if !metric.of.is_empty() {
            write!(out, " of {}", self.names(&metric.of)).unwrap();
        }
        if let Some(scenario) = &metric.scenario {
            write!(out, " in {}", self.name(scenario)).unwrap();
        }
        out.push_str(&self.when(metric.when.as_ref()));
        if let Some((from, to, step)) = &metric.timeline {
            write!(out, " from {} to {}", self.expr(from), self.expr(to)).unwrap();
            if let Some(step) = step {
                write!(out, " by {}", self.name(step)).unwrap();
            }
        }
        out + ">"
    }

    fn query(&self, query: &RouteQuery) -> String {
        let mut out = String::new();
        for (word, names) in
            [("from", &query.from), ("to", &query.to), ("for", &query.for_), ("via", &query.via)]
        {
            if !names.is_empty() {
                write!(out, " {word} {}", self.names(names)).unwrap();
            }
        }
        if let Some(by) = &query.by {
            write!(out, " by {}", self.name(by)).unwrap();
        }
        if let Some(avoiding) = &query.avoiding {
            write!(out, " avoiding {}", self.selector(avoiding)).unwrap();
        }
        if let Some(at) = query.ends_terminal {
            self.place(at);
            out.push_str(" ends terminal");
        }
        out
    }

    fn when(&self, when: Option<&When>) -> String {
        match when {
            None => String::new(),
            Some(When::On(date)) => format!(" on {}", self.expr(date)),
            Some(When::Over(from, None)) => format!(" over {}", self.expr(from)),
            Some(When::Over(from, Some(to))) => {
                format!(" over {} to {}", self.expr(from), self.expr(to))
            }
            Some(When::WhileItLasts(at)) => {
                self.place(*at);
                " while it lasts".to_owned()
            }
        }
    }

    fn report(&self, report: &Report) -> String {
        self.place(report.span);
        self.place(report.kind_span);
        let kind = self.report_kind(&report.kind);
        let options = &report.options;
        let mut out = format!("report {kind}{}", self.query(&options.query));
        if !options.scenarios.is_empty() {
            write!(out, " IN {}", self.names(&options.scenarios)).unwrap();
        }
        if options.all_scenarios.is_some() {
            out.push_str(" IN all");
        }
        out.push_str(&self.when(options.when.as_ref()));
        if let Some(top) = &options.top {
            write!(out, " top {}", self.expr(top)).unwrap();
        }
        if let Some(as_) = &options.as_ {
            write!(out, " as {}", self.text(as_)).unwrap();
        }
        out
    }

    fn report_kind(&self, kind: &ReportKind) -> String {
        let expr = |word: &str, expr: &Option<Expr>| {
            expr.as_ref().map(|expr| format!(" {word} {}", self.expr(expr))).unwrap_or_default()
        };
        let name = |word: &str, name: &Option<Name>| {
            name.as_ref().map(|name| format!(" {word} {}", self.name(name))).unwrap_or_default()
        };
        match kind {
            ReportKind::Routes => "routes".to_owned(),
            ReportKind::Pareto { over } => format!("pareto over {}", self.names(over)),
            ReportKind::Corridor { names } => format!("corridor {}", self.names(names)),
            ReportKind::Capacity { of_demands } => {
                format!("capacity{}", if of_demands.is_some() { " of demands" } else { "" })
            }
            ReportKind::Flow { minimising, assigned } => {
                format!("flow{}{}", name("minimising", minimising), expr("assigned", assigned))
            }
            ReportKind::Bottlenecks { minimising } => {
                format!("bottlenecks{}", name("minimising", minimising))
            }
            ReportKind::Critical { pairs, what, at } => {
                format!("critical{} {what:?}{}", if *pairs { " pairs" } else { "" }, expr("at", at))
            }
            ReportKind::Worst { count, what, including_ends } => {
                let ends = if *including_ends { " with ends" } else { "" };
                format!("worst {} {what:?}{ends}", self.expr(count))
            }
            ReportKind::Exposure { by } => format!("exposure {by:?}"),
            ReportKind::Compare { scenarios } => format!("compare {}", self.names(scenarios)),
            ReportKind::Difference { from, to, metric } => format!(
                "difference {} -> {}: {}",
                self.name(from),
                self.name(to),
                self.expr(metric)
            ),
            ReportKind::Timeline { from, to, step, detour, from_empty, draws } => format!(
                "timeline {} -> {}{}{}{}{}",
                self.expr(from),
                self.expr(to),
                name("by", step),
                expr("detour", detour),
                if *from_empty { " empty" } else { "" },
                expr("draws", draws)
            ),
            ReportKind::Risk { departing, hindsight } => {
                let hindsight = if *hindsight { " hindsight" } else { "" };
                format!("risk{}{hindsight}", expr("departing", departing))
            }
            ReportKind::Sweep { over, metrics } => {
                let over: Vec<String> = over
                    .iter()
                    .map(|sweep| {
                        let values: Vec<String> =
                            sweep.values.iter().map(|value| self.expr(value)).collect();
                        let how = if sweep.stepped { "stepped" } else { "list" };
                        format!("{} {how} {}", self.name(&sweep.name), values.join(" "))
                    })
                    .collect();
                let metrics: Vec<String> = metrics.iter().map(|m| self.expr(m)).collect();
                format!("sweep {}: {}", over.join(" and "), metrics.join(", "))
            }
            ReportKind::Sensitivity { metric } => format!("sensitivity {}", self.expr(metric)),
            ReportKind::Elasticities { metric } => format!("elasticities {}", self.expr(metric)),
            ReportKind::Invest { budget } => format!("invest {}", self.expr(budget)),
            ReportKind::Changes { from, to } => {
                format!("changes{} to {}", name("from", from), self.name(to))
            }
            ReportKind::Why { demand } => format!("why{}", name("demand", demand)),
            other => format!("{other:?}").to_lowercase(),
        }
    }
}
