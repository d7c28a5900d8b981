//! `value`: data without an identity, such as an amount of money.

use super::parts::catalog::closed;
use super::parts::common::{DESCRIPTION, ID, SOURCE, TAGS};
use super::parts::field::FIELDS;
use super::{Catalog, Kind, Record, Shape, Style, key};

static CATEGORIES: Catalog = closed("category of a value", &["address", "contact", "geo", "money", "period"]);

/// A value object.
pub static VALUE: Kind = Kind {
    keyword: "value",
    section: &["value_objects"],
    single: false,
    name: "id",
    file: "domain/value_objects",
    doc: "Data that belongs together and has no identity of its own: two with equal fields are the same.",
    record: &Record::new(
        "value",
        &[
            ID,
            DESCRIPTION,
            key("fields", FIELDS, "Its parts.").required().style(Style::Fields("field")),
            key("category", Shape::OneOf(&CATEGORIES), "What kind of value it is."),
            TAGS,
            SOURCE,
        ],
    ),
};
