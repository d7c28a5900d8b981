//! Single things that are large: a decision table of 1 000 rows over 8 inputs, and a workflow of 1 000 states.
//!
//! In: how large. Out: a YAML file. The rows of a table are boxes without gaps and overlaps, made by cutting boxes in two, so that
//! their conditions follow no order; the states of a workflow are a chain with other ways at random.

use std::collections::VecDeque;
use std::fmt::Write;

use super::File;

/// The cells of each input: so many values of an enum, or so many ranges of numbers.
const CELLS: usize = 8;
const INPUTS: usize = 8;
/// The commands that move a workflow on.
const COMMANDS: usize = 50;

/// Numbers that look like chance, and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// A box: from which cell to before which, for each input.
type Cut = [(usize, usize); INPUTS];

/// A set with one table of so many rows, each of which is a case of its own; with the policy `first`, rows say less and have the same
/// answer for all that is left at their end.
pub fn table(rows: usize, policy: &str) -> Vec<File> {
    let mut dice = Dice(7);
    let mut boxes: VecDeque<Cut> = VecDeque::from([[(0, CELLS); INPUTS]]);
    while boxes.len() < rows {
        let Some(whole) = boxes.pop_front() else { break };
        let at = dice.roll(INPUTS);
        let (from, to) = whole[at];
        if to - from < 2 {
            boxes.push_back(whole);
            continue;
        }
        let middle = from + 1 + dice.roll(to - from - 1);
        let (mut low, mut high) = (whole, whole);
        (low[at].1, high[at].0) = (middle, middle);
        boxes.extend([low, high]);
    }
    let mut out = String::from("enums:\n  - id: Kind\n    description: Of what kind it is\n    values:\n");
    for value in 0..CELLS {
        let _ = writeln!(out, "      - kind_{value}");
    }
    out += "commands:\n  - id: Decide\n    description: Decide\n    input:\n";
    for input in 0..INPUTS {
        let kind = if is_enum(input) { "Enum:Kind" } else { "int" };
        let _ = writeln!(out, "      - name: fact_{input}\n        type: {kind}\n        required: true");
    }
    let _ = writeln!(out, "rules:\n  - id: large\n    description: Large\n    applies_to: command:Decide");
    let _ = writeln!(out, "    hit_policy: {policy}\n    inputs:");
    for input in 0..INPUTS {
        let _ = writeln!(out, "      - fact_{input}");
    }
    out += "    outputs:\n      - answer\n    rows:\n";
    for (number, own) in boxes.iter().enumerate() {
        let mut when = String::new();
        for (input, (from, to)) in own.iter().enumerate() {
            let skipped = policy == "first" && dice.roll(4) == 0;
            if (*from, *to) == (0, CELLS) || skipped {
                continue;
            }
            let _ = writeln!(when, "          fact_{input}:");
            if is_enum(input) {
                let values: Vec<String> = (*from..*to).map(|value| format!("kind_{value}")).collect();
                let _ = writeln!(when, "            in: [{}]", values.join(", "));
                continue;
            }
            if *from > 0 {
                let _ = writeln!(when, "            gte: {}", from * 10);
            }
            if *to < CELLS {
                let _ = writeln!(when, "            lt: {}", to * 10);
            }
        }
        let when = if when.is_empty() { " {}\n".to_owned() } else { format!("\n{when}") };
        let _ = writeln!(out, "      - when:{when}        then:\n          answer: {}", number % 10);
    }
    if policy == "first" {
        out += "      - when: {}\n        then:\n          answer: 10\n";
    }
    vec![("large.yaml".to_owned(), out)]
}

fn is_enum(input: usize) -> bool {
    input.is_multiple_of(2)
}

/// A set with one workflow of so many states.
pub fn workflow(states: usize) -> Vec<File> {
    let mut dice = Dice(11);
    let mut out = String::from("enums:\n  - id: State\n    description: The states\n    values:\n");
    for state in 0..states {
        let _ = writeln!(out, "      - state_{state}");
    }
    out += "entities:\n  - id: Case\n    description: Moved through all states\n    fields:\n";
    for (name, kind) in [("id", "uuid"), ("status", "Enum:State")] {
        let _ = writeln!(out, "      - name: {name}\n        type: {kind}\n        required: true");
    }
    out += "    primary_key: id\ncommands:\n";
    for command in 0..COMMANDS {
        let _ = writeln!(out, "  - id: Step{command}\n    description: One step\n    input:");
        let _ = writeln!(out, "      - name: case_id\n        type: uuid\n        required: true");
    }
    out += "workflows:\n  - id: Long\n    description: Long\n    entity: Case\n    state_field: status\n";
    out += "    initial_state: state_0\n    states:\n";
    for state in 0..states {
        let kind = match state {
            0 => "initial",
            _ if state + 1 == states => "final",
            _ => "normal",
        };
        let _ = writeln!(out, "      - id: state_{state}\n        kind: {kind}");
    }
    out += "    transitions:\n";
    for state in 0..states.saturating_sub(1) {
        for (step, to) in [(0, state + 1), (1, dice.roll(states)), (2, dice.roll(states))] {
            let _ = writeln!(out, "      - from_state: state_{state}\n        to_state: state_{to}");
            let _ = writeln!(out, "        on_command: Step{}", (state + step) % COMMANDS);
        }
    }
    vec![("large.yaml".to_owned(), out)]
}
