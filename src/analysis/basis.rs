//! On which bases (timetable, record, best case) the times of a route stand.

use crate::model::{Citation, CitesId, Figure, Head, LegWay, Model, NodeId, Origin, Prop, Target};
use crate::scenario::{Now, slot};

/// The bases of the times of legs and dwells of nodes, in order, without
/// repeats. A figure given on several bases has the one in use; any other that
/// of the source that it cites.
pub fn bases(model: &Model, now: &Now, legs: &[LegWay], nodes: &[NodeId]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |basis: &str| {
        if !found.iter().any(|known| known == basis) {
            found.push(basis.to_owned());
        }
    };
    for way in legs {
        match now.bases.get(&slot(Target::Leg(*way), Prop::Time)) {
            Some(basis) => add(basis),
            None => {
                let leg = model.leg_of(*way);
                cited(model, &leg.time, &leg.head).into_iter().for_each(&mut add);
            }
        }
    }
    for node in nodes {
        match now.bases.get(&slot(Target::Node(*node), Prop::Dwell)) {
            Some(basis) => add(basis),
            None => {
                let node = &model.nodes[node.index()];
                cited(model, &node.dwell, &node.head).into_iter().for_each(&mut add);
            }
        }
    }
    found
}

/// The bases of the sources that a written figure cites.
fn cited<'m>(model: &'m Model, figure: &Figure, head: &Head) -> Vec<&'m str> {
    let Origin::Written(_, own) = figure.origin else { return Vec::new() };
    let cites = if own == CitesId(0) { head.cites } else { own };
    let list = model.cites.get(cites.index()).map_or(&[][..], Vec::as_slice);
    list.iter()
        .filter_map(|citation| match citation {
            Citation::Source(source, _) => model.sources[source.index()].basis.as_deref(),
            Citation::Assumed(_) => None,
        })
        .collect()
}
