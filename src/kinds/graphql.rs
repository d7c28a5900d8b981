//! `graphql type`, `graphql query`, `graphql mutation`: the system as GraphQL shows it.

use super::parts::catalog::closed;
use super::parts::common::DESCRIPTION;
use super::parts::field::FIELDS;
use super::{Catalog, Key, Kind, Record, Shape, Style, key};

static TYPE_KINDS: Catalog = closed("kind of a GraphQL type", &["object", "interface", "enum", "scalar"]);

const NAME: Key = key("name", Shape::Name, "Its name in the GraphQL schema.").required();
const ARGS: Key = key("args", FIELDS, "Its arguments.").style(Style::Block("args"));
const RETURNS: Key = key("returns", FIELDS, "What it gives back.").style(Style::Block("returns"));

/// A type of the GraphQL schema.
pub static GRAPHQL_TYPE: Kind = Kind {
    keyword: "graphql type",
    section: &["api", "types"],
    single: false,
    name: "name",
    file: "api/graphql",
    doc: "A type that clients of the GraphQL interface see.",
    record: &Record::new(
        "graphql type",
        &[
            NAME,
            key("kind", Shape::OneOf(&TYPE_KINDS), "What kind of type it is."),
            DESCRIPTION,
            key("fields", FIELDS, "Its fields.").style(Style::Fields("field")),
        ],
    ),
};

/// A query of the GraphQL schema.
pub static GRAPHQL_QUERY: Kind = Kind {
    keyword: "graphql query",
    section: &["api", "queries"],
    single: false,
    name: "name",
    file: "api/graphql",
    doc: "A query offered over GraphQL.",
    record: &Record::new(
        "graphql query",
        &[
            NAME,
            key("resolver", Shape::Ref(&["query"]), "The query that answers it.").required(),
            DESCRIPTION,
            ARGS,
            RETURNS,
        ],
    ),
};

/// A mutation of the GraphQL schema.
pub static GRAPHQL_MUTATION: Kind = Kind {
    keyword: "graphql mutation",
    section: &["api", "mutations"],
    single: false,
    name: "name",
    file: "api/graphql",
    doc: "A command offered over GraphQL.",
    record: &Record::new(
        "graphql mutation",
        &[
            NAME,
            key("resolver", Shape::Ref(&["command"]), "The command that does it.").required(),
            DESCRIPTION,
            ARGS,
            RETURNS,
        ],
    ),
};
