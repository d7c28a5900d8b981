//! C2108, C2109: a version of the schema that nobody knows, numbers that cannot be met.

use super::clauses::Clauses;
use crate::check::deep::parts::{items, text};
use crate::diag::code::{C2108, C2109};
use crate::diag::{Applicability, Diagnostic};

/// The versions of the schema that are known.
const VERSIONS: &[&str] = &["1.0"];

/// Looks at the numbers of an engagement.
pub fn check(clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    if let Some((version, span)) = text(clauses.own.node, "contract_version")
        && !VERSIONS.contains(&version)
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
