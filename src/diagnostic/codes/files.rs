//! Chapter 07: files and data.
//!
//! In the examples a line `--- name as latin-1` saves that file in an old
//! encoding, `--- name of 257 MB` makes it that large.

super::codes! {
    FILE_MISSING = "E0701", "A file is not there",
        "A file named on the command line or by an `import` cannot be found. An import is looked \
         for from the folder of the file that imports it.",
        wrong: "import \"netwrok.corridor\"\n--- network.corridor\nnode Aktau { country: KZ }\n",
        right: "import \"network.corridor\"\n--- network.corridor\nnode Aktau { country: KZ }\n";
    NOT_READABLE = "E0702", "A file cannot be read",
        "The name is that of a folder, the right to read the file is missing, or the system \
         reports a failure of its own.",
        wrong: "import \"data\"\n--- data/network.corridor\nnode Aktau { country: KZ }\n",
        right: "import \"data/network.corridor\"\n--- data/network.corridor\nnode Aktau { country: KZ }\n";
    NOT_UTF8 = "E0703", "A file is not UTF-8",
        "Scripts and tables are UTF-8 text. Spreadsheets offer it as \"CSV UTF-8\", editors in \
         their save dialogue. The message points at the first byte that is something else.",
        wrong: "import \"places.corridor\"\n--- places.corridor as latin-1\nnode Zürich { country: CH }\n",
        right: "import \"places.corridor\"\n--- places.corridor\nnode Zürich { country: CH }\n";
    FILE_TOO_LARGE = "E0704", "A file is too large",
        "A file may have 256 MB: some ten million legs. Several files may be larger together.",
        wrong: "import \"network.corridor\"\n--- network.corridor of 257 MB\n",
        right: "import \"network.corridor\"\n--- network.corridor\nnode Aktau { country: KZ }\n";
    IMPORT_CYCLE = "E0705", "Files import each other in a circle",
        "A file that is imported twice counts once, but a file cannot be part of what it imports \
         itself. Take what both need into a third file.",
        wrong: "import \"ports.corridor\"\n--- ports.corridor\nimport \"main.corridor\"\nnode Aktau { country: KZ }\n",
        right: "import \"ports.corridor\"\n--- ports.corridor\nnode Aktau { country: KZ }\n";
    IMPORT_TOO_DEEP = "E0706", "Imports follow each other too far",
        "A file may import one that imports another, and so on, 64 deep. In the example each of \
         the files `n1.corridor` to `n65.corridor` imports the next.",
        wrong: "import \"n1.corridor\"\n--- n1.corridor to n65.corridor\nimport \"n2.corridor\"\n--- n66.corridor\nnode Aktau { country: KZ }\n",
        right: "import \"n66.corridor\"\n--- n66.corridor\nnode Aktau { country: KZ }\n";
    TABLE_AS_SCRIPT = "E0707", "A table where a script belongs",
        "`import \"x.corridor\"` takes a script. A table is imported as what its rows are: \
         `import nodes from`, `import legs from` or `import demands from`.",
        wrong: "import \"places.csv\"\n--- places.csv\nname,country\nAktau,KZ\n",
        right: "import nodes from \"places.csv\"\n--- places.csv\nname,country\nAktau,KZ\n";
    CSV_FORM = "E0708", "A table is out of form",
        "The first row of a table names its columns, and every row has as many cells as it. A \
         cell with a comma or a line's end in it stands in quotes, `\"` inside them is doubled.",
        wrong: "import nodes from \"places.csv\"\n--- places.csv\nname,country\nAktau\nKuryk,KZ\n",
        right: "import nodes from \"places.csv\"\n--- places.csv\nname,country\nAktau,KZ\nKuryk,KZ\n";
    CSV_HEADER = "E0709", "A column that cannot be placed",
        "Without a map in braces the heading of a column is the name of a property, with the unit \
         of its bare numbers in brackets where it needs one: `distance (km)`. With a map, each \
         column it names must be there.",
        wrong: "import nodes from \"places.csv\"\n--- places.csv\nname,contry\nAktau,KZ\n",
        right: "import nodes from \"places.csv\"\n--- places.csv\nname,country\nAktau,KZ\n";
    CSV_CELL = "E0710", "A cell that does not fit its column",
        "A cell holds what could stand after the property's colon in a script: a figure with its \
         unit (or a bare number where the column has one), a name, a range, `unknown`. An empty \
         cell leaves the property out.",
        wrong: "import nodes from \"places.csv\"\n--- places.csv\nname,country,dwell\nAktau,KZ,two days\n",
        right: "import nodes from \"places.csv\"\n--- places.csv\nname,country,dwell\nAktau,KZ,2 days\n";
    NOTHING_HERE = "W0701", "A file without declarations",
        "Nothing is declared, so there is nothing to run. Of a Markdown page only the fenced \
         blocks marked `corridor` count.",
        wrong: "// a model of the corridor\n",
        right: "// a model of the corridor\nmodel \"The corridor\" {}\n";
}
