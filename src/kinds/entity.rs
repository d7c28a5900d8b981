//! `entity`: a thing with an identity that the system remembers.

use super::parts::catalog::{TENANT_SCOPES, closed};
use super::parts::common::{DESCRIPTION, ID, SOURCE, TAGS};
use super::parts::field::FIELDS;
use super::{Catalog, Kind, Local, Record, Shape, Special, Style, key};

static CONSTRAINT_TYPES: Catalog = closed("type of a constraint", &["unique", "foreign_key", "check"]);

const OWN_FIELDS: Shape = Shape::List(&Shape::Local(Local::Field));

static INDEX: Record = Record::new(
    "index",
    &[
        key("name", Shape::Name, "The name of the index.").required(),
        key("fields", OWN_FIELDS, "The fields it orders by, the most important first.").required(),
        key("unique", Shape::Bool, "Whether no two may share these values."),
    ],
);

static CONSTRAINT: Record = Record::new(
    "constraint",
    &[
        key("type", Shape::OneOf(&CONSTRAINT_TYPES), "What kind of rule it is.").required(),
        key("fields", OWN_FIELDS, "The fields the rule is about."),
        key(
            "ref",
            Shape::Special(Special::EntityField),
            "What a foreign key points at: an entity, or one field of it.",
        ),
    ],
);

/// An entity.
pub static ENTITY: Kind = Kind {
    keyword: "entity",
    section: &["entities"],
    single: false,
    name: "id",
    file: "domain/entities",
    doc: "A thing with an identity: it is created, found again, changed and perhaps removed.",
    record: &Record::new(
        "entity",
        &[
            ID,
            DESCRIPTION,
            key("fields", FIELDS, "What is known of each one.").required().style(Style::Fields("field")),
            key(
                "primary_key",
                Shape::Local(Local::Field),
                "The field that tells one from all others; `id` where nothing is said.",
            ),
            key("indexes", Shape::List(&Shape::Record(&INDEX)), "By which fields they are found quickly.")
                .style(Style::Lines("index")),
            key(
                "constraints",
                Shape::List(&Shape::Record(&CONSTRAINT)),
                "What must always hold of all of them together.",
            )
            .style(Style::Lines("constraint")),
            TAGS,
            SOURCE,
            key(
                "tenant_scope",
                Shape::OneOf(&TENANT_SCOPES),
                "Whether each tenant, each user or the whole system has its own.",
            ),
        ],
    ),
};
