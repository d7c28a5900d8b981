//! C0805, C0811 and, by the message of a denial, C0804: what the words of a policy say and its form does not.
//!
//! In: the policies. Out: findings with the word as evidence. A word is looked for only where the form leaves something open.

use super::{Condition, Effect, Policies, Policy, Scope};
use crate::ast::{Node, Value};
use crate::check::deep::model::{Model, words};
use crate::check::deep::parts::text;
use crate::check::place::{Word, article, lower, word};
use crate::diag::code::{C0804, C0805, C0811};
use crate::diag::{Clause, Diagnostic, Help, Plain, Where};
use crate::lookup::HashMap;
use crate::source::Span;

/// The roles with their words, by the first word.
pub type Roles<'a> = HashMap<words::Word<'a>, Vec<(&'a str, Vec<words::Word<'a>>)>>;

/// The roles of a model.
pub fn roles<'m>(model: &Model<'m, '_>) -> Roles<'m> {
    let mut roles: Roles = Roles::default();
    for (name, _) in model.sound.all("role").filter_map(|own| own.name) {
        let stems = words::stems(name);
        if let Some(first) = stems.first() {
            roles.entry(first.clone()).or_default().push((name, stems));
        }
    }
    roles
}

/// Looks at the words of a policy.
pub fn check(policies: &Policies, roles: &Roles, (at, policy): (usize, &Policy), findings: &mut Vec<Diagnostic>) {
    if policies.is_always(at) || policies.is_never(at) {
        return;
    }
    if let Some(found) = others(policy).or_else(|| inverted(policy)) {
        findings.push(found);
        return;
    }
    let binds = policy.roles.is_some() || policy.conditions.iter().any(|own| own.path.starts_with("actor.role"));
    if binds || policy.scope == Scope::Other {
        return;
    }
    let Some(description) = policy.own.node.get("description").filter(|node| node.as_text().is_some()) else {
        return;
    };
    let meant = broad(policy, description, roles);
    let open = only(policies, policy, description);
    findings.extend(match (open, meant) {
        (Some(open), meant) => Some(open_to_all(policies, policy, open, meant.as_ref())),
        (None, meant) => meant.as_ref().and_then(|meant| too_broad(policy, meant)),
    });
}

/// The words of a text with their places.
fn places(node: &Node) -> Vec<Word<'_>> {
    let text = node.as_text().unwrap_or("");
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || c == '_' || c == '-', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(word(node, from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// An allowance that is meant to keep others out: where it is, and the word that says so.
fn only(policies: &Policies, policy: &Policy, description: &Node) -> Option<(Span, Span)> {
    let (span, _) = policy.effect(Effect::Allow).filter(|_| !policy.conditions.is_empty())?;
    let only = places(description).into_iter().find(|word| word.text.eq_ignore_ascii_case("only"))?;
    let mirrors = |own: &Condition, other: &Condition| {
        own.path == other.path && own.against == other.against && own.op == "eq" && other.op == "neq"
    };
    let denied = policies.with(policy.scope).any(|(_, other)| {
        let mirrored = other.conditions.iter().any(|other| policy.conditions.iter().any(|own| mirrors(own, other)));
        other.effect(Effect::Deny).is_some() && mirrored
    });
    (!denied).then_some((span, only.span))
}

/// C0805: nobody is kept out. That it does not say whom it speaks of is the same mistake.
fn open_to_all(policies: &Policies, policy: &Policy, (span, only): (Span, Span), meant: Option<&Meant>) -> Diagnostic {
    let title = format!("`{}` keeps nobody out: it only allows", policy.name);
    let mut found = Diagnostic::new(&C0805, title, span, "adds an allowance, denies nothing")
        .label(only, "others should be kept out");
    let mut help = Help::from(
        "say whom it speaks of with `roles`: they are then allowed only what it allows; or deny the other case",
    );
    if let Some(meant) = meant {
        found = found.label(meant.span, format!("meant for `{}`", meant.role));
        found = found.label(meant.scope, "for every role, and for everything done with it");
        help = Help::from("add ").clause(of_role(meant.role)).words(format!(
            ": {} `{}` may then do only what it allows",
            article(meant.role),
            meant.role
        ));
    }
    // With all that is allowed beside it, saying whom it speaks of would keep nobody out either.
    let wide = policies.with(policy.scope).chain(policies.with(Scope::Global));
    let mut wide = wide.filter(|(at, own)| policies.is_always(*at) && own.effect(Effect::Allow).is_some());
    if let Some((_, wide)) = wide.next() {
        found = found.label(wide.span, "allows all of it to everybody");
        help = Help::from(format!("first remove `{}`, which allows everything; then ", wide.name)).then(help);
    }
    found
        .note("whoever a guard lets through may do it whether this condition holds or not")
        .help(help)
        .at(policy.own.element.as_str(), "effects")
}

/// That a policy speaks of this role only.
fn of_role(role: &str) -> Clause {
    Clause::new(Where::Declaration(&["policies"]), "roles", Plain::list([role]))
}

/// The role that a description begins with.
struct Meant<'m> {
    role: &'m str,
    /// Where the description names it.
    span: Span,
    /// Where the policy says what it speaks of.
    scope: Span,
}

/// C0811: a policy for one role that speaks of all.
fn too_broad(policy: &Policy, Meant { role, span, scope }: &Meant) -> Option<Diagnostic> {
    if policy.effect(Effect::Limit).is_some() {
        return None;
    }
    let title = format!("`{}` is meant for `{role}` and speaks of every caller", policy.name);
    let found = Diagnostic::new(&C0811, title, *scope, "for every role, and for everything done with it")
        .label(*span, "the description speaks of these")
        .help(Help::from("add ").clause(of_role(role)));
    Some(found.at(policy.own.element.as_str(), "scope"))
}

/// The role that a policy is meant for by its description.
fn broad<'m>(policy: &Policy, description: &Node, roles: &Roles<'m>) -> Option<Meant<'m>> {
    let words = places(description);
    let skipped = ["a", "an", "the", "only", "all", "each", "every", "any"];
    let from = words.iter().position(|word| !skipped.contains(&&*lower(word.text)))?;
    let rest = words.get(from..)?;
    let meant = |(_, stems): &&(&str, Vec<words::Word>)| {
        !stems.is_empty()
            && rest.len() > stems.len()
            && stems.iter().zip(rest).all(|(stem, word)| words::singular(&word.text.to_lowercase()) == stem.as_str())
    };
    let first = rest.first()?;
    let near = roles.get(&*words::singular(&first.text.to_lowercase()))?;
    let (role, stems) = near.iter().filter(meant).max_by_key(|(_, stems)| stems.len())?;
    let last = rest.get(stems.len() - 1)?;
    let (_, scope) = text(policy.own.node, "scope")?;
    Some(Meant { role, span: Span { end: last.span.end.max(first.span.end), ..first.span }, scope })
}

/// An allowance of everything but what is the caller's own.
fn others(policy: &Policy) -> Option<Diagnostic> {
    let (allow, _) = policy.effect(Effect::Allow).filter(|_| matches!(policy.scope, Scope::Entity(_)))?;
    let turned = |own: &&Condition| {
        let caller = |path: &str| path.starts_with("actor.") && path.ends_with("id");
        let row = |path: &str| path.ends_with("_id") && !path.contains('.');
        own.op == "neq"
            && own.against.is_some_and(|against| caller(against) && row(own.path) || row(against) && caller(own.path))
    };
    let own = policy.conditions.iter().find(turned)?;
    let title = format!("`{}` allows what belongs to others, and not what is one's own", policy.name);
    let found = Diagnostic::new(&C0804, title, own.op_span, "true for everybody else")
        .label(allow, "so this is allowed to them")
        .help(super::with_op("eq"));
    Some(found.at(policy.own.element.as_str(), format!("conditions/{}/op", own.at)))
}

/// A denial whose message describes the case in which nothing is denied.
fn inverted(policy: &Policy) -> Option<Diagnostic> {
    let (deny, effect) = policy.effect(Effect::Deny)?;
    let [own] = policy.conditions.as_slice() else { return None };
    let message = effect.get("params").and_then(|params| params.get("message"));
    let message = message.or_else(|| policy.own.node.get("description"))?;
    let said = said(message.as_text()?)?;
    let does = match own.op {
        "gt" | "gte" => Said::Above,
        "lt" | "lte" => Said::Below,
        "neq" if own.against.is_none() && matches!(own.value.value, Value::Null) => Said::Present,
        "eq" if own.against.is_none() && matches!(own.value.value, Value::Null) => Said::Absent,
        _ => return None,
    };
    let other = match does {
        Said::Above => Said::Below,
        Said::Below => Said::Above,
        Said::Present => Said::Absent,
        Said::Absent => Said::Present,
    };
    if said != other {
        return None;
    }
    let right = match own.op {
        "gt" => "lt",
        "gte" => "lte",
        "lt" => "gt",
        "lte" => "gte",
        "neq" => "eq",
        _ => "neq",
    };
    let title = format!("`{}` denies the cases that its message does not speak of", policy.name);
    let found = Diagnostic::new(&C0804, title, own.op_span, "true for the cases that should pass")
        .label(deny, "which are therefore denied")
        .label(message.span, "the message describes the other case")
        .help(super::with_op(right));
    Some(found.at(policy.own.element.as_str(), format!("conditions/{}/op", own.at)))
}

/// Which case a message speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    /// More than a limit.
    Above,
    /// Less than one.
    Below,
    /// Something is there.
    Present,
    /// Something is not there.
    Absent,
}

/// The case in which a message is shown: "is larger than" is above, and so is "must not be larger than".
fn said(message: &str) -> Option<Said> {
    let words: Vec<String> = message.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let pair = |one: &str, two: &str| words.windows(2).any(|pair| matches!(pair, [a, b] if a == one && b == two));
    let wish = has(&["must", "should", "needs", "has", "have"]) && has(&["must", "should", "needs", "to"]);
    let not = has(&["not", "no", "never", "cannot"]);
    if pair("at", "least") || has(&["minimum"]) {
        return Some(Said::Below);
    }
    if pair("at", "most") || has(&["maximum"]) {
        return Some(Said::Above);
    }
    let above =
        has(&["exceeds", "exceed", "exceeded", "larger", "greater", "longer", "more", "above", "over", "higher"]);
    let below = has(&["less", "smaller", "shorter", "fewer", "below", "under", "lower"]);
    match (above, below) {
        (true, false) => Some(if wish && !not { Said::Below } else { Said::Above }),
        (false, true) => Some(if wish && !not { Said::Above } else { Said::Below }),
        (true, true) => None,
        (false, false) if has(&["missing", "required", "without"]) && !not => Some(Said::Absent),
        (false, false) if has(&["must"]) && !not && has(&["have", "be"]) => Some(Said::Absent),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Said, said};

    #[test]
    fn messages_speak_of_one_case() {
        for (message, case) in [
            ("File size exceeds 20MB limit", Some(Said::Above)),
            ("The file is larger than 20 MiB", Some(Said::Above)),
            ("A file must not be larger than 20 MiB", Some(Said::Above)),
            ("No report is larger than 20 MiB", Some(Said::Above)),
            ("The amount must be more than 5", Some(Said::Below)),
            ("You must be at least 18", Some(Said::Below)),
            ("A guest must have a name", Some(Said::Absent)),
            ("The order is closed", None),
        ] {
            assert_eq!(said(message), case, "{message}");
        }
    }
}
