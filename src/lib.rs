//! `contract`: a language and a tool for contract-first development.
//!
//! The modules in reading order are the pipeline; each names what it holds and what it must not know.

pub mod date;
mod digest;
mod lookup;

pub mod source;

pub mod diag;

pub mod ast;

pub mod json;
pub mod kinds;

pub mod reading;

pub mod text;

pub mod yaml;

pub mod check;

pub mod levels;

pub mod set;

pub mod engage;

pub mod repair;

pub mod ir;

pub mod unit;

pub mod stack;

pub mod patch;

pub mod plan;

pub mod pipeline;

pub mod run;

#[cfg(feature = "parts")]
pub mod parts;

pub mod cli;

#[cfg(test)]
mod laws;
