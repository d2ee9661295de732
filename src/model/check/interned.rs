//! What is kept once and goes by a number: units as written, kinds and tags,
//! sets of citations, constants. A share of the check (see `shares`) looks in
//! the whole first; what it finds new gets numbers behind those of the whole.

use smol_str::SmolStr;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::names;
use crate::model::{Citation, CitesId, ConstantId, Model, SourceId, Thing, UnitId, WordId};
use crate::quantity::{CompoundUnit, Dimension, UnitError, parse_compound};
use crate::syntax::ast::{Cite, Cites, Name};

use super::context::{Checker, MANY};

impl<'a> Checker<'a> {
    /// The model as far as it is: in a share of the check that of the whole.
    pub fn known(&self) -> &Model {
        self.whole.map_or(&self.model, |whole| &whole.model)
    }

    /// What a name means.
    pub fn thing(&self, name: &str) -> Option<Thing> {
        self.known().names.get(name).copied()
    }

    /// Interns a kind, tag or service.
    pub fn word(&mut self, text: &SmolStr) -> WordId {
        let before = self.whole.and_then(|whole| whole.words.get(text));
        if let Some(&id) = before.or_else(|| self.words.get(text)) {
            return id;
        }
        let id = WordId(self.base.words + self.model.words.len() as u32);
        self.model.words.push(text.clone());
        self.words.insert(text.clone(), id);
        id
    }

    /// The unit of a text, read once; tells what is wrong with it, once for
    /// each unit that is not one.
    pub fn unit(&mut self, name: &Name) -> Option<UnitId> {
        let before = self.whole.and_then(|whole| whole.units.get(&name.text));
        if let Some(&id) = before.or_else(|| self.units.get(&name.text)) {
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
        let read = parse_compound(text, &self.known().units);
        let Err(UnitError::NoBase { currency, .. }) = read else { return read };
        if self.whole.is_some() {
            self.strange = true;
            return read;
        }
        // A currency of the table: it cannot be refused.
        let _ = self.model.units.set_base(currency);
        self.model.settings.currency = currency.to_owned();
        self.defaults.clear();
        parse_compound(text, &self.model.units)
    }

    /// A unit for the shown list, told apart by its symbol and spelling.
    pub fn add_unit(&mut self, unit: CompoundUnit) -> UnitId {
        // Few units stand in a file; a search is cheaper than a second index.
        let before = self.whole.map_or(&[][..], |whole| &whole.model.shown);
        let mut all = before.iter().chain(&self.model.shown);
        if let Some(at) = all.position(|shown| *shown == unit) {
            return UnitId(at as u32);
        }
        let id = UnitId(self.base.shown + self.model.shown.len() as u32);
        self.model.shown.push(unit);
        id
    }

    /// The unit of this text in the shown list, for units of the program's
    /// own (`day`, `km`), which can always be read.
    pub fn own_unit(&mut self, text: &str) -> UnitId {
        let before = self.whole.and_then(|whole| whole.units.get(text));
        if let Some(&Some(id)) = before.or_else(|| self.units.get(text)) {
            return id;
        }
        let unit = self.read_unit(text).unwrap_or_else(|_| CompoundUnit::plain());
        let id = self.add_unit(unit);
        self.units.insert(SmolStr::new(text), Some(id));
        id
    }

    /// The unit in which a dimension is shown where none was written.
    pub fn default_unit(&mut self, dimension: Dimension) -> UnitId {
        let before = self.whole.and_then(|whole| whole.defaults.get(&dimension));
        if let Some(&id) = before.or_else(|| self.defaults.get(&dimension)) {
            return id;
        }
        let unit = self.known().units.default_unit(dimension);
        let id = self.add_unit(unit);
        self.defaults.insert(dimension, id);
        id
    }

    /// The unit in the shown list.
    pub fn shown(&self, unit: UnitId) -> &CompoundUnit {
        match unit.index().checked_sub(self.base.shown as usize) {
            Some(own) => &self.model.shown[own],
            None => &self.known().shown[unit.index()],
        }
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
        let before = self.whole.and_then(|whole| whole.cite_sets.get(&set));
        if let Some(&id) = before.or_else(|| self.cite_sets.get(&set)) {
            return id;
        }
        let id = CitesId(self.base.cites + self.model.cites.len() as u32);
        self.model.cites.push(set.clone());
        self.cite_sets.insert(set, id);
        id
    }

    /// The citations of a set.
    pub fn cited(&self, set: CitesId) -> &[Citation] {
        match set.index().checked_sub(self.base.cites as usize) {
            Some(own) => &self.model.cites[own],
            None => &self.known().cites[set.index()],
        }
    }

    fn citation(&mut self, cite: &Cite) -> Option<Citation> {
        let note = cite.note.as_ref().map(|note| note.text.to_string());
        if cite.name.text == "assumed" {
            return Some(Citation::Assumed(note));
        }
        if cite.name.text.eq_ignore_ascii_case("assumed") && self.thing(&cite.name.text).is_none() {
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

    /// Whether a name could not be checked: uses of it are not told again.
    pub fn is_broken(&self, name: &str) -> bool {
        self.broken.contains(name) || self.whole.is_some_and(|whole| whole.broken.contains(name))
    }

    /// Whether a constant has been evaluated, with a figure or none.
    pub fn is_done(&self, constant: ConstantId) -> bool {
        let states = &self.whole.map_or(self, |whole| whole).constant_states;
        states.get(constant.index()) == Some(&super::settings::ConstantState::Done)
    }
}
