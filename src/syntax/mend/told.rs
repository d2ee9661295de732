//! Places where something was told, to be asked about many times.

use crate::source::Span;

/// Places of one file.
#[derive(Debug, Default)]
pub(in crate::syntax) struct Told {
    /// Where each begins, in order, and how far it and those before it reach.
    reach: Vec<(u32, u32)>,
}

impl Told {
    pub fn of(places: impl IntoIterator<Item = Span>) -> Self {
        let mut reach: Vec<(u32, u32)> =
            places.into_iter().map(|span| (span.start, span.end)).collect();
        reach.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut reach {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self { reach }
    }

    /// Whether something was told in a place or right beside it.
    pub fn touches(&self, place: Span) -> bool {
        let before = self.reach.partition_point(|(start, _)| *start <= place.end);
        before.checked_sub(1).is_some_and(|last| self.reach[last].1 >= place.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_long_place_is_found_behind_short_ones() {
        let span = |start, end| Span::new(FileId(0), start, end);
        let told = Told::of([span(30, 31), span(2, 20), span(5, 6)]);
        for (start, end, found) in [
            (0, 1, false),
            (0, 2, true),
            (18, 19, true),
            (21, 29, false),
            (25, 40, true),
            (32, 40, false),
        ] {
            assert_eq!(told.touches(span(start, end)), found, "{start}..{end}");
        }
    }
}
