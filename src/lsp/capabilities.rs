//! What the server offers.

use serde_json::{Value, json};

use super::colours;

/// The capabilities, as the protocol writes them.
pub fn offered() -> Value {
    json!({
        "positionEncoding": "utf-16",
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "completionProvider": { "triggerCharacters": [":", "@", ">", "\"", "/"], "resolveProvider": false },
        "signatureHelpProvider": { "triggerCharacters": ["(", ","] },
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "renameProvider": { "prepareProvider": true },
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "foldingRangeProvider": true,
        "semanticTokensProvider": { "legend": colours::legend(), "full": true, "range": true },
        "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll"] },
        "inlayHintProvider": true,
        "codeLensProvider": { "resolveProvider": true },
        "documentLinkProvider": { "resolveProvider": false },
        "documentFormattingProvider": true,
        "documentRangeFormattingProvider": true,
        "documentOnTypeFormattingProvider": { "firstTriggerCharacter": "}" },
    })
}
