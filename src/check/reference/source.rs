//! Where values come from: `actor.id`, `clock.now`, `new.uuid`, `input.file`, `stored.url`; and the names of what is written.
//!
//! In: such a text, or a map of them. Out: the names in it; and C0014 for a word that the clock does not know. A text without a
//! dot is a constant, or all of what a step gave back.

use super::collect::Collector;
use super::special::key_word;
use super::{Reference, Space};
use crate::ast::Node;
use crate::check::deep::model::words::{stems, words};
use crate::check::deep::parts::bare;
use crate::check::gather::Declaration;
use crate::check::names::Part;
use crate::check::place::{Word, cut, whole, word};
use crate::check::walk::Visit;
use crate::diag::code::C0014;
use crate::diag::nearest::ranked;
use crate::diag::{Applicability, Diagnostic};

/// What is known of every caller, whatever else is.
const CALLER: &[&str] = &["id", "role", "roles"];

/// What the clock tells.
const CLOCK: &[&str] = &["now", "today"];

/// What the system makes.
const NEW: &[&str] = &["uuid"];

/// What is known of an input besides its value: the bytes of a file.
const FACTS: &[&str] = &["size"];

/// Gathers the names in a source.
pub fn collect<'a>(collector: &mut Collector<'a, '_>, declaration: &Declaration<'a>, visit: &Visit<'a, '_>) {
    let node = visit.node;
    let Some(found) = whole(node) else { return };
    // Behind the second name may stand facts about it that nothing declares, such as the size of a file.
    let mut names = found.text.split('.');
    let (Some(head), Some(rest)) = (names.next(), names.next()) else {
        let at = operation(collector, declaration).filter(|at| step(collector, *at, found.text).is_some());
        return at.into_iter().for_each(|at| collector.add(found, Space::Part(Part::Result, at), visit.node));
    };
    if ![head, rest].into_iter().chain(names).all(is_name) {
        return;
    }
    let behind = word(node, head.len() + 1, head.len() + 1 + rest.len());
    match head {
        "actor" => {
            if let Some(owner) = collector.names.actor() {
                let known = |field: &mut Reference| field.known = CALLER;
                collector.push(behind, Space::Part(Part::Field, owner), visit.node, known);
            }
        }
        "clock" if !CLOCK.contains(&rest) => {
            let title = format!("the clock does not tell `{rest}`");
            collector.findings.push(unknown(declaration, visit, title, behind, CLOCK));
        }
        "new" if !NEW.contains(&rest) => {
            let title = format!("the system makes no new `{rest}`");
            collector.findings.push(unknown(declaration, visit, title, behind, NEW));
        }
        "clock" | "new" => {}
        _ => of_operation(collector, declaration, visit, head, rest),
    }
}

/// A source that only a command or query has: an input, a step before, a row that was loaded.
fn of_operation<'a>(
    collector: &mut Collector<'a, '_>,
    declaration: &Declaration<'a>,
    visit: &Visit<'a, '_>,
    head: &'a str,
    rest: &'a str,
) {
    let Some(at) = operation(collector, declaration) else { return };
    let Some(own) = collector.set.declarations.get(at) else { return };
    let first = word(visit.node, 0, head.len());
    let behind = word(visit.node, head.len() + 1, head.len() + 1 + rest.len());
    if head == "input" {
        let start = head.len() + rest.len() + 2;
        let fact = visit.node.as_text().and_then(|text| text.get(start..)).filter(|fact| !FACTS.contains(fact));
        if let Some(near) = fact.and_then(|fact| ranked(fact, FACTS.iter().copied())).map(|(near, _)| near) {
            let behind = word(visit.node, start, visit.node.as_text().map_or(start, str::len));
            let title = format!("nothing is known of an input as `{}`", behind.text);
            let found = misspelt(title, behind, near, Applicability::MaybeIncorrect);
            collector.findings.push(found.at(&declaration.element, visit.path()));
        }
        return collector.add(behind, Space::Part(Part::Input, at), visit.node);
    }
    if let Some(step) = step(collector, at, head) {
        collector.add(first, Space::Part(Part::Result, at), visit.node);
        let params = step.get("params");
        let name = |key: &str| params.and_then(|params| params.get(key)).and_then(Node::as_text);
        let owner = match name("operation_id").or_else(|| name("operation")) {
            Some(operation) => collector.names.only("operation", operation),
            None => name("entity").and_then(|entity| collector.names.only("entity", entity)),
        };
        if let Some(owner) = owner {
            collector.add(behind, Space::Part(Part::Field, owner), visit.node);
        }
        return;
    }
    match loaded(own.node, head) {
        Some((kind, name)) => {
            let part = if kind == "table" { Part::Column } else { Part::Field };
            if let Some(owner) = collector.names.only(kind, name) {
                collector.add(behind, Space::Part(part, owner), visit.node);
            }
        }
        None => collector.add(first, Space::Part(Part::Result, at), visit.node),
    }
}

/// The step of an operation that gives its result this name.
fn step<'a>(collector: &Collector<'a, '_>, operation: usize, name: &str) -> Option<&'a Node> {
    let own = collector.set.declarations.get(operation)?;
    let steps = own.node.get("effects").and_then(Node::as_list)?;
    let found = steps.iter().find(|step| step.node.get("result").and_then(Node::as_text) == Some(name));
    found.map(|step| &step.node)
}

/// The command or query that a declaration is, or speaks of.
fn operation(collector: &Collector, declaration: &Declaration) -> Option<usize> {
    match declaration.kind.keyword {
        "command" | "query" => Some(collector.here()),
        "rule" => {
            let target = declaration.node.get("applies_to")?.as_text()?;
            let (kind, name) = cut(target, b':').map_or((None, target), |(kind, name)| (Some(kind), name));
            let of = |keyword| collector.names.find(keyword, name);
            let wanted = |keyword: &str| kind.is_none_or(|kind| kind.eq_ignore_ascii_case(keyword));
            let found = ["command", "query"].into_iter().filter(|keyword| wanted(keyword)).flat_map(of);
            match found.collect::<Vec<_>>().as_slice() {
                [only] => collector.names.symbols.get(**only).map(|symbol| symbol.declaration),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The entity or table whose row an operation has loaded under this name: `hr_document` of `HRDocument` and of `hr_documents`.
fn loaded<'a>(operation: &'a Node, name: &str) -> Option<(&'static str, &'a str)> {
    let listed = |key: &str| operation.get(key).and_then(Node::as_list).unwrap_or(&[]).iter();
    let guards = listed("guards").filter_map(|item| item.node.get("params")?.get("entity"));
    let entities = listed("fetches").chain(listed("reads")).map(|item| &item.node).chain(guards);
    let mut entities = entities.filter_map(|node| node.as_text().map(bare));
    if let Some(entity) = entities.find(|entity| words(entity).join("_") == name) {
        return Some(("entity", entity));
    }
    let mut tables = listed("reads_from").filter_map(|item| item.node.as_text().map(bare));
    tables.find(|table| stems(table).join("_") == name).map(|table| ("table", table))
}

/// The keys of a map that names what is filled: the columns of a write, the inputs of a rule.
pub fn keys<'a>(collector: &mut Collector<'a, '_>, visit: &Visit<'a, '_>) {
    let Some(key) = visit.key.map(|key| key.name) else { return };
    let beside = |key: &str| visit.beside(key).and_then(Node::as_text).map(bare);
    let space = match key {
        "bind" => Some((Part::Input, collector.here())),
        "where" | "set" | "add" if visit.beside("event").is_some() => Some((Part::Field, collector.here())),
        "where" | "set" => {
            let table = beside("table").and_then(|table| collector.names.only("table", table));
            let entity = || beside("entity").and_then(|entity| collector.names.only("entity", entity));
            table.map(|table| (Part::Column, table)).or_else(|| Some((Part::Field, entity()?)))
        }
        _ => None,
    };
    let Some((part, owner)) = space else { return };
    let entries = visit.node.as_map().unwrap_or(&[]);
    let declared = |name: &str| collector.names.part(owner, part, name).next().is_some();
    let known = entries.iter().filter(|entry| entry.key.as_text().is_some_and(declared)).count();
    // Where hardly any name fits, it is the table that is wrong, and that is told by itself.
    if key != "bind" && entries.len() > 2 && known * 2 < entries.len() {
        return;
    }
    for entry in entries {
        if let Some(name) = entry.key.as_text() {
            collector.add(key_word(entry, name), Space::Part(part, owner), &entry.node);
        }
    }
}

/// A word behind `clock` or `new` that is none of these.
fn unknown(
    declaration: &Declaration,
    visit: &Visit,
    title: String,
    written: Word,
    words: &'static [&'static str],
) -> Diagnostic {
    let found = match ranked(written.text, words.iter().copied()) {
        Some((near, sure)) if written.exact => {
            let how = if sure { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
            misspelt(title, written, near, how)
        }
        _ => Diagnostic::new(&C0014, title, written.span, "not one of the words it can be"),
    };
    found.help("write `clock.now`, `clock.today` or `new.uuid`").at(&declaration.element, visit.path())
}

/// A word that was meant for another one; it can be replaced where it stands by itself.
fn misspelt(title: String, written: Word, near: &str, how: Applicability) -> Diagnostic {
    let found = Diagnostic::new(&C0014, title, written.span, format!("did you mean `{near}`?"));
    if written.exact { found.fix(format!("write `{near}`"), how, written.span, near) } else { found }
}

fn is_name(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}
