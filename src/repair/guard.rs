//! What a fix must never do: widen access, weaken a rule, make a condition vacuous.
//!
//! In: the trees of a file before and after fixes. Out: whether they may be made. All that says who may do what,
//! and on which condition, must say the same afterwards. Only a name may be put right there, one word for another, where the
//! word that stands there means nothing at all, and a rule may say of an input that it is the role of the
//! caller, which it was by its name.

use crate::ast::{Document, Entry, Node, Value};
use crate::diag::{Code, Fix, Layer, Licence};

/// Sections that say who may do what, or on which condition something holds.
const SECTIONS: &[&str] = &["access", "policies", "rules", "security"];

/// Keys that say it inside of other declarations.
const KEYS: &[&str] = &[
    "auth",
    "guard",
    "guards",
    "required_roles",
    "roles",
    "permissions",
    "policies",
    "rules",
    "condition",
    "conditions",
    "where",
    "tenant_scope",
    "hit_policy",
    "auth_required",
];

/// What a fix may do to what says who may do what.
pub fn licence(code: &Code, fix: &Fix) -> Licence {
    match fix.licence {
        Licence::None if code.layer() <= Layer::NAMES => Licence::Name,
        licence => licence,
    }
}

/// Whether fixes that have this licence, each of them, may turn the first tree into the second.
pub fn allows(licence: Licence, before: &Document, after: &Document) -> bool {
    let (old, new) = (delicate(&before.root), delicate(&after.root));
    let says_role = licence == Licence::CallerRole;
    let holds = |a: &(String, &Node), b: &(String, &Node)| {
        let said = says_role && a.0 == "rules";
        a.0 == b.0 && (same(a.1, b.1) || said && same(a.1, &unsaid(a.1, b.1)))
    };
    if old.len() == new.len() && old.iter().zip(&new).all(|(a, b)| holds(a, b)) {
        return true;
    }
    licence == Licence::Name && alike(&before.root, &after.root)
}

/// Rules as they are now, without what is newly said of their inputs: that they are the role of the caller, which they were by name.
fn unsaid(before: &Node, now: &Node) -> Node {
    let mut now = now.clone();
    let Value::List(rules) = &mut now.value else { return now };
    for (old, rule) in before.as_list().unwrap_or(&[]).iter().zip(rules) {
        let Value::Map(entries) = &mut rule.node.value else { continue };
        let had = old.node.get("bind");
        for bind in entries.iter_mut().filter(|entry| entry.key.as_text() == Some("bind")) {
            let Value::Map(sources) = &mut bind.node.value else { continue };
            let is_old = |name: Option<&str>| name.is_some_and(|name| had.is_some_and(|had| had.get(name).is_some()));
            sources.retain(|own| own.node.as_text() != Some("actor.role") || is_old(own.key.as_text()));
        }
        let empty =
            |own: &Entry| own.key.as_text() == Some("bind") && own.node.as_map().is_some_and(<[Entry]>::is_empty);
        entries.retain(|own| had.is_some() || !empty(own));
    }
    now
}

/// The delicate parts of a tree, in its order, each with the keys that lead to it.
fn delicate(root: &Node) -> Vec<(String, &Node)> {
    let mut found = Vec::new();
    for entry in root.as_map().unwrap_or(&[]) {
        let key = entry.key.value().to_string();
        if SECTIONS.contains(&key.as_str()) {
            found.push((key, &entry.node))
        } else {
            within(&entry.node, &key, &mut found)
        }
    }
    found
}

fn within<'n>(node: &'n Node, path: &str, found: &mut Vec<(String, &'n Node)>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| within(&item.node, path, found)),
        Value::Map(entries) => {
            for Entry { key, node, .. } in entries {
                let path = format!("{path}/{}", key.value());
                let delicate = key.as_text().is_some_and(|key| KEYS.contains(&key));
                if delicate { found.push((path, node)) } else { within(node, &path, found) }
            }
        }
        _ => {}
    }
}

fn same(a: &Node, b: &Node) -> bool {
    crate::ast::difference(a, b).is_none()
}

/// Whether two trees differ in single texts and keys only.
fn alike(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(&a.node, &b.node)),
        (Value::Map(a), Value::Map(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(&a.node, &b.node)),
        (Value::Text(_), Value::Text(_)) => true,
        _ => same(a, b),
    }
}
