//! Evidence: one bundle that says what was agreed, what was looked at, what came of it, and who answers for that; signed, and verified
//! without a network and without a clock.
//!
//! ```text
//!  contract, outcomes, waivers, hashes of inputs ─► make ─► canonical JSON, signed ─► verify ─► problems
//! ```
//!
//! In: values, keys. Out: the bytes of a bundle, or what is wrong with one. The same values and key give the same bytes. Nothing here asks
//! for the time or for chance, but for [`PrivateKey::generate`].

mod bundle;
mod canonical;
mod inputs;
mod itself;
mod key;
mod problem;
mod signature;
mod verify;

#[cfg(test)]
mod tests;

pub use crate::digest::sha256;
pub use bundle::{Bundle, Contract, Facts, SCHEMA, Tool, make};
pub use canonical::canonical;
pub use inputs::Input;
pub use itself::settle;
pub use key::{KeyError, PrivateKey, PublicKey};
pub use problem::Problem;
pub use signature::{ALGORITHM, Signature};
pub use verify::{Asked, verify};
