//! What every part of the checking shares: the model being filled, the names,
//! the units read so far, and where messages go.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::diagnostic::codes::{names, units};
use crate::diagnostic::{Code, Diagnostic, Sink, did_you_mean};
use crate::quantity::{CompoundUnit, Dimension, UnitError, missing_factor, parse_compound};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{Cite, Cites, Name};

use crate::model::{Citation, CitesId, Model, SourceId, Thing, UnitId, WordId};

/// Errors after which the nearest name is no longer looked for: a search of
/// all names for each of a million slips would take hours.
const MANY: usize = 500;

/// The state of one check.
pub(crate) struct Checker<'a> {
    /// The files, for texts and places.
    pub sources: &'a SourceMap,
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
    /// The directions of legs by their ends.
    pub ways: FxHashMap<(crate::model::NodeId, crate::model::NodeId), Vec<crate::model::LegWay>>,
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
    /// How many inputs each owner has so far.
    pub key_uses: FxHashMap<u64, u32>,
    units: FxHashMap<SmolStr, Option<UnitId>>,
    words: FxHashMap<SmolStr, WordId>,
    cite_sets: FxHashMap<Vec<Citation>, CitesId>,
}

impl<'a> Checker<'a> {
    /// A check of nothing yet.
    pub fn new(sources: &'a SourceMap, model: Model) -> Self {
        let mut checker = Self {
            sources,
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
            ways: FxHashMap::default(),
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
            key_uses: FxHashMap::default(),
            units: FxHashMap::default(),
            words: FxHashMap::default(),
            cite_sets: FxHashMap::default(),
        };
        checker.model.cites.push(Vec::new());
        checker.cite_sets.insert(Vec::new(), CitesId(0));
        checker
    }

    /// Tells an error or warning.
    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    /// Tells an error at a place, with help.
    pub fn tell_at(&mut self, code: Code, title: impl Into<String>, at: Span, help: &str) {
        let mut diagnostic = Diagnostic::new(code, title, at, "here");
        if !help.is_empty() {
            diagnostic = diagnostic.with_help(help);
        }
        self.sink.push(diagnostic);
    }

    /// The source text of a place.
    pub fn text(&self, span: Span) -> &'a str {
        self.sources.text(span)
    }

    /// Interns a kind, tag or service.
    pub fn word(&mut self, text: &SmolStr) -> WordId {
        if let Some(&id) = self.words.get(text) {
            return id;
        }
        let id = WordId(self.model.words.len() as u32);
        self.model.words.push(text.clone());
        self.words.insert(text.clone(), id);
        id
    }

    /// The unit of a text, read once; tells what is wrong with it, once for
    /// each unit that is not one.
    pub fn unit(&mut self, name: &Name) -> Option<UnitId> {
        if let Some(&id) = self.units.get(&name.text) {
            if id.is_none() {
                self.tell_slip_again(name);
            }
            return id;
        }
        let id = match self.read_unit(&name.text) {
            Ok(unit) => Some(self.add_unit(unit)),
            Err(error) => {
                self.tell_unit(&error, name);
                None
            }
        };
        self.units.insert(name.text.clone(), id);
        id
    }

    /// A misspelt unit is told at each of its places, since each is mended by
    /// itself; what is simply not declared is told once.
    fn tell_slip_again(&mut self, name: &Name) {
        if self.sink.diagnostics().len() >= MANY {
            return;
        }
        if let Err(error) = self.read_unit(&name.text)
            && error.replacement().is_some()
        {
            self.tell_unit(&error, name);
        }
    }

    /// Reads a unit; the first currency met becomes the model's where the
    /// model names none.
    pub fn read_unit(&mut self, text: &str) -> Result<CompoundUnit, UnitError> {
        match parse_compound(text, &self.model.units) {
            Err(UnitError::NoBase { currency, .. }) => {
                // A currency of the table: it cannot be refused.
                let _ = self.model.units.set_base(currency);
                self.model.settings.currency = currency.to_owned();
                parse_compound(text, &self.model.units)
            }
            read => read,
        }
    }

    /// A unit for the shown list, told apart by its symbol and spelling.
    pub fn add_unit(&mut self, unit: CompoundUnit) -> UnitId {
        // Few units stand in a file; a search is cheaper than a second index.
        if let Some(at) = self.model.shown.iter().position(|shown| *shown == unit) {
            return UnitId(at as u32);
        }
        let id = UnitId(self.model.shown.len() as u32);
        self.model.shown.push(unit);
        id
    }

    /// The unit of this text in the shown list, for units of the program's
    /// own (`day`, `km`), which can always be read.
    pub fn own_unit(&mut self, text: &str) -> UnitId {
        let key = SmolStr::new(text);
        if let Some(&Some(id)) = self.units.get(&key) {
            return id;
        }
        let unit = self.read_unit(text).unwrap_or_else(|_| CompoundUnit::plain());
        let id = self.add_unit(unit);
        self.units.insert(key, Some(id));
        id
    }

    /// The unit in which a dimension is shown where none was written.
    pub fn default_unit(&mut self, dimension: Dimension) -> UnitId {
        let unit = self.model.units.default_unit(dimension);
        self.add_unit(unit)
    }

    fn tell_unit(&mut self, error: &UnitError, name: &Name) {
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

    /// The set of these citations; sources are looked up and told if unknown.
    pub fn cites(&mut self, cites: &Cites) -> CitesId {
        if cites.is_empty() {
            return CitesId(0);
        }
        let mut set: Vec<Citation> = Vec::with_capacity(cites.len());
        for cite in cites {
            if let Some(citation) = self.citation(cite) {
                set.push(citation);
            }
        }
        self.cite_set(set)
    }

    /// The number of a set of citations.
    pub fn cite_set(&mut self, mut set: Vec<Citation>) -> CitesId {
        set.dedup();
        if let Some(&id) = self.cite_sets.get(&set) {
            return id;
        }
        let id = CitesId(self.model.cites.len() as u32);
        self.model.cites.push(set.clone());
        self.cite_sets.insert(set, id);
        id
    }

    fn citation(&mut self, cite: &Cite) -> Option<Citation> {
        let note = cite.note.as_ref().map(|note| note.text.to_string());
        if cite.name.text == "assumed" {
            return Some(Citation::Assumed(note));
        }
        if cite.name.text.eq_ignore_ascii_case("assumed")
            && !self.model.names.contains_key(&cite.name.text)
        {
            self.tell(
                Diagnostic::new(
                    names::UNKNOWN_NAME,
                    format!("there is no source called `{}`", cite.name.text),
                    cite.name.span,
                    "a judgement is marked in lower case",
                )
                .with_help("did you mean `assumed`?")
                .with_fix("write `assumed`", cite.name.span, "assumed"),
            );
            return None;
        }
        self.source(&cite.name).map(|source| Citation::Source(source, note))
    }

    /// A source by name.
    pub fn source(&mut self, name: &Name) -> Option<SourceId> {
        match self.find(name, "a source", |thing| matches!(thing, Thing::Source(_)))? {
            Thing::Source(id) => Some(id),
            _ => None,
        }
    }

    /// What a name means, if it is of the kind wanted; else tells that it is
    /// unknown or of another kind, and what was probably meant.
    pub fn find(&mut self, name: &Name, wanted: &str, fits: fn(Thing) -> bool) -> Option<Thing> {
        if let Some(&thing) = self.model.names.get(&name.text) {
            if !self.used.contains(&name.text) {
                self.used.insert(name.text.clone());
            }
            if fits(thing) {
                return Some(thing);
            }
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
        self.used.insert(meant);
        self.tell(diagnostic.with_fix(format!("write `{fix}`"), name.span, fix));
        self.guesses += 1;
        // What a value would be is not guessed.
        thing.filter(|thing| !matches!(thing, Thing::Constant(_)))
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

    /// The unit in the shown list.
    pub fn shown(&self, unit: UnitId) -> &CompoundUnit {
        &self.model.shown[unit.index()]
    }
}
