//! Clauses that only people, or other systems, can know.
//!
//! In: terms. Out: outcomes that are never `Holds` unless the clause asks for nothing. Each says who knows.

use super::Subject;
use super::looked::{asks_nothing, not_evaluated, unseen};
use crate::engage::verdict::Outcome;

/// Who settles the clauses about evidence: whoever makes it.
pub const EVIDENCE: &str = "evidence";

fn gate(is_on: bool, clause: &str, why: &str) -> Vec<Outcome> {
    vec![if is_on { not_evaluated(clause, why) } else { asks_nothing(clause) }]
}

fn value(is_set: bool, clause: &str, why: &str) -> Vec<Outcome> {
    if is_set { vec![not_evaluated(clause, why)] } else { Vec::new() }
}

macro_rules! people {
    ($($(#[$doc:meta])* $name:ident = |$terms:ident| $body:expr;)*) => {
        $($(#[$doc])*
        pub(super) fn $name(&Subject { terms: $terms, .. }: &Subject<'_>) -> Vec<Outcome> {
            $body
        })*
    };
}

people! {
    /// `cost.budget_envelope`
    budget = |terms| vec![not_evaluated(
        "cost.budget_envelope",
        format!("what `{}` costs is seen on the bill, not in a repository", terms.cost.budget_envelope),
    )];
    /// `security.pii_handling`
    pii = |terms| match &terms.security.pii_handling {
        Some(policy) => vec![not_evaluated("security.pii_handling", format!("no checker knows `{policy}`"))],
        None => Vec::new(),
    };
    /// `security.owasp_compliance`
    owasp = |terms| gate(
        terms.security.owasp_compliance,
        "security.owasp_compliance",
        "no checker looks for all ten risks; the gates of scanners look for some",
    );
    /// `security.pen_test_gate`
    pen_test_gate = |terms| gate(terms.security.pen_test_gate, "security.pen_test_gate", "only testers know");
    /// `architecture.review_gate`
    review = |terms| match terms.architecture.as_ref().and_then(|own| own.review_gate.as_ref()) {
        Some(whose) => vec![not_evaluated("architecture.review_gate", format!("only `{whose}` knows"))],
        None => Vec::new(),
    };
    /// `compliance.frameworks`
    frameworks = |terms| {
        let names = terms.compliance.iter().flat_map(|own| &own.frameworks);
        let of = |name: &String| {
            not_evaluated(format!("compliance.frameworks/{name}"), "a framework is more than a repository shows")
        };
        names.map(of).collect()
    };
    /// `compliance.data_classification`
    classification = |terms| match terms.compliance.as_ref().and_then(|own| own.data_classification) {
        Some(is_on) => gate(is_on, "compliance.data_classification", "no checker follows personal data to a model"),
        None => Vec::new(),
    };
    /// `compliance.audit_trail`
    audit_trail = |terms| match terms.compliance.as_ref().and_then(|own| own.audit_trail) {
        Some(is_on) => gate(is_on, "compliance.audit_trail", "no checker sees whether every change is recorded"),
        None => Vec::new(),
    };
    /// `compliance.change_management`
    change_management = |terms| value(
        terms.compliance.as_ref().is_some_and(|own| own.change_management.is_some()),
        "compliance.change_management",
        "only those who approve changes know",
    );
    /// `audit`, field by field.
    audit = |terms| {
        let Some(own) = &terms.audit else { return Vec::new() };
        let later = |clause: &str| unseen(clause, EVIDENCE, "is known only when the evidence is made");
        let when = |is_on: bool, clause: &str| if is_on { later(clause) } else { asks_nothing(clause) };
        let mut all = vec![when(own.evidence_required, "audit.evidence_required"), later("audit.evidence_format")];
        all.push(when(own.evidence_signed, "audit.evidence_signed"));
        all.extend(gate(own.pr_comment_required, "audit.pr_comment_required", "is known only on the pull request"));
        all.extend(value(own.retention_years.is_some(), "audit.retention_years", "only those who keep the evidence know"));
        all.push(later("audit.findings_min_detail"));
        all
    };
}
