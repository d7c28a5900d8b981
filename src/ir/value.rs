//! Values: each says where it comes from.

use serde::Serialize;

use super::shape::Constant;

/// A value while an operation runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Value {
    /// An input of the operation.
    Input {
        /// Its name.
        name: String,
        /// Fields inside of it: `net_salary.amount`.
        path: Vec<String>,
    },
    /// How many bytes an input has (an input of type bytes), or how many characters.
    Size {
        /// The name of the input.
        input: String,
    },
    /// Something that is known of the caller: `id` is the subject of the token, `role` the roles.
    Actor {
        /// The attribute.
        field: String,
    },
    /// The moment of the call, one and the same for all of the call.
    Now,
    /// The day of the call, in UTC.
    Today,
    /// The moment so many days before the call.
    DaysAgo {
        /// How many.
        days: u64,
    },
    /// A new UUID; each place where it stands makes one of its own.
    NewId,
    /// What the contract says.
    Constant {
        /// The value.
        value: Constant,
    },
    /// A column of a row that was loaded or written.
    Row {
        /// The name of the row.
        row: String,
        /// The column.
        field: String,
        /// Fields inside of a column that holds a value object.
        path: Vec<String>,
    },
    /// All of a row.
    WholeRow {
        /// The name of the row.
        row: String,
    },
    /// All rows that a query lists.
    Listed,
    /// What the rows that a query reads come to: only in answers.
    Measured {
        /// The column that is added up; none where rows are counted.
        sum: Option<String>,
        /// The columns of the rows that count, and the values that each may have.
        when: Vec<(String, Vec<Constant>)>,
    },
    /// A column of the table that a query lists, row by row: only in conditions.
    Column {
        /// The column.
        field: String,
    },
    /// A field of what an outside service answered.
    Answer {
        /// The name of the call.
        call: String,
        /// The field.
        field: String,
    },
    /// All that an outside service answered.
    WholeAnswer {
        /// The name of the call.
        call: String,
    },
    /// Text that is put together.
    Text {
        /// Its pieces, in order.
        pieces: Vec<Piece>,
    },
    /// Several named values.
    Object {
        /// Name and value.
        fields: Vec<(String, Value)>,
    },
    /// Nothing.
    Null,
}

/// A piece of a text that is put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// A value as text.
    Value(Value),
}

/// Where an input of an operation comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// The client gives it.
    Client,
    /// The system fills it.
    System {
        /// With what.
        value: Value,
    },
}

impl Value {
    /// A constant text.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Constant { value: Constant::Text(text.into()) }
    }

    /// It, and the values inside of it.
    pub fn within(&self) -> Vec<&Value> {
        let mut all = vec![self];
        match self {
            Value::Text { pieces } => {
                for piece in pieces {
                    if let Piece::Value(inner) = piece {
                        all.extend(inner.within());
                    }
                }
            }
            Value::Object { fields } => fields.iter().for_each(|(_, inner)| all.extend(inner.within())),
            _ => {}
        }
        all
    }
}
