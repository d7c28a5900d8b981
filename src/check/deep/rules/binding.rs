//! C0705 and C0712: inputs of a rule that come from nowhere, and inputs that cannot be compared.
//!
//! In: a rule on an operation. Out: one finding for all inputs without a source, and one for each pair of ids of different things.

use super::{Rule, at, known};
use crate::check::deep::access::rules::bound;
use crate::check::deep::model::{Model, words};
use crate::check::deep::tables::condition::Test;
use crate::check::deep::tables::declared::is_role;
use crate::diag::Diagnostic;
use crate::diag::code::{C0705, C0712};

/// Looks at the inputs of a rule.
pub fn check(model: &Model, rule: &Rule, findings: &mut Vec<Diagnostic>) {
    findings.extend(unbound(model, rule));
    compared(model, rule, findings);
}

fn unbound(model: &Model, rule: &Rule) -> Option<Diagnostic> {
    let target = rule.target?;
    let entities = known(model, target);
    let is_known = |name: &str| {
        let loaded =
            || entities.iter().filter_map(|name| model.entity(name)).any(|entity| entity.field(name).is_some());
        bound(rule.own.node, name).is_some()
            || rule.own.node.get("bind").is_some_and(|bind| bind.get(name).is_some())
            || name.contains('.')
            || target.input(name).is_some()
            || target.effects.iter().any(|effect| effect.result.is_some_and(|(result, _)| result == name))
            || loaded()
    };
    let open: Vec<_> = rule.inputs.iter().filter(|(name, _)| !is_known(name)).collect();
    let ((first, span), rest) = open.split_first().map(|(first, rest)| (**first, rest))?;
    let title = match rest {
        [] => format!("nothing tells `{}` the value of `{first}`", rule.name),
        rest => format!("nothing tells `{}` the values of {} inputs", rule.name, rest.len() + 1),
    };
    let mut found = Diagnostic::new(&C0705, title, span, "has no source");
    for (_, span) in rest {
        found = found.label(*span, "nor has this");
    }
    found = found
        .label(target.span, "takes no such input")
        .note("looked in the inputs of the operation, in what it loads, and in `bind`");
    let sources: Vec<String> =
        open.iter().filter_map(|(name, _)| Some(format!("{name}: {}", source(rule, name)?))).collect();
    let found = match sources.as_slice() {
        [] => found.help(format!(
            "add an input `{first}` to `{}`, or say where it comes from: `bind: {{{first}: …}}`",
            target.name
        )),
        all => found.help(format!("say where they come from: `bind: {{{}}}`", all.join(", "))),
    };
    let index = rule.inputs.iter().position(|(name, _)| *name == first).unwrap_or(0);
    Some(at(rule, format!("inputs/{index}"), found))
}

/// Where an input probably comes from.
fn source(rule: &Rule, name: &str) -> Option<String> {
    if is_role(name) {
        return Some("actor.role".to_owned());
    }
    let prefixes = ["requesting_", "current_", "acting_", "calling_", "caller_", "actor_"];
    if let Some(rest) = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix)) {
        return Some(match rest {
            "user_id" | "id" => "actor.id".to_owned(),
            rest => format!("actor.{rest}"),
        });
    }
    let stems = words::stems(name);
    let inputs = rule.target.map_or(&[][..], |target| &target.inputs);
    let near = inputs.iter().find(|input| stems.ends_with(&words::stems(input.name)));
    near.map(|input| format!("input.{}", input.name))
}

fn compared(model: &Model, rule: &Rule, findings: &mut Vec<Diagnostic>) {
    for row in 0..rule.rows.len() {
        for (entry, condition) in rule.conditions(row) {
            for test in &condition.tests {
                let Test::Same(other, _) = test else { continue };
                let (Some((one, _)), Some((two, _))) = (rule.inputs.get(condition.input), rule.inputs.get(*other))
                else {
                    continue;
                };
                if let Some((first, second)) = apart(model, rule, one, two) {
                    let title = format!("{first} is compared with {second}");
                    let mut found = Diagnostic::new(&C0712, title, entry.node.span, second.clone());
                    found = found.label(entry.key.span, first);
                    let found = found
                        .note("they are never equal, or only by chance")
                        .help("compare with the same kind of id, such as one that the actor has");
                    let key = entry.key.as_text().unwrap_or("");
                    findings.push(at(rule, format!("rows/{row}/when/{key}"), found));
                }
            }
        }
    }
}

/// Words for whoever logs in.
const USERS: &[&str] = &["user", "account", "caller", "login", "principal", "actor"];

/// What two inputs are, where that is not one thing.
fn apart(model: &Model, rule: &Rule, one: &str, two: &str) -> Option<(String, String)> {
    let source = |name: &str| bound(rule.own.node, name).map_or_else(|| name.to_owned(), str::to_owned);
    let (first, second) = (source(one), source(two));
    let unit = |name: &str| -> Option<String> {
        let last = words::last(name)?;
        let bytes = ["bytes", "kb", "mb", "gb", "kib", "mib", "gib"];
        let time = ["ms", "seconds", "secs", "minutes", "hours", "days"];
        let known = bytes.contains(&last.as_str()) || time.contains(&last.as_str());
        known.then(|| last.into())
    };
    if let (Some(a), Some(b)) = (unit(&first), unit(&second))
        && a != b
    {
        return Some((format!("counted in {a}"), format!("counted in {b}")));
    }
    let noun = |name: &str| -> Option<String> {
        if name == "actor.id" {
            let entity = super::super::policies::actor::actor(model).and_then(|own| own.node.get("entity")?.as_text());
            return Some(entity.map_or_else(|| "user".to_owned(), |name| words::stems(name).join(" ")));
        }
        let stems = words::stems(name.rsplit('.').next().unwrap_or(name));
        let (last, rest) = stems.split_last()?;
        (last == "id").then(|| rest.last().map(|word| word.to_string())).flatten()
    };
    let (a, b) = (noun(&first)?, noun(&second)?);
    let user = |noun: &str| USERS.contains(&noun);
    let entity = |noun: &str| model.is_noun(&words::stems(noun).join(" "));
    let apart =
        user(&a) && !user(&b) && entity(&b) && !entity(&a) || user(&b) && !user(&a) && entity(&a) && !entity(&b);
    let article = |noun: &str| {
        let vowel = noun.starts_with(['a', 'e', 'i', 'o']);
        format!("the id of {} {noun}", if vowel { "an" } else { "a" })
    };
    apart.then(|| (article(&a), article(&b)))
}
