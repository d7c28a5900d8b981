//! What was found, in words and places.
//!
//! In: a rule, its [`Table`] and the [`Analysis`] of it. Out: findings.

use super::analysis::{Analysis, Gap, Overlap, same};
use super::condition::{Scalar, inside};
use super::declared::{Called, Closed};
use super::table::{Row, Table};
use super::witness::{example, ranges};
use crate::ast::{Node, Value};
use crate::check::deep::Sound;
use crate::check::deep::model::template;
use crate::check::gather::Declaration;
use crate::check::place::{head, is_plain, listing};
use crate::diag::code::{C0701, C0702, C0703, C0704, C0706, C0708, C0710, C0713, C1905};
use crate::diag::nearest::ranked;
use crate::diag::{Applicability, Diagnostic, Level, Licence};
use crate::source::Span;

/// How many findings of one kind a table may have.
const MOST: usize = 3;

/// Puts everything that was found about a rule into words.
pub fn report(sound: &Sound, rule: &Declaration, table: &Table, found: &Analysis, findings: &mut Vec<Diagnostic>) {
    let name = rule.name.map_or("", |(name, _)| name);
    let report = Report { sound, rule, table, name };
    let mut add = |found: Diagnostic, field: String| findings.push(found.at(rule.element.as_str(), field));
    for (at, row) in table.rows.iter().enumerate() {
        if let Some(found) = report.impossible(at, row) {
            add(found, format!("rows/{at}/when"));
        }
        if let Some(found) = report.unassigned(at, row) {
            add(found, format!("rows/{at}/then"));
        }
    }
    for at in &found.never {
        let title = format!("row {} of `{name}` can never match", at + 1);
        let found = Diagnostic::new(&C0708, title, report.place(*at), "the conditions of this row exclude each other");
        add(found, format!("rows/{at}/when"));
    }
    for (at, (input, span)) in table.inputs.iter().enumerate() {
        if let Some(span) = span.filter(|_| !table.is_used(at) && !report.speaks_of(input)) {
            let title = format!("no row of `{name}` looks at `{input}`");
            let found = Diagnostic::new(&C0710, title, span, "used in no condition");
            add(found.help("remove the input, or say in a row what it decides"), format!("inputs/{at}"));
        }
    }
    if let Some((kind, point)) = &found.gap {
        let gap = report.gap(*kind).note(example(table, point));
        let open = ranges(table, &found.open);
        let several = open.len() > 1;
        add(if several { gap.note(format!("no row matches {}", open.join("; "))) } else { gap }, "rows".into());
    }
    let rows = |all: &[Overlap]| all.len().saturating_sub(MOST);
    for (number, overlap) in found.conflicts.iter().take(MOST).enumerate() {
        let rest = if number + 1 == MOST { rows(&found.conflicts) } else { 0 };
        add(report.conflict(overlap, rest), format!("rows/{}/when", overlap.row));
    }
    if table.outputs.is_empty() {
        if let (Some(overlap), None) = (found.overlaps.first(), table.policy) {
            add(report.no_policy(overlap), format!("rows/{}/when", overlap.row));
        }
    } else if table.policy != Some("any") {
        for (number, overlap) in found.overlaps.iter().take(MOST).enumerate() {
            let rest = if number + 1 == MOST { rows(&found.overlaps) } else { 0 };
            add(report.overlap(overlap, rest), format!("rows/{}/when", overlap.row));
        }
    }
    // Rows that the same earlier ones take the place of are one finding.
    let mut groups: Vec<(&[usize], Vec<usize>)> = Vec::new();
    for (at, by) in &found.shadowed {
        match groups.iter_mut().find(|(own, _)| *own == by.as_slice()) {
            Some((_, rows)) => rows.push(*at),
            None => groups.push((by, vec![*at])),
        }
    }
    for (by, rows) in &groups {
        let at = rows.first().copied().unwrap_or(0);
        add(report.shadowed(rows, by), format!("rows/{at}/when"));
    }
    if let Some(place) = &found.stopped {
        add(limit(rule, name).note(format!("the search stopped {place}")), String::new());
    }
}

/// A table that is too large.
pub fn limit(rule: &Declaration, name: &str) -> Diagnostic {
    let title = format!("the table `{name}` is too large to be looked at in full");
    Diagnostic::new(&C1905, title, head(rule.node, "id"), "looked at in part only")
        .help("split it into several rules, or give it fewer inputs")
}

struct Report<'t, 'a> {
    sound: &'t Sound<'t, 'a>,
    rule: &'t Declaration<'a>,
    table: &'t Table<'a>,
    name: &'a str,
}

impl Report<'_, '_> {
    /// The smallest text that stands for the conditions of a row.
    fn place(&self, row: usize) -> Span {
        let Some(row) = self.table.rows.get(row) else { return self.rule.node.span };
        let spans = row.conditions.iter().rev().map(|condition| condition.span);
        let then = row.then.iter().map(|entry| entry.node.span);
        let when = row.node.get("when").map(|when| when.span);
        let mut all = spans.chain(when).chain(then);
        all.find(|span| span.start < span.end).unwrap_or(row.node.span)
    }

    /// ``that `granted` is `true` ``, of the outputs in which two rows differ or of the first one.
    fn says(&self, row: usize, other: usize) -> String {
        let (Some(own), Some(other)) = (self.table.rows.get(row), self.table.rows.get(other)) else {
            return String::new();
        };
        let differs = own.then.iter().find(|entry| {
            let theirs = other.then.iter().find(|theirs| theirs.key.value() == entry.key.value());
            theirs.is_some_and(|theirs| !same(&entry.node, &theirs.node))
        });
        match differs.or(own.then.first()) {
            Some(entry) => format!("that `{}` is `{}`", entry.key.value(), short(&entry.node)),
            None => "nothing".to_owned(),
        }
    }

    fn impossible(&self, _at: usize, row: &Row) -> Option<Diagnostic> {
        let (at, stranger) = row.impossible.as_ref()?;
        let condition = row.conditions.get(*at)?;
        let (input, _) = self.table.inputs.get(condition.input)?;
        let Some((value, span)) = stranger else {
            let title = format!("no value of `{input}` meets this condition");
            return Some(Diagnostic::new(&C0708, title, condition.span, "can never hold"));
        };
        let Closed { values: listed, called } = self.table.domains.get(condition.input)?.closed.as_deref()?;
        let title = format!("`{input}` is never `{}`", value.show());
        let names: Vec<&str> = if *called == Called::Roles {
            self.sound.all("role").filter_map(|own| own.name).map(|(name, _)| name).collect()
        } else {
            listed.iter().map(Scalar::show).collect()
        };
        let found = match ranked(value.show(), names.iter().copied()) {
            Some((near, sure)) => {
                let found = Diagnostic::new(&C0708, title, *span, format!("did you mean `{near}`?"));
                let how = if sure { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
                match is_plain(near) {
                    true => found.fix(format!("write `{near}`"), how, *span, near).licensed(Licence::Name),
                    false => found,
                }
            }
            None => Diagnostic::new(&C0708, title, *span, format!("none of the {called}")),
        };
        let some: Vec<String> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
        let end = if names.len() > some.len() { ", ..." } else { "" };
        Some(found.note(format!("the {called} are {}{end}", listing(some.iter().map(String::as_str), "and"))))
    }

    fn unassigned(&self, at: usize, row: &Row) -> Option<Diagnostic> {
        let has = |name: &str| row.then.iter().any(|entry| entry.key.as_text() == Some(name));
        let missing: Vec<String> =
            self.table.outputs.iter().filter(|name| !has(name)).map(|name| format!("`{name}`")).collect();
        if missing.is_empty() {
            return None;
        }
        let missing = listing(missing.iter().map(String::as_str), "and");
        let span = row.then.last().map(|entry| entry.key.span).or(row.node.get("then").map(|then| then.span));
        let span = span.filter(|span| span.start < span.end).unwrap_or_else(|| self.place(at));
        let title = format!("row {} of `{}` says nothing of {missing}", at + 1, self.name);
        let label = format!("{missing} would go behind this");
        Some(Diagnostic::new(&C0706, title, span, label).help("a row of a table answers all of its outputs"))
    }

    /// Whether a text in a row speaks of an input.
    fn speaks_of(&self, input: &str) -> bool {
        fn any(node: &Node, input: &str) -> bool {
            match &node.value {
                Value::Text(text) if template::has(text) => {
                    let words = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == input);
                    inside(text).map_or_else(|| words(text), words)
                }
                Value::List(items) => items.iter().any(|item| any(&item.node, input)),
                Value::Map(entries) => entries.iter().any(|entry| any(&entry.node, input)),
                _ => false,
            }
        }
        self.table.rows.iter().any(|row| any(row.node, input))
    }

    fn gap(&self, kind: Gap) -> Diagnostic {
        let (level, when, label) = match kind {
            Gap::Named => (Level::Error, "in some cases", "no row matches the example"),
            Gap::Others => (Level::Warning, "for values that no row names", "no row matches the example"),
            Gap::Null => (Level::Hint, "where an input is null", "no row matches null"),
        };
        let title = format!("`{}` gives no answer {when}", self.name);
        let mut found = Diagnostic::new(&C0701, title, head(self.rule.node, "id"), label);
        found.level = level;
        // Where rows may not overlap, a row without conditions would match in all other cases as well.
        found.help(match self.table.policy {
            Some("first" | "priority") => "add a row for these cases, or a last row without conditions",
            _ => "add a row for these cases",
        })
    }

    fn conflict(&self, overlap: &Overlap, rest: usize) -> Diagnostic {
        let (later, earlier) = (overlap.row, overlap.earlier.first().copied().unwrap_or(0));
        let title = format!("two rows of `{}` disagree", self.name);
        let label = format!("row {} matches too, and says {}", later + 1, self.says(later, earlier));
        let mut found = Diagnostic::new(&C0702, title, self.place(later), label)
            .label(self.place(earlier), format!("row {} says {}", earlier + 1, self.says(earlier, later)))
            .note(example(self.table, &overlap.point));
        found = match self.table.policy {
            None => found
                .note(format!("the table declares no `hit_policy`; with `first`, row {} wins", earlier + 1))
                .help("declare the hit policy `first`, or narrow one of the rows"),
            Some(policy) => found.help(format!("narrow one of the rows: `{policy}` allows no two answers")),
        };
        more(found, overlap, rest, "contradicts")
    }

    fn overlap(&self, overlap: &Overlap, rest: usize) -> Diagnostic {
        let (later, earlier) = (overlap.row, overlap.earlier.first().copied().unwrap_or(0));
        let title = format!("two rows of `{}` match the same case", self.name);
        let found = Diagnostic::new(&C0703, title, self.place(later), format!("row {} matches too", later + 1))
            .label(self.place(earlier), format!("row {} says the same", earlier + 1))
            .note(example(self.table, &overlap.point))
            .help("declare the hit policy `any`, or narrow one of the rows");
        more(found, overlap, rest, "overlaps")
    }

    fn no_policy(&self, overlap: &Overlap) -> Diagnostic {
        let (later, earlier) = (overlap.row, overlap.earlier.first().copied().unwrap_or(0));
        let title = format!("`{}` does not say which row counts when several match", self.name);
        let span = head(self.rule.node, "id");
        Diagnostic::new(&C0713, title, span, "no `hit_policy` is declared")
            .label(self.place(earlier), format!("row {} matches", earlier + 1))
            .label(self.place(later), format!("row {} matches too", later + 1))
            .note(example(self.table, &overlap.point))
            .help("declare a hit policy: `first` for the first row, `collect` for all of them")
    }

    fn shadowed(&self, rows: &[usize], by: &[usize]) -> Diagnostic {
        let numbers: Vec<String> = rows.iter().map(|row| (row + 1).to_string()).collect();
        let (first, rest) = (rows.first().copied().unwrap_or(0), rows.get(1..).unwrap_or_default());
        let title = match rest {
            [] => format!("row {} of `{}` never counts", first + 1, self.name),
            _ => format!("rows {} of `{}` never count", listing(numbers.iter().map(String::as_str), "and"), self.name),
        };
        let label = match by {
            [one] => format!("row {} takes all of its cases", one + 1),
            _ => "earlier rows take all of its cases".to_owned(),
        };
        let mut found = Diagnostic::new(&C0704, title, self.place(first), label);
        for one in by.iter().take(MOST) {
            found = found.label(self.place(*one), format!("row {} comes first", one + 1));
        }
        for row in rest {
            found = found.label(self.place(*row), "nor does this");
        }
        if by.len() > MOST {
            found = found.note(format!("{} more rows take part in it", by.len() - MOST));
        }
        let help = if rest.is_empty() { "remove the row" } else { "remove the rows" };
        found.help(format!("{help}, or put above what covers {}", if rest.is_empty() { "it" } else { "them" }))
    }
}

fn more(mut found: Diagnostic, overlap: &Overlap, rest: usize, does: &str) -> Diagnostic {
    let others: Vec<String> = overlap.earlier.iter().skip(1).take(5).map(|row| (row + 1).to_string()).collect();
    if !others.is_empty() {
        let more = overlap.earlier.len() - 1 - others.len();
        let end = if more > 0 { format!(" and {more} more") } else { String::new() };
        let word = if overlap.earlier.len() == 2 { "row" } else { "rows" };
        found = found.note(format!("it {does} {word} {}{end} as well", others.join(", ")));
    }
    if rest > 0 {
        let rows = if rest == 1 { "row does" } else { "rows do" };
        found = found.note(format!("{rest} more {rows} the same"));
    }
    found
}

/// A value in few words.
fn short(node: &Node) -> String {
    match Scalar::of(node) {
        Some(value) if value.show().chars().count() <= 24 => value.show().to_owned(),
        _ => "...".to_owned(),
    }
}
