//! A 4-ary heap of (key, item) pairs with the smallest first.

/// A priority queue without decrease-key: push again and skip what is stale.
///
/// Keys are f64 ≥ 0 (never NaN); equal keys leave in the order of their items,
/// so that a search never depends on how the heap happens to be laid out.
#[derive(Debug, Clone, Default)]
pub struct MinHeap {
    entries: Vec<(f64, u32)>,
}

/// How many children a node has: four sit in one cache line.
const ARITY: usize = 4;

fn before(a: (f64, u32), b: (f64, u32)) -> bool {
    a.0 < b.0 || (a.0 == b.0 && a.1 < b.1)
}

impl MinHeap {
    /// An empty heap.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets every entry and keeps the memory.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// The smallest key, where there is an entry.
    pub fn peek(&self) -> Option<f64> {
        self.entries.first().map(|entry| entry.0)
    }

    /// Adds an entry.
    pub fn push(&mut self, key: f64, item: u32) {
        let entry = (key, item);
        let mut hole = self.entries.len();
        self.entries.push(entry);
        while hole > 0 {
            let parent = (hole - 1) / ARITY;
            if !before(entry, self.entries[parent]) {
                break;
            }
            self.entries[hole] = self.entries[parent];
            hole = parent;
        }
        self.entries[hole] = entry;
    }

    /// Takes the entry with the smallest key, then the smallest item.
    pub fn pop(&mut self) -> Option<(f64, u32)> {
        let last = self.entries.pop()?;
        let Some(&top) = self.entries.first() else { return Some(last) };
        let entries = &mut self.entries[..];
        let mut hole = 0;
        loop {
            let first = hole * ARITY + 1;
            let Some(children) = entries.get(first..(first + ARITY).min(entries.len())) else {
                break;
            };
            let mut least = 0;
            let Some(&(mut child)) = children.first() else { break };
            for (index, &other) in children.iter().enumerate().skip(1) {
                if before(other, child) {
                    least = index;
                    child = other;
                }
            }
            if !before(child, last) {
                break;
            }
            entries[hole] = child;
            hole = first + least;
        }
        entries[hole] = last;
        Some(top)
    }
}

#[cfg(test)]
mod tests {
    use super::MinHeap;

    #[test]
    fn entries_leave_in_order_of_key_then_item() {
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
        assert_eq!(left, expected);
        assert_eq!(heap.peek(), None);
    }
}
