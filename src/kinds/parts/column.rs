//! The column of a table. Its type is text of the database, not a type of the contract.

use super::common::DESCRIPTION;
use crate::kinds::{Record, Shape, Special, key};

/// A column of a table.
pub static COLUMN: Record = Record::new(
    "column",
    &[
        key("name", Shape::Name, "The name of the column.").required(),
        key("type", Shape::Text, "Its type in the words of the database, such as `DECIMAL(10,2)`.").required(),
        key("required", Shape::Bool, "Whether it must hold a value; `true` where nothing is said."),
        DESCRIPTION,
        key("constraints", Shape::Record(&CONSTRAINTS), "Rules that the database keeps for this column."),
        key("renamed_from", Shape::Text, "The name that it had before: what is stored in it is kept.").beyond_v0(),
    ],
);

/// The rules of a column.
pub static CONSTRAINTS: Record = Record::new(
    "column constraints",
    &[
        key("primary_key", Shape::Bool, "Whether it is the key of the table, or a part of it."),
        key("unique", Shape::Bool, "Whether no two rows may share a value."),
        key("default", Shape::Any, "The value the database fills in."),
        key("foreign_key", Shape::Special(Special::TableColumn), "The column of another table whose values it holds."),
        key("check", Shape::Text, "A condition in the words of the database."),
    ],
)
.open();
