//! C0605, C0606 and C0612: what one trigger does in one state, and whether it does it once.
//!
//! In: a machine. Out: findings, each with a caller for whom both transitions happen. Exits of final states are passed over, and
//! a transition that stands twice counts once.

use std::collections::BTreeMap;

use super::{Arrow, Machine, Trigger};
use crate::check::deep::flow::payload::is_failure;
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C0605, C0606, C0612};
use crate::diag::{Change, Clause, Diagnostic, Help, Where};
use crate::lookup::{HashMap, HashSet};

/// All findings about the triggers of a machine.
pub fn check(machine: &Machine, findings: &mut Vec<Diagnostic>) {
    let live = |arrow: &&Arrow| machine.states.get(arrow.from).is_some_and(|state| state.end.is_none());
    let mut groups: BTreeMap<(usize, Trigger), Vec<&Arrow>> = BTreeMap::new();
    for arrow in machine.arrows.iter().filter(live) {
        groups.entry((arrow.from, arrow.trigger)).or_default().push(arrow);
    }
    let mut twice: HashSet<usize> = HashSet::default();
    for group in groups.values() {
        for (at, arrow) in group.iter().enumerate() {
            let before = group.iter().take(at).filter(|other| !twice.contains(&other.at));
            let mut clashes = before.filter_map(|other| Some((*other, other.case.and(&arrow.case)?)));
            let Some((other, case)) = clashes.next() else { continue };
            let same = std::iter::once(other).chain(clashes.map(|(other, _)| other)).find(|other| other.to == arrow.to);
            match same {
                Some(other) => {
                    twice.insert(arrow.at);
                    findings.push(duplicate(machine, other, arrow));
                }
                None => findings.push(nondeterministic(machine, other, arrow, &example(arrow, &case.example()))),
            }
        }
    }
    let arrows: Vec<&Arrow> = machine.arrows.iter().filter(live).filter(|own| !twice.contains(&own.at)).collect();
    chains(machine, &arrows, &groups, findings);
}

/// A case in words: an event has no caller.
fn example(arrow: &Arrow, case: &str) -> String {
    match arrow.trigger.kind {
        "event" => case.replace("any caller", &format!("any `{}`", arrow.trigger.name)),
        _ => case.to_owned(),
    }
}

fn duplicate(machine: &Machine, first: &Arrow, again: &Arrow) -> Diagnostic {
    let (from, to) = (machine.state(again.from), machine.state(again.to));
    let title = format!("the transition from `{from}` to `{to}` on `{}` stands twice", again.trigger.name);
    Diagnostic::new(&C0612, title, again.to_span, "the same transition again")
        .label(first.to_span, "first here")
        .help("remove one of them")
        .change(
            "remove the second one",
            MachineApplicable,
            [Change::remove(machine.node, format!("transitions/{}", again.at))],
        )
        .at(machine.element, format!("transitions/{}", again.at))
}

fn nondeterministic(machine: &Machine, first: &Arrow, second: &Arrow, example: &str) -> Diagnostic {
    let (from, trigger) = (machine.state(second.from), second.trigger);
    let (one, other) = (machine.state(first.to), machine.state(second.to));
    let title = format!("`{}` leads from `{from}` to `{one}` and to `{other}`", trigger.name);
    let mut found = Diagnostic::new(&C0605, title, second.trigger_span, "leads on at the same time …")
        .label(first.trigger_span, "… as this one")
        .note(format!("example: {example}"));
    let unsaid = trigger.kind == "command" && first.case.outcome.is_none() && second.case.outcome.is_none();
    if unsaid && is_failure(one) != is_failure(other) {
        let outcome = |state: &str| if is_failure(state) { "failure" } else { "success" };
        let set = |arrow: &Arrow, state: &str| {
            Change::set(machine.node, format!("transitions/{}/outcome", arrow.at), outcome(state))
        };
        let title = "say which is the success of the command and which its failure";
        found = found.change(title, MaybeIncorrect, [set(first, one), set(second, other)]);
    }
    if unsaid {
        let on = |outcome: &str| Clause {
            place: Where::Transition,
            entries: vec![("on_command", trigger.name.into()), ("outcome", outcome.into())],
        };
        let help = Help::from("if one is for the failure of the command: ").clause(on("success"));
        found = found.help(help.words(" and ").clause(on("failure")));
    }
    found
        .help(format!("let guards exclude each other, or give each its own {}", trigger.kind))
        .at(machine.element, format!("transitions/{}", second.at))
}

/// Reports each trigger that leads on from a state to which it led: once, with all of its consecutive transitions.
fn chains<'a>(
    machine: &Machine,
    arrows: &[&Arrow<'a>],
    groups: &BTreeMap<(usize, Trigger<'a>), Vec<&Arrow<'a>>>,
    findings: &mut Vec<Diagnostic>,
) {
    let mut found: HashMap<Trigger, Diagnostic> = HashMap::default();
    let mut labelled: HashSet<usize> = HashSet::default();
    for first in arrows.iter().filter(|arrow| arrow.from != arrow.to) {
        let next = groups.get(&(first.to, first.trigger)).into_iter().flatten();
        for second in next.filter(|second| second.to != second.from) {
            let Some(case) = first.case.and(&second.case) else { continue };
            let trigger = first.trigger;
            let so_far = found.remove(&trigger);
            let diagnostic = so_far.unwrap_or_else(|| {
                labelled.insert(first.at);
                let way = [first.from, first.to, second.to].map(|state| format!("`{}`", machine.state(state)));
                let title = format!("`{}` leads from {} to {} and on to {}", trigger.name, way[0], way[1], way[2]);
                let again = if trigger.kind == "command" { "one call or two?" } else { "one event or two?" };
                Diagnostic::new(&C0606, title, first.trigger_span, format!("and the next step on the same: {again}"))
                    .note(format!("example: {}", example(first, &case.example())))
                    .help(format!("give each step its own {}, or guards that exclude each other", trigger.kind))
                    .at(machine.element, format!("transitions/{}", first.at))
            });
            let fresh = labelled.insert(second.at);
            let diagnostic =
                if fresh { diagnostic.label(second.trigger_span, "leads on from there") } else { diagnostic };
            found.insert(trigger, diagnostic);
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(trigger, _)| *trigger);
    findings.extend(found.into_iter().map(|(_, diagnostic)| diagnostic));
}
