//! Files and folders: those of the repository, those beside it, and copies to work on.

use std::path::{Path, PathBuf};

use crate::cli::Place;

/// The folder of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A path inside the repository, as a failing test shows it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// All files below a folder, sorted by path.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { all.extend(below(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

/// The files below a folder as path and text, both as they are.
pub fn texts(folder: &Path) -> Vec<(String, String)> {
    let name = |path: &Path| path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
    below(folder).iter().map(|path| (name(path), text(path))).collect()
}

/// The text of a file.
pub fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A sample set that lies beside the repository; where it is absent, that is said and there is nothing to test.
pub fn sample(name: &str) -> Option<PathBuf> {
    let folder = root().join("../shared").join(name);
    if !folder.is_dir() {
        eprintln!("not tested: there is no sample set `{name}` in the folder `shared` beside the repository");
        return None;
    }
    Some(folder)
}

/// A place of its own with a copy of a folder under the name `set`.
pub fn copy_of(folder: &Path) -> Place {
    let place = Place::new();
    texts(folder).iter().for_each(|(path, text)| place.write(&format!("set/{path}"), text));
    place
}

/// The files below one folder of a place, as path and text.
pub fn inside(place: &Place, folder: &str) -> Vec<(String, String)> {
    texts(&place.path(folder))
}

/// Holds two folders against each other, file by file and byte by byte.
pub fn assert_same_files(left: &[(String, String)], right: &[(String, String)], what: &str) {
    let paths = |files: &[(String, String)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(left), paths(right), "{what}: other files");
    for ((path, left), (_, right)) in left.iter().zip(right) {
        assert!(left == right, "{what}: {path} differs\n{}", first_difference(left, right));
    }
}

/// The first line in which two texts differ.
pub fn first_difference(left: &str, right: &str) -> String {
    let count = left.lines().zip(right.lines()).take_while(|(left, right)| left == right).count();
    let line = |text: &str| text.lines().nth(count).unwrap_or("(the end)").to_owned();
    format!("line {}:\n- {}\n+ {}", count + 1, line(left), line(right))
}
