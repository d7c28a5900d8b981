//! The YAML surface: [`read`] makes the tree from YAML text, [`write`] prints the tree as canonical YAML.
//!
//! In: the text of one file, or a tree. Out: a [`Reading`](crate::reading::Reading) with byte-exact spans, comments and
//! findings, or text that reads back as the same tree. Knows no kinds beyond which section holds them, never touches the
//! disk, never expands an alias, and lets no type of the YAML library out of `events`.

mod build;
mod chunks;
mod comments;
mod emit;
mod events;
mod features;
mod findings;
mod frame;
mod gap;
mod keys;
mod lines;
mod quote;
mod read;
mod scalar;
mod trouble;

pub use emit::{format, write, write_checked};
pub use read::read;

#[cfg(test)]
mod tests;
