//! Equality of meaning: values, types, order of keys, digits of numbers. Spans, comments and blank lines take no part.
//!
//! In: two trees. Out: nothing, or the first place where they differ. The guard of every writer stands on it.

use super::{Node, Path, Step, Value};

/// The first place where two trees say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The place, from the root.
    pub path: Path,
    /// What the left tree says there.
    pub left: String,
    /// What the right tree says there.
    pub right: String,
}

/// The first difference in meaning between two trees, or nothing if they mean the same.
pub fn difference(left: &Node, right: &Node) -> Option<Difference> {
    let mut found = compare(left, right)?;
    found.path.0.reverse();
    Some(found)
}

/// As [`difference`], but with the steps of the path in reverse: they are added on the way back.
fn compare(left: &Node, right: &Node) -> Option<Difference> {
    let below = |step: Step, found: Option<Difference>| {
        found.map(|mut found| {
            found.path.0.push(step);
            found
        })
    };
    match (&left.value, &right.value) {
        (Value::Null, Value::Null) => None,
        (Value::Bool(a), Value::Bool(b)) if a == b => None,
        (Value::Number(a), Value::Number(b)) | (Value::Text(a), Value::Text(b)) if a == b => None,
        (Value::List(a), Value::List(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(at, (a, b))| below(Step::Index(at), compare(&a.node, &b.node)))
        }
        (Value::Map(a), Value::Map(b))
            if a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key.value() == b.key.value()) =>
        {
            let mut pairs = a.iter().zip(b);
            pairs.find_map(|(a, b)| below(Step::Key(a.key.value().to_owned()), compare(&a.node, &b.node)))
        }
        _ => Some(Difference { path: Path::default(), left: brief(left), right: brief(right) }),
    }
}

/// A node in a few words, for a message about a difference.
fn brief(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => format!("the number {text}"),
        Value::Text(text) => format!("the text {text:?}"),
        Value::List(items) => format!("a list of {}", items.len()),
        Value::Map(entries) => {
            let keys: Vec<String> = entries.iter().map(|entry| entry.key.value().to_string()).collect();
            format!("a map with the keys {}", keys.join(", "))
        }
    }
}
