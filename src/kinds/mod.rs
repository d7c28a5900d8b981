//! What a contract may say: every kind of declaration, its keys and their shapes, each declared once.
//!
//! From these tables come the shape checks with their suggestions, the checks of references, the words of the text
//! surface, the reference pages (`grammar/kinds.md`) and completion. They know nothing of files, surfaces or checks.

pub mod parts;
mod registry;
mod settle;
mod shape;

pub use registry::{KINDS, by_keyword, by_section, sections};
pub use settle::settle;
pub use shape::{Alternative, Call, Catalog, Key, Kind, Local, Record, Shape, Special, Style, key};
