//! `error`: a way in which a command or query can fail.

use super::parts::catalog::closed;
use super::parts::common::{DESCRIPTION, ID, SOURCE, TAGS};
use super::{Catalog, Kind, Record, Shape, key};

static CATEGORIES: Catalog =
    closed("category of an error", &["business", "integration", "security", "system", "validation"]);

/// An error.
pub static ERROR: Kind = Kind {
    keyword: "error",
    section: &["errors"],
    single: false,
    name: "id",
    file: "domain/errors",
    doc: "A failure that callers are told about and can act on.",
    record: &Record::new(
        "error",
        &[
            ID,
            DESCRIPTION,
            key("category", Shape::OneOf(&CATEGORIES), "What kind of failure it is."),
            key("http_status", Shape::Int, "The status with which HTTP answers."),
            key("code", Shape::Text, "The code by which programs recognise it."),
            SOURCE,
            TAGS,
        ],
    ),
};
