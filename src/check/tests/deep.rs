//! Deep analyses: random machines against brute force, both surfaces against each other, and when nothing is said.

use std::collections::BTreeSet;

use super::dice::Dice;
use super::{Read, as_text, findings};
use crate::diag::CODES;

/// A machine: which states are final, and transitions with a command and, perhaps, the only role.
#[derive(Debug)]
struct Machine {
    ends: Vec<bool>,
    arrows: Vec<(usize, usize, usize, Option<usize>)>,
}

impl Machine {
    fn random(dice: &mut Dice) -> Machine {
        let size = 2 + dice.roll(4);
        let ends = (0..size).map(|at| at > 0 && dice.roll(3) == 0).collect();
        let mut arrow = || (dice.roll(size), dice.roll(size), dice.roll(3), [None, Some(0), Some(1)][dice.roll(3)]);
        let arrows = (0..size + 2).map(|_| arrow()).collect();
        Machine { ends, arrows }
    }

    fn text(&self) -> String {
        let mut text = String::from("roles: [{id: R0}, {id: R1}]\nentities: [{id: E, fields: []}]\ncommands:\n");
        (0..3).for_each(|at| text += &format!("  - {{id: C{at}, input: []}}\n"));
        text += "workflows:\n  - id: W\n    entity: E\n    initial_state: s0\n    states:\n";
        for (at, end) in self.ends.iter().enumerate() {
            text += &format!("      - {{id: s{at}, kind: {}}}\n", if *end { "final" } else { "normal" });
        }
        text += "    transitions:\n";
        for (from, to, command, role) in &self.arrows {
            text += &format!("      - from_state: s{from}\n        to_state: s{to}\n        on_command: C{command}\n");
            if let Some(role) = role {
                text += &format!("        guards: [{{id: auth.role, params: {{role: R{role}}}}}]\n");
            }
        }
        text
    }

    /// All states on all ways from a state, by going every way of at most as many steps as there are states.
    fn after(&self, from: usize) -> BTreeSet<usize> {
        let mut all = BTreeSet::from([from]);
        for _ in 0..self.ends.len() {
            let next = self.arrows.iter().filter(|(from, ..)| all.contains(from) && !self.ends[*from]);
            let next: Vec<usize> = next.map(|(_, to, ..)| *to).collect();
            all.extend(next);
        }
        all
    }

    /// The states of which each finding may speak.
    fn truth(&self) -> Truth {
        let reached = self.after(0);
        let states = 0..self.ends.len();
        let leaves = |state: usize| self.arrows.iter().any(|(from, ..)| *from == state);
        let lost = states.clone().filter(|state| !reached.contains(state)).collect();
        let dead: BTreeSet<usize> =
            states.clone().filter(|state| reached.contains(state) && !self.ends[*state] && !leaves(*state)).collect();
        // From where neither an end nor a dead end can be reached, and each state that can be reached leads back.
        let round = |state: usize| {
            let after = self.after(state);
            after.iter().all(|other| {
                !self.ends[*other] && !dead.contains(other) && leaves(*other) && self.after(*other).contains(&state)
            })
        };
        let some_end = self.ends.contains(&true);
        let traps = states.filter(|state| some_end && reached.contains(state) && round(*state)).collect();
        let pass = |role: Option<usize>, caller: usize| role.is_none_or(|role| role == caller);
        let mut clash = (false, false);
        for (at, (from, to, command, role)) in self.arrows.iter().enumerate() {
            for (other_from, other_to, other, other_role) in self.arrows.iter().take(at) {
                let both = (0..2).any(|caller| pass(*role, caller) && pass(*other_role, caller));
                if from == other_from && command == other && both && !self.ends[*from] {
                    if to == other_to { clash.1 = true } else { clash.0 = true }
                }
            }
        }
        let exits = self.ends.iter().enumerate().filter(|(state, end)| **end && leaves(*state)).map(|(at, _)| at);
        Truth { lost, dead, traps, exits: exits.collect(), clash }
    }
}

struct Truth {
    lost: BTreeSet<usize>,
    dead: BTreeSet<usize>,
    traps: BTreeSet<usize>,
    exits: BTreeSet<usize>,
    /// Whether two transitions lead apart, and whether two lead to one state.
    clash: (bool, bool),
}

#[test]
fn random_machines_are_seen_as_brute_force_sees_them() {
    let mut dice = Dice(3);
    for _ in 0..300 {
        let machine = Machine::random(&mut dice);
        let read = Read::of(&[("t.yaml".into(), machine.text())]);
        let found = read.check(true);
        let truth = machine.truth();
        let states = |code: &str| -> BTreeSet<usize> {
            let of = found.iter().filter(|found| found.code.id == code);
            let word = |span| read.sources.slice(span).trim_start_matches('s').parse().unwrap();
            of.map(|found| word(found.primary.as_ref().unwrap().span)).collect()
        };
        let say = || format!("{}\n{}", machine.text(), found.iter().map(|f| read.brief(f) + "\n").collect::<String>());
        assert_eq!(states("C0603"), truth.dead, "{}", say());
        assert_eq!(states("C0604"), truth.exits, "{}", say());
        // One finding for each group: all of them are true, and together they explain every state.
        let (lost, traps) = (states("C0602"), states("C0617"));
        let explained: BTreeSet<usize> = lost.iter().flat_map(|state| machine.after(*state)).collect();
        assert!(lost.is_subset(&truth.lost) && truth.lost.is_subset(&explained), "{}", say());
        let round: BTreeSet<usize> = traps.iter().flat_map(|state| machine.after(*state)).collect();
        assert!(traps.is_subset(&truth.traps) && truth.traps == round, "{}", say());
        let has = |code: &str| found.iter().any(|found| found.code.id == code);
        assert_eq!(has("C0612"), truth.clash.1, "{}", say());
        assert!(!has("C0605") || truth.clash.0, "{}", say());
        assert!(!truth.clash.0 || has("C0605") || has("C0612"), "{}", say());
    }
}

/// The examples of all pages of these layers, on the other surface.
#[test]
fn both_surfaces_say_the_same_of_the_examples() {
    let mut tried = 0;
    for code in CODES.iter().filter(|code| ["C03", "C05", "C06"].iter().any(|layer| code.id.starts_with(layer))) {
        for block in code.page.split("```yaml fails\n").skip(1) {
            let text = block.split("```").next().unwrap_or("");
            let files = vec![("t.yaml".to_owned(), text.to_owned())];
            let say = |read: Read| -> Vec<_> {
                let found = read.check(true);
                found.into_iter().map(|found| (found.code.id, found.title, found.element, found.notes)).collect()
            };
            let yaml = say(Read::of(&files));
            assert!(!yaml.is_empty(), "{}", code.id);
            assert_eq!(yaml, say(Read::of(&as_text(files))), "{}", code.id);
            tried += 1;
        }
    }
    assert!(tried >= 19, "only {tried} examples");
}

/// What a command is, where only its inputs and returns matter.
const DOOR: &str = "routes: [{method: POST, path: /a, command: A, response_schema: [{name: r, type: int}]}]\n";

#[test]
fn what_is_not_sound_is_passed_over() {
    // The inputs are wrong: of the route nothing is said. The effects are wrong: the route is still looked at.
    let found = findings(&format!("{DOOR}commands: [{{id: A, input: [{{name: x, type: strng}}]}}]\n"), true);
    assert!(found.contains("C0201") && !found.contains("C03"), "{found}");
    let wrong = "effects: [{id: db.insrt}]";
    let found = findings(&format!("{DOOR}commands: [{{id: A, input: [{{name: x, type: int}}], {wrong}}}]\n"), true);
    assert!(found.contains("C0304") && found.contains("C0305"), "{found}");
    // A file alone does not know the operations and events of others, nor that nothing emits an event.
    assert_eq!(findings(DOOR, false), "");
    assert_eq!(findings("events: [{id: E}]\n", false), "");
    assert_eq!(findings("commands: [{id: A, input: [], emits: [E]}]\n", false), "");
}

#[test]
fn one_mistake_is_one_finding() {
    let count = |text: &str| findings(text, true).lines().filter(|line| line.starts_with("t.yaml:")).count();
    // A misspelt request field is not also a missing input, a misspelt parameter neither.
    let of = |route: &str| {
        let input = "commands: [{id: A, input: [{name: order_id, type: int}]}]\n";
        format!("routes: [{{method: POST, {route}, command: A}}]\n{input}")
    };
    assert_eq!(count(&of("path: /a, request_schema: [{name: ordr_id, type: int}]")), 1);
    assert_eq!(count(&of("path: '/a/{ordr_id}'")), 1);
    assert_eq!(count(&of("path: '/a/{order_id'")), 1);
    // An event listed under another name is not also emitted without being listed.
    let emit = "effects: [{id: emit.event, params: {event: Sent}}]";
    let events = "events: [{id: Sent}, {id: Send, kind: integration}]\nwebhooks: [{id: w, direction: inbound, url_or_path: /w, events: [Send]}]\n";
    assert_eq!(count(&format!("{events}commands: [{{id: A, input: [], {emit}, emits: [Send]}}]\n")), 1);
}

#[test]
fn an_input_that_the_server_fills_is_not_missing() {
    let route = "routes: [{method: POST, path: /a, command: A}]\n";
    for (field, missing) in [
        ("{name: made_by, type: uuid}", true),
        ("{name: actor_id, type: uuid}", true),
        ("{name: made_by, type: uuid, bind: actor.id}", false),
        ("{name: n, type: int, default: 1}", false),
        ("{name: n, type: int, required: false}", false),
    ] {
        let found = findings(&format!("{route}commands: [{{id: A, input: [{field}]}}]\n"), true);
        assert_eq!(found.contains("C0304"), missing, "{field}: {found}");
        assert!(!missing || found.contains("`bind: actor.id`"), "{found}");
    }
}
