//! How one text is written so that YAML 1.1 and YAML 1.2 both read it as that text.
//!
//! In: a text. Out: it plain, in quotes, or not at all where only a block of lines will do. Never wraps a line.

use std::borrow::Cow;
use std::fmt::Write;

/// The text on one line: plain where that is safe, else in single quotes, else in double quotes.
pub(super) fn inline(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let escape = text.chars().any(|c| c == '\n' || c == '\t' || must_escape(c));
    Cow::Owned(if escape { double(text) } else { single(text) })
}

/// The text in single quotes.
pub(super) fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The text in double quotes, with escapes.
fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            c if must_escape(c) => {
                let code = u32::from(c);
                // Writing to a string cannot go wrong.
                let _ = match code {
                    0..=0xff => write!(out, "\\x{code:02X}"),
                    0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    _ => write!(out, "\\U{code:08X}"),
                };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that stand in no YAML text as themselves, or that some reader takes for a line break or the start of a file.
pub(super) fn must_escape(c: char) -> bool {
    matches!(c,
        '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether the text without quotes is this text in every reader.
fn is_plain(text: &str) -> bool {
    let mut before = match text.chars().next() {
        Some(c) if c.is_alphabetic() || c == '_' || c == '/' => c,
        _ => return false,
    };
    for c in text.chars().skip(1) {
        let fits = match c {
            ' ' => before != ' ' && before != ':',
            '#' => before != ' ',
            '!'..='~' => true,
            // Marks that are written apart from their letter, as in `o` + `̂`.
            '\u{300}'..='\u{36f}' => true,
            c => c.is_alphanumeric() || is_sign(c),
        };
        if !fits {
            return false;
        }
        before = c;
    }
    before != ' ' && before != ':' && !is_word(text)
}

/// Signs of prose that have no meaning in YAML.
fn is_sign(c: char) -> bool {
    matches!(c, '‐'..='—' | '‘'..='„' | '…' | '→' | '←' | '≤' | '≥' | '≠' | '×' | '·' | '§' | '°' | '€')
}

/// Words that some reader takes for null or a boolean.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// The header of a block of lines that says exactly this text; none where quotes must do.
pub(super) fn block_header(text: &str) -> Option<&'static str> {
    let body = text.trim_end_matches('\n');
    if !text.contains('\n') || body.is_empty() {
        return None;
    }
    let bad_line = |line: &str| line.ends_with([' ', '\t']) || line.starts_with('\t');
    if text.chars().any(|c| c != '\n' && c != '\t' && must_escape(c)) || body.split('\n').any(bad_line) {
        return None;
    }
    // The first line with content sets the indentation, so it must not start with a space unless the header says it.
    let first = body.split('\n').find(|line| !line.is_empty()).unwrap_or("");
    let spaced = first.starts_with(' ');
    Some(match (spaced, text.len() - body.len()) {
        (false, 0) => "|-",
        (false, 1) => "|",
        (false, _) => "|+",
        (true, 0) => "|2-",
        (true, 1) => "|2",
        (true, _) => "|2+",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_where_safe() {
        for text in [
            "Employee Attendance, Payroll & HR Document System",
            "https://api.weatherapi.com/v1",
            "employee/{employee_id}/x",
            "/api/v1/payroll/{payroll_id}/send",
            "list<json>",
            "DECIMAL(10,2)",
            "a == b",
            "bảng lương",
            "it's",
            "x#y",
            "nullable",
        ] {
            assert_eq!(inline(text), text);
        }
    }

    #[test]
    fn quoted_where_not() {
        for text in [
            "",
            "{{x}}",
            "no",
            "NO",
            "y",
            "1.2",
            "12:30",
            "2026-01-31",
            "- a",
            "a: b",
            "a:",
            "#x",
            "a #x",
            " a",
            "a ",
            "a  b",
            "~",
            "=",
            "<<",
            "null",
            "True",
            "@x",
            "`x`",
            "*x",
            "&x",
            "!x",
            "%x",
            "[x]",
            "?",
            "-",
            ".inf",
            "👍",
        ] {
            assert_eq!(inline(text), single(text));
        }
        assert_eq!(inline("a\tb"), "\"a\\tb\"");
        assert_eq!(inline("a\u{85}b\u{2028}"), "\"a\\x85b\\u2028\"");
        assert_eq!(inline("it's no: x"), "'it''s no: x'");
    }

    #[test]
    fn blocks() {
        assert_eq!(block_header("a"), None);
        assert_eq!(block_header("a\nb"), Some("|-"));
        assert_eq!(block_header("a\n\n b\n"), Some("|"));
        assert_eq!(block_header(" a\nb\n\n"), Some("|2+"));
        assert_eq!(block_header("a \nb"), None);
        assert_eq!(block_header("a\r\nb"), None);
        assert_eq!(block_header("\n"), None);
    }
}
