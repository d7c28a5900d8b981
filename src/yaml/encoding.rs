//! Characters that have no place in a contract: control characters, marks that turn the direction of text.
//!
//! In: the text of a file. Out: C0011 findings at each run of them. Never changes the text.

use super::findings::Findings;
use crate::diag::{Diagnostic, code};
use crate::source::{FileId, Span};

/// Whether the text holds nothing but what any contract may hold: no control characters besides line feeds, no marks.
pub(super) fn is_plain(text: &str) -> bool {
    // Without branches, so that many bytes are looked at in one step.
    let rare = |byte: &u8| {
        (*byte < b' ' && *byte != b'\n') | (*byte == 0x7f) | (*byte == 0xc2) | (*byte == 0xe2) | (*byte == 0xef)
    };
    let any = |chunk: &[u8]| chunk.iter().fold(false, |any, byte| any | rare(byte));
    if !text.as_bytes().chunks(256).any(any) {
        return true;
    }
    let odd = |c: char| matches!(c, '\t' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars().all(|c| !odd(c) && unwanted(c).is_none())
}

/// Reports each run of one unwanted character.
pub(super) fn check(file: FileId, text: &str, findings: &mut Findings) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        // Everything unwanted starts with one of these bytes; all others are passed over without decoding.
        if !matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0x7f | 0xc2 | 0xe2 | 0xef) {
            at += 1;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            at += 1;
            continue;
        };
        let start = at;
        at += c.len_utf8();
        let Some(what) = unwanted(c).filter(|_| start > 0 || c != '\u{FEFF}') else { continue };
        while text.get(at..).is_some_and(|rest| rest.starts_with(c)) {
            at += c.len_utf8();
        }
        findings.add("C0011", || {
            let name = format!("U+{:04X}", c as u32);
            Diagnostic::new(
                &code::C0011,
                format!("the file holds {what} (`{name}`)"),
                Span::new(file, start, at),
                format!("`{name}` stands here"),
            )
            .help(help(c))
        });
    }
}

fn help(c: char) -> &'static str {
    match c {
        '\u{FEFF}' => "remove it; only the very start of a file may hold one",
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            "remove it: it makes text look other than it is; if it is meant, write it as an escape in double quotes"
        }
        _ => "remove it; if it is meant, write it as an escape in double quotes",
    }
}

/// What an unwanted character is called; none for all others.
pub(super) fn unwanted(c: char) -> Option<&'static str> {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => None,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Some("a control character"),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some("a mark that turns the direction of text"),
        '\u{FEFF}' => Some("a byte order mark inside the text"),
        _ => None,
    }
}
