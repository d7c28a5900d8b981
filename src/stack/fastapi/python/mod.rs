//! Writes Python as `ruff format` would leave it.
//!
//! In: statements and expressions. Out: a file, and the declarations that its lines come from. An expression stands on one line where it
//! fits; else each of its parts has a line of its own, with a comma behind the last one. It knows no contract.

mod expr;
mod file;
mod words;
mod writer;

pub use expr::Expr;
pub use file::File;
pub use words::{escaped, plain, sentence, text, whole, width, wrap};
pub use writer::Writer;

/// The longest line.
const WIDTH: usize = 100;
