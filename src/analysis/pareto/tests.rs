//! Fronts against all routes.

use serde_json::Value;

use crate::analysis::testing::file;
use crate::analysis::testing::random::network;

fn measures(route: &Value) -> [f64; 2] {
    [route["time"]["value"].as_f64().unwrap(), route["cost"]["value"].as_f64().unwrap()]
}

fn beats(a: &[f64; 2], b: &[f64; 2]) -> bool {
    let no_worse = a.iter().zip(b).all(|(a, b)| *a <= b + 1e-9);
    no_worse && a.iter().zip(b).any(|(a, b)| *a < b - 1e-9)
}

#[test]
fn the_front_is_what_no_route_of_all_beats() {
    let mut several = 0;
    for seed in 700..760 {
        let text = network(seed, 7, 18, 1);
        let asked = "report routes from n0 to n1 by time top 1000 for boxes\n\
                     report pareto from n0 to n1 over time, cost for boxes\n\
                     report pareto from n0 to n1 over cost, time top 2 for boxes\n";
        let json = file(&format!("{text}\n{asked}")).json();
        let list = |index: usize| json["results"][index]["routes"].as_array().unwrap().clone();
        let all: Vec<[f64; 2]> = list(0).iter().map(measures).collect();
        let mut expected: Vec<[f64; 2]> =
            all.iter().filter(|own| !all.iter().any(|other| beats(other, own))).copied().collect();
        expected.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let found: Vec<[f64; 2]> = list(1).iter().map(measures).collect();
        assert_eq!(found, expected, "{text}");
        let ends: Vec<[f64; 2]> = list(2).iter().map(measures).collect();
        if expected.len() > 2 {
            assert_eq!(ends.len(), 2);
            assert_eq!(json["results"][2]["thinned"], true);
            assert!(ends[0][1] < ends[1][1]);
            several += 1;
        }
    }
    assert!(several > 5, "{several}");
}

#[test]
fn risk_counts_each_change_once() {
    let text = "
model \"risk\" { edition: 1, currency: USD }
commodity boxes { unit: TEU }
mode rail
mode ferry
node A { country: KZ }
node B { country: AZ }
node C { country: GE }
node D { country: TR }
leg A -> B { mode: ferry, time: 1 day, cost: 1 USD/TEU }
leg B -> D { mode: ferry, time: 1 day, cost: 1 USD/TEU }
leg A -> C { mode: rail, time: 3 days, cost: 5 USD/TEU }
leg C -> D { mode: rail, time: 3 days, cost: 5 USD/TEU }
disruption storm { close legs by ferry, rate: 6/year, duration: 2 days, season: nov..mar }
disruption strike { close node C, probability: 25%, duration: 5 days }
scenario today { apply storm, strike }
report pareto from A to D over time, risk for boxes in today on 2025-01-01
report pareto from A to D over time, cost for boxes in today on 2025-01-01
";
    let json = file(text).json();
    let routes = json["results"][0]["routes"].as_array().unwrap();
    assert_eq!(routes.len(), 2);
    // Both legs are hit by one storm: 1 - exp(-6).
    let risk = |route: &Value| route["risk"].as_f64().unwrap();
    assert!((risk(&routes[0]) - (1.0 - libm::exp(-6.0))).abs() < 1e-12);
    assert!((risk(&routes[1]) - 0.25).abs() < 1e-12);
    assert_eq!(routes[1]["changes"], serde_json::json!(["strike"]));
    assert_eq!(json["results"][1]["routes"].as_array().unwrap().len(), 1);
}
