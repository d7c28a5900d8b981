//! Programs that are waited for.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use super::Trouble;

/// How a program ended.
pub(super) struct Done {
    /// Whether it says that all went well.
    pub success: bool,
    /// What it has printed.
    pub output: String,
}

/// Runs a program in a folder to its end. It finds us as `CONTRACT_BIN`: we carry an object store.
pub(super) fn run(folder: &Path, program: &Path, arguments: &[OsString]) -> Result<Done, Trouble> {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    if std::env::var_os("CONTRACT_BIN").is_none()
        && let Ok(own) = std::env::current_exe()
    {
        command.env("CONTRACT_BIN", own);
    }
    let done = command.output().map_err(|error| Trouble {
        text: format!("`{}` cannot be run: {error}", program.display()),
        help: Some("`contract up` installs what is needed".to_owned()),
    })?;
    let mut output = String::from_utf8_lossy(&done.stdout).into_owned();
    output.push_str(&String::from_utf8_lossy(&done.stderr));
    Ok(Done { success: done.status.success(), output })
}

/// The last lines of a text.
pub(super) fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.trim_end().lines().collect();
    all.get(all.len().saturating_sub(lines)..).unwrap_or_default().join("\n")
}
