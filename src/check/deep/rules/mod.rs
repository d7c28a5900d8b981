//! Rules in their place: where their inputs come from, what becomes of their answers, and which rows can matter there.
//!
//! In: a model. Out: C0202, C0423, C0705, C0707, C0709, C0711, C0712 and C0714 to C0717. What holds of a table by itself is looked at in `tables`.

pub(super) mod binding;
mod notation;
pub(super) mod outputs;
mod rows;
mod severity;

use std::cell::OnceCell;

use super::access::rules::target;
use super::model::{Model, Operation};
use super::parts::{Field, items};
use super::share::{Analysis, Share};
use super::tables::condition::{Condition, read};
use super::tables::declared::source;
use crate::ast::{Entry, Node};
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::source::Span;

/// A rule with what it is applied to.
struct Rule<'y, 'm> {
    own: &'m Declaration<'m>,
    name: &'m str,
    /// The operation that decides by it, where it is one.
    target: Option<&'y Operation<'m>>,
    /// The inputs that it lists.
    inputs: Vec<(&'m str, Span)>,
    /// The outputs that it lists; those that its rows answer where it lists none.
    outputs: Vec<(&'m str, Span)>,
    /// The rows: conditions and answers.
    rows: Vec<(&'m [Entry], &'m [Entry])>,
    /// The conditions of each row, each with its place in the map.
    conditions: Vec<Vec<(&'m Entry, Condition)>>,
}

impl<'y, 'm> Rule<'y, 'm> {
    fn of(model: &'y Model<'m, '_>, own: &'m Declaration<'m>) -> Option<Rule<'y, 'm>> {
        let (name, _) = own.name?;
        let listed = |key: &str| -> Vec<(&'m str, Span)> {
            items(own.node, key).iter().filter_map(|item| Some((called(&item.node)?, item.node.span))).collect()
        };
        let row =
            |item: &'m crate::ast::Item| Some((item.node.get("when")?.as_map()?, item.node.get("then")?.as_map()?));
        let rows: Vec<(&'m [Entry], &'m [Entry])> = items(own.node, "rows").iter().filter_map(row).collect();
        let mut outputs = listed("outputs");
        if outputs.is_empty() {
            for entry in rows.iter().flat_map(|(_, then)| *then) {
                let name = entry.key.as_text().filter(|name| outputs.iter().all(|(known, _)| known != name));
                outputs.extend(name.map(|name| (name, entry.key.span)));
            }
        }
        let inputs = listed("inputs");
        let names: Vec<&str> = inputs.iter().map(|(name, _)| *name).collect();
        let condition = |entry: &'m Entry| {
            let input = names.iter().position(|name| Some(*name) == entry.key.as_text())?;
            Some((entry, read(&entry.node, input, &names)))
        };
        let conditions = rows.iter().map(|(when, _)| when.iter().filter_map(condition).collect()).collect();
        Some(Rule { own, name, target: target(model, own), inputs, outputs, rows, conditions })
    }

    /// The place of an output.
    fn place(&self, output: &str) -> String {
        if let Some(at) = items(self.own.node, "outputs").iter().position(|item| called(&item.node) == Some(output)) {
            return format!("outputs/{at}");
        }
        let says = |(_, then): &(_, &[Entry])| then.iter().any(|entry| entry.key.as_text() == Some(output));
        format!("rows/{}/then/{output}", self.rows.iter().position(says).unwrap_or(0))
    }

    /// What the input of an operation is that this input is taken from.
    fn source(&self, input: &str) -> Option<&'y Field<'m>> {
        let name = match source(self.own.node, input) {
            Some(source) => source.strip_prefix("input.")?,
            None => input,
        };
        self.target?.input(name)
    }

    /// All conditions, each with the number of its row.
    fn each_condition(&self) -> impl Iterator<Item = (usize, &(&'m Entry, Condition))> {
        self.conditions.iter().enumerate().flat_map(|(row, all)| all.iter().map(move |own| (row, own)))
    }
}

/// What is found of a rule at a place.
fn at(rule: &Rule, place: impl std::fmt::Display, found: Diagnostic) -> Diagnostic {
    found.at(rule.own.element.as_str(), place)
}

/// The rules of a set, and what is known of what becomes of them; that is looked for once it is asked for.
pub struct Rules<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    read: OnceCell<outputs::Read<'m>>,
    evidence: OnceCell<severity::Evidence<'m>>,
}

impl<'x, 'm, 'a> Rules<'x, 'm, 'a> {
    /// The rules of a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Rules<'x, 'm, 'a> {
        Rules { model, read: OnceCell::new(), evidence: OnceCell::new() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Rules<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let model = self.model;
        for rule in share.all("rule").filter_map(|own| Rule::of(model, own)) {
            let read = self.read.get_or_init(|| outputs::Read::of(model));
            binding::check(model, &rule, findings);
            outputs::check(model, &rule, read, findings);
            findings.extend(severity::check(model, &rule, &self.evidence));
            rows::check(&rule, findings);
            notation::check(&rule, findings);
        }
    }
}

/// A text that is no map, list or null.
fn plain(node: &Node) -> Option<&str> {
    node.as_text()
}
