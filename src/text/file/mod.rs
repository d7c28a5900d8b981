//! Files: declarations to root keys, and back.
//!
//! Reading gathers the declarations of a kind under its section (`entities`, `access.roles`), root keys in the order in which they
//! first appear. Writing goes the other way, declaration by declaration, each in an arena of its own.

mod pieces;
mod read;
mod write;

pub use read::read;
pub use write::write;

use crate::kinds::KINDS;

/// Whether a root key holds several sections.
fn is_group(key: &str) -> bool {
    KINDS.iter().any(|kind| kind.section.len() == 2 && kind.section.first() == Some(&key))
}
