use super::testing::{MIDDLE, file};

fn near(value: &serde_json::Value, number: f64, unit: &str, by: f64) {
    let is = value["value"].as_f64().unwrap();
    assert!((is - number).abs() <= by, "{value} is not {number}");
    assert_eq!(value["unit"], unit);
}

#[test]
fn the_example_of_the_language_reference() {
    let results = file(MIDDLE).json()["results"].clone();
    let (old, new) = (&results[0], &results[1]);
    assert_eq!(old["scenario"], "baseline");
    assert_eq!(new["scenario"], "today");
    assert_eq!(new["from"], "Khorgos");
    assert_eq!(new["by"], "time");
    let route = &new["routes"][0];
    // 31/6 + 420/840 + 460/528 + 500/840 + 1900/840 moving; 1.5 + 2.5 + 0.5
    // standing; 9 hours at the border.
    let days = 31.0 / 6.0 + 420.0 / 840.0 + 460.0 / 528.0 + 2400.0 / 840.0 + 4.5 + 0.375;
    near(&route["time"], days, "day", 1e-9);
    assert!((days - 14.27).abs() < 0.005);
    near(&route["cost"], 2272.4, "USD/TEU", 1e-6);
    near(&route["distance"], 6030.0, "km", 1e-9);
    near(&route["capacity"], 40.0, "kTEU/year", 1e-9);
    assert_eq!(route["nodes"][2], "Kuryk");
    assert_eq!(route["countries"].to_string(), r#"["KZ","AZ","GE","TR"]"#);
    assert_eq!(route["binds"][0]["name"], "Kuryk -> Alat by ferry");
    // Before, by Aktau: mean dwell 5 days.
    let days = 31.0 / 6.0 + 404.0 / 840.0 + 470.0 / 528.0 + 2400.0 / 840.0 + 8.0 + 0.375;
    near(&old["routes"][0]["time"], days, "day", 1e-9);
    assert_eq!(old["routes"].as_array().unwrap().len(), 1);
    assert_eq!(new["routes"].as_array().unwrap().len(), 2);
}

#[test]
fn no_way_names_each_closed_leg_and_what_took_it() {
    let text = MIDDLE.replace("report flow in stormy while it lasts", "");
    let text = format!("{text}\nreport routes from Khorgos to Istanbul in stormy while it lasts\n");
    let results = file(&text).json()["results"].clone();
    let last = results.as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["routes"].as_array().unwrap().len(), 0);
    let cut = last["no_way"]["cut"].as_array().unwrap();
    let names: Vec<&str> = cut.iter().map(|leg| leg["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Aktau -> Alat by ferry", "Kuryk -> Alat by ferry"]);
    for leg in cut {
        assert_eq!(leg["reasons"][0]["change"], "storm");
        assert_eq!(leg["reasons"][0]["place"]["line"], 43);
    }
}

#[test]
fn via_avoiding_and_ends_terminal() {
    let text = format!(
        "{MIDDLE}\nreport routes from Beineu to Alat via Aktau in today\n\
         report routes from Beineu to Alat avoiding node Kuryk ends terminal in today\n\
         report routes from Beineu to Alat in today avoiding legs by ferry\n"
    );
    let results = file(&text).json()["results"].clone();
    let all = results.as_array().unwrap();
    let [via, avoiding, none] = &all[all.len() - 3..] else { panic!() };
    assert_eq!(via["routes"][0]["nodes"][1], "Aktau");
    let days = 404.0 / 840.0 + 5.0 + 470.0 / 528.0;
    near(&via["routes"][0]["time"], days, "day", 1e-9);
    // Beineu has no dwell, Alat 2.5 days.
    near(&avoiding["routes"][0]["time"], days + 2.5, "day", 1e-9);
    let reason = &none["no_way"]["cut"][0]["reasons"][0];
    assert_eq!(reason["kind"], "left_out");
    assert_eq!(reason["text"], "`avoiding legs by ferry` leaves it out");
}

#[test]
fn a_corridor_adds_up_part_by_part() {
    let text = format!("{MIDDLE}\nreport corridor TITR in today, baseline\n");
    let results = file(&text).json()["results"].clone();
    let all = results.as_array().unwrap();
    let [today, baseline] = &all[all.len() - 2..] else { panic!() };
    let titr = &today["corridors"][0];
    let parts = titr["parts"].as_array().unwrap();
    let sum: f64 = parts.iter().map(|part| part["time"]["value"].as_f64().unwrap()).sum();
    near(&titr["time"], sum, "day", 1e-9);
    near(&parts.last().unwrap()["time_to"], sum, "day", 1e-9);
    near(&titr["dwell"], 4.5, "day", 1e-9);
    near(&titr["border"], 0.375, "day", 1e-9);
    let moving = titr["moving"]["value"].as_f64().unwrap();
    near(&titr["speed_moving"], 6030.0 / moving / 24.0, "km/h", 1e-6);
    let share = titr["delay_share"].as_f64().unwrap();
    assert!((share - 4.875 / sum).abs() < 1e-9);
    let cut = &baseline["corridors"][0]["no_way"]["cut"];
    assert_eq!(cut.as_array().unwrap().len(), 2);
    assert_eq!(cut[0]["reasons"][0]["kind"], "planned");
}

#[test]
fn the_delta_is_data() {
    let text = format!(
        "{MIDDLE}\nreport changes today\nreport changes from today to stormy while it lasts\n"
    );
    let results = file(&text).json()["results"].clone();
    let all = results.as_array().unwrap();
    let [today, stormy] = &all[all.len() - 2..] else { panic!() };
    let open = &today["changes"][0];
    assert_eq!(open["subject"], "node Kuryk");
    assert_eq!((&open["old"], &open["new"]), (&"closed".into(), &"open".into()));
    assert_eq!(open["by"][0]["change"], "kuryk_port");
    assert_eq!(stormy["changes"].as_array().unwrap().len(), 4);
    assert_eq!(stormy["changes"][0]["by"][0]["change"], "storm");
}

#[test]
fn registers_tell_means_beside_most_likely_values() {
    let text = format!("{MIDDLE}\nreport assumptions\nreport sources\nreport network in today\n");
    let results = file(&text).json()["results"].clone();
    let all = results.as_array().unwrap();
    let [register, _, network] = &all[all.len() - 3..] else { panic!() };
    let lines = register["register"].as_array().unwrap();
    let find = |kind: &str, subject: &str, property: &str| {
        let mut found = lines.iter().filter(|line| {
            line["kind"] == kind && line["subject"] == subject && line["property"] == property
        });
        found.next().unwrap_or_else(|| panic!("{kind} {subject} {property} in {lines:#?}")).clone()
    };
    let dwell = find("mean", "node Aktau", "dwell");
    near(&dwell["value"], 5.0, "day", 1e-9);
    near(&dwell["most_likely"], 4.0, "day", 1e-9);
    find("assumed", "node Aktau", "throughput");
    let time = lines.iter().find(|line| line["how"] == "distance / speed of ferry").unwrap();
    assert_eq!((&time["kind"], &time["property"]), (&"derived".into(), &"time".into()));
    assert_eq!(network["nodes_count"], 7);
    assert_eq!(network["closed_nodes"], 0);
}

#[test]
fn over_a_period_flows_are_amounts_and_add_up() {
    let text = format!("{MIDDLE}\nreport flow in today over 2018\n");
    let results = file(&text).json()["results"].clone();
    let flow = results.as_array().unwrap().last().unwrap().clone();
    let stretches = flow["stretches"].as_array().unwrap();
    assert_eq!(stretches.len(), 2);
    near(&stretches[0]["demands"][0]["delivered"], 25.0 * 212.0 / 365.0, "kTEU", 1e-9);
    near(&stretches[1]["demands"][0]["delivered"], 25.0 * 153.0 / 365.0, "kTEU", 1e-9);
    assert_eq!(flow["total"][0]["demand"], "china_turkey");
    near(&flow["total"][0]["delivered"], 25.0, "kTEU", 1e-9);
    near(&flow["total"][0]["unmet"], 0.0, "kTEU", 1e-9);
}
