//! Kinds of declarations: those that code follows from, and those that only speak to people. No kind is forgotten.

/// Kinds that no code follows from: they speak to people, or to those who run the service.
const FOR_PEOPLE: &[&str] = &["project", "engagement", "profile", "term", "test", "oauth2_provider"];

/// Kinds that code follows from.
const LOWERED: &[&str] = &[
    "secret",
    "entity",
    "value",
    "enum",
    "error",
    "event",
    "command",
    "query",
    "projection",
    "rule",
    "workflow",
    "datasource",
    "table",
    "route",
    "graphql type",
    "graphql query",
    "graphql mutation",
    "integration",
    "operation",
    "webhook",
    "bucket",
    "email_provider",
    "policy",
    "reliability",
    "security",
    "observe",
    "actor",
    "role",
    "permission",
    "grant",
    "scenario",
];

#[test]
fn no_kind_is_forgotten() {
    for kind in crate::kinds::KINDS {
        let name = kind.keyword;
        assert!(LOWERED.contains(&name) != FOR_PEOPLE.contains(&name), "{name}");
    }
}
