//! How patient the system is: timeouts, retries, breakers, and how a repeated request is recognised.
//!
//! In: what integrations say of themselves, and the reliability policies about integrations, their operations, commands and workflows.
//! Out: the settings of each. What a policy says wins over what the integration says; what means nothing for its target is refused.

use super::Lower;
use crate::ast::{Node, Value as Tree};
use crate::check::deep::model::Operation;
use crate::check::deep::parts::{bare, text};
use crate::check::gather::Declaration;
use crate::check::place::a;
use crate::ir::{Breaker, Operation as Lowered, Phases, Rate, Retry, Source, Timeouts};

/// How long a service may take where nothing is said, in milliseconds: to connect, and altogether.
const PATIENCE: (u64, u64) = (2_000, 10_000);

/// The whole number under a key.
pub fn number(node: Option<&Node>, key: &str) -> Option<u64> {
    node.and_then(|node| text(node, key)).and_then(|(text, _)| text.parse().ok())
}

/// Timeouts; what is not said is as in `usual`.
pub fn timeouts(node: Option<&Node>, usual: Option<&Timeouts>) -> Timeouts {
    let total = number(node, "total_ms").or(usual.map(|own| own.total_ms)).unwrap_or(PATIENCE.1);
    let connect = number(node, "connect_ms").or(usual.map(|own| own.connect_ms)).unwrap_or(PATIENCE.0.min(total));
    let read = number(node, "read_ms").or(usual.map(|own| own.read_ms)).unwrap_or(total);
    Timeouts { connect_ms: connect, read_ms: read, total_ms: total }
}

/// How often something is tried; what is not said is as in `usual`.
pub fn retry(node: Option<&Node>, usual: Option<&Retry>) -> Retry {
    let jitter = node.and_then(|node| node.get("jitter")).map(|node| matches!(node.value, Tree::Bool(true)));
    let attempts = number(node, "max_attempts").and_then(|count| u32::try_from(count).ok());
    Retry {
        attempts: attempts.or(usual.map(|own| own.attempts)).unwrap_or(1),
        backoff_ms: number(node, "backoff_ms").or(usual.map(|own| own.backoff_ms)).unwrap_or(0),
        max_backoff_ms: number(node, "max_backoff_ms").or(usual.and_then(|own| own.max_backoff_ms)),
        jitter: jitter.or(usual.map(|own| own.jitter)).unwrap_or(false),
    }
}

/// How often something may be done.
pub fn rate(node: Option<&Node>) -> Option<Rate> {
    Some(Rate { requests: number(node, "requests")?, per_seconds: number(node, "per_seconds")? })
}

/// When something is left alone for a while.
pub fn breaker(node: Option<&Node>) -> Option<Breaker> {
    let (failures, recovery_seconds) = (number(node, "failure_threshold")?, number(node, "recovery_timeout_seconds")?);
    Some(Breaker { failures, recovery_seconds })
}

impl<'m> Lower<'_, 'm, '_> {
    /// The reliability policies about something.
    pub fn policies_about(&self, kind: &str, name: &str) -> Vec<&'m Declaration<'m>> {
        let is_about = |own: &&'m Declaration<'m>| {
            text(own.node, "target_kind").is_some_and(|(word, _)| word == kind)
                && text(own.node, "target_ref").is_some_and(|(own, _)| bare(own) == name)
        };
        let all = self.model.about("reliability", name).iter().copied();
        let mut all: Vec<&'m Declaration<'m>> = all.filter(is_about).collect();
        all.sort_by(|one, other| one.element.cmp(&other.element));
        all
    }

    /// Refuses the parts of policies that mean nothing for what they are about.
    pub fn senseless(&mut self) {
        let model = self.model;
        for own in super::named(model, "reliability") {
            let Some((kind, _)) = text(own.node, "target_kind") else { continue };
            let allowed: &[&str] = match kind {
                "integration" => &["timeout", "retry", "circuit_breaker"],
                "integration_operation" => &["timeout", "retry"],
                "command" => &["timeout", "retry", "idempotency_key_field"],
                _ => &["timeout"],
            };
            for key in ["timeout", "retry", "circuit_breaker", "idempotency_key_field"] {
                let Some(node) = own.node.get(key).filter(|_| !allowed.contains(&key)) else { continue };
                let what = format!("`{key}` of {}", a(&kind.replace('_', " ")));
                let label = format!("for it count {}", allowed.join(", "));
                self.refuse(own, key, node.span, &what, &label);
            }
            for key in ["connect_ms", "read_ms"] {
                let node = own.node.get("timeout").and_then(|node| node.get(key));
                if let (Some(node), "command" | "workflow") = (node, kind) {
                    let what = format!("`{key}` of {}", a(kind));
                    self.refuse(
                        own,
                        format!("timeout/{key}"),
                        node.span,
                        &what,
                        "only all of it takes time: `total_ms`",
                    );
                }
            }
        }
    }

    /// What policies say of a command, and of the workflows that it moves.
    pub fn reliable(&mut self, own: &Operation<'m>, found: &mut Lowered) {
        if own.kind != "command" {
            return;
        }
        let mut patience: Option<u64> = None;
        let mut all = self.policies_about("command", own.name);
        for transition in self.model.transitions_on(own.name) {
            for policy in self.policies_about("workflow", transition.own.name.map_or("", |(name, _)| name)) {
                if !all.iter().any(|other| other.element == policy.element) {
                    all.push(policy);
                }
            }
        }
        for policy in all {
            let total = number(policy.node.get("timeout"), "total_ms");
            patience = [patience, total].into_iter().flatten().min();
            if let Some(node) = policy.node.get("retry") {
                found.retry = Some(retry(Some(node), None));
            }
            if let Some((field, span)) = text(policy.node, "idempotency_key_field") {
                let known = found
                    .inputs
                    .iter()
                    .any(|own| own.field.name == field && own.source == Source::Client && own.field.required);
                if !known {
                    let what = format!("by which value a repeated `{}` is recognised", own.name);
                    let label = "no input of this name that every caller gives";
                    self.sourceless(policy, "idempotency_key_field", span, &what, label);
                } else if !is_one_transaction(&found.phases) || found.access.open {
                    let what = format!("recognising a repeated `{}`", own.name);
                    let label = "only what one transaction does for a known caller is done once";
                    self.refuse(policy, "idempotency_key_field", span, &what, label);
                } else {
                    found.idempotency = Some(field.to_owned());
                }
            }
        }
        found.patience_ms = patience;
    }
}

/// Whether all that is done is one transaction.
fn is_one_transaction(phases: &Phases) -> bool {
    !phases.claim.is_empty()
        && phases.before.is_empty()
        && phases.external.is_empty()
        && phases.hold.is_none()
        && phases.success.is_empty()
}
