//! Small files and what is said of them.

use super::findings;

const SET: &str = r#"
entities:
  - id: Order
    fields:
      - {name: id, type: uuid}
      - {name: total, type: Money}
    indexes: [{name: by_total, fields: [totl]}]
    constraints: [{type: foreign_key, fields: [id], ref: Order.idd}]
value_objects:
  - {id: Money, fields: [{name: amount, type: decimal}]}
errors:
  - {id: OrderNotFound, http_code: 404}
  - {id: Slow, code: 12}
"#;

#[test]
fn show() {
    for text in [
        SET,
        "comands: []\nrole: []\nroles: []\ngadgets: []\naccess: {rolez: [], x: 1}\n",
        "info: [a]\nentities: {id: X}\nerrors: [a, {id: B}]\n",
        "commands: [{id: A}]\n",
        "commands: [{id: A, input: [], errors: X, transaction: 'yes', guards: [{id: auth.role}, {id: exists, params: {entity: Z}}], effects: [{id: emit.evnt, params: {event: A}}]}]\n",
        "routes: [{method: get, path: /a}, {method: GET, path: /b, command: A, query: B}, {method: GET, path: 7, query: A}]\ncommands: [{id: A, input: []}]\nqueries: [{id: B}, {id: B}]\n",
        "datasources: [{id: d, engine: postgres, port: '587', default: 1}]\ntables: [{id: t, datasource: D, columns: [{name: a, type: INT}, {name: a, type: INT}], indexes: [{name: i, columns: [b]}]}]\n",
        "entities:\n  - id: A\n    fields: [{name: a, type: strng}, {name: b, type: list<Entity:Bb>}, {name: c, type: 'map<string, list<A>>'}, {name: d, type: list<int}, {name: e, type: 'int[]'}, {name: f, type: lst<int>}, {name: g, type: 'Foo:X'}, {name: a, type: a}]\n",
        "policies: [{id: P, scope: entity:A, conditions: [{field: x, op: equals, value: 1}]}, {id: Q, scope: thing:A}, {id: R, scope: A}]\nentities: [{id: A, fields: [{name: y, type: int}]}]\n",
        "rules: [{id: R, inputs: [user_rol], outputs: [ok], rows: [{when: {user_role: a}, then: {ok: true}}, {when: {user_role: b}, then: {okk: true}}]}]\n",
        "workflows: [{id: W, entity: E, initial_state: a, states: [{id: a, kind: start}], transitions: [{from_state: a, to_state: b}], error_handlers: [{error: X}]}]\n",
        "enums: [{id: e, values: [a, b, a, 1, true]}]\n",
        "7: x\n",
        "- a\n",
        "info: {name: X, version: 1.10, tags: a, keywords: [1]}\n",
        "reliability_policies: [{id: a, target_kind: command, target_ref: b}]\ncommands: [{id: bb, input:}]\n",
        "access:\n  roles: [{id: Admin}, {id: HR}]\n  permissions: [{id: p, resource: 'Entity:Admin', action: raed}]\n  bindings: [{role: admin, permissions: [q]}]\nscenarios: [{id: s, actors: [Adminn, Nobody], steps: [{type: command, ref: X, expect: {error: Y}}]}]\nroutes: [{method: GET, path: /, query: X, auth: 'role:HRR | permission:p, user'}]\n",
        "projections: [{id: p, storage: 'table:x', storag: y, zzz: 1}]\ntables: [{id: xx}]\n",
        "secrets: [{id: a.b, provider: env, key: K}]\nintegrations: [{id: i, type: rest_api, auth: {type: bearer, secret_ref: 'Secret:a_b'}}, {id: j, type: rest_api, auth: {type: bearer, secret_ref: 'Secret:a_c'}}]\n",
    ] {
        println!("----\n{text}\n{}\n", findings(text, true));
    }
}
