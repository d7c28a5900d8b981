//! `actor`, `role`, `permission`, `grant`: who calls, and who may do what.

use super::parts::catalog::{closed, usual};
use super::parts::common::{DESCRIPTION, ID, PERMISSIONS};
use super::parts::field::FIELDS;
use super::{Catalog, Kind, Record, Shape, Special, Style, key};

static ACTIONS: Catalog = closed("action of a permission", &["read", "write", "delete", "admin"]);

static SCHEMES: Catalog = usual(
    "scheme of authentication",
    &["bearer_jwt", "bearer_opaque", "session_cookie", "api_key", "basic", "mutual_tls"],
);

/// The caller.
pub static ACTOR: Kind = Kind {
    keyword: "actor",
    section: &["access", "actor"],
    single: true,
    name: "",
    file: "policy/rbac",
    doc: "Who calls: how the system knows them, and what it knows of them.",
    record: &Record::new(
        "actor",
        &[
            key("description", Shape::Text, "What it is or does, in words for people.").beyond_v0(),
            key("scheme", Shape::OneOf(&SCHEMES), "How a caller shows who they are.").beyond_v0(),
            key("entity", Shape::Ref(&["entity"]), "The entity whose rows are the callers.").beyond_v0(),
            key("fields", FIELDS, "What is known of each caller: `actor.id` and the like.")
                .style(Style::Fields("field"))
                .beyond_v0(),
        ],
    ),
};

/// A role.
pub static ROLE: Kind = Kind {
    keyword: "role",
    section: &["access", "roles"],
    single: false,
    name: "id",
    file: "policy/rbac",
    doc: "A part that people play, such as employee or administrator.",
    record: &Record::new("role", &[ID, DESCRIPTION]),
};

/// A permission.
pub static PERMISSION: Kind = Kind {
    keyword: "permission",
    section: &["access", "permissions"],
    single: false,
    name: "id",
    file: "policy/rbac",
    doc: "The right to do one thing with one declaration.",
    record: &Record::new(
        "permission",
        &[
            ID,
            DESCRIPTION,
            key(
                "resource",
                Shape::Special(Special::Resource),
                "What the right is about, such as `entity:Order` or `command:Ship`.",
            )
            .required(),
            key("action", Shape::OneOf(&ACTIONS), "What one may do with it.").required(),
            key("condition", Shape::Ref(&["policy"]), "The policy under which it holds, such as one of ownership.")
                .beyond_v0(),
        ],
    ),
};

/// A grant: which permissions a role has.
pub static GRANT: Kind = Kind {
    keyword: "grant",
    section: &["access", "bindings"],
    single: false,
    name: "",
    file: "policy/rbac",
    doc: "The permissions that come with a role.",
    record: &Record::new(
        "grant",
        &[
            key("role", Shape::Ref(&["role"]), "The role that gets them.").required(),
            key("permissions", PERMISSIONS, "The permissions it gets."),
        ],
    ),
};
