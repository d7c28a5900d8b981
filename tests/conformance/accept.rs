//! `accept/`: read and checked without any finding of form and reference.

use super::{assert_none, cases, run};

#[test]
fn accepted_cases_have_no_finding() {
    let mut wrong = Vec::new();
    for case in cases("accept") {
        let outcome = run(&case);
        // What the parts mean together (C03 and above) is not the business of the language.
        let form = outcome.findings.iter().filter(|(_, found)| found.code.id < "C03");
        let found: Vec<String> = form.map(|(_, found)| outcome.read.brief(found)).collect();
        if !found.is_empty() {
            wrong.push(format!("{}\n  {}", case.name, found.join("\n  ")));
        }
    }
    assert_none(wrong);
}
