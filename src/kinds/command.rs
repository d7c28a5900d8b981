//! `command`: something that changes the world.

use super::parts::catalog::{TENANT_SCOPES, closed};
use super::parts::common::{DESCRIPTION, ID, REQUIRED_PERMISSIONS, REQUIRED_ROLES, SOURCE, TAGS};
use super::parts::effect::EFFECT_LIST;
use super::parts::field::FIELDS;
use super::parts::guard::GUARD_LIST;
use super::{Catalog, Kind, Record, Shape, Style, key};

static CATEGORIES: Catalog = closed(
    "category of a command",
    &[
        "crud.create",
        "crud.read",
        "crud.update",
        "crud.delete",
        "auth.login",
        "auth.logout",
        "billing.charge",
        "billing.refund",
        "subscription.activate",
        "subscription.cancel",
        "subscription.change_plan",
        "workflow.transition",
        "notification.send",
    ],
);

/// A command.
pub static COMMAND: Kind = Kind {
    keyword: "command",
    section: &["commands"],
    single: false,
    name: "id",
    file: "app/commands",
    doc: "An order to the system: what it is given, who may give it, what it does and how it can fail.",
    record: &Record::new(
        "command",
        &[
            ID,
            DESCRIPTION,
            key("input", FIELDS, "What the caller gives.").required().style(Style::Block("input")),
            key(
                "fetches",
                Shape::List(&Shape::Ref(&["entity", "value"])),
                "What is looked up before anything is done.",
            ),
            key("guards", GUARD_LIST, "What must hold, or the command is refused.").style(Style::Lines("guard")),
            key("effects", EFFECT_LIST, "What is done, in this order.").style(Style::Lines("effect")),
            key("returns", FIELDS, "What the caller gets back.").style(Style::Block("returns")),
            key("errors", Shape::List(&Shape::Ref(&["error"])), "How it can fail."),
            key("emits", Shape::List(&Shape::Ref(&["event"])), "The events that it tells the world."),
            key("category", Shape::OneOf(&CATEGORIES), "What kind of order it is."),
            REQUIRED_ROLES,
            REQUIRED_PERMISSIONS,
            key("writes_to", Shape::List(&Shape::Ref(&["table"])), "The tables it writes."),
            key("datasource", Shape::Ref(&["datasource"]), "The database it works on."),
            key("transaction", Shape::Bool, "Whether all of its writes happen together or none does."),
            key("tenant_scope", Shape::OneOf(&TENANT_SCOPES), "Whose data it works on."),
            SOURCE,
            TAGS,
        ],
    ),
};
