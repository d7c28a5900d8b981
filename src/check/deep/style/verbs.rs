//! C1610: a name that says one thing of an operation that does another.
//!
//! In: commands and queries. Out: a hint for each that is named as if it only read and writes, or as if it wrote and only reads; a warning
//! for each whose category says something else than its steps, or a hint where they may do it in their way.

use crate::check::deep::model::{Effect, Model, Operation, Transition, words::each};
use crate::check::deep::parts::text;
use crate::check::deep::share::Share;
use crate::diag::code::C1610;
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// First words of names of what only looks.
const READS: &[&str] = &["get", "list", "find", "search", "view", "show", "fetch", "read", "query", "lookup", "browse"];
/// First words of names of what changes something, and the categories that fit them.
const WRITES: &[(&str, &[&str])] = &[
    ("create", &["crud.create"]),
    ("add", &["crud.create", "crud.update"]),
    ("update", &["crud.update"]),
    ("change", &["crud.update"]),
    ("edit", &["crud.update"]),
    ("delete", &["crud.delete"]),
    ("remove", &["crud.delete", "crud.update"]),
];

/// Looks at the operations of a share.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    for operation in share.operations() {
        let Some(verb) = each(operation.name).next() else { continue };
        let verb = verb.as_str();
        let category = text(operation.own.node, "category");
        let wrote = operation.effects.iter().find(|effect| effect.writes());
        let report = |title: String, label: &str| Diagnostic::new(&C1610, title, operation.span, label.to_owned());
        let found = match operation.kind {
            "command" if READS.contains(&verb) => {
                let evidence = wrote.map(|effect| (effect.span, "writes"));
                let evidence = evidence
                    .or(category.filter(|(name, _)| *name != "crud.read").map(|(_, span)| (span, "not reading")));
                evidence.map(|(span, label)| {
                    let title = format!("`{}` is named as if it only read, but it changes something", operation.name);
                    report(title, "says that it reads").label(span, label)
                })
            }
            "command" => WRITES.iter().find(|(own, _)| *own == verb).and_then(|(_, fitting)| {
                let (name, span) = category.filter(|(name, _)| name.starts_with("crud.") && !fitting.contains(name))?;
                let title = format!("`{}` has the category `{name}`", operation.name);
                Some(report(title, "says something else").label(span, "another thing to do"))
            }),
            _ if WRITES.iter().any(|(own, _)| *own == verb) => {
                let title = format!("the query `{}` is named as if it changed something", operation.name);
                Some(report(title, "a query only reads"))
            }
            _ => None,
        };
        findings.extend(category.and_then(|category| of_category(share.model, operation, category)));
        if let Some(found) = found {
            let found = found.help("name it by what it does");
            findings.push(found.at(operation.own.element.as_str(), operation.own.kind.name));
        }
    }
}

/// Beginnings of words for what is there no more, or counts no more.
const GONE: &[&str] = &[
    "delet", "remov", "eras", "archiv", "purg", "anonym", "activ", "inactiv", "deactiv", "disabl", "enabl", "hid",
    "clos", "void", "revok", "cancel", "withdr", "retir", "terminat", "discard", "trash", "drop", "expir", "end",
    "left", "destroy", "wip", "forg", "obsolet", "deprecat", "gone", "suspend", "block", "valid", "invalid",
];
/// Beginnings of words for money that is taken.
const TAKEN: &[&str] = &[
    "charg", "pay", "paid", "bill", "invoic", "fee", "debit", "collect", "captur", "purchas", "order", "buy", "price",
    "amount", "balanc", "settl", "money", "credit",
];
/// Beginnings of words for money that is given back.
const GIVEN: &[&str] = &[
    "refund",
    "credit",
    "repa",
    "reimburs",
    "revers",
    "chargeback",
    "payout",
    "compens",
    "money",
    "amount",
    "balanc",
    "paid",
];

/// A command whose category says one thing and whose steps do another.
fn of_category(model: &Model, operation: &Operation, (category, span): (&str, Span)) -> Option<Diagnostic> {
    let first = operation.effects.iter().find(|effect| effect.writes())?;
    let has = |id: &str| model.steps_of(operation).any(|effect| effect.id == id);
    let makes = || model.steps_of(operation).any(Effect::creates);
    let calls = || has("call.integration") || has("schedule.job");
    let (says, level) = match category {
        "crud.read" => ("it writes", Level::Warning),
        "crud.create" if !makes() => ("no step of it creates anything", Level::Warning),
        "crud.delete" if !has("db.delete") && !calls() && !speaks(model, operation, GONE) => {
            ("no step of it deletes anything", Level::Hint)
        }
        "billing.charge" if !makes() && !calls() && !speaks(model, operation, TAKEN) => {
            ("no step of it takes money", Level::Hint)
        }
        "billing.refund" if !makes() && !calls() && !speaks(model, operation, GIVEN) => {
            ("no step of it gives money back", Level::Hint)
        }
        _ => return None,
    };
    if operation.kind != "command" || !operation.is_clear() {
        return None;
    }
    let title = format!("`{}` has the category `{category}`, but {says}", operation.name);
    let mut found = Diagnostic::new(&C1610, title, span, "says something else").label(first.span, "what it does");
    found.level = level;
    Some(found.help("name the category of what it does").at(operation.own.element.as_str(), "category"))
}

/// Whether the name of a command, what its steps write and tell, or a state to which it leads has a word that begins with one of these.
fn speaks(model: &Model, operation: &Operation, beginnings: &[&str]) -> bool {
    let has = |name: &str| each(name).any(|word| beginnings.iter().any(|own| word.starts_with(own)));
    let written = |effect: &Effect| {
        let set = effect.map("set").unwrap_or_default().iter();
        let mut said = set.flat_map(|entry| [entry.key.as_text(), entry.node.as_text()]).flatten();
        said.any(has) || ["entity", "event"].iter().filter_map(|key| effect.name(key)).any(|(name, _)| has(name))
    };
    let leads = |own: &Transition| has(own.to().0);
    has(operation.name) || model.steps_of(operation).any(written) || model.transitions_on(operation.name).any(leads)
}
