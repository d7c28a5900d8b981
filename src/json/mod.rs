//! The JSON surface: `devcontract.json`, in which an engagement stands alone.
//!
//! [`read`] makes the tree from JSON, below the section `engagement` that the file leaves unsaid; [`write`] prints it as JSON. JSON has no
//! place for comments, nor for anything but an engagement: what cannot be carried over is told by [`obstacles`], never left out.

mod obstacles;
mod read;
mod write;

pub use obstacles::{Obstacle, obstacles};
pub use read::read;
pub use write::{write, write_checked};

use crate::ast::{Document, Node};

/// The section that a file of this surface is.
pub const SECTION: &str = "engagement";

/// The name of such a file.
pub const FILE: &str = "devcontract.json";

/// A hidden folder in which such a file may lie: Tickety, the product that brought the format, keeps it there.
pub const TOOL_FOLDER: &str = ".tickety";

/// The clauses in a document, where there are any.
fn clauses(document: &Document) -> Option<&Node> {
    document.root.get(SECTION)
}

#[cfg(test)]
mod tests;
