//! Our own mistakes: a panic becomes a message that says so, and exit code 3.

use std::io::Write;
use std::panic::{AssertUnwindSafe, PanicHookInfo};

use super::Exit;

/// Runs `work`; if it panics, says that this is our fault.
pub(super) fn guard(work: impl FnOnce() -> Exit) -> Exit {
    std::panic::set_hook(Box::new(|info| {
        let _ = std::io::stderr().lock().write_all(words(info).as_bytes());
    }));
    std::panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::Fault)
}

/// What is printed.
fn words(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let what = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map_or(String::new(), |at| format!("{}:{}", tail(at.file()), at.line()));
    message(what.unwrap_or("no reason given"), &place, std::env::args().nth(1).as_deref())
}

/// The end of a path, so that nothing of the machine it was built on is told.
fn tail(path: &str) -> String {
    let path = path.replace('\\', "/");
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if path.starts_with('/') || path.contains(":/") {
        parts.get(parts.len().saturating_sub(3)..).unwrap_or(&parts).join("/")
    } else {
        parts.join("/")
    }
}

fn message(what: &str, place: &str, command: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let command = command.map_or(String::new(), |command| format!(" {command}"));
    format!(
        "error: `contract{command}` stopped because of a mistake in `contract` itself\n  \
         = note: {what} ({place}, version {version})\n  \
         = help: nothing was written after this; please report it with the file that shows it\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_exit_3_and_tells_no_machine_path() {
        assert_eq!(guard(|| panic!("of course")), Exit::Fault);
        let _ = std::panic::take_hook();
        assert_eq!(tail("/home/x/.cargo/registry/src/y/ariadne-0.6.0/src/write.rs"), "ariadne-0.6.0/src/write.rs");
        assert_eq!(tail("src/text/mod.rs"), "src/text/mod.rs");
        assert!(message("a", "b", Some("fmt")).starts_with("error: `contract fmt` stopped"));
    }
}
