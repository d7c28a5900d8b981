//! Decision tables, looked at exactly: cases without a row, rows that disagree, rows that never count.
//!
//! In: the sound part of a set. Out: findings of C07 with a case in concrete values, and C1905 where a table is too large.
//! Each input is cut into cells (`domain`), a row is a box of cells (`table`), boxes are intersected and subtracted
//! (`boxes`, `analysis`). Conditions that are not understood are never guessed.

pub mod analysis;
pub mod boxes;
pub mod condition;
pub mod declared;
pub mod domain;
mod number;
mod report;
pub mod table;
pub mod witness;

use super::Sound;
use crate::ast::Node;
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
            report::report(rule, &table, &analysis::analyse(&table), findings);
        }
    }
}

#[cfg(test)]
mod tests;
