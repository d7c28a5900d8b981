//! Repairs: what a fix changes in a tree, made in the text; fixes applied one after another, each looked at again.
//!
//! ```text
//! changes ── resolve (where) ── tree (what is meant) ─┐
//!                └── lines, flow (edits) ── read again ┴─ the same? ──► edits
//! ```
//!
//! In: a set and its findings. Out: edits, and texts after them. Nothing is written here, and comments and layout that no fix
//! speaks of are left as they are.

mod edits;
mod flow;
mod guard;
mod lines;
mod realise;
mod resolve;
mod rounds;
mod tree;

pub use edits::apply;
pub use guard::allows;
pub use realise::realise;
pub use rounds::{Judge, Repaired, repair, unsafe_ones};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
