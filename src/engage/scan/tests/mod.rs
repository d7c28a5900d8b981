//! Reports are read as their scanners mean them, and gates count what they should.

mod counting;
mod known;
mod plain;
mod real;
mod standard;

use serde_json::{Value, json};

use super::{ScanReport, read};

/// A report of one run.
fn run(tool: &str, rules: Value, results: Value) -> ScanReport {
    sarif(json!({"tool": {"driver": {"name": tool, "rules": rules}}, "results": results}))
}

fn sarif(run: Value) -> ScanReport {
    let text = json!({"version": "2.1.0", "runs": [run]}).to_string();
    read("report.sarif", text.as_bytes()).unwrap_or_else(|why| panic!("{why}"))
}

/// What cannot be read, in words.
fn why_not(text: &str) -> String {
    read("report.json", text.as_bytes()).map_or_else(|why| why.to_string(), |_| panic!("it was read"))
}
