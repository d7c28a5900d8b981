//! Real parts that a generated service runs on and that are nowhere to be installed from: carried by our own binary.
//!
//! In: an address, keys, a folder. Out: a server that runs until it is ended. Knows nothing of contracts.

pub mod s3;
