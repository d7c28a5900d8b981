//! The outermost keys of a file: sections and groups of sections.
//!
//! In: the root of a file. Out: C0003 for keys that no kind uses, C0006 for sections of another form.

use std::cell::LazyCell;
use std::ops::Deref;

use crate::ast::{Entry, Item, Key, Node, Value};
use crate::check::fit;
use crate::check::place::{a, head, quoted};
use crate::diag::code::{C0003, C0006};
use crate::diag::nearest::ranked;
use crate::diag::{Applicability, Diagnostic};
use crate::kinds::{self, KINDS, Kind};

/// A root that is no map: nothing that a contract can say.
pub fn no_contract(root: &Node) -> Option<Diagnostic> {
    if matches!(root.value, Value::Null | Value::Map(_)) {
        return None;
    }
    let title = format!("a contract file is a map of sections, not {}", root.describe());
    let first = root.as_list().and_then(|items| items.first());
    let span = first.map_or(root.span, |item| head(&item.node, ""));
    let found = Diagnostic::new(&C0006, title, span, "sections are wanted here");
    Some(found.help("begin with the name of a section, such as `entities` or `commands`"))
}

/// The sections that a file does not have.
type Absent<'e> = dyn Deref<Target = Vec<&'static str>> + 'e;

/// Looks at the root of a file; `misplaced` says whether any declaration of the set stands among those of another kind.
pub fn check(root: &Node, misplaced: bool, findings: &mut Vec<Diagnostic>) {
    findings.extend(no_contract(root));
    let Some(entries) = root.as_map() else { return };
    let mut loose = Vec::new();
    // Asked only where a root key is unknown; then once for all of them.
    let absent = LazyCell::new(|| kinds::sections().filter(|section| !has(entries, section)).collect());
    for entry in entries {
        if of_project(entry, &absent) {
            loose.push(&entry.key);
        } else {
            of_entry(entry, &absent, misplaced, findings);
        }
    }
    let Some(first) = loose.first() else { return };
    let title = format!("`{}` is not a section of a contract", first.value());
    let mut found = Diagnostic::new(&C0003, title, first.span, "belongs under `info`").help("put it under `info`");
    if loose.len() > 1 {
        found = found.note(format!("so do {}", quoted(loose.iter().skip(1).filter_map(|key| key.as_text()), "and")));
    }
    findings.push(found);
}

/// Whether a key at the root says something of the project, and `info` is missing.
fn of_project(entry: &Entry, absent: &Absent) -> bool {
    let Some(name) = entry.key.as_text() else { return false };
    let of_project = kinds::by_section(&["info"]).is_some_and(|kind| kind.record.key(name).is_some());
    of_project && absent.contains(&"info") && kinds::sections().all(|section| section != name)
}

fn of_entry(entry: &Entry, absent: &Absent, misplaced: bool, findings: &mut Vec<Diagnostic>) {
    let root = entry.key.as_text().unwrap_or("");
    let kinds = || KINDS.iter().copied().filter(|kind| kind.section.first() == Some(&root));
    let Some(first) = kinds().next() else {
        findings.push(unknown_section(&entry.key, absent));
        return;
    };
    if first.section.len() == 1 {
        return of_section(first, root, &entry.node, misplaced, findings);
    }
    let parts: Vec<&str> = kinds().filter_map(|kind| kind.section.get(1).copied()).collect();
    let inner = match &entry.node.value {
        Value::Null => return,
        Value::Map(inner) => inner,
        _ => {
            let title = format!("`{root}` is a map, not {}", entry.node.describe());
            let found = Diagnostic::new(&C0006, title, entry.node.span, "a map is wanted here");
            findings.push(found.help(format!("put {} under it", quoted(parts, "or"))).at(root, ""));
            return;
        }
    };
    for entry in inner {
        let name = entry.key.as_text().unwrap_or("");
        match kinds::by_section(&[root, name]) {
            Some(kind) => of_section(kind, name, &entry.node, misplaced, findings),
            None => {
                let title = format!("`{root}` has no section `{}`", entry.key.value());
                let absent = parts.iter().copied().filter(|part| !has(inner, part));
                let found = suggest(title, &entry.key, absent);
                let found = if found.fixes.is_empty() {
                    found.help(format!("under `{root}` there is {}", quoted(parts.iter().copied(), "and")))
                } else {
                    found
                };
                findings.push(found.at(root, name));
            }
        }
    }
}

fn of_section(kind: &Kind, name: &str, node: &Node, misplaced: bool, findings: &mut Vec<Diagnostic>) {
    let element = kind.section.join("/");
    let word = kind.keyword;
    let items = match (&node.value, kind.single) {
        (Value::Null, _) | (Value::Map(_), true) => return,
        (_, true) => {
            let title = format!("`{name}` is one map, not {}", node.describe());
            findings.push(Diagnostic::new(&C0006, title, node.span, "a map is wanted here").at(element, ""));
            return;
        }
        (Value::List(items), false) => items,
        (_, false) => {
            let title = format!("`{name}` is a list, not {}", node.describe());
            let found = Diagnostic::new(&C0006, title, node.span, "a list is wanted here");
            findings.push(found.help(format!("write each {word} as an item of a list")).at(element, ""));
            return;
        }
    };
    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.node.as_map().is_none()) {
        let title = format!("each {word} is a map, not {}", item.node.describe());
        let found = Diagnostic::new(&C0006, title, item.node.span, "a map is wanted here");
        let keys = kind.record.keys.iter().filter(|key| key.required).map(|key| key.name);
        let found = if kind.record.keys.iter().any(|key| key.required) {
            found.help(format!("say at least {}", quoted(keys, "and")))
        } else {
            found
        };
        findings.push(found.at(format!("{element}/{at}"), ""));
    }
    if misplaced {
        strangers(kind, name, items, findings);
    }
}

/// Declarations of another kind: one finding for all of them.
fn strangers(kind: &Kind, name: &str, items: &[Item], findings: &mut Vec<Diagnostic>) {
    let mut others = items.iter().enumerate().filter_map(|(at, item)| Some((at, item, fit::meant(&item.node, kind)?)));
    let Some((at, first, meant)) = others.next() else { return };
    let more = others.count();
    let title = format!("this is {}, but it stands under `{name}`", a(meant.keyword));
    let span = head(&first.node, meant.name);
    let mut found = Diagnostic::new(&C0006, title, span, format!("{} has other keys", a(kind.keyword)))
        .help(format!("put it under `{}`", meant.section.join(".")));
    if more > 0 {
        let things = if more == 1 { "one more thing stands" } else { "more things stand" };
        found = found.note(format!("{things} there that belong elsewhere"));
    }
    findings.push(found.at(format!("{}/{at}", kind.section.join("/")), ""));
}

/// `absent` are the sections that the file does not have yet.
fn unknown_section(key: &Key, absent: &[&'static str]) -> Diagnostic {
    let written = key.value().to_string();
    let title = format!("`{written}` is not a section of a contract");
    // A section that belongs into a group: `roles` instead of `access: {roles: ..}`.
    let grouped = KINDS.iter().find(|kind| {
        kind.section.len() == 2 && (kind.section.last() == Some(&written.as_str()) || kind.keyword == written)
    });
    if let Some([group, part]) = grouped.map(|kind| kind.section) {
        let found = Diagnostic::new(&C0003, title, key.span, format!("belongs under `{group}`"));
        return found.help(format!("put it into the list `{part}` under `{group}`"));
    }
    // A keyword of the text surface in place of its section: `error` for `errors`.
    let by_keyword = kinds::by_keyword(&written).and_then(|kind| kind.section.first().copied());
    let by_keyword = by_keyword.filter(|section| absent.contains(section));
    let found = match by_keyword {
        Some(section) => rename(Diagnostic::new(&C0003, title, key.span, did_you_mean(section)), key, section, true),
        None => suggest(title, key, absent.iter().copied()),
    };
    if found.fixes.is_empty() { found.help("see `contract explain C0003` for all sections") } else { found }
}

fn suggest<'a>(title: String, key: &Key, candidates: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let written = key.value().to_string();
    match ranked(&written, candidates) {
        Some((meant, unique)) => {
            rename(Diagnostic::new(&C0003, title, key.span, did_you_mean(meant)), key, meant, unique)
        }
        None => Diagnostic::new(&C0003, title, key.span, "unknown section"),
    }
}

fn rename(found: Diagnostic, key: &Key, meant: &str, sure: bool) -> Diagnostic {
    let how = if sure { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
    found.fix(format!("rename it to `{meant}`"), how, key.span, meant)
}

fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

fn has(entries: &[Entry], key: &str) -> bool {
    entries.iter().any(|entry| entry.key.as_text() == Some(key))
}
