//! Keys that stand twice in one map.
//!
//! In: the entries of a map. Out: C0002 findings. Both entries stay in the tree.

use super::findings::Findings;
use crate::ast::{Entry, Key, KeyValue};
use crate::diag::{Diagnostic, code};
use std::collections::HashMap;

/// Small maps are compared key by key: that is faster than hashing.
const SMALL: usize = 12;

/// Reports each key that was there before.
pub(super) fn check(entries: &[Entry], findings: &mut Findings) {
    if entries.len() <= SMALL {
        for (at, entry) in entries.iter().enumerate() {
            let before = entries.iter().take(at).find(|before| before.key.value() == entry.key.value());
            if let Some(before) = before {
                report(&before.key, &entry.key, findings);
            }
        }
        return;
    }
    let mut seen: HashMap<KeyValue<&str>, &Key> = HashMap::with_capacity(entries.len());
    for entry in entries {
        match seen.get(&entry.key.value()) {
            Some(before) => report(before, &entry.key, findings),
            None => {
                seen.insert(entry.key.value(), &entry.key);
            }
        }
    }
}

fn report(before: &Key, again: &Key, findings: &mut Findings) {
    findings.add("C0002", || {
        let title = format!("the key `{}` stands twice in one map", brief(&again.value().to_string()));
        Diagnostic::new(&code::C0002, title, again.span, "said again here")
            .label(before.span, "first said here")
            .help("keep one of the two, or give one of them another name")
    });
}

/// A text cut to what fits into a title.
pub(super) fn brief(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= 40 && line.len() == text.len() {
        return line.into();
    }
    let mut short: String = line.chars().take(39).collect();
    short.push('…');
    short
}
