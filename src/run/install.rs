//! The virtual environment of a project: `.venv`, made and filled once, and again when `pyproject.toml` changes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::Trouble;
use super::shell::{run, tail};

/// The `pyproject.toml` that was installed last, kept beside what was installed.
const STAMP: &str = ".venv/contract-installed.toml";

/// The Pythons that are looked for, the best first. A version newer than all that services were tried with may lack packages that need
/// not be built, so it comes behind those.
const PYTHONS: &[&str] = &["python3.13", "python3.12", "python3.11", "python3.14", "python3"];

/// The Python of a project.
pub(super) fn python(root: &Path) -> PathBuf {
    root.join(if cfg!(windows) { ".venv/Scripts/python.exe" } else { ".venv/bin/python" })
}

/// Installs what is not installed yet.
pub(super) fn install(root: &Path, say: &mut dyn FnMut(&str)) -> Result<(), Trouble> {
    let wanted = std::fs::read_to_string(root.join("pyproject.toml")).unwrap_or_default();
    let extras = if needs_postgres(&wanted) { "dev,postgres" } else { "dev" };
    let stamp = format!("# [{extras}]\n{wanted}");
    if python(root).exists() && std::fs::read_to_string(root.join(STAMP)).is_ok_and(|installed| installed == stamp) {
        return Ok(());
    }
    if !python(root).exists() {
        say("making a virtual environment");
        let done = run(root, &find(root)?, &["-m", "venv", ".venv"].map(OsString::from))?;
        if !done.success {
            return Err(Trouble::of(format!("no virtual environment can be made:\n{}", tail(&done.output, 15))));
        }
    }
    say("installing the service and the tools of its development");
    let place = format!(".[{extras}]");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", &place];
    let done = run(root, &python(root), &pip.map(OsString::from))?;
    if !done.success {
        return Err(Trouble::of(format!("the service cannot be installed:\n{}", tail(&done.output, 20))));
    }
    std::fs::write(root.join(STAMP), stamp).map_err(|error| Trouble::of(format!("`{STAMP}`: {error}")))
}

/// A Python that is new enough: named by `CONTRACT_PYTHON`, or found.
fn find(root: &Path) -> Result<PathBuf, Trouble> {
    let named = std::env::var_os("CONTRACT_PYTHON").map(PathBuf::from);
    let check = ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"].map(OsString::from);
    let all = named.into_iter().chain(PYTHONS.iter().map(PathBuf::from));
    for candidate in all {
        if run(root, &candidate, &check).is_ok_and(|done| done.success) {
            return Ok(candidate);
        }
    }
    Err(Trouble {
        text: "no Python 3.11 or newer was found".to_owned(),
        help: Some("install one, or name it in the variable CONTRACT_PYTHON".to_owned()),
    })
}

/// Whether a PostgreSQL server has to be installed as a package: none is given, and the system has none.
fn needs_postgres(pyproject: &str) -> bool {
    if !pyproject.contains("\npostgres = ") || std::env::var_os("DATABASE_URL").is_some() {
        return false;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path)
        .any(|folder| folder.join("initdb").is_file() || folder.join("pg_config").is_file());
    let of_system = std::fs::read_dir("/usr/lib/postgresql").is_ok_and(|mut versions| {
        versions.any(|version| version.is_ok_and(|version| version.path().join("bin/initdb").is_file()))
    });
    !in_path && !of_system
}
