//! What every part of the checking shares: the model being filled, the names,
//! and where messages go.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::diagnostic::codes::{names, units};
use crate::diagnostic::{Code, Diagnostic, Severity, Sink, did_you_mean};
use crate::quantity::{Dimension, UnitError, missing_factor};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::Name;

use crate::model::{Citation, CitesId, LegWay, Model, NodeId, Thing, UnitId, WordId};

/// Errors after which the nearest name is no longer looked for: a search of
/// all names for each of a million slips would take hours.
pub(super) const MANY: usize = 500;

/// The state of one check, or of a share of one.
pub(crate) struct Checker<'a> {
    /// The files, for texts and places.
    pub sources: &'a SourceMap,
    /// In a share: the check as far as it was when the share began.
    pub whole: Option<&'a Checker<'a>>,
    /// In a share: how long the lists of the whole were then.
    pub base: Lengths,
    /// In a share: something was met that must be checked in its order.
    pub strange: bool,
    /// In a share: what each of its inputs belongs to (hashes).
    pub owners: Vec<u64>,
    /// The model as far as it is.
    pub model: Model,
    /// Messages.
    pub sink: Sink,
    /// Where each name was declared.
    pub declared_at: FxHashMap<SmolStr, Span>,
    /// Names that could not be checked: uses of them are not told again.
    pub broken: FxHashSet<SmolStr>,
    /// Names that something uses.
    pub used: FxHashSet<SmolStr>,
    /// Files named by the user.
    pub main_files: FxHashSet<crate::source::FileId>,
    /// Figures without a source are errors.
    pub strict_sources: bool,
    /// The citations of the declaration and property being checked, for
    /// figures without their own.
    pub outer_cites: CitesId,
    /// What inputs are keyed by: declaration and property.
    pub key: String,
    /// Whether figures need a source here (not in `model`, not in questions).
    pub needs_source: bool,
    /// Values that scenarios or sweeps gave parameters, canonical.
    pub overrides: FxHashMap<SmolStr, f64>,
    /// Values that the user gave parameters, as written.
    pub set: Vec<super::Override>,
    /// How far each constant is.
    pub constant_states: Vec<super::settings::ConstantState>,
    /// The expressions of constants.
    pub constant_exprs: Vec<crate::syntax::ast::Expr>,
    /// The directions of legs by their ends, once asked for.
    pub ways: OnceLock<FxHashMap<(NodeId, NodeId), Vec<LegWay>>>,
    /// Columns told to lack a unit: the table and the column.
    pub told_bare: FxHashSet<(usize, usize)>,
    /// Selectors told as selecting nothing.
    pub told_empty: FxHashSet<Span>,
    /// What changes and scenarios open.
    pub opened: Vec<crate::model::Selection>,
    /// Places of legs whose capacity is written as `unlimited`.
    pub unlimited_legs: FxHashSet<Span>,
    /// Modes whose capacity is written as `unlimited`, which their legs take over.
    pub unlimited_modes: FxHashSet<crate::model::ModeId>,
    /// Whether the statement being checked is about a period.
    pub over_period: bool,
    /// Constants over metrics being written out.
    pub inlining: Vec<crate::model::ConstantId>,
    /// Some row of a table is no leg: a leg may be missing.
    pub lost_rows: bool,
    /// The model's date is not a date.
    pub lost_date: bool,
    /// How many nodes are declared; those behind them stand in for ends of
    /// legs that nothing declares.
    pub real_nodes: usize,
    /// The stand-ins.
    pub stand_ins: FxHashMap<SmolStr, crate::model::NodeId>,
    /// How often a name was taken for the nearest that fits.
    pub guesses: u32,
    /// That number when the statement being checked began.
    pub guesses_before: u32,
    /// The places of the errors told before the check.
    pub told_before: Vec<Span>,
    /// A `model` line stands in a main file.
    pub has_model: bool,
    /// The statements of the files, where errors were told before the check.
    pub statements: Vec<Span>,
    /// What could not be read.
    pub unread: super::harm::Unread,
    /// A demand could not be checked.
    pub missing_demands: bool,
    /// The tables that imports asked for.
    pub tables: Vec<super::ImportedTable>,
    /// The citations of the import whose row is being checked.
    pub row_cites: CitesId,
    /// An expectation may be any expression.
    pub values: bool,
    /// What may be declared in files that are missing: that such a name is
    /// not declared is told only where another is so near that it must be
    /// meant.
    pub missing: super::Missing,
    /// Names that nothing declares and that are near to no other: the message
    /// and the further uses.
    undeclared: BTreeMap<SmolStr, (Diagnostic, Vec<Span>)>,
    /// Where the last declaration's properties were found in their list.
    pub places: [u8; 16],
    /// How many inputs each owner has so far.
    pub key_uses: FxHashMap<u64, u32>,
    /// Units read so far, by their text.
    pub units: FxHashMap<SmolStr, Option<UnitId>>,
    /// The units of dimensions where none was written.
    pub defaults: FxHashMap<Dimension, UnitId>,
    /// What costs by distance are measured in over a distance, by their unit.
    pub over_distance: FxHashMap<UnitId, UnitId>,
    /// Kinds, tags and services so far.
    pub words: FxHashMap<SmolStr, WordId>,
    /// Sets of citations so far.
    pub cite_sets: FxHashMap<Vec<Citation>, CitesId>,
}

/// How many things of some kinds there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lengths {
    /// Units shown.
    pub shown: u32,
    /// Kinds, tags and services.
    pub words: u32,
    /// Sets of citations.
    pub cites: u32,
    /// Uncertain inputs.
    pub inputs: u32,
    /// Nodes.
    pub nodes: u32,
    /// Legs.
    pub legs: u32,
}

impl<'a> Checker<'a> {
    /// A check of nothing yet.
    pub fn new(sources: &'a SourceMap, model: Model) -> Self {
        let mut checker = Self {
            sources,
            whole: None,
            base: Lengths::default(),
            strange: false,
            owners: Vec::new(),
            model,
            sink: Sink::new(),
            declared_at: FxHashMap::default(),
            broken: FxHashSet::default(),
            used: FxHashSet::default(),
            main_files: FxHashSet::default(),
            strict_sources: false,
            outer_cites: CitesId(0),
            key: String::new(),
            needs_source: false,
            overrides: FxHashMap::default(),
            set: Vec::new(),
            constant_states: Vec::new(),
            constant_exprs: Vec::new(),
            ways: OnceLock::new(),
            told_bare: FxHashSet::default(),
            told_empty: FxHashSet::default(),
            opened: Vec::new(),
            unlimited_legs: FxHashSet::default(),
            unlimited_modes: FxHashSet::default(),
            over_period: false,
            inlining: Vec::new(),
            lost_rows: false,
            lost_date: false,
            real_nodes: 0,
            stand_ins: FxHashMap::default(),
            guesses: 0,
            guesses_before: 0,
            told_before: Vec::new(),
            has_model: false,
            statements: Vec::new(),
            unread: super::harm::Unread::default(),
            missing_demands: false,
            tables: Vec::new(),
            row_cites: CitesId(0),
            values: false,
            missing: super::Missing::default(),
            undeclared: BTreeMap::new(),
            places: [0; 16],
            key_uses: FxHashMap::default(),
            units: FxHashMap::default(),
            defaults: FxHashMap::default(),
            over_distance: FxHashMap::default(),
            words: FxHashMap::default(),
            cite_sets: FxHashMap::default(),
        };
        checker.model.cites.push(Vec::new());
        checker.cite_sets.insert(Vec::new(), CitesId(0));
        checker
    }

    /// Tells an error or warning. After an error a share is checked again in
    /// its order, since what follows may depend on it.
    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.strange |= diagnostic.severity() == Severity::Error;
        self.sink.push(diagnostic);
    }

    /// Tells an error at a place, with help.
    pub fn tell_at(&mut self, code: Code, title: impl Into<String>, at: Span, help: &str) {
        let mut diagnostic = Diagnostic::new(code, title, at, "here");
        if !help.is_empty() {
            diagnostic = diagnostic.with_help(help);
        }
        self.tell(diagnostic);
    }

    /// The source text of a place.
    pub fn text(&self, span: Span) -> &'a str {
        self.sources.text(span)
    }

    pub fn tell_unit(&mut self, error: &UnitError, name: &Name) {
        let code = match error {
            UnitError::NoRate { .. } => units::NO_RATE,
            UnitError::TooLarge { .. } => units::TOO_LARGE,
            UnitError::Unknown { .. } | UnitError::Form { .. } | UnitError::NoBase { .. } => {
                units::UNKNOWN_UNIT
            }
        };
        let at = self.within(name, error.at());
        let mut diagnostic = Diagnostic::new(code, error.title(), at, "this unit");
        if let Some(help) = error.help() {
            diagnostic = diagnostic.with_help(help);
        }
        if let Some(right) = error.replacement()
            && self.text(name.span) == name.text
        {
            diagnostic = diagnostic.with_fix(format!("write `{right}`"), at, right);
        }
        self.tell(diagnostic);
    }

    /// A part of a word's place, where the text stands there as it is.
    fn within(&self, name: &Name, part: std::ops::Range<usize>) -> Span {
        if self.text(name.span) == name.text && part.end <= name.text.len() {
            let start = name.span.start + part.start as u32;
            Span::new(name.span.file, start, start + (part.len().max(1)) as u32)
        } else {
            name.span
        }
    }

    /// Tells that a quantity has another dimension than the one needed.
    /// `bare` says that it was written without any unit.
    pub fn tell_dimension(&mut self, what: &str, expected: Dimension, found: Dimension, at: Span) {
        if found.is_plain() && self.is_told(at) {
            // Its unit was told to stand on another line.
            return;
        }
        let missing = missing_factor(expected, found, &self.model.units);
        let wanted = self.model.units.words(expected);
        let had = self.model.units.words(found);
        let (code, title) = if missing.lacks_rate {
            (units::RATE_WITHOUT_TIME, format!("{what} is a rate; this is an amount"))
        } else if found.is_plain() {
            (units::MISSING_UNIT, format!("{what} needs a unit"))
        } else {
            (units::WRONG_UNIT, format!("{what} is measured in {wanted}, not in {had}"))
        };
        let mut diagnostic = Diagnostic::new(code, title, at, format!("this is {had}"))
            .with_help(format!("expected {wanted}, found {had}: {}", missing.text));
        if let Some(append) = &missing.append {
            let title = format!("write `{append}`");
            diagnostic = diagnostic.with_fix(title, at.at_end(), append.clone());
        }
        self.tell(diagnostic);
    }

    /// What a name means, if it is of the kind wanted; else tells that it is
    /// unknown or of another kind, and what was probably meant.
    pub fn find(&mut self, name: &Name, wanted: &str, fits: fn(Thing) -> bool) -> Option<Thing> {
        let known = self.thing(&name.text);
        if let Some(thing) = known.filter(|thing| fits(*thing)) {
            self.mark_used(&name.text, thing);
            return Some(thing);
        }
        if self.whole.is_some() {
            self.strange = true;
            return None;
        }
        if let Some(thing) = known {
            self.mark_used(&name.text, thing);
            let mut diagnostic = Diagnostic::new(
                names::WRONG_KIND,
                format!("`{}` is {}; {wanted} is needed here", name.text, thing.with_article()),
                name.span,
                format!("{wanted} is needed"),
            );
            if let Some(&at) = self.declared_at.get(&name.text) {
                diagnostic =
                    diagnostic.with_label(at, format!("declared here as {}", thing.with_article()));
            }
            if let Some(help) = self.nearest_name(&name.text, fits) {
                diagnostic = diagnostic.with_help(help);
            }
            self.tell(diagnostic);
            return None;
        }
        // A name that is missing was told where it is missing.
        if self.broken.contains(&name.text) || name.text.is_empty() {
            return None;
        }
        if let Some((_, uses)) = self.undeclared.get_mut(&name.text) {
            uses.push(name.span);
            return None;
        }
        let fix = self.nearest_fitting(&name.text, fits);
        let help = match &fix {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None => self.nearest_name(&name.text, fits),
        };
        let kind = wanted.trim_start_matches("an ").trim_start_matches("a ");
        let mut diagnostic = Diagnostic::new(
            names::UNKNOWN_NAME,
            format!("there is no {kind} called `{}`", name.text),
            name.span,
            "not declared anywhere",
        );
        if let Some(help) = help {
            diagnostic = diagnostic.with_help(help);
        }
        let Some(fix) = fix else {
            if self.may_be_missing(fits) {
                // It is probably declared in what could not be read.
                self.broken.insert(name.text.clone());
            } else {
                self.undeclared.insert(name.text.clone(), (diagnostic, Vec::new()));
            }
            return None;
        };
        // The nearest name that fits is what was meant: the check goes on
        // with it.
        let meant = SmolStr::new(&fix);
        let thing = self.model.names.get(&meant).copied();
        if let Some(thing) = thing {
            self.mark_used(&meant, thing);
        }
        self.tell(diagnostic.with_fix(format!("write `{fix}`"), name.span, fix));
        self.guesses += 1;
        // What a value would be is not guessed.
        thing.filter(|thing| !matches!(thing, Thing::Constant(_)))
    }

    /// Something uses this name. Only of what may be told as unused it is kept.
    pub fn mark_used(&mut self, name: &SmolStr, thing: Thing) {
        let is_used = |checker: &Self| checker.used.contains(name);
        if !matches!(thing, Thing::Node(_) | Thing::Leg(_))
            && !is_used(self)
            && !self.whole.is_some_and(is_used)
        {
            self.used.insert(name.clone());
        }
    }

    /// A statement begins: names guessed before are not its own.
    pub fn begin(&mut self) {
        self.guesses_before = self.guesses;
    }

    /// Whether a name of this statement was guessed: what follows from the
    /// guess is not told.
    pub fn guessed(&self) -> bool {
        self.guesses > self.guesses_before
    }

    /// Whether a name of a kind may be declared in a table that is missing.
    fn may_be_missing(&self, fits: fn(Thing) -> bool) -> bool {
        use crate::model::{DemandId, LegId, NodeId};
        let missing = self.missing;
        (missing.nodes && fits(Thing::Node(NodeId(0))))
            || (missing.legs && fits(Thing::Leg(LegId(0))))
            || (missing.demands && fits(Thing::Demand(DemandId(0))))
    }

    /// Tells each name that nothing declares, once: at its first place, with
    /// the others beside it.
    pub fn tell_undeclared(&mut self) {
        const SHOWN: usize = 4;
        // A script that is missing leaves many names without a declaration;
        // one or two among many that are declared are mistakes of their own.
        let (undeclared, declared) = (self.undeclared.len(), self.declared_at.len());
        if self.missing.scripts && (undeclared > 2 || declared < 10 * undeclared) {
            return;
        }
        for (_, (mut told, mut uses)) in std::mem::take(&mut self.undeclared) {
            uses.push(told.span());
            uses.sort_unstable();
            uses.dedup();
            told.labels[0].span = uses[0];
            let more = uses.len().saturating_sub(1 + SHOWN);
            for (index, at) in uses.into_iter().skip(1).take(SHOWN).enumerate() {
                let text = if more > 0 && index + 1 == SHOWN {
                    format!("and here, and {more} more times")
                } else {
                    "and here".to_owned()
                };
                told = told.with_label(at, text);
            }
            self.tell(told);
        }
    }

    pub fn nearest_fitting(&self, word: &str, fits: fn(Thing) -> bool) -> Option<String> {
        crate::diagnostic::closest(word, self.candidates(fits)).map(str::to_owned)
    }

    /// Names that fit, in no order (the nearest is the same in any); none once
    /// so much is wrong that nobody reads on.
    fn candidates(&self, fits: fn(Thing) -> bool) -> impl Iterator<Item = &str> {
        let many = self.sink.errors() > MANY;
        let names = self.model.names.iter().filter(move |(_, thing)| !many && fits(**thing));
        names.map(|(name, _)| name.as_str())
    }

    /// "did you mean", over the kinds that fit, else over all.
    pub fn nearest_name(&self, word: &str, fits: fn(Thing) -> bool) -> Option<String> {
        did_you_mean(word, self.candidates(fits)).or_else(|| {
            let all = self.candidates(|_| true).filter(|name| *name != word);
            let near = crate::diagnostic::closest(word, all)?;
            let thing = self.model.names.get(near)?;
            Some(format!("`{near}` is {}", thing.with_article()))
        })
    }
}
