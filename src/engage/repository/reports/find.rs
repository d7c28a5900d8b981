//! Where reports are left: the usual places.
//!
//! In: a folder. Out: paths and texts, by path. Looks into the folder itself and into folders that tools use, two levels deep; never further.

use std::fs;
use std::path::Path;

/// Larger files are no report that is read.
const LIMIT: u64 = 64 * 1024 * 1024;

const FOLDERS: &[&str] = &[
    "",
    "coverage",
    "reports",
    "report",
    "test-results",
    "test-reports",
    "test-results/junit",
    "coverage/lcov",
    "build/reports",
    "build/test-results/test",
    "target/nextest/default",
    "target/nextest/ci",
    "target/llvm-cov",
    "target/tarpaulin",
    "target/surefire-reports",
    "target/site/jacoco",
];

/// The texts that may be reports.
pub(super) fn find(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_file = entry.metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= LIMIT);
            if !is_file || !is_usual(&name) {
                continue;
            }
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if let Ok(text) = fs::read_to_string(entry.path()) {
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn is_usual(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "lcov.info"
        || name.ends_with(".lcov")
        || name == "coverage.json"
        || (name.ends_with(".xml")
            && ["coverage", "cobertura", "junit", "test", "result"].iter().any(|w| name.contains(w)))
}
