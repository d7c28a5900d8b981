//! C0602, C0603, C0604 and C0617: states that are never reached, never left, left too late, or never lead to an end.
//!
//! In: a machine. Out: findings. Exits of final states are looked at only by C0604.

use super::Machine;
use crate::check::place::quoted;
use crate::diag::Diagnostic;
use crate::diag::code::{C0602, C0603, C0604, C0617};

/// All findings about the shape of a machine.
pub fn check(machine: &Machine, findings: &mut Vec<Diagnostic>) {
    finals(machine, findings);
    let states = machine.states.len();
    let reached = machine.graph.reach(&machine.starts);
    let components = machine.graph.components();
    let mut part_of = vec![0; states + 1];
    for (number, part) in components.iter().enumerate() {
        part.iter().for_each(|state| part_of[*state] = number);
    }
    // Whether something leads into a part from another, and out of it into another.
    let (mut entered, mut left) = (vec![false; components.len()], vec![false; components.len()]);
    for (from, next) in machine.graph.next.iter().enumerate() {
        for to in next {
            if part_of[from] != part_of[*to] {
                entered[part_of[*to]] = true;
                left[part_of[from]] = true;
            }
        }
    }
    let some_end = machine.states.iter().any(|state| state.end.is_some());
    for (number, part) in components.iter().enumerate() {
        let Some(first) = part.first().and_then(|first| machine.states.get(*first)) else { continue };
        if !reached[first.at] {
            if !entered[number] {
                unreachable(machine, first.at, findings);
            }
            continue;
        }
        if left[number] || part.iter().any(|state| machine.states.get(*state).is_some_and(|s| s.end.is_some())) {
            continue;
        }
        if machine.graph.next[first.at].is_empty() {
            dead_end(machine, first.at, findings);
        } else if some_end {
            trap(machine, part, findings);
        }
    }
}

fn finals(machine: &Machine, findings: &mut Vec<Diagnostic>) {
    let mut exits: Vec<Vec<usize>> = vec![Vec::new(); machine.states.len()];
    for (number, arrow) in machine.arrows.iter().enumerate() {
        exits[arrow.from].push(number);
    }
    for state in &machine.states {
        let (Some(end), [first, rest @ ..]) = (state.end, exits[state.at].as_slice()) else { continue };
        let arrow = &machine.arrows[*first];
        let title = format!("the final state `{}` has a way out, to `{}`", state.name, machine.state(arrow.to));
        let mut found = Diagnostic::new(&C0604, title, arrow.from_span, "leaves a state in which a life ends")
            .label(end, format!("`{}` is declared final", state.name));
        for other in rest {
            found = found.label(machine.arrows[*other].from_span, "leaves it as well");
        }
        let found = found.help("either the state is not final, or the transition has to go");
        findings.push(found.at(machine.element, format!("transitions/{}/from_state", arrow.at)));
    }
}

fn unreachable(machine: &Machine, state: usize, findings: &mut Vec<Diagnostic>) {
    let own = &machine.states[state];
    let title = format!("no life of `{}` reaches the state `{}`", machine.name, own.name);
    let mut found = Diagnostic::new(&C0602, title, own.span, "no way leads here from where lives begin");
    if let Some(start) = machine.starts.first().and_then(|start| machine.states.get(*start)) {
        found = found.label(start.span, "lives begin here");
    }
    let only = machine.graph.reach(&[state]);
    let reached = machine.graph.reach(&machine.starts);
    let others = machine.states.iter().filter(|other| other.at != state && only[other.at] && !reached[other.at]);
    let others: Vec<&str> = others.map(|other| other.name).collect();
    if let [_, ..] = others.as_slice() {
        let shown = others.iter().take(4).copied();
        let more = if others.len() > 4 { format!(" and {} more", others.len() - 4) } else { String::new() };
        found = found.note(format!("not reached either, though it leads there: {}{more}", quoted(shown, "and")));
    }
    let found = found.help("add a transition to it, or remove the state");
    findings.push(found.at(machine.element, format!("states/{state}/id")));
}

fn dead_end(machine: &Machine, state: usize, findings: &mut Vec<Diagnostic>) {
    let own = &machine.states[state];
    let title = format!("nothing leads out of the state `{}`, and it is not final", own.name);
    let mut found = Diagnostic::new(&C0603, title, own.span, "a life that comes here stays here");
    let way = way(machine, &[state]);
    if way.contains(" -> ") {
        found = found.note(format!("example: {way}"));
    }
    let found = found.help("say that it is final, or add a transition out of it");
    findings.push(found.at(machine.element, format!("states/{state}/id")));
}

fn trap(machine: &Machine, part: &[usize], findings: &mut Vec<Diagnostic>) {
    let numbers = machine.graph.way(&machine.starts, part);
    let door = numbers.last().or(part.first()).copied().unwrap_or(0);
    let Some(own) = machine.states.get(door).or_else(|| machine.states.get(*part.first()?)) else { return };
    let names = part.iter().filter(|state| **state < machine.states.len()).map(|state| machine.state(*state));
    let names: Vec<&str> = names.collect();
    let title = match names.as_slice() {
        [only] => format!("a life that comes to `{only}` never ends"),
        [a, b] => format!("a life that comes to `{a}` or `{b}` never ends"),
        _ => format!("a life that comes to `{}` goes round {} states and never ends", own.name, names.len()),
    };
    let mut found = Diagnostic::new(&C0617, title, own.span, "from here on no final state can be reached");
    for arrow in machine.arrows.iter().filter(|arrow| part.binary_search(&arrow.from).is_ok()) {
        found = found.label(arrow.to_span, "leads round");
    }
    let found = found
        .note(format!("example: {}", way(machine, part)))
        .help("add a transition to a final state, or to a state that leads to one");
    findings.push(found.at(machine.element, format!("states/{}/id", own.at)));
}

/// The shortest way from a start to one of these states, in words.
fn way(machine: &Machine, goals: &[usize]) -> String {
    let way = machine.graph.way(&machine.starts, goals);
    let step = |state: &usize| machine.states.get(*state).map_or("(a failure)", |state| state.name);
    way.iter().map(step).collect::<Vec<_>>().join(" -> ")
}
