//! The `contract` binary: see [`contract::cli`].

use std::process::ExitCode;

/// Trees are many small pieces: this allocator takes a third off every run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    contract::cli::run()
}
