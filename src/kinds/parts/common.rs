//! Keys that many kinds have with the same meaning, and the shapes of plain lists and maps.

use crate::kinds::{Key, Shape, key};

/// A list of texts.
pub const TEXTS: Shape = Shape::List(&Shape::Text);
/// A map with any keys and any values.
pub const ANY_MAP: Shape = Shape::Map(&Shape::Any);
/// Names of roles.
pub const ROLES: Shape = Shape::List(&Shape::Ref(&["role"]));
/// Names of permissions.
pub const PERMISSIONS: Shape = Shape::List(&Shape::Ref(&["permission"]));

/// The name of a declaration.
pub const ID: Key = key("id", Shape::Name, "The name by which everything else speaks of it.").required();
/// What it is, for people.
pub const DESCRIPTION: Key = key("description", Shape::Text, "What it is or does, in words for people.");
/// Free labels.
pub const TAGS: Key = key("tags", TEXTS, "Free words to group and find it by.");
/// Where the requirement comes from.
pub const SOURCE: Key =
    key("source", Shape::Text, "Where the requirement was written down, such as a chapter of a brief.");
/// Roles that may call it.
pub const REQUIRED_ROLES: Key =
    key("required_roles", ROLES, "The roles that may use it; having one of them is enough.");
/// Permissions that a caller needs.
pub const REQUIRED_PERMISSIONS: Key =
    key("required_permissions", PERMISSIONS, "The permissions that a caller must hold.");
