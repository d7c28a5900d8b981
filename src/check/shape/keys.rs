//! The keys of a map: unknown ones, missing ones, ones that exclude each other.
//!
//! In: a map and its record. Out: C0004, C0005 and, for keys that exclude each other, C0006.

use super::Shapes;
use crate::ast::{Entry, Node, Value};
use crate::check::place::{Step, a, has_twice, head, quoted};
use crate::diag::code::{C0004, C0005, C0006};
use crate::diag::nearest::ranked;
use crate::diag::{Applicability, Diagnostic};
use crate::kinds::{Alternative, Key, Record, Shape};
use crate::source::Span;

/// Words that people use for keys that have another name here.
const SYNONYMS: &[(&str, &str)] = &[
    ("http_code", "http_status"),
    ("status_code", "http_status"),
    ("status", "http_status"),
    ("desc", "description"),
    ("summary", "description"),
    ("title", "name"),
    ("name", "id"),
    ("id", "name"),
    ("key", "id"),
    ("label", "name"),
    ("arguments", "params"),
    ("parameters", "params"),
    ("args", "params"),
    ("inputs", "input"),
    ("arguments", "input"),
    ("params", "input"),
    ("output", "returns"),
    ("outputs", "returns"),
    ("return", "returns"),
    ("result", "returns"),
    ("events", "emits"),
    ("raises", "errors"),
    ("throws", "errors"),
    ("roles", "required_roles"),
    ("permissions", "required_permissions"),
    ("url", "path"),
    ("url", "base_url"),
    ("url", "url_or_path"),
    ("verb", "method"),
    ("http_method", "method"),
    ("attributes", "fields"),
    ("properties", "fields"),
    ("columns", "fields"),
    ("fields", "columns"),
    ("pk", "primary_key"),
    ("from", "from_state"),
    ("to", "to_state"),
    ("command", "on_command"),
    ("event", "on_event"),
    ("request", "request_schema"),
    ("body", "request_schema"),
    ("response", "response_schema"),
    ("operator", "op"),
    ("integration", "integration_id"),
    ("target", "integration_id"),
    ("operation", "operation_id"),
    ("given", "preconditions"),
    ("then", "postconditions"),
    ("initial", "initial_state"),
    ("secret", "secret_ref"),
    ("timeout", "timeouts"),
    ("timeouts", "timeout"),
    ("kind", "type"),
    ("type", "kind"),
    ("datatype", "type"),
    ("target", "ref"),
    ("reads_from", "writes_to"),
    ("tables", "reads_from"),
    ("tables", "writes_to"),
];

impl<'a> Shapes<'a, '_> {
    /// Looks at a map with known keys; `owner` is where to point if it is empty. Tells whether it is a map, and all its keys are known.
    pub fn record(&mut self, node: &'a Node, record: &'static Record, owner: Option<Span>) -> bool {
        let Some(entries) = node.as_map() else { return false };
        // Where keys of another map are taken over, the reader has said that this cannot be, and what is missing is not known.
        let merged = !self.whole && has(entries, "<<");
        let mut meant = Vec::new();
        // Looked for once, and only if a key is unknown.
        let absent = std::cell::OnceCell::new();
        // Known keys in the usual order stand there once each.
        let (mut from, mut ordered, mut required, mut known) = (0, true, 0, true);
        self.around.push(node);
        for entry in entries {
            let behind = from;
            match record.next(&entry.key, &mut from) {
                Some(key) => {
                    ordered &= from > behind;
                    required += usize::from(key.required);
                    self.steps.push(Step::Key(key.name));
                    if matches!(entry.node.value, Value::Null) {
                        if key.required && self.whole && !matches!(key.shape, Shape::Any) {
                            let title = format!("`{}` of {} has no value", key.name, called(node, record));
                            let found = Diagnostic::new(&C0005, title, entry.key.span, "nothing is said here");
                            self.report(found.help(advice(key.name, key.doc)));
                        }
                    } else {
                        self.visit(&entry.node, &key.shape, Some(key));
                        self.value(&entry.node, &key.shape, key.name, Some(key));
                    }
                    self.steps.pop();
                }
                None if merged && entry.key.as_text() == Some("<<") => known = false,
                None => {
                    (ordered, known) = (false, false);
                    let absent: &Vec<&str> = absent.get_or_init(|| absent_keys(record, entries));
                    meant.extend(self.unknown(entry, absent, record));
                }
            }
        }
        self.around.pop();
        if merged || (!ordered && has_twice(node)) {
            return known;
        }
        if !ordered || required < record.required {
            self.missing(node, record, &meant, owner);
        }
        for alternative in record.alternatives {
            self.alternative(node, record, alternative, &meant, owner);
        }
        self.absent_params(node, record, &meant);
        known
    }

    /// A key that the record does not have. Gives the key that was meant.
    fn unknown(&mut self, entry: &Entry, absent: &[&'static str], record: &'static Record) -> Option<&'static str> {
        let written = entry.key.value().to_string();
        let synonym = SYNONYMS.iter().find(|(other, name)| *other == written && absent.contains(name));
        let near = ranked(&written, absent.iter().copied());
        let guess = match (near, synonym) {
            (Some((name, true)), _) => Some((name, true)),
            (_, Some((_, name))) => Some((*name, true)),
            (near, None) => near,
        };
        // Where other keys are allowed, only a slip of the pen is a mistake.
        if record.open && (written.len() < 4 || !matches!(near, Some((_, true)))) {
            return None;
        }
        let subject = if is_many(record) { format!("the {}", record.name) } else { a(record.name) };
        let title = format!("{subject} {} no key `{written}`", has_word(record));
        let found = match guess {
            Some((name, sure)) => {
                let how = if sure { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
                Diagnostic::new(&C0004, title, entry.key.span, format!("did you mean `{name}`?")).fix(
                    format!("rename it to `{name}`"),
                    how,
                    entry.key.span,
                    name,
                )
            }
            None => {
                let twice = ranked(&written, record.keys.iter().map(|key| key.name));
                let label = match twice {
                    Some((name, _)) => format!("`{name}` is there already"),
                    None => "unknown key".to_owned(),
                };
                let keys = quoted(record.keys.iter().filter(|key| !key.beyond_v0).map(|key| key.name), "and");
                let found = Diagnostic::new(&C0004, title, entry.key.span, label);
                if record.keys.is_empty() { found } else { found.help(format!("its keys are {keys}")) }
            }
        };
        self.report_at(&written, found);
        guess.map(|(name, _)| name)
    }

    fn missing(&mut self, node: &'a Node, record: &'static Record, meant: &[&str], owner: Option<Span>) {
        let missing: Vec<_> = record
            .keys
            .iter()
            .filter(|key| key.required && node.get(key.name).is_none() && !meant.contains(&key.name))
            .collect();
        if missing.is_empty() {
            return;
        }
        let names = quoted(missing.iter().map(|key| key.name), "and");
        let title = format!("{} {} no {names}", called(node, record), has_word(record));
        let verb = if missing.len() == 1 { "is" } else { "are" };
        let mut found = Diagnostic::new(&C0005, title, place(node, record, owner), format!("{names} {verb} required"));
        for key in missing {
            found = found.help(advice(key.name, key.doc));
        }
        self.report(found);
    }

    fn alternative(
        &mut self,
        node: &'a Node,
        record: &'static Record,
        alternative: &Alternative,
        meant: &[&str],
        owner: Option<Span>,
    ) {
        let said: Vec<&Entry> = alternative.keys.iter().filter_map(|key| node.entry(key)).filter(|e| says(e)).collect();
        match said.as_slice() {
            [] if !alternative.keys.iter().any(|key| meant.contains(key)) => {
                let proper = alternative.keys.iter().copied().filter(|key| !is_alias(record, key));
                let keys = quoted(proper, "or");
                let title = format!("{} {} no {keys}", called(node, record), has_word(record));
                let label = match (alternative.exactly_one, keys.contains(" or ")) {
                    (true, _) => "exactly one is required".to_owned(),
                    (false, true) => "one of them is required".to_owned(),
                    (false, false) => format!("{keys} is required"),
                };
                let found = Diagnostic::new(&C0005, title, place(node, record, owner), label);
                self.report(found.help(format!("add {keys}")));
            }
            [first, second, ..] if alternative.exactly_one => {
                let (first, second) = if first.key.span <= second.key.span { (first, second) } else { (second, first) };
                let title =
                    format!("{} has both `{}` and `{}`", called(node, record), first.key.value(), second.key.value());
                let found = Diagnostic::new(&C0006, title, second.key.span, "only one of them may be said")
                    .label(first.key.span, "said here already")
                    .help("remove one of them");
                self.report(found);
            }
            _ => {}
        }
    }

    /// A guard or effect without parameters that needs some.
    fn absent_params(&mut self, node: &'a Node, record: &'static Record, meant: &[&str]) {
        let Some(Key { name, shape: Shape::Params(calls), .. }) = record.params else { return };
        if meant.contains(name) || node.get(name).is_some_and(|params| !matches!(params.value, Value::Null)) {
            return;
        }
        let Some(id) = node.get("id") else { return };
        let Some(call) = calls.iter().find(|call| Some(call.id) == id.as_text()) else { return };
        let required: Vec<&str> = call.params.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
        let either = call.params.alternatives.iter().map(|alternative| {
            quoted(alternative.keys.iter().copied().filter(|key| !is_alias(call.params, key)), "or")
        });
        let wanted: Vec<String> = required.iter().map(|key| format!("`{key}`")).chain(either).collect();
        if !wanted.is_empty() {
            let wanted = wanted.join(" and ");
            let title = format!("`{}` has no parameters", call.id);
            let found = Diagnostic::new(&C0005, title, id.span, format!("needs {wanted}"));
            self.report_at(name, found.help(format!("give it {wanted}")));
        }
    }
}

/// A declaration or part in a title: "command `CheckIn`", "this field".
fn called(node: &Node, record: &Record) -> String {
    let name = record.keys.iter().find(|key| matches!(key.shape, Shape::Name)).and_then(|key| node.get(key.name));
    match name.and_then(crate::check::place::called) {
        Some(name) => format!("{} `{name}`", record.name),
        None if is_many(record) => format!("the {}", record.name),
        None => format!("this {}", record.name),
    }
}

/// Whether the name of a record is a plural: "retry settings", "parameters of ...".
fn is_many(record: &Record) -> bool {
    record.name.ends_with('s') || record.name.starts_with("parameters")
}

fn has_word(record: &Record) -> &'static str {
    if is_many(record) { "have" } else { "has" }
}

/// Whether a key is only another word for another key.
fn is_alias(record: &Record, key: &str) -> bool {
    record.key(key).is_some_and(|key| key.doc.contains(" word for `"))
}

/// Where a missing key would go.
fn place(node: &Node, record: &Record, owner: Option<Span>) -> Span {
    let name = record.keys.iter().find(|key| matches!(key.shape, Shape::Name)).map_or("", |key| key.name);
    match node.as_map() {
        Some([]) => owner.unwrap_or(node.span),
        _ => head(node, name),
    }
}

/// What to add, with the words of the table.
fn advice(key: &str, doc: &str) -> String {
    let mut chars = doc.trim_end_matches('.').chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("add `{key}`: {first}{}", chars.as_str())
}

/// Whether an entry says anything: blank text counts as nothing.
fn says(entry: &Entry) -> bool {
    !matches!(&entry.node.value, Value::Null) && entry.node.as_text().is_none_or(|text| !text.trim().is_empty())
}

/// The keys of a record that a map does not have.
fn absent_keys(record: &'static Record, entries: &[Entry]) -> Vec<&'static str> {
    record.keys.iter().map(|key| key.name).filter(|name| !has(entries, name)).collect()
}

fn has(entries: &[Entry], key: &str) -> bool {
    entries.iter().any(|entry| entry.key.as_text() == Some(key))
}
