//! A 4-ary heap of (key, item) pairs with the smallest first.

/// A priority queue without decrease-key: push again and skip what is stale.
///
/// Keys are f64 ≥ 0 (never NaN). Entries of equal keys leave in an order that
/// the pushes and pops before them determine.
#[derive(Debug, Clone, Default)]
pub struct MinHeap {
    /// The bits of the keys (of the same order as the keys, which are ≥ 0), then
    /// [`ARITY`] times [`PAD`] so that every node has all its children.
    keys: Vec<u64>,
    items: Vec<u32>,
}

/// How many children a node has.
const ARITY: usize = 4;

/// The key of a child that does not exist.
const PAD: u64 = u64::MAX;

impl MinHeap {
    /// An empty heap.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets every entry and keeps the memory.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.items.clear();
    }

    /// The smallest key, where there is an entry.
    pub fn peek(&self) -> Option<f64> {
        if self.items.is_empty() { None } else { Some(f64::from_bits(self.keys[0])) }
    }

    /// Adds an entry.
    pub fn push(&mut self, key: f64, item: u32) {
        // Adding 0 turns -0 into 0, whose bits are those of a negative number.
        let key = (key + 0.0).to_bits();
        let hole = self.items.len();
        self.keys.resize(hole + 1 + ARITY, PAD);
        self.items.push(item);
        self.rise(hole, key, item);
    }

    /// Moves a hole up to where an entry belongs, and fills it.
    fn rise(&mut self, mut hole: usize, key: u64, item: u32) {
        while hole > 0 {
            let parent = (hole - 1) / ARITY;
            if self.keys[parent] <= key {
                break;
            }
            self.keys[hole] = self.keys[parent];
            self.items[hole] = self.items[parent];
            hole = parent;
        }
        self.keys[hole] = key;
        self.items[hole] = item;
    }

    /// Takes an entry with the smallest key.
    ///
    /// The hole it leaves sinks to the bottom before the last entry rises from
    /// there: that one mostly belongs at the bottom, and which of four children
    /// is least is found without a branch (Wegener 1993, for two children).
    pub fn pop(&mut self) -> Option<(f64, u32)> {
        let item = self.items.pop()?;
        let last = self.items.len();
        self.keys.truncate(last + ARITY);
        let key = std::mem::replace(&mut self.keys[last], PAD);
        if last == 0 {
            return Some((f64::from_bits(key), item));
        }
        let top = (f64::from_bits(self.keys[0]), self.items[0]);
        let mut hole = 0;
        loop {
            let first = hole * ARITY + 1;
            if first >= last {
                break;
            }
            let Some(&[a, b, c, d]) = self.keys[first..].first_chunk::<ARITY>() else { break };
            let (low, left) = (a.min(b), usize::from(b < a));
            let (high, right) = (c.min(d), 2 + usize::from(d < c));
            let child = first + if high < low { right } else { left };
            self.keys[hole] = low.min(high);
            self.items[hole] = self.items[child];
            hole = child;
        }
        self.rise(hole, key, item);
        Some(top)
    }
}

#[cfg(test)]
mod tests {
    use super::MinHeap;

    #[test]
    fn entries_leave_in_order_of_key() {
        let mut heap = MinHeap::new();
        let mut expected: Vec<(u64, u32)> =
            (0..500u32).map(|i| (u64::from(i * 7919 % 61), i * 31 % 97)).collect();
        for &(key, item) in &expected {
            heap.push(key as f64, item);
        }
        expected.sort_unstable();
        let mut left = Vec::new();
        while let Some((key, item)) = heap.pop() {
            left.push((key as u64, item));
        }
        assert!(left.is_sorted_by_key(|entry| entry.0));
        left.sort_unstable();
        assert_eq!(left, expected);
        assert_eq!(heap.peek(), None);
    }
}
