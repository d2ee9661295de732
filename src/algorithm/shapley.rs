//! Shapley values: what each of several causes accounts for, as the mean over
//! all orders in which they may come (Shapley 1953).

use std::collections::BTreeMap;

use crate::control::Cancelled;

/// Up to here all subsets are worked out.
pub const EXACT: usize = 10;

/// What a set of players comes to; none where it has no answer.
pub type Worth<'a> = dyn FnMut(&[bool]) -> Result<Option<f64>, Cancelled> + 'a;

/// What each player accounts for.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// One for each player; they sum to the worth of all less that of none.
    pub values: Vec<f64>,
    /// Standard errors, where orders were sampled.
    pub errors: Option<Vec<f64>>,
    /// How many orders they are the mean of (all of them, if not sampled).
    pub orders: f64,
    /// The share of orders left out, since they pass a set without an answer.
    pub left_out: f64,
}

/// Over all orders of at most [`EXACT`] players. None where every order passes
/// a set without an answer.
///
/// # Errors
/// [`Cancelled`] as `worth` says.
pub fn exact(players: usize, worth: &mut Worth<'_>) -> Result<Option<Shares>, Cancelled> {
    let sets = 1usize << players;
    let member = |set: usize, player: usize| set >> player & 1 == 1;
    let mut values: Vec<Option<f64>> = Vec::with_capacity(sets);
    for set in 0..sets {
        let chosen: Vec<bool> = (0..players).map(|player| member(set, player)).collect();
        values.push(worth(&chosen)?.filter(|value| value.is_finite()));
    }
    // Orders from nothing to each set, and from each set to all, over sets that
    // have an answer: whole numbers, exact in floating point up to 22!.
    let mut before = vec![0.0; sets];
    let mut after = vec![0.0; sets];
    for set in 0..sets {
        if values[set].is_some() {
            let from = (0..players).filter(|p| member(set, *p)).map(|p| before[set ^ (1 << p)]);
            before[set] = if set == 0 { 1.0 } else { from.sum() };
        }
    }
    for set in (0..sets).rev() {
        if values[set].is_some() {
            let to = (0..players).filter(|p| !member(set, *p)).map(|p| after[set | (1 << p)]);
            after[set] = if set + 1 == sets { 1.0 } else { to.sum() };
        }
    }
    let orders = before[sets - 1];
    if orders == 0.0 {
        return Ok(None);
    }
    let mut shares = vec![0.0; players];
    for set in 0..sets {
        for (player, share) in shares.iter_mut().enumerate() {
            let with = set | (1 << player);
            if let (false, Some(a), Some(b)) = (member(set, player), values[set], values[with]) {
                *share += before[set] * after[with] * (b - a);
            }
        }
    }
    shares.iter_mut().for_each(|share| *share /= orders);
    let all: f64 = (1..=players).map(|n| n as f64).product();
    Ok(Some(Shares { values: shares, errors: None, orders, left_out: 1.0 - orders / all }))
}

/// Over orders drawn by [`sampled_orders`]. None where every one of them passes
/// a set without an answer.
///
/// # Errors
/// [`Cancelled`] as `worth` says.
pub fn sampled(
    orders: &[Vec<usize>],
    players: usize,
    worth: &mut Worth<'_>,
) -> Result<Option<Shares>, Cancelled> {
    let mut known: BTreeMap<Vec<bool>, Option<f64>> = BTreeMap::new();
    let mut sums = vec![0.0; players];
    let mut squares = vec![0.0; players];
    let mut counted = 0.0;
    for order in orders {
        let mut set = vec![false; players];
        let mut steps = Vec::with_capacity(players);
        let mut last = ask(&mut known, &set, worth)?;
        for player in order {
            set[*player] = true;
            let next = ask(&mut known, &set, worth)?;
            let Some(step) = last.zip(next).map(|(a, b)| b - a) else { break };
            steps.push((*player, step));
            last = next;
        }
        if steps.len() < players {
            continue;
        }
        counted += 1.0;
        for (player, step) in steps {
            sums[player] += step;
            squares[player] += step * step;
        }
    }
    if counted == 0.0 {
        return Ok(None);
    }
    let error = |(sum, square): (&f64, &f64)| {
        let mean = sum / counted;
        let spread = (square / counted - mean * mean).max(0.0);
        libm::sqrt(spread / (counted - 1.0).max(1.0))
    };
    let errors = sums.iter().zip(&squares).map(error).collect();
    Ok(Some(Shares {
        values: sums.iter().map(|sum| sum / counted).collect(),
        errors: Some(errors),
        orders: counted,
        left_out: 1.0 - counted / orders.len() as f64,
    }))
}

/// Random orders, each followed by its reverse, which takes away much of the
/// spread; `below(n)` gives a random number below n.
pub fn sampled_orders(
    players: usize,
    pairs: usize,
    below: &mut dyn FnMut(usize) -> usize,
) -> Vec<Vec<usize>> {
    let mut all = Vec::with_capacity(2 * pairs);
    for _ in 0..pairs {
        let mut order: Vec<usize> = (0..players).collect();
        for last in (1..players).rev() {
            order.swap(last, below(last + 1).min(last));
        }
        let back = order.iter().rev().copied().collect();
        all.push(order);
        all.push(back);
    }
    all
}

fn ask(
    known: &mut BTreeMap<Vec<bool>, Option<f64>>,
    set: &[bool],
    worth: &mut Worth<'_>,
) -> Result<Option<f64>, Cancelled> {
    if let Some(value) = known.get(set) {
        return Ok(*value);
    }
    let value = worth(set)?.filter(|value| value.is_finite());
    known.insert(set.to_vec(), value);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The airport game: a set costs what its dearest member costs. The share
    /// of a player is known in closed form (Littlechild and Owen 1973).
    #[test]
    fn the_airport_game_is_shared_as_known() {
        let costs = [1.0, 3.0, 4.0, 10.0];
        let mut worth = |set: &[bool]| {
            let of = set.iter().zip(&costs).filter(|(in_it, _)| **in_it).map(|(_, cost)| *cost);
            Ok(Some(of.fold(0.0, f64::max)))
        };
        let shares = exact(4, &mut worth).unwrap().unwrap();
        let wanted = [0.25, 0.25 + 2.0 / 3.0, 0.25 + 2.0 / 3.0 + 0.5, 0.25 + 2.0 / 3.0 + 6.5];
        for (share, wanted) in shares.values.iter().zip(wanted) {
            assert!((share - wanted).abs() < 1e-12, "{share} {wanted}");
        }
        assert_eq!((shares.orders, shares.left_out), (24.0, 0.0));
        let mut next = 7u64;
        let mut below = |n: usize| {
            next = next
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (next >> 33) as usize % n
        };
        let orders = sampled_orders(4, 2000, &mut below);
        let drawn = sampled(&orders, 4, &mut worth).unwrap().unwrap();
        let errors = drawn.errors.unwrap();
        for ((share, wanted), error) in drawn.values.iter().zip(wanted).zip(errors) {
            assert!((share - wanted).abs() < 4.0 * error.max(0.01), "{share} {wanted} {error}");
        }
        assert!((drawn.values.iter().sum::<f64>() - 10.0).abs() < 1e-9);
    }

    /// With one set without an answer, the orders through it do not count.
    #[test]
    fn orders_through_a_hole_are_left_out() {
        let mut worth = |set: &[bool]| {
            Ok(match (set[0], set[1]) {
                (false, false) => Some(0.0),
                (true, false) => None,
                (false, true) => Some(4.0),
                (true, true) => Some(5.0),
            })
        };
        let shares = exact(2, &mut worth).unwrap().unwrap();
        assert_eq!(shares.values, [1.0, 4.0]);
        assert_eq!((shares.orders, shares.left_out), (1.0, 0.5));
        let mut none = |set: &[bool]| Ok((set[0] == set[1]).then_some(1.0));
        assert_eq!(exact(2, &mut none).unwrap(), None);
    }
}
