//! Text from files and names made safe to print.
//!
//! In: any text. Out: text of one line without control or bidirectional characters: a terminal obeys nothing in it.

use std::borrow::Cow;

/// The character to show in place of `c`; tabs stay.
pub(super) fn visible(c: char) -> char {
    match c {
        '\t' => c,
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        '\u{feff}' => '\u{fffd}',
        _ => c,
    }
}

/// `text` as one printable line: line breaks and tabs become spaces, other control characters their pictures.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| c != '\t' && visible(c) == c) {
        return Cow::Borrowed(text);
    }
    let shown = |c| if matches!(c, '\n' | '\t') { ' ' } else { visible(c) };
    Cow::Owned(text.chars().filter(|c| *c != '\r').map(shown).collect())
}

/// At most `most` characters of `text`, with an ellipsis where some were cut.
pub(super) fn short(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.chars().take(most.saturating_sub(1)).chain(['…']).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal() {
        assert_eq!(clean("Luồng a"), "Luồng a");
        assert_eq!(clean("a\u{1b}[31mb\r\nc\td\u{202e}"), "a␛[31mb c d\u{fffd}");
        assert_eq!(short("Luồng", 4), "Luồ…");
        assert_eq!(short("Luồng", 5), "Luồng");
    }
}
