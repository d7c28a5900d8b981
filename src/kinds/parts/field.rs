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
        key("constraints", Shape::Record(&LIMITS), "Limits on its values, such as `min` and `max`."),
        key("renamed_from", Shape::Text, "The name that it had before: what is stored under that is kept.").beyond_v0(),
        key("source", Shape::Text, "Where the requirement for this field was written down."),
        key("introduced_in", Shape::Text, "The version in which the field came."),
        key("deprecated_in", Shape::Text, "The version from which on it should not be used."),
        key("replaced_by", Shape::Text, "The field to use in its place."),
        key("status", Shape::Text, "Where it stands in its life, such as `stable` or `deprecated`."),
    ],
);

/// The limits on the values of a field. Others are allowed, and mean nothing here.
static LIMITS: Record = Record::new(
    "limits",
    &[
        key("min", Shape::Scalar, "The least number, with a unit where it has one: `10 MiB`."),
        key("max", Shape::Scalar, "The greatest number."),
        key("minimum", Shape::Scalar, "Another word for `min`."),
        key("maximum", Shape::Scalar, "Another word for `max`."),
        key("min_length", Shape::Int, "The fewest characters of a text."),
        key("max_length", Shape::Int, "The most characters of a text."),
        key("scale", Shape::Int, "The most digits behind the point of a number."),
        key("pattern", Shape::Text, "A regular expression that all of a text must match."),
        key("regex", Shape::Text, "Another word for `pattern`."),
    ],
)
.open();

/// A list of fields.
pub const FIELDS: Shape = Shape::List(&Shape::Record(&FIELD));
