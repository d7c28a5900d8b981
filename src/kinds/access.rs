//! `role`, `permission`, `grant`: who may do what.

use super::parts::catalog::closed;
use super::parts::common::{DESCRIPTION, ID, PERMISSIONS};
use super::{Catalog, Kind, Record, Shape, Special, key};

static ACTIONS: Catalog = closed("action of a permission", &["read", "write", "delete", "admin"]);

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
