//! Which files there are to read.
//!
//! In: folders and files. Out: files sorted by the path people see, each once, and findings where one cannot be got at.
//! Folders are walked without hidden and ignored files; links are followed. Nothing is opened.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use super::{Input, Surface};
use crate::diag::{Diagnostic, code, nearest};
use crate::json;

/// A file to read.
#[derive(Debug)]
pub(super) struct Found {
    /// The path as people see it.
    pub(super) shown: String,
    /// Where it lies; nothing for standard input.
    pub(super) disk: Option<PathBuf>,
    /// The path inside the folder that was named.
    pub(super) inner: PathBuf,
    /// Whether it was named itself, so that it is read whatever is in it.
    pub(super) named: bool,
    /// The surface its name tells.
    pub(super) surface: Option<Surface>,
}

/// All files to read.
#[derive(Debug, Default)]
pub(super) struct All {
    pub(super) files: Vec<Found>,
    pub(super) findings: Vec<Diagnostic>,
    /// Whether only folders were named, and all of them could be walked.
    pub(super) folders: bool,
    /// Whether there are links among them, through which one file may be met twice.
    links: bool,
}

/// Finds the files.
pub(super) fn find(inputs: &[Input]) -> All {
    let mut all = All { folders: true, ..All::default() };
    for input in inputs {
        match input {
            Input::Stdin(name) => {
                let name = name.as_deref().unwrap_or("<stdin>");
                let surface = Surface::of_path(Path::new(name));
                let (shown, inner) = (name.to_owned(), PathBuf::from(name));
                all.files.push(Found { shown, disk: None, inner, named: true, surface });
                all.folders = false;
            }
            Input::Path(path) => match std::fs::metadata(path) {
                Ok(about) if about.is_dir() => walk(path, &mut all),
                Ok(_) => {
                    let inner = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
                    let surface = Surface::of_path(path);
                    all.files.push(Found { shown: show(path), disk: Some(path.clone()), inner, named: true, surface });
                    all.folders = false;
                }
                Err(error) => {
                    all.findings.push(missing(path, &error));
                    all.folders = false;
                }
            },
        }
    }
    all.files.sort_by(|a, b| a.shown.cmp(&b.shown));
    // Without links, one folder holds each file once.
    if inputs.len() < 2 && !all.links {
        return all;
    }
    let mut seen = HashSet::new();
    all.files.retain(|file| match &file.disk {
        Some(disk) => seen.insert(disk.canonicalize().unwrap_or_else(|_| disk.clone())),
        None => true,
    });
    all
}

/// Adds the files of a folder.
fn walk(root: &Path, all: &mut All) {
    let mut walk = WalkBuilder::new(root);
    walk.follow_links(true).require_git(false).git_global(false);
    let hidden = root.join(json::TOOL_FOLDER).join(json::FILE);
    if hidden.is_file() {
        let inner = Path::new(json::TOOL_FOLDER).join(json::FILE);
        let (shown, disk) = (show(&hidden), Some(hidden));
        all.files.push(Found { shown, disk, inner, named: false, surface: Some(Surface::Json) });
    }
    for entry in walk.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                if let Some(finding) = unwalkable(root, &error) {
                    all.folders &= finding.level > crate::diag::Level::Error;
                    all.findings.push(finding);
                }
                continue;
            }
        };
        all.links |= entry.path_is_symlink();
        let path = entry.path();
        let Some(surface) = Surface::of_path(path).filter(|own| *own != Surface::Json || is_engagement(path)) else {
            continue;
        };
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let inner = path.strip_prefix(root).unwrap_or(path).to_path_buf();
        let disk = Some(path.to_path_buf());
        all.files.push(Found { shown: show(path), disk, inner, named: false, surface: Some(surface) });
    }
}

/// Whether a file of JSON is an engagement, which it is by its name: others are none of ours.
fn is_engagement(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == json::FILE)
}

/// A path as people would write it: `/` between names, no `./` in front.
pub fn show(path: &Path) -> String {
    let mut shown = String::new();
    for part in path.components() {
        match part {
            Component::CurDir => continue,
            Component::RootDir => shown.push('/'),
            other => {
                if !shown.is_empty() && !shown.ends_with('/') {
                    shown.push('/');
                }
                shown.push_str(&other.as_os_str().to_string_lossy());
            }
        }
    }
    if shown.is_empty() { ".".to_owned() } else { shown }
}

/// The finding that a named path cannot be opened.
fn missing(path: &Path, error: &std::io::Error) -> Diagnostic {
    let shown = show(path);
    if error.kind() != std::io::ErrorKind::NotFound {
        let title = format!("`{shown}` cannot be read: {}", reason(error));
        return Diagnostic::without_place(&code::C0013, title);
    }
    let finding = Diagnostic::without_place(&code::C0013, format!("there is no file or folder `{shown}`"));
    match sibling(path) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    }
}

/// The path in the same folder (or in the nearest folder above that exists) that is most like `path`.
fn sibling(path: &Path) -> Option<String> {
    let lacking = path.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).last()?;
    let folder = match lacking.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut names: Vec<String> =
        std::fs::read_dir(folder).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    let wanted = lacking.file_name()?.to_str()?;
    let stem = |name: &str| name.rsplit_once('.').map_or(name.to_owned(), |(stem, _)| stem.to_owned());
    let same_stem = names.iter().find(|name| stem(name) == stem(wanted) && Surface::of_path(Path::new(name)).is_some());
    let near = nearest::nearest(wanted, names.iter().map(String::as_str)).or(same_stem.map(String::as_str))?;
    Some(show(&folder.join(near)))
}

/// The finding that something in a folder cannot be walked; nothing where it is no loss.
fn unwalkable(root: &Path, error: &ignore::Error) -> Option<Diagnostic> {
    let (path, error) = innermost(root, error);
    match error {
        ignore::Error::Loop { ancestor, child } => {
            let title = format!("`{}` is a link to a folder that holds it: `{}`", show(child), show(ancestor));
            let mut finding = Diagnostic::without_place(&code::C0013, title)
                .note("the link is not followed; what it leads to is read where it lies");
            finding.level = crate::diag::Level::Warning;
            Some(finding)
        }
        ignore::Error::Io(error) => {
            let gone = error.kind() == std::io::ErrorKind::NotFound;
            if gone && Surface::of_path(path).is_none() {
                return None;
            }
            let title = format!("`{}` cannot be read: {}", show(path), reason(error));
            let finding = Diagnostic::without_place(&code::C0013, title);
            Some(if gone { finding.note("it is a link to something that is not there") } else { finding })
        }
        _ => None, // a line of a `.gitignore` that is no pattern: git passes over it too
    }
}

/// The cause of an error, and the path it is about.
fn innermost<'a>(path: &'a Path, error: &'a ignore::Error) -> (&'a Path, &'a ignore::Error) {
    match error {
        ignore::Error::WithPath { path, err } => innermost(path, err),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => innermost(path, err),
        error => (path, error),
    }
}

/// What the system says, without its number.
pub(super) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::NotFound => "not found".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        kind => kind.to_string(),
    }
}
