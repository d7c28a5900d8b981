//! `trace`, `refs`, `graph`: what they answer about the examples, on both surfaces.

use serde_json::Value;

use super::Place;
use crate::help::files::root;

/// A question about an example.
fn ask(words: &str, example: &str, surface: &str) -> String {
    let path = root().join("examples").join(example).join(surface);
    let place = Place::new();
    let run = place.run(&format!("{words} {}", path.display()));
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{words}");
    let out = run.out.replace(&*format!("{}/", path.to_string_lossy()), "");
    if words.contains("json") { out } else { without_lines(&out) }
}

/// The text with `file:3:7` as `file`: an example may grow.
fn without_lines(text: &str) -> String {
    let line = |line: &str| match line.rsplit_once("  ") {
        Some((said, place)) => format!("{said}  {}", place.split(':').next().unwrap_or("")),
        None => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_trace_is_one_screen() {
    let trace = ask("trace SendPayslipEmail", "hr", "contract");
    assert!(trace.lines().count() <= 40, "{}", trace.lines().count());
    insta::assert_snapshot!(trace);
}

#[test]
fn a_trace_of_an_event() {
    insta::assert_snapshot!(ask("trace PaymentReceived", "clinic", "contract"));
}

#[test]
fn a_route_and_its_command_are_one_trace() {
    let by_name = ask("trace CheckIn", "hr", "contract");
    assert_eq!(ask("trace /api/v1/attendance/check-in", "hr", "contract"), by_name);
}

#[test]
fn the_uses_of_a_name() {
    insta::assert_snapshot!(ask("refs HRDocument", "hr", "contract"));
    insta::assert_snapshot!("the_uses_of_a_field", ask("refs Payroll.status", "hr", "contract"));
}

/// A use may be told by its place alone: a guard, a written row, a template, a value of an enum.
#[test]
fn uses_are_found_where_only_their_place_tells() {
    let field = ask("refs Appointment.status", "clinic", "contract");
    assert!(field.contains("guards/") && field.contains("params/set/status"), "{field}");
    let template = ask("refs Appointment.starts_at", "clinic", "contract");
    assert!(template.contains("commands/ConfirmAppointment"), "{template}");
    let value = ask("refs confirmed", "clinic", "contract");
    assert!(value.contains("commands/CompleteVisit") && value.contains("guards/"), "{value}");
}

#[test]
fn both_surfaces_answer_alike() {
    for question in
        ["trace SendPayslipEmail", "refs HRDocument", "graph entities", "graph events", "graph PayrollWorkflow"]
    {
        let question = format!("{question} --format json");
        let without_places = |surface| {
            let answer = ask(&question, "hr", surface);
            let mut lines: Vec<Value> =
                answer.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
            lines.iter_mut().for_each(forget_places);
            lines
        };
        assert_eq!(without_places("contract"), without_places("yaml"), "{question}");
    }
}

fn forget_places(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("place");
            map.values_mut().for_each(forget_places);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_places),
        _ => {}
    }
}

#[test]
fn graphs() {
    insta::assert_snapshot!("graph_of_a_workflow", ask("graph PayrollWorkflow", "hr", "contract"));
    insta::assert_snapshot!("graph_of_events", ask("graph events", "clinic", "contract"));
    insta::assert_snapshot!("graph_of_entities", ask("graph entities --format dot", "hr", "contract"));
}

#[test]
fn names_that_nothing_has() {
    let place = Place::with(&[(
        "set/domain/errors.contract",
        "error BookNotFound as BOOK_NOT_FOUND \"No such book\" 404 business\n",
    )]);
    let run = place.run("refs BookNotFond set");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `BookNotFound`?"), "{}", run.err);
    assert_eq!(place.run("trace LendBook set").code, 2);
    assert_eq!(place.run("graph Lending set").code, 2);
    let run = place.run("check set --format dot");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("only `contract graph` draws diagrams"), "{}", run.err);
}
