use serde_json::Value;

use crate::analysis::testing::file;

const TEXT: &str = "
model \"c\" { currency: USD }
commodity box { unit: TEU, mass: 10 t/TEU }
commodity grain { unit: t }
node A { country: KZ }
node B { country: KZ }
node C { country: KZ }
leg one: A -> B { time: 1 day, cost: 100 USD/TEU, capacity: 50 kTEU/year }
leg two: A -> B { time: 1 day, cost: 150 USD/TEU, capacity: 30 kTEU/year }
leg B -> C { time: 1 day, cost: 10 USD/TEU, capacity: unlimited }
demand d: 60 kTEU/year of box from A to C
";

fn asked(text: &str, contract: &str) -> Value {
    file(&format!("{text}{contract}\nreport flow\n")).json()["results"][0].clone()
}

fn flow(answer: &Value) -> f64 {
    answer["contracts"][0]["flow"]["value"].as_f64().unwrap_or_else(|| panic!("{answer}"))
}

fn near(value: f64, wanted: f64) {
    assert!((value - wanted).abs() < 1e-6, "{value} for {wanted}");
}

#[test]
fn a_floor_draws_flow_and_a_ceiling_keeps_it_off() {
    // Without a contract the dearer leg carries 10.
    let floor = asked(TEXT, "contract k: at least 25 kTEU/year of box on leg two");
    near(flow(&floor), 25.0);
    near(
        floor["demands"][0]["cost"]["value"].as_f64().unwrap(),
        (35.0 * 110.0 + 25.0 * 160.0) / 60.0,
    );
    // In tonnes, on a list of things that a unit passes twice: counted once.
    let list = asked(TEXT, "contract k: at most 300 kt/year of box on [leg one, node B]");
    near(flow(&list), 300.0);
    near(list["demands"][0]["unmet"]["value"].as_f64().unwrap(), 30.0);
    let ceiling = asked(TEXT, "contract k: at most 40 kTEU/year of box on leg one");
    near(flow(&ceiling), 40.0);
    near(ceiling["demands"][0]["unmet"]["value"].as_f64().unwrap(), 0.0);
    // What asks for less than goes there changes nothing.
    let loose = asked(TEXT, "contract k: at least 5 kTEU/year of box on leg two");
    near(flow(&loose), 10.0);
}

#[test]
fn a_penalty_is_paid_where_that_is_cheaper() {
    let soft = |money: &str| {
        let text =
            format!("contract k: at least 25 kTEU/year of box on leg two {{ penalty: {money} }}");
        asked(TEXT, &text)
    };
    // The dearer leg costs 50 more.
    near(flow(&soft("49 USD/TEU")), 10.0);
    assert_eq!(soft("49 USD/TEU")["contracts"][0]["kept"], false);
    near(flow(&soft("51 USD/TEU")), 25.0);
}

#[test]
fn a_floor_counts_what_is_delivered_alone() {
    // 100 asked, 80 fit: with a floor of 28 on the one leg nothing gives way.
    let text = TEXT.replace("demand d: 60", "demand d: 100");
    let answer = asked(&text, "contract k: at least 28 kTEU/year of box on leg two");
    near(flow(&answer), 30.0);
    near(answer["demands"][0]["unmet"]["value"].as_f64().unwrap(), 20.0);
}

#[test]
fn a_contract_that_cannot_be_kept_says_why() {
    for (amount, why) in [("40", "30 kTEU/year are possible"), ("70", "more than all demand")] {
        let text = format!("contract k: at least {amount} kTEU/year of box on leg two");
        let answer = asked(TEXT, &text);
        assert_eq!(answer["answered"], false, "{answer}");
        assert!(answer["reasons"][0].as_str().unwrap().contains(why), "{answer}");
    }
}

#[test]
fn dates_and_other_commodities_do_not_bind() {
    let text = format!(
        "{TEXT}contract g: at most 1 kt/year of grain on leg one\n\
         contract k: at least 25 kTEU/year of box on leg two {{ from: 2024-01-01, until: 2025-01-01 }}\n\
         report flow on 2023-06-01\nreport flow on 2024-06-01\n"
    );
    let results = file(&text).json()["results"].clone();
    assert_eq!(results[0]["contracts"].as_array().unwrap().len(), 1);
    near(results[1]["contracts"][1]["flow"]["value"].as_f64().unwrap(), 25.0);
}

#[test]
fn the_model_is_set_against_counts() {
    let text = format!(
        "{TEXT}observed a: 45 kTEU of box on leg one over 2022\n\
         observed b: 150 kt/year of box on leg two over 2022\n\
         observed c: 60 kTEU/year of box on node B over 2023-01-01 to 2023-07-02\n\
         report fit\n"
    );
    let answer = file(&text).json()["results"][0].clone();
    let row = |at: usize, key: &str| answer["flows"][at][key]["value"].as_f64().unwrap();
    near(row(0, "model"), 50.0);
    near(row(0, "difference"), 5.0);
    near(row(1, "model"), 100.0);
    near(row(1, "observed"), 150.0);
    // 182 days of a year of 365.
    near(row(2, "model"), 60.0 * 182.0 / 365.0);
    let hourly = |kteu: f64| kteu * 1000.0 / 365.0 / 24.0;
    let (m, c) = (hourly(50.0), hourly(45.0));
    let geh = (2.0 * (m - c) * (m - c) / (m + c)).sqrt();
    near(answer["flows"][0]["geh"].as_f64().unwrap(), geh);
}

#[test]
fn a_map_is_geojson() {
    let text = TEXT
        .replace("node A {", "node A { at: 44N 80E,")
        .replace("node B {", "node B { at: 43N 51E,");
    let answer = file(&format!("{text}report map\n")).json()["results"][0].clone();
    assert_eq!(answer["geojson"]["type"], "FeatureCollection");
    let features = answer["geojson"]["features"].as_array().unwrap();
    assert_eq!(features[0]["geometry"]["coordinates"][0], 80.0);
    let one = features.iter().find(|f| f["properties"]["name"] == "one").unwrap();
    assert_eq!(one["geometry"]["type"], "LineString");
    near(one["properties"]["flow"]["value"].as_f64().unwrap(), 50.0);
}

#[test]
fn closures_keep_contracts_and_capacities_say_that_they_keep_none() {
    let text = format!(
        "{TEXT}contract k: at least 25 kTEU/year of box on leg two
        report critical legs
        report worst 1 closures of legs
        report capacity from A to C for box
        report capacity of demands
        report timeline from 2024-01-01 to 2024-02-01 by month"
    );
    let results = file(&text).json()["results"].clone();
    let of = |name: &str| {
        let all = ["closures", "holding_ends"].map(|key| results[0][key].as_array().unwrap());
        let mut all = all.into_iter().flatten();
        all.find(|one| one["name"] == name).unwrap_or_else(|| panic!("{}", results[0])).clone()
    };
    near(of("one")["lost_delivery"]["value"].as_f64().unwrap(), 30.0);
    // Without its leg the floor cannot be kept.
    assert!(of("two").to_string().contains("the contract `k`"), "{}", of("two"));
    near(results[1]["lost_delivery"]["value"].as_f64().unwrap(), 30.0);
    for (index, words) in
        [(0, "are kept"), (1, "are kept"), (2, "no contracts"), (3, "no contracts")]
    {
        assert!(results[index]["notes"].to_string().contains(words), "{}", results[index]);
    }
    assert_eq!(results[4]["contracts_not_kept"][0], "k");
}

#[test]
fn worths_are_told_under_contracts_that_stay_as_they_are() {
    // All 60 arrive; a floor of 25 leaves 35 to the cheaper leg, which is not full.
    let worth = |text: &str, contract: &str| {
        let answer = asked(text, contract);
        let uses = answer["uses"].as_array().unwrap().clone();
        let one =
            uses.iter().find(|one| one["name"] == "one").unwrap_or_else(|| panic!("{answer}"));
        one.clone()
    };
    let text = TEXT.replace("capacity: 50 kTEU/year", "capacity: 20 kTEU/year");
    // Leg two carries 30 beside the 20; the ceiling of 45 on B binds, not the leg.
    let bound = worth(&text, "contract k: at most 45 kTEU/year of box on node B");
    near(bound["worth_delivered"].as_f64().unwrap(), 0.0);
    // One more unit goes by leg one instead of leg two: 50 are saved.
    near(bound["worth_objective"]["value"].as_f64().unwrap(), -50.0);
    let free = worth(&text, "contract k: at most 55 kTEU/year of box on node B");
    near(free["worth_delivered"].as_f64().unwrap(), 1.0);
    // A floor that binds while something stays behind: nothing is told.
    let floor = worth(&text, "contract k: at least 30 kTEU/year of box on leg two");
    assert!(floor["worth_delivered"].is_null(), "{floor}");
}
