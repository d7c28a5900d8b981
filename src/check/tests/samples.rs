//! The sample sets: what is wrong with them, and nothing else.

use super::{Read, as_text, sample};
use crate::diag::Diagnostic;

/// The findings of form and reference.
fn briefs(folder: &str) -> Option<Vec<String>> {
    let read = Read::of(&sample(folder)?);
    Some(read.form(true).iter().map(|found| read.brief(found)).collect())
}

#[test]
fn the_hr_set_names_one_operation_that_is_not_there() {
    let Some(found) = briefs("hr-set/contracts") else { return };
    let [only] = found.as_slice() else { panic!("{}", found.join("\n")) };
    assert!(
        only.starts_with("app/commands.yaml:166: C0101 no operation is called `get_weather` [get_weather]"),
        "{only}"
    );
}

#[test]
fn both_surfaces_say_the_same() {
    for folder in ["hr-set/contracts", "v0-examples"] {
        let Some(files) = sample(folder) else { return };
        let yaml = Read::of(&files);
        let text = Read::of(&as_text(files));
        let titles = |read: &Read| read.check(true).iter().map(Diagnostic::words).collect::<Vec<_>>();
        assert_eq!(titles(&yaml), titles(&text), "{folder}");
    }
}

/// The examples of v0 name much that no example declares, and that is all that is wrong with them.
#[test]
fn the_examples_of_v0_have_the_forms_of_v0() {
    let Some(found) = briefs("v0-examples") else { return };
    let names = ["C0101", "C0103", "C0105"];
    let other: Vec<_> =
        found.iter().filter(|found| !names.iter().any(|code| found.contains(&format!(": {code} ")))).collect();
    assert!(other.is_empty(), "{other:?}");
    assert!(found.len() > 20, "{}", found.len());
}

/// Checked file by file, an example may name what others declare.
#[test]
fn each_example_of_v0_can_be_checked_alone() {
    let Some(files) = sample("v0-examples") else { return };
    for file in files {
        let read = Read::of(std::slice::from_ref(&file));
        let found: Vec<_> = read.form(false).iter().map(|found| read.brief(found)).collect();
        // It declares operations, and uses two that are not among them.
        let known = |found: &String| found.starts_with("integration_v0.yml:51: C0101 no operation is called `");
        assert!(found.iter().all(known), "{}", found.join("\n"));
    }
}

/// All that is said of the set on either surface, by code and place: the list is kept in `hr.txt`, and `UPDATE=1` writes it anew.
#[test]
fn the_hr_set_disagrees_with_itself() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check/tests/hr.txt");
    for read in [Read::of(&files), Read::of(&as_text(files.clone()))] {
        let of = |found: &Diagnostic| {
            let place = [found.element.as_deref(), found.field.as_deref()].into_iter().flatten().collect::<Vec<_>>();
            format!("{} {} {}", found.level.name(), found.code.id, place.join(" / "))
        };
        let all: String = read.check(true).iter().map(|found| of(found) + "\n").collect();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(kept, &all).unwrap();
        }
        assert_eq!(all, std::fs::read_to_string(kept).unwrap(), "run with UPDATE=1 if this is right");
    }
}
