//! Moves a tree to another place: the same text, further on in its file.

use smol_str::SmolStr;

use crate::source::{FileId, Span};
use crate::syntax::ast::*;

/// Where a tree goes.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// The file.
    pub file: FileId,
    /// What is added to every byte, modulo 2³².
    pub bytes: u32,
}

/// Something with places.
pub trait Shift {
    /// Moves every place.
    fn shift(&mut self, by: By);
}

impl Shift for Span {
    fn shift(&mut self, by: By) {
        self.file = by.file;
        self.start = self.start.wrapping_add(by.bytes);
        self.end = self.end.wrapping_add(by.bytes);
    }
}

impl<T: Shift> Shift for Option<T> {
    fn shift(&mut self, by: By) {
        if let Some(inner) = self {
            inner.shift(by);
        }
    }
}

impl<T: Shift + ?Sized> Shift for Box<T> {
    fn shift(&mut self, by: By) {
        (**self).shift(by);
    }
}

impl<T: Shift> Shift for [T] {
    fn shift(&mut self, by: By) {
        self.iter_mut().for_each(|one| one.shift(by));
    }
}

impl<T: Shift> Shift for Vec<T> {
    fn shift(&mut self, by: By) {
        self.as_mut_slice().shift(by);
    }
}

impl<A: Shift, B: Shift> Shift for (A, B) {
    fn shift(&mut self, by: By) {
        self.0.shift(by);
        self.1.shift(by);
    }
}

impl<A: Shift, B: Shift, C: Shift> Shift for (A, B, C) {
    fn shift(&mut self, by: By) {
        self.0.shift(by);
        self.1.shift(by);
        self.2.shift(by);
    }
}

/// What has no place.
macro_rules! without {
    ($($kind:ty),*) => { $(impl Shift for $kind { fn shift(&mut self, _: By) {} })* };
}

without!(SmolStr, bool, i32, f64, Number, BinaryOp, CompareOp, ImportTable, Grouping, Direction);
without!(NamedKind, ChangeWord, Level);

/// All fields of a structure: a new one that is forgotten here does not compile.
macro_rules! structure {
    ($kind:ident { $($field:ident),* }) => {
        impl Shift for $kind {
            fn shift(&mut self, by: By) {
                let $kind { $($field),* } = self;
                $($field.shift(by);)*
            }
        }
    };
}

structure!(Name { text, span });
structure!(Text { text, span });
structure!(Cite { name, note });
structure!(Decl { span, doc, kind, cites });
structure!(Body { items, span, unread });
structure!(Property { key, for_, value, cites, span });
structure!(TransferItem { from, to, both, title, body, span });
structure!(ImportColumn { property, columns, range, unit });
structure!(Effect { verb, for_, except, window, cites, span });
structure!(Expr { kind, span, cites });
structure!(Arg { weight, value });
structure!(Metric { name, subject, query, of, scenario, when, timeline, span });
structure!(RouteQuery { from, to, for_, by, via, avoiding, ends_terminal });
structure!(Report { kind, kind_span, options, span });
structure!(ReportOptions { scenarios, all_scenarios, when, top, as_, query });
structure!(Sweep { name, values, stepped });
structure!(Selector { kind, span, filter });
structure!(CapacityValue { value, shared, each_way });
structure!(CountedValue { count, what, size, every });
structure!(BasisValue { basis, value, cites });

impl Shift for DayOfYear {
    fn shift(&mut self, by: By) {
        self.span.shift(by);
    }
}

/// All fields of all variants of an enumeration; the names of unnamed fields are
/// made up.
macro_rules! variants {
    ($kind:ident { $($name:ident $(($($part:ident),*))? $({ $($field:ident),* })?),* $(,)? }) => {
        impl Shift for $kind {
            fn shift(&mut self, by: By) {
                match self {
                    $($kind::$name $(($($part),*))? $({ $($field),* })? => {
                        $($($part.shift(by);)*)?
                        $($($field.shift(by);)*)?
                        let _ = by;
                    })*
                }
            }
        }
    };
}

variants!(DeclKind {
    Model { title, body },
    Let { name, title, value },
    Param { name, title, value, within },
    Unit { name, title, value },
    Currency { name, title, value },
    Named { kind, name, title, extends, body },
    Transfer(item),
    Leg { name, title, from, to, both, body },
    Border { from, to, both, at, by, title, body },
    Corridor { name, title, first, steps, body },
    Demand { name, title, amount, commodity, from, to, body },
    Contract { name, title, at_least, amount, commodity, on, body },
    Observed { name, title, amount, commodity, on, when, body },
    Change { word, name, title, by, body },
    Scenario { name, title, extends, body },
    Import { table, path, map },
    Report(report),
    Expect { expr, scenario, when },
});

variants!(Item {
    Property(property),
    Flag(name),
    Effect(effect),
    Window(window),
    After { change, body, span },
    Apply(names, span),
    Use(basis, span),
    Broken(name),
});

variants!(Window {
    Dates { from, until, lasting, span },
    EveryYear { from, to, cites, span },
});

variants!(Verb {
    Close(of),
    CloseParts { count, of, at },
    Open(of),
    Set { property, of, to },
    Raise { property, of, by },
    Reduce { property, of, by },
    SetParam { param, to },
    Forbid(what),
    Allow(what),
});

variants!(Forbidden {
    Commodity { commodity, on },
    Transit { through },
    Trade { with },
});

variants!(ExprKind {
    Number(number),
    Quantity(value, unit),
    Name(name),
    Text(text),
    Date(day),
    Coordinates(latitude, longitude),
    Unknown,
    Range(bounds, at),
    Call { name, args, truncated },
    Metric(metric),
    Negate(of),
    Not(of),
    Chain(first, rest),
    Compare(left, op, right),
    Within(of, low, high),
    Approx(left, right, tolerance),
    As(of, unit),
    Paren(of),
    List(all),
});

variants!(MetricSubject {
    None,
    Pair,
    Name(name),
    Selector(selector),
    Grouping(what),
    Expr(of, more),
});

variants!(When {
    On(day),
    Over(from, to),
    WhileItLasts(span),
});

variants!(ReportKind {
    Routes,
    Pareto { over },
    Corridor { names },
    Capacity { of_demands },
    Flow { minimising, assigned },
    Fit,
    Bottlenecks { minimising },
    Critical { pairs, what, at },
    Worst { count, what, including_ends },
    Exposure { by },
    Compare { scenarios },
    Difference { from, to, metric },
    Timeline { from, to, step, detour, from_empty, draws, inner },
    Risk { departing, hindsight },
    Sweep { over, metrics },
    Sensitivity { metric },
    Elasticities { metric },
    Invest { budget },
    Changes { from, to },
    Why { demand },
    Map,
    Network,
    Sources,
    Assumptions,
});

variants!(SelectorKind {
    Leg(name),
    LegBetween(from, to, both),
    Legs { by, place },
    Node(name),
    Nodes { place, kind },
    Border(from, to, both),
    Borders { of, within },
    Country(name),
    Bloc(name),
    Mode(name),
    Pool(name),
    Demand(name),
    Corridor(name),
    Tagged(name),
    List(all),
});

variants!(Value {
    Expr(value),
    Capacity(value),
    Counted(value),
    Irregular(value),
    Bases(all),
    List(all, span),
    Table(rows, span),
    Transfers(all, span),
});

variants!(AmountWhen {
    Year(year, span),
    Name(name),
});

variants!(ListItem {
    Name { name, from, until },
    Selector(selector),
});
