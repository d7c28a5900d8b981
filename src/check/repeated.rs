//! C0017: an item that stands twice in a list of names, guards or steps.
//!
//! In: a declaration. Out: a warning at the second one. Two steps count only where they stand side by side: the same step may be
//! wanted again later.

use std::collections::BTreeSet;

use super::gather::{Declaration, Set};
use super::place::called;
use super::walk::{Visit, walk};
use crate::ast::{Node, difference};
use crate::diag::Applicability::MachineApplicable;
use crate::diag::code::C0017;
use crate::diag::{Change, Diagnostic};
use crate::kinds::Shape;

/// Looks at all lists of all declarations.
pub fn check(set: &Set, findings: &mut Vec<Diagnostic>) {
    for own in &set.declarations {
        walk(own, &mut |visit| list(own, visit, findings));
    }
}

fn list(own: &Declaration, visit: &Visit, findings: &mut Vec<Diagnostic>) {
    let (Shape::List(inner), Some(items)) = (visit.shape, visit.node.as_list()) else { return };
    let key = visit.key.map_or("", |key| key.name);
    let mut report = |at: usize, node: &Node, first: &Node, word: &str| {
        let title = format!("{word} stands twice in `{key}`");
        let found = Diagnostic::new(&C0017, title, node.span, "the same again").label(first.span, "first here");
        let path = format!("{}/{at}", visit.path());
        let found =
            found.change("remove the second one", MachineApplicable, [Change::remove(own.node.span, path.clone())]);
        findings.push(found.at(own.element.as_str(), path));
    };
    if matches!(inner, Shape::Ref(_)) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (at, item) in items.iter().enumerate() {
            let Some(name) = called(&item.node).filter(|name| !seen.insert(name)) else { continue };
            let first = items.iter().find(|item| called(&item.node) == Some(name)).unwrap_or(item);
            report(at, &item.node, &first.node, &format!("`{name}`"));
        }
    } else if matches!(key, "guards" | "effects") {
        for (at, pair) in items.windows(2).enumerate() {
            let [first, second] = pair else { continue };
            if second.node.as_map().is_some_and(|map| !map.is_empty())
                && difference(&first.node, &second.node).is_none()
            {
                let id = second.node.get("id").and_then(called).unwrap_or("one");
                report(at + 1, &second.node, &first.node, &format!("`{id}`"));
            }
        }
    }
}
