//! `stack.language` and `stack.runtime`.

mod language;
mod runtime;

pub(super) use language::language;
pub(super) use runtime::runtime;
