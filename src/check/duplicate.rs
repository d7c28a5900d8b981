//! C0102 and C0205: one name twice.
//!
//! In: declarations and their lists of named parts. Out: a finding for each name beyond the first.

use super::gather::{Declaration, Set};
use super::names::Names;
use super::place::{Step, called};
use super::walk::Visit;
use crate::diag::Diagnostic;
use crate::diag::code::{C0102, C0205};
use crate::kinds::{KINDS, Record, Shape, Special};
use crate::lookup::{HashMap, repeats};
use crate::source::Span;

/// Reports each name that is declared again.
pub fn check(set: &Set, names: &Names, findings: &mut Vec<Diagnostic>) {
    for kind in KINDS {
        if kind.single {
            let mut all = set.declarations.iter().filter(|found| std::ptr::eq(found.kind, *kind));
            let Some(first) = all.next() else { continue };
            for again in all {
                let title = format!("the {} is described twice", kind.record.name);
                let found = Diagnostic::new(&C0102, title, section_head(again), "described again")
                    .label(section_head(first), "first described here")
                    .help("keep one of them");
                findings.push(found.at(again.element.as_str(), ""));
            }
            continue;
        }
        let mut seen: HashMap<&str, Span> = HashMap::default();
        for symbol in names.of_kind(kind.keyword).iter().filter_map(|id| names.symbols.get(*id)) {
            let Some(first) = seen.get(symbol.name) else {
                seen.insert(symbol.name, symbol.span);
                continue;
            };
            let title = format!("the {} `{}` is declared twice", kind.keyword, symbol.name);
            let found = Diagnostic::new(&C0102, title, symbol.span, "declared again")
                .label(*first, "first declared here")
                .help("rename one of them, or keep only one");
            let element = set.declarations.get(symbol.declaration).map_or("", |found| found.element.as_str());
            findings.push(found.at(element, kind.name));
        }
    }
}

/// Reports each name that stands again in a list.
pub fn look(declaration: &Declaration, visit: &Visit, item: &Shape, findings: &mut Vec<Diagnostic>) {
    let Some(items) = visit.node.as_list() else { return };
    let enum_values = declaration.kind.keyword == "enum" && matches!(visit.steps, [Step::Key("values")]);
    let (key, word) = match item {
        Shape::Record(record) => match name_key(record) {
            Some(key) => (key, record.name),
            None => return,
        },
        Shape::Special(Special::RuleInput) => ("", "input"),
        Shape::Special(Special::RuleOutput) => ("", "output"),
        Shape::Text if enum_values => ("", "value"),
        _ => return,
    };
    let named = |at: usize| {
        let item = &items.get(at)?.node;
        let node = if key.is_empty() { item } else { item.get(key)? };
        Some((called(node)?, node.span))
    };
    let names = (0..items.len()).filter_map(|at| Some((at, named(at)?.0)));
    for (first, at) in repeats(names) {
        let (Some((_, first)), Some((name, span))) = (named(first), named(at)) else { continue };
        let fields = key.is_empty() || word == "field";
        let code = if fields { &C0205 } else { &C0102 };
        let title = format!("the {word} `{name}` stands twice in one list");
        let path = format!("{}/{at}{}{key}", visit.path(), if key.is_empty() { "" } else { "/" });
        let found = Diagnostic::new(code, title, span, "the same name again")
            .label(first, "first here")
            .help("rename one of them, or keep only one");
        findings.push(found.at(declaration.element.as_str(), path));
    }
}

/// The key by which the items of a list are known.
fn name_key(record: &Record) -> Option<&'static str> {
    record.keys.iter().find(|key| key.required && matches!(key.shape, Shape::Name)).map(|key| key.name)
}

/// The first key of a declaration that has no name.
fn section_head(declaration: &Declaration) -> Span {
    super::place::head(declaration.node, "name")
}
