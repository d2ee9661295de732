//! From syntax trees to the checked model.
//!
//! Passes push what is wrong into one sink and go on, so that a run tells every
//! independent mistake; what could not be checked leaves no name behind that
//! would make a second message about the same thing.

mod asked_routes;
mod blocs;
mod borders;
mod capacities;
mod changes;
mod cited;
mod collect;
mod context;
mod contracts;
mod currencies;
mod demands;
mod distribution;
mod effect_limits;
mod effects;
mod entities;
mod eval;
mod formula;
mod harm;
mod interned;
mod leg_more;
mod legs;
mod lints;
mod metric_units;
mod metrics;
mod modes;
mod nodes;
mod pools;
mod properties;
mod props;
mod questions;
mod reach;
mod renumber;
mod scenarios;
mod selectors;
mod set;
mod settings;
mod shares;
#[cfg(test)]
mod shares_tests;
mod tables;
mod terms;
#[cfg(test)]
mod tests;
mod values;
mod whatif;
mod whatif_metrics;
mod whatif_sweep;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::diagnostic::Sink;
use crate::quantity::{Dimension, UnitTable};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{Decl, Program};

use super::{CitesId, Figure, Formula, Head, Model, Origin, Scenario, Settings, UnitId};
use context::Checker;

pub use harm::{Harm, Missing};
pub use properties::{EFFECT_PROPERTIES, properties};
pub use set::Override;
pub use settings::{CIRCUITY, DETOUR, VALUE_OF_TIME};
pub use tables::ImportedTable;

/// How a check is run.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// A figure without a source is an error.
    pub strict_sources: bool,
    /// Values for parameters and settings, canonical, by name.
    pub overrides: FxHashMap<SmolStr, f64>,
    /// The tables that were read, each by the import that asked for it. One
    /// that is not here has been told.
    pub tables: Vec<ImportedTable>,
    /// What the files that could not be read would have declared, which has
    /// been told: it is not missed.
    pub missing: Missing,
    /// The places of the errors told before: of the files and their form.
    pub told: Vec<Span>,
    /// Values for parameters, as written, instead of the declared ones.
    pub set: Vec<Override>,
    /// An expectation may be any expression over metrics, as at a prompt.
    pub values: bool,
}

/// What a check gives.
#[derive(Debug)]
pub struct Checked {
    /// The model; to be used only if there are no errors.
    pub model: Model,
    /// Everything told.
    pub diagnostics: Sink,
    /// What the errors told touch.
    pub harm: Harm,
}

/// A file's tree, and whether its reports, expectations and `model` count
/// (they do not in an imported file).
#[derive(Debug, Clone, Copy)]
pub struct Part<'p> {
    /// The tree.
    pub program: &'p Program,
    /// Whether the file was named by the user.
    pub main: bool,
}

/// Checks all files of a run together.
pub fn check(parts: &[Part<'_>], sources: &SourceMap, options: &CheckOptions) -> Checked {
    let at =
        parts.first().map_or(Span::new(FileId(0), 0, 0), |part| Span::new(part.program.file, 0, 0));
    let mut checker = Checker::new(sources, empty_model(at));
    checker.strict_sources = options.strict_sources;
    checker.overrides = options.overrides.clone();
    checker.tables = options.tables.clone();
    checker.values = options.values;
    checker.missing = options.missing;
    checker.missing_demands = options.missing.demands || options.missing.scripts;
    checker.told_before.clone_from(&options.told);
    checker.set.clone_from(&options.set);
    for part in parts {
        if part.main {
            checker.main_files.insert(part.program.file);
        }
        for name in &part.program.broken {
            checker.broken.insert(name.text.clone());
        }
        checker.add_unread(&part.program.unread);
        if !options.told.is_empty() {
            checker.statements.extend(part.program.decls.iter().map(|decl| decl.span));
            checker.statements.extend(&part.program.unread);
        }
    }
    let decls = parts.iter().flat_map(|part| part.program.decls.iter().map(|d| (d, part.main)));
    let harm = checker.run(decls);
    Checked { model: checker.model, diagnostics: checker.sink, harm }
}

impl Checker<'_> {
    fn run<'d>(&mut self, decls: impl Iterator<Item = (&'d Decl, bool)>) -> Harm {
        let all = self.collect(decls);
        self.currencies_and_units(&all.models, &all.currencies, &all.units);
        all.sources.iter().for_each(|decl| self.source_decl(decl));
        self.constants(&all.constants);
        self.settings(&all.models);
        all.commodities.iter().for_each(|decl| self.commodity(decl));
        all.modes.iter().for_each(|decl| self.mode(decl));
        self.mode_cycles();
        all.transfers.iter().for_each(|decl| self.transfer_decl(decl));
        all.blocs.iter().for_each(|decl| self.bloc(decl));
        self.bloc_cycles();
        let rows = self.rows(&all.plans);
        self.model.nodes.reserve_exact(all.nodes.len());
        self.model.legs.reserve_exact(all.legs.len());
        self.each_in_shares(&all.nodes, &rows, |checker, decl| checker.node(decl));
        self.real_nodes = self.model.nodes.len();
        self.each_in_shares(&all.legs, &rows, |checker, decl| checker.leg(decl));
        self.renumber_legs();
        all.borders.iter().for_each(|decl| self.border(decl));
        all.corridors.iter().for_each(|decl| self.corridor(decl));
        self.demands_without_commodity(&all.plans);
        self.each(&all.demands, &rows, |checker, decl| checker.demand(decl));
        self.renumber_demands();
        all.pools.iter().for_each(|decl| self.pool(decl));
        all.changes.iter().for_each(|decl| self.change(decl));
        self.after_cycles();
        all.scenarios.iter().for_each(|decl| self.scenario(decl));
        self.check_scenarios();
        all.contracts.iter().for_each(|decl| self.contract(decl));
        all.observed.iter().for_each(|decl| self.observed(decl));
        for decl in &all.reports {
            self.begin();
            self.report(decl);
        }
        for decl in &all.expects {
            self.begin();
            self.expect(decl);
        }
        self.tell_undeclared();
        let harm = self.harm();
        self.never_opened(&harm);
        self.lints(&harm);
        harm
    }

    /// Rows of legs without ends are not in the list: names of the later legs
    /// take their new numbers.
    fn renumber_legs(&mut self) {
        if !self.lost_rows {
            return;
        }
        let legs = self.model.legs.iter().enumerate().filter(|(_, leg)| leg.named);
        let numbers: FxHashMap<SmolStr, super::Thing> = legs
            .map(|(at, leg)| (SmolStr::new(&leg.head.name), super::LegId(at as u32)))
            .map(|(name, id)| (name, super::Thing::Leg(id)))
            .collect();
        for name in self.names_of(|t| matches!(t, super::Thing::Leg(_))) {
            let found = numbers.get(&name).copied();
            self.rename(name, found);
        }
    }

    /// Demands that could not be checked are not in the list.
    fn renumber_demands(&mut self) {
        if !self.missing_demands {
            return;
        }
        let demands = self.model.demands.iter().enumerate();
        let mut numbers: FxHashMap<SmolStr, super::Thing> = FxHashMap::default();
        for (at, demand) in demands {
            let thing = super::Thing::Demand(super::DemandId(at as u32));
            numbers.entry(SmolStr::new(&demand.head.name)).or_insert(thing);
        }
        for name in self.names_of(|t| matches!(t, super::Thing::Demand(_))) {
            let found = numbers.get(&name).copied();
            self.rename(name, found);
        }
    }

    fn rename(&mut self, name: SmolStr, thing: Option<super::Thing>) {
        match thing {
            Some(thing) => {
                self.model.names.insert(name, thing);
            }
            None => {
                self.model.names.remove(&name);
                self.broken.insert(name);
            }
        }
    }

    pub(crate) fn names_of(&self, fits: fn(super::Thing) -> bool) -> Vec<SmolStr> {
        let mut names: Vec<SmolStr> = self
            .model
            .names
            .iter()
            .filter(|(_, thing)| fits(**thing))
            .map(|(name, _)| name.clone())
            .collect();
        names.sort_unstable();
        names
    }
}

fn empty_model(at: Span) -> Model {
    let plain = |value: f64| Figure {
        value,
        unit: UnitId(0),
        origin: Origin::Default(at),
        formula: Formula::Fixed,
    };
    let baseline = Scenario {
        head: Head {
            name: "baseline".to_owned(),
            title: None,
            doc: None,
            span: at,
            whole: at,
            cites: CitesId(0),
        },
        extends: None,
        steps: Vec::new(),
        basis: None,
    };
    Model {
        settings: Settings {
            title: None,
            currency: "USD".to_owned(),
            value_of_time: None,
            date: None,
            period: None,
            seed: 0,
            samples: 10_000,
            detour: plain(0.3),
            circuity: plain(1.2),
            price_year: None,
        },
        units: UnitTable::new(),
        // Unit 0 is that of plain numbers.
        shown: vec![UnitTable::new().default_unit(Dimension::PLAIN)],
        nodes: Vec::new(),
        legs: Vec::new(),
        commodities: Vec::new(),
        modes: Vec::new(),
        transfers: Vec::new(),
        blocs: Vec::new(),
        borders: Vec::new(),
        pools: Vec::new(),
        corridors: Vec::new(),
        demands: Vec::new(),
        contracts: Vec::new(),
        observed: Vec::new(),
        changes: Vec::new(),
        scenarios: vec![baseline],
        constants: Vec::new(),
        sources: Vec::new(),
        cites: Vec::new(),
        inputs: Vec::new(),
        words: Vec::new(),
        bases: std::collections::BTreeMap::new(),
        questions: Vec::new(),
        expectations: Vec::new(),
        names: FxHashMap::default(),
        remarks: Vec::new(),
    }
}
