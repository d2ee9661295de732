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
