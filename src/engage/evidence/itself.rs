//! What the making of evidence itself settles: the clauses about it.
//!
//! In: outcomes that a repository left open. Out: the same, with what is known now. An unsigned bundle where a signature is asked for is
//! told as broken by the bundle itself.

use crate::engage::checkers::EVIDENCE;
use crate::engage::terms::Terms;
use crate::engage::verdict::{Outcome, Verdict};

/// Settles the clauses about evidence for a bundle that is being made.
pub fn settle(outcomes: &mut [Outcome], terms: &Terms, signed: bool) {
    let Some(audit) = &terms.audit else { return };
    for own in outcomes.iter_mut().filter(|own| own.verdict == Verdict::NotEvaluated) {
        let (verdict, why) = match own.clause.as_str() {
            "audit.evidence_required" => (Verdict::Holds, "this is the bundle".to_owned()),
            "audit.evidence_format" if audit.evidence_format == "json" => {
                (Verdict::Holds, "the bundle is canonical JSON".to_owned())
            }
            "audit.evidence_signed" if signed => (Verdict::Holds, "the bundle is signed".to_owned()),
            "audit.evidence_signed" => (Verdict::Broken, "the bundle is not signed".to_owned()),
            "audit.findings_min_detail" if audit.findings_min_detail == "clause_level" => {
                (Verdict::Holds, "each clause has a result of its own".to_owned())
            }
            _ => continue,
        };
        own.verdict = verdict;
        own.why = why;
        own.checker = Some(EVIDENCE.to_owned());
    }
}
