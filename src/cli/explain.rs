//! The long form of messages, and their list.

use crate::diagnostic::codes::{self, Entry};
use crate::report::{Phrase, Style, Styled, wrap_plain};

/// The chapters of codes by their two digits.
const CHAPTERS: [(&str, &str); 7] = [
    ("01", "Syntax"),
    ("02", "Names"),
    ("03", "Units and types"),
    ("04", "The network"),
    ("05", "Changes and scenarios"),
    ("06", "Reports and expectations"),
    ("07", "Files and data"),
];

/// The page of one code.
pub fn explain_page(entry: &Entry, width: usize) -> Styled {
    let mut page = Styled::new();
    page.push(Style::Title, format!("{} {}", entry.code.0, entry.title));
    page.push(Style::Plain, "\n\n");
    for line in wrap_plain(&Phrase::from(entry.explanation), width) {
        page.push(Style::Plain, line + "\n");
    }
    for (style, heading, text) in
        [(Style::Bad, "Wrong", entry.wrong), (Style::Good, "Right", entry.right)]
    {
        page.push(Style::Plain, "\n");
        page.push(style, heading);
        page.push(Style::Plain, "\n\n");
        for line in text.lines() {
            let line = if line.is_empty() { String::new() } else { format!("    {line}") };
            page.push(Style::Plain, line + "\n");
        }
    }
    page
}

/// The list of all codes, by chapters.
pub fn explain_index(width: usize) -> Styled {
    let mut page = Styled::new();
    page.push(
        Style::Plain,
        "E is an error, W a warning; `corridor explain CODE` shows the page.\n",
    );
    for (digits, title) in CHAPTERS {
        let entries = codes::all().into_iter().filter(|entry| &entry.code.0[1..3] == digits);
        page.push(Style::Plain, "\n");
        page.push(Style::Title, title);
        page.push(Style::Plain, "\n");
        for entry in entries {
            let lines = wrap_plain(&Phrase::from(entry.title), width.saturating_sub(9).max(20));
            for (index, line) in lines.into_iter().enumerate() {
                let code = if index == 0 { entry.code.0 } else { "     " };
                page.push(Style::Name, format!("  {code}"));
                page.push(Style::Plain, format!("  {line}\n"));
            }
        }
    }
    page
}

/// The error index of the guide, in Markdown: made from the same registry.
pub fn explain_markdown() -> String {
    let mut out = String::from(
        "# Messages\n\nEvery message has a code. `corridor explain E0301` prints the page of one.\n\
         This index is made from the same pages.\n",
    );
    for (digits, title) in CHAPTERS {
        out.push_str(&format!("\n## {title}\n"));
        for entry in codes::all().into_iter().filter(|entry| &entry.code.0[1..3] == digits) {
            out.push_str(&format!(
                "\n### {} {}\n\n{}\n",
                entry.code.0, entry.title, entry.explanation
            ));
            for (heading, text) in [("Wrong", entry.wrong), ("Right", entry.right)] {
                out.push_str(&format!("\n{heading}:\n\n```text\n{}\n```\n", text.trim_end()));
            }
        }
    }
    out
}
