//! Types, taken apart: whether a value of one can be given where another is wanted.
//!
//! In: the texts of types. Out: [`Plain`], and whether one fits another. `Entity:X` and `X` are one, and so are `text` and `string`;
//! what has no type of its own (`json`) may stand for anything that is no scalar.

use crate::check::deep::Sound;
use crate::check::deep::parts::{Field, bare, each_field};
use crate::check::gather::Declaration;
use crate::check::place::{cut, small, trim};

/// A type that was taken apart.
#[derive(PartialEq, Eq, Debug)]
pub enum Plain<'t> {
    /// A scalar in small letters, or a declared name.
    Name(&'t str),
    /// `list<T>` or `map<K,V>`, the head in small letters where it is one of these.
    Of(&'t str, Vec<Plain<'t>>),
}

/// The word for a built-in type in small letters; any other is none.
fn built_in(word: &str) -> Option<&'static str> {
    Some(match small(word, &mut [0; "datetime".len()])? {
        b"string" | b"text" => "string",
        b"int" => "int",
        b"float" => "float",
        b"decimal" => "decimal",
        b"bool" => "bool",
        b"datetime" => "datetime",
        b"date" => "date",
        b"time" => "time",
        b"uuid" => "uuid",
        b"json" => "json",
        b"list" => "list",
        b"map" => "map",
        _ => return None,
    })
}

/// What a list is one of, or the type itself.
pub fn item(text: &str) -> &str {
    text.trim_end_matches('>').rsplit('<').next().unwrap_or(text)
}

/// The value object that a type names, and its part of this name.
pub fn part<'s, 'a>(sound: &Sound<'s, 'a>, kind: &str, name: &str) -> Option<(&'s Declaration<'a>, Field<'a>)> {
    let value = sound.one("value", bare(kind))?;
    Some((value, each_field(value.node, "fields").find(|field| field.name == name)?))
}

/// Takes a type apart; what is too deep is one name.
pub fn plain(text: &str) -> Plain<'_> {
    taken(text, 0)
}

fn taken(text: &str, depth: usize) -> Plain<'_> {
    let text = trim(text);
    let parts = text.strip_suffix('>').and_then(|inner| cut(inner, b'<')).filter(|_| depth < 40);
    let Some((head, inner)) = parts else {
        return Plain::Name(built_in(text).unwrap_or_else(|| bare(text)));
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
    Plain::Of(built_in(head.trim()).unwrap_or(head.trim()), parts)
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
            match (*a, *b) {
                ("int", "float" | "decimal") => true,
                ("json", other) | (other, "json") => !scalar(other),
                (other, "string") => is_enum(other),
                _ => false,
            }
        }
        (Plain::Name(name), Plain::Of(..)) | (Plain::Of(..), Plain::Name(name)) => *name == "json",
    }
}
