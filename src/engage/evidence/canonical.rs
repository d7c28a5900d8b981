//! JSON in the one form of RFC 8785, so that the same value has the same bytes, and the same hash, everywhere.
//!
//! In: a JSON value. Out: its bytes: no spaces, keys in the order of their UTF-16 units, strings with as few escapes as can be, numbers as
//! ECMAScript writes them. Numbers are doubles there, so one that is none, such as 2^53 + 1, is written as the nearest. Reads nothing.

use ryu_js::Buffer;
use serde_json::{Number, Value};

/// The canonical bytes of a value.
pub fn canonical(value: &Value) -> Vec<u8> {
    let mut out = String::new();
    write(&mut out, value);
    out.into_bytes()
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&self::number(number)),
        Value::String(text) => string(out, text),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                comma(out, at);
                write(out, item);
            }
            out.push(']');
        }
        Value::Object(keys) => {
            let mut keys: Vec<_> = keys.iter().collect();
            keys.sort_unstable_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            out.push('{');
            for (at, (key, item)) in keys.into_iter().enumerate() {
                comma(out, at);
                string(out, key);
                out.push(':');
                write(out, item);
            }
            out.push('}');
        }
    }
}

fn comma(out: &mut String, at: usize) {
    if at > 0 {
        out.push(',');
    }
}

fn string(out: &mut String, text: &str) {
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            sign if u32::from(sign) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(sign))),
            sign => out.push(sign),
        }
    }
    out.push('"');
}

/// As `Number::toString` of ECMAScript writes it: the fewest digits that say it, of two the nearer, of two as near the even one. Rust's own
/// digits differ in the last of these. A number of JSON is always finite, and so is its double.
fn number(number: &Number) -> String {
    Buffer::new().format_finite(number.as_f64().unwrap_or(0.0)).to_owned()
}
