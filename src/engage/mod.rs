//! How a system may be built: the clauses of an engagement, held against what is really there.
//!
//! ```text
//!  contract ── terms ─┐
//!  repository ────────┼─► checkers ─► outcomes ─┐
//!  reports ───────────┘                         ├─► rollup ─► summary ─► render
//!  scan ─────────────────► gates ───────────────┘               └─────► evidence
//! ```
//!
//! In: an engagement, a repository, reports of tests and scanners. Out: what is known of each clause, never a guess; a summary; signed
//! evidence; texts for people. Nothing here asks a clock or the network.

pub mod checkers;
pub mod contract;
pub mod erasure;
pub mod evidence;
pub mod plain;
pub mod regions;
pub mod render;
pub mod repository;
pub mod rollup;
pub mod scan;
pub mod templates;
pub mod terms;
pub mod verdict;
