//! Small sets, and what is said of them word for word: `told.txt` has the codes to look at and the set behind `@@@`, the findings behind
//! `@@=`. Kept here is what a message must not say: the caller in the place of another, or one mistake twice. `UPDATE=1 cargo test told`
//! writes the findings anew.

use super::Read;

#[test]
fn findings_are_told_as_written() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/tests/told.txt");
    let cases = std::fs::read_to_string(path).unwrap();
    let mut now = String::new();
    for case in cases.split("@@@ ").skip(1) {
        let (text, _) = case.split_once("@@=\n").unwrap();
        let (codes, text) = text.split_once('\n').unwrap();
        let read = Read::of(&[("t.yaml".into(), text.into())]);
        let found = read.check(true);
        let found = found.iter().filter(|found| codes.split(' ').any(|code| code == found.code.id));
        let found: String = found.map(|found| read.brief(found) + "\n").collect();
        now += &format!("@@@ {codes}\n{text}@@=\n{found}");
    }
    if std::env::var_os("UPDATE").is_some() {
        return std::fs::write(path, &now).unwrap();
    }
    assert!(now == cases, "{now}");
}
