//! Guards that ask for more than rows: a feature, a quota, the tenant and the subscription of the caller; and limits of policies.
//!
//! In: a guard, or a policy that limits. Out: what must hold, and for quotas the step that counts. What such a guard needs and nobody
//! says is refused: neither how often something may be done nor who may do it is made up.

use super::Lower;
use super::scope::Scope;
use crate::ast::Node;
use crate::check::deep::model::{Operation, words};
use crate::check::deep::parts::{bare, text};
use crate::check::deep::policies::{Effect, Policy, Scope as About};
use crate::check::gather::Declaration;
use crate::ir::{
    Action, Check, Comparison, Condition, Constant, Period, Phases, Quota, Requirement, Step, Type, Value,
};
use crate::source::Span;

/// Where something stands: its declaration and the place in it.
pub struct At<'p, 'm> {
    /// The declaration.
    pub own: &'p Declaration<'m>,
    /// The place in it.
    pub place: String,
    /// Where it is pointed at.
    pub span: Span,
}

/// How a quota is broken where nothing else is said.
const TOO_MANY: &str = "TooManyRequests";

impl<'m> Lower<'_, 'm, '_> {
    /// What a guard of this kind asks for; none where it is of another kind or was refused.
    pub fn special(
        &mut self,
        own: &Operation<'m>,
        id: &str,
        params: Option<&Node>,
        scope: &Scope,
        at: &At<'_, 'm>,
    ) -> Option<Check> {
        let said = |key: &str| params.and_then(|params| text(params, key)).map(|(text, _)| text);
        match id {
            "feature.enabled" => Some(Check::Feature { flag: said("flag")?.to_owned() }),
            "tenant.active" => {
                let path = said("actor").unwrap_or("actor.tenant_active");
                self.known_of_caller(path, None, scope, at)
            }
            "subscription.active" => {
                let plan = said("plan");
                let usual = if plan.is_some() { "actor.subscription_plans" } else { "actor.subscription_active" };
                self.known_of_caller(said("actor").unwrap_or(usual), plan, scope, at)
            }
            _ => {
                let quota = self.quota_of_guard(own, params, at)?;
                Some(Check::Left { quota })
            }
        }
    }

    /// What is known of the caller says `true`, or names a plan.
    fn known_of_caller(&mut self, path: &str, plan: Option<&str>, scope: &Scope, at: &At<'_, 'm>) -> Option<Check> {
        let field = path.strip_prefix("actor.").unwrap_or(path);
        let actor = self.model.sound.all("actor").next();
        let fields = actor.map(|own| crate::check::deep::parts::fields(own.node, "fields")).unwrap_or_default();
        let kind = fields.iter().find(|own| own.name == field).map(|own| self.kind(own));
        let (how, right, wanted) = match (plan, &kind) {
            (None, Some(Type::Bool)) => (Comparison::Equal, Constant::Bool(true), "bool"),
            (Some(plan), Some(Type::List { .. })) => {
                (Comparison::Contains, Constant::Text(plan.to_owned()), "list<string>")
            }
            (Some(plan), Some(Type::Text | Type::OneOf { .. } | Type::Enumeration { .. })) => {
                (Comparison::Equal, Constant::Text(plan.to_owned()), "string")
            }
            (None, _) => (Comparison::Equal, Constant::Null, "bool"),
            (Some(_), _) => (Comparison::Equal, Constant::Null, "list<string>"),
        };
        if right == Constant::Null {
            let label = format!("declare `{field}?: {wanted}` under `actor`, or name a field with `actor: actor.…`");
            let what = match plan {
                Some(_) => "which plans a caller has",
                None => "whether a caller is active",
            };
            self.sourceless(at.own, &*at.place, at.span, what, &label);
            return None;
        }
        let left = scope.source(self, &format!("actor.{field}"))?;
        let origin = format!("{}/{}", at.own.element, at.place);
        Some(Check::All { conditions: vec![Condition { left, how, right: right.into(), origin }] })
    }

    fn quota_of_guard(&mut self, own: &Operation<'m>, params: Option<&Node>, at: &At<'_, 'm>) -> Option<Quota> {
        let said = |key: &str| params.and_then(|params| text(params, key)).map(|(text, _)| text);
        let most = said("most").and_then(|most| most.parse().ok());
        let per = said("per").and_then(Period::of);
        let (Some(most), Some(per)) = (most, per) else {
            let what = if most.is_none() { "how often this may be done" } else { "in which time this is counted" };
            self.sourceless(at.own, &*at.place, at.span, what, "write `most: 200, per: day`");
            return None;
        };
        let name = said("name").map_or_else(|| super::snake(own.name), str::to_owned);
        Some(Quota { name, most, per, roles: Vec::new() })
    }

    /// An error of the operation that shares a word with `about`, else `usual`.
    pub fn error_of_guard(&self, own: &Operation<'m>, about: &str, usual: String) -> String {
        let wanted = words::stems(about);
        let mut named = own.errors.iter().map(|(name, _)| *name);
        let shares =
            |name: &&str| !self.has_status(name, 404) && words::stems(name).iter().any(|word| wanted.contains(word));
        if wanted.is_empty() { usual } else { named.find(shares).map_or(usual, str::to_owned) }
    }

    /// How a quota is broken: the error with the status 429, if the operation has one.
    pub fn too_many(&self, own: &Operation<'m>) -> String {
        self.first(own, 429, TOO_MANY)
    }

    /// What a policy limits at an operation.
    pub fn limited(
        &mut self,
        own: &Operation<'m>,
        policy: &Policy<'m>,
        scope: &Scope,
        phases: &Phases,
    ) -> Vec<Requirement> {
        let mut all = Vec::new();
        let limits: Vec<(usize, &Node)> = policy
            .effects
            .iter()
            .enumerate()
            .filter(|(_, own)| own.0 == Effect::Limit)
            .map(|(at, own)| (at, own.2))
            .collect();
        for (number, node) in limits {
            let at = At { own: policy.own, place: format!("effects/{number}"), span: node.span };
            let params = node.get("params").and_then(Node::as_map).unwrap_or(&[]);
            let keys: Vec<&str> = params.iter().filter_map(|entry| entry.key.as_text()).collect();
            let most = keys.iter().find_map(|key| Some((*key, Period::of(key.strip_prefix("max_requests_per_")?)?)));
            if let Some((key, per)) = most {
                all.extend(self.requests(own, policy, (key, per), node, &at));
            } else if keys.contains(&"min_retention_days") {
                all.extend(self.retained(own, policy, node, scope, phases, &at));
            } else if keys.contains(&"retention_days") {
                let label = "write `min_retention_days: 30, since: created_at`, or have a job erase";
                let what = "whether rows are kept at least or at most so long";
                self.sourceless(policy.own, &*at.place, at.span, what, label);
            } else {
                let what = format!("this limit of `{}`", policy.name);
                let label = "known are max_requests_per_day (hour, …) and min_retention_days";
                self.refuse(policy.own, &*at.place, at.span, &what, label);
            }
        }
        all
    }

    fn requests(
        &mut self,
        own: &Operation<'m>,
        policy: &Policy<'m>,
        (key, per): (&str, Period),
        node: &Node,
        at: &At<'_, 'm>,
    ) -> Option<Requirement> {
        let is_own = matches!(policy.scope, About::Operation(_, name) if name == own.name);
        if !is_own || !policy.conditions.is_empty() {
            let what = format!("the limit of requests of `{}`", policy.name);
            let label = "counted are the calls of one command, without conditions";
            self.refuse(policy.own, &*at.place, at.span, &what, label);
            return None;
        }
        let Some(most) = node.get("params").and_then(|own| text(own, key)).and_then(|(most, _)| most.parse().ok())
        else {
            self.sourceless(policy.own, &*at.place, at.span, "how often this may be done", "no whole number");
            return None;
        };
        let roles: Vec<String> = policy.roles.iter().flatten().map(|role| (*role).to_owned()).collect();
        let quota = Quota { name: policy.name.to_owned(), most, per, roles: roles.clone() };
        Some(Requirement {
            origin: policy.own.element.clone(),
            check: Check::Left { quota },
            failure: text(node, "error").map_or_else(|| self.too_many(own), |(name, _)| bare(name).to_owned()),
            again: false,
            roles,
            warns: false,
        })
    }

    /// Rows that must be kept for a while are not deleted before.
    fn retained(
        &mut self,
        own: &Operation<'m>,
        policy: &Policy<'m>,
        node: &Node,
        scope: &Scope,
        phases: &Phases,
        at: &At<'_, 'm>,
    ) -> Option<Requirement> {
        let About::Entity(entity) = policy.scope else {
            let what = format!("the retention of `{}`", policy.name);
            self.refuse(policy.own, &*at.place, at.span, &what, "rows of an entity are kept");
            return None;
        };
        let table = self.table_of(entity)?.name.clone();
        let deletes = phases
            .claim
            .iter()
            .chain(&phases.success)
            .any(|step| matches!(&step.action, Action::Delete { table: other, .. } if *other == table));
        if !deletes {
            return None;
        }
        let params = node.get("params");
        let said = |key: &str| params.and_then(|own| text(own, key)).map(|(text, _)| text);
        let (days, since) = (said("min_retention_days").and_then(|own| own.parse().ok()), said("since"));
        let is_moment = |field: &&str| {
            self.entity(entity).and_then(|own| own.field(field)).is_some_and(|own| own.kind == Type::Datetime)
        };
        let (Some(days), Some(since)) = (days, since.filter(is_moment)) else {
            let label = "write `since:` and the field with the moment from which on it counts";
            self.sourceless(policy.own, &*at.place, at.span, "since when rows are kept", label);
            return None;
        };
        let Some(row) = scope.rows.iter().find(|row| row.entity == entity && !row.new) else {
            let what = format!("how old the `{entity}` is that `{}` deletes", own.name);
            self.sourceless(own.own, "effects", own.span, &what, "loads none: list it under `fetches`");
            return None;
        };
        let row = row.name.clone();
        let mut conditions = Vec::new();
        for condition in &policy.conditions {
            match self.condition(policy, condition, scope, phases, None) {
                Some(condition) => conditions.push(condition),
                None => {
                    let what = format!("what `{}` is", condition.path);
                    let place = format!("conditions/{}/field", condition.at);
                    self.sourceless(policy.own, place, condition.span, &what, &format!("not known to `{}`", own.name));
                    return None;
                }
            }
        }
        conditions.push(Condition {
            left: Value::Row { row, field: since.to_owned(), path: Vec::new() },
            how: Comparison::More,
            right: Value::DaysAgo { days },
            origin: policy.own.element.clone(),
        });
        Some(Requirement {
            origin: policy.own.element.clone(),
            check: Check::NotAll { conditions },
            failure: text(node, "error").map_or_else(|| "Conflict".to_owned(), |(name, _)| bare(name).to_owned()),
            again: true,
            roles: policy.roles.iter().flatten().map(|role| (*role).to_owned()).collect(),
            warns: false,
        })
    }

    /// Quotas are counted in the transaction. That one is not used up is looked at before only where a service would be asked in vain.
    pub fn count(&mut self, own: &Operation<'m>, phases: &mut Phases) {
        let is_quota = |own: &Requirement| matches!(own.check, Check::Left { .. });
        if !phases.requirements.iter().any(is_quota) {
            return;
        }
        let doors = self.access.doors.to(own.kind, own.name);
        let has_caller = self.model.sound.all("actor").next().is_some()
            && doors.iter().all(|door| !matches!(door.auth, crate::check::deep::access::Auth::Open));
        if own.kind == "query" || !has_caller {
            let what = format!("a quota of `{}`", own.name);
            let label = if own.kind == "query" {
                "nothing is counted where nothing is written"
            } else {
                "counted is per caller, and anybody may call"
            };
            self.refuse(own.own, "guards", own.span, &what, label);
            return;
        }
        let mut steps = Vec::new();
        for requirement in phases.requirements.iter().filter(|own| is_quota(own)) {
            let Check::Left { quota } = &requirement.check else { continue };
            steps.push(Step {
                origin: requirement.origin.clone(),
                action: Action::Count { quota: quota.clone() },
                failure: Some(requirement.failure.clone()),
                only_in: None,
            });
        }
        // Always in the same order, so that no two calls of one caller wait for each other.
        steps.sort_by_key(|step| match &step.action {
            Action::Count { quota } => quota.name.clone(),
            _ => String::new(),
        });
        if phases.before.is_empty() {
            phases.requirements.retain(|own| !is_quota(own));
        }
        phases.claim.splice(0..0, steps);
    }

    /// Guards of transitions that are not about the caller stand nowhere else: they are refused.
    pub fn guards_of_transitions(&mut self) {
        for transition in &self.model.transitions {
            for (at, item) in crate::check::deep::parts::items(transition.node, "guards").iter().enumerate() {
                let Some((id, span)) = text(&item.node, "id") else { continue };
                if matches!(id, "auth.role" | "auth.permission") {
                    continue;
                }
                let place = format!("transitions/{}/guards/{at}", transition.at);
                self.refuse(
                    transition.own,
                    place,
                    span,
                    &format!("`{id}` on a transition"),
                    "belongs into its command",
                );
            }
        }
    }
}
