//! The handle that every analysis takes: ask to stop, tell how far it is.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared between whoever runs an analysis and whoever watches it.
///
/// An analysis calls [`Control::check`] at least every few milliseconds and
/// returns early with [`Cancelled`] when it says so; the watcher reads
/// [`Control::progress`]. Both are cheap enough for inner loops.
#[derive(Debug, Default)]
pub struct Control {
    cancelled: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
    /// Of the step at hand.
    part_done: AtomicU64,
    part_total: AtomicU64,
}

/// The analysis was asked to stop; no result exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

impl Control {
    /// A handle that nobody has cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks whatever holds this handle to stop soon.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// `Err(Cancelled)` once [`Control::cancel`] was called.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.cancelled.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }

    /// Announces how many steps the work has (0 where that is not known).
    pub fn begin(&self, total: u64) {
        self.begin_part(0);
        self.total.store(total, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
    }

    /// Counts `steps` more as done, and with them their parts.
    pub fn advance(&self, steps: u64) {
        self.begin_part(0);
        self.done.fetch_add(steps, Ordering::Relaxed);
    }

    /// Announces how many parts the step at hand has (0 where it has none).
    pub fn begin_part(&self, total: u64) {
        self.part_total.store(total, Ordering::Relaxed);
        self.part_done.store(0, Ordering::Relaxed);
    }

    /// Counts `parts` more of the step at hand as done.
    pub fn advance_part(&self, parts: u64) {
        self.part_done.fetch_add(parts, Ordering::Relaxed);
    }

    /// How much is done, and how much there is: in steps, or in parts of steps
    /// where the one at hand has any.
    pub fn progress(&self) -> (u64, u64) {
        let now = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let (done, total) = (now(&self.done), now(&self.total));
        let (part, parts) = (now(&self.part_done), now(&self.part_total));
        if parts == 0 {
            return (done, total);
        }
        let all = total.max(1).saturating_mul(parts);
        (done.saturating_mul(parts).saturating_add(part.min(parts)).min(all), all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_step_count() {
        let control = Control::new();
        control.begin(4);
        control.advance(1);
        assert_eq!(control.progress(), (1, 4));
        control.begin_part(100);
        control.advance_part(50);
        assert_eq!(control.progress(), (150, 400));
        control.advance(1);
        assert_eq!(control.progress(), (2, 4));
    }
}
