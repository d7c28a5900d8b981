//! Types, taken apart: whether a value of one can be given where another is wanted.
//!
//! In: the texts of types. Out: [`Plain`], and whether one fits another. `Entity:X` and `X` are one, and so are `text` and `string`;
//! what has no type of its own (`json`) may stand for anything that is no scalar.

use crate::check::deep::Sound;
use crate::check::deep::parts::bare;

/// A type that was taken apart.
#[derive(PartialEq, Eq, Debug)]
pub enum Plain {
    /// A scalar, or a declared name.
    Name(String),
    /// `list<T>` or `map<K,V>`.
    Of(String, Vec<Plain>),
}

/// Takes a type apart; what is too deep is one name.
pub fn plain(text: &str) -> Plain {
    taken(text, 0)
}

fn taken(text: &str, depth: usize) -> Plain {
    let text = text.trim();
    let parts = text.strip_suffix('>').and_then(|inner| inner.split_once('<')).filter(|_| depth < 40);
    let Some((head, inner)) = parts else {
        let name = text.to_lowercase();
        return Plain::Name(match name.as_str() {
            "text" => "string".into(),
            "string" | "int" | "float" | "decimal" | "bool" | "datetime" | "date" | "time" | "uuid" | "json" => name,
            _ => bare(text).to_owned(),
        });
    };
    let (mut level, mut from, mut parts) = (0usize, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '<' => level += 1,
            '>' => level = level.saturating_sub(1),
            ',' if level == 0 => {
                parts.push(taken(inner.get(from..at).unwrap_or(""), depth + 1));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(taken(inner.get(from..).unwrap_or(""), depth + 1));
    Plain::Of(head.trim().to_lowercase(), parts)
}

/// Whether a value of the first type can be sent as the second.
pub fn fits(sound: &Sound, given: &Plain, wanted: &Plain) -> bool {
    let scalar = |name: &str| name.chars().next().is_some_and(char::is_lowercase) && name != "json";
    match (given, wanted) {
        _ if given == wanted => true,
        (Plain::Of(a, given), Plain::Of(b, wanted)) => {
            a == b && given.len() == wanted.len() && given.iter().zip(wanted).all(|(a, b)| fits(sound, a, b))
        }
        (Plain::Name(a), Plain::Name(b)) => {
            let is_enum = |name: &str| sound.declares("enum", name);
            match (a.as_str(), b.as_str()) {
                ("int", "float" | "decimal") => true,
                ("json", other) | (other, "json") => !scalar(other),
                (other, "string") => is_enum(other),
                _ => false,
            }
        }
        (Plain::Name(name), Plain::Of(..)) | (Plain::Of(..), Plain::Name(name)) => name == "json",
    }
}
