//! Files that are not the whole truth: single ones, broken ones, several that say the same.

use super::{Read, findings};

fn all(files: &[(&str, &str)], complete: bool) -> String {
    let files: Vec<_> = files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let read = Read::of(&files);
    read.check(complete).iter().map(|found| read.brief(found)).collect::<Vec<_>>().join("\n")
}

const COMMANDS: &str =
    "commands: [{id: Ship, input: [{name: order, type: Order}], errors: [NotFound], emits: [Shipped]}]\n";

#[test]
fn a_single_file_may_name_what_others_declare() {
    assert_eq!(findings(COMMANDS, false), "");
    assert!(findings(COMMANDS, true).contains("no type is called `Order`"));
    // What it does declare, and scalars, it is held to.
    let text = COMMANDS.replace("Order}", "strng}");
    assert!(findings(&text, false).contains("did you mean `string`?"));
    let text = format!("{COMMANDS}errors: [{{id: NotFnd}}]\n");
    assert!(findings(&text, false).contains("did you mean `NotFnd`?"), "{}", findings(&text, false));
}

#[test]
fn a_broken_section_makes_no_other_findings() {
    let found = all(
        &[("a.yaml", COMMANDS), ("b.yaml", "entities: [}\nerrors: [{id: NotFound}]\nevents: [{id: Shipped}]\n")],
        true,
    );
    assert!(found.contains("b.yaml:1: C0001"), "{found}");
    assert_eq!(found.matches(": C0").count(), 1, "{found}");
}

#[test]
fn a_declaration_without_its_name_makes_no_other_findings() {
    let rest = "entities: [{id: Order, fields: []}]\nerrors: [{id: NotFound}]\n";
    let found = all(&[("a.yaml", COMMANDS), ("b.yaml", &format!("{rest}events: [{{idd: Shipped}}]\n"))], true);
    assert_eq!(found.matches(": C0").count(), 1, "{found}");
    let found = all(&[("a.yaml", COMMANDS), ("b.yaml", &format!("{rest}evnets: [{{id: Shipped}}]\n"))], true);
    assert_eq!(found.matches(": C0").count(), 1, "{found}");
}

#[test]
fn one_name_in_two_files_is_one_finding_with_both_places() {
    let found = all(
        &[
            ("a.yaml", "errors: [{id: E}]\ninfo: {name: a, version: '1'}\n"),
            ("b.yaml", "errors: [{id: E}]\ninfo: {name: a, version: '1'}\n"),
        ],
        true,
    );
    assert!(found.contains("b.yaml:1: C0102 the error `E` is declared twice"), "{found}");
    assert!(found.contains("    a.yaml:1 [E] first declared here"), "{found}");
    assert!(found.contains("b.yaml:2: C0102 the project is described twice"), "{found}");
    assert_eq!(found.matches(": C0").count(), 2, "{found}");
}

#[test]
fn of_a_kind_that_nothing_declares_one_finding_is_enough() {
    let text = COMMANDS.replace("[NotFound]", "[NotFound, Late, Lost]");
    let found =
        all(&[("a.yaml", &text), ("b.yaml", "entities: [{id: Order, fields: []}]\nevents: [{id: Shipped}]\n")], true);
    assert!(found.contains("no error is declared, but 3 names of such are used"), "{found}");
    assert_eq!(found.matches(": C0").count(), 1, "{found}");
}

#[test]
fn what_v0_does_not_know_is_named() {
    let text = "commands:
  - id: A
    input: [{name: a, type: uuid, bind: actor.id, values: [x]}]
    effects: [{id: db.update, params: {entity: E, where: {id: 1}, set: {size: 20 MiB}}, result: r}]
rules: [{id: R, hit_policy: first, rows: [{when: {size: {gt: 5 GB}}, then: {a: 1}}]}]
workflows: [{id: W, entity: E, state_field: s, initial_state: a}]
";
    let read = Read::of(&[("t.yaml".into(), text.into())]);
    let document = read.readings[0].document.as_ref().unwrap();
    let found = crate::check::beyond_v0(crate::source::FileId(0), document);
    let found: Vec<_> = found.iter().map(|found| found.field.clone().unwrap_or_default()).collect();
    let expected = [
        "input/0/bind",
        "input/0/values",
        "effects/0/params/where",
        "effects/0/params/set",
        "effects/0/params/set/size",
        "effects/0/result",
        "hit_policy",
        "rows/0/when/size/gt",
        "state_field",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_order_is_that_of_levels_and_places_and_always_the_same() {
    let text = "info: {name: x, version: 1}\nerrors: [{id: E, cod: a}, {id: E}]\ncommands: [{id: C, input: [], errors: [F]}]\n";
    let first = findings(text, true);
    assert!((0..5).all(|_| findings(text, true) == first));
    let codes: Vec<_> = first.lines().filter_map(|line| line.strip_prefix("t.yaml:")?.get(3..8)).collect();
    assert_eq!(codes, ["C0004", "C0102", "C0101", "C0007"], "{first}");
}
