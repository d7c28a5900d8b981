//! What a contract may say: every kind of declaration, its keys and their shapes, each declared once.
//!
//! From these tables come the shape checks with their suggestions, the checks of references, the words of the text
//! surface, the reference pages (`grammar/kinds.md`) and completion. They know nothing of files, surfaces or checks.

mod shape;

pub mod parts;

mod access;
mod command;
mod connection;
mod engagement;
mod entity;
mod enumeration;
mod error;
mod event;
mod graphql;
mod integration;
mod operations;
mod persistence;
mod policy;
mod profile;
mod project;
mod projection;
mod query;
mod route;
mod rule;
mod scenario;
mod secret;
mod term;
mod value;
mod workflow;

mod plain;
mod reference;
mod registry;

mod settle;

pub use engagement::{CATEGORIES, ENGAGEMENT, SEVERITIES};
pub use integration::CLOUDS;
pub use plain::plain;
pub use reference::reference;
pub use registry::{KINDS, by_keyword, by_section, sections};
pub use settle::settle;
pub use shape::{Alternative, Call, Catalog, Default, Key, Kind, Local, Record, Shape, Special, Style, key};

#[cfg(test)]
mod v0_test;
