//! `term`: a word of the business and what it means.

use super::parts::catalog::closed;
use super::parts::common::{DESCRIPTION, ID, SOURCE, TAGS, TEXTS};
use super::{Catalog, Kind, Record, Shape, key};

static CATEGORIES: Catalog = closed(
    "category of a term",
    &["api", "business", "data", "domain", "integration", "process", "security", "technical"],
);

/// A term of the glossary.
pub static TERM: Kind = Kind {
    keyword: "term",
    section: &["glossary", "terms"],
    single: false,
    name: "id",
    file: "glossary",
    doc: "A word that people of this business use, with the one meaning that it has in these contracts.",
    record: &Record::new(
        "term",
        &[
            ID,
            key("term", Shape::Text, "The word itself.").required(),
            key("definition", Shape::Text, "What it means.").required(),
            DESCRIPTION,
            key("category", Shape::OneOf(&CATEGORIES), "The part of the world that the word belongs to."),
            key("synonyms", TEXTS, "Other words for the same thing."),
            key("related_terms", TEXTS, "Words one should know as well."),
            key("examples", TEXTS, "The word in use."),
            SOURCE,
            TAGS,
        ],
    ),
};
