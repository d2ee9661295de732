//! The first pass: every declaration gets its name and number, so that
//! declarations may stand in any order.

use rayon::prelude::*;
use smol_str::SmolStr;

use crate::country::Country;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::names;
use crate::model::{
    BlocId, ChangeId, CommodityId, ConstantId, ContractId, CorridorId, DemandId, LegId, ModeId,
    NodeId, ObservedId, PoolId, ScenarioId, SourceId, Thing,
};
use crate::syntax::ast::{Decl, DeclKind, ImportTable, Name, NamedKind};

use super::context::Checker;
use super::tables::{Entry, Plan};

/// Declarations by kind, each list in the order that the model's will have.
#[derive(Default)]
pub(crate) struct Collected<'d> {
    pub models: Vec<&'d Decl>,
    pub units: Vec<&'d Decl>,
    pub currencies: Vec<&'d Decl>,
    pub constants: Vec<&'d Decl>,
    pub sources: Vec<&'d Decl>,
    pub commodities: Vec<&'d Decl>,
    pub modes: Vec<&'d Decl>,
    pub transfers: Vec<&'d Decl>,
    pub blocs: Vec<&'d Decl>,
    pub nodes: Vec<Entry<'d>>,
    pub legs: Vec<Entry<'d>>,
    pub borders: Vec<&'d Decl>,
    pub pools: Vec<&'d Decl>,
    pub corridors: Vec<&'d Decl>,
    pub demands: Vec<Entry<'d>>,
    pub contracts: Vec<&'d Decl>,
    pub observed: Vec<&'d Decl>,
    pub changes: Vec<&'d Decl>,
    pub scenarios: Vec<&'d Decl>,
    pub reports: Vec<&'d Decl>,
    pub expects: Vec<&'d Decl>,
    /// Tables whose rows stand in the lists.
    pub plans: Vec<Plan<'d>>,
}

impl Checker<'_> {
    /// Names every declaration. Of two with one name the later is told, and the
    /// first has it; both are checked. `main` says whether reports and expectations of this
    /// declaration's file count (not those of imported files).
    pub fn collect<'d>(&mut self, decls: impl Iterator<Item = (&'d Decl, bool)>) -> Collected<'d> {
        let mut all = Collected::default();
        let mut nodes: Vec<(SmolStr, Entry<'d>)> = Vec::new();
        for (decl, main) in decls {
            match &decl.kind {
                DeclKind::Model { .. } if main => all.models.push(decl),
                DeclKind::Model { .. } => {}
                DeclKind::Report(_) if main => all.reports.push(decl),
                DeclKind::Expect { .. } if main => all.expects.push(decl),
                DeclKind::Report(_) | DeclKind::Expect { .. } => {}
                DeclKind::Import { .. } => {
                    if let Some(plan) = self.table_plan(decl) {
                        all.plans.push(plan);
                        self.collect_rows(&mut all, &mut nodes);
                    }
                }
                DeclKind::Unit { .. } => all.units.push(decl),
                DeclKind::Currency { .. } => all.currencies.push(decl),
                DeclKind::Transfer(_) => all.transfers.push(decl),
                DeclKind::Border { .. } => all.borders.push(decl),
                DeclKind::Named { kind: NamedKind::Node, name, .. } => {
                    // The number comes once all are known: by name.
                    // A second one of a name is told, and checked like others.
                    self.declare(name, Thing::Node(NodeId(0)));
                    nodes.push((name.text.clone(), Entry::Decl(decl)));
                }
                DeclKind::Leg { name, .. } => {
                    let id = LegId(all.legs.len() as u32);
                    if let Some(name) = name {
                        self.declare(name, Thing::Leg(id));
                    }
                    all.legs.push(Entry::Decl(decl));
                }
                _ => self.collect_named(decl, &mut all),
            }
        }
        nodes.par_sort_by(|a, b| a.0.cmp(&b.0));
        let mut numbered: Option<SmolStr> = None;
        for (index, (name, entry)) in nodes.into_iter().enumerate() {
            // Of two of one name the first has it.
            let first = numbered.as_ref() != Some(&name);
            if first && let Some(Thing::Node(id)) = self.model.names.get_mut(&name) {
                *id = NodeId(index as u32);
            }
            numbered = Some(name);
            all.nodes.push(entry);
        }
        all
    }

    fn collect_named<'d>(&mut self, decl: &'d Decl, all: &mut Collected<'d>) {
        let next = |list: &Vec<&Decl>| list.len() as u32;
        let (name, thing, list) = match &decl.kind {
            DeclKind::Named { kind, name, .. } => match kind {
                NamedKind::Source => {
                    (name, Thing::Source(SourceId(next(&all.sources))), &mut all.sources)
                }
                NamedKind::Commodity => (
                    name,
                    Thing::Commodity(CommodityId(next(&all.commodities))),
                    &mut all.commodities,
                ),
                NamedKind::Mode => (name, Thing::Mode(ModeId(next(&all.modes))), &mut all.modes),
                NamedKind::Bloc => (name, Thing::Bloc(BlocId(next(&all.blocs))), &mut all.blocs),
                NamedKind::Pool => (name, Thing::Pool(PoolId(next(&all.pools))), &mut all.pools),
                NamedKind::Node => return,
            },
            DeclKind::Let { name, .. } | DeclKind::Param { name, .. } => {
                (name, Thing::Constant(ConstantId(next(&all.constants))), &mut all.constants)
            }
            DeclKind::Corridor { name, .. } => {
                (name, Thing::Corridor(CorridorId(next(&all.corridors))), &mut all.corridors)
            }
            DeclKind::Demand { name, .. } => {
                let thing = Thing::Demand(DemandId(all.demands.len() as u32));
                self.declare(name, thing);
                all.demands.push(Entry::Decl(decl));
                return;
            }
            DeclKind::Contract { name, .. } => {
                (name, Thing::Contract(ContractId(next(&all.contracts))), &mut all.contracts)
            }
            DeclKind::Observed { name, .. } => {
                (name, Thing::Observed(ObservedId(next(&all.observed))), &mut all.observed)
            }
            DeclKind::Change { name, .. } => {
                (name, Thing::Change(ChangeId(next(&all.changes))), &mut all.changes)
            }
            DeclKind::Scenario { name, .. } => {
                // 0 is the baseline.
                let id = ScenarioId(next(&all.scenarios) + 1);
                (name, Thing::Scenario(id), &mut all.scenarios)
            }
            _ => return,
        };
        self.declare(name, thing);
        list.push(decl);
    }

    /// The rows of the last table.
    fn collect_rows<'d>(&mut self, all: &mut Collected<'d>, nodes: &mut Vec<(SmolStr, Entry<'d>)>) {
        let index = (all.plans.len() - 1) as u32;
        let Some(plan) = all.plans.last_mut() else { return };
        if plan.kind == ImportTable::Demands && !plan.has_names() {
            self.name_demands(plan);
        }
        let names = if plan.has_names() { plan.rows() } else { plan.names.len() };
        self.declared_at.reserve(names);
        self.model.names.reserve(names);
        for row in 0..plan.rows() as u32 {
            let entry = Entry::Row(index, row);
            let name = match plan.name(row as usize) {
                Some(name) => self.checked_name(name),
                None if plan.kind == ImportTable::Legs => {
                    all.legs.push(entry);
                    continue;
                }
                None => {
                    self.tell_no_name(plan.name_place(row as usize));
                    None
                }
            };
            let Some(name) = name else {
                self.lost_rows |= plan.kind == ImportTable::Legs;
                continue;
            };
            match plan.kind {
                ImportTable::Nodes => {
                    self.declare(&name, Thing::Node(NodeId(0)));
                    nodes.push((name.text, entry));
                }
                ImportTable::Legs => {
                    self.declare(&name, Thing::Leg(LegId(all.legs.len() as u32)));
                    all.legs.push(entry);
                }
                ImportTable::Demands => {
                    self.declare(&name, Thing::Demand(DemandId(all.demands.len() as u32)));
                    all.demands.push(entry);
                }
            }
        }
    }

    /// Takes a name up; told where it is taken or not free.
    pub fn declare(&mut self, name: &Name, thing: Thing) {
        if let Some(&first) = self.declared_at.get(&name.text) {
            let what = self.model.names.get(&name.text).map_or("", |t| t.with_article());
            self.tell(
                Diagnostic::new(
                    names::NAME_TWICE,
                    format!("`{}` is declared twice", name.text),
                    name.span,
                    "declared again here",
                )
                .with_label(first, format!("first declared here, as {what}"))
                .with_help("a name means one thing in all files; give one of the two another"),
            );
            return;
        }
        if let Some(what) = self.not_free(&name.text, thing) {
            self.tell_at(
                names::NAME_NOT_FREE,
                format!("`{}` cannot be a name: {what}", name.text),
                name.span,
                "choose another name",
            );
            self.broken.insert(name.text.clone());
            return;
        }
        self.declared_at.insert(name.text.clone(), name.span);
        self.model.names.insert(name.text.clone(), thing);
    }

    fn not_free(&self, name: &SmolStr, thing: Thing) -> Option<String> {
        if name == "baseline" {
            return Some("it is the scenario of the network as declared".to_owned());
        }
        if name == "assumed" {
            return Some("`@assumed` marks a judgement".to_owned());
        }
        if matches!(thing, Thing::Constant(_)) && self.model.units.is_unit(name) {
            return Some("it is a unit".to_owned());
        }
        if name.len() == 2
            && name.bytes().all(|b| b.is_ascii_uppercase())
            && let Some(country) = Country::lookup(name)
        {
            return Some(format!("it is the code of {}", country.name()));
        }
        None
    }
}
