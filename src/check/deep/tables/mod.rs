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
pub mod domain;
mod known;
mod number;
mod report;
pub mod table;
pub mod witness;

pub use condition::{Condition, Scalar, Test};
pub use decide::decide;
pub use number::{Measure, Number, ONE};

/// A number as text, digit by digit.
pub fn shown(number: Number) -> String {
    number::show(number.fixed())
}

use super::Sound;
use crate::ast::Node;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;

/// Tables beyond this are not looked at.
const ROWS: usize = 4_000;
const INPUTS: usize = 64;

/// Looks at all rules.
pub fn check(sound: &Sound, findings: &mut Vec<Diagnostic>) {
    for rule in sound.all("rule") {
        let count = |key: &str| rule.node.get(key).and_then(Node::as_list).map_or(0, <[_]>::len);
        if count("rows") > ROWS || count("inputs") > INPUTS {
            let name = rule.name.map_or("", |(name, _)| name);
            findings.push(report::limit(rule, name).at(rule.element.as_str(), ""));
        } else if let Some(table) = table::table(sound, rule).filter(|table| table.inputs.len() <= INPUTS) {
            report::report(sound, rule, &table, &analysis::analyse(&table), findings);
        }
    }
}

/// The conditions of a rule: the input, what it must be, and where that stands.
pub fn conditions<'a>(rule: &Declaration<'a>) -> Vec<(&'a str, Condition, &'a Node, String)> {
    let rows = rule.node.get("rows").and_then(Node::as_list).unwrap_or(&[]);
    let mut all = Vec::new();
    for (at, row) in rows.iter().enumerate().take(ROWS) {
        for entry in row.node.get("when").and_then(Node::as_map).unwrap_or(&[]) {
            let Some(name) = entry.key.as_text() else { continue };
            all.push((name, condition::read(&entry.node, 0, &[name]), &entry.node, format!("rows/{at}/when/{name}")));
        }
    }
    all
}

#[cfg(test)]
mod tests;
