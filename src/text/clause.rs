//! Clauses of advice in the words of this surface.
//!
//! In: a clause in the notation of the tree, and where it stands. Out: the words that the printer adds to the smallest declaration that can
//! hold it. So the syntax stands in the forms, and nowhere else.

use crate::ast::{Document, Notes};
use crate::diag::{Clause, Plain, Where};
use crate::kinds::{by_section, plain, settle};
use crate::source::{FileId, Span};

/// What stands for a value that is left open.
const OPEN: &str = "…";

/// The words of a clause.
pub fn spell(clause: &Clause) -> String {
    let (before, after) = (printed(clause, false), printed(clause, true));
    let before: Vec<&str> = before.split_whitespace().collect();
    let after: Vec<&str> = after.split_whitespace().collect();
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let most = before.len().min(after.len()) - same;
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count().min(most);
    let own = after.get(same..after.len() - tail).unwrap_or_default().join(" ");
    // The first clause of a declaration brings the brackets of its body along.
    let body = own.strip_prefix("{ ").and_then(|own| own.strip_suffix(" }"));
    let own = body.filter(|_| matches!(clause.place, Where::Declaration(_))).map(str::to_owned).unwrap_or(own);
    [format!("{{{{{OPEN}}}}}"), OPEN.to_owned()].iter().fold(own, |own, open| own.replace(&format!("\"{open}\""), open))
}

/// A declaration that can hold a clause, with or without it.
fn printed(clause: &Clause, with: bool) -> String {
    let more: &[(&str, Plain)] = if with { &clause.entries } else { &[] };
    let fill = |own: &[(&'static str, Plain)]| {
        let said = |key: &str| more.iter().find(|(other, _)| *other == key).cloned();
        let kept = own.iter().map(|(key, value)| said(key).unwrap_or((*key, value.clone())));
        let added = more.iter().filter(|(key, _)| own.iter().all(|(other, _)| other != key)).cloned();
        Plain::map(kept.chain(added))
    };
    let named = |key: &'static str, item: Plain| Plain::map([("id", "x".into()), (key, Plain::List(vec![item]))]);
    let policy = |condition: Plain, effect: Plain| {
        let lists = [("conditions", Plain::List(vec![condition])), ("effects", Plain::List(vec![effect]))];
        Plain::map([("id", "x".into()), ("scope", "global".into())].into_iter().chain(lists))
    };
    let compared = |op: &str| [("field", "x".into()), ("op", op.into()), ("value", Plain::from(1))];
    let (section, declaration): (&[&str], Plain) = match &clause.place {
        Where::Field(name) => {
            let field = fill(&[("name", name.as_str().into()), ("type", "string".into()), ("required", true.into())]);
            (&["commands"], named("input", field))
        }
        Where::Step(id) => {
            let params: &[(&str, Plain)] = match *id {
                "call.integration" => &[("target", "x".into()), ("operation_id", "x".into())],
                "emit.event" => &[("event", "x".into())],
                _ => &[("entity", "x".into())],
            };
            (&["commands"], named("effects", Plain::map([("id", (*id).into()), ("params", fill(params))])))
        }
        Where::Condition => {
            let other = if clause.entries.iter().any(|(_, value)| *value == Plain::from("eq")) { "neq" } else { "eq" };
            (&["policies"], policy(fill(&compared(other)), Plain::map([("type", "deny".into())])))
        }
        Where::Refusal => (&["policies"], policy(Plain::map(compared("eq")), fill(&[("type", "deny".into())]))),
        Where::Transition => {
            (&["workflows"], named("transitions", fill(&[("from_state", "x".into()), ("to_state", "x".into())])))
        }
        Where::Declaration(section) => {
            let name = by_section(section).map_or("id", |kind| kind.name);
            let own = if name.is_empty() {
                vec![("method", "GET".into()), ("path", "/x".into()), ("command", "x".into())]
            } else {
                vec![(name, Plain::from("x"))]
            };
            (section, fill(&own))
        }
    };
    let list = Plain::List(vec![declaration]);
    let root = section.iter().rev().fold(list, |inner, key| Plain::map([(*key, inner)]));
    let mut document = Document { root: plain(&root, Span::new(FileId(0), 0, 0)), notes: Notes::default() };
    settle(&mut document);
    super::write(&document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_spelt_as_the_printer_writes_it() {
        let own = |section, key, value: Plain| Clause::new(Where::Declaration(section), key, value);
        let on = |outcome: &str| Clause {
            place: Where::Transition,
            entries: vec![("on_command", "Pay".into()), ("outcome", outcome.into())],
        };
        let unique = Plain::map([("type", Plain::from("unique")), ("fields", Plain::list(["a", "b"]))]);
        let bind = Plain::map([("user_role", Plain::from("actor.role"))]);
        let cases = [
            (Clause::bind("f", "actor.id"), "from actor.id", "bind: actor.id"),
            (Clause::new(Where::Field("f".into()), "required", false), "f?:", "required: false"),
            (
                Clause::map(Where::Field("f".into()), "constraints", "max", 9),
                "{ constraints: { max: 9 } }",
                "constraints: { max: 9 }",
            ),
            (Clause::map(Where::Step("db.update"), "set", "a", "…"), "set { a: … }", "set: { a: … }"),
            (
                Clause::map(Where::Step("db.delete"), "where", "id", "{{…}}"),
                "where { id: {{…}} }",
                "where: { id: \"{{…}}\" }",
            ),
            (
                Clause::map(Where::Step("call.integration"), "payload", "q", "{{place}}"),
                "with { q: {{place}} }",
                "payload: { q: \"{{place}}\" }",
            ),
            (Clause::map(Where::Step("emit.event"), "payload", "q", "…"), "with { q: … }", "payload: { q: … }"),
            (Clause::new(Where::Condition, "op", "eq"), "==", "op: eq"),
            (Clause::new(Where::Condition, "op", "neq"), "!=", "op: neq"),
            (Clause::new(Where::Refusal, "error", "No"), "with No", "error: No"),
            (on("failure"), "on failure of command Pay", "on_command: Pay, outcome: failure"),
            (own(&["rules"], "error", "…".into()), "error …", "error: …"),
            (own(&["rules"], "severity", "error".into()), "severity error", "severity: error"),
            (own(&["rules"], "bind", bind), "bind { user_role: actor.role }", "bind: { user_role: actor.role }"),
            (own(&["policies"], "roles", Plain::list(["HR"])), "roles HR", "roles: [HR]"),
            (own(&["commands"], "fetches", Plain::list(["Order"])), "fetches Order", "fetches: [Order]"),
            (own(&["workflows"], "state_field", "status".into()), "state_field status", "state_field: status"),
            (own(&["routes"], "auth", "required".into()), "auth required", "auth: required"),
            (own(&["access", "permissions"], "condition", "p".into()), "condition p", "condition: p"),
            (
                own(&["entities"], "constraints", Plain::List(vec![unique])),
                "unique a, b",
                "constraints: [{ type: unique, fields: [a, b] }]",
            ),
        ];
        for (clause, text, tree) in cases {
            assert_eq!((spell(&clause).as_str(), clause.to_string().as_str()), (text, tree));
        }
    }
}
