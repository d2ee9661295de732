//! What leads where in a network, whatever is closed.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::model::NodeId;

/// The network, places that lead to each other taken together.
pub(super) struct Reach {
    /// The group of each node.
    group: Vec<u32>,
    /// Groups to which one leads directly, and those that lead to it.
    ahead: Vec<Vec<u32>>,
    behind: Vec<Vec<u32>>,
}

impl Reach {
    /// Of `n` nodes and the directed edges between them; linear.
    pub fn new(n: usize, edges: &[(u32, u32)]) -> Self {
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(n, edges.len());
        for _ in 0..n {
            graph.add_node(());
        }
        for &(from, to) in edges {
            graph.add_edge(NodeIndex::new(from as usize), NodeIndex::new(to as usize), ());
        }
        let mut group = vec![0; n];
        let groups = kosaraju_scc(&graph);
        for (number, members) in groups.iter().enumerate() {
            for member in members {
                group[member.index()] = number as u32;
            }
        }
        let (mut ahead, mut behind) =
            (vec![Vec::new(); groups.len()], vec![Vec::new(); groups.len()]);
        for &(from, to) in edges {
            let (a, b) = (group[from as usize], group[to as usize]);
            if a != b {
                ahead[a as usize].push(b);
                behind[b as usize].push(a);
            }
        }
        for list in ahead.iter_mut().chain(&mut behind) {
            list.sort_unstable();
            list.dedup();
        }
        Self { group, ahead, behind }
    }

    /// Whether the first of each pair leads to the second. Pairs of one origin
    /// are answered together.
    pub fn all(&self, pairs: &[(NodeId, NodeId)]) -> Vec<bool> {
        let group = |id: NodeId| self.group[id.index()];
        let mut order: Vec<usize> = (0..pairs.len()).collect();
        order.sort_by_key(|&index| (group(pairs[index].0), index));
        let mut reached = vec![false; pairs.len()];
        let mut spread: Option<(u32, Vec<bool>)> = None;
        for index in order {
            let (from, to) = (group(pairs[index].0), group(pairs[index].1));
            if from == to {
                reached[index] = true;
                continue;
            }
            if spread.as_ref().is_none_or(|(start, _)| *start != from) {
                spread = Some((from, flood(&self.ahead, from)));
            }
            reached[index] = spread.as_ref().is_some_and(|(_, seen)| seen[to as usize]);
        }
        reached
    }

    /// The nodes that lie on some way from one to the other.
    pub fn between(&self, from: NodeId, to: NodeId) -> Vec<bool> {
        let ahead = flood(&self.ahead, self.group[from.index()]);
        let behind = flood(&self.behind, self.group[to.index()]);
        self.group.iter().map(|&group| ahead[group as usize] && behind[group as usize]).collect()
    }
}

fn flood(next: &[Vec<u32>], start: u32) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut stack = vec![start];
    seen[start as usize] = true;
    while let Some(at) = stack.pop() {
        for &to in &next[at as usize] {
            if !std::mem::replace(&mut seen[to as usize], true) {
                stack.push(to);
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_where() {
        // 0 <-> 1 -> 2 -> 3, and 4 alone.
        let reach = Reach::new(5, &[(0, 1), (1, 0), (1, 2), (2, 3)]);
        let pair = |a, b| (NodeId(a), NodeId(b));
        let asked = [pair(0, 3), pair(3, 0), pair(2, 3), pair(1, 0), pair(0, 4), pair(4, 4)];
        assert_eq!(reach.all(&asked), [true, false, true, true, false, true]);
        assert_eq!(reach.between(NodeId(0), NodeId(2)), [true, true, true, false, false]);
        assert_eq!(reach.between(NodeId(3), NodeId(0)), [false; 5]);
    }
}
