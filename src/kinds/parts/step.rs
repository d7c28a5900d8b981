//! A step of a scenario or of a test: something is done, something is expected.

use super::catalog::STEP_TYPES;
use super::common::ANY_MAP;
use crate::kinds::{Record, Shape, Special, key};

/// One step.
pub static STEP: Record = Record::new(
    "step",
    &[
        key("type", Shape::OneOf(&STEP_TYPES), "Whether a command is given, a query asked, or an event happens.")
            .required(),
        key("ref", Shape::Special(Special::ByKind("type")), "The command, query or event.").required(),
        key("input", ANY_MAP, "What it is given."),
        key("expect", ANY_MAP, "What must come of it; `error` names the error it must fail with."),
    ],
);

/// A list of steps.
pub const STEPS: Shape = Shape::List(&Shape::Record(&STEP));
