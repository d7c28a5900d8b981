//! The three together, on small texts of both surfaces.

use super::{Around, Judged, Rule, Settings, Wanted, judge};
use crate::ast::Document;
use crate::diag::{Diagnostic, Level, code};
use crate::source::{FileId, SourceFile, Sources, Span};

/// Files, and a finding of C0304 at each place where `@` stood.
fn judged(files: &[(&str, &str)], wanted: &Wanted) -> (Judged, Sources) {
    let mut sources = Sources::default();
    let mut findings = Vec::new();
    let mut documents: Vec<(FileId, Document)> = Vec::new();
    let mut settings = None;
    for (path, text) in files {
        let at = text.find('@');
        let text = text.replace('@', "");
        let id = sources.add(SourceFile::new(*path, text.clone()));
        findings.extend(at.map(|at| Diagnostic::new(&code::C0304, "x", Span::new(id, at, at + 1), "")));
        if path.ends_with(".toml") {
            settings = Some(id);
            continue;
        }
        let reading = if path.ends_with(".yaml") { crate::yaml::read(id, &text) } else { crate::text::read(id, &text) };
        let mut document = reading.document.expect("a document");
        crate::kinds::settle(&mut document);
        documents.push((id, document));
    }
    let files: Vec<(FileId, &Document)> = documents.iter().map(|(id, document)| (*id, document)).collect();
    let path = |id: FileId| sources.get(id).map_or(String::new(), |file| file.path.clone());
    let around = Around { files: &files, sources: &sources, complete: true, settings, baseline: None, path: &path };
    let judged = judge(findings, &around, wanted);
    (judged, sources)
}

/// The codes that are left.
fn codes(files: &[(&str, &str)]) -> Vec<&'static str> {
    judged(files, &Wanted::default()).0.findings.iter().map(|found| found.code.id).collect()
}

#[test]
fn a_comment_covers_what_it_belongs_to() {
    let above = "commands:\n  # contract-ignore C0304: old\n  - id: A\n    input:\n      - name: @x\n  - id: B\n";
    assert!(codes(&[("a.yaml", above)]).is_empty());
    let other = "commands:\n  # contract-ignore C0304: old\n  - id: A\n  - id: @B\n";
    assert_eq!(codes(&[("a.yaml", other)]), ["C0304", "C1901"]);
    let end = "commands:\n  - id: A\n    emits:\n      - @Sent # contract-ignore C03, C0504: old\n";
    assert_eq!(codes(&[("a.yaml", end)]), ["C1901"]);
    let text = "command A {\n  input = []\n  // contract-ignore missing-input: old\n  emit @Sent\n}\n";
    assert!(codes(&[("a.contract", text)]).is_empty());
    let text = "command A {\n  // contract-ignore missing-input: old\n  input = []\n  emit @Sent\n}\n";
    assert_eq!(codes(&[("a.contract", text)]), ["C0304", "C1901"]);
    let below = "commands:\n  - id: @A\n# contract-ignore C0304: old\n";
    assert_eq!(codes(&[("a.yaml", below)]), ["C0304", "C1901"]);
}

#[test]
fn an_unused_comment_is_taken_away_whole_or_in_part() {
    let fixed = |text: &str| {
        let (judged, sources) = judged(&[("a.yaml", text)], &Wanted::default());
        let fix = judged.findings[0].fixes[0].clone();
        let file = sources.get(FileId(0)).expect("a file");
        crate::repair::apply(&file.text, &fix.edits).expect("edits that fit")
    };
    assert_eq!(fixed("errors:\n  # contract-ignore C0304: old\n  - id: A\n"), "errors:\n  - id: A\n");
    assert_eq!(
        fixed("errors:\n  - id: A  # contract-ignore C0304: old\n  - id: B\n"),
        "errors:\n  - id: A\n  - id: B\n"
    );
    let part = |words: &str| format!("errors:\n  # contract-ignore {words}: old\n  - id: @A\n");
    for words in ["C0304, C0504", "C0504 C0304", "C0504, C0304, C0502"] {
        assert_eq!(fixed(&part(words)), part("C0304").replace('@', ""), "{words}");
    }
}

#[test]
fn the_day_is_asked_only_where_it_is_given() {
    let text = "errors:\n  # contract-ignore C0304 until 2027-01-31: old\n  - id: @A\n";
    let on = |today: Option<&str>| {
        let wanted = Wanted { today: today.and_then(|day| day.parse().ok()), ..Wanted::default() };
        judged(&[("a.yaml", text)], &wanted).0
    };
    assert_eq!(on(None).suppressed, 1);
    assert_eq!(on(Some("2027-01-31")).suppressed, 1);
    let late = on(Some("2027-02-01"));
    assert_eq!((late.suppressed, late.findings.len()), (0, 1));
    assert_eq!(late.findings[0].secondary[0].text, "was set aside until 2027-01-31");
}

#[test]
fn settings_give_levels_by_name_and_path() {
    let toml = "[lints]\nC03 = \"warn\"\n[[lints.paths]]\npath = [\"old/**\"]\nmissing-input = \"hint\"\n";
    let levels = |path: &str| {
        let (judged, _) = judged(&[("contract.toml", toml), (path, "errors:\n  - id: @A\n")], &Wanted::default());
        judged.findings.iter().map(|found| found.level).collect::<Vec<_>>()
    };
    assert_eq!(levels("new/a.yaml"), [Level::Warning]);
    assert_eq!(levels("old/a.yaml"), [Level::Hint]);
    let rule = Rule { name: super::Name::find("hints").expect("a group"), level: None, paths: None };
    let wanted = Wanted { rules: vec![rule], today: None };
    let (judged, _) = judged(&[("contract.toml", toml), ("old/a.yaml", "errors:\n  - id: @A\n")], &wanted);
    assert!(judged.findings.is_empty());
}

#[test]
fn what_means_nothing_in_the_settings_is_said_where_it_stands() {
    let said = |text: &str| {
        let found = Settings::read(FileId(0), text).findings;
        let of = |found: &Diagnostic| {
            let place = found.primary.as_ref().expect("a place").span.range();
            format!("{} {} [{}]", found.code.id, found.title, &text[place])
        };
        found.iter().map(of).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(said("[lints]\nC0304 = \"warn\"\nall = \"deny\"\n"), "");
    assert!(said("[lints\n").starts_with("C1908 `contract.toml` is not TOML: "), "{}", said("[lints\n"));
    assert_eq!(said("[lint]\n"), "C1908 `lint` is no table of `contract.toml` [lint]");
    assert_eq!(said("[lints]\nC0999 = \"warn\"\n"), "C1902 there is no code, range or group `C0999` [C0999]");
    assert_eq!(said("[lints]\nC0304 = 1\n"), "C1908 the level of `C0304` is none of deny, warn, hint and allow [1]");
    assert_eq!(said("[lints]\nC01 = \"allow\"\n"), "C1907 the level of `C01` cannot be lowered [C01]");
    assert_eq!(said("[lints]\nC01 = \"deny\"\n"), "");
    assert_eq!(
        said("[[lints.paths]]\nC03 = \"deny\"\n").split(" [").next(),
        Some("C1908 this table of `lints.paths` has no `path`")
    );
}
