<<<<<<< HEAD
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
=======
//! C0108: one thing said twice in a list.
//!
//! In: the declarations. Out: a finding for each name that a list of names has already, and for each guard that stands there already
//! with the same parameters. Steps are not looked at: the same may well be done twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::gather::Set;
use super::place::{called, head, join};
use super::walk::walk;
use crate::ast::{Node, difference};
use crate::diag::Applicability::MachineApplicable;
use crate::diag::code::C0108;
use crate::diag::{Change, Diagnostic};
use crate::kinds::Shape;

/// So many guards before one are compared with it.
const GUARDS: usize = 64;

/// Looks at every list of names, and at every list of guards.
pub fn check(set: &Set, findings: &mut Vec<Diagnostic>) {
    for own in &set.declarations {
        walk(own, &mut |visit| {
            let Shape::List(item) = visit.shape else { return };
            let guards = visit.key.is_some_and(|key| key.name == "guards");
            if !guards && !matches!(item, Shape::Ref(_)) {
                return;
            }
            let items = visit.node.as_list().unwrap_or_default();
            let mut names: HashMap<&str, &Node> = HashMap::new();
            for (at, again) in items.iter().enumerate().map(|(at, item)| (at, &item.node)) {
                let first = if guards {
                    // Guards are few; beyond that many, only the ones before are looked at.
                    let before = items.iter().take(at).skip(at.saturating_sub(GUARDS));
                    before.map(|item| &item.node).find(|first| difference(first, again).is_none())
                } else {
                    called(again).and_then(|name| match names.entry(name) {
                        Entry::Occupied(first) => Some(*first.get()),
                        Entry::Vacant(free) => {
                            free.insert(again);
                            None
                        }
                    })
                };
                let Some(first) = first else { continue };
                let what = called(again).map_or("this guard".to_owned(), |name| format!("`{name}`"));
                let place = format!("{}/{at}", join(visit.steps));
                let span = |node: &Node| if guards { head(node, "id") } else { node.span };
                let title = format!("{what} stands twice in this list");
                let found = Diagnostic::new(&C0108, title, span(again), "said again")
                    .label(span(first), "said here already")
                    .change("remove it", MachineApplicable, [Change::remove(own.node.span, place.as_str())]);
                findings.push(found.at(own.element.as_str(), place));
            }
        });
>>>>>>> main
    }
}
