use super::judge;
use super::testing::{MIDDLE, file};

fn verdicts(text: &str) -> Vec<(Option<bool>, String)> {
    let file = file(text);
    let analyst = file.analyst();
    let judged = file.model.expectations.iter().map(|expectation| {
        let verdict = judge(&analyst, expectation).unwrap();
        (verdict.holds, format!("{verdict:?}"))
    });
    judged.collect()
}

fn all(text: &str, expected: &[Option<bool>]) {
    let verdicts = verdicts(text);
    assert_eq!(verdicts.len(), expected.len());
    for ((holds, told), expected) in verdicts.iter().zip(expected) {
        assert_eq!(holds, expected, "{told}");
    }
}

#[test]
fn the_expectations_of_the_whole_file_hold() {
    all(MIDDLE, &[Some(true), Some(true)]);
}

#[test]
fn both_sides_are_told() {
    let text = format!("{MIDDLE}\nexpect time(Khorgos -> Istanbul) <= 14 days in today\n");
    let file = file(&text);
    let verdict = judge(&file.analyst(), file.model.expectations.last().unwrap()).unwrap();
    assert_eq!(verdict.holds, Some(false));
    assert_eq!(verdict.scenario, "today");
    let sides = &verdict.checks[0].sides;
    assert_eq!(sides[0].value.shown(), "14.3 days");
    assert_eq!(sides[1].value.shown(), "14 days");
    let from = sides[0].from[0].plain();
    assert_eq!(from, "route Khorgos - Beineu - Kuryk - Alat - Tbilisi - Istanbul");
}

#[test]
fn no_way_cannot_be_compared_and_says_why() {
    let text =
        format!("{MIDDLE}\nexpect time(Khorgos -> Istanbul) <= 99 days in stormy while it lasts\n");
    let file = file(&text);
    let verdict = judge(&file.analyst(), file.model.expectations.last().unwrap()).unwrap();
    assert_eq!(verdict.holds, None);
    let reason = verdict.reason.unwrap();
    assert!(reason.contains("Caspian storm") && reason.contains("a.corridor:43"), "{reason}");
}

#[test]
fn metrics_of_flows() {
    let text = format!(
        "{MIDDLE}
expect delivered(china_turkey) = 25 kTEU/year in today
expect unmet(china_turkey) = 0 TEU/year in today
expect unmet(china_turkey) = 25 kTEU/year in stormy while it lasts
expect capacity(Khorgos -> Istanbul) = 50 kTEU/year in today
expect capacity(TITR) = 40 kTEU/year in today
expect time(TITR) ~= 14.27 days +- 0.1% in today
expect cost(TITR) ~= 2272.4 USD/TEU +- 0.01 USD/TEU in today
expect flow(legs by ferry) = 25 kTEU/year in today
expect flow(node Khorgos) = 25 kTEU/year in today
expect share(country AZ) = 100% in today
expect share(country KZ) = 0 in today
expect use(leg Kuryk -> Alat) = 25 / 40 in today
expect hhi(country) = 1 in today
expect disjoint(Beineu -> Alat by nodes) = 2 in today
expect disjoint(Beineu -> Alat by nodes) = 1
expect delivered(china_turkey) = 25 kTEU in today over 2023
expect time(Khorgos -> Istanbul) in baseline > time(Khorgos -> Istanbul) in today
expect time(Khorgos -> Istanbul) < 10 days or delivered(china_turkey) > 24 kTEU/year in today
"
    );
    all(&text, &[Some(true); 20]);
}

/// The toy corridor of the lessons, in round numbers.
const TOY: &str = "
commodity boxes { unit: TEU }
node KHG {} node AKT {} node KUR {} node BAK {} node TBS {} node KRS {} node POT {} node EUR {}
leg kz_main: KHG -> AKT { time: 5 days, cost: 1200 USD/TEU, capacity: 150 kTEU/year }
leg kz_kuryk: KHG -> KUR { time: 5.2 days, cost: 1250 USD/TEU, capacity: 80 kTEU/year }
leg cas_akt: AKT -> BAK { time: 2.5 days, cost: 600 USD/TEU, capacity: 60 kTEU/year }
leg cas_kur: KUR -> BAK { time: 2 days, cost: 650 USD/TEU, capacity: 25 kTEU/year }
leg az_ge: BAK -> TBS { time: 2 days, cost: 500 USD/TEU, capacity: 120 kTEU/year }
leg btk: TBS -> KRS { time: 1 days, cost: 300 USD/TEU, capacity: 50 kTEU/year }
leg tr: KRS -> EUR { time: 3 days, cost: 700 USD/TEU, capacity: 60 kTEU/year }
leg ge_poti: TBS -> POT { time: 1 days, cost: 200 USD/TEU, capacity: 60 kTEU/year }
leg blk_sea: POT -> EUR { time: 4 days, cost: 600 USD/TEU, capacity: 40 kTEU/year }
demand d: 120 kTEU/year of boxes from KHG to EUR
upgrade more { set capacity of leg cas_akt to 100 kTEU/year }
disruption gap { close leg az_ge }
scenario wide { apply more }
scenario cut { apply gap }
";

#[test]
fn the_toy_corridor() {
    let text = format!(
        "{}
expect capacity(KHG -> EUR) = 85 kTEU/year
expect capacity(KHG -> EUR) = 90 kTEU/year in wide
expect capacity(KHG -> EUR) = 0 kTEU/year in cut
expect delivered(d) = 85 kTEU/year
expect unmet(d) = 35 kTEU/year
expect worth(leg cas_akt) = 1
expect worth(leg btk) = 0
expect worth(leg btk) = 1 in wide
expect worth(leg cas_akt) = 0 in wide
expect unmet(d) = 120 kTEU/year in cut
",
        TOY.replace("{} node", "{}\nnode")
    );
    all(&text, &[Some(true); 10]);
}
