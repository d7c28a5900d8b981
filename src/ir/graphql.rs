//! The operations as GraphQL offers them.

use serde::Serialize;

use super::operation::Kind;

/// What GraphQL offers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Graphql {
    /// Types that are shown in another way than they are.
    pub types: Vec<GraphType>,
    /// Queries and mutations: each runs an operation, as its routes do.
    pub fields: Vec<GraphField>,
}

/// A type of the schema.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GraphType {
    /// Its declaration.
    pub origin: String,
    /// Its name; that of the entity, value or enumeration which it shows, save for interfaces.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// What kind of type it is.
    pub kind: GraphKind,
    /// The fields that are shown.
    pub fields: Vec<super::Field>,
}

/// What kind of type it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GraphKind {
    /// Some fields of an entity or a value.
    Object,
    /// Fields that several types have.
    Interface,
    /// The values of an enumeration.
    Enum,
    /// A value that is sent as JSON, as a whole.
    Scalar,
}

/// A query or a mutation.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GraphField {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// Which of both: that of the operation.
    pub kind: Kind,
    /// The operation.
    pub operation: String,
    /// The inputs that it is given.
    pub arguments: Vec<String>,
    /// The answers that it shows.
    pub outputs: Vec<String>,
}
