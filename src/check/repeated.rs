//! C0108: one thing said twice in a list.
//!
//! In: the declarations. Out: a finding for each name that a list of names has already, the words of an engagement among them, and for
//! each guard that stands there already with the same parameters. Steps are not looked at: the same may well be done twice.

use super::gather::Declaration;
use super::place::{called, head, join};
use super::walk::Visit;
use crate::ast::{Node, difference};
use crate::diag::Applicability::MachineApplicable;
use crate::diag::code::C0108;
use crate::diag::{Change, Diagnostic};
use crate::kinds::{ENGAGEMENT, Shape};
use crate::lookup::repeats;

/// So many guards before one are compared with it.
const GUARDS: usize = 64;

/// Looks at a list of names, and at a list of guards.
pub fn look(own: &Declaration, visit: &Visit, item: &Shape, findings: &mut Vec<Diagnostic>) {
    let guards = visit.key.is_some_and(|key| key.name == "guards");
    let is_clause = std::ptr::eq(own.kind, &ENGAGEMENT) && matches!(item, Shape::Text);
    if !guards && !is_clause && !matches!(item, Shape::Ref(_) | Shape::Local(_)) {
        return;
    }
    let items = visit.node.as_list().unwrap_or_default();
    let pairs = if guards {
        // Guards are few; beyond that many, only the ones before are looked at.
        let before = |at: usize| at.saturating_sub(GUARDS)..at;
        let same = |one: &usize, other: usize| match (items.get(*one), items.get(other)) {
            (Some(one), Some(other)) => difference(&one.node, &other.node).is_none(),
            _ => false,
        };
        (0..items.len()).filter_map(|at| Some((before(at).find(|first| same(first, at))?, at))).collect()
    } else {
        repeats(items.iter().enumerate().filter_map(|(at, item)| Some((at, called(&item.node)?))))
    };
    for (first, at) in pairs {
        let (Some(first), Some(again)) = (items.get(first), items.get(at)) else { continue };
        let (first, again) = (&first.node, &again.node);
        let what = called(again).map_or("this guard".to_owned(), |name| format!("`{name}`"));
        let place = format!("{}/{at}", join(visit.steps));
        let span = |node: &Node| if guards { head(node, "id") } else { node.span };
        let title = format!("{what} stands twice in this list");
        let found = Diagnostic::new(&C0108, title, span(again), "said again")
            .label(span(first), "said here already")
            .change("remove it", MachineApplicable, [Change::remove(own.node.span, place.as_str())]);
        findings.push(found.at(own.element.as_str(), place));
    }
}
