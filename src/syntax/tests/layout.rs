//! Pieces, comments and doc comments.

use super::support::parsed;

#[test]
fn comments_and_pieces_are_kept_in_order() {
    let text = "// first\n/// A port.\n/// At sea.\nnode A { // in\n  /// no doc\n  kind: port /* x */ } /// nor this\n\n/// B's\n// between\nnode B\n/// left over\n";
    let (sources, parsed) = parsed("layout.corridor", text);
    assert!(parsed.diagnostics.diagnostics().is_empty());
    let texts = |spans: Vec<crate::source::Span>| -> Vec<String> {
        spans.into_iter().map(|span| sources.text(span).to_owned()).collect()
    };
    let comments = texts(parsed.program.comments.iter().map(|comment| comment.span).collect());
    assert_eq!(
        comments,
        [
            "// first",
            "// in",
            "/// no doc",
            "/* x */",
            "/// nor this",
            "// between",
            "/// left over"
        ]
    );
    let docs: Vec<&str> =
        parsed.program.decls.iter().map(|decl| decl.doc.as_deref().unwrap_or("")).collect();
    assert_eq!(docs, ["A port.\nAt sea.", "B's"]);
    let pieces = texts(parsed.program.pieces);
    assert!(pieces[0].starts_with("/// A port.") && pieces[0].ends_with("/// nor this\n\n"));
    assert!(pieces[1].starts_with("/// B's"));
}

#[test]
fn a_keyword_first_on_its_line_begins_a_declaration_and_nothing_else_does() {
    let text = "  leg A -> B\n     { time: 1 day }\npool p {\nlegs: [\nleg A -> B,\n leg c] }\nlet x =\n  3 km\nlet y = x\n   + 2 km\n";
    let (_, parsed) = parsed("cut.corridor", text);
    assert_eq!(parsed.diagnostics.diagnostics(), []);
    assert_eq!(parsed.program.decls.len(), 4);
}

#[test]
fn empty_files_and_files_of_comments_are_programs() {
    for text in ["", "\n\n", "// c", "/* c */", "\u{FEFF}", "\u{FEFF}node A", "/// doc"] {
        let (_, parsed) = parsed("empty.corridor", text);
        assert_eq!(parsed.diagnostics.diagnostics(), [], "{text:?}");
    }
}

#[test]
fn windows_line_ends_change_nothing() {
    let text = "/// doc\r\nnode A {\r\n  dwell: 2 days\r\n  note: \"x\"\r\n}\r\nleg A -> B\r\n";
    let (_, parsed) = parsed("crlf.corridor", text);
    assert_eq!(parsed.diagnostics.diagnostics(), []);
    assert_eq!(parsed.program.decls[0].doc.as_deref(), Some("doc"));
    assert_eq!(parsed.program.decls.len(), 2);
}
