//! The JSON of coverage.py, and the summary that `llvm-cov export` or istanbul write under the same word.
//!
//! In: text. Out: lines and covered lines, from `totals`.

use serde_json::Value;

use super::Coverage;

/// Reads the JSON; none where it has no totals.
pub(super) fn read(path: &str, text: &str) -> Option<Coverage> {
    let value: Value = serde_json::from_str(text).ok()?;
    let (totals, format) = match value.get("totals") {
        Some(totals) => (totals, "coverage.py"),
        None => (value.get("data")?.get(0)?.get("totals")?, "llvm-cov"),
    };
    let (lines, covered) = match totals.get("lines") {
        Some(lines) => (lines.get("count")?.as_u64()?, lines.get("covered")?.as_u64()?),
        None => (totals.get("num_statements")?.as_u64()?, totals.get("covered_lines")?.as_u64()?),
    };
    Some(Coverage { path: path.to_owned(), format, lines, covered })
}
