//! "Did you mean": the nearest of the names that would fit.

/// The candidate nearest to `word`, if near enough to be a slip of the keyboard
/// (a third of the letters, at least one): Damerau-Levenshtein distance on
/// characters, case differences counted as half a slip. Ties go to the first
/// in alphabetical order, so that the answer does not depend on the order.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(64).collect();
    // Of a single letter another case is all that is near.
    let limit = if word.len() == 1 { 1 } else { 2 * (word.len() / 3).clamp(1, 4) };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let length = candidate.chars().count();
        if 2 * length.abs_diff(word.len()) > limit || length > 64 {
            continue;
        }
        let distance = distance(&word, candidate);
        // In another case throughout it is still the same word.
        let near =
            distance <= limit || (distance <= word.len() && same_but_for_case(&word, candidate));
        if near && best.is_none_or(|b| (distance, candidate) < b) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// ``did you mean `Aktau`?`` for the nearest candidate, if any.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    closest(word, candidates).map(|name| format!("did you mean `{name}`?"))
}

fn same_but_for_case(word: &[char], other: &str) -> bool {
    let lower = |c: char| c.to_lowercase();
    word.iter().copied().flat_map(lower).eq(other.chars().flat_map(lower))
}

/// Twice the number of slips; a letter in the wrong case is half a slip.
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let width = b.len() + 1;
    let mut table = vec![0; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..width {
            table[i * width + j] = match (i, j) {
                (0, j) => 2 * j,
                (i, 0) => 2 * i,
                _ => {
                    let (x, y) = (a[i - 1], b[j - 1]);
                    let change = if x == y {
                        0
                    } else if x.to_lowercase().eq(y.to_lowercase()) {
                        1
                    } else if x.is_ascii_digit() && y.is_ascii_digit() {
                        // `d1` and `d4` are two things.
                        4
                    } else {
                        2
                    };
                    let gap = table[(i - 1) * width + j].min(table[i * width + j - 1]) + 2;
                    let mut cost = gap.min(table[(i - 1) * width + j - 1] + change);
                    if i > 1 && j > 1 && x == b[j - 2] && a[i - 2] == y {
                        cost = cost.min(table[(i - 2) * width + j - 2] + 2);
                    }
                    cost
                }
            };
        }
    }
    table[a.len() * width + width - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let names = ["Aktau", "Kuryk", "Alat", "capacity"];
        assert_eq!(closest("Aktua", names), Some("Aktau"));
        assert_eq!(closest("kuryk", names), Some("Kuryk"));
        assert_eq!(closest("capacty", names), Some("capacity"));
        assert_eq!(closest("Rotterdam", names), None);
        assert_eq!(closest("", names), None);
    }

    #[test]
    fn another_case_throughout_is_near_enough() {
        assert_eq!(closest("teu", ["TEU", "t"]), Some("TEU"));
        assert_eq!(closest("DAYS", ["day", "days"]), Some("days"));
        assert_eq!(closest("usd", ["UZS", "USD", "AUD"]), Some("USD"));
    }
}
