//! Whether a YAML file that lies in a folder is a contract at all: `docker-compose.yml` beside a set is none of ours.
//!
//! A file belongs if it stands where a kind has its place (`domain/entities.yaml`, `rules/*.yaml`), or if it has a section
//! of a contract with declarations in it, or if more than half of its root keys are sections
//! (or slips of the pen for one).
//! Everything else is skipped, and counted; also where it is the only file, for `fmt` must not touch what is none of ours.

use std::path::Path;

use super::find::Found;
use crate::ast::{Node, Value};
use crate::diag::nearest;
use crate::kinds::{KINDS, Kind, sections};
use crate::reading::Reading;
use crate::source::SourceFile;

/// Whether a YAML file found in a folder is part of the set.
pub(super) fn belongs(file: &Found, source: &SourceFile, reading: &Reading) -> bool {
    if has_place(&file.inner) {
        return true;
    }
    let says = reading.document.as_ref().is_some_and(|document| says_contract(&document.root));
    says || (!reading.is_whole() && majority(root_keys(&source.text)))
}

/// Whether a file that is no text, or cannot be read, is surely none of ours: it lies at no place of a kind and, as far as
/// it can be seen, has no section.
pub(super) fn is_stranger(file: &Found, source: &SourceFile) -> bool {
    file.surface == Some(super::Surface::Yaml)
        && !has_place(&file.inner)
        && !source.text.is_empty()
        && !majority(root_keys(&source.text))
}

/// Whether a kind usually stands in the file of this path.
fn has_place(inner: &Path) -> bool {
    let inner = inner.with_extension("");
    let rules = inner.parent().and_then(Path::file_name).is_some_and(|folder| folder == "rules");
    let named = |file: &str| !file.is_empty() && inner.ends_with(file);
    rules || KINDS.iter().any(|kind| named(kind.file))
}

/// Whether the root of a document speaks of contracts.
fn says_contract(root: &Node) -> bool {
    let declared = |kind: &&Kind| {
        let at = kind.section.iter().try_fold(root, |node, key| node.get(key));
        match at.map(|node| &node.value) {
            Some(Value::List(items)) => !kind.single && items.iter().any(|item| item.node.get(kind.name).is_some()),
            Some(Value::Map(_)) => kind.single && at.is_some_and(|node| node.get(kind.name).is_some()),
            _ => false,
        }
    };
    let keys = root.as_map().unwrap_or(&[]).iter();
    KINDS.iter().any(declared) || majority(keys.filter_map(|entry| entry.key.as_text()))
}

/// Whether more than half of some root keys are sections, or nearly so.
fn majority<'a>(keys: impl Iterator<Item = &'a str>) -> bool {
    let (mut ours, mut all) = (0, 0);
    for key in keys {
        all += 1;
        if sections().any(|section| section == key) || nearest::nearest(key, sections()).is_some() {
            ours += 1;
        }
    }
    ours * 2 > all
}

/// What looks like root keys in a text that is no YAML.
fn root_keys(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (key, _) = line.split_once(':')?;
        let plain = key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        plain.then_some(key)
    })
}
