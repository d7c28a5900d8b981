//! `projection`: a view that events keep up to date.

use super::parts::common::{ANY_MAP, DESCRIPTION, ID, SOURCE, TAGS};
use super::parts::field::FIELDS;
use super::{Kind, Record, Shape, Special, Style, key};

static CHANGE: Record = Record::new(
    "change",
    &[
        key("event", Shape::Ref(&["event"]), "The event that changes a row.").required(),
        key("remove", Shape::Bool, "Whether the row goes."),
        key(
            "where",
            ANY_MAP,
            "Which row: the values of its key; a field of the event of the same name, where nothing is said.",
        ),
        key("set", ANY_MAP, "What the row holds from then on; fields of the event of the same name are carried over."),
        key("add", ANY_MAP, "What is added to the numbers of the row."),
    ],
);

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
            key("changes", Shape::List(&Shape::Record(&CHANGE)), "What each event does to the row that it is about.")
                .style(Style::Lines("change"))
                .beyond_v0(),
            key("storage", Shape::Special(Special::Storage), "Where it is kept: a table, or a kind of store."),
            key("storage_kind", Shape::Text, "What kind of store keeps it."),
            key("storage_ref", Shape::Ref(&["table"]), "The table that keeps it."),
            TAGS,
            SOURCE,
        ],
    )
    .open(),
};
