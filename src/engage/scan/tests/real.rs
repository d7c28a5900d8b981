//! Reports that scanners wrote: see the README beside them.

use std::fmt::Write;

use proptest::prelude::*;

use crate::engage::scan::{Category, ScanReport, read};

const REPORTS: [&str; 8] = [
    "bandit.sarif",
    "ruff.sarif",
    "semgrep.sarif",
    "eslint.sarif",
    "checkov.sarif",
    "hadolint.sarif",
    "secretlint.sarif",
    "detect-secrets.json",
];

fn bytes(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/fixtures/engage/scan/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn report(name: &str) -> ScanReport {
    let report = read(name, &bytes(name)).unwrap_or_else(|why| panic!("{why}"));
    report.from_root("/project/")
}

fn table(name: &str) -> String {
    let report = report(name);
    let mut out = String::new();
    for run in &report.runs {
        let covers: Vec<_> = run.covers.iter().map(|category| category.name()).collect();
        let version = run.version.as_deref().unwrap_or("-");
        writeln!(out, "{} {version} looked for {}", run.tool, covers.join(", ")).ok();
    }
    let standing = [(&report.findings, ""), (&report.suppressed, " suppressed")];
    for (finding, how) in standing.into_iter().flat_map(|(all, how)| all.iter().map(move |one| (one, how))) {
        let category = finding.category.map_or("unmapped", Category::name);
        let (rule, severity) = (&finding.rule, finding.severity);
        writeln!(out, "{rule} {category} {severity} {}:{}{how}", finding.path, finding.line).ok();
    }
    out
}

#[test]
fn every_report_is_mapped_as_expected() {
    let told: String = REPORTS.map(table).join("\n");
    println!("{told}");
    assert_eq!(told.trim(), include_str!("real.txt").trim());
}

#[test]
fn nothing_of_them_is_unmapped_or_lost() {
    for name in REPORTS {
        let report = report(name);
        assert_eq!(report.unmapped().count(), 0, "{name}");
        let text = String::from_utf8(bytes(name)).expect("text");
        let written = text.matches("\"ruleId\":").count() + text.matches("\"rule\":").count();
        assert_eq!(report.findings.len() + report.suppressed.len() + report.others, written, "{name}");
        assert!(report.findings.iter().all(|finding| !finding.path.starts_with('/')), "{name}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_stumble(name in prop::sample::select(&REPORTS[..]), at in 0usize..20_000, byte: u8, cut: bool) {
        let mut bytes = bytes(name);
        let at = at % bytes.len();
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        read(name, &bytes).ok();
    }
}
