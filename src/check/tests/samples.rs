//! The sample sets: what is wrong with them, and nothing else.

use super::{Read, as_text, sample};

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
        let titles = |read: &Read| {
            let found = read.check(true);
            let mut all: Vec<_> =
                found.iter().map(|found| (found.code.id, found.title.clone(), found.element.clone())).collect();
            all.sort();
            all
        };
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

/// The machines, events and routes of the set: what is said of them on either surface, by code and element.
#[test]
fn the_hr_set_disagrees_with_itself() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let expected = [
        "C0304 routes/0",
        "C0304 routes/3",
        "C0304 routes/4",
        "C0304 routes/6",
        "C0305 routes/0",
        "C0305 routes/6",
        "C0306 routes/1",
        "C0306 routes/5",
        "C0507 workflows/PayrollWorkflow",
        "C0605 workflows/PayrollWorkflow",
        "C0606 workflows/PayrollWorkflow",
    ];
    let layers = ["C03", "C05", "C06"];
    for read in [Read::of(&files), Read::of(&as_text(files))] {
        let found = read.check(true);
        let of_layers = found.iter().filter(|found| layers.iter().any(|layer| found.code.id.starts_with(layer)));
        let mut all: Vec<_> =
            of_layers.map(|found| format!("{} {}", found.code.id, found.element.as_deref().unwrap_or(""))).collect();
        all.sort();
        assert_eq!(all, expected);
        let of = |code: &str, name: &str| found.iter().any(|one| one.code.id == code && read.brief(one).contains(name));
        assert!(of("C0304", "needs `employee_id` and `check_in_time`"));
        assert!(of("C0605", "leads from `approved` to `sent` and to `failed`"));
        assert!(of("C0606", "leads from `draft` to `approved` and on to `sent`"));
    }
}
