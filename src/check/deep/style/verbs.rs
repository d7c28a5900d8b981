//! C1610: a name that says one thing of an operation that does another.
//!
//! In: commands and queries. Out: a hint for each that is named as if it only read and writes, or as if it wrote and only reads; a warning
//! for each whose category says something else than its steps.

use crate::check::deep::model::{
    Model, Operation,
    words::{Word, words},
};
use crate::check::deep::parts::text;
use crate::diag::code::C1610;
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// First words of names of what only looks.
const READS: &[&str] = &["get", "list", "find", "search", "view", "show", "fetch", "read", "query", "lookup", "browse"];
/// First words of names of what changes something, and the categories that fit them.
const WRITES: &[(&str, &[&str])] = &[
    ("create", &["crud.create"]),
    ("add", &["crud.create", "crud.update"]),
    ("update", &["crud.update"]),
    ("change", &["crud.update"]),
    ("edit", &["crud.update"]),
    ("delete", &["crud.delete"]),
    ("remove", &["crud.delete", "crud.update"]),
];

/// Looks at all operations.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for operation in &model.operations {
        let words = words(operation.name);
        let Some(verb) = words.first().map(Word::as_str) else { continue };
        let category = text(operation.own.node, "category");
        let wrote = operation.effects.iter().find(|effect| effect.writes());
        let report = |title: String, label: &str| Diagnostic::new(&C1610, title, operation.span, label.to_owned());
        let found = match operation.kind {
            "command" if READS.contains(&verb) => {
                let evidence = wrote.map(|effect| (effect.span, "writes"));
                let evidence = evidence
                    .or(category.filter(|(name, _)| *name != "crud.read").map(|(_, span)| (span, "not reading")));
                evidence.map(|(span, label)| {
                    let title = format!("`{}` is named as if it only read, but it changes something", operation.name);
                    report(title, "says that it reads").label(span, label)
                })
            }
            "command" => WRITES.iter().find(|(own, _)| *own == verb).and_then(|(_, fitting)| {
                let (name, span) = category.filter(|(name, _)| name.starts_with("crud.") && !fitting.contains(name))?;
                let title = format!("`{}` has the category `{name}`", operation.name);
                Some(report(title, "says something else").label(span, "another thing to do"))
            }),
            _ if WRITES.iter().any(|(own, _)| *own == verb) => {
                let title = format!("the query `{}` is named as if it changed something", operation.name);
                Some(report(title, "a query only reads"))
            }
            _ => None,
        };
        findings.extend(category.and_then(|category| of_category(operation, category)));
        if let Some(found) = found {
            let found = found.help("name it by what it does");
            findings.push(found.at(operation.own.element.as_str(), operation.own.kind.name));
        }
    }
}

/// A command whose category says one thing and whose steps do another.
fn of_category(operation: &Operation, (category, span): (&str, Span)) -> Option<Diagnostic> {
    let mut writes = operation.effects.iter().filter(|effect| effect.writes());
    let first = writes.next()?;
    let makes = operation.effects.iter().any(|effect| effect.creates());
    let says = match category {
        "crud.read" => "it writes",
        "crud.create" if !makes => "no step of it creates anything",
        _ => return None,
    };
    if operation.kind != "command" || !operation.is_clear() {
        return None;
    }
    let title = format!("`{}` has the category `{category}`, but {says}", operation.name);
    let mut found = Diagnostic::new(&C1610, title, span, "says something else").label(first.span, "what it does");
    found.level = Level::Warning;
    Some(found.help("name the category of what it does").at(operation.own.element.as_str(), "category"))
}
