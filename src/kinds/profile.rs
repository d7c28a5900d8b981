//! `profile`: what differs from one environment to the next.

use super::parts::catalog::closed;
use super::parts::common::{ANY_MAP, TAGS};
use super::{Catalog, Kind, Record, Shape, Style, key};

static ENVIRONMENTS: Catalog = closed("environment", &["local", "dev", "staging", "prod"]);

/// A profile.
pub static PROFILE: Kind = Kind {
    keyword: "profile",
    section: &["profiles"],
    single: false,
    name: "name",
    file: "meta/profiles",
    doc: "An environment that the system runs in, and the settings that are different there.",
    record: &Record::new(
        "profile",
        &[
            key("name", Shape::OneOf(&ENVIRONMENTS), "Which environment it is.").required(),
            key("overrides", ANY_MAP, "Settings and the values they have in this environment.").style(Style::Whole),
            TAGS,
        ],
    ),
};
