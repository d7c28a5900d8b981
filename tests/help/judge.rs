//! Judges of conversions: one that reads YAML with another library, and one that looks at every owner of a comment.

use contract::ast::{Comment, Document, Entry, Item, KeyValue, Node, Notes, Value};
use serde_yaml::Value as Yaml;

/// Reads YAML with a library that is not ours. It refuses whole numbers of more than 64 bits: they are given to it as text.
pub fn yaml(text: &str) -> Result<Yaml, String> {
    let line = |line: &str| match line.rsplit_once(": ") {
        Some((key, number)) if number.len() > 19 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{key}: '{number}'\n")
        }
        _ => format!("{line}\n"),
    };
    let text = &if text.contains('\r') { text.to_owned() } else { text.lines().map(line).collect() };
    serde_yaml::from_str(text).map_err(|error| format!("another reader says: {error}\n{text}"))
}

/// Whether two values of the other library are the same, keys in the same order.
pub fn same_yaml(left: &Yaml, right: &Yaml) -> bool {
    match (left, right) {
        (Yaml::Sequence(left), Yaml::Sequence(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_yaml(left, right))
        }
        (Yaml::Mapping(left), Yaml::Mapping(right)) => {
            let pairs = left.iter().zip(right);
            left.len() == right.len()
                && pairs.fold(true, |same, ((key, value), (other_key, other))| {
                    same && same_yaml(key, other_key) && same_yaml(value, other)
                })
        }
        (Yaml::Number(left), Yaml::Number(right)) => {
            left == right || (left.is_nan() && right.is_nan()) // no NaN equals another
        }
        (left, right) => left == right,
    }
}

/// Whether our tree says what the other library reads; the path to the first place where it does not.
pub fn agrees(node: &Node, other: &Yaml) -> Result<(), String> {
    let no = |what: &str| Err(format!(": we read {what}, the other reader {other:?}"));
    match (&node.value, other) {
        (Value::Null, Yaml::Null) => Ok(()),
        (Value::Bool(ours), Yaml::Bool(theirs)) if ours == theirs => Ok(()),
        (Value::Number(ours), theirs) if is_number(ours, theirs) => Ok(()),
        (Value::Text(ours), Yaml::String(theirs)) if **ours == **theirs => Ok(()),
        (Value::List(ours), Yaml::Sequence(theirs)) if ours.len() == theirs.len() => ours
            .iter()
            .zip(theirs)
            .enumerate()
            .try_for_each(|(at, (item, other))| agrees(&item.node, other).map_err(|below| format!("[{at}]{below}"))),
        (Value::Map(ours), Yaml::Mapping(theirs)) if ours.len() == theirs.len() => {
            ours.iter().zip(theirs).try_for_each(|(entry, (key, other))| {
                agrees(&key_as_node(entry), key)
                    .and_then(|()| agrees(&entry.node, other))
                    .map_err(|below| format!(".{}{below}", entry.key.value()))
            })
        }
        (value, _) => no(&format!("{value:?}").chars().take(200).collect::<String>()),
    }
}

fn key_as_node(entry: &Entry) -> Node {
    let value = match entry.key.value() {
        KeyValue::Null => Value::Null,
        KeyValue::Bool(value) => Value::Bool(value),
        KeyValue::Number(text) => Value::Number(text.into()),
        KeyValue::Text(text) => Value::Text(text.into()),
    };
    Node::new(value, entry.key.span)
}

/// Whether a number of ours is what the other library made of it. It takes the largest whole numbers for text, and
/// those that begin with zeros.
fn is_number(ours: &str, theirs: &Yaml) -> bool {
    match theirs {
        Yaml::Number(number) => {
            let digits = |prefix: &str, base: u32| {
                ours.strip_prefix(prefix).and_then(|digits| u64::from_str_radix(digits, base).ok())
            };
            let whole = digits("0x", 16).or_else(|| digits("0o", 8));
            match whole {
                Some(whole) => number.as_u64() == Some(whole),
                None => {
                    let plain = ours.replace(".inf", "inf").replace(".Inf", "inf").replace(".INF", "inf");
                    let plain = if plain.eq_ignore_ascii_case(".nan") { "NaN".to_owned() } else { plain };
                    let value: Option<f64> = plain.parse().ok();
                    value.is_some_and(|value| number.as_f64() == Some(value) || (value.is_nan() && number.is_nan()))
                }
            }
        }
        Yaml::String(text) => ours == text,
        _ => false,
    }
}

/// The texts of all comments, sorted: what must be the same on both sides of a conversion. The comment that carries the
/// order of mixed declarations is none that anybody wrote.
pub fn comments(document: &Document) -> Vec<String> {
    let mut all = Vec::new();
    document.each_comment(&mut |comment| {
        if !is_order(comment) {
            all.push(comment.text.to_string());
        }
    });
    all.sort();
    all
}

fn is_order(comment: &Comment) -> bool {
    comment.text.starts_with(" contract order: ")
}

/// Every owner with what it owns, one line each: `entities[0].id above[..] end[..]`.
pub fn owners(document: &Document) -> Vec<String> {
    let mut all = Vec::new();
    owners_below(&document.root, "", &mut all);
    own("file", &document.notes, &mut all);
    all
}

fn owners_below(node: &Node, path: &str, all: &mut Vec<String>) {
    match &node.value {
        Value::List(items) => {
            for (at, Item { notes, node }) in items.iter().enumerate() {
                let path = format!("{path}[{at}]");
                own(&path, notes, all);
                owners_below(node, &path, all);
            }
        }
        Value::Map(entries) => {
            for Entry { notes, key, node } in entries {
                let path = format!("{path}.{}", key.value());
                own(&path, notes, all);
                owners_below(node, &path, all);
            }
        }
        _ => {}
    }
}

fn own(path: &str, notes: &Notes, all: &mut Vec<String>) {
    let comments = notes.comments();
    let texts = |list: &[Comment]| {
        list.iter().filter(|comment| !is_order(comment)).map(|comment| comment.text.to_string()).collect::<Vec<_>>()
    };
    let (above, below) = (texts(&comments.above), texts(&comments.below));
    let end = comments.end.as_ref().map(|comment| comment.text.to_string());
    if !above.is_empty() || !below.is_empty() || end.is_some() {
        all.push(format!("{path} above{above:?} end{end:?} below{below:?}"));
    }
}

/// The comments of a YAML text that has ` #` nowhere else, found without any reader.
pub fn plain_comments(text: &str) -> Vec<String> {
    let comment = |line: &str| match line.trim_start().strip_prefix('#') {
        Some(rest) => Some(rest.trim_end().to_owned()),
        None => line.split_once(" #").map(|(_, rest)| rest.trim_end().to_owned()),
    };
    let mut all: Vec<String> = text.lines().filter_map(comment).collect();
    all.sort();
    all
}
