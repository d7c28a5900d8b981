//! C0705 and C0712: inputs of a rule that come from nowhere, and inputs that cannot be compared; and C0423 for those that a convention
//! fills, where the rule refuses nobody; and C0202 for those that are compared with numbers and are none.
//!
//! In: a rule on an operation. Out: one finding for all inputs without a source, and one for each pair of ids of different things.

use super::rows::refuses;
use super::{Rule, at};
use crate::ast::Entry;
use crate::check::convention::CALLER_ROLE;
use crate::check::deep::linked;
use crate::check::deep::model::bounds::Bounds;
use crate::check::deep::model::{Model, Operation, words};
use crate::check::deep::parts::text;
use crate::check::deep::policies::actor::{self, Own};
use crate::check::deep::tables::Measure;
use crate::check::deep::tables::condition::Test;
use crate::check::deep::tables::declared::{bound, is_role_of_caller, source};
use crate::check::gather::Declaration;
use crate::check::place::article;
use crate::diag::Applicability::MachineApplicable;
use crate::diag::code::{C0202, C0423, C0705, C0712};
use crate::diag::{Change, Clause, Diagnostic, Help, Level, Licence, Plain, Where};
use crate::source::Span;

/// Looks at the inputs of a rule.
pub(super) fn check(model: &Model, rule: &Rule, findings: &mut Vec<Diagnostic>) {
    let usual = usual(rule);
    // Who may do what is never left to a name.
    let guessed = usual.filter(|_| rule.rows.iter().any(|(_, then)| refuses(then)));
    findings.extend(unbound(model, rule, guessed).or_else(|| Some(by_name(rule, guessed?))));
    findings.extend(usual.filter(|_| guessed.is_none()).map(|usual| filled(rule, usual)));
    compared(model, rule, findings);
    misfit(model, rule, findings);
    foreign(model, rule, findings);
}

/// An input that is the role of the caller by convention: its number, its name, and where it stands.
type Usual<'m> = (usize, &'m str, Span);

fn usual<'m>(rule: &Rule<'_, 'm>) -> Option<Usual<'m>> {
    let operation = rule.target?.own.node;
    let own = rule.own.node;
    let is_usual = |name: &str| source(own, name).is_none() && is_role_of_caller(own, Some(operation), name);
    let mut all = rule.inputs.iter().enumerate().map(|(at, (name, span))| (at, *name, *span));
    all.find(|(_, name, _)| is_usual(name))
}

/// C0423: an input that is the role of the caller by convention.
fn filled(rule: &Rule, (first, name, span): Usual) -> Diagnostic {
    let title = format!("`{}` leaves `{name}` to a convention", rule.name);
    let found = Diagnostic::new(&C0423, title, span, "the role of the caller")
        .note(format!("{} (`{}`)", CALLER_ROLE.rule, CALLER_ROLE.id))
        .help(Help::from("say it: ").clause(bind(&[(name, "actor.role")])));
    at(rule, format!("inputs/{first}"), found)
}

/// That inputs of a rule come from these sources.
fn bind(inputs: &[(&str, &str)]) -> Clause {
    let map = Plain::map(inputs.iter().map(|(name, source)| (*name, Plain::from(*source))));
    Clause::new(Where::Declaration(&["rules"]), "bind", map)
}

/// What an input is taken for whose source is not said.
const BY_NAME: &str = "taken for the role of the caller, by its name";

/// C0705 as a warning: a rule that refuses by the role of the caller, and only the name of an input says that it is the caller's.
fn by_name(rule: &Rule, (first, name, span): Usual) -> Diagnostic {
    let title = format!("`{}` refuses by `{name}`, and nothing says whose role that is", rule.name);
    let mut found = Diagnostic::new(&C0705, title, span, BY_NAME);
    found.level = Level::Warning;
    let said = Change::set(rule.own.node.span, format!("bind/{name}"), "actor.role");
    let found = found
        .note(format!("a convention never decides who may do what (`{}`)", CALLER_ROLE.id))
        .change(format!("bind `{name}` to `actor.role`"), MachineApplicable, [said])
        .licensed(Licence::CallerRole);
    at(rule, format!("inputs/{first}"), found)
}

/// Whether something tells a rule on an operation what this input is: a binding, an input of the operation, a result, what it loads, or
/// the convention for the role of the caller.
pub fn is_told<'m>(model: &Model<'m, '_>, rule: &Declaration<'m>, target: &Operation<'m>, name: &str) -> bool {
    let has = |entity: &&str| model.entity(entity).is_some_and(|entity| entity.field(name).is_some());
    rule.node.get("bind").is_some_and(|bind| bind.get(name).is_some())
        || name.contains('.')
        || target.input(name).is_some()
        || is_role_of_caller(rule.node, Some(target.own.node), name)
        || target.effects.iter().any(|effect| effect.result.is_some_and(|(result, _)| result == name))
        || target.touch.all.iter().any(has)
}

fn unbound(model: &Model, rule: &Rule, guessed: Option<Usual>) -> Option<Diagnostic> {
    let target = rule.target?;
    let open: Vec<_> = rule.inputs.iter().filter(|(name, _)| !is_told(model, rule.own, target, name)).collect();
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
    let (mut known, mut undeclared, mut unknown) = (Vec::new(), Vec::new(), None);
    if let Some((_, name, span)) = guessed {
        found = found.label(span, BY_NAME);
        known.push((name, "actor.role".to_owned()));
    }
    for (name, _) in &open {
        match probable(model, rule, name) {
            Some(own) if own.undeclared.is_none() => known.push((name, own.path)),
            Some(own) => {
                let help = Help::from("say where it comes from: ").clause(bind(&[(name, &own.path)]));
                undeclared.push(own.advise(help));
            }
            None => unknown = unknown.or(Some(name)),
        }
    }
    if !known.is_empty() {
        let known: Vec<(&str, &str)> = known.iter().map(|(name, source)| (*name, source.as_str())).collect();
        let they = if known.len() == 1 { "it comes" } else { "they come" };
        found = found.help(Help::from(format!("say where {they} from: ")).clause(bind(&known)));
    }
    found = undeclared.into_iter().fold(found, Diagnostic::help);
    if let Some(name) = unknown {
        found = found.help(
            Help::from(format!("add an input `{name}` to `{}`, or say where it comes from: ", target.name))
                .clause(bind(&[(name, "…")])),
        );
    }
    let index = rule.inputs.iter().position(|(name, _)| *name == first).unwrap_or(0);
    Some(at(rule, format!("inputs/{index}"), found))
}

/// Beginnings of names for what is the caller's.
const OF_CALLER: &[&str] = &["requesting_", "current_", "acting_", "calling_", "caller_", "actor_"];

/// Where an input probably comes from: what is the caller's own, or an input of the operation, which is known as well.
fn probable(model: &Model, rule: &Rule, name: &str) -> Option<Own> {
    if let Some(rest) = OF_CALLER.iter().find_map(|prefix| name.strip_prefix(prefix)) {
        // The id of a login is never that of an employee: what it is compared with says which of the caller's ids is meant.
        let is_login = rest == "id" || noun(model, rest).is_some_and(|noun| actor::is_caller(&noun));
        return match partner(model, rule, name).filter(|_| is_login) {
            Some(noun) => Some(Own::of(model, &format!("{noun}_id"))),
            None => (rest.ends_with("id") || actor::knows(model, rest)).then(|| Own::of(model, rest)),
        };
    }
    let stems = words::stems(name);
    let inputs = rule.target.map_or(&[][..], |target| &target.inputs);
    let near = inputs.iter().find(|input| stems.ends_with(&words::stems(input.name)));
    near.map(|input| Own { path: format!("input.{}", input.name), undeclared: None })
}

/// Of what the id is with which an input is compared, where that is an entity.
fn partner(model: &Model, rule: &Rule, name: &str) -> Option<String> {
    let at = rule.inputs.iter().position(|(own, _)| *own == name)?;
    let pairs = rule.each_condition().flat_map(|(_, (_, condition))| {
        let input = condition.input;
        condition.tests.iter().filter_map(move |test| match test {
            Test::Same(other, _) if input == at => Some(*other),
            Test::Same(other, _) if *other == at => Some(input),
            _ => None,
        })
    });
    let names = pairs.filter_map(|other| rule.inputs.get(other)).map(|(name, _)| *name);
    let mut nouns = names.filter_map(|name| noun(model, source(rule.own.node, name).unwrap_or(name)));
    nouns.find(|noun| model.is_noun(noun))
}

fn compared(model: &Model, rule: &Rule, findings: &mut Vec<Diagnostic>) {
    for (row, (entry, condition)) in rule.each_condition() {
        for test in &condition.tests {
            let Test::Same(other, _) = test else { continue };
            let (Some((one, _)), Some((two, _))) = (rule.inputs.get(condition.input), rule.inputs.get(*other)) else {
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

/// C0202: an input that is compared with numbers, and bound to something that is none.
fn misfit(model: &Model, rule: &Rule, findings: &mut Vec<Diagnostic>) {
    for (at_input, (name, _)) in rule.inputs.iter().enumerate() {
        let Some(from) = rule.own.node.get("bind").and_then(|bind| bind.get(name)) else { continue };
        let Some(field) = from.as_text().and_then(|from| bound(model.sound, rule.own, from)) else { continue };
        let Some((kind, span)) = text(field, "type") else { continue };
        if !["string", "uuid", "bool", "date", "datetime", "time", "json"].contains(&kind) {
            continue;
        }
        let is_number = |test: &Test| matches!(test, Test::Compare(_, number) if number.measure == Measure::Plain);
        let mut conditions = rule.conditions.iter().flatten();
        let compared = conditions.find(|(_, own)| own.input == at_input && own.tests.iter().any(is_number));
        if let Some((entry, _)) = compared {
            let title = format!("`{name}` is bound to {} `{kind}`, and compared with numbers", article(kind));
            let found = Diagnostic::new(&C0202, title, from.span, format!("is {} `{kind}`", article(kind)))
                .label(entry.node.span, "a number")
                .label(span, "its type")
                .help("bind it to what is a number");
            findings.push(at(rule, format!("bind/{name}"), found));
        }
    }
}

/// C0202: an input that is bound to a text, none of whose values it is compared with: each breaks a limit of that text.
fn foreign(model: &Model, rule: &Rule, findings: &mut Vec<Diagnostic>) {
    let Some(target) = rule.target else { return };
    for (at_input, (name, _)) in rule.inputs.iter().enumerate() {
        let Some((path, span)) = rule.own.node.get("bind").and_then(|bind| text(bind, name)) else { continue };
        let Some(given) = linked::source::source(model, target, 0, path) else { continue };
        let is_text = |test: &Test| matches!(test, Test::OneOf(values, true) if !values.is_empty());
        let conditions = rule.conditions.iter().flatten().filter(|(_, own)| own.input == at_input && !own.unclear);
        let cells: Vec<&Entry> =
            conditions.filter(|(_, own)| own.tests.iter().any(is_text)).map(|(entry, _)| *entry).collect();
        let broken: Vec<_> =
            cells.iter().filter_map(|entry| Some((*entry, Bounds::broken(&given.field, &entry.node)?))).collect();
        let Some((first, (limit, at))) = broken.first().filter(|_| broken.len() == cells.len()) else { continue };
        let title = format!("`{name}` is bound to `{path}`, which is never what it is compared with");
        let found = Diagnostic::new(&C0202, title, span, limit.clone())
            .label(*at, "by this limit")
            .label(first.node.span, "compared with this")
            .help("bind it to what has these values");
        findings.push(self::at(rule, format!("bind/{name}"), found));
    }
}

/// What two inputs are, where that is not one thing.
fn apart(model: &Model, rule: &Rule, one: &str, two: &str) -> Option<(String, String)> {
    let source = |name: &str| source(rule.own.node, name).map_or_else(|| name.to_owned(), str::to_owned);
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
    let (a, b) = (noun(model, &first)?, noun(model, &second)?);
    let entity = |noun: &str| model.is_noun(&words::stems(noun).join(" "));
    let apart = actor::is_caller(&a) && !actor::is_caller(&b) && entity(&b) && !entity(&a)
        || actor::is_caller(&b) && !actor::is_caller(&a) && entity(&a) && !entity(&b);
    let id_of = |noun: &str| format!("the id of {} {noun}", article(noun));
    apart.then(|| (id_of(&a), id_of(&b)))
}

/// Of what something is the id: `customer` of `input.customer_id`.
fn noun(model: &Model, name: &str) -> Option<String> {
    if name == "actor.id" {
        return Some(actor::entity(model).map_or_else(|| "user".to_owned(), |name| words::stems(name).join(" ")));
    }
    let stems = words::stems(name.rsplit('.').next().unwrap_or(name));
    let (last, rest) = stems.split_last()?;
    (last == "id").then(|| rest.last().map(|word| word.to_string())).flatten()
}
