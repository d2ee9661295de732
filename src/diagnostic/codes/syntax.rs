//! Chapter 01: syntax.

super::codes! {
    NOT_UNDERSTOOD = "E0101", "Something here cannot be read",
        "A declaration begins with its keyword and follows the form of its kind. \
         The message says what was expected at the place it points to.",
        wrong: "node Aktau { kind: port country: }\n",
        right: "node Aktau { kind: port, country: KZ }\n";
}
