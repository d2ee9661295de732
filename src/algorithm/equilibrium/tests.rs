
use super::*;

/// Braess 1968 with the usual figures: 0 start, 1 and 2 the middle, 3 end.
fn braess(with: bool) -> Assigned {
    let mut arcs = vec![(0, 1, 0), (1, 3, 1), (0, 2, 2), (2, 3, 3)];
    let mut rises =
        vec![Rise::Linear { slope: 0.01 }, Rise::Flat, Rise::Flat, Rise::Linear { slope: 0.01 }];
    let mut free = vec![0.0, 45.0, 45.0, 0.0];
    if with {
        arcs.push((1, 2, 4));
        rises.push(Rise::Flat);
        free.push(0.0);
    }
    let (graph, order) = StateGraph::new(4, (0..4).collect(), &arcs);
    let problem = Equilibrium {
        graph: &graph,
        link_of: order.clone(),
        classes: vec![TravelClass {
            free: order.iter().map(|at| free[*at as usize]).collect(),
            counts: vec![1.0; rises.len()],
        }],
        links: rises,
        travellers: vec![Traveller { origin: 0, target: 3, volume: 4000.0, class: 0 }],
    };
    problem.solve(&Control::new()).unwrap()
}

#[test]
fn a_new_road_makes_everybody_later() {
    for (with, minutes) in [(false, 65.0), (true, 80.0)] {
        let assigned = braess(with);
        assert!(assigned.gap <= 1e-9, "{assigned:?}");
        let used = &assigned.routes[0];
        assert!((used.iter().map(|route| route.flow).sum::<f64>() - 4000.0).abs() < 1e-6);
        for route in used {
            assert!((route.cost - minutes).abs() < 1e-6, "{assigned:?}");
        }
    }
}

/// Two parallel links: the closed forms of each kind of rise.
#[test]
fn two_links_share_as_their_closed_forms_say() {
    let (graph, order) = StateGraph::new(2, vec![0, 1], &[(0, 1, 0), (0, 1, 1)]);
    let solve = |rises: [Rise; 2], free: [f64; 2], volume: f64| {
        let problem = Equilibrium {
            graph: &graph,
            link_of: order.clone(),
            links: rises.to_vec(),
            classes: vec![TravelClass { free: free.to_vec(), counts: vec![1.0; 2] }],
            travellers: vec![Traveller { origin: 0, target: 1, volume, class: 0 }],
        };
        problem.solve(&Control::new()).unwrap().flows
    };
    // 10 (1 + 0.15 (f/1000)^4) = 12 where f = 1000 (0.2/0.15)^(1/4).
    let power = Rise::Power { scale: 1.5, capacity: 1000.0, power: 4.0 };
    let flows = solve([power, Rise::Flat], [10.0, 12.0], 3000.0);
    let wanted = 1000.0 * libm::pow(0.2 / 0.15, 0.25);
    assert!((flows[0] - wanted).abs() < 1e-6, "{flows:?} {wanted}");
    // 1 + 0.02 f = 3 + 0.01 (500 − f).
    let linear = |slope| Rise::Linear { slope };
    let flows = solve([linear(0.02), linear(0.01)], [1.0, 3.0], 500.0);
    assert!((flows[0] - 7.0 / 0.03).abs() < 1e-6, "{flows:?}");
    // Half a headway of 4 for each further departure: 1 + 2 (f/100 − 1) = 6.
    let queue = Rise::Queue { half: 2.0, capacity: 100.0 };
    let flows = solve([queue, Rise::Flat], [1.0, 6.0], 900.0);
    assert!((flows[0] - 350.0).abs() < 1e-6, "{flows:?}");
    // Below the capacity nothing moves.
    let flows = solve([queue, Rise::Flat], [1.0, 6.0], 90.0);
    assert_eq!(flows, [90.0, 0.0]);
}
