//! Bars of characters in tables.

/// How many characters a bar has room for.
const WIDTH: f64 = 20.0;

/// The bars of a waterfall: the value before, every step where the sum so far
/// stands, the value after. Dots lead up to each bar, so that they stand below
/// each other.
pub fn waterfall(from: f64, steps: &[f64], to: f64) -> Vec<String> {
    let mut sums = vec![from];
    for step in steps {
        sums.push(sums[sums.len() - 1] + step);
    }
    let least = sums.iter().copied().chain([to]).fold(0.0, f64::min);
    let most = sums.iter().copied().chain([to]).fold(0.0, f64::max);
    let bar = |a: f64, b: f64| span(a, b, (least, most), WIDTH);
    let mut bars = vec![bar(0.0, from)];
    bars.extend(sums.windows(2).map(|pair| bar(pair[0], pair[1])));
    bars.push(bar(0.0, to));
    bars
}

/// Bars to both sides of a middle value, all on one scale (a tornado).
pub fn tornado(middle: f64, sides: &[(f64, f64)]) -> Vec<String> {
    const WIDTH: f64 = 14.0;
    let all = || sides.iter().flat_map(|(a, b)| [*a, *b]).chain([middle]);
    let range = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let at = place(middle, range, WIDTH);
    let with_middle = |(a, b): &(f64, f64)| {
        let mut line: Vec<char> = span(*a, *b, range, WIDTH).chars().collect();
        line.resize(line.len().max(at + 1), '·');
        line[at] = '|';
        line.into_iter().collect()
    };
    sides.iter().map(with_middle).collect()
}

/// Which character a value stands at.
fn place(value: f64, (least, most): (f64, f64), width: f64) -> usize {
    if most <= least {
        return 0;
    }
    (((value - least) / (most - least)) * width).round() as usize
}

fn span(a: f64, b: f64, range: (f64, f64), width: f64) -> String {
    let (start, end) = (place(a.min(b), range, width), place(a.max(b), range, width));
    let mut text = "·".repeat(start);
    text.push_str(&"█".repeat((end - start).max(usize::from(a != b))));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_where_the_sum_stands() {
        let bars = waterfall(20.0, &[-10.0, 5.0], 15.0);
        let wanted = [20, 10, 5, 15].map(|n| "█".repeat(n));
        assert_eq!(bars[0], wanted[0]);
        assert_eq!(bars[1], format!("{}{}", "·".repeat(10), wanted[1]));
        assert_eq!(bars[2], format!("{}{}", "·".repeat(10), wanted[2]));
        assert_eq!(bars[3], wanted[3]);
        assert_eq!(
            tornado(1.0, &[(0.0, 2.0), (1.0, 1.0)]),
            [format!("{}|{}", "█".repeat(7), "█".repeat(6)), format!("{}|", "·".repeat(7)),]
        );
    }
}
