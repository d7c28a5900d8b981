//! The matrix against plain enumeration: small random sets of roles, guards, permissions, rules and policies, and what each caller may do
//! when every layer is asked by hand.

use std::collections::BTreeSet;

use super::{Matrix, Verdict};
use crate::check::tests::dice::Dice;
use crate::check::tests::{Read, as_text};
use crate::check::{Source, matrix};

/// Some of the roles, at least one.
fn some_roles(dice: &mut Dice) -> BTreeSet<usize> {
    let bits = 1 + dice.roll((1 << ROLES) - 1);
    (0..ROLES).filter(|role| bits >> role & 1 == 1).collect()
}

const ROLES: usize = 3;

/// One operation with everything around it; none where a layer is silent.
#[derive(Debug)]
struct Case {
    guard: Option<BTreeSet<usize>>,
    /// Roles for which a guard of ownership does not hold.
    ownership: Option<usize>,
    required: Option<BTreeSet<usize>>,
    /// Who holds the permission on the operation.
    direct: Option<BTreeSet<usize>>,
    /// Who holds the permission on the entity.
    entity: Option<BTreeSet<usize>>,
    /// Whether each role passes, by its row: yes, no, only when another input says so.
    rule: Option<[Verdict; ROLES]>,
    /// Whether an error follows from it; a rule from which nothing follows is silent.
    raises: bool,
    policies: Vec<Policy>,
    route: Option<BTreeSet<usize>>,
    /// Whether it is a query, which hands out orders and only joins lines; a command changes both.
    query: bool,
}

/// What a policy of a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Orders,
    Lines,
    Call,
}

#[derive(Debug)]
struct Policy {
    deny: bool,
    about: About,
    /// Those that it speaks of, where it says so.
    roles: Option<BTreeSet<usize>>,
    /// Whether it asks anything of the row.
    asks: bool,
}

impl Policy {
    fn random(dice: &mut Dice) -> Policy {
        Policy {
            deny: dice.roll(4) == 0,
            about: [About::Orders, About::Lines, About::Call][dice.roll(3)],
            roles: (dice.roll(3) > 0).then(|| some_roles(dice)),
            asks: dice.roll(3) > 0,
        }
    }

    fn speaks_of(&self, role: usize) -> bool {
        self.roles.as_ref().is_none_or(|roles| roles.contains(&role))
    }
}

fn list(roles: &BTreeSet<usize>) -> String {
    roles.iter().map(|role| format!("R{role}")).collect::<Vec<_>>().join(", ")
}

impl Case {
    fn random(dice: &mut Dice) -> Case {
        let some = |dice: &mut Dice| (dice.roll(2) == 0).then(|| some_roles(dice));
        let (guard, required, direct, entity, route) = (some(dice), some(dice), some(dice), some(dice), some(dice));
        let verdict = |dice: &mut Dice| [Verdict::Yes, Verdict::No, Verdict::Conditional][dice.roll(3)];
        Case {
            guard,
            ownership: (dice.roll(3) == 0).then(|| dice.roll(ROLES)),
            required,
            direct,
            entity,
            rule: (dice.roll(2) == 0).then(|| [verdict(dice), verdict(dice), verdict(dice)]),
            raises: dice.roll(3) > 0,
            policies: (0..dice.roll(4)).map(|_| Policy::random(dice)).collect(),
            route,
            query: dice.roll(2) == 0,
        }
    }

    fn text(&self) -> String {
        let (kind, own, other) = if self.query { ("query", "read", "write") } else { ("command", "write", "read") };
        let entity =
            |name: &str| format!("{{id: {name}, fields: [{{name: id, type: uuid}}, {{name: owner_id, type: uuid}}]}}");
        let mut text = format!("entities: [{}, {}]\n", entity("Order"), entity("Line"));
        text += "access:\n  roles: [{id: R0}, {id: R1}, {id: R2}]\n  permissions:\n";
        let mut grants = String::new();
        let mut grant = |name: &str, roles: &BTreeSet<usize>| {
            roles.iter().for_each(|role| grants += &format!("    - {{role: R{role}, permissions: [{name}]}}\n"));
        };
        if let Some(roles) = &self.direct {
            text += &format!("    - {{id: p, resource: '{kind}:Go', action: {own}}}\n");
            grant("p", roles);
        }
        if let Some(roles) = &self.entity {
            for (id, entity) in [("q", "Order"), ("l", "Line")] {
                text += &format!("    - {{id: {id}, resource: 'entity:{entity}', action: {own}}}\n");
                grant(id, roles);
            }
        }
        text += &format!("    - {{id: other, resource: 'entity:Order', action: {other}}}\n");
        text += "  bindings:\n    - {role: R0, permissions: [other]}\n";
        text += &grants;
        text += if self.query { "queries:\n" } else { "commands:\n" };
        text += "  - id: Go\n    input: [{name: order_id, type: uuid}, {name: urgent, type: bool}]\n";
        text += match self.query {
            true => "    reads: [Order, Line]\n    returns: [{name: orders, type: 'list<Entity:Order>'}]\n",
            false => {
                "    effects: [{id: db.update, params: {entity: Order}}, {id: db.update, params: {entity: Line}}]\n"
            }
        };
        if let Some(roles) = &self.required {
            text += &format!("    required_roles: [{}]\n", list(roles));
        }
        let mut guards = Vec::new();
        if let Some(roles) = &self.guard {
            guards.push(format!("{{id: auth.role, params: {{roles: [{}]}}}}", list(roles)));
        }
        if let Some(role) = self.ownership {
            guards.push(format!("{{id: ownership, params: {{field: owner_id, unless_role: R{role}}}}}"));
        }
        text += &format!("    guards: [{}]\n", guards.join(", "));
        if let Some(rows) = &self.rule {
            text += &format!("rules:\n  - id: r\n    applies_to: {kind}:Go\n");
            text += "    hit_policy: first\n    inputs: [user_role, urgent]\n    outputs: [ok]\n";
            if self.raises {
                text += "    error: Refused\n";
            }
            text += "    rows:\n";
            for (role, verdict) in rows.iter().enumerate() {
                if *verdict == Verdict::Conditional {
                    text += &format!("      - {{when: {{user_role: R{role}, urgent: true}}, then: {{ok: true}}}}\n");
                }
                let ok = *verdict == Verdict::Yes;
                text += &format!("      - {{when: {{user_role: R{role}}}, then: {{ok: {ok}}}}}\n");
            }
        }
        text += "errors: [{id: Refused, code: REFUSED, http_status: 403}]\n";
        if !self.policies.is_empty() {
            text += "policies:\n";
        }
        for (at, policy) in self.policies.iter().enumerate() {
            let effect = if policy.deny { "deny" } else { "allow" };
            let conditions = if policy.asks { "{field: owner_id, op: eq, value: '{{actor.id}}'}" } else { "" };
            let scope = match policy.about {
                About::Orders => "entity:Order".to_owned(),
                About::Lines => "entity:Line".to_owned(),
                About::Call => format!("{kind}:Go"),
            };
            let roles = policy.roles.as_ref().map(|roles| format!("roles: [{}], ", list(roles))).unwrap_or_default();
            text += &format!(
                "  - {{id: x{at}, scope: '{scope}', {roles}conditions: [{conditions}], effects: [{{type: {effect}}}]}}\n"
            );
        }
        if let Some(roles) = &self.route {
            let auth: Vec<String> = roles.iter().map(|role| format!("role:R{role}")).collect();
            let method = if self.query { "GET" } else { "POST" };
            text += &format!("routes: [{{method: {method}, path: /go, {kind}: Go, auth: '{}'}}]\n", auth.join("|"));
        }
        text
    }

    /// The answer, by asking each layer: no is enough; else one condition is; else yes.
    fn truth(&self, role: usize) -> Verdict {
        let mut says = Vec::new();
        let of = |passes: bool| if passes { Verdict::Yes } else { Verdict::No };
        for roles in [&self.guard, &self.required, &self.route].into_iter().flatten() {
            says.push(of(roles.contains(&role)));
        }
        says.extend(self.ownership.map(|free| if free == role { Verdict::Yes } else { Verdict::Conditional }));
        if self.direct.is_some() || self.entity.is_some() {
            says.push(of([&self.direct, &self.entity].into_iter().flatten().any(|roles| roles.contains(&role))));
        }
        says.extend(self.rule.filter(|_| self.raises).map(|rows| rows[role]));
        // A query is about what it hands out, a command about all that it changes.
        let about = if self.query { &[About::Orders][..] } else { &[About::Orders, About::Lines] };
        let heard = |policy: &&Policy| policy.speaks_of(role);
        for deny in self.policies.iter().filter(|own| own.deny).filter(heard) {
            if !deny.asks {
                says.push(Verdict::No);
            } else if deny.about == About::Call || about.contains(&deny.about) {
                says.push(Verdict::Conditional);
            }
        }
        for rows in about {
            let reaches = |own: &&Policy| !own.deny && (own.about == About::Call || own.about == *rows);
            let allows: Vec<&Policy> = self.policies.iter().filter(reaches).filter(heard).collect();
            // Who is spoken of may do what some allowance gives, and nothing else.
            if allows.iter().any(|own| own.roles.is_some()) {
                says.push(if allows.iter().any(|own| !own.asks) { Verdict::Yes } else { Verdict::Conditional });
            }
        }
        let has = |verdict| says.contains(&verdict);
        if has(Verdict::No) {
            Verdict::No
        } else if has(Verdict::Conditional) {
            Verdict::Conditional
        } else {
            Verdict::Yes
        }
    }
}

fn of(files: &[(String, String)]) -> Matrix {
    let read = Read::of(files);
    let document = read.readings[0].document.as_ref().unwrap();
    let (file, source) = read.sources.iter().next().unwrap();
    matrix(&[Source { file, path: &source.path, document, broken: &[], whole: true }], true)
}

fn yaml(text: &str) -> Vec<(String, String)> {
    vec![("t.yaml".to_owned(), text.to_owned())]
}

#[test]
fn random_sets_are_answered_as_by_hand() {
    let mut dice = Dice(7);
    let cases = std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(400);
    for _ in 0..cases {
        let case = Case::random(&mut dice);
        let matrix = of(&yaml(&case.text()));
        let row = &matrix.rows[if case.query { "queries/Go" } else { "commands/Go" }];
        for role in 0..ROLES {
            assert_eq!(row[&format!("R{role}")].verdict, case.truth(role), "R{role}\n{}{row:?}", case.text());
        }
        let silent =
            [&case.guard, &case.required, &case.direct, &case.entity, &case.route].iter().all(|own| own.is_none());
        let silent = silent && case.ownership.is_none() && !(case.rule.is_some() && case.raises);
        let nobody = if silent { Verdict::Unknown } else { Verdict::No };
        assert_eq!(row["anonymous"].verdict, nobody, "{}{row:?}", case.text());
    }
}

#[test]
fn both_surfaces_have_one_matrix() {
    let mut dice = Dice(11);
    for _ in 0..40 {
        let files = yaml(&Case::random(&mut dice).text());
        assert_eq!(of(&files), of(&as_text(files.clone())), "{}", files[0].1);
    }
}

/// A wider verdict, a condition less or another one is wider; a narrower verdict is not.
#[test]
fn a_matrix_tells_what_is_wider() {
    let set = |policy: &str| {
        let policy = format!("policies: [{{id: x, scope: 'command:Go', roles: [R], {policy}}}]");
        of(&yaml(&format!(
            "access: {{roles: [{{id: R}}]}}\ncommands: [{{id: Go, input: [{{name: a_id, type: uuid}}]}}]\n{policy}\n"
        )))
    };
    let own = set("conditions: [{field: a_id, op: eq, value: '{{actor.id}}'}], effects: [{type: allow}]");
    let any = set("conditions: [{field: actor.id, op: eq, value: '{{actor.id}}'}], effects: [{type: allow}]");
    let other = set("conditions: [{field: a_id, op: neq, value: '{{actor.id}}'}], effects: [{type: allow}]");
    let none = set("conditions: [], effects: [{type: deny}]");
    let place = vec![("commands/Go".to_owned(), "R".to_owned())];
    assert_eq!(any.wider_than(&own), place);
    assert_eq!(other.wider_than(&own), place);
    assert_eq!(own.wider_than(&none), place);
    for (narrow, wide) in [(&own, &any), (&none, &own), (&none, &any), (&own, &own)] {
        assert_eq!(narrow.wider_than(wide), Vec::new());
    }
}

/// What is said of the rows of one entity does not protect those of another one that are handed out; an allowance of everything leaves
/// nothing of the narrower ones.
#[test]
fn policies_protect_what_they_speak_of() {
    let set = |policies: &str| {
        let entity =
            |name: &str| format!("{{id: {name}, fields: [{{name: id, type: uuid}}, {{name: client_id, type: uuid}}]}}");
        let entities = format!("entities: [{}, {}]", entity("Bill"), entity("Payment"));
        of(&yaml(&format!(
            "access: {{roles: [{{id: Client}}]}}\n{entities}\nqueries: [{{id: Bills, input: [{{name: client_id, type: uuid}}], \
             returns: [{{name: bills, type: 'list<json>'}}], reads: [Payment, Bill]}}]\npolicies:\n{policies}"
        )))
    };
    let own = |id: &str, scope: &str, roles: &str, value: &str| {
        format!(
            "  - {{id: {id}, scope: '{scope}', {roles}conditions: [{{field: {value}, op: eq, value: '{{{{actor.id}}}}'}}], \
             effects: [{{type: allow}}]}}\n"
        )
    };
    let verdict = |policies: &[String]| set(&policies.concat()).rows["queries/Bills"]["Client"].verdict;
    let clients = "roles: [Client], ";
    let bills = own("bills", "entity:Bill", clients, "client_id");
    assert_eq!(verdict(&[own("payments", "entity:Payment", clients, "client_id")]), Verdict::Yes);
    assert_eq!(verdict(std::slice::from_ref(&bills)), Verdict::Conditional);
    for scope in ["entity:Bill", "query:Bills", "global"] {
        assert_eq!(verdict(&[bills.clone(), own("all", scope, "", "actor.id")]), Verdict::Yes, "{scope}");
    }
    assert_eq!(verdict(&[bills, own("all", "entity:Payment", "", "actor.id")]), Verdict::Conditional);
}

/// What has errors is unknown, and never guessed.
#[test]
fn what_has_errors_is_unknown() {
    let text = "access: {roles: [{id: R}]}\ncommands: [{id: Go, input: [], guards: [{id: auth.role, params: {roles: [Q]}}]}]\n";
    assert_eq!(of(&yaml(text)).rows["commands/Go"]["R"].verdict, Verdict::Unknown);
    let text =
        "access: {roles: [{id: R}]}\ncommands: [{id: Go, input: [], guards: [{id: auth.rol, params: {roles: [R]}}]}]\n";
    assert_eq!(of(&yaml(text)).rows["commands/Go"]["R"].verdict, Verdict::Unknown);
}

/// A row that looks at what nothing tells is unknown; a role that needs no such row is known.
#[test]
fn a_rule_that_is_not_told_all_is_unknown() {
    let set = |inputs: &str| {
        of(&yaml(&format!(
            "access: {{roles: [{{id: R}}, {{id: Q}}]}}\nerrors: [{{id: Refused, code: REFUSED, http_status: 403}}]\n\
             commands: [{{id: Go, input: [{inputs}]}}]\nrules:\n  - id: r\n    applies_to: command:Go\n    error: Refused\n    \
             hit_policy: first\n    inputs: [user_role, urgent]\n    outputs: [ok]\n    rows:\n      \
             - {{when: {{user_role: Q}}, then: {{ok: true}}}}\n      - {{when: {{user_role: R, urgent: true}}, then: {{ok: true}}}}\n      \
             - {{when: {{user_role: R}}, then: {{ok: false}}}}\n"
        )))
    };
    let verdict = |matrix: &Matrix, role: &str| matrix.rows["commands/Go"][role].verdict;
    let (told, untold) = (set("{name: urgent, type: bool}"), set(""));
    assert_eq!((verdict(&told, "R"), verdict(&told, "Q")), (Verdict::Conditional, Verdict::Yes));
    assert_eq!((verdict(&untold, "R"), verdict(&untold, "Q")), (Verdict::Unknown, Verdict::Yes));
}
