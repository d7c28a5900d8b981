//! `accept/`: read and checked without any finding of form or reference. What the parts of such a case mean together is not its point.

use super::{assert_none, cases, run};

#[test]
fn accepted_cases_have_no_finding() {
    let mut wrong = Vec::new();
    for case in cases("accept") {
        let outcome = run(&case);
        let of_form = outcome
            .findings
            .iter()
            .filter(|(_, found)| found.code.id < "C02" || ["C0201", "C0205"].contains(&found.code.id));
        let found: Vec<String> = of_form.map(|(_, found)| outcome.read.brief(found)).collect();
        if !found.is_empty() {
            wrong.push(format!("{}\n  {}", case.name, found.join("\n  ")));
        }
    }
    assert_none(wrong);
}
