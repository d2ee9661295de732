//! Progressive filling: how queues share capacities in a step.

/// What is left of a capacity below this share of what it was counts as
/// nothing.
const EMPTY: f64 = 1e-12;

/// One queue that wants to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Want<'a> {
    /// What waits in it.
    pub amount: f64,
    /// The capacities that it uses, and how much a unit takes of each.
    pub uses: &'a [(u32, f64)],
}

/// What each queue sends: all rise in proportion to what waits until a capacity
/// is full; those that use it stop, the others go on (max-min fairness weighed
/// by what waits; Bertsekas and Gallager 1992, section 6.5.2). `room` is what
/// is left of each capacity, and is used up.
pub fn fill(wants: &[Want<'_>], room: &mut [f64]) -> Vec<f64> {
    let mut sent: Vec<f64> = vec![0.0; wants.len()];
    let mut rising: Vec<usize> = (0..wants.len()).filter(|at| wants[*at].amount > 0.0).collect();
    let before: Vec<f64> = room.to_vec();
    let full = |room: &[f64], at: u32| {
        let (left, had) = (room[at as usize], before[at as usize]);
        had < f64::INFINITY && left <= EMPTY * had
    };
    let mut use_of = vec![0.0; room.len()];
    let mut level = 0.0;
    rising.retain(|want| !wants[*want].uses.iter().any(|(at, _)| full(room, *at)));
    while !rising.is_empty() && level < 1.0 {
        let mut touched: Vec<u32> = Vec::new();
        for want in &rising {
            for (at, factor) in wants[*want].uses {
                if use_of[*at as usize] == 0.0 {
                    touched.push(*at);
                }
                use_of[*at as usize] += wants[*want].amount * factor;
            }
        }
        let fits = |at: &u32| room[*at as usize] / use_of[*at as usize];
        let rise = touched.iter().map(fits).fold(1.0 - level, f64::min);
        let tight = |at: &u32| fits(at) <= rise * (1.0 + 1e-12);
        let filled: Vec<u32> = touched.iter().copied().filter(tight).collect();
        level = if rise >= 1.0 - level { 1.0 } else { level + rise };
        for at in &touched {
            room[*at as usize] = (room[*at as usize] - rise * use_of[*at as usize]).max(0.0);
            use_of[*at as usize] = 0.0;
        }
        if level < 1.0 {
            filled.iter().for_each(|at| room[*at as usize] = 0.0);
        }
        for want in &rising {
            sent[*want] =
                if level >= 1.0 { wants[*want].amount } else { level * wants[*want].amount };
        }
        rising.retain(|want| !wants[*want].uses.iter().any(|(at, _)| full(room, *at)));
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(amount: f64, uses: &[(u32, f64)]) -> Want<'_> {
        Want { amount, uses }
    }

    #[test]
    fn a_capacity_is_shared_in_proportion_to_what_waits() {
        let mut room = [30.0];
        let sent = fill(&[want(40.0, &[(0, 1.0)]), want(20.0, &[(0, 1.0)])], &mut room);
        assert_eq!(sent, [20.0, 10.0]);
        assert_eq!(room, [0.0]);
    }

    #[test]
    fn those_that_still_can_go_on() {
        // The first two share 0; the third has 1 to itself, and 2 is for all.
        let mut room = [10.0, 100.0, 30.0];
        let wants = [
            want(20.0, &[(0, 1.0), (2, 1.0)]),
            want(20.0, &[(0, 1.0), (2, 1.0)]),
            want(40.0, &[(1, 1.0), (2, 1.0)]),
        ];
        let sent = fill(&wants, &mut room);
        assert_eq!(sent, [5.0, 5.0, 20.0]);
        assert_eq!(room, [0.0, 80.0, 0.0]);
    }

    #[test]
    fn what_fits_goes_and_what_is_closed_stays() {
        let mut room = [0.0, 8.0];
        let wants = [want(3.0, &[(0, 1.0)]), want(2.0, &[(1, 4.0)]), want(1.0, &[])];
        assert_eq!(fill(&wants, &mut room), [0.0, 2.0, 1.0]);
        let mut unlimited = [f64::INFINITY];
        assert_eq!(fill(&[want(7.0, &[(0, 1.0)])], &mut unlimited), [7.0]);
    }
}
