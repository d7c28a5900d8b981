//! The folder of a project's settings: `contract.toml`, and `contract-baseline.json` beside it.
//!
//! In: what was named. Out: the folder, the two files among the sources of the set, and where the set lies in the folder; a finding
//! where one of them is there and cannot be read. It
//! is looked for upward: in the folder of the set and around it, up to the root of the repository or, where there is none,
//! up to the folder in which the command runs.

use std::path::{Path, PathBuf};

use super::fetch::{self, Fetched};
use super::{Input, Set};
use crate::source::{FileId, SourceFile};

/// The name of the settings.
const SETTINGS: &str = "contract.toml";
/// The name of the baseline.
const BASELINE: &str = "contract-baseline.json";

/// The folder of a project's settings.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// The settings, where there are any.
    pub settings: Option<FileId>,
    /// The baseline, where there is one.
    pub baseline: Option<FileId>,
    /// Where the settings are, or would be.
    pub settings_path: PathBuf,
    /// Where the baseline is, or would be.
    pub baseline_path: PathBuf,
    /// The way from the folder to what was named, with `/` at its end; empty where they are the same.
    pub inner: String,
}

impl Home {
    /// Looks for the settings of a set, and reads them into its sources.
    pub(super) fn find(inputs: &[Input], set: &mut Set) -> Home {
        let [Input::Path(named)] = inputs else { return Home::default() };
        let folder = if named.is_dir() { named.as_path() } else { named.parent().unwrap_or(Path::new("")) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let Ok(start) = folder.canonicalize() else { return Home::default() };
        // What people see: `contracts`, `contracts/..`, with no more dots than are needed.
        let above = climb(&start);
        let found = above.iter().position(|folder| folder.join(SETTINGS).is_file());
        let at = found.or_else(|| above.iter().position(|folder| folder.join(BASELINE).is_file())).unwrap_or(0);
        let Some(home) = above.get(at) else { return Home::default() };
        let inner = start.strip_prefix(home).map_or(String::new(), |inner| {
            inner.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect()
        });
        let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok());
        let shown = here.and_then(|here| home.strip_prefix(here).ok().map(Path::to_path_buf)).unwrap_or(home.clone());
        let mut read = |name: &str| {
            let path = Some(home.join(name)).filter(|path| path.exists())?;
            let Fetched { text, problem } = fetch::fetch(Some(&path));
            let id = set.sources.add(SourceFile::new(super::find::show(&shown.join(name)), text));
            let Some(problem) = problem else { return Some(id) };
            set.findings.push(problem.at(id));
            set.complete = false;
            None
        };
        let (settings, baseline) = (read(SETTINGS), read(BASELINE));
        let (settings_path, baseline_path) = (shown.join(SETTINGS), shown.join(BASELINE));
        Home { settings, baseline, settings_path, baseline_path, inner }
    }
}

/// The folders in which settings may lie, the nearest first.
fn climb(start: &Path) -> Vec<PathBuf> {
    let all: Vec<PathBuf> = start.ancestors().map(Path::to_path_buf).collect();
    let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok());
    let root = all.iter().position(|folder| folder.join(".git").exists());
    let last = root.or_else(|| all.iter().position(|folder| Some(folder) == here.as_ref())).unwrap_or(0);
    all.into_iter().take(last + 1).collect()
}
