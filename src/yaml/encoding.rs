//! Whether a text is so plain that the fast way through it may be taken.
//!
//! In: the text of a file. Out: yes or no. What is unwanted in it is reported elsewhere.

use crate::diag::characters::unwanted;

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
