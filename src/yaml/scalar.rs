//! What a plain scalar means: the core schema of YAML 1.2, decided here and nowhere else.
//!
//! In: the text of a plain scalar. Out: a value. Never used for quoted text, which is always text.

use crate::ast::{KeyValue, Value};

/// The value of a plain scalar.
pub(super) fn value(text: &str) -> Value {
    match key(text) {
        KeyValue::Null => Value::Null,
        KeyValue::Bool(value) => Value::Bool(value),
        KeyValue::Number(text) => Value::Number(text),
        KeyValue::Text(text) => Value::Text(text),
    }
}

/// The same for a key.
pub(super) fn key(text: &str) -> KeyValue {
    // Most texts are told by their first character.
    match text.as_bytes() {
        [] | [b'~'] => KeyValue::Null,
        [b'0'..=b'9' | b'+' | b'-' | b'.', ..] if is_number(text) => KeyValue::Number(text.into()),
        [b'n' | b'N' | b't' | b'T' | b'f' | b'F', ..] if text.len() <= 5 => match text {
            "null" | "Null" | "NULL" => KeyValue::Null,
            "true" | "True" | "TRUE" => KeyValue::Bool(true),
            "false" | "False" | "FALSE" => KeyValue::Bool(false),
            _ => KeyValue::Text(text.into()),
        },
        _ => KeyValue::Text(text.into()),
    }
}

/// Whether the text is a number of the core schema.
fn is_number(text: &str) -> bool {
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let all = |digits: &str, test: fn(&u8) -> bool| !digits.is_empty() && digits.as_bytes().iter().all(test);
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |digit| matches!(digit, b'0'..=b'7'));
    }
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(text, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let whole = match mantissa.split_once('.') {
        // `5.` is a number, `.` is none.
        Some((before, "")) => all(before, u8::is_ascii_digit),
        Some((before, after)) => before.bytes().all(|b| b.is_ascii_digit()) && all(after, u8::is_ascii_digit),
        None => all(mantissa, u8::is_ascii_digit),
    };
    whole && exponent.is_none_or(|digits| all(digits.strip_prefix(['+', '-']).unwrap_or(digits), u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for text in [
            "0", "7", "-0", "+1", "012", "0o17", "0x1F", "0xdead", "1.50", ".5", "-.5", "5.", "1e3", "1E-3", "1.5e+10",
            ".inf", "-.inf", "+.Inf", ".nan", ".NAN",
        ] {
            assert_eq!(key(text), KeyValue::Number(text.into()), "{text}");
        }
    }

    #[test]
    fn texts() {
        for text in [
            "no",
            "yes",
            "y",
            "on",
            "off",
            "1_000",
            "12:30",
            "2026-01-31",
            "1.2.3",
            ".",
            "-",
            "+",
            "e3",
            "1e",
            "1e+",
            "0x",
            "0o8",
            "-0x1",
            "tRUE",
            "nULL",
            "nan",
            "inf",
            "+.nan",
            "1 ",
            "..5",
            "=",
            "<<",
            "é",
            "١",
        ] {
            assert_eq!(key(text), KeyValue::Text(text.into()), "{text}");
        }
    }

    #[test]
    fn words() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(key(text), KeyValue::Null);
        }
        for text in ["true", "True", "TRUE"] {
            assert_eq!(key(text), KeyValue::Bool(true));
        }
        for text in ["false", "False", "FALSE"] {
            assert_eq!(key(text), KeyValue::Bool(false));
        }
    }
}
