//! C0806 and C0807: policies that say the same less broadly, and policies that take back what others give.
//!
//! In: the policies, scope by scope, those about everything beside each. Out: findings. One that is wrong by itself, as it holds always or
//! never, is no reason for another finding.

use super::{Condition, Effect, Logic, Policies, Policy, Scope};
use crate::check::deep::model::Model;
use crate::check::deep::parts::text;
use crate::diag::Diagnostic;
use crate::diag::code::{C0806, C0807};

/// More policies about one thing than this are not compared.
const MOST: usize = 200;

/// Looks at all pairs of policies about one thing, of which this is the first.
pub fn check(model: &Model, policies: &Policies, (at, policy): (usize, &Policy), findings: &mut Vec<Diagnostic>) {
    let scope = policy.scope;
    let all = policies.on(scope);
    if scope == Scope::Other || all.len() > MOST || all.first() != Some(&at) {
        return;
    }
    let own: Vec<(usize, &Policy)> = policies.with(scope).collect();
    let global = policies.with(Scope::Global).filter(|_| scope != Scope::Global);
    let all: Vec<(usize, &Policy)> = own.iter().copied().chain(global.take(MOST)).collect();
    if all.len() < 2 {
        return;
    }
    let logic = Logic::of(model, &all.iter().map(|(_, policy)| *policy).collect::<Vec<_>>());
    for (at, policy) in &own {
        let odd = |at: usize| policies.is_always(at) || policies.is_never(at);
        let void = all.iter().filter(|(other, _)| other != at && !odd(*other) && !odd(*at));
        if let Some((_, broader)) = void.into_iter().find(|(other, wide)| covers(&logic, (*at, policy), (*other, wide)))
        {
            findings.push(subsumed(policy, broader));
        }
        let denied = all.iter().filter(|(other, _)| !odd(*at) && !odd(*other));
        if let Some((_, deny)) = denied.into_iter().find(|(_, deny)| takes_back(&logic, policy, deny)) {
            findings.extend(conflict(policy, deny));
        }
    }
}

fn conditions<'y, 'm>(policy: &'y Policy<'m>) -> Vec<&'y Condition<'m>> {
    policy.conditions.iter().collect()
}

/// Whether the first speaks only of roles of which the second speaks too.
fn fewer(one: &Policy, two: &Policy) -> bool {
    match (&one.roles, &two.roles) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(one), Some(two)) => one.is_subset(two),
    }
}

/// Whether a policy adds nothing to a broader one; of two that are equal, the later one.
fn covers(logic: &Logic, (at, own): (usize, &Policy), (other, wide): (usize, &Policy)) -> bool {
    let same = |kind: Effect| own.effect(kind).is_some() && wide.effect(kind).is_some();
    let answer = |policy: &Policy| policy.effect(Effect::Deny).and_then(|(_, node)| error(node).map(str::to_owned));
    if !(same(Effect::Allow) || same(Effect::Deny) && answer(own) == answer(wide)) || !fewer(own, wide) {
        return false;
    }
    let implies = logic.implies(&conditions(own), &conditions(wide));
    implies
        && !(at < other
            && fewer(wide, own)
            && own.scope == wide.scope
            && logic.implies(&conditions(wide), &conditions(own)))
}

/// The error with which a denial answers.
pub fn error(effect: &crate::ast::Node) -> Option<&str> {
    let of = |node| text(node, "error").map(|(name, _)| name);
    of(effect).or_else(|| effect.get("params").and_then(of))
}

fn subsumed(own: &Policy, wide: &Policy) -> Diagnostic {
    let word = if own.effect(Effect::Deny).is_some() { "denies" } else { "allows" };
    let title = format!("`{}` has no effect: `{}` {word} all of it already", own.name, wide.name);
    let mut found = Diagnostic::new(&C0806, title, own.span, "adds nothing");
    found = found.label(wide.span, if wide.conditions.is_empty() { "in every case" } else { "in more cases" });
    for condition in wide.conditions.iter().take(2) {
        found = found.label(condition.span, "asks for no more than this");
    }
    found.help(format!("remove `{}`, or narrow `{}`", own.name, wide.name)).at(own.own.element.as_str(), "")
}

fn takes_back(logic: &Logic, allow: &Policy, deny: &Policy) -> bool {
    allow.effect(Effect::Allow).is_some()
        && !allow.conditions.is_empty()
        && deny.effect(Effect::Deny).is_some()
        && allow.name != deny.name
        && fewer(allow, deny)
        && logic.implies(&conditions(allow), &conditions(deny))
}

fn conflict(allow: &Policy, deny: &Policy) -> Option<Diagnostic> {
    let ((span, _), (against, _)) = (allow.effect(Effect::Allow)?, deny.effect(Effect::Deny)?);
    let title = format!("whatever `{}` allows, `{}` denies", allow.name, deny.name);
    let mut found = Diagnostic::new(&C0807, title, span, "allowed here …").label(against, "… and denied here");
    for condition in deny.conditions.iter().take(2) {
        found = found.label(condition.op_span, "holds wherever the other conditions do");
    }
    let found = found.note("nothing says which of the two counts").help("let their conditions exclude each other");
    Some(found.at(allow.own.element.as_str(), "effects"))
}
