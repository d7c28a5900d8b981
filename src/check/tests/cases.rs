//! Small files, each a whole set, and all that is said of their form and references: `cases.txt` has the file behind `@@@`, the findings behind
//! `@@=`. `UPDATE=1 cargo test cases` writes the findings anew.

use super::Read;

#[test]
fn findings_are_as_written() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/tests/cases.txt");
    let cases = std::fs::read_to_string(path).unwrap();
    let mut now = String::new();
    for case in cases.split("@@@\n").skip(1) {
        let (text, _) = case.split_once("@@=\n").unwrap();
        let read = Read::of(&[("t.yaml".into(), text.into())]);
        let found: Vec<String> = read.form(true).iter().map(|found| read.brief(found)).collect();
        let found = found.join("\n");
        let end = if found.is_empty() { "" } else { "\n" };
        now += &format!("@@@\n{text}@@=\n{found}{end}");
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    assert!(now == cases, "{now}");
}
