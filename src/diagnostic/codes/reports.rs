//! Chapter 06: reports and expectations.

super::codes! {
    METRIC_HERE = "E0601", "A result where an input is needed",
        "Metrics such as `time(A -> B)` are answers. They stand in `expect`, in reports, and in a \
         `let` used only by those; never in a declaration or a change.",
        wrong: "node A {}\nnode B { dwell: time(A -> B) }\nleg A -> B { time: 1 day }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nexpect time(A -> B) <= 2 days\n";
    OPTION_NOT_TAKEN = "E0603", "An option that this report does not take",
        "Each kind of report has its own options; the message lists them.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport network top 3\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport network\n";
    ENDS_MISSING = "E0604", "A question without its ends",
        "Routes and capacities are asked from a place to a place.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport routes\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport routes from A to B\n";
    SAY_WHEN = "E0605", "A report that must say when",
        "The scenario holds windows or random changes, so its answer depends on the moment: say \
         `on DATE`, `over` a period, or `while it lasts`; or give the model a `date`.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B from 2022-03-01 to 2022-04-01 }\ndisruption e { close leg A -> B from 2022-06-01 to 2022-07-01 }\nscenario s { apply d, e }\nreport routes from A to B in s\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d { close leg A -> B from 2022-03-01 to 2022-04-01 }\ndisruption e { close leg A -> B from 2022-06-01 to 2022-07-01 }\nscenario s { apply d, e }\nreport routes from A to B in s on 2022-05-01\n";
    UNKNOWN_WORD = "E0606", "A word that this option does not know",
        "Criteria are time, cost, distance, emissions and generalised_cost; a flow minimises cost, \
         time or generalised_cost.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport routes from A to B by speed\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport routes from A to B by time\n";
    TOO_FEW = "E0607", "Too few to compare",
        "A comparison needs two scenarios or more.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport compare baseline\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nscenario s { close leg A -> B }\nreport compare baseline, s\n";
    TOO_MANY = "E0608", "One too many",
        "The question is asked for one pair of places and one commodity at a time.",
        wrong: "node A {}\nnode B {}\nnode C {}\nleg A -> B { time: 1 day }\nleg C -> B { time: 1 day }\nreport routes from {A, C} to B\n",
        right: "node A {}\nnode B {}\nnode C {}\nleg A -> B { time: 1 day }\nleg C -> B { time: 1 day }\nreport routes from A to B\n";
    COMMODITY_NEEDED = "E0609", "The commodity must be said",
        "Money and emissions depend on what is carried. Where there is no single demand between \
         the two places, and not just one commodity, say `for C`.",
        wrong: "commodity crude {}\ncommodity grain {}\nnode A {}\nnode B {}\nleg A -> B { time: 1 day, cost: 5 USD/t }\nreport routes from A to B by cost\n",
        right: "commodity crude {}\ncommodity grain {}\nnode A {}\nnode B {}\nleg A -> B { time: 1 day, cost: 5 USD/t }\nreport routes from A to B by cost for crude\nreport routes from A to B by cost for grain\n";
    NO_VALUE_OF_TIME = "E0610", "No value of time",
        "Generalised cost adds money and time at a value of time: the demand's, else the \
         commodity's, else the model's.",
        wrong: "commodity crude {}\nnode A {}\nnode B {}\nleg A -> B { time: 1 day, cost: 5 USD/t }\nreport routes from A to B by generalised_cost for crude\n",
        right: "commodity crude { value_of_time: 0.5 USD/t/day }\nnode A {}\nnode B {}\nleg A -> B { time: 1 day, cost: 5 USD/t }\nreport routes from A to B by generalised_cost for crude\n";
    NO_DEMANDS = "E0611", "A flow without demands",
        "A flow carries the demands that are declared. The most that fits without any is asked \
         with `report capacity`.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport flow\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport capacity from A to B\n";
    NOT_A_CONDITION = "E0612", "An expectation that expects nothing",
        "`expect` takes a condition: a comparison, `within`, `~=`, joined by and, or, not.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nexpect time(A -> B)\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nexpect time(A -> B) = 1 day\n";
    SCENARIO_OF_WHICH = "E0613", "A metric without a scenario beside one with",
        "Right after a metric, `in S` is that metric's alone. Beside it, one without would \
         silently mean the baseline.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nscenario s { set time of leg A -> B to 2 days }\nexpect time(A -> B) < time(A -> B) in s\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nscenario s { set time of leg A -> B to 2 days }\nexpect time(A -> B) in baseline < time(A -> B) in s\n";
    METRIC_FORM = "E0614", "A metric asked in another form",
        "Each metric is asked of something: a pair of places, a corridor, a demand, a selector.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nexpect delivered(A -> B) > 5 t/year\n",
        right: "commodity grain {}\nnode A {}\nnode B {}\nleg A -> B { time: 1 day }\ndemand d: 5 t/year of grain from A to B\nexpect delivered(d) >= 5 t/year\n";
    STEPS_APART = "E0615", "Steps that are never in force together",
        "`while it lasts` means all effects at once; the steps of this change follow one another.",
        wrong: "node A { dwell: 1 day }\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d {\n  set dwell of node A to 5 days from 2022-03-01 to 2022-03-10\n  set dwell of node A to 3 days from 2022-03-10 to 2022-04-01\n}\nscenario s { apply d }\nreport routes from A to B in s while it lasts\n",
        right: "node A { dwell: 1 day }\nnode B {}\nleg A -> B { time: 1 day }\ndisruption d {\n  set dwell of node A to 5 days from 2022-03-01 to 2022-03-10\n  set dwell of node A to 3 days from 2022-03-10 to 2022-04-01\n}\nscenario s { apply d }\nreport routes from A to B in s on 2022-03-05\n";
}
