//! `file:` addresses and paths.

use std::path::Path;

/// The path of a `file:` address; of another address the address itself, which
/// names a text that only the editor has.
pub fn to_path(uri: &str) -> String {
    let Some(rest) = uri.strip_prefix("file://") else { return uri.to_owned() };
    // A host may stand before the path: ours is the only one.
    let path = rest.find('/').map_or(rest, |slash| &rest[slash..]);
    let path = decode(path);
    // `/C:/x` is `C:/x`.
    let drive = path.as_bytes();
    let windows = drive.len() > 2 && drive[1].is_ascii_alphabetic() && drive[2] == b':';
    if windows { path[1..].to_owned() } else { path }
}

/// The `file:` address of a path; an address stays as it is.
pub fn of_path(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let scheme = text.find(':').filter(|colon| *colon > 1);
    if scheme.is_some_and(|colon| {
        text[..colon].chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    }) {
        return text;
    }
    let mut uri = "file://".to_owned();
    if !text.starts_with('/') {
        uri.push('/');
    }
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// Undoes `%20`.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_lead_to_each_other() {
        for path in ["/a/b c.corridor", "/Баку/50%.corridor", "/a#?/x.corridor"] {
            assert_eq!(to_path(&of_path(Path::new(path))), path);
        }
        assert_eq!(to_path("file:///C%3A/x"), "C:/x");
        assert_eq!(to_path("untitled:Untitled-1"), "untitled:Untitled-1");
        assert_eq!(of_path(Path::new("untitled:Untitled-1")), "untitled:Untitled-1");
        assert_eq!(to_path("file:///a%"), "/a%");
    }
}
