//! The `contract` binary: see [`contract::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    contract::cli::run()
}
