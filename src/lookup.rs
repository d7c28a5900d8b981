//! Tables for looking things up by name: the standard ones, with a hash that is quick on short texts.
//!
//! What is hashed are names of the contract at hand, from the files of whoever runs the tool; so a hash that holds out against strangers
//! who choose the names is not needed. Nothing may depend on the order in which these tables are walked.

use rustc_hash::FxBuildHasher;

/// A map that is only asked, never walked for its order.
pub type HashMap<K, V> = std::collections::HashMap<K, V, FxBuildHasher>;
/// A set that is only asked, never walked for its order.
pub type HashSet<T> = std::collections::HashSet<T, FxBuildHasher>;
