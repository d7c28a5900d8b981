//! `policy`: what is allowed, denied or limited, and when.

use super::parts::catalog::closed;
use super::parts::common::{ANY_MAP, DESCRIPTION, ID, ROLES, SOURCE, TAGS};
use super::{Catalog, Kind, Record, Shape, Special, Style, key};

static OPERATORS: Catalog =
    closed("operator of a condition", &["eq", "neq", "gt", "lt", "gte", "lte", "in", "contains"]);

static EFFECT_TYPES: Catalog = closed("effect of a policy", &["allow", "deny", "limit"]);

static CONDITION: Record = Record::new(
    "condition",
    &[
        key("field", Shape::Special(Special::PolicyField), "What is looked at: a field, or a fact about the caller.")
            .required(),
        key("op", Shape::OneOf(&OPERATORS), "How it is compared.").required(),
        key("value", Shape::Any, "With what it is compared.").required(),
    ],
);

static VERDICT: Record = Record::new(
    "policy effect",
    &[
        key("type", Shape::OneOf(&EFFECT_TYPES), "Whether it allows, denies or limits.").required(),
        key("params", ANY_MAP, "The details, such as the message of a denial."),
        key("error", Shape::Ref(&["error"]), "The error that a denial is answered with.").beyond_v0(),
    ],
);

/// A policy.
pub static POLICY: Kind = Kind {
    keyword: "policy",
    section: &["policies"],
    single: false,
    name: "id",
    file: "policy/policies",
    doc: "A rule over what may be done: under these conditions it is allowed, denied or limited.",
    record: &Record::new(
        "policy",
        &[
            ID,
            DESCRIPTION,
            key(
                "scope",
                Shape::Special(Special::PolicyScope),
                "What it speaks of: `global`, or one declaration such as `entity:Order`.",
            )
            .required(),
            key("roles", ROLES, "The roles of callers that it speaks of; all where nothing is said.").beyond_v0(),
            key(
                "conditions",
                Shape::List(&Shape::Record(&CONDITION)),
                "What must hold for it to count; all of them must.",
            )
            .style(Style::Whole),
            key("effects", Shape::List(&Shape::Record(&VERDICT)), "What follows.").style(Style::Whole),
            TAGS,
            SOURCE,
        ],
    ),
};
