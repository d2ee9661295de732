use super::testing::file;

const TEXT: &str = "
commodity box { unit: TEU }
node A { country: KZ }
node B { country: AZ }
leg A -> B { time: 2 days, cost: 3 USD/TEU, capacity: 10 kTEU/year }
demand one: VOL kTEU/year of box from A to B
demand two: 8 kTEU/year of box from A to B
report flow
";

fn unique(volume: &str) -> [bool; 3] {
    let answer = file(&TEXT.replace("VOL", volume)).json()["results"][0].clone();
    let is = |figure: &serde_json::Value| figure.get("unique").is_none();
    let demands = &answer["demands"];
    [is(&demands[0]["delivered"]), is(&demands[1]["unmet"]), is(&answer["uses"][0]["flow"])]
}

#[test]
fn what_another_optimum_could_have_otherwise_is_told() {
    // Two alike that cannot both be served: only their sum is settled.
    assert_eq!(unique("8"), [false, false, true]);
    assert_eq!(unique("2"), [true, true, true]);
}

#[test]
fn a_deadline_and_a_penalty_say_what_they_keep_back() {
    let text = "
model \"D\" { currency: USD }
commodity box { unit: TEU, value_of_time: 10 USD/TEU/day }
node A { country: KZ }
node B { country: AZ }
node C { country: GE }
leg A -> B { time: 4 days, cost: 300 USD/TEU, capacity: 1 kTEU/year }
leg A -> C { time: 5 days, cost: 300 USD/TEU, capacity: 2 kTEU/year }
leg C -> B { time: 5 days, cost: 300 USD/TEU }
demand late: 4 kTEU/year of box from A to B { deadline: 5 days }
demand dear: 1 kTEU/year of box from C to B { penalty: 100 USD/TEU }
demand fine: 1 kTEU/year of box from C to B
report flow
";
    let answer = file(text).json()["results"][0].clone();
    let demands = &answer["demands"];
    // The fast way takes 1, the slow one would take 2 more.
    let late = &demands[0]["limits"];
    assert_eq!(late.as_array().unwrap().len(), 1, "{demands}");
    assert_eq!(late[0]["kind"], "deadline");
    assert!(
        (late[0]["keeps_back_at_least"]["value"].as_f64().unwrap() - 2.0).abs() < 1e-6,
        "{late}"
    );
    assert_eq!(late[0]["place"]["line"], 10);
    let dear = &demands[1]["limits"];
    assert_eq!(dear[0]["kind"], "penalty");
    assert!(
        (dear[0]["keeps_back_at_least"]["value"].as_f64().unwrap() - 1.0).abs() < 1e-6,
        "{dear}"
    );
    assert!(demands[2].get("limits").is_none());
}

#[test]
fn a_demand_is_bound_by_what_lies_on_its_own_ways() {
    let text = "
commodity box { unit: TEU }
node A { country: KZ }
node B { country: AZ }
node C { country: GE }
node D { country: TR }
leg A -> B { time: 2 days, cost: 3 USD/TEU, capacity: 1 kTEU/year }
leg C -> D { time: 2 days, cost: 3 USD/TEU, capacity: 2 kTEU/year }
demand one: 4 kTEU/year of box from A to B
demand two: 4 kTEU/year of box from C to D
report flow
report why one
";
    let answers = file(text).json()["results"].clone();
    let names = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().into()).collect()
    };
    assert_eq!(names(&answers[0]["demands"][0]["binds"]), ["A -> B"]);
    assert_eq!(names(&answers[0]["demands"][1]["binds"]), ["C -> D"]);
    assert_eq!(names(&answers[1]["causes"]), ["A -> B"]);
}

/// What one more unit brings has a unit where a capacity counts something else
/// than the demand: barrels of a pipe, tonnes of crude.
#[test]
fn worth_of_barrels_for_tonnes() {
    let program = file(
        r#"model "m" { currency: USD, value_of_time: 1 USD/t/day }
commodity crude { unit: t, mass: 0.125 t/bbl }
mode pipe { speed: 100 km/day }
node A { country: KZ }
node B { country: RU }
leg short: A -> B { mode: pipe, distance: 100 km, capacity: 80 bbl/day }
leg long:  A -> B { mode: pipe, distance: 300 km, capacity: 4 t/day }
demand d: 20 t/day of crude from A to B
report flow minimising time
report bottlenecks minimising time
"#,
    )
    .json();
    let uses = program["results"][0]["uses"].as_array().unwrap();
    let of = |name: &str| uses.iter().find(|u| u["name"] == name).unwrap();
    // A barrel more is 0.125 t that nobody carried, 1 day each.
    let short = of("short");
    assert!((short["worth_delivered"].as_f64().unwrap() - 0.125).abs() < 1e-9, "{short}");
    assert_eq!(short["worth_objective"]["unit"], "t*day/bbl");
    assert!((short["worth_objective"]["value"].as_f64().unwrap() - 0.125).abs() < 1e-9, "{short}");
    let long = of("long");
    assert!((long["worth_delivered"].as_f64().unwrap() - 1.0).abs() < 1e-9, "{long}");
    assert_eq!(long["worth_objective"]["unit"], "day");
    assert!((long["worth_objective"]["value"].as_f64().unwrap() - 3.0).abs() < 1e-9, "{long}");
    // 10 t for a day and 4 t for three.
    let objective = &program["results"][0]["objective"];
    assert_eq!(objective["unit"], "t*day/year");
    assert!((objective["value"].as_f64().unwrap() - 22.0 * 365.0).abs() < 1e-6, "{objective}");
    // A tonne of room brings a tonne in both; in the short one at less.
    assert_eq!(program["results"][1]["bottlenecks"][0]["name"], "short");
}
