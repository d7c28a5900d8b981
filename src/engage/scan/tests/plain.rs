//! Findings in plain JSON.

use super::why_not;
use crate::engage::scan::{Category, Severity, read};

#[test]
fn a_list_and_an_object_are_read() {
    let one = r#"{"category": "secret", "severity": "critical", "rule": "aws-key", "message": "a key", "file": "./a.py", "line": 8}"#;
    let two = r#"{"category": "odd", "severity": "moderate", "suppressed": true}"#;
    let list = read("list", format!("[{one}, {two}]").as_bytes()).expect("a list");
    assert_eq!((list.findings.len(), list.suppressed.len()), (1, 1));
    let first = &list.findings[0];
    assert_eq!((first.tool.as_str(), first.path.as_str(), first.line), ("gatekeep", "a.py", 8));
    assert_eq!(list.suppressed[0].category, None);
    assert_eq!(list.suppressed[0].severity, Severity::Medium);
    assert_eq!(list.runs[0].covers, [Category::Secret]);
    let object = format!(r#"{{"tool": "x", "version": "1", "categories": ["sast", "iac"], "findings": [{one}]}}"#);
    let object = read("object", object.as_bytes()).expect("an object");
    assert_eq!(object.runs[0].covers, [Category::Iac, Category::Secret, Category::Sast]);
    assert_eq!(object.runs[0].version.as_deref(), Some("1"));
}

#[test]
fn what_is_wrong_is_said_with_its_number() {
    assert!(why_not(r#"[{"severity": "high"}, {"severity": "awful"}]"#).contains("finding 2: its severity is `awful`"));
    assert!(why_not(r#"[{"category": "sast"}]"#).contains("finding 1: missing field `severity`"));
    assert!(why_not("[7]").contains("finding 1: it is no object"));
    assert!(why_not(r#"{"findings": {}}"#).contains("sequence"));
    assert!(
        why_not(r#"{"findings": [], "categories": ["code"]}"#).contains("names `code`, which is none of governance")
    );
}
