//! The limits that are stated formally, and C1703: a limit in MB beside a condition that has another.
//!
//! In: policies, rules and fields. Out: limits by quantity.

use std::collections::BTreeMap;

use super::{Gathered, Limit, agrees, show};
use crate::ast::Node;
use crate::check::deep::model::{Model, words};
use crate::check::deep::parts::{Field, bare, items, text};
use crate::check::deep::share::Share;
use crate::check::deep::tables::condition::Condition;
use crate::check::deep::tables::{Measure, Number, Test, conditions, shown};
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::C1703;
use crate::source::Span;

/// Words of names that say a unit, without the ending of a plural too, and its size in bytes or milliseconds.
const UNITS: &[(&str, &str, i128, i128, Measure)] = &[
    ("bytes", "byte", 1, 1, Measure::Plain),
    ("kb", "kb", 1_000, 1 << 10, Measure::Plain),
    ("mb", "mb", 1_000_000, 1 << 20, Measure::Plain),
    ("gb", "gb", 1_000_000_000, 1 << 30, Measure::Plain),
    ("ms", "ms", 1, 1, Measure::Time),
    ("seconds", "second", 1_000, 1_000, Measure::Time),
    ("minutes", "minute", 60_000, 60_000, Measure::Time),
    ("hours", "hour", 3_600_000, 3_600_000, Measure::Time),
    ("days", "day", 86_400_000, 86_400_000, Measure::Time),
];

/// Words that say nothing about which quantity it is.
const EMPTY: &[&str] = &["max", "min", "maximum", "minimum", "limit", "the", "of", "upload", "request", "input"];

/// The words of a quantity: without units and words such as `max`.
pub fn subject(name: &str) -> Vec<String> {
    let plain = |word: &words::Word| {
        !EMPTY.contains(&word.as_str()) && UNITS.iter().all(|(unit, one, ..)| word != one && word != unit)
    };
    words::each_stem(name).filter(plain).map(String::from).collect()
}

/// The unit in a name: its factor from the plain unit, twice where a thousand may be 1024.
fn unit(name: &str) -> Option<(i128, i128, Measure)> {
    let last = words::last(name)?;
    UNITS.iter().find(|(unit, ..)| last == *unit).map(|(_, _, ten, two, measure)| (*ten, *two, *measure))
}

/// The thing a declaration speaks of: the entity that a command stores, or the target itself.
fn thing(model: &Model, target: &str) -> String {
    let name = bare(target);
    let stored = model.operation("command", name).and_then(|own| {
        let effects = own.effects.iter().filter(|effect| effect.creates());
        effects.filter_map(|effect| effect.entity()).map(|(name, _)| name.to_owned()).next()
    });
    stored.unwrap_or_else(|| name.to_owned())
}

/// Takes the limits of a share out of policies, rules and fields.
pub fn gather(share: &Share, limits: &mut Gathered) {
    let model = share.model;
    limits.rank = 0;
    for policy in share.all("policy") {
        let Some((scope, _)) = text(policy.node, "scope") else { continue };
        let denies = items(policy.node, "effects")
            .iter()
            .any(|item| text(&item.node, "type").is_some_and(|(kind, _)| kind == "deny"));
        for (at, item) in items(policy.node, "conditions").iter().enumerate().filter(|_| denies) {
            let (Some((field, _)), Some((op, _)), Some(value)) =
                (text(&item.node, "field"), text(&item.node, "op"), item.node.get("value"))
            else {
                continue;
            };
            if !matches!(op, "gt" | "gte") {
                continue;
            }
            let Some(number) = called(value).and_then(Number::parse) else { continue };
            add(limits, thing(model, scope), field, number, value, &policy.element, format!("conditions/{at}/value"));
        }
    }
    limits.rank = 1;
    for rule in share.all("rule") {
        let Some((target, _)) = text(rule.node, "applies_to") else { continue };
        let conditions = conditions(rule);
        let asks = |own: &Condition| own.unclear || !own.tests.is_empty();
        let mut highest: BTreeMap<&str, (Number, &Node, usize)> = BTreeMap::new();
        for (name, condition, node, at) in &conditions {
            for test in &condition.tests {
                let Test::Compare(_, number) = test else { continue };
                let known = highest.get(name).is_none_or(|(known, ..)| known.fixed() < number.fixed());
                if known {
                    highest.insert(name, (*number, node, *at));
                }
            }
        }
        for (name, (number, node, at)) in highest {
            let place = format!("rows/{at}/when/{name}");
            let also = again(rule, &conditions, name, &number, node);
            let all = add(limits, thing(model, target), name, number, node, &rule.element, place);
            let of_case = conditions.iter().filter(|(_, own, _, row)| *row == at && asks(own)).count() > 1;
            if let Some(limit) = all {
                (limit.also, limit.of_case) = (also, of_case);
            }
        }
    }
    for operation in share.operations() {
        limits.rank = if operation.kind == "command" { 2 } else { 3 };
        for field in &operation.inputs {
            of_field(limits, || thing(model, operation.name), field, &operation.own.element, "input");
        }
    }
    limits.rank = 4;
    for entity in share.entities() {
        for field in &entity.fields {
            of_field(limits, || entity.name.to_owned(), field, &entity.own.element, "fields");
        }
    }
}

fn of_field(limits: &mut Gathered, thing: impl FnOnce() -> String, field: &Field, element: &str, key: &str) {
    let Some(node) = field.node.get("constraints").and_then(|rules| rules.get("max")) else { return };
    let Some(number) = called(node).and_then(Number::parse) else { return };
    let place = format!("{key}/{}/constraints/max", field.at);
    add(limits, thing(), field.name, number, node, element, place);
}

/// Where else a rule says the limit of one of its inputs: in other conditions, and in answers such as `max_size_mb`.
fn again(
    rule: &Declaration,
    conditions: &[(&str, Condition, &Node, usize)],
    name: &str,
    number: &Number,
    node: &Node,
) -> Vec<(Span, String)> {
    let here = |test: &Test| matches!(test, Test::Compare(_, own) if own.fixed() == number.fixed());
    let conditions = conditions.iter().filter(|(own, condition, other, _)| {
        *own == name && other.span != node.span && condition.tests.iter().any(here)
    });
    let mut found: Vec<(Span, String)> = conditions.map(|(_, _, other, _)| (other.span, show(number))).collect();
    let subject = subject(name);
    for row in items(rule.node, "rows") {
        for entry in row.node.get("then").and_then(Node::as_map).unwrap_or(&[]) {
            let Some(answer) = entry.key.as_text().filter(|answer| is_limit(answer)) else { continue };
            let about = self::subject(answer).iter().any(|word| subject.contains(word));
            let Some((_, two, _)) = unit(answer).filter(|_| about) else { continue };
            let Some(said) = called(&entry.node).and_then(Number::parse) else { continue };
            if agrees(&Number::of_fixed(said.fixed().saturating_mul(two), number.measure), number) {
                found.push((entry.node.span, format!("{}; the condition is {}", unit_of(answer, &said), show(number))));
            }
        }
    }
    found
}

/// Adds a limit; it, where its name says of what it is one.
fn add<'l>(
    limits: &'l mut Gathered,
    thing: String,
    name: &str,
    number: Number,
    node: &Node,
    element: &str,
    place: String,
) -> Option<&'l mut Limit> {
    let subject = subject(name);
    if subject.is_empty() {
        return None;
    }
    // A plain number beside a name with a unit is in that unit.
    let is_plain = number.measure == Measure::Plain && !called(node).unwrap_or("").contains(' ');
    let unit = unit(name).filter(|_| is_plain);
    let value = unit.map_or(number, |(_, two, measure)| Number::of_fixed(number.fixed().saturating_mul(two), measure));
    let named = unit.is_some_and(|(ten, two, _)| ten != two);
    let limit = Limit {
        rank: limits.rank,
        name: name.to_owned(),
        value,
        named,
        of_case: false,
        span: node.span,
        also: Vec::new(),
        element: element.to_owned(),
        place,
    };
    let all = limits.all.entry((thing, subject)).or_default();
    all.push(limit);
    all.last_mut()
}

/// The numbers with which a rule compares the inputs that are counted in bytes, by the words of the input.
fn bytes<'a>(rule: &Declaration<'a>) -> Vec<(Vec<String>, Number, &'a Node)> {
    let counted = |name: &str| unit(name).is_some_and(|(ten, _, measure)| ten == 1 && measure == Measure::Plain);
    let mut found = Vec::new();
    for (name, condition, node, _) in conditions(rule).into_iter().filter(|(name, ..)| counted(name)) {
        found.extend(condition.tests.iter().filter_map(|test| match test {
            Test::Compare(_, number) => Some((subject(name), *number, node)),
            _ => None,
        }));
    }
    found
}

/// Whether an answer says a limit: `max_size_mb`.
fn is_limit(name: &str) -> bool {
    words::has(name, &["max", "min", "maximum", "minimum", "limit"])
}

/// C1703: an answer of a rule that says a limit in MB, beside conditions in bytes none of which is that limit, however a MB is read.
pub fn units(share: &Share, findings: &mut Vec<Diagnostic>) {
    for rule in share.all("rule") {
        let bytes = std::cell::LazyCell::new(|| bytes(rule));
        let mut odd: Option<Diagnostic> = None;
        for (at, row) in items(rule.node, "rows").iter().enumerate() {
            for entry in row.node.get("then").and_then(Node::as_map).unwrap_or(&[]) {
                let Some(name) = entry.key.as_text().filter(|name| is_limit(name)) else { continue };
                let Some((_, two, Measure::Plain)) = unit(name).filter(|(ten, two, _)| ten != two) else { continue };
                let Some(number) = called(&entry.node).and_then(Number::parse) else { continue };
                let said = Number::of_fixed(number.fixed().saturating_mul(two), Measure::Plain);
                let subject = subject(name);
                let about = || bytes.iter().filter(|(own, ..)| own.iter().any(|word| subject.contains(word)));
                let is_said = about().any(|(_, own, _)| agrees(&said, own));
                let Some((_, own, node)) = about().next().filter(|_| !is_said) else { continue };
                odd = Some(match odd {
                    Some(found) => found.label(entry.node.span, "here too"),
                    None => {
                        let said = unit_of(name, &number);
                        let title = format!("`{name}` says {said}, the condition says {}", show(own));
                        Diagnostic::new(&C1703, title, entry.node.span, format!("{said}, as it is named"))
                            .label(node.span, show(own))
                            .help("say the limit in one unit, such as `10 MiB`, and name it without one")
                            .at(rule.element.as_str(), format!("rows/{at}/then/{name}"))
                    }
                });
            }
        }
        findings.extend(odd);
    }
}

/// A number in the unit of the name that it stands beside.
fn unit_of(name: &str, number: &Number) -> String {
    let unit = words::last(name).map_or(String::new(), |word| word.as_str().to_uppercase());
    format!("{} {unit}", shown(*number))
}
