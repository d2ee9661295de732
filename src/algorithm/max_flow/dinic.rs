//! Levels from the sources, and a blocking flow along them.

use super::CapacityNetwork;

/// The level of a node that no way leads to.
pub const UNREACHED: u32 = u32::MAX;

impl CapacityNetwork {
    /// Counts the arcs from the nearest source to each node, over halves with
    /// more than `dust` left, until a sink is met; returns that sink's level.
    pub fn levels(&mut self, sources: &[u32], dust: f64) -> Option<u32> {
        self.level.clear();
        self.level.resize(self.is_sink.len(), UNREACHED);
        self.queue.clear();
        for &source in sources {
            if self.level[source as usize] == UNREACHED {
                self.level[source as usize] = 0;
                self.queue.push(source);
            }
        }
        let mut read = 0;
        while let Some(&node) = self.queue.get(read) {
            read += 1;
            let level = self.level[node as usize] + 1;
            let range = self.first[node as usize] as usize..self.first[node as usize + 1] as usize;
            for half in &self.halves[range] {
                let to = half.to as usize;
                if half.residual > dust && self.level[to] == UNREACHED {
                    self.level[to] = level;
                    if self.is_sink[to] {
                        return Some(level);
                    }
                    self.queue.push(half.to);
                }
            }
        }
        None
    }

    /// Sends flow along falling levels, from each sink back to the sources,
    /// until every such way is full. Returns what was sent.
    ///
    /// Each way empties one of its halves to exactly 0, so that this ends
    /// whatever the rounding.
    pub fn block(&mut self, sinks: &[u32], sink_level: u32, dust: f64) -> f64 {
        // Sinks that the search did not come to may be as near as the first.
        for &sink in sinks {
            self.level[sink as usize] = sink_level;
        }
        self.next.clear();
        self.next.extend_from_slice(&self.first[..self.is_sink.len()]);
        sinks.iter().map(|&sink| self.block_to(sink, dust)).sum()
    }

    fn block_to(&mut self, sink: u32, dust: f64) -> f64 {
        let mut sent = 0.0;
        let mut node = sink;
        self.path.clear();
        loop {
            if self.level[node as usize] == 0 {
                sent += self.push_along();
                node = self.back_to_full(dust);
                continue;
            }
            if let Some(half) = self.advance(node, dust) {
                self.path.push(half);
                node = self.halves[half as usize].to;
                continue;
            }
            let Some(last) = self.path.pop() else { return sent };
            node = self.halves[self.halves[last as usize].mate as usize].to;
            self.next[node as usize] += 1;
        }
    }

    /// The next half out of `node` whose mate may still carry flow into it from
    /// one level nearer to the sources.
    fn advance(&mut self, node: u32, dust: f64) -> Option<u32> {
        let nearer = self.level[node as usize] - 1;
        let end = self.first[node as usize + 1];
        while self.next[node as usize] < end {
            let index = self.next[node as usize];
            let half = self.halves[index as usize];
            if self.level[half.to as usize] == nearer
                && self.halves[half.mate as usize].residual > dust
            {
                return Some(index);
            }
            self.next[node as usize] += 1;
        }
        None
    }

    /// Sends as much as fits along the mates of `path`.
    fn push_along(&mut self) -> f64 {
        let left = |&half: &u32| self.halves[self.halves[half as usize].mate as usize].residual;
        let amount = self.path.iter().map(left).fold(f64::INFINITY, f64::min);
        for &half in &self.path {
            let mate = self.halves[half as usize].mate as usize;
            self.halves[mate].residual -= amount;
            self.halves[half as usize].residual += amount;
        }
        amount
    }

    /// Shortens `path` to end before its first half (from the sink) whose mate
    /// is full; returns the node there.
    fn back_to_full(&mut self, dust: f64) -> u32 {
        let mate = |half: u32| self.halves[self.halves[half as usize].mate as usize];
        let full = self.path.iter().position(|&half| mate(half).residual <= dust).unwrap_or(0);
        let node = mate(self.path[full]).to;
        self.path.truncate(full);
        node
    }
}
