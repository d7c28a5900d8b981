//! Texts with a small grammar of their own: `table.column`, `entity:Order`, `role:Admin | permission:x`.
//!
//! In: such a text. Out: the names in it; and C0014 where its first word is none of those it may be.

use super::collect::{Collector, kinds_of};
use super::{Reference, Space, source};
use crate::ast::{Entry, Node};
use crate::check::deep::model::template;
use crate::check::gather::Declaration;
use crate::check::names::Part;
use crate::check::place::{Word, cut, lower, trimmed, whole, word};
use crate::check::walk::Visit;
use crate::diag::Diagnostic;
use crate::diag::code::C0014;
use crate::diag::nearest::ranked;
use crate::kinds::Special;

/// Facts that a policy may look at, though no entity has them as fields: first those that are known of every request.
const FACTS: &[&str] = &[
    "access_method",
    "request_ip",
    "request_time",
    "session_id",
    "user_agent",
    "referrer",
    "download_count",
    "access_count",
    "last_accessed_at",
    "cache_status",
    "is_complete",
    "file_size",
    "content_type",
    "content_length",
    "upload_size",
    "computed_hash",
    "checksum",
    "mime_type",
    "file_extension",
    "storage_size",
];

/// Those of the facts that are known of every request; the others have to be measured.
pub const OF_REQUEST: &[&str] = FACTS.split_at(11).0;

/// What a projection can be kept in besides a table.
const STORES: &[&str] = &["read_model", "analytics", "audit_log"];

const SCOPES: &[&str] = &["entity", "command", "query", "workflow", "projection", "integration"];
const RESOURCES: &[&str] = &["entity", "command", "query", "projection", "api", "document"];
const TARGETS: &[&str] = &["command", "query", "workflow", "policy"];
const CALLABLE: &[&str] = &["command", "query"];

/// Gathers the names in a text.
pub fn collect<'a>(
    collector: &mut Collector<'a, '_>,
    declaration: &Declaration<'a>,
    special: Special,
    visit: &Visit<'a, '_>,
) {
    let node = visit.node;
    if let (Special::TableColumn, Some(_)) = (special, node.as_map()) {
        return column_map(collector, visit);
    }
    let Some(found) = whole(node) else { return };
    let text = found.text;
    if template::has(text) || text.trim().is_empty() {
        return;
    }
    match special {
        Special::EntityField => {
            let (owner, field) = split(text, text.find('.'));
            collector.name(node, 0, owner.len(), &["entity"]);
            if let (Some(field), Some(owner)) = (field, collector.names.only("entity", bare(owner))) {
                collector.add(word(node, text.len() - field.len(), text.len()), Space::Part(Part::Field, owner), node);
            }
        }
        Special::TableColumn => {
            let (owner, column) = split(text, text.rfind('.'));
            collector.name(node, 0, owner.len(), &["table"]);
            if let (Some(column), Some(owner)) = (column, collector.names.only("table", bare(owner))) {
                let found = word(node, text.len() - column.len(), text.len());
                collector.add(found, Space::Part(Part::Column, owner), node);
            }
        }
        Special::PolicyScope => {
            if !text.eq_ignore_ascii_case("global") {
                prefixed(collector, visit, SCOPES, &[], "write `global`, or a kind and a name such as `entity:Order`");
            }
        }
        Special::Resource => {
            prefixed(collector, visit, RESOURCES, &["document"], "write a kind and a name, such as `entity:Order`");
        }
        Special::RuleTarget => {
            if text.contains(':') {
                prefixed(collector, visit, TARGETS, &[], "write a kind and a name, such as `command:Ship`");
            } else {
                collector.add(found, Space::Kinds(CALLABLE), node);
            }
        }
        Special::PolicyField => policy_field(collector, declaration, visit),
        Special::Auth => auth(collector, visit),
        Special::ByKind(key) => {
            let kind = visit.beside(key).and_then(Node::as_text);
            if let Some(kinds) = kind.and_then(kinds_of) {
                collector.name(node, 0, text.len(), kinds);
            }
        }
        Special::Storage => {
            if !STORES.contains(&text) {
                collector.name(node, 0, text.len(), &["table"]);
            }
        }
        Special::Actor => collector.push(found, Space::Kinds(&["role"]), node, |actor| actor.strangers = true),
        Special::Source => source::collect(collector, declaration, visit),
        Special::RuleInput | Special::RuleOutput => {}
    }
}

/// The keys of the rows of a rule: its inputs and outputs, where it lists them.
pub fn rule_rows<'a>(collector: &mut Collector<'a, '_>, declaration: &Declaration<'a>) {
    let owner = collector.here();
    let rows = declaration.node.get("rows").and_then(Node::as_list).unwrap_or(&[]);
    for row in rows {
        // A row without one of its sides has been reported; what it has may belong to the other side.
        if row.node.get("when").is_none() || row.node.get("then").is_none() {
            continue;
        }
        for (side, part) in [("when", Part::Input), ("then", Part::Output)] {
            for entry in row.node.get(side).and_then(Node::as_map).unwrap_or(&[]) {
                let Some(name) = entry.key.as_text() else { continue };
                collector.add(key_word(entry, name), Space::Part(part, owner), &entry.node);
            }
        }
    }
}

/// The key of an entry as a name.
pub fn key_word<'a>(entry: &'a Entry, name: &'a str) -> Word<'a> {
    let span = entry.key.span;
    Word { text: name, span, exact: (span.end - span.start) as usize == name.len() }
}

fn column_map<'a>(collector: &mut Collector<'a, '_>, visit: &Visit<'a, '_>) {
    let Some(table) = visit.node.get("table") else { return };
    let Some(found) = whole(table) else { return };
    collector.name(table, 0, found.text.len(), &["table"]);
    if let Some(owner) = collector.names.only("table", bare(found.text))
        && let Some(node) = visit.node.get("column")
        && let Some(column) = whole(node)
    {
        collector.add(column, Space::Part(Part::Column, owner), node);
    }
}

/// A text `kind:name` with one of these kinds; the names of `free` kinds are not looked up.
fn prefixed<'a>(
    collector: &mut Collector<'a, '_>,
    visit: &Visit<'a, '_>,
    kinds: &[&'static str],
    free: &[&str],
    help: &str,
) {
    let node = visit.node;
    let text = node.as_text().unwrap_or("");
    let element = collector.set.declarations.get(collector.here()).map_or("", |found| found.element.as_str());
    let Some((prefix, name)) = cut(text, b':') else {
        let title = format!("`{text}` does not say what kind of thing it is");
        let found = Diagnostic::new(&C0014, title, node.span, "a kind is wanted before the name").help(help);
        collector.findings.push(found.at(element, visit.path()));
        return;
    };
    let lower = lower(prefix);
    if free.contains(&&*lower) {
        return;
    }
    let meant = match kinds.iter().find(|kind| **kind == lower) {
        Some(&"api") => Some(CALLABLE),
        Some(kind) => kinds_of(kind),
        None => None,
    };
    let Some(meant) = meant else {
        let title = format!("a name cannot begin with the kind `{prefix}` here");
        let place = word(node, 0, prefix.len());
        let found = match ranked(prefix, kinds.iter().copied()) {
            Some((near, sure)) if place.exact => {
                let how = if sure {
                    crate::diag::Applicability::MachineApplicable
                } else {
                    crate::diag::Applicability::MaybeIncorrect
                };
                Diagnostic::new(&C0014, title, place.span, format!("did you mean `{near}`?")).fix(
                    format!("write `{near}`"),
                    how,
                    place.span,
                    near,
                )
            }
            _ => Diagnostic::new(&C0014, title, place.span, "not one of the kinds it can have").help(help),
        };
        collector.findings.push(found.at(element, visit.path()));
        return;
    };
    collector.add(word(node, text.len() - name.len(), text.len()), Space::Kinds(meant), node);
}

/// A field in the condition of a policy: without a dot, and where the policy is about an entity, it is one of its fields.
fn policy_field<'a>(collector: &mut Collector<'a, '_>, declaration: &Declaration<'a>, visit: &Visit<'a, '_>) {
    let Some(found) = whole(visit.node).filter(|found| !found.text.contains('.')) else { return };
    let scope = declaration.node.get("scope").and_then(Node::as_text).unwrap_or("");
    let Some((_, entity)) = cut(scope, b':').filter(|(kind, _)| kind.eq_ignore_ascii_case("entity")) else {
        return;
    };
    if let Some(owner) = collector.names.only("entity", entity) {
        let known = |field: &mut Reference| field.known = FACTS;
        collector.push(found, Space::Part(Part::Field, owner), visit.node, known);
    }
}

/// The segments `role:X` and `permission:Y` between `|` and `,`.
fn auth<'a>(collector: &mut Collector<'a, '_>, visit: &Visit<'a, '_>) {
    let text = visit.node.as_text().unwrap_or("");
    let mut start = 0;
    for segment in text.split(['|', ',']) {
        let (from, to) = trimmed(text, start, start + segment.len());
        start += segment.len() + 1;
        let Some((prefix, _)) = text.get(from..to).and_then(|segment| cut(segment, b':')) else { continue };
        let kinds: &[&str] = match &*lower(prefix.trim_end()) {
            "role" => &["role"],
            "permission" => &["permission"],
            _ => continue,
        };
        let (from, to) = trimmed(text, from + prefix.len() + 1, to);
        collector.add(word(visit.node, from, to), Space::Kinds(kinds), visit.node);
    }
}

/// A name without the prefix of its kind.
fn bare(text: &str) -> &str {
    cut(text, b':').filter(|(prefix, _)| kinds_of(prefix).is_some()).map_or(text, |(_, name)| name)
}

fn split(text: &str, at: Option<usize>) -> (&str, Option<&str>) {
    match at.and_then(|at| text.split_at_checked(at)) {
        Some((owner, rest)) => (owner, rest.get(1..).filter(|rest| !rest.is_empty())),
        None => (text, None),
    }
}
