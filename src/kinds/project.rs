//! `project`: what the whole set is about.

use super::parts::common::{DESCRIPTION, TEXTS};
use super::{Kind, Record, Shape, key};

/// The project.
pub static PROJECT: Kind = Kind {
    keyword: "project",
    section: &["info"],
    single: true,
    name: "",
    file: "meta/info",
    doc: "The project that the contracts describe: its name, its version, who wrote it and what it is built with.",
    record: &Record::new(
        "project",
        &[
            key("name", Shape::Text, "What the project is called.").required(),
            key("version", Shape::Text, "The version of the contracts.").required(),
            DESCRIPTION,
            key("author", Shape::Text, "Who answers for the contracts."),
            key("license", Shape::Text, "Under which license they stand."),
            key("repository", Shape::Text, "Where they are kept."),
            key("homepage", Shape::Text, "The page of the project for the public."),
            key("documentation", Shape::Text, "Where its documentation is read."),
            key("keywords", TEXTS, "Words under which to find it."),
            key("tags", TEXTS, "Free words to group it by."),
            key("stack", Shape::Text, "The platform it is built for: `fastapi`, for which code is made, or another."),
            key("package", Shape::Text, "The name of the package of code; made of the name where nothing is said.")
                .beyond_v0(),
            key("frameworks", TEXTS, "The frameworks it is built with."),
            key("languages", TEXTS, "The programming languages it is written in."),
            key("created_at", Shape::Text, "When the contracts were begun."),
            key("updated_at", Shape::Text, "When they were last changed."),
        ],
    ),
};
