//! `rule`: a decision, written as a table.

use super::parts::catalog::closed;
use super::parts::common::{ANY_MAP, DESCRIPTION, ID, SOURCE, TAGS};
use super::{Catalog, Kind, Record, Shape, Special, Style, key};

static SEVERITIES: Catalog = closed("severity of a rule", &["info", "warning", "error"]);

static HIT_POLICIES: Catalog = closed("hit policy", &["unique", "first", "any", "priority", "collect"]);

static ROW: Record = Record::new(
    "row",
    &[
        key("when", ANY_MAP, "What the inputs must be for this row to count; one that is not named may be anything.")
            .required(),
        key("then", ANY_MAP, "What the outputs are then.").required(),
    ],
);

/// A rule.
pub static RULE: Kind = Kind {
    keyword: "rule",
    section: &["rules"],
    single: false,
    name: "id",
    file: "rules/rules",
    doc: "A decision of the business: which answers follow from which facts, row by row.",
    record: &Record::new(
        "rule",
        &[
            ID,
            DESCRIPTION,
            key(
                "applies_to",
                Shape::Special(Special::RuleTarget),
                "What decides by it: a command, query, workflow or policy.",
            ),
            key("applies_to_scenario", Shape::Ref(&["scenario"]), "The scenario that shows it."),
            key("severity", Shape::OneOf(&SEVERITIES), "How much it matters when it is broken."),
            TAGS,
            key("hit_policy", Shape::OneOf(&HIT_POLICIES), "Which row counts when several could.").beyond_v0(),
            key("error", Shape::Ref(&["error"]), "The error that is raised when an answer is `false`.").beyond_v0(),
            key(
                "bind",
                Shape::Map(&Shape::Special(Special::Source)),
                "Where each input comes from, such as `actor.role` or `input.file_size`.",
            )
            .beyond_v0(),
            key("inputs", Shape::List(&Shape::Special(Special::RuleInput)), "The facts it looks at."),
            key("outputs", Shape::List(&Shape::Special(Special::RuleOutput)), "The answers it gives."),
            key("rows", Shape::List(&Shape::Record(&ROW)), "The rows of the table.").style(Style::Lines("row")),
            SOURCE,
        ],
    ),
};
