//! Chapter 02: names.

super::codes! {
    UNKNOWN_NAME = "E0201", "A name that nothing declares",
        "Names are declared once, anywhere in the files of a run. The message offers the nearest \
         name of a kind that fits.",
        wrong: "node Aktau {}\nnode Alat {}\nleg Aktua -> Alat { time: 1 day }\n",
        right: "node Aktau {}\nnode Alat {}\nleg Aktau -> Alat { time: 1 day }\n";
    WRONG_KIND = "E0202", "A name of another kind",
        "The name is declared, but as something else than is needed here.",
        wrong: "node A {}\nnode B {}\nmode ferry {}\nleg A -> B { mode: ferry, time: 1 day }\nreport routes from A to ferry\n",
        right: "node A {}\nnode B {}\nmode ferry {}\nleg A -> B { mode: ferry, time: 1 day }\nreport routes from A to B\n";
    NAME_TWICE = "E0203", "A name is declared twice",
        "All names share one space, over all files: a name means one thing. The later \
         declaration is told.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nmode A {}\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nmode rail {}\n";
    NAME_NOT_FREE = "E0204", "A name that is taken by the language",
        "Units cannot be names of constants, assigned country codes no names at all, and \
         `baseline` is the scenario of the network as declared.",
        wrong: "let day = 5 hours\n",
        right: "let working_day = 5 hours\n";
    UNKNOWN_PROPERTY = "E0205", "A property that this declaration does not have",
        "Each kind of declaration has its own properties; the message lists them or offers the \
         nearest.",
        wrong: "node A { dwel: 2 days }\n",
        right: "node A { dwell: 2 days }\n";
    PROPERTY_TWICE = "E0206", "Something is given twice",
        "A property, a basis or a year stands once in its declaration.",
        wrong: "node A { dwell: 2 days, dwell: 3 days }\n",
        right: "node A { dwell: 2..3 days }\n";
    PROPERTY_WITHOUT_VALUE = "E0207", "A property without a value",
        "A property is its name, a colon, and its value. Only `planned` stands alone.",
        wrong: "node A { dwell }\n",
        right: "node A { dwell: 2 days }\n";
    NOT_RESTATABLE = "E0208", "A property that cannot be restated for a commodity",
        "`cost for crude: …` restates a figure for one commodity. Capacity, cost, fee, handling, \
         time, throughput and emissions can be restated, where the declaration has them.",
        wrong: "commodity crude {}\nnode A {}\nnode B {}\nleg A -> B { time: 1 day, speed for crude: 30 km/h }\n",
        right: "commodity crude {}\nnode A {}\nnode B {}\nleg A -> B { time: 1 day, cost for crude: 30 USD/t }\n";
    UNKNOWN_COUNTRY = "E0209", "A code that is no country",
        "Countries are the two-letter codes of ISO 3166-1. `none` (or `XX`) is no country: a \
         strait, the high sea, a world market.",
        wrong: "node A { country: KAZ }\n",
        right: "node A { country: KZ }\n";
    EXTENDS_ITSELF = "E0210", "Something extends or contains itself",
        "Modes and scenarios that extend each other in a circle, or blocs that are members of \
         themselves, have no beginning.",
        wrong: "mode rail extends heavy {}\nmode heavy extends rail {}\n",
        right: "mode rail {}\nmode heavy extends rail {}\n";
    CONSTANT_CYCLE = "E0211", "A constant is made of itself",
        "The value of a constant cannot need its own value, directly or through others.",
        wrong: "let a = b + 1 day\nlet b = a - 1 day\n",
        right: "let a = 2 days\nlet b = a - 1 day\n";
    UNKNOWN_FUNCTION = "E0212", "There is no such distribution",
        "Distributions are uniform, pert, triangular, normal, lognormal, exponential, weibull, \
         beta, empirical and mixture; ranges such as `2..3..6 days` need no name.",
        wrong: "node A { dwell: gauss(10, 2) days }\n",
        right: "node A { dwell: normal(10, 2) days }\n";
    UNUSED = "W0201", "A declaration that nothing uses",
        "It changes no answer. Often it is a slip: a scenario that does not apply its change, a \
         source that no figure cites.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nmode ferry {}\nreport routes from A to B\n",
        right: "node A {}\nnode B {}\nmode ferry {}\nleg A -> B { mode: ferry, time: 1 day }\nreport routes from A to B\n";
}
