//! Every field of a bundle is changed, removed and added to, by somebody without the key, with another key, and with the key itself.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Held, bundle, key, value};
use crate::engage::evidence::{PrivateKey, Problem, Signature, canonical};

/// Signs a bundle anew.
pub fn sign(mut bundle: Value, key: &PrivateKey) -> Vec<u8> {
    let keys = bundle.as_object_mut().expect("keys");
    keys.remove("signature");
    let signature = serde_json::to_value(Signature::of(&bundle, key)).expect("JSON");
    bundle.as_object_mut().expect("keys").insert("signature".to_owned(), signature);
    canonical(&bundle)
}

/// The places of all values, as JSON pointers, the whole itself aside.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    let mut below = |name: String, item: &Value| {
        let place = format!("{at}/{name}");
        places(item, &place, out);
        out.push(place);
    };
    match value {
        Value::Object(keys) => keys.iter().for_each(|(key, item)| below(key.replace('/', "~1"), item)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| below(at.to_string(), item)),
        _ => {}
    }
}

fn all() -> Vec<String> {
    let mut out = Vec::new();
    places(&value(&bundle()), "", &mut out);
    out
}

/// Another value of the same kind: a day for a day, a hash for a hash, a verdict for a verdict.
fn other(value: &Value) -> Option<Value> {
    match value {
        Value::Null => Some(json!("x")),
        Value::Bool(is) => Some(json!(!is)),
        Value::Number(number) => Some(json!(number.as_f64()? + 1.0)),
        Value::String(text) if text.parse::<crate::date::Date>().is_ok() => Some(json!(text.replacen("20", "19", 1))),
        Value::String(text) if text == "holds" => Some(json!("broken")),
        Value::String(text) if ["broken", "not_evaluated", "waived", "attested"].contains(&text.as_str()) => {
            Some(json!("holds"))
        }
        Value::String(text) if text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            let (first, rest) = text.split_at(1);
            Some(json!(format!("{}{rest}", if first == "0" { "1" } else { "0" })))
        }
        Value::String(text) => Some(json!(format!("{text}x"))),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn set(bundle: &mut Value, place: &str, new: Value) {
    *bundle.pointer_mut(place).expect("a value") = new;
}

fn remove(bundle: &mut Value, place: &str) {
    let (parent, name) = place.rsplit_once('/').expect("a place");
    match bundle.pointer_mut(parent) {
        Some(Value::Object(keys)) => drop(keys.remove(&name.replace("~1", "/"))),
        Some(Value::Array(items)) => drop(items.remove(name.parse().expect("a number"))),
        _ => panic!("{place}"),
    }
}

fn has(problems: &[Problem], names: &[&str]) -> bool {
    problems.iter().any(|problem| names.contains(&problem.name()))
}

/// Every bundle that differs in one place: the place, what was done, and the bundle.
fn forged() -> Vec<(String, &'static str, Value)> {
    let whole = value(&bundle());
    let mut out = Vec::new();
    for place in all() {
        let old = whole.pointer(&place).expect("a value");
        let mut removed = whole.clone();
        remove(&mut removed, &place);
        out.push((place.clone(), "removed", removed));
        let mut changed = whole.clone();
        if let Some(new) = other(old) {
            set(&mut changed, &place, new);
            out.push((place.clone(), "changed", changed));
        } else {
            match changed.pointer_mut(&place) {
                Some(Value::Object(keys)) => drop(keys.insert("extra".to_owned(), json!(1))),
                Some(Value::Array(items)) => items.push(items.first().cloned().unwrap_or(json!("x"))),
                _ => {}
            }
            out.push((place, "added", changed));
        }
    }
    out
}

#[test]
fn nothing_is_changed_without_the_key_unseen() {
    let held = Held::new();
    let forged = forged();
    for (place, how, bundle) in &forged {
        let told = held.problems(&canonical(bundle));
        let expected: &[&str] = match place.as_str() {
            "/schema" => &["unknown_schema", "no_bundle"],
            "/signature" if *how == "removed" => &["unsigned"],
            "/signature" | "/signature/algorithm" | "/signature/key_id" | "/signature/public_key" => &["odd_signature"],
            "/signature/value" if *how == "removed" => &["odd_signature"],
            _ => &["altered"],
        };
        assert!(has(&told, expected), "{place} {how}: {told:?}");
    }
    println!("{} bundles with one difference, each seen", forged.len());
}

#[test]
fn nothing_is_changed_with_another_key_unseen() {
    let held = Held::new();
    let other = PrivateKey::of_seed([8; 32]);
    for (place, how, bundle) in forged().into_iter().filter(|(place, ..)| place != "/schema") {
        let told = held.problems(&sign(bundle, &other));
        assert!(has(&told, &["unknown_key"]), "{place} {how}: {told:?}");
    }
}

/// What is seen even where the key itself was used: that which follows from something else. The rest is the word of who signs.
#[test]
fn what_does_not_follow_is_seen_even_with_the_key() {
    let held = Held::new();
    let mut table: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for (place, how, bundle) in forged().into_iter().filter(|(place, ..)| !place.starts_with("/signature")) {
        let told = held.problems(&sign(bundle, &key()));
        let mut names: Vec<_> = told.iter().map(Problem::name).collect();
        names.dedup();
        let expected: &[&str] = match place.split('/').nth(1).unwrap_or_default() {
            "schema" => &["unknown_schema", "no_bundle"],
            "contract" => &["odd_contract", "no_bundle", "unknown_keys"],
            "created" => &["odd_retention", "no_bundle"],
            "retain_until" => &["odd_retention", "unknown_keys"],
            "summary" => &["does_not_follow", "no_bundle", "unknown_keys"],
            "inputs" if place.ends_with("path") => &["missing_input", "no_bundle"],
            "inputs" if place.ends_with("sha256") => &["changed_input", "no_bundle"],
            "gates" if place.ends_with("/clause") => &["odd_outcome", "no_bundle"],
            "gates" if place.ends_with(|last: char| last.is_ascii_digit()) && how == "removed" => &["missing_outcome"],
            "outcomes" if place.ends_with("/clause") => &["missing_outcome", "no_bundle"],
            "outcomes" if how == "removed" && place.matches('/').count() == 2 => &["missing_outcome"],
            _ if place.ends_with("/verdict") => &["does_not_follow", "no_bundle"],
            // A key of an object that is gone or new is always seen: the schema has the rest.
            _ if how == "removed" && !place.ends_with(|last: char| last.is_ascii_digit()) => {
                &["no_bundle", "unknown_keys"]
            }
            _ => &[],
        };
        assert!(expected.is_empty() || has(&told, expected), "{place} {how}: {told:?}");
        table.insert((place, how), names);
    }
    for ((place, how), names) in &table {
        let seen = if names.is_empty() { "the signature alone".to_owned() } else { names.join(", ") };
        println!("{how:<8} {place:<60} {seen}");
    }
}

proptest! {
    #[test]
    fn no_byte_is_changed_unseen(at in 0usize..100_000, new: u8) {
        let mut bytes = bundle();
        let at = at % bytes.len();
        prop_assume!(bytes[at] != new);
        bytes[at] = new;
        let held = Held::new();
        prop_assert!(!held.problems(&bytes).is_empty());
    }

    #[test]
    fn no_part_is_left_out_or_doubled_unseen(from in 0usize..100_000, length in 1usize..200, double: bool) {
        let whole = bundle();
        let from = from % whole.len();
        let to = (from + length).min(whole.len());
        let mut bytes = whole[..from].to_vec();
        if double {
            bytes.extend_from_slice(&whole[from..to]);
            bytes.extend_from_slice(&whole[from..to]);
        }
        bytes.extend_from_slice(&whole[to..]);
        prop_assert!(!Held::new().problems(&bytes).is_empty());
    }
}
