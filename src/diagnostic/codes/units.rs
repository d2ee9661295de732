//! Chapter 03: units and types.

super::codes! {
    MISSING_UNIT = "E0301", "A figure without its unit",
        "Every quantity has a unit; a bare number could be hours or days. The message shows the \
         dimension that is needed and units that fit.",
        wrong: "node A { dwell: 12 }\n",
        right: "node A { dwell: 12 hours }\n";
    WRONG_UNIT = "E0302", "A figure of another dimension",
        "The unit measures something else than the property. The message shows both dimensions \
         and the factor between them.",
        wrong: "node A { dwell: 12 km }\n",
        right: "node A { dwell: 12 hours }\n";
    RATE_WITHOUT_TIME = "E0303", "A rate without its time",
        "Capacities, demands and frequencies are rates: so much a year, a week, a day.",
        wrong: "node A { throughput: 60 kTEU }\n",
        right: "node A { throughput: 60 kTEU/year }\n";
    UNKNOWN_UNIT = "E0304", "A unit that nobody knows",
        "Units are those of the reference and those that the file declares with `unit`. Prefixes \
         k, M and G stand on t, g, TEU, money, L, m and bbl; nothing else.",
        wrong: "node A { dwell: 12 horas }\n",
        right: "node A { dwell: 12 hours }\n";
    NO_RATE = "E0305", "Money of two currencies without a rate",
        "Money is kept in one currency. Another needs its rate: `currency EUR = 1.08 USD`.",
        wrong: "model { currency: USD }\nnode A { handling: 30 EUR/TEU }\n",
        right: "model { currency: USD }\ncurrency EUR = 1.08 USD\nnode A { handling: 30 EUR/TEU }\n";
    NO_CONVERSION = "E0306", "Two measures of a commodity without a conversion",
        "Tonnes, containers and barrels convert only through the commodity's own `mass` or \
         `volume`: a TEU of grain is not a TEU of phones.",
        wrong: "commodity crude { unit: t }\nnode A {}\nnode B {}\nleg A -> B { time: 1 day, capacity: 800 kbbl/day }\ndemand d: 10 Mt/year of crude from A to B\nreport flow\n",
        right: "commodity crude { unit: t, volume: 7.9 bbl/t }\nnode A {}\nnode B {}\nleg A -> B { time: 1 day, capacity: 800 kbbl/day }\ndemand d: 10 Mt/year of crude from A to B\nreport flow\n";
    BOUNDS_OUT_OF_ORDER = "E0307", "Bounds out of order",
        "A range is written from the least to the most, with the most likely between.",
        wrong: "node A { dwell: 6..2 days }\n",
        right: "node A { dwell: 2..6 days }\n";
    NEGATIVE = "E0308", "A figure that cannot be negative",
        "Times, distances, costs and capacities are not below zero, and some not zero.",
        wrong: "node A { dwell: -2 days }\n",
        right: "node A { dwell: 2 days }\n";
    SUPPORT_BELOW_ZERO = "E0309", "A distribution that falls below zero",
        "Some draws would be negative. A normal distribution is cut at zero only where the file \
         says `truncated`; ranges and lognormals do not fall below zero.",
        wrong: "node A { dwell: normal(2, 2) days }\n",
        right: "node A { dwell: normal(2, 2) days truncated }\n";
    WEIGHTS = "E0310", "Weights that do not sum to 1",
        "The weights of a mixture, and the shares of shippers, make 100 %.",
        wrong: "node A { dwell: mixture(80%: 2..3 days, 30%: 5..20 days) }\n",
        right: "node A { dwell: mixture(80%: 2..3 days, 20%: 5..20 days) }\n";
    DISTRIBUTION = "E0311", "A distribution that does not exist",
        "A parameter is outside what the family allows: a standard deviation of zero, a lognormal \
         interval that is not above zero.",
        wrong: "node A { dwell: 0..10 days at 90% }\n",
        right: "node A { dwell: 1..10 days at 90% }\n";
    NOT_A_QUANTITY = "E0312", "A quantity is needed here",
        "A quantity is a number with a unit, a distribution, a constant, or arithmetic of these.",
        wrong: "node A { dwell: \"12 hours\" }\n",
        right: "node A { dwell: 12 hours }\n";
    SUM_OF_TWO_DIMENSIONS = "E0313", "A sum of two dimensions",
        "Sums and differences need the same dimension on both sides.",
        wrong: "let a = 3 days + 5 km\n",
        right: "let a = 3 days + 5 km / (30 km/h)\n";
    DIVISION_BY_ZERO = "E0314", "A division by zero",
        "The divisor is zero, or a distribution that may be zero.",
        wrong: "let a = 3 days / 0\n",
        right: "let a = 3 days / 2\n";
    TOO_LARGE = "E0315", "A number or unit out of range",
        "The value is larger than numbers can hold, or a power of a unit is.",
        wrong: "let a = 1e300 km * 1e300\n",
        right: "let a = 1e3 km * 1e3\n";
    WRONG_FORM = "E0316", "A value of another form",
        "The property takes a value of one form: a quantity, a list, a table, coordinates. The \
         message says which.",
        wrong: "node A { at: 44 }\n",
        right: "node A { at: 44.21N 80.41E }\n";
    NOT_A_DATE = "E0317", "A date is needed here",
        "A date is year, month and day: `2022-03-21`.",
        wrong: "model { date: 2022 }\n",
        right: "model { date: 2022-01-01 }\n";
    OUT_OF_BOUNDS = "E0318", "A value out of its bounds",
        "Shares lie between 0 and 100 %, whole numbers in their range, a parameter within the \
         bounds it declares.",
        wrong: "param fee = 50 USD within 100 USD .. 200 USD\n",
        right: "param fee = 150 USD within 100 USD .. 200 USD\n";
    BAD_RATE = "E0319", "An exchange rate that cannot be",
        "A rate is a positive number of another currency, and each pair has one.",
        wrong: "currency EUR = 1.08 USD\ncurrency EUR = 1.10 USD\n",
        right: "currency EUR = 1.08 USD\n";
    BAD_UNIT = "E0320", "A unit that cannot be declared",
        "Its name is taken, or it is worth nothing.",
        wrong: "unit day = 8 hours\n",
        right: "unit shift = 8 hours\n";
    NO_SOURCE = "E0321", "A figure without a source",
        "Told with `--strict-sources`: every figure cites its source, or says that it is assumed \
         and why.",
        wrong: "// args: --strict-sources\nnode A { dwell: 12 hours }\n",
        right: "// args: --strict-sources\nnode A { dwell: 12 hours @assumed \"one shift\" }\n";
    VALUE_OF_TIME = "W0301", "A value of time that no study finds",
        "A day in transit costs 0.1 to 5 % of a cargo's value in the studies there are (Hummels \
         and Schaur 2013: 0.6 to 2.1 %). Check the unit and the number.",
        wrong: "commodity phones { unit: TEU, value: 100_000 USD/TEU, value_of_time: 20%/day }\n",
        right: "commodity phones { unit: TEU, value: 100_000 USD/TEU, value_of_time: 2%/day }\n";
}
