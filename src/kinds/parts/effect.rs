//! Effects: what a command or a transition does once its guards hold.

use super::call::{ENTITY, KEYS, TO, call};
use super::catalog::closed;
use super::common::ANY_MAP;
use crate::kinds::{Alternative, Call, Catalog, Record, Shape, key};

/// One effect as it is written down.
pub static EFFECT: Record = Record::new(
    "effect",
    &[
        key("id", Shape::OneOf(&EFFECT_IDS), "Which effect it is.").required(),
        key("params", Shape::Params(EFFECTS), "What the effect needs to know."),
        key("result", Shape::Name, "The name by which later effects speak of what this one gave back.").beyond_v0(),
        key("after_commit", Shape::Bool, "Whether it is done only once the transaction has been committed.")
            .beyond_v0(),
        key("on_failure", Shape::Ref(&["error"]), "The error that the caller gets when it fails.").beyond_v0(),
    ],
);

/// A list of effects.
pub const EFFECT_LIST: Shape = Shape::List(&Shape::Record(&EFFECT));

/// The ids of all effects, in the order of [`EFFECTS`].
pub static EFFECT_IDS: Catalog = closed(
    "effect",
    &[
        "db.insert",
        "db.update",
        "db.delete",
        "db.upsert",
        "emit.event",
        "call.integration",
        "send.email",
        "send.notification",
        "schedule.job",
        "cache.invalidate",
    ],
);

/// All effects.
pub static EFFECTS: &[Call] = &[
    call("db.insert", &WRITE, "Stores a new row."),
    call("db.update", &WRITE, "Changes rows that are there."),
    call("db.delete", &WRITE, "Removes rows."),
    call("db.upsert", &WRITE, "Changes a row, or stores it where there is none."),
    call("emit.event", &EMIT, "Tells the world that something happened."),
    call("call.integration", &INTEGRATION, "Calls an operation of an outside service."),
    call("send.email", &EMAIL, "Sends an email."),
    call("send.notification", &NOTIFICATION, "Sends a notification."),
    call("schedule.job", &JOB, "Has something done later."),
    call("cache.invalidate", &CACHE, "Forgets what a cache holds."),
];

static WRITE: Record = Record::new(
    "parameters of a write effect",
    &[
        key("table", Shape::Ref(&["table"]), "The table that is written."),
        ENTITY,
        key("where", ANY_MAP, "Which rows: the values that columns must have.").beyond_v0(),
        key("set", ANY_MAP, "What is written: the new values of columns.").beyond_v0(),
    ],
)
.open();

static EMIT: Record = Record::new(
    "parameters of `emit.event`",
    &[
        key("event", Shape::Ref(&["event"]), "The event that is emitted.").required(),
        key("payload", ANY_MAP, "What the event tells: its fields and their values.").beyond_v0(),
    ],
)
.open();

static INTEGRATION: Record = Record::new(
    "parameters of `call.integration`",
    &[
        key("target", Shape::Ref(&["integration"]), "The integration that is called."),
        key("integration", Shape::Ref(&["integration"]), "Another word for `target`."),
        key("service", Shape::Ref(&["integration"]), "Another word for `target`."),
        key("operation_id", Shape::Ref(&["operation"]), "The operation that is called."),
        key("operation", Shape::Ref(&["operation"]), "Another word for `operation_id`."),
        key("payload", ANY_MAP, "What is sent."),
    ],
)
.one_of(&[Alternative { keys: &["target", "integration", "service"], exactly_one: false }])
.open();

static EMAIL: Record = Record::new(
    "parameters of `send.email`",
    &[
        key("template", Shape::Text, "The template the mail is made from."),
        TO,
        key("provider", Shape::Ref(&["email_provider"]), "The provider by which it leaves.").beyond_v0(),
        key("values", ANY_MAP, "What the template is filled with.").beyond_v0(),
    ],
)
.open();

static NOTIFICATION: Record = Record::new(
    "parameters of `send.notification`",
    &[
        key("channel", Shape::Text, "By which way it goes, such as `front_desk`.").beyond_v0(),
        key("message", Shape::Text, "What it says.").beyond_v0(),
        key("values", ANY_MAP, "What else is told.").beyond_v0(),
    ],
)
.open();

static JOB: Record = Record::new(
    "parameters of `schedule.job`",
    &[
        key("job", Shape::Text, "The name of the job."),
        key("run_at", Shape::Text, "When it is done; at once where nothing is said.").beyond_v0(),
        key("values", ANY_MAP, "What it needs to know.").beyond_v0(),
    ],
)
.open();

static CACHE: Record =
    Record::new("parameters of `cache.invalidate`", &[key("key", Shape::Text, "The key that is forgotten."), KEYS])
        .open();
