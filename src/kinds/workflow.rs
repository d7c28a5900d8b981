//! `workflow`: the life of an entity, from state to state.

use super::parts::catalog::closed;
use super::parts::common::{DESCRIPTION, ID, REQUIRED_PERMISSIONS, REQUIRED_ROLES, SOURCE, TAGS};
use super::parts::effect::EFFECT_LIST;
use super::parts::guard::GUARD_LIST;
use super::{Alternative, Catalog, Kind, Local, Record, Shape, Style, key};

static STATE_KINDS: Catalog = closed("kind of a state", &["initial", "normal", "final"]);

const STATE_NAME: Shape = Shape::Local(Local::State);

static OUTCOMES: Catalog = closed("outcome of a command", &["success", "failure"]);

static STATE: Record = Record::new(
    "state",
    &[
        ID,
        DESCRIPTION,
        key("kind", Shape::OneOf(&STATE_KINDS), "Whether a life begins here, ends here, or passes through."),
    ],
);

static TRANSITION: Record = Record::new(
    "transition",
    &[
        key("from_state", STATE_NAME, "The state it leaves.").required(),
        key("to_state", STATE_NAME, "The state it leads to.").required(),
        key("on_command", Shape::Ref(&["command"]), "The command that makes it happen."),
        key("on_event", Shape::Ref(&["event"]), "The event that makes it happen."),
        key("outcome", Shape::OneOf(&OUTCOMES), "Whether the command must have succeeded or failed for it to happen.")
            .beyond_v0(),
        key("guards", GUARD_LIST, "What must hold, or it does not happen.").style(Style::Lines("guard")),
        key("effects", EFFECT_LIST, "What is done when it happens.").style(Style::Lines("effect")),
    ],
)
.one_of(&[Alternative { keys: &["on_command", "on_event"], exactly_one: true }]);

static ERROR_HANDLER: Record = Record::new(
    "error handler",
    &[
        key("error", Shape::Ref(&["error"]), "The error it answers.").required(),
        key("action", Shape::Text, "What is done, in a word such as `retry`.").required(),
        key("transition_to", STATE_NAME, "The state that follows."),
    ],
);

/// A workflow.
pub static WORKFLOW: Kind = Kind {
    keyword: "workflow",
    section: &["workflows"],
    single: false,
    name: "id",
    file: "workflows/workflows",
    doc: "The states that an entity can be in, and what leads from one to the next.",
    record: &Record::new(
        "workflow",
        &[
            ID,
            DESCRIPTION,
            key("entity", Shape::Ref(&["entity"]), "The entity whose life it is.").required(),
            key(
                "state_field",
                Shape::Local(Local::FieldOfWorkflowEntity),
                "The field of the entity that holds the state.",
            )
            .beyond_v0(),
            key("initial_state", STATE_NAME, "The state in which each life begins.").required(),
            key("states", Shape::List(&Shape::Record(&STATE)), "All states.").style(Style::Lines("state")),
            key("transitions", Shape::List(&Shape::Record(&TRANSITION)), "The ways from one state to another.")
                .style(Style::Lines("transition")),
            key("error_handlers", Shape::List(&Shape::Record(&ERROR_HANDLER)), "What to do when something fails.")
                .style(Style::Lines("on_error")),
            REQUIRED_ROLES,
            REQUIRED_PERMISSIONS,
            key("scenarios", Shape::List(&Shape::Ref(&["scenario"])), "The scenarios that show it."),
            TAGS,
            SOURCE,
        ],
    ),
};
