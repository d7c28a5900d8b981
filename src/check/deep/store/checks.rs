//! C0101: a condition of a column that speaks of a column the table does not have.
//!
//! In: a table. Out: a finding for each slip. The words of a condition are the database's own, so only one that is nearly the name of a
//! column is taken for one.

use std::cell::LazyCell;

use crate::check::deep::model::Table;
use crate::check::deep::parts::text;
use crate::diag::Diagnostic;
use crate::diag::code::C0101;
use crate::diag::nearest::Index;
use crate::lookup::HashSet;

/// Looks at the conditions of all columns of a table.
pub fn check(table: &Table, findings: &mut Vec<Diagnostic>) {
    let names = || table.columns.iter().map(|column| column.field.name);
    let known = LazyCell::new(|| names().map(str::to_lowercase).collect::<HashSet<_>>());
    let near = LazyCell::new(|| Index::of(names()));
    for column in &table.columns {
        let rules = column.field.node.get("constraints");
        let Some((condition, span)) = rules.and_then(|rules| text(rules, "check")) else { continue };
        let mut strange = names_in(condition).into_iter().filter(|word| !known.contains(&word.to_lowercase()));
        let slip = strange.find_map(|word| Some((word, near.ranked(word).filter(|(near, _)| near.len() > 3)?.0)));
        let Some((word, near)) = slip else { continue };
        let title = format!("table `{}` has no column `{word}`", table.name);
        let found = Diagnostic::new(&C0101, title, span, format!("did you mean `{near}`?"));
        findings.push(found.at(table.own.element.as_str(), format!("columns/{}/constraints/check", column.field.at)));
    }
}

/// The words of a condition that may be names: not in quotes, and not called as a function.
fn names_in(condition: &str) -> Vec<&str> {
    let outside = condition.split('\'').step_by(2);
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for piece in outside {
        let mut rest = piece;
        while let Some(start) = rest.find(is_letter) {
            let from = rest.get(start..).unwrap_or("");
            let end = from.find(|c| !is_letter(c)).unwrap_or(from.len());
            let (word, behind) = (from.get(..end).unwrap_or(""), from.get(end..).unwrap_or(""));
            if word.starts_with(char::is_alphabetic) && !behind.trim_start().starts_with('(') {
                found.push(word);
            }
            rest = behind;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::names_in;

    #[test]
    fn names_are_told_from_texts_and_functions() {
        assert_eq!(names_in("length(code) = 8 AND state <> 'gone_by'"), ["code", "AND", "state"]);
    }
}
