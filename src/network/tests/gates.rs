use super::charges::{BY_AKTAU, BY_KURYK, MIDDLE};
use super::*;
use crate::model::Criterion;
use crate::network::Reason;
use crate::scenario::{Place, select};

fn open(case: &Case, class: &Class, nodes: &[&str]) -> bool {
    case.walk(nodes).iter().all(|arc| class.is_open(*arc))
}

fn why(case: &Case, class: &Class, from: &str, to: &str) -> Vec<String> {
    let reasons = case.net.reasons_of_way(&case.model, class, case.way(from, to));
    reasons.iter().map(|reason| reason.text(&case.model, &case.net)).collect()
}

#[test]
fn the_planned_the_opened_and_the_stormy() {
    let baseline = case(MIDDLE, "baseline");
    let class = baseline.class("Khorgos", "Istanbul", "containers");
    assert!(open(&baseline, &class, &BY_AKTAU) && !open(&baseline, &class, &BY_KURYK));
    assert_eq!(
        why(&baseline, &class, "Beineu", "Kuryk"),
        ["`Kuryk` is planned, and nothing opens it"]
    );
    let today = case(MIDDLE, "today");
    let class = today.class("Khorgos", "Istanbul", "containers");
    assert!(open(&today, &class, &BY_AKTAU) && open(&today, &class, &BY_KURYK));
    assert_eq!(why(&today, &class, "Beineu", "Kuryk"), [""; 0]);
    let stormy = case(MIDDLE, "stormy");
    let class = stormy.class("Khorgos", "Istanbul", "containers");
    assert!(!open(&stormy, &class, &BY_AKTAU) && open(&stormy, &class, &BY_AKTAU[..3]));
    assert_eq!(
        why(&stormy, &class, "Aktau", "Alat"),
        ["`Aktau -> Alat by ferry` is closed by `Caspian storm`"]
    );
    let weights = class.weights(Criterion::Time).unwrap();
    let arc = stormy.walk(&["Aktau", "Alat"])[0] as usize;
    assert_eq!(weights[arc], f64::INFINITY);
    assert!(class.measure(Criterion::Time).unwrap()[arc].is_finite());
}

const RULES: &str = r#"
commodity boxes { unit: TEU }
commodity arms { unit: TEU }
mode rail { carries: [boxes] }
bloc EU { members: [DE, PL] }
bloc EAEU { members: [RU, BY] }
node Almaty { country: KZ }
node Berlin { country: DE }
node Minsk { country: BY }
node Moscow { country: RU }
node Tbilisi { country: GE }
leg Almaty <-> Moscow { time: 1 day }
leg Moscow <-> Minsk { time: 1 day }
leg Minsk <-> Berlin { time: 1 day }
leg Almaty <-> Tbilisi { time: 5 days, through: [RU] }
leg Tbilisi <-> Berlin { time: 9 days, mode: rail }
leg direct: Almaty -> Berlin { time: 30 days, capacity: 0 TEU/day }
demand east: 10 TEU/day of boxes from Almaty to Berlin { shipper: { EU: 60%, KZ: 40% } }
sanction transit by EU 50% { forbid transit through EAEU }
sanction ban { forbid transit through EAEU, allow transit through BY }
sanction arms_ban { forbid arms on node Tbilisi }
sanction embargo { forbid trade with RU for arms }
agreement peace { allow trade with EAEU }
disruption shut { close border DE -> PL, close border GE -> DE }
scenario some { apply transit }
scenario full { apply ban, arms_ban }
scenario cut { apply embargo, shut }
scenario mended extends cut { apply peace }
"#;

#[test]
fn a_transit_ban_leaves_what_begins_or_ends_there() {
    let case = case(RULES, "full");
    let through = ["Almaty", "Moscow", "Minsk", "Berlin"];
    let class = case.class("Almaty", "Berlin", "boxes");
    assert!(!open(&case, &class, &through) && !open(&case, &class, &["Almaty", "Tbilisi"]));
    // Belarus is allowed again, by the last word.
    assert!(open(&case, &class, &["Minsk", "Berlin"]));
    assert!(open(&case, &case.class("Almaty", "Moscow", "boxes"), &["Almaty", "Moscow"]));
    // What begins in Belarus passes no foreign part of the bloc.
    assert!(open(&case, &case.class("Minsk", "Almaty", "boxes"), &["Minsk", "Moscow", "Almaty"]));
    let told = why(&case, &class, "Almaty", "Tbilisi");
    let expected = "`ban` forbids transit through `EAEU`, and so `Almaty -> Tbilisi`";
    assert_eq!(told, [expected]);
}

#[test]
fn a_sanction_by_a_bloc_binds_a_share_of_its_shippers() {
    let case = case(RULES, "some");
    let parts = case.demand(0);
    assert_eq!(parts.len(), 2);
    let through = ["Almaty", "Moscow", "Minsk", "Berlin"];
    near(parts[0].1, 0.6 * 0.5 + 0.4);
    assert!(open(&case, &parts[0].0, &through));
    near(parts[1].1, 0.3);
    assert!(!open(&case, &parts[1].0, &through));
    // A class that nobody ships is bound by nobody.
    assert!(open(&case, &case.class("Almaty", "Berlin", "boxes"), &through));
}

#[test]
fn what_is_not_carried_forbidden_zero_or_across_a_closed_border() {
    let all = case(RULES, "full");
    let arms = all.class("Almaty", "Berlin", "arms");
    let told = why(&all, &arms, "Tbilisi", "Berlin");
    assert_eq!(
        told,
        [
            "`Tbilisi -> Berlin by rail` is by rail, which does not carry this",
            "`arms_ban` forbids `Tbilisi`"
        ]
    );
    let direct = why(&all, &all.class("Almaty", "Berlin", "boxes"), "Almaty", "Berlin");
    assert_eq!(direct, ["the capacity of `direct` is 0"]);
    let cut = case(RULES, "cut");
    let boxes = cut.class("Almaty", "Berlin", "boxes");
    assert_eq!(why(&cut, &boxes, "Tbilisi", "Berlin"), ["the border GE -> DE is closed by `shut`"]);
    assert!(open(&cut, &boxes, &["Berlin", "Tbilisi"]), "only one way is closed");
}

#[test]
fn trade_is_barred_by_its_ends_and_a_child_may_allow_it() {
    let cut = case(RULES, "cut");
    let way = ["Almaty", "Moscow"];
    assert!(!open(&cut, &cut.class("Almaty", "Moscow", "arms"), &way));
    assert!(open(&cut, &cut.class("Almaty", "Moscow", "boxes"), &way));
    assert!(open(&cut, &cut.class("Almaty", "Minsk", "arms"), &way));
    let class = cut.class("Almaty", "Moscow", "arms");
    let reasons = cut.net.reasons_of_way(&cut.model, &class, cut.way("Almaty", "Moscow"));
    assert!(matches!(reasons[..], [Reason::NoTrade(_)]));
    let weights = class.weights(Criterion::Time).unwrap();
    assert!(weights.iter().all(|weight| *weight == f64::INFINITY));
    let mended = case(RULES, "mended");
    assert!(open(&mended, &mended.class("Almaty", "Moscow", "arms"), &way));
}

#[test]
fn what_is_avoided_takes_its_arcs_away() {
    let case = case(RULES, "baseline");
    let country = crate::scenario::testing::country;
    let mut b = crate::scenario::testing::Builder::new();
    let mut gone = |kind| {
        let selection = b.select(kind);
        let selected = select(&case.model, &selection, None);
        case.net.arcs_closed_by(&selected)
    };
    use crate::model::SelectionKind;
    let kz = gone(SelectionKind::Country(country("KZ")));
    let minsk = gone(SelectionKind::Node(case.node("Minsk")));
    let ru_ge = gone(SelectionKind::Border(country("RU"), country("GE"), false));
    let has = |list: &[u32], nodes: &[&str]| {
        case.walk(nodes).iter().all(|arc| list.binary_search(arc).is_ok())
    };
    assert!(has(&kz, &["Almaty", "Tbilisi"]) && has(&kz, &["Moscow", "Almaty"]));
    assert!(!has(&kz, &["Tbilisi", "Berlin"]));
    assert!(has(&minsk, &["Moscow", "Minsk"]) && has(&minsk, &["Minsk", "Berlin"]));
    assert!(has(&ru_ge, &["Almaty", "Tbilisi"]) && !has(&ru_ge, &["Tbilisi", "Almaty"]));
    let node = case.net.reasons_of_node(
        &case.model,
        &case.class("Almaty", "Berlin", "boxes"),
        case.node("Minsk"),
    );
    assert!(node.is_empty() && case.net.now.closures(Place::Node(case.node("Minsk"))).is_empty());
}
