//! Values as they are written in brackets, in the way that both YAML and `.contract` text read.
//!
//! In: plain values. Out: text on one line. How a text is spelt is up to the caller.

use super::Plain;

impl Plain {
    /// The value on one line, lists and maps in brackets; `text` spells the texts.
    pub fn in_brackets(&self, text: &dyn Fn(&str) -> String) -> String {
        match self {
            Plain::Null => "null".to_owned(),
            Plain::Bool(value) => value.to_string(),
            Plain::Number(digits) => digits.clone(),
            Plain::Text(own) => text(own),
            Plain::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.in_brackets(text)).collect();
                format!("[{}]", items.join(", "))
            }
            Plain::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Plain::Map(entries) => {
                let entry = |(name, value): &(String, Plain)| format!("{}: {}", key(name), value.in_brackets(text));
                format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A key, in quotes where it is no word.
pub fn key(key: &str) -> String {
    let word = key.chars().all(|c| c.is_alphanumeric() || c == '_') && key.starts_with(|c: char| c.is_alphabetic());
    if word { key.to_owned() } else { quoted(key) }
}

/// Text in double quotes, with the escapes that both surfaces know.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
