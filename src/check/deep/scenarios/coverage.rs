//! C1209: scenarios in which nobody with a role is ever refused, and what else none of them shows, as one summary for the whole set.
//!
//! In: all steps of a whole set. Out: at most one hint. What is counted: operations that nothing calls, errors that operations list and no
//! step expects, and roles that never act; it is said only where no scenario refuses anybody, so that a set which is tested in earnest is
//! left alone. So is one without scenarios.

use super::Step;
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::parts::{actors, items};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::C1209;
use crate::lookup::HashSet;

/// So many names are listed.
const SHOWN: usize = 8;

/// What the steps of a set show.
#[derive(Default)]
pub struct Shown<'m> {
    /// The first scenario, and how many there are.
    first: Option<&'m Declaration<'m>>,
    count: usize,
    operations: HashSet<(&'static str, &'m str)>,
    errors: HashSet<&'m str>,
    /// Whether somebody with a role is refused.
    refuses: bool,
    roles: HashSet<&'m str>,
}

impl<'m> Shown<'m> {
    /// Adds a scenario or test.
    pub fn add(&mut self, model: &Model<'m, '_>, own: &'m Declaration<'m>, steps: &[Step<'_, 'm>]) {
        // Tests stand behind all scenarios.
        if self.first.is_none_or(|first| first.kind.keyword == "test" && own.kind.keyword == "scenario") {
            self.first = Some(own);
        }
        self.count += 1;
        let all = actors(own.node).map(|(name, _)| name);
        let roles: Vec<&str> = all.filter(|name| model.sound.declares("role", name)).collect();
        for step in steps {
            let key = (step.operation.kind, step.operation.name);
            self.operations.insert(key);
            let Some((error, _)) = step.error() else { continue };
            self.errors.insert(error);
            self.refuses |= !roles.is_empty() && model.is_refusal(error);
        }
        self.roles.extend(roles);
    }
}

/// Whether an operation keeps some callers out.
fn is_guarded(own: &Operation) -> bool {
    let guards = ["auth.role", "auth.permission", "ownership"].iter().any(|id| own.guards(id).next().is_some());
    guards || ["required_roles", "required_permissions"].iter().any(|key| !items(own.own.node, key).is_empty())
}

/// Some of several: how many there are, and the names of those that are not shown.
struct Part<'m> {
    what: &'static str,
    all: usize,
    open: Vec<&'m str>,
}

impl<'m> Part<'m> {
    fn of(what: &'static str, all: impl Iterator<Item = (&'m str, bool)>) -> Part<'m> {
        let mut part = Part { what, all: 0, open: Vec::new() };
        let mut seen = HashSet::default();
        for (name, shown) in all.filter(|(name, _)| seen.insert(*name)) {
            part.all += 1;
            if !shown {
                part.open.push(name);
            }
        }
        part
    }
}

/// Says what is not shown.
pub fn check(model: &Model, shown: &Shown, findings: &mut Vec<Diagnostic>) {
    let sound = model.sound;
    if shown.refuses {
        return;
    }
    let known = sound.every("command").count() + sound.every("query").count() == model.operations.len();
    let whole = sound.is_all_read() && known && ["scenario", "test"].iter().all(|kind| sound.is_whole(kind));
    let Some((first, (_, span))) = shown.first.and_then(|own| Some((own, own.name?))).filter(|_| whole) else { return };
    let operations = || model.operations.iter();
    let called = |own: &Operation| shown.operations.contains(&(own.kind, own.name));
    let errors = operations().flat_map(|own| &own.errors).map(|(name, _)| *name).filter(|name| !model.is_refusal(name));
    let guarded = operations().filter(|own| is_guarded(own)).count();
    if guarded == 0 {
        return;
    }
    let roles = sound.all("role").filter_map(|own| Some(own.name?.0));
    let parts = [
        Part::of("operations are called by no step", operations().map(|own| (own.name, called(own)))),
        Part::of("errors are expected by no step", errors.map(|name| (name, shown.errors.contains(name)))),
        Part::of("roles act in no scenario", roles.map(|name| (name, shown.roles.contains(name)))),
    ];
    let title = match guarded {
        1 => "no scenario is refused, though an operation keeps callers out".to_owned(),
        count => format!("no scenario is refused, though {count} operations keep callers out"),
    };
    let label = if shown.count == 1 { "the only one".to_owned() } else { format!("the first of {}", shown.count) };
    let mut found = Diagnostic::new(&C1209, title, span, label);
    for part in parts.iter().filter(|part| !part.open.is_empty()) {
        let names: Vec<String> = part.open.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
        let more = part.open.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        found = found.note(format!("{} of {} {}: {}{more}", part.open.len(), part.all, part.what, names.join(", ")));
    }
    let found =
        found.help("add scenarios that are refused: a role that may not call, a caller who asks for what is another's");
    findings.push(found.at(first.element.as_str(), "id"));
}
