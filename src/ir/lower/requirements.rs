//! What must hold, or an operation fails: guards, policies that deny, decision tables.
//!
//! In: an operation, with its loads and steps. Out: requirements, in the order in which they are looked at: states, what must not
//! exist, policies, tables. Guards of the caller are part of access.

use std::collections::BTreeMap;

use super::Lower;
use super::guards::At;
use super::phases::written;
use super::scope::Scope;
use crate::ast::Value as Tree;
use crate::check::convention::CALLER_ROLE;
use crate::check::deep::model::{Operation, Transition};
use crate::check::deep::parts::{bare, items, text};
use crate::check::deep::policies::{Effect, Policy, Scope as About};
use crate::check::deep::tables::declared::{is_role_of_caller, source};
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::ir::{Action, Check, Condition, Constant, Outcome, Phases, Requirement, Value};

/// Gives the value of a column of the rows that a query lists.
type Listed<'f> = &'f dyn Fn(&str) -> Option<Value>;

impl<'m> Lower<'_, 'm, '_> {
    /// The requirements of an operation.
    pub fn requirements(&mut self, own: &Operation<'m>, scope: &Scope, phases: &Phases) -> Vec<Requirement> {
        let mut all = self.guards(own, scope);
        self.implied(own, scope, phases, &mut all);
        for at in self.access.reach(own) {
            let Some(policy) = self.access.policies.all.get(at) else { continue };
            self.denial(own, policy, scope, phases, &mut all);
            all.extend(self.limited(own, policy, scope, phases));
        }
        for rule in self.access.rules(own) {
            self.decided(own, rule, scope, &mut all);
        }
        all
    }

    /// Refuses policies about what is no operation and no entity: nobody would look at them.
    pub fn unseen_policies(&mut self) {
        let policies = self.access.policies;
        for policy in policies.all.iter().filter(|own| own.scope == About::Other) {
            let Some((scope, span)) = text(policy.own.node, "scope") else { continue };
            let what = format!("the policy `{}` on `{scope}`", policy.name);
            self.refuse(policy.own, "scope", span, &what, "no operation looks at it");
            self.advise("say it of the entity, or of the commands and queries that it is about");
        }
    }

    fn guards(&mut self, own: &Operation<'m>, scope: &Scope) -> Vec<Requirement> {
        let mut all = Vec::new();
        for (at, item) in items(own.own.node, "guards").iter().enumerate() {
            let place = format!("guards/{at}");
            let (Some((id, span)), params) = (text(&item.node, "id"), item.node.get("params")) else { continue };
            let said = |key: &str| params.and_then(|params| text(params, key));
            let found = match id {
                "auth.role" | "auth.permission" | "ownership" | "exists" => continue,
                "not_exists" => self.absent(own, scope, said("entity"), said("field")),
                "state.equals" | "state.in" => {
                    let field = said("field").map_or("", |(name, _)| name);
                    let values = match params.and_then(|params| params.get("value").or(params.get("values"))) {
                        Some(node) => match &node.value {
                            Tree::List(items) => items.iter().filter_map(|item| called(&item.node)).collect(),
                            _ => called(node).into_iter().collect::<Vec<&str>>(),
                        },
                        None => Vec::new(),
                    };
                    scope.guarded(self, field).map(|(row, field)| {
                        let states = values.iter().map(|value| (*value).to_owned()).collect();
                        let check = Check::State { row: row.name.clone(), field: field.to_owned(), states };
                        (check, self.wrong_state(own))
                    })
                }
                "feature.enabled" | "quota.limit" | "tenant.active" | "subscription.active" => {
                    let at = At { own: own.own, place: place.clone(), span };
                    let Some(check) = self.special(own, id, params, scope, &at) else { continue };
                    let (about, usual) = match &check {
                        Check::Feature { flag } => (flag.as_str(), self.refused(own)),
                        Check::Left { .. } => ("", self.too_many(own)),
                        _ => ("", self.refused(own)),
                    };
                    let failure = self.error_of_guard(own, about, usual);
                    Some((check, failure))
                }
                other => {
                    self.refuse(
                        own.own,
                        &*place,
                        span,
                        &format!("the guard `{other}`"),
                        "nothing says how it is known",
                    );
                    continue;
                }
            };
            match found {
                Some((check, failure)) => all.push(Requirement {
                    origin: format!("{}/{place}", own.own.element),
                    again: true,
                    check,
                    failure: text(&item.node, "on_failure").map_or(failure, |(name, _)| bare(name).to_owned()),
                    roles: Vec::new(),
                    warns: false,
                }),
                None => {
                    self.sourceless(own.own, place, span, "of which row this speaks", "no loaded row or input fits")
                }
            }
        }
        all
    }

    fn absent(
        &self,
        own: &Operation<'m>,
        scope: &Scope,
        entity: Option<(&str, crate::source::Span)>,
        field: Option<(&str, crate::source::Span)>,
    ) -> Option<(Check, String)> {
        let (entity, field) = (self.model.entity(entity?.0)?, field?.0);
        let column = if entity.field(field).is_some() { field } else { entity.key };
        let table = self.table_of(entity.name)?.name.clone();
        let value = scope.name(self, field)?;
        let failure = self.taken(own, entity.name, Some(column)).unwrap_or_else(|| "Conflict".into());
        Some((Check::Absent { table, column: column.to_owned(), value }, failure))
    }

    /// A row that a workflow moves must be in a state from which it can be moved, also where no guard says so, and where a step of the
    /// operation sets the new state by itself.
    fn implied(&self, own: &Operation<'m>, scope: &Scope, phases: &Phases, all: &mut Vec<Requirement>) {
        let mut groups: BTreeMap<&str, Vec<&Transition<'m>>> = BTreeMap::new();
        for transition in self.model.transitions_on(own.name) {
            groups.entry(&transition.own.element).or_default().push(transition);
        }
        for group in groups.values() {
            let Some(first) = group.first() else { continue };
            let Some((entity, field)) = self.model.moved(first) else { continue };
            let Some(row) = scope.row_of(entity.name).filter(|row| !row.new) else { continue };
            let of_row =
                |own: &Requirement| matches!(&own.check, Check::State { row: other, .. } if *other == row.name);
            if all.iter().any(of_row) {
                continue;
            }
            let set = phases.written().find_map(|step| match written(step, &row.name, field.name)? {
                Value::Constant { value: Constant::Text(state) } => Some(state),
                _ => None,
            });
            let leads = |own: &&&Transition<'m>| {
                self.outcome(own) == Some(Outcome::Failure)
                    || set.is_none_or(|set| text(own.node, "to_state").is_some_and(|(to, _)| to == set))
            };
            let mut states: Vec<String> = Vec::new();
            for (from, _) in group.iter().filter(leads).filter_map(|own| text(own.node, "from_state")) {
                if states.iter().all(|state| state != from) {
                    states.push(from.to_owned());
                }
            }
            if !states.is_empty() {
                all.push(Requirement {
                    origin: format!("{}/transitions/{}", first.own.element, first.at),
                    check: Check::State { row: row.name.clone(), field: field.name.to_owned(), states },
                    failure: self.wrong_state(own),
                    again: true,
                    roles: Vec::new(),
                    warns: false,
                });
            }
        }
    }

    fn denial(
        &mut self,
        own: &Operation<'m>,
        policy: &Policy<'m>,
        scope: &Scope,
        phases: &Phases,
        all: &mut Vec<Requirement>,
    ) {
        let Some((_, effect)) = policy.effect(Effect::Deny) else { return };
        if own.kind == "query" && matches!(policy.scope, About::Entity(_)) {
            return;
        }
        let mut conditions = Vec::new();
        for condition in &policy.conditions {
            match self.condition(policy, condition, scope, phases, None) {
                Some(condition) => conditions.push(condition),
                // An entity whose rows this operation does not hold: there is nothing to look at.
                None if matches!(policy.scope, About::Entity(_)) => return,
                None => {
                    let what = format!("what `{}` is", condition.path);
                    let place = format!("conditions/{}/field", condition.at);
                    self.sourceless(policy.own, place, condition.span, &what, &format!("not known to `{}`", own.name));
                    return;
                }
            }
        }
        let failure = text(effect, "error").map_or_else(|| self.refused(own), |(name, _)| bare(name).to_owned());
        all.push(Requirement {
            origin: policy.own.element.clone(),
            again: conditions.iter().any(|own| matches!(own.left, Value::Row { .. })),
            check: Check::NotAll { conditions },
            failure,
            roles: policy.roles.iter().flatten().map(|role| (*role).to_owned()).collect(),
            warns: false,
        });
    }

    /// A condition of a policy at an operation; none where it looks at something that is not at hand.
    pub fn condition(
        &self,
        policy: &Policy<'m>,
        own: &crate::check::deep::policies::Condition<'m>,
        scope: &Scope,
        phases: &Phases,
        listed: Option<Listed>,
    ) -> Option<Condition> {
        let path = |path: &str| self.looked_at(policy.scope, path, scope, phases, listed);
        let left = path(own.path)?;
        let right = match own.against {
            Some(other) => path(other)?,
            None => match super::types::constant(own.value, true) {
                crate::ir::Constant::Null => Value::Null,
                value => Value::Constant { value },
            },
        };
        let how = super::access::comparison(own.op)?;
        Some(Condition { left, how, right, origin: policy.own.element.clone() })
    }

    /// What a path in a policy stands for.
    fn looked_at(
        &self,
        about: About<'m>,
        path: &str,
        scope: &Scope,
        phases: &Phases,
        listed: Option<Listed>,
    ) -> Option<Value> {
        if path.starts_with("actor.") || path.starts_with("input.") || path.starts_with("clock.") {
            return scope.source(self, path);
        }
        let About::Entity(entity) = about else { return scope.name(self, path) };
        if let Some(value) = listed.and_then(|listed| listed(path)) {
            return Some(value);
        }
        self.entity(entity)?.field(path)?;
        let stored = phases.claim.iter().chain(&phases.success).find_map(|step| match &step.action {
            Action::Insert { table, set, .. } if self.table(table)?.entity.as_deref() == Some(entity) => {
                set.iter().find(|(column, _)| column == path).map(|(_, value)| value.clone())
            }
            _ => None,
        });
        let row = scope.rows.iter().find(|row| row.entity == entity && !row.new);
        row.map(|row| Value::Row { row: row.name.clone(), field: path.to_owned(), path: Vec::new() }).or(stored)
    }

    fn decided(&mut self, own: &Operation<'m>, rule: &'m Declaration<'m>, scope: &Scope, all: &mut Vec<Requirement>) {
        let Some((name, span)) = rule.name else { return };
        let refusing = super::decision::refusing(rule);
        if refusing.is_empty() {
            return;
        }
        let mut inputs = Vec::new();
        for input in super::decision::inputs(rule) {
            let value = match source(rule.node, input) {
                Some(source) => scope.source(self, source),
                None if is_role_of_caller(rule.node, Some(own.own.node), input) => {
                    self.convention(rule, format!("inputs/{input}"), &CALLER_ROLE);
                    Some(Value::Actor { field: "role".into() })
                }
                None => scope.name(self, input),
            };
            match value {
                Some(value) => inputs.push((input.to_owned(), value)),
                None => {
                    let what = format!("what `{input}` of `{name}` is");
                    self.sourceless(rule, "bind", span, &what, &format!("not known to `{}`", own.name));
                    return;
                }
            }
        }
        let severity = text(rule.node, "severity").map_or("error", |(word, _)| word);
        let failure = match text(rule.node, "error") {
            Some((error, _)) => bare(error).to_owned(),
            None => self.error_of_rule(own, rule, &inputs),
        };
        self.typed_inputs(own, scope, name, &inputs);
        let looks_at_rows = inputs.iter().any(|(_, value)| matches!(value, Value::Row { .. }));
        all.push(Requirement {
            origin: rule.element.clone(),
            check: Check::Decision { decision: name.to_owned(), inputs, refusing },
            failure,
            again: looks_at_rows,
            roles: Vec::new(),
            warns: severity != "error",
        });
    }

    /// The error of a rule that names none: that of a refusal where it looks at the caller, else the only one of the operation that
    /// shares a word with it.
    fn error_of_rule(&self, own: &Operation<'m>, rule: &Declaration, inputs: &[(String, Value)]) -> String {
        if inputs.iter().any(|(_, value)| matches!(value, Value::Actor { .. })) {
            return self.refused(own);
        }
        let stems = crate::check::deep::model::words::stems;
        let words = stems(rule.name.map_or("", |(name, _)| name));
        let shares = |name: &&str| stems(name).iter().any(|word| words.contains(word));
        let named: Vec<&str> = own.errors.iter().map(|(name, _)| *name).filter(shares).collect();
        named.first().map_or("Conflict", |name| *name).to_owned()
    }
}
