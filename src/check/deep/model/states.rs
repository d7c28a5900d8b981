//! The states that the guards of an operation let through.
//!
//! In: an operation, and the field that keeps the state of an entity. Out: [`Wanted`]. Whether a value is a state is not asked.

use super::{Entity, Looked, Model, Operation, template};
use crate::ast::Node;
use crate::check::deep::parts::{bare, items, text};
use crate::check::place::called;
use crate::source::Span;

/// The states that a guard lets through.
#[derive(Debug)]
pub struct Wanted<'m> {
    /// The states, each with its place.
    pub values: Vec<(&'m str, &'m Node)>,
    /// Where they are said, all of them.
    pub span: Span,
    /// The same as a place in the operation.
    pub place: String,
}

impl<'m> Model<'m, '_> {
    /// What the guards of an operation ask of the field that keeps the state of an entity; none where that is only known at run time, or
    /// where the same field of another row can be meant. Where no row is at hand, it is the one that the operation moves.
    pub fn states_wanted(&self, operation: &Operation<'m>, entity: &Entity, field: &str) -> Option<Vec<Wanted<'m>>> {
        let mut all = Vec::new();
        for (at, guard) in operation.guards("state.equals").chain(operation.guards("state.in")) {
            let params = guard.get("params")?;
            let (path, _) = text(params, "field")?;
            let about = match self.looked_at(operation, path) {
                Looked::Field(own, found) => own.name == entity.name && found.name == field,
                Looked::Open if path == field && self.works_on(operation).is_empty() => {
                    self.transitions_on(operation.name).all(|own| own.entity == entity.name)
                }
                Looked::Open if path.rsplit('.').next() == Some(field) => return None,
                _ => false,
            };
            if !about {
                continue;
            }
            let (key, node) = ["value", "values"].iter().find_map(|key| Some((key, params.get(key)?)))?;
            let nodes: Vec<&Node> = match *key {
                "value" => vec![node],
                _ => items(params, key).iter().map(|item| &item.node).collect(),
            };
            let value = |node: &&'m Node| Some((bare(called(node).filter(|value| !template::has(value))?), *node));
            let values = nodes.iter().map(value).collect::<Option<_>>()?;
            all.push(Wanted { values, span: node.span, place: format!("guards/{at}/params/{key}") });
        }
        Some(all)
    }
}
