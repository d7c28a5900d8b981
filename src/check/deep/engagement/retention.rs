//! C2105: evidence that is thrown away before a framework allows it.
//!
//! The years are those for which records must be kept: HIPAA 45 CFR 164.316(b)(2), six years; SOX section 802 with 17 CFR 210.2-06, seven;
//! PCI DSS 4.0 requirement 10.5.1, one; SEC rule 17a-4, six; MiFID II article 16(7), five; DORA and NIS2 name none, nor does GDPR, which
//! wants nothing kept for longer than it is needed. ISO 27001 certificates last three years, and an auditor looks back through one.

use super::clauses::Clauses;
use crate::diag::Diagnostic;
use crate::diag::code::C2105;
use crate::engage::plain::plain;

/// Frameworks, and the years for which their records are kept.
const YEARS: &[(&str, i64)] =
    &[("sox", 7), ("hipaa", 6), ("sec_17a_4", 6), ("finra", 6), ("mifid2", 5), ("iso27001", 3), ("pci_dss", 1)];

/// Looks at the time for which evidence is kept.
pub fn check(clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    let Some((years, _)) = clauses.number("audit", "retention_years") else { return };
    let needed = clauses.words("compliance", "frameworks").into_iter().filter_map(|(name, span)| {
        let name = plain(name);
        YEARS
            .iter()
            .find(|(own, _)| *own == name || own.replace('_', "") == name.replace('_', ""))
            .map(|(_, years)| (name, *years, span))
    });
    if let Some((name, needed, span)) =
        needed.max_by_key(|(_, needed, _)| *needed).filter(|(_, needed, _)| *needed > years)
    {
        let title = format!("evidence is kept for {years} years, and `{name}` needs {needed}");
        let found = clauses.finding(&C2105, title, ("audit", "retention_years"), "too short").label(span, "in force");
        findings.push(found.help(format!("keep it for {needed} years")));
    }
}
