//! Paths that may be written.
//!
//! In: a path as a stack, a lock file or a saved plan names it. Out: nothing, or why it is refused. Looks at words only, never at
//! the disk: what stands there is a matter of [`super::tree`].

use std::collections::BTreeMap;

/// The folder in which we keep our own things.
pub(super) const OURS: &str = ".contract";

/// Why a path is refused, if it is: it must stay below the root on every system.
pub(super) fn refused(path: &str) -> Option<String> {
    let why = if path.is_empty() {
        "is empty"
    } else if path.starts_with('/') {
        "begins at the root of the machine"
    } else if path.contains(|c: char| c.is_control() || "\\:\"*?<>|".contains(c)) {
        "has a character that not every system takes"
    } else {
        path.split('/').find_map(part_refused)?
    };
    Some(format!("the path {path:?} {why}"))
}

/// Why a part of a path is refused.
fn part_refused(part: &str) -> Option<&'static str> {
    let bare = part.trim_end_matches(['.', ' ']).to_lowercase();
    match bare.as_str() {
        _ if part.is_empty() => Some("has an empty part"),
        _ if part == "." || part == ".." => Some("leaves its folder"),
        ".git" | "git~1" => Some("leads into the repository's own folder"),
        OURS => Some("leads into our own folder"),
        _ if bare.len() != part.len() && part.to_lowercase() != bare => {
            Some("has a part that ends in a dot or a blank")
        }
        _ if is_device(&bare) => Some("has the name of a device"),
        _ => None,
    }
}

/// Names that are no files on Windows, whatever their ending.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part);
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem, "con" | "prn" | "aux" | "nul")
        || numbered.is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
}

/// A name as systems see it that do not tell case apart.
pub(super) fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// The folders above a path, from the outermost.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The first reason for which these paths cannot all be files of one tree: one is refused, is there twice, is the folder of another,
/// or differs from another in case only.
pub fn clash<'a>(paths: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // For each name as it is folded: how it was written first, and whether it is a file.
    let mut seen: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    for path in paths {
        if let Some(why) = refused(path) {
            return Some(why);
        }
        for (part, is_file) in folders(path).map(|folder| (folder, false)).chain([(path, true)]) {
            match seen.insert(folded(part), (part, is_file)) {
                None => {}
                Some((other, _)) if other != part => {
                    return Some(format!("the paths {other:?} and {part:?} differ in case only"));
                }
                Some((_, was_file)) if was_file && is_file => return Some(format!("the path {part:?} is there twice")),
                Some((_, was_file)) if was_file != is_file => {
                    return Some(format!("the path {part:?} is a file and a folder"));
                }
                Some(_) => {}
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_the_root() {
        let fine = [
            "a",
            "src/x/gen/__init__.py",
            ".gitignore",
            ".gitattributes",
            ".github/w.yml",
            "a b",
            "é.py",
            "console.py",
        ];
        assert!(fine.iter().all(|path| refused(path).is_none()));
        let not = [
            "",
            "/etc/passwd",
            "..",
            "a/../b",
            "./a",
            "a//b",
            "a/",
            ".git/hooks/x",
            "a/.GIT/x",
            ".git./x",
            ".git /x",
            "GIT~1/x",
            ".contract/lock.json",
            ".Contract/x",
            "a\\b",
            "C:x",
            "a\nb",
            "a\0",
            "nul",
            "NUL.txt",
            "aux/x",
            "com1.py",
            "a.",
            "a /b",
        ];
        let passed: Vec<&&str> = not.iter().filter(|path| refused(path).is_none()).collect();
        assert!(passed.is_empty(), "{passed:?}");
    }

    #[test]
    fn paths_of_one_tree_do_not_clash() {
        assert_eq!(clash(["a/b", "a/c", "b"]), None);
        assert!(clash(["a/b", "A/c"]).is_some_and(|why| why.contains("case")));
        assert!(clash(["a/B", "a/b"]).is_some_and(|why| why.contains("case")));
        assert!(clash(["a", "a"]).is_some_and(|why| why.contains("twice")));
        assert!(clash(["a", "a/b"]).is_some_and(|why| why.contains("folder")));
        assert!(clash(["a/b", "a"]).is_some_and(|why| why.contains("folder")));
    }
}
