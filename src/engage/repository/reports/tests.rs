//! Reports: every form, and what is no report.

use super::{Report, Reports};

fn one(text: &str) -> Report {
    let mut reports = Reports::default();
    assert!(reports.add("r".to_owned(), text));
    reports.all.remove(0)
}

fn share(text: &str) -> Option<f64> {
    match one(text) {
        Report::Coverage(coverage) => coverage.percent(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn reads_lcov() {
    assert_eq!(share("TN:\nSF:a.py\nDA:1,1\nDA:2,0\nDA:2,3\nDA:3,0\nend_of_record\n"), Some(66.66));
    assert_eq!(share("SF:a.py\nLF:10\nLH:9\nend_of_record\n"), Some(90.0));
    assert_eq!(share("SF:a.py\nend_of_record\n"), None);
    assert!(matches!(one("SF:a.py\nDA:x,1\n"), Report::Trouble(_)));
}

#[test]
fn reads_cobertura_old_and_new() {
    assert_eq!(share("<?xml version='1.0'?><coverage lines-valid='4' lines-covered='3' line-rate='0.1'/>"), Some(75.0));
    let old = "<coverage line-rate='0.5'><class><methods><line hits='0'/></methods><lines><line hits='2'/></lines></class></coverage>";
    assert_eq!(share(old), Some(100.0));
    assert!(matches!(one("<coverage line-rate='0.5'/>"), Report::Trouble(_)));
    assert!(matches!(one("<coverage lines-valid='1' lines-covered='1'"), Report::Trouble(_)));
}

#[test]
fn reads_json() {
    assert_eq!(share(r#"{"totals": {"num_statements": 10000, "covered_lines": 7999}}"#), Some(79.99));
    assert_eq!(share(r#"{"data": [{"totals": {"lines": {"count": 2, "covered": 1}}}]}"#), Some(50.0));
    assert!(matches!(one(r#"{"totals": {}}"#), Report::Trouble(_)));
}

#[test]
fn reads_junit() {
    let text = "<testsuites>\n<testsuite failures='1'>\n<testcase classname='a' name='b'/>\n<testcase name='c'>\n<failure/>\n\
                <error/></testcase><testcase name='d'><skipped/></testcase></testsuite></testsuites>";
    let Report::Suite(suite) = one(text) else { panic!("no suite") };
    assert_eq!((suite.tests, suite.skipped), (3, 1));
    assert_eq!(suite.failures.iter().map(|f| (f.name.as_str(), f.line)).collect::<Vec<_>>(), [("c", 4)]);
    assert!(matches!(one("<testsuite><testcase name='a'/>"), Report::Trouble(_)));
    let Report::Suite(suite) = one("<testsuite errors='1'/>") else { panic!("no suite") };
    assert_eq!(suite.failures.len(), 1);
}

#[test]
fn tells_what_is_no_report() {
    let mut reports = Reports::default();
    assert!(!reports.give("x", "hello"));
    assert_eq!(reports.all.len(), 2);
}
