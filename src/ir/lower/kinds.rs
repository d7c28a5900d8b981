//! Kinds of declarations for which no code is made.
//!
//! In: a model. Out: a refusal for each declaration of them. What only speaks to people (terms, projects) or describes what is made
//! elsewhere is no code, and is passed over: the list says which.

use super::Lower;

/// Kinds that ask for something that no part of a service does.
const REFUSED: &[(&str, &str)] = &[
    ("observe", "no part of a service measures it"),
    ("security", "no part of a service keeps it"),
];

/// Kinds that no code follows from: they speak to people, or to those who run the service.
#[cfg(test)]
pub const FOR_PEOPLE: &[&str] = &["project", "profile", "term", "test", "oauth2_provider"];

/// Refuses what no code is made for.
pub fn check(lower: &mut Lower) {
    for (keyword, why) in REFUSED {
        let model = lower.model;
        for own in super::named(model, keyword) {
            let span = own.name.map_or_else(|| crate::check::place::head(own.node, "kind"), |(_, span)| span);
            let what = match own.name {
                Some((name, _)) => format!("the {keyword} `{name}`"),
                None => format!("`{keyword}`"),
            };
            lower.refuse(own, "", span, &what, why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FOR_PEOPLE, REFUSED};

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
            let places =
                [LOWERED.contains(&name), FOR_PEOPLE.contains(&name), REFUSED.iter().any(|(own, _)| *own == name)];
            assert_eq!(places.iter().filter(|own| **own).count(), 1, "{name}");
        }
    }
}
