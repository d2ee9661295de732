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
