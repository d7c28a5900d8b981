//! `scenario` and `test`: how the system is used, step by step.

use super::parts::catalog::closed;
use super::parts::common::{DESCRIPTION, ID, ROLES, SOURCE, TAGS, TEXTS};
use super::parts::step::STEPS;
use super::{Catalog, Kind, Record, Shape, Special, Style, key};

static TEST_KINDS: Catalog = closed("kind of a test", &["unit", "integration", "e2e"]);

static FRAMEWORKS: Catalog = closed("test framework", &["pytest", "jest", "cypress", "playwright", "selenium"]);

/// A scenario.
pub static SCENARIO: Kind = Kind {
    keyword: "scenario",
    section: &["scenarios"],
    single: false,
    name: "id",
    file: "scenarios/scenarios",
    doc: "A story of use: who acts, what is given, what is done, and what must be true in the end.",
    record: &Record::new(
        "scenario",
        &[
            ID,
            DESCRIPTION,
            key("actors", Shape::List(&Shape::Special(Special::Actor)), "Who acts: roles, or outsiders."),
            key("actor_roles", ROLES, "The roles that act."),
            key("preconditions", TEXTS, "What is true before.").style(Style::Lines("given")),
            key("steps", STEPS, "What is done, in this order.").style(Style::Lines("step")),
            key("postconditions", TEXTS, "What must be true after.").style(Style::Lines("then")),
            TAGS,
            SOURCE,
        ],
    ),
};

/// A test.
pub static TEST: Kind = Kind {
    keyword: "test",
    section: &["tests"],
    single: false,
    name: "id",
    file: "testing/tests",
    doc: "A test that the built system must pass.",
    record: &Record::new(
        "test",
        &[
            ID,
            key("kind", Shape::OneOf(&TEST_KINDS), "How much of the system it runs.").required(),
            key("framework", Shape::OneOf(&FRAMEWORKS), "What it is run with."),
            DESCRIPTION,
            TAGS,
            key("steps", STEPS, "What is done, in this order.").style(Style::Lines("step")),
            key("scenario", Shape::Ref(&["scenario"]), "The scenario it plays through."),
        ],
    ),
};
