//! C2103, C2104, C2106: clauses that cannot all hold, a gate without its measure, a door left open where a framework is in force.

use super::clauses::Clauses;
use crate::diag::Diagnostic;
use crate::diag::code::{C2103, C2104, C2106};
use crate::engage::checkers::excuses;
use crate::engage::plain::plain;

/// A clause that asks for something, and the item of the definition of done that gives it up.
const GIVEN_UP: &[(&str, &str, &str, &str)] = &[
    ("audit", "evidence_required", "evidence_generated", "evidence is required, and need not be made"),
    ("audit", "pr_comment_required", "pr_comment_posted", "a comment is required, and need not be posted"),
    ("security", "pen_test_gate", "pen_test_pass", "a penetration test is required, and need not be passed"),
];

/// Looks at each pair.
pub fn check(clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    let done = "definition_of_done";
    for (family, key, item, title) in GIVEN_UP {
        if clauses.is_on(family, key) && !clauses.is_on(done, item) {
            let label = if clauses.node(done, item).is_some() { "given up here" } else { "not among what is done" };
            let found = clauses.finding(&C2103, *title, (done, item), label);
            let found = found.label(clauses.place(family, key), format!("`{key}` asks for it"));
            findings.push(found.help(format!("say `{item}`, or take `{key}` back")));
        }
    }
    if let Some((needed, span)) = clauses.word("compliance", "change_management")
        && !clauses.is_on(done, "change_management_approved")
    {
        let title = "changes need an approval, and are done without it";
        let found = clauses.finding(&C2103, title, (done, "change_management_approved"), "not among what is done");
        findings.push(found.label(span, format!("`{needed}` is asked for")).help("say `change_management_approved`"));
    }
    // An exception excuses a resource: that is what it is for. Of a service it excuses nothing.
    for (word, span) in clauses.words("cost", "approved_exceptions") {
        let services = clauses.words("stack", "forbidden_services");
        if let Some((service, other)) = services.into_iter().find(|(own, _)| excuses(word, own)) {
            let title = format!("`{service}` is approved, and is a service that is never used");
            let found = Diagnostic::new(&C2103, title, span, "approved here");
            let found = found.at(clauses.own.element.as_str(), "cost/approved_exceptions");
            let help = format!("take `{service}` out of one of them: an exception only excuses a resource");
            findings.push(found.label(other, "forbidden here").help(help));
        }
    }
    for (word, span) in clauses.words("architecture", "required_patterns") {
        let forbidden = clauses.words("architecture", "forbidden_patterns");
        if let Some((_, other)) = forbidden.into_iter().find(|(own, _)| plain(own) == plain(word)) {
            let found = Diagnostic::new(&C2103, format!("`{word}` is required and forbidden"), span, "required here");
            let found = found.at(clauses.own.element.as_str(), "architecture/required_patterns");
            findings.push(found.label(other, "forbidden here").help("keep one of them"));
        }
    }
    if let Some((store, span)) = clauses.word("security", "secrets_store") {
        let locations = clauses.words("security", "forbidden_secrets_locations");
        if let Some((_, other)) = locations.into_iter().find(|(own, _)| plain(own) == plain(store)) {
            let title = format!("secrets are kept in `{store}`, where no secret may stand");
            let found = Diagnostic::new(&C2103, title, span, "kept here");
            let found = found.at(clauses.own.element.as_str(), "security/secrets_store");
            findings.push(found.label(other, "forbidden here").help("name another store, or allow this place"));
        }
    }
    if clauses.is_on(done, "coverage_met")
        && clauses.node(done, "coverage_met").is_some()
        && clauses.node("quality", "test_coverage_min").is_none()
    {
        let title = "tests must cover enough, and nothing says how much";
        let found = clauses.finding(&C2104, title, (done, "coverage_met"), "measured against what?");
        let help = "say `test_coverage_min` under `quality`";
        findings.push(found.note("the schema has 80 percent where nothing is said").help(help));
    }
    let frameworks = clauses.words("compliance", "frameworks");
    if let Some((framework, span)) = frameworks.first()
        && clauses.family("security").is_some()
        && !clauses.is_on("security", "production_deploy_gate")
    {
        let title = format!("nobody approves what goes into production, and `{framework}` is in force");
        let found = clauses.finding(&C2106, title, ("security", "production_deploy_gate"), "switched off here");
        findings.push(found.label(*span, "in force").help("switch `production_deploy_gate` on"));
    }
}
