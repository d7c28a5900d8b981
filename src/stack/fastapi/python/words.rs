//! Words of Python: literals, and what stands in docstrings and comments.
//!
//! In: texts. Out: the same as they may stand in a file, and how wide they are.

/// A text as a literal, with the quotes that need fewer escapes.
pub fn text(value: &str) -> String {
    let count = |quote: u8| value.bytes().filter(|byte| *byte == quote).count();
    let quote = if count(b'"') > count(b'\'') { '\'' } else { '"' };
    let mut out = String::with_capacity(value.len() + 2);
    out.push(quote);
    escape(value, quote, &mut out);
    out.push(quote);
    out
}

/// What stands between the quotes of a literal.
pub fn escaped(value: &str, quote: char) -> String {
    let mut out = String::new();
    escape(value, quote, &mut out);
    out
}

fn escape(value: &str, quote: char, out: &mut String) {
    for piece in value.split_inclusive(|c: char| c == '\\' || c == quote || c.is_control()) {
        let mut letters = piece.chars();
        let Some(last) = letters.next_back() else { continue };
        out.push_str(letters.as_str());
        match last {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
}

/// A whole number as a literal: `20_971_520`.
pub fn whole(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    if digits.len() < 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{sign}{digits}");
    }
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push('_');
        }
        out.push(c);
    }
    format!("{sign}{out}")
}

/// A text on one line, as a sentence that may stand in a docstring.
pub fn sentence(text: &str) -> String {
    let mut text = plain(text);
    if text.contains(['\\', '"']) {
        text = text.replace('\\', "\\\\").replace("\"\"\"", "'''");
    }
    if !text.is_empty() && !text.ends_with(['.', '!', '?', ':']) {
        text.push('.');
    }
    text
}

/// A text on one line, without a full stop at its end.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            plain.push(' ');
        }
        match word.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => plain.push_str(word),
            false => plain.extend(word.chars().filter(|c| !c.is_control())),
        }
    }
    plain.truncate(plain.trim_end_matches('.').len());
    plain
}

/// Words on lines of at most `room` characters.
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// How many columns a text takes; wide characters take two, as the formatter counts them.
pub fn width(text: &str) -> usize {
    // Most of what is written is plain.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain { text.len() } else { unicode_width::UnicodeWidthStr::width(text) }
}
