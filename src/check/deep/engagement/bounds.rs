//! C2108, C2109: a version of the schema that nobody knows, numbers and blank texts that cannot be met.

use super::clauses::Clauses;
use crate::ast::Node;
use crate::check::deep::parts::{items, text};
use crate::diag::code::{C2108, C2109};
use crate::diag::{Applicability, Diagnostic};
use crate::engage::contract::VERSION;
use crate::kinds::{ENGAGEMENT, Key, Record, Shape};

/// Texts that must be there, and say nothing.
fn blank(clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    let is_asked = |key: &&Key| key.required && matches!(key.shape, Shape::Text);
    let of = |record: &'static Record| record.keys.iter().filter(is_asked);
    let mut report = |node: &Node, key: &'static Key, at: String| {
        if let Some((_, span)) = text(node, key.name).filter(|(said, _)| said.trim().is_empty()) {
            let title = format!("`{}` says nothing", key.name);
            let found = Diagnostic::new(&C2109, title, span, "blank").at(clauses.own.element.as_str(), at);
            findings.push(found.help("say it: nothing can be held against a clause without a word"));
        }
    };
    for key in of(ENGAGEMENT.record) {
        report(clauses.own.node, key, key.name.to_owned());
    }
    for family in ENGAGEMENT.record.keys {
        if let (Shape::Record(record), Some(node)) = (&family.shape, clauses.family(family.name)) {
            of(record).for_each(|key| report(node, key, format!("{}/{}", family.name, key.name)));
        }
    }
}

/// Looks at the numbers of an engagement.
pub fn check(clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    if let Some((version, span)) = text(clauses.own.node, "contract_version")
        && version != VERSION
    {
        let title = format!("nothing knows version `{version}` of the schema");
        let found =
            Diagnostic::new(&C2108, title, span, "known is `1.0`").at(clauses.own.element.as_str(), "contract_version");
        findings.push(
            found.note("it is read as if it were `1.0`; clauses that are new in it are reported as unknown keys"),
        );
    }
    for (family, key, least, most, unit) in
        [("quality", "test_coverage_min", 0, 100, "percent"), ("audit", "retention_years", 0, 100, "years")]
    {
        if let Some((number, _)) = clauses.number(family, key)
            && !(least..=most).contains(&number)
        {
            let title = format!("`{key}` of {number} {unit} can never be met");
            let label = format!("{least} to {most} are possible");
            findings.push(clauses.finding(&C2109, title, (family, key), label));
        }
    }
    blank(clauses, findings);
    let Some(done) = clauses.family("definition_of_done") else { return };
    for (at, item) in items(done, "scan_gates").iter().enumerate() {
        let Some((number, span)) = text(&item.node, "threshold") else { continue };
        if number.parse::<u32>().is_err() {
            let title = format!("a gate cannot allow {number} findings");
            let found = Diagnostic::new(&C2109, title, span, "none is 0");
            let place = format!("definition_of_done/scan_gates/{at}/threshold");
            let found = found.at(clauses.own.element.as_str(), place);
            findings.push(found.fix("allow none", Applicability::MaybeIncorrect, span, "0"));
        }
    }
}
