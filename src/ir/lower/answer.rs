//! What an operation answers.
//!
//! In: its `returns` and what is at hand behind its last step. Out: outputs, each with the value that is answered.

use super::Lower;
use super::scope::Scope;
use crate::check::convention::{ROWS_BY_KEY, SUCCESS};
use crate::check::deep::model::Operation;
use crate::check::deep::parts::text;
use crate::ir::{Constant, Output, Reading, Type, Value};

impl<'m> Lower<'_, 'm, '_> {
    /// The outputs of an operation.
    pub fn outputs(&mut self, own: &Operation<'m>, scope: &Scope, reading: Option<&Reading>) -> Vec<Output> {
        let mut outputs = Vec::new();
        for field in &own.returns {
            let kind = self.kind(field);
            let measure = super::measure::of(field);
            let value = match (measure, text(field.node, "bind")) {
                (Some(measure), _) => match self.measured(own, field, measure, reading) {
                    Some(value) => Some(value),
                    None => continue,
                },
                (None, Some((source, _))) => scope.source(self, source),
                (None, None) => self.answered(own, field, &kind, scope, reading),
            };
            let value = value.or_else(|| (!field.is_required()).then_some(Value::Null));
            match value {
                Some(value) => {
                    outputs.push(Output { name: field.name.to_owned(), kind, required: field.is_required(), value })
                }
                None => {
                    let what = format!("what `{}` answers as `{}`", own.name, field.name);
                    let place = format!("returns/{}/name", field.at);
                    self.sourceless(own.own, place, field.span, &what, "no input, row or answer of this name");
                }
            }
        }
        outputs
    }

    /// Whether a single column tells the rows of a table apart.
    fn has_one_key(&self, table: &str) -> bool {
        self.table(table).is_some_and(|table| table.key.len() == 1)
    }

    fn answered(
        &mut self,
        own: &Operation<'m>,
        field: &crate::check::deep::parts::Field<'m>,
        kind: &Type,
        scope: &Scope,
        reading: Option<&Reading>,
    ) -> Option<Value> {
        match kind {
            Type::List { .. } if reading.is_some() => return Some(Value::Listed),
            Type::Map { .. } if reading.is_some_and(|own| self.has_one_key(&own.table)) => {
                self.convention(own.own, format!("returns/{}", field.name), &ROWS_BY_KEY);
                return Some(Value::Listed);
            }
            Type::Entity { name } => {
                return scope.row_of(name).map(|row| Value::WholeRow { row: row.name.clone() });
            }
            Type::Bool if matches!(field.name, "success" | "ok" | "done") => {
                self.convention(own.own, format!("returns/{}", field.name), &SUCCESS);
                return Some(Constant::Bool(true).into());
            }
            _ => {}
        }
        if let Some((value, convention)) = scope.by_name(self, field.name, None) {
            self.convention(own.own, format!("returns/{}", field.name), convention);
            return Some(value);
        }
        // Rows that this operation has stored give their fields as well.
        let stored = scope
            .rows
            .iter()
            .rev()
            .find(|row| self.entity(&row.entity).is_some_and(|own| own.field(field.name).is_some()));
        if let Some(row) = stored {
            return Some(Value::Row { row: row.name.clone(), field: field.name.to_owned(), path: Vec::new() });
        }
        field.node.get("default").map(|node| super::types::constant(node, super::types::is_number(kind)).into())
    }
}
