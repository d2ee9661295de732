//! Nodes and legs as a petgraph graph, for questions of structure alone.

use petgraph::algo::dominators::simple_fast;
use petgraph::algo::{connected_components, tarjan_scc};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;

use crate::model::{LegWay, Model, NodeId};

/// Nodes and directions of legs. The index of a node is that of its model.
#[derive(Debug, Clone)]
pub struct Structure {
    /// The graph.
    pub graph: DiGraph<NodeId, LegWay>,
}

impl Structure {
    /// Of the directions for which `open` says so; all nodes.
    pub fn new(model: &Model, mut open: impl FnMut(LegWay) -> bool) -> Self {
        let mut graph = DiGraph::with_capacity(model.nodes.len(), model.legs.len());
        let nodes = (0..model.nodes.len() as u32).map(NodeId);
        let index: Vec<NodeIndex> = nodes.map(|node| graph.add_node(node)).collect();
        for way in model.all_ways().filter(|way| open(*way)) {
            let (from, to) = model.ends(way);
            graph.add_edge(index[from.index()], index[to.index()], way);
        }
        Self { graph }
    }

    /// How many parts it falls into, directions aside.
    pub fn components(&self) -> usize {
        connected_components(&self.graph)
    }

    /// The part of each node, directions aside; parts are numbered by their
    /// first node.
    pub fn component_of(&self) -> Vec<u32> {
        let count = self.graph.node_count();
        let mut sets = UnionFind::<usize>::new(count);
        for edge in self.graph.edge_indices() {
            if let Some((from, to)) = self.graph.edge_endpoints(edge) {
                sets.union(from.index(), to.index());
            }
        }
        let mut number_of_root = vec![u32::MAX; count];
        let mut next = 0;
        (0..count)
            .map(|node| {
                let root = sets.find(node);
                if number_of_root[root] == u32::MAX {
                    number_of_root[root] = next;
                    next += 1;
                }
                number_of_root[root]
            })
            .collect()
    }

    /// Groups of nodes each of which reaches all others of its group, largest
    /// first, then by first node; each in order.
    pub fn strong_components(&self) -> Vec<Vec<NodeId>> {
        let mut groups: Vec<Vec<NodeId>> = tarjan_scc(&self.graph)
            .into_iter()
            .map(|group| {
                let mut nodes: Vec<NodeId> =
                    group.into_iter().map(|index| NodeId(index.index() as u32)).collect();
                nodes.sort_unstable();
                nodes
            })
            .collect();
        groups.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        groups
    }

    /// Nodes that no leg touches, in order.
    pub fn isolated(&self) -> Vec<NodeId> {
        let lonely = |index: &NodeIndex| self.graph.neighbors_undirected(*index).next().is_none();
        self.graph.node_indices().filter(lonely).map(|at| NodeId(at.index() as u32)).collect()
    }

    /// The nodes that every way from one node to another passes, both ends
    /// included, in the order passed (dominators; Cooper, Harvey and Kennedy
    /// 2001). None if there is no way.
    pub fn unavoidable(&self, from: NodeId, to: NodeId) -> Option<Vec<NodeId>> {
        let index = |node: NodeId| NodeIndex::new(node.index());
        let dominators = simple_fast(&self.graph, index(from));
        let mut line: Vec<NodeId> =
            dominators.dominators(index(to))?.map(|at| NodeId(at.index() as u32)).collect();
        line.reverse();
        Some(line)
    }
}
