//! `event`: something that has happened.

use super::parts::catalog::closed;
use super::parts::common::{DESCRIPTION, ID, SOURCE, TAGS};
use super::parts::field::FIELDS;
use super::{Catalog, Kind, Record, Shape, Style, key};

static KINDS: Catalog = closed("kind of an event", &["domain", "audit", "integration"]);

/// An event.
pub static EVENT: Kind = Kind {
    keyword: "event",
    section: &["events"],
    single: false,
    name: "id",
    file: "domain/events",
    doc: "Something that has happened and that other parts of the system may want to know.",
    record: &Record::new(
        "event",
        &[
            ID,
            DESCRIPTION,
            key("kind", Shape::OneOf(&KINDS), "Whom it is for: the domain, an audit, or other systems."),
            key("payload", FIELDS, "What it tells.").style(Style::Fields("field")),
            SOURCE,
            TAGS,
        ],
    ),
};
