//! `who-can`: rows, the deciding layers, JSON, names that are not there.

use super::Place;

const SET: &str = "\
access:
  roles: [{id: Clerk}, {id: Guest}]
entities: [{id: Order, fields: [{name: id, type: uuid}]}]
commands:
  - id: CloseOrder
    input: []
    guards: [{id: auth.role, params: {roles: [Clerk]}}]
    effects: [{id: db.update, params: {entity: Order}}]
queries:
  - {id: ListOrders, reads: [Order]}
";

#[test]
fn a_row_says_what_decides() {
    let place = Place::with(&[("set/a.yaml", SET)]);
    let run = place.run("who-can CloseOrder set");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("command CloseOrder  set/a.yaml:5:9\n\n  Clerk: yes\n"), "{}", run.out);
    assert!(
        run.out.contains("  Guest: no\n  > guard      no          commands/CloseOrder  set/a.yaml:7:"),
        "{}",
        run.out
    );
    let run = place.run("who-can CloseOrder set --role Guest");
    assert!(run.out.contains("Guest: no") && !run.out.contains("Clerk:"), "{}", run.out);
}

#[test]
fn a_resource_has_a_row_for_each_operation() {
    let place = Place::with(&[("set/a.yaml", SET)]);
    let run = place.run("who-can entity:Order set");
    assert!(
        run.out.contains("command CloseOrder writes it  ") && run.out.contains("query ListOrders reads it  "),
        "{}",
        run.out
    );
    assert!(run.out.contains("nothing says anything about it"), "{}", run.out);
}

/// Conditions that all must hold, and those of which one is enough.
#[test]
fn every_condition_of_a_layer_is_told() {
    let place = Place::with(&[(
        "set/a.yaml",
        "\
access: {roles: [{id: Clerk}, {id: Guest}]}
entities: [{id: Order, fields: [{name: id, type: uuid}, {name: owner_id, type: uuid}, {name: team_id, type: uuid}]}]
policies:
  - {id: own, scope: entity:Order, roles: [Guest], conditions: [{field: owner_id, op: eq, value: actor.id}], effects: [{type: allow}]}
  - {id: team, scope: entity:Order, roles: [Guest], conditions: [{field: team_id, op: eq, value: actor.team_id}], effects: [{type: allow}]}
commands:
  - id: CloseOrder
    input: [{name: id, type: uuid}]
    guards: [{id: ownership, params: {field: owner_id}}, {id: ownership, params: {field: team_id}}]
    effects: [{id: db.update, params: {entity: Order}}]
",
    )]);
    let run = place.run("who-can CloseOrder set --role Guest");
    assert!(
        run.out.contains(": ownership (field: owner_id) and ownership (field: team_id)  set/a.yaml:9:"),
        "{}",
        run.out
    );
    let told = ": either (owner_id eq actor.id) or (team_id eq actor.team_id)  set/a.yaml:4:";
    assert!(run.out.contains(told), "{}", run.out);
}

#[test]
fn json_is_one_object_a_row() {
    let place = Place::with(&[("set/a.yaml", SET)]);
    let run = place.run("who-can Order set --format json");
    let rows: Vec<serde_json::Value> =
        run.out.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["schema"], "contract.who-can/1");
    assert_eq!(rows[0]["operation"], "commands/CloseOrder");
    assert_eq!(rows[0]["callers"][1]["caller"], "Guest");
    assert_eq!(rows[0]["callers"][1]["decided_by"], "guard");
    assert_eq!(rows[0]["callers"][1]["layers"][0]["place"]["line"], 7);
}

#[test]
fn names_that_are_not_there() {
    let place = Place::with(&[("set/a.yaml", SET)]);
    let run = place.run("who-can CloseOrdr set");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `CloseOrder`?"), "{}", run.err);
    let run = place.run("who-can CloseOrder set --role Clrk");
    assert!(run.code == 2 && run.err.contains("did you mean `Clerk`?"), "{}", run.err);
    assert_eq!(place.run("who-can X nothing").code, 1);
}
