//! `projection`: a view that events keep up to date.

use super::parts::common::{DESCRIPTION, ID, SOURCE, TAGS};
use super::parts::field::FIELDS;
use super::{Kind, Record, Shape, Special, Style, key};

/// A projection. v0 overlooks keys that it does not know here.
pub static PROJECTION: Kind = Kind {
    keyword: "projection",
    section: &["projections"],
    single: false,
    name: "id",
    file: "app/projections",
    doc: "A ready-made answer: data that is put together from events as they happen.",
    record: &Record::new(
        "projection",
        &[
            ID,
            DESCRIPTION,
            key("source_events", Shape::List(&Shape::Ref(&["event"])), "The events it is made from."),
            key("fields", FIELDS, "What it holds.").style(Style::Fields("field")),
            key("storage", Shape::Special(Special::Storage), "Where it is kept: a table, or a kind of store."),
            key("storage_kind", Shape::Text, "What kind of store keeps it."),
            key("storage_ref", Shape::Ref(&["table"]), "The table that keeps it."),
            TAGS,
            SOURCE,
        ],
    )
    .open(),
};
