//! What operations ask of a system again and again, by name: which workflows they move, what is watched, and which
//! tables others point at.
//!
//! In: a system. Out: what was asked for, in the order of the system. It decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Observed, System, Workflow};

/// What is watched, each with its place among all that is.
type Watched<'s> = Vec<(usize, &'s Observed)>;

/// Parts of a system by name.
#[derive(Default)]
pub struct Index<'s> {
    moved: BTreeMap<&'s str, Vec<&'s Workflow>>,
    watched: BTreeMap<&'s str, BTreeMap<&'s str, Watched<'s>>>,
    pointed_at: BTreeSet<&'s str>,
}

impl<'s> Index<'s> {
    /// The index of a system.
    pub fn of(system: &'s System) -> Index<'s> {
        let mut index = Index::default();
        for own in &system.workflows {
            for transition in &own.transitions {
                let moved = index.moved.entry(&transition.operation).or_default();
                if moved.last().is_none_or(|last| last.name != own.name) {
                    moved.push(own);
                }
            }
        }
        for (at, own) in system.observed.iter().enumerate() {
            index.watched.entry(&own.kind).or_default().entry(&own.name).or_default().push((at, own));
        }
        let keys = system.tables.iter().flat_map(|own| &own.foreign_keys);
        index.pointed_at = keys.map(|key| key.table.as_str()).collect();
        index
    }

    /// The workflows that an operation moves.
    pub fn moved_by(&self, operation: &str) -> &[&'s Workflow] {
        self.moved.get(operation).map_or(&[], Vec::as_slice)
    }

    /// What is watched of a thing of this kind and name, with its place among all that is watched.
    pub fn watched(&self, kind: &str, name: &str) -> &[(usize, &'s Observed)] {
        self.watched.get(kind).and_then(|all| all.get(name)).map_or(&[], Vec::as_slice)
    }

    /// Whether rows of some table point at rows of this one.
    pub fn is_pointed_at(&self, table: &str) -> bool {
        self.pointed_at.contains(table)
    }
}
