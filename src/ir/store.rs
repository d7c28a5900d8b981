//! What is kept in the database.

use serde::{Deserialize, Serialize};

use super::shape::{Bounds, Type};
use crate::check::deep::model::sql::sizes;

/// How the database is spoken to, as far as the contract says.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Database {
    /// Its declaration; empty where none is declared.
    pub origin: String,
    /// How connections are encrypted, as `sslmode` says it.
    pub sslmode: Option<String>,
    /// By which name the server knows the service.
    pub application_name: Option<String>,
    /// How many connections are held at least.
    pub pool_min: Option<u64>,
    /// How many connections are held at most.
    pub pool_max: Option<u64>,
    /// How long it may take until a connection is there.
    pub connect_timeout_ms: Option<u64>,
    /// How long the service waits for an answer.
    pub command_timeout_ms: Option<u64>,
    /// How long the server works on a statement.
    pub statement_timeout_ms: Option<u64>,
    /// How long the server waits for a lock.
    pub lock_timeout_ms: Option<u64>,
    /// How long the server leaves a transaction open in which nothing is done.
    pub idle_in_transaction_session_timeout_ms: Option<u64>,
}

impl Database {
    /// How many connections are held at most: as it is said, else ten.
    pub fn pool_max(&self) -> u64 {
        self.pool_max.unwrap_or(10)
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Table {
    /// The declaration it comes from: of the table or, where none is declared, of the entity.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// The entity it keeps.
    pub entity: Option<String>,
    /// Its columns, in the order of the contract.
    pub columns: Vec<Column>,
    /// The columns of its key.
    pub key: Vec<String>,
    /// Its indexes.
    pub indexes: Vec<Index>,
    /// What points at rows of other tables.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its place in the order in which rows are locked: parents before children, then by name.
    pub rank: u32,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type in SQL, as the contract says, with `TIMESTAMP` made `TIMESTAMPTZ`.
    pub sql: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: Type,
    /// Whether it always holds something.
    pub required: bool,
    /// What the database fills in: an expression in SQL, such as `'draft'`.
    pub default: Option<String>,
    /// A condition in SQL.
    pub check: Option<String>,
    /// Limits of what it holds.
    #[serde(default, skip_serializing_if = "Bounds::is_empty")]
    pub bounds: Bounds,
    /// The texts it may hold, where they are known: the values of an enumeration.
    pub values: Vec<String>,
    /// An expression in SQL by which the database computes it: nobody writes it.
    pub generated: Option<String>,
    /// The name that it had before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its columns, the most important first.
    pub columns: Vec<String>,
    /// Whether no two rows may share these values.
    pub unique: bool,
}

/// What points at rows of another table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ForeignKey {
    /// The column.
    pub column: String,
    /// The other table.
    pub table: String,
    /// The column of it.
    pub target: String,
}

impl Column {
    /// Whether rows that are there already hold nothing that could stand in it.
    pub fn needs_values(&self) -> bool {
        self.required && self.default.is_none() && self.generated.is_none()
    }

    /// The limits of what it holds, with those of its type in SQL: what is longer is refused by the database, and digits behind the
    /// point that have no room are lost.
    pub fn limits(&self) -> Bounds {
        let mut sizes = sizes(&self.sql).into_iter().map(|own| own as u64);
        let (first, second) = (sizes.next(), sizes.next());
        let own = match self.kind {
            Type::Text => Bounds { max_length: first, ..Bounds::default() },
            Type::Decimal => Bounds { scale: first.map(|_| second.unwrap_or(0)), ..Bounds::default() },
            _ => Bounds::default(),
        };
        self.bounds.and(&own)
    }
}

impl Table {
    /// The column that is now this one of `after`: of the same name, or of the one that it had before.
    pub fn before<'t>(&'t self, after: &Table, now: &Column) -> Option<&'t Column> {
        let renamed = || now.renamed_from.as_deref().filter(|from| after.column(from).is_none());
        self.column(&now.name).or_else(|| self.column(renamed()?))
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
