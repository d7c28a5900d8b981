//! `accept/`: read and checked without any finding.

use super::{assert_none, cases, run};

#[test]
fn accepted_cases_have_no_finding() {
    let mut wrong = Vec::new();
    for case in cases("accept") {
        let outcome = run(&case);
        let found: Vec<String> = outcome.findings.iter().map(|(_, found)| outcome.read.brief(found)).collect();
        if !found.is_empty() {
            wrong.push(format!("{}\n  {}", case.name, found.join("\n  ")));
        }
    }
    assert_none(wrong);
}
