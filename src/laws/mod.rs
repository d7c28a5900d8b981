//! The laws of the two surfaces, tried on many made-up documents.
//!
//! Each case is one seed: the same on every machine. A failure prints its seed and the document in the smallest form found.

mod arbitrary;
mod circles;
mod damage;
mod shrink;
