//! Answers that are counts or sums of rows.
//!
//! In: a field of an answer with `count` or `sum`, and the table that the query reads. Out: what is measured. A column that the table
//! does not have is refused.

use super::Lower;
use crate::ast::Node;
use crate::check::deep::model::Operation;
use crate::check::deep::parts::Field;
use crate::ir::{Constant, Reading, Type, Value};

/// The keys of a field that measure rows.
pub const MEASURES: [&str; 2] = ["count", "sum"];

/// What a field measures: the key, and what stands there.
pub fn of<'m>(field: &Field<'m>) -> Option<(&'static str, &'m Node)> {
    MEASURES.into_iter().find_map(|key| Some((key, field.node.get(key)?)))
}

impl<'m> Lower<'_, 'm, '_> {
    /// What a field of an answer measures; none where it was refused.
    pub fn measured(
        &mut self,
        own: &Operation<'m>,
        field: &Field<'m>,
        (key, node): (&'static str, &'m Node),
        reading: Option<&Reading>,
    ) -> Option<Value> {
        let place = format!("returns/{}/{key}", field.at);
        let Some(table) = reading.and_then(|reading| self.table(&reading.table)).cloned() else {
            self.sourceless(own.own, place, node.span, "which rows are measured", "the query reads no table");
            self.advise("say `reads` or `reads_from`");
            return None;
        };
        let (mut sum, mut when) = (None, Vec::new());
        for entry in node.as_map().unwrap_or(&[]) {
            let Some(name) = entry.key.as_text() else { continue };
            let (column, span) = match (key, name) {
                ("sum", "of") => (entry.node.as_text().unwrap_or_default(), entry.node.span),
                _ => (name, entry.key.span),
            };
            let Some(found) = table.column(column) else {
                let what = format!("a {key} by `{column}`");
                self.refuse(own.own, place, span, &what, &format!("`{}` has no such column", table.name));
                return None;
            };
            if key == "sum" && name == "of" {
                if !super::types::is_number(&found.kind) {
                    self.refuse(own.own, place, span, &format!("the sum of `{column}`"), "holds no number");
                    return None;
                }
                sum = Some(column.to_owned());
                continue;
            }
            let values = match super::types::constant(&entry.node, super::types::is_number(&found.kind)) {
                Constant::List(values) => values,
                value => vec![value],
            };
            when.push((column.to_owned(), values));
        }
        if key == "sum" && sum.is_none() {
            self.sourceless(own.own, place, node.span, "of which column the sum is", "has no `of`");
            self.advise("write `sum(of: column)`");
            return None;
        }
        Some(Value::Measured { sum, when })
    }

    /// Whether a query answers with what rows come to.
    pub fn measures(&self, own: &Operation<'m>) -> bool {
        own.returns.iter().any(|field| of(field).is_some())
    }

    /// Refuses an answer that mixes rows with what they come to.
    pub fn unmixed(&mut self, own: &Operation<'m>) {
        let lists = |field: &&Field<'m>| matches!(self.kind(field), Type::List { .. } | Type::Map { .. });
        if self.measures(own)
            && let Some(field) = own.returns.iter().find(lists)
        {
            let place = format!("returns/{}", field.at);
            self.refuse(
                own.own,
                place,
                field.span,
                "rows beside counts and sums",
                "each is asked for by a query of its own",
            );
        }
    }
}
