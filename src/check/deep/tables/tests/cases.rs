//! Tables with all that is said of them, on both surfaces; conditions that are not understood; large tables.

use super::super::analysis::BOXES;
use super::with_table;
use crate::check::tests::{Read, as_text, findings, sample};

/// What is said of tables by themselves; where inputs come from and what becomes of answers is looked at elsewhere.
const OWN: &[&str] = &["C0701", "C0702", "C0703", "C0704", "C0706", "C0708", "C0710", "C0713", "C1905"];

/// The findings, as `code title | label | notes`, on both surfaces.
fn both(text: &str) -> Vec<String> {
    let files = vec![("t.yaml".to_owned(), text.to_owned())];
    let brief = |read: &Read| -> Vec<String> {
        let found = read.check(true);
        let one = |found: &crate::diag::Diagnostic| {
            let label = found.primary.as_ref().map_or("", |label| &label.text);
            let level = found.level.name();
            format!("{} {level} {} | {label} | {}", found.code.id, found.title, found.notes.join(" | "))
        };
        found.iter().filter(|found| found.code.id < "C03" || OWN.contains(&found.code.id)).map(one).collect()
    };
    let (yaml, text) = (brief(&Read::of(&files)), brief(&Read::of(&as_text(files))));
    assert_eq!(yaml, text);
    yaml
}

const TARGET: &str = "
access: {roles: [{id: HR}, {id: Admin}, {id: Employee}]}
commands:
  - id: Go
    input:
      - {name: size, type: int}
      - {name: kind, type: string, values: [a, b]}
      - {name: price, type: decimal}
      - {name: note, type: string, required: false}
      - {name: at, type: datetime}
rules:
  - id: r
    applies_to: Go
";

fn table(rest: &str) -> Vec<String> {
    both(&format!("{TARGET}    {}\n", rest.trim().replace("\n", "\n    ")))
}

#[test]
fn the_levels_of_a_gap() {
    let found = table("inputs: [user_role]\noutputs: [ok]\nrows:\n  - {when: {user_role: HR}, then: {ok: true}}");
    let expected =
        "C0701 error `r` gives no answer in some cases | no row matches the example | example: user_role = Admin";
    assert_eq!(found, [expected]);
    let found = table("inputs: [note]\noutputs: [ok]\nrows:\n  - {when: {note: x}, then: {ok: true}}");
    assert_eq!(
        found,
        [
            "C0701 warning `r` gives no answer for values that no row names | no row matches the example | example: note = n1"
        ]
    );
    let found = table("inputs: [note]\noutputs: [ok]\nrows:\n  - {when: {note: '{{ not null }}'}, then: {ok: true}}");
    assert_eq!(
        found,
        ["C0701 hint `r` gives no answer where an input is null | no row matches null | example: note = null"]
    );
}

#[test]
fn whole_numbers_have_no_gap_where_decimals_have() {
    let rows = |name: &str| {
        format!(
            "inputs: [{name}]\noutputs: [ok]\nrows:\n  - {{when: {{{name}: {{lte: 1}}}}, then: {{ok: 1}}}}\n  - {{when: {{{name}: {{gte: 2}}}}, then: {{ok: 2}}}}"
        )
    };
    assert_eq!(table(&rows("size")), [""; 0]);
    assert!(table(&rows("price"))[0].ends_with("example: price = 1.5"), "{:?}", table(&rows("price")));
}

#[test]
fn quantities_are_compared_by_what_they_measure() {
    let rows = "inputs: [size]\noutputs: [ok]\nrows:\n  - {when: {size: {lte: 20 MiB}}, then: {ok: 1}}\n  - {when: {size: '{{ > 20971520 }}'}, then: {ok: 2}}";
    assert_eq!(table(rows), [""; 0]);
    let found = table(&rows.replace("20971520", "20971521"));
    assert!(found[0].ends_with("example: size = 20971521"), "{found:?}");
}

#[test]
fn impossible_conditions_are_named_once() {
    let row = |cell: &str| {
        format!(
            "inputs: [kind]\noutputs: [ok]\nrows:\n  - {{when: {{kind: {cell}}}, then: {{ok: 1}}}}\n  - {{when: {{kind: b}}, then: {{ok: 2}}}}"
        )
    };
    assert_eq!(
        table(&row("zz")),
        ["C0708 error `kind` is never `zz` | none of the values of `kind` | the values of `kind` are `a` and `b`"]
    );
    assert_eq!(table(&row("{in: [a, zz]}")).len(), 1);
    let found = table("inputs: [size]\noutputs: [ok]\nrows:\n  - {when: {size: {gt: 5, lt: 6}}, then: {ok: 1}}");
    assert_eq!(found, ["C0708 error no value of `size` meets this condition | can never hold | "]);
    let found = table(
        "inputs: [user_role]\noutputs: [ok]\nrows:\n  - {when: {user_role: Amdin}, then: {ok: 1}}\n  - {when: {user_role: {neq: Admin}}, then: {ok: 2}}",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("C0708 error `user_role` is never `Amdin` | did you mean `Admin`?"), "{found:?}");
}

#[test]
fn what_is_not_understood_is_not_guessed() {
    for cell in [
        "{contains: a}",
        "'{{ soon }}'",
        "'> 5'",
        "{gt: '{{ size }}'}",
        "{gt: 2024-01-01}",
        "'-'",
        "{near: 4}",
        "{}",
        "'{{ > size }} x'",
        "[1, x]",
        "1e5",
    ] {
        for name in ["note", "at", "size", "price", "elsewhere"] {
            let text = format!(
                "inputs: [{name}]\noutputs: [ok]\nrows:\n  - {{when: {{{name}: {cell}}}, then: {{ok: 1}}}}\n  - {{when: {{{name}: {cell}}}, then: {{ok: 2}}}}"
            );
            let found = table(&text);
            assert!(found.is_empty(), "{name} {cell}: {found:?}");
        }
    }
    // What is reckoned may be equal.
    let found = table(
        "inputs: [size]\noutputs: [ok]\nrows:\n  - {when: {}, then: {ok: '{{ size }}'}}\n  - {when: {}, then: {ok: 2}}",
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_table_whose_target_is_elsewhere_or_unsound_is_passed_over() {
    let rule = "rules: [{id: r, applies_to: Go, inputs: [a], outputs: [ok], rows: [{when: {a: 1}, then: {ok: 1}}]}]\n";
    assert_eq!(findings(rule, false), "");
    let found = findings(&format!("{rule}commands: [{{id: Go, input: [], errors: [X]}}]\nerrors: [{{id: Y}}]\n"), true);
    assert!(!OWN.iter().any(|code| found.contains(code)), "{found}");
}

#[test]
fn many_conflicts_are_three_findings() {
    let rows: String = (0..8).map(|at| format!("\n  - {{when: {{size: {{gt: {at}}}}}, then: {{ok: {at}}}}}")).collect();
    let found = table(&format!(
        "hit_policy: unique\ninputs: [size]\noutputs: [ok]\nrows:{rows}\n  - {{when: {{size: {{lte: 0}}}}, then: {{ok: 9}}}}"
    ));
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(
        found[2].ends_with("example: size = 4 | it contradicts rows 2, 3 as well | 4 more rows do the same"),
        "{found:?}"
    );
}

#[test]
fn the_table_of_the_sample_set_has_its_conflict() {
    let Some(files) = sample("hr-set/contracts") else { return };
    for files in [files.clone(), as_text(files)] {
        let read = Read::of(&files);
        let found: Vec<_> = read.check(true).into_iter().filter(|found| found.code.id == "C0702").collect();
        let [only] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(only.element.as_deref(), Some("rules/document_access_authorization"));
        assert_eq!(only.title, "two rows of `document_access_authorization` disagree");
        assert_eq!(only.primary.as_ref().unwrap().text, "row 4 matches too, and says that `access_granted` is `false`");
        assert_eq!(only.secondary[0].text, "row 3 says that `access_granted` is `true`");
        assert_eq!(only.notes[0], "example: user_role = Employee, target_employee_id = e1, requesting_user_id = e1");
        assert_eq!(read.sources.slice(only.secondary[0].span).trim_matches('"'), "{{ requesting_user_id }}");
    }
}

/// A table of 1 000 rows over 8 inputs; each row names three of them.
fn large(policy: &str) -> String {
    let names: Vec<String> = (0..8).map(|at| format!("i{at}")).collect();
    let mut out = format!(
        "rules:\n  - id: r\n    hit_policy: {policy}\n    inputs: [{0}]\n    outputs: [o]\n    rows:\n",
        names.join(", ")
    );
    let mut seed = 1u64;
    let mut dice = |end: u64| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (seed >> 33) % end
    };
    for _ in 0..1000 {
        let (first, by) = (dice(8), 1 + dice(2));
        let cells: Vec<String> = (0..3).map(|at| format!("i{}: {}", (first + at * by) % 8, dice(12))).collect();
        out += &format!("      - {{when: {{{}}}, then: {{o: {}}}}}\n", cells.join(", "), dice(2));
    }
    out
}

#[test]
fn a_large_table_ends() {
    for policy in ["first", "unique"] {
        with_table(&large(policy), |table, found| {
            assert_eq!((table.rows.len(), table.inputs.len()), (1000, 8));
            assert!(found.stopped.is_some() || found.gap.is_some(), "{found:?}");
        });
    }
    const { assert!(BOXES <= 50_000) };
    // Equality of many: the colours of a map that has too few.
    let names: Vec<String> = (0..12).map(|at| format!("i{at}")).collect();
    let mut text = String::from("commands: [{id: C, input: [");
    text += &names
        .iter()
        .map(|name| format!("{{name: {name}, type: int, values: [1, 2, 3, 4, 5, 6, 7, 8, 9]}}"))
        .collect::<Vec<_>>()
        .join(", ");
    text += &format!(
        "]}}]\nrules:\n  - id: r\n    applies_to: C\n    hit_policy: first\n    inputs: [{}]\n    outputs: [o]\n    rows:\n",
        names.join(", ")
    );
    for one in 0..12 {
        for two in 0..one {
            text += &format!("      - {{when: {{i{one}: '{{{{ i{two} }}}}'}}, then: {{o: 1}}}}\n");
        }
    }
    let found = findings(&text, true);
    assert!(found.contains("C1905 the table `r` is too large to be looked at in full"), "{found}");
}
