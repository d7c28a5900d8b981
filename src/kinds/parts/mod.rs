//! Pieces that several kinds share: fields, guards, effects, columns, steps, limits, and closed lists of values.
//!
//! Tables only, as in the files of the kinds themselves.

pub mod call;
pub mod catalog;
pub mod column;
pub mod common;
pub mod effect;
pub mod field;
pub mod guard;
pub mod limit;
pub mod step;
