//! The field: a name with a type, wherever data is described.

use super::common::{ANY_MAP, DESCRIPTION};
use crate::kinds::{Record, Shape, Special, key};

/// A field of an entity, a payload, an input, ...
pub static FIELD: Record = Record::new(
    "field",
    &[
        key("name", Shape::Name, "The name of the field.").required(),
        key("type", Shape::Type, "What it holds: a scalar, `list<T>`, `map<K,V>`, an entity, a value or an enum.")
            .required(),
        key("required", Shape::Bool, "Whether it must be given; `true` where nothing is said."),
        DESCRIPTION,
        key("values", Shape::List(&Shape::Scalar), "The only values it may have: an enum in place.").beyond_v0(),
        key(
            "bind",
            Shape::Special(Special::Source),
            "What fills it in place of the client: the caller, the clock, an earlier step or a constant.",
        )
        .beyond_v0(),
        key("count", ANY_MAP, "An answer: how many of the rows that a query reads hold these values.").beyond_v0(),
        key("sum", ANY_MAP, "An answer: what a column (`of`) of the rows that hold these values comes to.").beyond_v0(),
        key("metadata", ANY_MAP, "Facts for other tools; they change nothing here."),
        key("default", Shape::Any, "The value it has when none is given."),
        key("constraints", ANY_MAP, "Limits on its values, such as `min` and `max`."),
        key("renamed_from", Shape::Text, "The name that it had before: what is stored under that is kept.").beyond_v0(),
        key("source", Shape::Text, "Where the requirement for this field was written down."),
        key("introduced_in", Shape::Text, "The version in which the field came."),
        key("deprecated_in", Shape::Text, "The version from which on it should not be used."),
        key("replaced_by", Shape::Text, "The field to use in its place."),
        key("status", Shape::Text, "Where it stands in its life, such as `stable` or `deprecated`."),
    ],
);

/// A list of fields.
pub const FIELDS: Shape = Shape::List(&Shape::Record(&FIELD));
