//! Sets of half-open stretches of time.

/// A set of moments as half-open intervals, in order, apart from one another;
/// moments are days since 1970-01-01. Ends may be infinite.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IntervalSet {
    pieces: Vec<(f64, f64)>,
}

impl IntervalSet {
    /// No moment.
    pub fn empty() -> Self {
        Self::default()
    }

    /// All moments.
    pub fn always() -> Self {
        Self { pieces: vec![(f64::NEG_INFINITY, f64::INFINITY)] }
    }

    /// One interval; empty if it ends where it starts, or before.
    pub fn between(from: f64, until: f64) -> Self {
        Self::union_of(vec![(from, until)])
    }

    /// The union of intervals in any order; those that end where they start,
    /// or before, hold nothing. Pieces that touch are joined.
    pub fn union_of(mut pieces: Vec<(f64, f64)>) -> Self {
        pieces.retain(|(from, until)| from < until);
        pieces.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut joined: Vec<(f64, f64)> = Vec::with_capacity(pieces.len());
        for (from, until) in pieces {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => joined.push((from, until)),
            }
        }
        Self { pieces: joined }
    }

    /// The intervals, in order, apart from one another.
    pub fn pieces(&self) -> &[(f64, f64)] {
        &self.pieces
    }

    /// Whether it holds no moment.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether it holds the moment.
    pub fn contains(&self, moment: f64) -> bool {
        let after = self.pieces.partition_point(|(from, _)| *from <= moment);
        after.checked_sub(1).is_some_and(|index| moment < self.pieces[index].1)
    }

    /// Its length in days.
    pub fn days(&self) -> f64 {
        self.pieces.iter().map(|(from, until)| until - from).sum()
    }

    /// What either holds.
    pub fn union(&self, other: &Self) -> Self {
        Self::union_of([self.pieces.as_slice(), &other.pieces].concat())
    }

    /// What both hold.
    pub fn intersection(&self, other: &Self) -> Self {
        let mut pieces = Vec::new();
        let (mut a, mut b) = (self.pieces.iter().peekable(), other.pieces.iter().peekable());
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            let (from, until) = (x.0.max(y.0), x.1.min(y.1));
            if from < until {
                pieces.push((from, until));
            }
            if x.1 <= y.1 {
                a.next();
            } else {
                b.next();
            }
        }
        Self { pieces }
    }

    /// All moments that it does not hold.
    pub fn complement(&self) -> Self {
        let mut pieces = Vec::with_capacity(self.pieces.len() + 1);
        let mut from = f64::NEG_INFINITY;
        for (start, end) in &self.pieces {
            pieces.push((from, *start));
            from = *end;
        }
        pieces.push((from, f64::INFINITY));
        pieces.retain(|(from, until)| from < until);
        Self { pieces }
    }

    /// The finite moments at which it begins or ends.
    pub fn boundaries(&self) -> impl Iterator<Item = f64> + '_ {
        self.pieces.iter().flat_map(|(from, until)| [*from, *until]).filter(|at| at.is_finite())
    }
}

/// The pieces of `from..until` in which nothing changes, where things change
/// at the boundaries given (in any order, repeats allowed; those outside do not
/// matter). Empty if the range is.
pub fn stretches(
    boundaries: impl IntoIterator<Item = f64>,
    from: f64,
    until: f64,
) -> Vec<(f64, f64)> {
    if from.is_nan() || until.is_nan() || from >= until {
        return Vec::new();
    }
    let mut cuts: Vec<f64> =
        boundaries.into_iter().filter(|cut| *cut > from && *cut < until).collect();
    cuts.extend([from, until]);
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sets() -> impl Strategy<Value = IntervalSet> {
        let piece = (-20..20_i32, -20..20_i32).prop_map(|(a, b)| (f64::from(a), f64::from(b)));
        prop::collection::vec(piece, 0..8).prop_map(IntervalSet::union_of)
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(1), failure_persistence: None, ..Default::default() })]

        #[test]
        fn operations_hold_moment_by_moment(a in sets(), b in sets()) {
            let (union, both, not_a) = (a.union(&b), a.intersection(&b), a.complement());
            for half in -50..50 {
                let moment = f64::from(half) / 2.0;
                let (x, y) = (a.contains(moment), b.contains(moment));
                prop_assert_eq!(union.contains(moment), x || y);
                prop_assert_eq!(both.contains(moment), x && y);
                prop_assert_eq!(not_a.contains(moment), !x);
            }
            for set in [&union, &both, &not_a] {
                prop_assert!(set.pieces().iter().all(|(from, until)| from < until));
                prop_assert!(set.pieces().windows(2).all(|pair| pair[0].1 < pair[1].0));
            }
            prop_assert!((union.days() + both.days() - a.days() - b.days()).abs() < 1e-9);
            prop_assert_eq!(a.complement().complement(), a);
        }

        #[test]
        fn stretches_fill_the_range(cuts in prop::collection::vec(-10..10_i32, 0..20)) {
            let pieces = stretches(cuts.iter().map(|cut| f64::from(*cut)), -5.0, 5.0);
            prop_assert_eq!(pieces[0].0, -5.0);
            prop_assert_eq!(pieces[pieces.len() - 1].1, 5.0);
            prop_assert!(pieces.windows(2).all(|pair| pair[0].1 == pair[1].0));
            for (from, until) in pieces {
                prop_assert!(from < until);
                let uncut = |cut: f64| cut <= from || cut >= until;
                prop_assert!(cuts.iter().all(|cut| uncut(f64::from(*cut))));
            }
        }
    }

    #[test]
    fn an_empty_range_has_no_stretch() {
        assert!(stretches([1.0], 2.0, 2.0).is_empty());
        assert!(stretches([1.0], 2.0, f64::NAN).is_empty());
        assert_eq!(IntervalSet::always().complement(), IntervalSet::empty());
        assert_eq!(IntervalSet::empty().complement(), IntervalSet::always());
        assert!(IntervalSet::between(3.0, 3.0).is_empty());
    }
}
