//! Characters that have no place in a contract: control characters, marks that turn the direction of text.
//!
//! In: the text of a file. Out: a C0011 finding for each run of one of them. Never changes the text.

use super::{Diagnostic, code};
use crate::source::{FileId, Span};

/// The bytes with which everything unwanted starts; all others are passed over without decoding.
static SUSPECT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0x7f | 0xc2 | 0xe2 | 0xef);
        byte += 1;
    }
    table
};

/// Each run of one unwanted character, in order.
pub fn unwanted_runs(file: FileId, text: &str) -> impl Iterator<Item = Diagnostic> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(byte) = text.as_bytes().get(at) {
            if !SUSPECT[usize::from(*byte)] {
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
            return Some(finding(c, what, Span::new(file, start, at)));
        }
        None
    })
}

fn finding(c: char, what: &str, span: Span) -> Diagnostic {
    let name = format!("U+{:04X}", c as u32);
    let title = format!("the file holds {what} (`{name}`)");
    Diagnostic::new(&code::C0011, title, span, format!("`{name}` stands here")).help(help(c))
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
pub fn unwanted(c: char) -> Option<&'static str> {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => None,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Some("a control character"),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some("a mark that turns the direction of text"),
        '\u{FEFF}' => Some("a byte order mark inside the text"),
        _ => None,
    }
}
