//! What the system speaks of: entities, values, enumerations, events, failures, and the caller.

use serde::Serialize;

use super::shape::{Field, Type};

/// Who calls.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Actor {
    /// Its declaration.
    pub origin: String,
    /// How a caller shows who they are: `bearer_jwt`.
    pub scheme: String,
    /// The entity whose rows are the callers.
    pub entity: Option<String>,
    /// What the subject (`id`) is.
    pub id: Type,
    /// What is known of each caller beside the subject (`id`) and the roles (`role`): each is a claim of the token.
    pub attributes: Vec<Field>,
}

/// An enumeration.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Enumeration {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// Its values, in the order of the contract.
    pub values: Vec<String>,
}

/// A value without an identity.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ValueObject {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// Its fields, in the order of the contract.
    pub fields: Vec<Field>,
}

/// An entity.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Entity {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// The field that tells one from all others.
    pub key: String,
    /// Its fields, in the order of the contract.
    pub fields: Vec<Field>,
    /// The table that keeps it; none where it is only spoken of.
    pub table: Option<String>,
}

/// Something that is told to the world.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Event {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// What it tells.
    pub payload: Vec<Field>,
}

/// How a call can fail.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Failure {
    /// Its declaration; none for one that every service has.
    pub origin: Option<String>,
    /// Its name: the `id` of the answer.
    pub name: String,
    /// The code of the answer.
    pub code: String,
    /// The message of the answer.
    pub message: String,
    /// The status of the answer.
    pub status: u16,
}

impl Entity {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
