//! What a guard looks at: a field of a row that is at hand before the first step.
//!
//! In: an operation, and what its guard names: a field, or a row and a field of it. Out: [`Looked`]. It says nothing about what is wrong.

use super::{Entity, Model, Operation, words};
use crate::check::deep::parts::Field;
use crate::check::place::cut;

/// Heads of paths that are no rows.
const NO_ROWS: &[&str] = &["actor", "input", "clock", "request", "tenant", "env", "config", "resource", "entity"];

/// What a guard looks at.
#[derive(Debug)]
pub enum Looked<'k, 'm> {
    /// A field of the only row that has it, or of the one that is named.
    Field(&'k Entity<'m>, &'k Field<'m>),
    /// None of these has it, and there are no others.
    NoField(Vec<&'k Entity<'m>>),
    /// No row is called so; these are at hand.
    NoRow(Vec<&'k Entity<'m>>),
    /// It may be something of which nothing is known here.
    Open,
}

impl<'m> Model<'m, '_> {
    /// What a guard of an operation looks at by this name.
    ///
    /// At hand are the rows that are loaded before the first step, and those that steps change; a row is called as its entity.
    pub fn looked_at<'k>(&'k self, operation: &Operation<'m>, name: &str) -> Looked<'k, 'm> {
        let Some(rows) = self.at_hand(operation).filter(|rows| !rows.is_empty()) else { return Looked::Open };
        let (head, field) = cut(name, b'.').unwrap_or(("", name));
        if NO_ROWS.contains(&head) || operation.input(if head.is_empty() { name } else { head }).is_some() {
            return Looked::Open;
        }
        let is_meant = |own: &&&Entity| head.is_empty() || words::same(own.name, head);
        let meant: Vec<&Entity> = rows.iter().filter(is_meant).copied().collect();
        let mut having = meant.iter().filter_map(|entity| Some((*entity, entity.field(field)?)));
        match (having.next(), having.next()) {
            (Some((entity, field)), None) => Looked::Field(entity, field),
            // Which of several is meant is for others to say.
            (Some(_), Some(_)) => Looked::Open,
            _ if meant.is_empty() => Looked::NoRow(rows),
            _ => Looked::NoField(meant),
        }
    }

    /// The entities of the rows that are at hand, each once; none where there may be one of which nothing is known.
    fn at_hand<'k>(&'k self, operation: &Operation<'m>) -> Option<Vec<&'k Entity<'m>>> {
        if !operation.is_clear() {
            return None;
        }
        let loaded = operation.loads.iter().map(|name| self.entity(name));
        let changed = operation.effects.iter().filter(|own| own.writes() && !own.creates());
        let changed = changed.map(|own| self.entity(own.entity()?.0));
        let read = operation.reads_from.iter().map(|name| self.entity_of(self.table(name)?));
        let mut rows: Vec<&Entity> = Vec::new();
        for entity in loaded.chain(changed).chain(read) {
            let entity = entity?;
            if rows.iter().all(|own| !std::ptr::eq(*own, entity)) {
                rows.push(entity);
            }
        }
        Some(rows)
    }
}
