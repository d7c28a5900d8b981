//! The order of findings, which must not depend on how a surface lays things out.
//!
//! In: findings with their elements and places. Out: the same, each with its rank: the number of its declaration, and the number of each
//! value on the way to the place, as the tree has them.

use super::gather::Set;
use crate::ast::{Node, Value};
use crate::diag::Diagnostic;
use crate::lookup::HashMap;

/// Ranks all findings.
pub fn rank(set: &Set, findings: &mut [Diagnostic]) {
    let elements = findings.iter().filter_map(|finding| finding.element.clone());
    let mut numbers: HashMap<String, Vec<usize>> = elements.map(|element| (element, Vec::new())).collect();
    if numbers.is_empty() {
        return;
    }
    for (at, own) in set.declarations.iter().enumerate() {
        if let Some(numbers) = numbers.get_mut(&own.element) {
            numbers.push(at);
        }
    }
    for finding in findings {
        let Some(all) = finding.element.as_deref().and_then(|element| numbers.get(element)) else { continue };
        let holds = |at: &&usize| {
            let (Some(own), Some(label)) = (set.declarations.get(**at), &finding.primary) else { return false };
            own.node.span.file == label.span.file
                && own.node.span.start <= label.span.start
                && label.span.end <= own.node.span.end
        };
        let Some(at) = all.iter().find(holds).or(all.first()) else { continue };
        let Some(own) = set.declarations.get(*at) else { continue };
        finding.rank = vec![u32::try_from(*at).unwrap_or(u32::MAX)];
        way(own.node, finding.field.as_deref().unwrap_or(""), &mut finding.rank);
    }
}

/// Adds the numbers of the values on a way, as far as it leads.
fn way(node: &Node, path: &str, rank: &mut Vec<u32>) {
    let mut node = node;
    for step in path.split('/') {
        let found = match &node.value {
            Value::List(items) => step.parse::<usize>().ok().and_then(|at| Some((at, &items.get(at)?.node))),
            Value::Map(entries) => {
                let at = entries.iter().position(|entry| entry.key.as_text() == Some(step));
                at.and_then(|at| Some((at, &entries.get(at)?.node)))
            }
            _ => None,
        };
        let Some((at, inner)) = found else { return };
        rank.push(u32::try_from(at).unwrap_or(u32::MAX));
        node = inner;
    }
}
