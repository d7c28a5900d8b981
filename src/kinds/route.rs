//! `route`: a command or a query reached over HTTP.

use super::parts::catalog::HTTP_METHODS;
use super::parts::common::{DESCRIPTION, SOURCE, TAGS};
use super::parts::field::FIELDS;
use super::{Alternative, Kind, Record, Shape, Special, Style, key};

/// A route.
pub static ROUTE: Kind = Kind {
    keyword: "route",
    section: &["routes"],
    single: false,
    name: "",
    file: "api/http",
    doc: "A door to the system over HTTP: a method and a path that lead to one command or one query.",
    record: &Record::new(
        "route",
        &[
            key("method", Shape::OneOf(&HTTP_METHODS), "The method of the request.").required(),
            key("path", Shape::Text, "The path of the request; `{name}` stands for one segment that varies.")
                .required(),
            key("command", Shape::Ref(&["command"]), "The command it leads to."),
            key("query", Shape::Ref(&["query"]), "The query it leads to."),
            key("action", Shape::Ref(&["command"]), "An old word for `command`."),
            DESCRIPTION,
            key(
                "auth",
                Shape::Special(Special::Auth),
                "Who may enter: a word such as `required`, or `role:X` and `permission:Y`.",
            ),
            key("request_schema", FIELDS, "What the request carries.").style(Style::Block("request")),
            key("response_schema", FIELDS, "What the response carries.").style(Style::Block("response")),
            key("deprecated", Shape::Bool, "Whether callers should look for another door."),
            TAGS,
            SOURCE,
        ],
    )
    .one_of(&[Alternative { keys: &["command", "query", "action"], exactly_one: true }]),
};
