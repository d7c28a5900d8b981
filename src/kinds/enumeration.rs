//! `enum`: a closed list of words.

use super::parts::common::{DESCRIPTION, ID, SOURCE, TAGS, TEXTS};
use super::{Kind, Record, Shape, key};

/// An enum.
pub static ENUM: Kind = Kind {
    keyword: "enum",
    section: &["enums"],
    single: false,
    name: "id",
    file: "domain/enums",
    doc: "A type that has these values and no others.",
    record: &Record::new(
        "enum",
        &[
            ID,
            DESCRIPTION,
            key("values", TEXTS, "The values, in their order.").required(),
            key("value_labels", Shape::Map(&Shape::Text), "How each value is shown to people."),
            TAGS,
            SOURCE,
        ],
    ),
};
