//! What guards and effects have in common: they are called by an id, and the id decides the parameters.

use super::common::TEXTS;
use crate::kinds::{Call, Key, Record, Shape, key};

/// Parameters of which nothing is known.
pub static ANY_PARAMS: Record = Record::new("parameters", &[]).open();

/// The entity that a guard or effect is about.
pub const ENTITY: Key = key("entity", Shape::Ref(&["entity"]), "The entity it is about.").required();

/// Free receivers of a message.
pub const TO: Key = key("to", Shape::Any, "Who receives it.");

/// Names to make something of: keys of a cache.
pub const KEYS: Key = key("keys", TEXTS, "Several keys at once.");

/// A call with these parameters.
pub const fn call(id: &'static str, params: &'static Record, doc: &'static str) -> Call {
    Call { id, doc, params }
}
