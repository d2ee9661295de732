//! A queue of equally good routes, by the order among them.

use std::cmp::Ordering;

/// A route, or the first piece of routes that are not yet known.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Number of arcs; of a piece, the fewest that its routes can have.
    pub arcs: u32,
    /// Where its known arcs begin in the arena.
    pub start: u32,
    /// How many arcs are known: all of a route's.
    pub known: u32,
    /// Of a piece: the least place that may come next.
    pub next: u32,
    /// The part that it stands for.
    pub part: u32,
    /// The route as a walk; none of a piece.
    pub walk: Option<u32>,
}

/// What entries are read from: the place where each arc of the arena ends, and
/// its rank.
pub trait Arena {
    /// Place at the end of the arc at `index`.
    fn place(&self, index: u32) -> u32;
    /// Rank of the arc at `index`.
    fn rank(&self, index: u32) -> u32;
}

impl Entry {
    /// The place after `index` arcs more than one, as far as it is known.
    fn place(&self, index: u32, arena: &impl Arena) -> Option<u32> {
        match index.cmp(&self.known) {
            Ordering::Less => Some(arena.place(self.start + index)),
            Ordering::Equal if self.walk.is_none() => Some(self.next),
            _ => None,
        }
    }

    /// Fewest arcs, then the least row of places, then of ranks. A piece comes
    /// before all routes that begin with it.
    fn compare(&self, other: &Self, arena: &impl Arena) -> Ordering {
        let mut order = self.arcs.cmp(&other.arcs);
        let mut index = 0;
        while order == Ordering::Equal {
            let places = (self.place(index, arena), other.place(index, arena));
            order = places.0.cmp(&places.1);
            if places == (None, None) {
                break;
            }
            index += 1;
        }
        if let (Ordering::Equal, Some(_), Some(_)) = (order, self.walk, other.walk) {
            let ranks = |entry: &Self| {
                let start = entry.start;
                (start..start + entry.arcs).map(|index| arena.rank(index))
            };
            order = ranks(self).cmp(ranks(other));
        }
        order.then(self.walk.is_some().cmp(&other.walk.is_some())).then(self.part.cmp(&other.part))
    }
}

/// A binary heap whose order is read from an arena that it does not hold.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    entries: Vec<Entry>,
}

impl Queue {
    /// Forgets every entry.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Adds an entry.
    pub fn push(&mut self, entry: Entry, arena: &impl Arena) {
        let mut hole = self.entries.len();
        self.entries.push(entry);
        while hole > 0 {
            let parent = (hole - 1) / 2;
            if entry.compare(&self.entries[parent], arena).is_ge() {
                break;
            }
            self.entries.swap(hole, parent);
            hole = parent;
        }
    }

    /// Takes the first entry.
    pub fn pop(&mut self, arena: &impl Arena) -> Option<Entry> {
        let last = self.entries.len().checked_sub(1)?;
        let top = self.entries.swap_remove(0);
        let mut hole = 0;
        loop {
            let left = 2 * hole + 1;
            if left >= last {
                return Some(top);
            }
            let is_before =
                |a: usize, b: usize| self.entries[a].compare(&self.entries[b], arena).is_lt();
            let child = if left + 1 < last && is_before(left + 1, left) { left + 1 } else { left };
            if !is_before(child, hole) {
                return Some(top);
            }
            self.entries.swap(child, hole);
            hole = child;
        }
    }
}
