//! Decision tables, looked at exactly: cases without a row, rows that disagree, rows that never count.
//!
//! In: the sound part of a set. Out: findings of C07 with a case in concrete values, and C1905 where a table is too large.
//! Each input is cut into cells (`domain`), a row is a box of cells (`table`), boxes are intersected and subtracted
//! (`boxes`, `analysis`). Conditions that are not understood are never guessed.

pub mod analysis;
pub mod boxes;
pub mod condition;
mod decide;
pub mod declared;
mod denial;
pub mod domain;
mod known;
mod number;
mod report;
pub mod table;
pub mod witness;

pub use condition::{Condition, Scalar, Test};
pub use decide::{decide, reached};
pub use denial::is_denial;
pub use number::{Measure, Number, ONE};

/// A number as text, digit by digit.
pub fn shown(number: Number) -> String {
    number::show(number.fixed())
}

use rayon::prelude::*;

use super::Sound;
use super::share::Share;
use crate::ast::Node;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::lookup::HashMap;
use crate::source::Span;
use table::Table;

/// Tables beyond this are not looked at.
const ROWS: usize = 4_000;
const INPUTS: usize = 64;

/// The tables of all rules, each made once.
#[derive(Default)]
pub struct Tables<'a> {
    by_place: HashMap<Span, Table<'a>>,
}

impl<'a> Tables<'a> {
    /// The tables of the sound rules; one that is too large is none.
    pub fn of<'s>(sound: &'s Sound<'s, 'a>) -> Tables<'a> {
        let rules: Vec<&Declaration<'a>> = sound.all("rule").filter(|rule| !is_large(rule)).collect();
        let of = |rule: &&Declaration<'a>| Some((rule.node.span, table::table(sound, rule)?));
        Tables { by_place: rules.par_iter().filter_map(of).collect::<Vec<_>>().into_iter().collect() }
    }

    /// The table of a rule; none where it could not be looked at.
    pub fn get(&self, rule: &Declaration) -> Option<&Table<'a>> {
        self.by_place.get(&rule.node.span)
    }
}

fn is_large(rule: &Declaration) -> bool {
    let count = |key: &str| rule.node.get(key).and_then(Node::as_list).map_or(0, <[_]>::len);
    count("rows") > ROWS || count("inputs") > INPUTS
}

/// Looks at all rules.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for rule in share.all("rule") {
        if is_large(rule) {
            let name = rule.name.map_or("", |(name, _)| name);
            findings.push(report::limit(rule, name).at(rule.element.as_str(), ""));
        } else if let Some(table) = model.rules.get(rule).filter(|table| table.inputs.len() <= INPUTS) {
            report::report(model.sound, rule, table, &analysis::analyse(table), findings);
        }
    }
}

/// The conditions of a rule: the input, what it must be, where that stands, and the number of the row.
pub fn conditions<'a>(rule: &Declaration<'a>) -> Vec<(&'a str, Condition, &'a Node, usize)> {
    let rows = rule.node.get("rows").and_then(Node::as_list).unwrap_or(&[]);
    let mut all = Vec::new();
    for (at, row) in rows.iter().enumerate().take(ROWS) {
        for entry in row.node.get("when").and_then(Node::as_map).unwrap_or(&[]) {
            let Some(name) = entry.key.as_text() else { continue };
            all.push((name, condition::read(&entry.node, 0, &[name]), &entry.node, at));
        }
    }
    all
}

#[cfg(test)]
mod tests;
