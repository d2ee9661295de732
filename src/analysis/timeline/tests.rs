//! Closed forms of timelines.

use serde_json::Value;

use crate::analysis::testing::file;

const LINE: &str = "model { edition: 1 }
commodity boxes { unit: TEU, mass: 14 t/TEU }
node A { country: none }
node B { country: none }
node C { country: none }
leg A -> B { time: 2 days, capacity: 85 kTEU/year }
leg B -> C { time: 1.25 days }
demand d: 70 kTEU/year of boxes from A to C
disruption shut { close leg B -> C from 2024-02-01 for 30 days }
scenario closed { apply shut }
";

fn value(node: &Value, key: &str) -> f64 {
    node[key]["value"].as_f64().unwrap_or(f64::NAN)
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-6 * b.abs().max(1.0), "{a} is not {b}");
}

#[test]
fn a_month_shut_piles_up_what_it_should_and_needs_140_days_more() {
    let text = LINE
        .replace("B -> C { time: 1.25 days }", "B -> C { time: 1 day, capacity: 85 kTEU/year }")
        + "report timeline from 2024-01-01 to 2024-12-31 by day in closed";
    let json = file(&text).json();
    let told = &json["results"][0];
    near(value(&told["sum"], "backlog"), 70.0 * 30.0 / 365.0);
    let change = &told["changes"][0];
    near(value(change, "recovery"), 140.0);
    near(change["depth"].as_f64().unwrap(), 1.0);
    // Cumulative deliveries fall behind along a triangle of 170 days.
    near(value(change, "loss"), 0.5 * (70.0 * 30.0 / 365.0) * 170.0);
    near(value(change, "resilience"), 30.0);
    assert_eq!(told["waited_at"][0]["node"], "B");
}

#[test]
fn the_steady_state_stays() {
    let json =
        file(&(LINE.to_owned() + "report timeline from 2024-01-01 to 2024-04-01 by week")).json();
    let told = &json["results"][0];
    near(value(&told["start"], "under_way"), 70.0 / 365.0 * 3.25);
    for step in told["steps"].as_array().unwrap() {
        near(value(step, "delivered"), value(step, "released"));
        near(value(step, "under_way"), 70.0 / 365.0 * 3.25);
        assert_eq!(value(step, "waiting"), 0.0);
        assert_eq!(value(step, "delay"), 0.0);
    }
}

#[test]
fn thirteen_days_at_the_polish_border_hold_147_trains() {
    // 11.3 trains a day, 12 to 25 September 2025; the press counted 130 to 300.
    let text = "model { edition: 1 }
unit train
commodity boxes { unit: train }
node Minsk { country: BY }
node Brest { country: BY }
node Warsaw { country: PL }
leg Minsk -> Brest { time: 1 day }
leg Brest -> Warsaw { time: 1.5 days, capacity: 16 train/day }
demand westward: 11.3 train/day of boxes from Minsk to Warsaw
disruption shut { close leg Brest -> Warsaw from 2025-09-12 to 2025-09-25 }
scenario autumn { apply shut }
report timeline from 2025-09-01 to 2025-11-01 by month in autumn";
    let json = file(text).json();
    let told = &json["results"][0];
    near(value(&told["sum"], "backlog"), 11.3 * 13.0);
    // 146.9 ÷ (16 − 11.3) = 31.3 days, told at the end of the 32nd.
    assert_eq!(value(&told["changes"][0], "recovery"), 32.0);
    assert_eq!(told["steps"].as_array().unwrap().len(), 2);
}

#[test]
fn six_days_of_the_ever_given() {
    // 57 ships a day for 6 days; the canal then passed about 80 a day. The Cape is
    // too long a detour: they wait.
    let text = "model { edition: 1 }
unit ship
commodity cargo { unit: ship }
node Asia { country: none }
node Suez { country: none }
node Europe { country: none }
leg Asia -> Suez { time: 17 days }
leg canal: Suez -> Europe { time: 10 days, capacity: 80 ship/day }
leg cape: Asia -> Europe { time: 37 days }
demand east_west: 57 ship/day of cargo from Asia to Europe
disruption ever_given { close leg canal from 2021-03-23 to 2021-03-29 }
scenario aground { apply ever_given }
report timeline from 2021-03-01 to 2021-06-01 by day in aground
report timeline from 2021-03-01 to 2021-06-01 by day detour 50% in aground";
    let json = file(text).json();
    let (stay, go) = (&json["results"][0], &json["results"][1]);
    near(value(&stay["sum"], "backlog"), 57.0 * 6.0);
    // 342 ÷ 23 = 14.9 days.
    assert_eq!(value(&stay["changes"][0], "recovery"), 15.0);
    // Where the Cape is not too long, those that set out in these days take it.
    near(value(&go["sum"], "backlog"), 57.0 * 6.0);
    // From the 17th day after it nobody comes to the canal for six days.
    assert_eq!(value(&go["changes"][0], "recovery"), 13.0);
}

#[test]
fn queues_share_in_proportion_and_priority_goes_first() {
    let text = |second: &str| {
        format!(
            "model {{ edition: 1 }}
commodity boxes {{ unit: TEU }}
node A {{ country: none }}
node B {{ country: none }}
leg A -> B {{ time: 1 day, capacity: 60 TEU/day }}
demand big: 40 TEU/day of boxes from A to B
demand small: 20 TEU/day of boxes from A to B {{ {second} }}
disruption half {{ set capacity of leg A -> B to 30 TEU/day from 2024-01-11 for 10 days }}
scenario s {{ apply half }}
report timeline from 2024-01-01 to 2024-03-01 by day in s"
        )
    };
    let json = file(&text("")).json();
    let backlog = |json: &Value, at: usize| value(&json["results"][0]["demands"][at], "backlog");
    near(backlog(&json, 0), 200.0);
    near(backlog(&json, 1), 100.0);
    let json = file(&text("priority: 2")).json();
    near(backlog(&json, 0), 100.0);
    // Those served first work off their 100 in five days, in which the others wait.
    near(backlog(&json, 1), 300.0);
}

#[test]
fn a_full_store_holds_senders_back_and_shuts_in_at_the_origin() {
    let text = "model { edition: 1 }
commodity oil { unit: t }
node Field { country: none, storage: 30 t }
node Port { country: none, storage: 50 t }
node Sea { country: none }
leg Field -> Port { time: 0.5 days }
leg Port -> Sea { time: 1 day }
demand d: 10 t/day of oil from Field to Sea
disruption storm { close leg Port -> Sea from 2024-01-11 for 20 days }
scenario s { apply storm }
report timeline from 2024-01-01 to 2024-03-01 by day in s";
    let json = file(text).json();
    let told = &json["results"][0];
    // 200 t are cut off, and 5 more were under way: 50 fit at the port, 30 at the
    // field, the rest stays in the ground.
    near(value(&told["sum"], "shut_in"), 125.0);
    near(value(&told["sum"], "backlog"), 80.0);
    assert!(told.get("gridlock").is_none());
}

#[test]
fn what_is_kept_at_its_origin_waits_there() {
    let hold = LINE.replace("from A to C\n", "from A to C { hold: origin }\n");
    let text = hold + "report timeline from 2024-01-01 to 2024-06-01 by day in closed";
    let json = file(&text).json();
    let at = |node: &str| {
        let list = json["results"][0]["waited_at"].as_array().unwrap();
        list.iter().filter(|w| w["node"] == node).map(|w| value(w, "backlog")).sum::<f64>()
    };
    // Two days of the pipeline were on their way already.
    near(at("B"), 70.0 / 365.0 * 2.0);
    near(at("A"), 70.0 / 365.0 * 30.0);
}

#[test]
fn a_recovery_is_integrated_over_each_step() {
    let text = "model { edition: 1 }
commodity c { unit: t }
node A { country: none }
node B { country: none }
leg A -> B { time: 1 day, capacity: 10 t/day }
demand d: 5 t/day of c from A to B
disruption x { close leg A -> B from 2024-01-11 for 10 days, recovery: 10 days }
scenario s { apply x }
report timeline from 2024-01-01 to 2024-04-01 by day in s";
    let json = file(text).json();
    // 50 t after the closure; then 0.5, 1.5, … t a day pass, and until 5 a day do
    // another 12.5 t pile up.
    near(value(&json["results"][0]["sum"], "backlog"), 62.5);
}

#[test]
fn what_is_announced_is_foreseen() {
    let text = |notice: &str| {
        format!(
            "model {{ edition: 1 }}
commodity c {{ unit: t }}
node A {{ country: none }}
node B {{ country: none }}
node C {{ country: none }}
leg A -> B {{ time: 2 days }}
leg B -> C {{ time: 1 day }}
leg A -> C {{ time: 3.5 days }}
demand d: 6 t/day of c from A to C
disruption x {{ close leg B -> C from 2024-01-11 for 10 days{notice} }}
scenario s {{ apply x }}
report timeline from 2024-01-01 to 2024-03-01 by day in s"
        )
    };
    let backlog = |notice: &str| value(&file(&text(notice)).json()["results"][0]["sum"], "backlog");
    near(backlog(""), 12.0);
    near(backlog(", announced: 1 day"), 6.0);
    near(backlog(", announced: 2 days"), 0.0);
}

#[test]
fn full_stores_that_wait_for_each_other_are_told() {
    let text = "model { edition: 1 }
commodity c { unit: t }
node A { country: none }
node L { country: none, storage: 20 t }
node R { country: none, storage: 20 t }
node B { country: none }
leg A -> L { time: 0 days }
leg L <-> R { time: 0 days }
leg R -> B { time: 0 days }
leg B -> R { time: 0 days }
leg L -> A { time: 0 days }
demand there: 10 t/day of c from A to B
demand back: 10 t/day of c from B to A
disruption x { close leg L -> R, close leg R -> L, from 2024-01-11 for 10 days }
scenario s { apply x }
report timeline from 2024-01-01 to 2024-03-01 by day in s";
    let json = file(text).json();
    let told = &json["results"][0];
    assert_eq!(told["gridlock"]["nodes"], serde_json::json!(["L", "R"]));
    assert_eq!(told["changes"][0]["recovered"], false);
}

#[test]
fn draws_play_what_comes_at_random() {
    let text = "model { edition: 1, seed: 7 }
commodity c { unit: t }
node A { country: none }
node B { country: none }
leg A -> B { time: 1 day, capacity: 20 t/day }
demand d: 10 t/day of c from A to B
disruption coin { close leg A -> B, probability: 50%, duration: 5 days, season: mar..jun }
scenario s { apply coin }
report timeline from 2024-01-01 to 2024-12-31 by month draws 200 in s
report timeline from 2024-01-01 to 2024-12-31 by month in s";
    let json = file(text).json();
    let (drawn, calm) = (&json["results"][0], &json["results"][1]);
    assert_eq!(calm["left_out"], serde_json::json!(["coin"]));
    assert_eq!(value(&calm["sum"], "backlog"), 0.0);
    let bands = &drawn["drawn"]["bands"]["backlog"];
    assert_eq!(value(bands, "p5"), 0.0);
    // Five days of 10 t; of a day that is cut in two half the capacity is enough for
    // all that comes, so that the hour at which it begins takes up to 10 t off.
    assert!((44.0..=50.0 + 1e-9).contains(&value(bands, "p95")), "{bands}");
    let change = &drawn["drawn_changes"][0];
    let share = change["occurs"].as_f64().unwrap();
    assert!((share - 0.5).abs() < 0.11, "{share}");
    // 50 t wait and are worked off at 10 t a day: half of 50 t × 10 days at most.
    assert!((180.0..=250.0 + 1e-9).contains(&value(&change["band"], "p95")), "{change}");
    for step in drawn["steps"].as_array().unwrap() {
        let bands = &step["bands"]["delivered"];
        assert!(value(bands, "p5") <= value(bands, "p95"));
    }
}

#[test]
fn more_than_fits_piles_up_and_the_rest_flows() {
    let text = LINE.replace("demand d: 70", "demand d: 100")
        + "report timeline from 2024-01-01 to 2024-04-10 by day";
    let json = file(&text).json();
    let told = &json["results"][0];
    near(value(&told["sum"], "waiting"), 15.0 / 365.0 * 100.0);
    near(value(&told["sum"], "delivered"), 85.0 / 365.0 * 100.0);
    near(value(&told["start"], "under_way"), 85.0 / 365.0 * 3.25);
}

#[test]
fn what_does_not_fit_takes_the_other_way_as_far_as_there_is_room() {
    let text = "model { edition: 1 }
commodity c { unit: t }
node A { country: none }
node B { country: none }
leg main: A -> B { time: 4 days, capacity: 60 t/day }
leg other: A -> B { time: 5 days, capacity: 25 t/day }
leg far: A -> B { time: 9 days }
demand d: 50 t/day of c from A to B
disruption x { reduce capacity of leg main by 50% from 2024-01-11 for 10 days }
scenario s { apply x }
report timeline from 2024-01-01 to 2024-03-01 by day in s
report timeline from 2024-01-01 to 2024-03-01 by day detour 10% in s";
    let json = file(text).json();
    let backlog = |at: usize| value(&json["results"][at]["sum"], "backlog");
    near(backlog(0), 0.0);
    // Where the other way is too long 20 of 50 t wait each day.
    near(backlog(1), 200.0);
    assert_eq!(value(&json["results"][1]["changes"][0], "recovery"), 20.0);
}

#[test]
fn what_follows_from_a_change_is_gone_without_it() {
    let text = LINE.replace("scenario closed { apply shut }", "")
        + "disruption more { close leg B -> C, after shut { delay: 40 days } }
scenario both { apply shut, more }
report timeline from 2024-01-01 to 2026-01-01 by month in both";
    let json = file(&text).json();
    let changes = &json["results"][0]["changes"];
    assert_eq!(changes[0]["change"], "shut");
    assert_eq!(changes[1]["change"], "more");
    // Without the first there is no second: it bears the loss of both.
    assert!(value(&changes[0], "loss") > 1.5 * value(&changes[1], "loss"), "{changes}");
}

#[test]
fn a_sanction_holds_up_those_whom_it_binds() {
    let text = "model { edition: 1 }
commodity c { unit: t }
bloc Union { members: [DE] }
node A { country: CN }
node B { country: DE }
leg A -> B { time: 1 day, through: [RU] }
demand d: 10 t/day of c from A to B { shipper: { DE: 60%, CN: 40% } }
sanction ban by Union 50% { forbid transit through RU from 2024-01-11 for 10 days }
scenario s { apply ban }
report timeline from 2024-01-01 to 2024-02-01 by day in s";
    let json = file(text).json();
    near(value(&json["results"][0]["sum"], "backlog"), 30.0);
}

#[test]
fn a_shorter_step_tells_the_same() {
    let text = |step: &str| {
        LINE.replace("time: 1.25 days", "time: 1.25 days, capacity: 85 kTEU/year")
            + &format!("report timeline from 2024-01-01 to 2024-12-31 by week {step} in closed")
    };
    let (day, hours) = (file(&text("")).json(), file(&text("step 6 hours")).json());
    for key in ["backlog", "delivered", "under_way"] {
        let of = |json: &Value| value(&json["results"][0]["sum"], key);
        near(of(&hours), of(&day));
    }
    near(value(&hours["results"][0]["changes"][0], "recovery"), 140.0);
    near(value(&hours["results"][0]["changes"][0], "resilience"), 30.0);
}

#[test]
fn those_served_first_are_so_wherever_they_come_from_in_a_step() {
    let text = "model { edition: 1 }
commodity c { unit: t }
node A { country: none }
node B { country: none }
node C { country: none }
leg A -> B { time: 0 days }
leg B -> C { time: 1 day, capacity: 30 t/day }
demand first: 20 t/day of c from A to C
demand second: 20 t/day of c from B to C { priority: 2 }
report timeline from 2024-01-01 to 2024-01-31 by day";
    let json = file(text).json();
    let demands = &json["results"][0]["demands"];
    near(value(&demands[0], "backlog"), 0.0);
    near(value(&demands[1], "waiting"), 300.0);
}

#[test]
fn the_room_that_others_leave_goes_to_those_served_first() {
    // Grain piles up before its limit and fills the store; boxes come later.
    let text = "model { edition: 1 }
commodity grain { unit: t }
commodity boxes { unit: t }
node A { country: none }
node B { country: none, storage: 200 t }
node C { country: none }
leg A -> B { time: 1 day, capacity: 50 t/day }
leg B -> C { time: 1 day, capacity: 50 t/day, capacity for grain: 10 t/day }
demand first: 10 t/day of boxes from A to C { priority: 1, from: 2025-03-01 }
demand later: 30 t/day of grain from A to C { priority: 2 }
report timeline from 2025-01-01 to 2025-04-01 by day
";
    let json = file(text).json();
    let boxes = &json["results"][0]["demands"][0];
    let last = boxes["steps"].as_array().unwrap().last().unwrap();
    near(value(last, "delivered"), 10.0);
    near(value(last, "waiting"), 0.0);
    let grain = json["results"][0]["demands"][1]["steps"].as_array().unwrap().last().unwrap();
    near(value(grain, "delivered"), 10.0);
}
