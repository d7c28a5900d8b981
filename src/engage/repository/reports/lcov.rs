//! lcov.
//!
//! In: text. Out: lines and covered lines. A line that is listed more than once for a file counts once, and is covered if any entry says so;
//! files without entries are counted by their `LF` and `LH`.

use std::collections::BTreeMap;

use super::Coverage;

/// Whether a text starts as lcov does.
pub(super) fn is_meant(start: &str) -> bool {
    start.lines().any(|line| line.starts_with("SF:")) || start.starts_with("TN:")
}

/// Reads lcov; none where it has no file or a line of it makes no sense.
pub(super) fn read(path: &str, text: &str) -> Option<Coverage> {
    let mut files: BTreeMap<&str, Lines> = BTreeMap::new();
    let mut current: Option<&str> = None;
    for line in text.lines() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("SF:") {
            current = Some(name);
            files.entry(name).or_default();
        } else if line == "end_of_record" {
            current = None;
        }
        let Some(file) = current.and_then(|name| files.get_mut(name)) else { continue };
        if let Some(rest) = line.strip_prefix("DA:") {
            let mut parts = rest.split(',');
            let number: u64 = parts.next()?.trim().parse().ok()?;
            let hits: f64 = parts.next()?.trim().parse().ok()?;
            *file.hit.entry(number).or_default() |= hits > 0.0;
        } else if let Some(count) = line.strip_prefix("LF:") {
            file.told.0 = count.trim().parse().ok()?;
        } else if let Some(count) = line.strip_prefix("LH:") {
            file.told.1 = count.trim().parse().ok()?;
        }
    }
    if files.is_empty() {
        return None;
    }
    let (mut lines, mut covered) = (0u64, 0u64);
    for file in files.values() {
        let (all, hit) = file.count();
        lines = lines.saturating_add(all);
        covered = covered.saturating_add(hit);
    }
    Some(Coverage { path: path.to_owned(), format: "lcov", lines, covered })
}

#[derive(Default)]
struct Lines {
    hit: BTreeMap<u64, bool>,
    told: (u64, u64),
}

impl Lines {
    fn count(&self) -> (u64, u64) {
        if self.hit.is_empty() {
            return self.told;
        }
        (self.hit.len() as u64, self.hit.values().filter(|hit| **hit).count() as u64)
    }
}
