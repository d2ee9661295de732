//! Chapter 01: syntax.

super::codes! {
    NOT_UNDERSTOOD = "E0101", "Something here cannot be read",
        "A declaration begins with its keyword and follows the form of its kind. The message says \
         what was expected at the place it points to.",
        wrong: "node Aktau { kind: port, country: }\n",
        right: "node Aktau { kind: port, country: KZ }\n";
    UNKNOWN_KEYWORD = "E0102", "A declaration begins with an unknown word",
        "The first word of a declaration says what it declares: `node`, `leg`, `demand` and so on, \
         in lower case, first on its line.",
        wrong: "nodde Aktau { country: KZ }\n",
        right: "node Aktau { country: KZ }\n";
    UNCLOSED_BLOCK = "E0103", "A block is not closed",
        "Every `{` needs its `}`. Where brackets do not balance, reading goes on at the next \
         declaration that begins in column 0, so that the rest of the file is still checked.",
        wrong: "node Aktau { country: KZ\n\nnode Kuryk { country: KZ }\n",
        right: "node Aktau { country: KZ }\n\nnode Kuryk { country: KZ }\n";
    UNCLOSED_BRACKET = "E0104", "A bracket is not closed",
        "Every `(` needs its `)` and every `[` its `]`.",
        wrong: "bloc EAEU { members: [AM, BY, KZ }\n",
        right: "bloc EAEU { members: [AM, BY, KZ] }\n";
    UNCLOSED_STRING = "E0105", "A quoted text is not closed",
        "A quoted text ends on its line. A quote inside it is written `\\\"`.",
        wrong: "model \"Middle Corridor { edition: 1 }\n",
        right: "model \"Middle Corridor\" { edition: 1 }\n";
    UNCLOSED_COMMENT = "E0106", "A comment is not closed",
        "`/*` begins a comment that goes on to `*/`. For one line there is `//`.",
        wrong: "node Aktau { country: KZ }\n/* the port\n",
        right: "node Aktau { country: KZ }\n// the port\n";
    CLOSES_NOTHING = "E0107", "A bracket closes nothing",
        "A closing bracket stands where none is open.",
        wrong: "node Aktau { country: KZ } }\n",
        right: "node Aktau { country: KZ }\n";
    TOO_DEEP = "E0108", "Brackets nest too deep",
        "Brackets may nest 128 deep. Nobody reads as far; take a part out into a `let`.",
        wrong: "let a = (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))\n",
        right: "let a = ((1))\n";
    EQUALS_FOR_COLON = "E0109", "`=` where `:` belongs",
        "Properties are given with `:`. `=` stands in `let`, `param`, `unit` and `currency`, and \
         in comparisons.",
        wrong: "node Aktau { country = KZ }\n",
        right: "node Aktau { country: KZ }\n";
    COLON_MISSING = "E0110", "`:` is missing after a property",
        "A property is its name, a colon, and its value.",
        wrong: "node Aktau { country: KZ, dwell 12 hours }\n",
        right: "node Aktau { country: KZ, dwell: 12 hours }\n";
    COMMA_IN_NUMBER = "E0111", "A comma in a number",
        "Commas separate; they are no part of a number. Thousands may be set apart with `_`, and \
         the decimal point is a dot.",
        wrong: "node A {}\nnode B {}\nleg A -> B { distance: 10,000 km, time: 20 days }\n",
        right: "node A {}\nnode B {}\nleg A -> B { distance: 10_000 km, time: 20 days }\n";
    HASH_COMMENT = "E0112", "`#` does not begin a comment",
        "Comments begin with `//`, or stand between `/*` and `*/`.",
        wrong: "# the port\nnode Aktau { country: KZ }\n",
        right: "// the port\nnode Aktau { country: KZ }\n";
    SMART_QUOTES = "E0113", "Quotes of a word processor",
        "A text stands between two plain quotes, as the keyboard writes them.",
        wrong: "node Aktau “Port of Aktau” { country: KZ }\n",
        right: "node Aktau \"Port of Aktau\" { country: KZ }\n";
    OTHER_SIGN = "E0114", "A sign that only looks right",
        "Dashes, arrows and blanks of word processors look like `-`, `->` and a space, but are \
         others.",
        wrong: "node A {}\nnode B {}\nleg A → B { time: 1 day }\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\n";
    DATE_FORM = "E0115", "A date in another form",
        "A date is year, month and day with 4, 2 and 2 digits and dashes between: `2022-03-21`. \
         Other orders mean different days to different readers.",
        wrong: "disruption storm { from 2022/03/21 }\n",
        right: "disruption storm { from 2022-03-21 }\n";
    NO_SUCH_DATE = "E0116", "A day that the calendar does not have",
        "Months have their own lengths, and February 29 days only in leap years.",
        wrong: "disruption storm { from 2022-02-30 }\n",
        right: "disruption storm { from 2022-02-28 }\n";
    COORDINATES = "E0117", "Coordinates written apart",
        "The letter of a coordinate touches its number: `44.21N 80.41E`, latitude first.",
        wrong: "node Aktau { country: KZ, at: 43.60 N 51.22 E }\n",
        right: "node Aktau { country: KZ, at: 43.60N 51.22E }\n";
    RESERVED_NAME = "E0118", "A word of the language as a name",
        "Words that tell clauses apart (`in`, `from`, `to`, `by` …) and the verbs of effects \
         cannot be names.",
        wrong: "node to { country: KZ }\n",
        right: "node to_port { country: KZ }\n";
    MISSING_NAME = "E0119", "A name is missing",
        "What is declared needs a name: a letter, then letters, digits and `_`.",
        wrong: "node { country: KZ }\n",
        right: "node Aktau { country: KZ }\n";
    OPTION_TWICE = "E0120", "An option is given twice",
        "The options of a report stand in any order, each once.",
        wrong: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport routes from A to B top 3 top 5\n",
        right: "node A {}\nnode B {}\nleg A -> B { time: 1 day }\nreport routes from A to B top 3\n";
    UNKNOWN_REPORT = "E0121", "There is no such report",
        "The word after `report` says what is asked. `corridor explain` and the guide list the \
         kinds.",
        wrong: "report rutes from A to B\n",
        right: "report network\n";
    NAME_TOO_LONG = "E0122", "A name is too long",
        "A name has at most 256 bytes; a title may say more.",
        wrong: "node aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa {}\n",
        right: "node a \"a long title\" {}\n";
    CHAINED = "E0123", "Comparisons do not chain",
        "A comparison has two sides. What lies between two bounds is written with `within`, or as \
         two comparisons joined with `and`.",
        wrong: "let a = 2\nexpect 1 < a < 3\n",
        right: "let a = 2\nexpect 1 < a and a < 3\n";
    TOLERANCE = "E0124", "`~=` and `+-` belong together",
        "Two figures are equal within a tolerance: a percentage of the second, or a quantity.",
        wrong: "let a = 2\nexpect a ~= 2\n",
        right: "let a = 2\nexpect a ~= 2 +- 1%\n";
    BOUNDS = "E0125", "Bounds are missing",
        "`within`, `at` a percentage and the sweep of a parameter need two bounds with `..` between \
         them. A bound is a number with or without a unit, a name, or an expression in brackets.",
        wrong: "let a = 2\nexpect a within 3\n",
        right: "let a = 2\nexpect a within 1 .. 3\n";
    COUNT = "E0126", "A count of things is not understood",
        "What is counted stands between the number and `of`: `3 moorings of 800 kbbl/day`, \
         `6 ships of 300 TEU every 7.4 days`.",
        wrong: "node Aktau { throughput: 3 of 800 kbbl/day }\n",
        right: "node Aktau { throughput: 3 moorings of 800 kbbl/day }\n";
    REPORT_PART = "E0127", "A report lacks a part, or has one that is not its own",
        "Each kind of report has its own parts: `difference` two scenarios and a metric, `timeline` \
         two dates, `exposure` what it is measured by. The guide lists them.",
        wrong: "report network hindsight\n",
        right: "report network\n";
    COLON_FOR_EQUALS = "E0128", "`:` where `=` belongs",
        "`let`, `param`, `unit` and `currency` give their value with `=`.",
        wrong: "let fee: 60 USD/TEU\n",
        right: "let fee = 60 USD/TEU\n";
    COMMA_MISSING = "E0129", "A comma is missing",
        "Between the items of `[ ]` and `( )`, and in lists of names, stands a comma. Between the \
         items of `{ }` it may be left out.",
        wrong: "bloc EAEU { members: [AM BY, KZ] }\n",
        right: "bloc EAEU { members: [AM, BY, KZ] }\n";
    NAME_CHARACTERS = "E0130", "A name has a sign or a blank in it",
        "A name is one word of letters, digits and `_`, in any script, and begins with a letter. A \
         title after it, in quotes, may be any text.",
        wrong: "node Ust-Luga { country: RU }\n",
        right: "node Ust_Luga \"Ust-Luga\" { country: RU }\n";
    UNKNOWN_WORD = "E0131", "A word that the language does not have",
        "An item of a change begins with a verb (`close`, `open`, `set`, `raise`, `reduce`, `forbid`, \
         `allow`), a window or a property; options of a report begin with their own words.",
        wrong: "disruption storm { clsoe legs }\n",
        right: "disruption storm { close legs }\n";
    ESCAPE = "E0132", "An escape that the language does not have",
        "In a quoted text `\\\"` is a quote and `\\\\` a backslash; there are no others.",
        wrong: "source s { title: \"Ports \\& ships\" }\n",
        right: "source s { title: \"Ports & ships\" }\n";
    NUMBER_FORM = "E0133", "A number in another form",
        "A number has digits on both sides of its point, and `%` touches it. Thousands may be set \
         apart with `_`.",
        wrong: "let share = 60 %\n",
        right: "let share = 60%\n";
}
