//! Chapter 04: the network.

super::codes! {
    SHORTER_THAN_CIRCLE = "E0401", "A leg shorter than the great circle",
        "No way on the globe is shorter than the great circle between its ends. The distance or \
         one of the coordinates is wrong (2 % are allowed for rounded coordinates).",
        wrong: "node A { at: 44N 80E }\nnode B { at: 44N 50E }\nleg A -> B { distance: 500 km, time: 3 days }\n",
        right: "node A { at: 44N 80E }\nnode B { at: 44N 50E }\nleg A -> B { distance: 2_900 km, time: 3 days }\n";
    NO_TIME = "E0402", "No way to a time",
        "A leg has a `time`, or a distance and a speed: its own, or its mode's. The distance is \
         derived where both ends have coordinates.",
        wrong: "node A {}\nnode B {}\nleg A -> B { cost: 5 USD/t }\n",
        right: "node A {}\nnode B {}\nleg A -> B { cost: 5 USD/t, time: 2 days }\n";
    SAME_ENDS = "E0403", "Both ends are one place",
        "A leg, a border or a demand has two ends.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nleg A -> A { time: 1 day }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nleg B -> A { time: 1 day }\n";
    NO_SUCH_LEG = "E0404", "A corridor over a leg that is not there",
        "Each arrow of a corridor stands for a leg in that direction. Between parallel legs it may \
         name one, or a mode: `A -[rail]-> B`.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ncorridor c: B -> A\n",
        right: "node A {}\nnode B {}\nleg A <-> B { time: 1 day }\ncorridor c: B -> A\n";
    POOL_OF_NOTHING = "E0405", "A pool without members or without a limit",
        "A pool is a capacity (or a fleet) that several legs, nodes or borders share.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\npool p { legs: [legs] }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\npool p { legs: [legs], capacity: 5 Mt/year }\n";
    CAPACITY_AND_FLEET = "E0406", "A pool with a capacity and a fleet",
        "Both would limit the same flow. Keep one, or write two pools.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\npool p { legs: [legs], capacity: 80 kTEU/year, fleet: 6 ships of 300 TEU every 7.4 days }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\npool p { legs: [legs], fleet: 6 ships of 300 TEU every 7.4 days }\n";
    IMPLAUSIBLE_SPEED = "W0401", "A speed that the mode cannot reach",
        "Time and distance of the leg make a speed more than three times that of its mode, or \
         above 1 000 km/h. Usually a unit is wrong.",
        wrong: "mode rail { speed: 35 km/h }\nnode A {}\nnode B {}\nleg A -> B { mode: rail, distance: 2_750 km, time: 5 hours }\n",
        right: "mode rail { speed: 35 km/h }\nnode A {}\nnode B {}\nleg A -> B { mode: rail, distance: 2_750 km, time: 5 days }\n";
    ISOLATED = "W0402", "A node that no leg touches",
        "Nothing can begin, end or pass there.",
        wrong: "node A {}\nnode B {}\nnode C {}\nleg A -> B { time: 1 day }\n",
        right: "node A {}\nnode B {}\nnode C {}\nleg A -> B { time: 1 day }\nleg B -> C { time: 1 day }\n";
    NO_ROUTE = "W0403", "A demand without a route",
        "No chain of legs leads from its origin to its destination, even with everything open.",
        wrong: "commodity grain {}\nnode A {}\nnode B {}\nleg B -> A { time: 1 day }\ndemand d: 5 kt/year of grain from A to B\n",
        right: "commodity grain {}\nnode A {}\nnode B {}\nleg A -> B { time: 1 day }\ndemand d: 5 kt/year of grain from A to B\n";
    ZERO_CAPACITY = "W0404", "A capacity of zero",
        "Zero is closed. Absent is unlimited, `unknown` is not known: three things.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day, capacity: 0 t/year }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day, capacity: unknown }\n";
    NO_CAPACITY = "W0405", "Legs without a capacity where a flow is asked",
        "An absent capacity is unlimited. Where a capacity or a flow is asked and some legs have \
         one and others do not, the others are often an oversight; `unlimited` says that it is \
         meant.",
        wrong: "node A {}\nnode B {}\nnode C {}\nleg A -> B { time: 1 day, capacity: 5 kt/year }\nleg B -> C { time: 1 day }\nreport capacity from A to C\n",
        right: "node A {}\nnode B {}\nnode C {}\nleg A -> B { time: 1 day, capacity: 5 kt/year }\nleg B -> C { time: 1 day, capacity: unlimited }\nreport capacity from A to C\n";
    DELAY_TWICE = "W0406", "A delay that is told twice",
        "A dwell at a border station and a delay of the same border add up. Usually one figure \
         was entered in both places.",
        wrong: "node A { country: CN }\nnode B { kind: rail_border, country: KZ, dwell: 1 day }\nnode C { country: KZ }\nleg A -> B { time: 1 day }\nleg B -> C { time: 1 day }\nborder CN -> KZ { delay: 30 hours }\n",
        right: "node A { country: CN }\nnode B { kind: rail_border, country: KZ }\nnode C { country: KZ }\nleg A -> B { time: 1 day }\nleg B -> C { time: 1 day }\nborder CN -> KZ { delay: 30 hours }\n";
    GAUGES_MEET = "W0407", "Two gauges meet without a transfer",
        "Where tracks of two gauges meet, cargo changes trains or bogies, which takes time.",
        wrong: "mode wide { speed: 30 km/h, gauge: 1520 mm }\nmode standard { speed: 30 km/h, gauge: 1435 mm }\nnode A {}\nnode B {}\nnode C {}\nleg A -> B { mode: wide, time: 1 day }\nleg B -> C { mode: standard, time: 1 day }\n",
        right: "mode wide { speed: 30 km/h, gauge: 1520 mm }\nmode standard { speed: 30 km/h, gauge: 1435 mm }\ntransfer wide <-> standard { time: 1 day }\nnode A {}\nnode B {}\nnode C {}\nleg A -> B { mode: wide, time: 1 day }\nleg B -> C { mode: standard, time: 1 day }\n";
    POOL_UNUSED = "W0408", "A pool that no leg uses",
        "What the pool names matches nothing that could use its capacity.",
        wrong: "mode ferry {}\nnode A {}\nnode B {}\nleg A -> B { time: 1 day }\npool p { legs: [legs by ferry], capacity: 5 Mt/year }\n",
        right: "mode ferry {}\nnode A {}\nnode B {}\nleg A -> B { mode: ferry, time: 1 day }\npool p { legs: [legs by ferry], capacity: 5 Mt/year }\n";
}
