//! Distances by elimination: shortest paths as a system of equations over
//! (min, +), solved like a sparse matrix (Carré 1971).
//!
//! States are taken out one by one, least degree first (Markowitz 1957); every
//! way through the one taken out is kept as an arc between its neighbours. Then
//! a sweep up that order and one down give the distances from any source, the
//! same few steps for several sources at once.

use std::collections::BTreeSet;

/// How many sources share a sweep.
pub const LANES: usize = 8;

/// Distances of one state, one a source.
pub type Lanes = [f64; LANES];

/// A neighbour taken out later, with the weights there and back.
#[derive(Debug, Clone, Copy)]
struct Link {
    to: u32,
    there: f64,
    back: f64,
}

/// A graph with its states taken out in order; positions are in that order.
#[derive(Debug, Clone)]
pub struct Elimination {
    position: Vec<u32>,
    first: Vec<u32>,
    /// Links to later positions.
    links: Vec<Link>,
}

impl Elimination {
    /// Takes the states out, or gives up where that would take more than
    /// `work` steps or leave more than `most` links. Arcs are, of each state,
    /// weight and head.
    pub fn new(first: &[u32], arcs: &[(f64, u32)], work: usize, most: usize) -> Option<Self> {
        let mut left = neighbours(first, arcs);
        let states = left.len();
        let mut queue: BTreeSet<(usize, u32)> =
            left.iter().enumerate().map(|(state, links)| (links.len(), state as u32)).collect();
        let mut slot = vec![u32::MAX; states];
        let mut position = vec![0u32; states];
        let mut taken = Self { position: Vec::new(), first: vec![0], links: Vec::new() };
        let mut steps = 0;
        while let Some((degree, state)) = queue.pop_first() {
            steps += degree * degree;
            if steps > work || taken.links.len() + degree > most {
                return None;
            }
            position[state as usize] = taken.first.len() as u32 - 1;
            let links = std::mem::take(&mut left[state as usize]);
            for link in &links {
                let row = &mut left[link.to as usize];
                queue.remove(&(row.len(), link.to));
                join(row, &mut slot, state, link, &links);
                queue.insert((row.len(), link.to));
            }
            taken.links.extend_from_slice(&links);
            taken.first.push(taken.links.len() as u32);
        }
        for link in &mut taken.links {
            link.to = position[link.to as usize];
        }
        Some(Self { position, ..taken })
    }

    /// Position of a state.
    pub fn position(&self, state: u32) -> usize {
        self.position[state as usize] as usize
    }

    fn links(&self, position: usize) -> &[Link] {
        &self.links[self.first[position] as usize..self.first[position + 1] as usize]
    }

    /// Writes the distances from up to [`LANES`] sources, by position.
    pub fn sweep(&self, sources: &[u32], rows: &mut Vec<Lanes>, reached: &mut Vec<bool>) {
        let states = self.position.len();
        rows.clear();
        rows.resize(states, [f64::INFINITY; LANES]);
        reached.clear();
        reached.resize(states, false);
        for (lane, &source) in sources.iter().enumerate().take(LANES) {
            rows[self.position(source)][lane] = 0.0;
            reached[self.position(source)] = true;
        }
        for position in 0..states {
            if reached[position] {
                let from = rows[position];
                for link in self.links(position) {
                    shorten(&mut rows[link.to as usize], &from, link.there);
                    reached[link.to as usize] = true;
                }
            }
        }
        for position in (0..states).rev() {
            let mut row = rows[position];
            for link in self.links(position) {
                shorten(&mut row, &rows[link.to as usize], link.back);
            }
            rows[position] = row;
        }
    }
}

/// Shortens distances to those from elsewhere and one weight more.
fn shorten(row: &mut Lanes, from: &Lanes, weight: f64) {
    for (distance, from) in row.iter_mut().zip(from) {
        let other = from + weight;
        *distance = if other < *distance { other } else { *distance };
    }
}

/// For each state its neighbours, with the least weight of each direction.
fn neighbours(first: &[u32], arcs: &[(f64, u32)]) -> Vec<Vec<Link>> {
    let states = first.len() - 1;
    let mut rows: Vec<Vec<Link>> = vec![Vec::new(); states];
    for tail in 0..states {
        for &(weight, head) in &arcs[first[tail] as usize..first[tail + 1] as usize] {
            if head as usize != tail {
                let far = f64::INFINITY;
                rows[tail].push(Link { to: head, there: weight, back: far });
                rows[head as usize].push(Link { to: tail as u32, there: far, back: weight });
            }
        }
    }
    for row in &mut rows {
        row.sort_by_key(|link| link.to);
        row.dedup_by(|link, kept| {
            let same = link.to == kept.to;
            if same {
                kept.there = kept.there.min(link.there);
                kept.back = kept.back.min(link.back);
            }
            same
        });
    }
    rows
}

/// In the row of the neighbour that `own` leads to, puts the ways by the state
/// taken out in its place. `slot` is scratch, u32::MAX throughout.
fn join(row: &mut Vec<Link>, slot: &mut [u32], state: u32, own: &Link, links: &[Link]) {
    row.retain(|link| link.to != state);
    for (index, link) in row.iter().enumerate() {
        slot[link.to as usize] = index as u32;
    }
    for link in links.iter().filter(|link| link.to != own.to) {
        let (there, back) = (own.back + link.there, link.back + own.there);
        if there.min(back) == f64::INFINITY {
            // No way leads through: where routes only begin, nothing is added.
            continue;
        }
        match row.get_mut(slot[link.to as usize] as usize) {
            Some(known) => {
                known.there = known.there.min(there);
                known.back = known.back.min(back);
            }
            None => row.push(Link { to: link.to, there, back }),
        }
    }
    for link in row.iter() {
        slot[link.to as usize] = u32::MAX;
    }
}
