//! `stack.language` and `stack.runtime`.

mod language;
mod runtime;

pub(super) use language::{language, meant};
pub(super) use runtime::runtime;
