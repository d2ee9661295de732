use super::charges::MIDDLE;
use super::*;
use crate::network::Structure;

#[test]
fn states_are_few_where_nothing_tells_them_apart() {
    let case = case(MIDDLE, "today");
    let frame = &case.net.frame;
    // No transfers and no services: a start and an arrival at each node that
    // some leg enters (Khorgos is entered by none).
    assert_eq!(frame.graph.states(), 7 + 6);
    let parallel = super::case(
        "mode a { }\nmode b { }\nmode c { }\ntransfer a -> b { time: 1 day }\n\
         node M {}\nnode N {}\nnode O {}\n\
         leg z: M -> N { mode: a, time: 1 day }\nleg y: M -> N { mode: b, time: 1 day }\n\
         leg x: M -> N { mode: c, time: 1 day }\nleg N -> O { mode: b, time: 1 day }\n",
        "baseline",
    );
    let frame = &parallel.net.frame;
    // At N one arrived by a, from which a transfer leads on, or otherwise.
    assert_eq!(frame.graph.states(), 3 + 2 + 1);
    // Parallel legs are ordered by their names.
    let out = frame.graph.out(frame.start(parallel.node("M")));
    let mut ranked: Vec<usize> = out.collect();
    ranked.sort_by_key(|arc| frame.graph.arc_rank[*arc]);
    let names: Vec<String> =
        ranked.iter().map(|arc| parallel.model.way_name(frame.way_of[*arc])).collect();
    assert_eq!(names, ["x", "y", "z"]);
}

#[test]
fn parts_dominators_and_lonely_nodes() {
    let case = super::case(
        "node A {}\nnode B {}\nnode C {}\nnode D {}\nnode E {}\n\
         leg A -> B { time: 1 day }\nleg A -> C { time: 1 day }\nleg B -> D { time: 1 day }\n\
         leg C -> D { time: 1 day }\nleg D <-> A { time: 1 day }\n",
        "baseline",
    );
    let structure = Structure::new(&case.model, |_| true);
    assert_eq!(structure.components(), 2);
    assert_eq!(structure.component_of(), [0, 0, 0, 0, 1]);
    assert_eq!(structure.isolated(), [case.node("E")]);
    assert_eq!(structure.strong_components()[0].len(), 4);
    let without = Structure::new(&case.model, |way| way != case.way("A", "D"));
    let line = without.unavoidable(case.node("A"), case.node("D")).unwrap();
    assert_eq!(line, [case.node("A"), case.node("D")]);
    let line = without.unavoidable(case.node("B"), case.node("C")).unwrap();
    let names: Vec<&str> = line.iter().map(|node| case.model.node_label(*node)).collect();
    assert_eq!(names, ["B", "D", "A", "C"]);
    assert_eq!(without.unavoidable(case.node("A"), case.node("E")), None);
}
