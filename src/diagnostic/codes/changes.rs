//! Chapter 05: changes and scenarios.

super::codes! {
    WINDOW_BACKWARDS = "E0501", "A window that ends before it starts",
        "Windows are half open: they hold from the first date up to, but without, the second.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B from 2022-04-25 to 2022-03-22 }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B from 2022-03-22 to 2022-04-25 }\n";
    RELATIVE_OF_UNLIMITED = "E0502", "A relative change of an unlimited figure",
        "`raise` and `reduce` act on what stands. Where nothing is declared, or the figure is \
         `unknown`, there is nothing to take a part of.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { reduce throughput of node A by 67% }\n",
        right: "node A { throughput: 5 Mt/year }\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { reduce throughput of node A by 67% }\n";
    TWO_SETS = "E0503", "Two changes set one figure",
        "Two changes applied side by side both `set` one figure while both are in force: which \
         holds? A scenario that extends another may revise it; `raise` and `reduce` add up.",
        wrong: "node A { dwell: 1 day }\nnode B {}\nleg A -> B { time: 1 day }\nupgrade a { set dwell of node A to 2 days }\nupgrade b { set dwell of node A to 3 days }\nscenario s { apply a, b }\nreport routes from A to B in s\n",
        right: "node A { dwell: 1 day }\nnode B {}\nleg A -> B { time: 1 day }\nupgrade a { set dwell of node A to 2 days }\nupgrade b { set dwell of node A to 3 days }\nscenario s { apply a }\nscenario t extends s { apply b }\nreport routes from A to B in s, t\n";
    NOT_IN_A_CHANGE = "E0504", "Something that belongs in a scenario",
        "Changes hold effects; scenarios apply changes and choose bases.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nupgrade a { close leg A -> B }\ndisruption d { apply a }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nupgrade a { close leg A -> B }\nscenario d { apply a }\n";
    ONLY_A_SANCTION = "E0505", "Only a sanction is `by` somebody",
        "A sanction binds the shippers of a country or bloc. Closures and agreements hold for \
         all.",
        wrong: "bloc G7 { members: [US, JP] }\ndisruption d by G7 { forbid trade with RU }\n",
        right: "bloc G7 { members: [US, JP] }\nsanction d by G7 { forbid trade with RU }\n";
    RATE_AND_PROBABILITY = "E0506", "A rate and a probability",
        "`rate` is how often it happens a year, `probability` whether it happens at all.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B, rate: 6/year, probability: 30%, duration: 2 days }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B, rate: 6/year, duration: 2 days }\n";
    DURATION_WITHOUT_RATE = "E0507", "A duration of nothing that happens",
        "`duration` and `season` describe random events; they need a `rate` or a `probability`. A \
         fixed time is a window.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B, duration: 2 days }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B, rate: 1/year, duration: 2 days }\n";
    RATE_WITHOUT_DURATION = "E0508", "A random event without a duration",
        "Something that happens at random lasts for some time.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B, rate: 6/year }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B, rate: 6/year, duration: 1..2..7 days }\n";
    NO_PARTS = "E0509", "Parts that are not there",
        "`close 2 of 3 at …` takes counted parts away; the capacity must be declared by count, \
         with that number.",
        wrong: "node A { throughput: 5 Mt/year }\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close 2 of 3 at node A }\n",
        right: "node A { throughput: 3 moorings of 2 Mt/year }\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close 2 of 3 at node A }\n";
    WINDOW_IN_SCENARIO = "E0510", "A window that belongs to nothing",
        "Windows belong to effects and changes; a scenario has none of its own.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nscenario s {\n  from 2022-01-01\n}\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nscenario s { close leg A -> B from 2022-01-01 }\n";
    UNKNOWN_BASIS = "E0511", "A basis that there is not",
        "`use realised` takes the figures given on that basis. The bases are schedule, realised, \
         best and quoted.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: schedule 9 days, realised 15 days }\nscenario s { use realized }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: schedule 9 days, realised 15 days }\nscenario s { use realised }\n";
    FIGURE_FOR_SOME = "E0512", "A sanction that changes a figure",
        "A sanction `by` a bloc binds only its shippers; a time or a cost is the same for all. It \
         may close, forbid and allow.",
        wrong: "bloc G7 { members: [US, JP] }\nnode A { dwell: 1 day }\nnode B {}\nleg A -> B { time: 1 day }\nsanction d by G7 { raise dwell of node A by 1 day }\nscenario s { apply d }\nreport routes from A to B in s\n",
        right: "bloc G7 { members: [US, JP] }\nnode A { dwell: 1 day }\nnode B {}\nleg A -> B { time: 1 day }\nsanction d by G7 { close leg A -> B }\nscenario s { apply d }\nreport routes from A to B in s\n";
    SELECTS_NOTHING = "W0501", "A selector that matches nothing",
        "What it names does not exist, so the effect (or the filter) does nothing.",
        wrong: "mode rail {}\nmode ferry {}\nnode A {}\nnode B {}\nleg A -> B { mode: rail, time: 1 day }\ndisruption storm { close legs by ferry }\n",
        right: "mode rail {}\nmode ferry {}\nnode A {}\nnode B {}\nleg A -> B { mode: ferry, time: 1 day }\ndisruption storm { close legs by ferry }\n";
    OPENS_THE_OPEN = "W0502", "Something opened that is not planned",
        "`open` brings in what is declared `planned`; other things are open from the start.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nupgrade u { open node B }\n",
        right: "node A {}\nnode B { planned }\nleg A -> B { time: 1 day }\nupgrade u { open node B }\n";
    NEVER_OPENED = "W0503", "A planned thing that nothing opens",
        "It plays no part in any scenario.",
        wrong: "node A {}\nnode B { planned }\nleg A -> B { time: 1 day }\n",
        right: "node A {}\nnode B { planned }\nleg A -> B { time: 1 day }\nupgrade u { open node B }\n";
    NOTHING_ON_BASIS = "W0504", "A basis that no figure has",
        "`use realised` takes the figures given on that basis, and where there is none the first \
         that is given. If no figure of the file has it, the words do nothing.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 9 days }\nscenario s { use realised }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: schedule 9 days, realised 15 days }\nscenario s { use realised }\n";
}
