//! Which states are answered: random workflows against the definition, state by state.

use std::collections::BTreeSet;

use crate::check::tests::Read;
use crate::check::tests::dice::Dice;

#[test]
fn a_command_is_answered_in_every_live_state_or_reported() {
    let mut dice = Dice(11);
    for _ in 0..200 {
        let size = 2 + dice.roll(4);
        let ends: Vec<bool> = (0..size).map(|at| at > 0 && dice.roll(3) == 0).collect();
        let arrows: Vec<(usize, usize, usize)> =
            (0..size + 1).map(|_| (dice.roll(size), dice.roll(size), dice.roll(2))).collect();
        let excuse = [dice.roll(4) == 0, dice.roll(4) == 0];
        let mut text =
            String::from("entities:\n  - id: E\n    fields: [{name: id, type: uuid}, {name: status, type: string}]\n");
        text += "errors: [{id: Wrong, http_status: 409}, {id: Gone, http_status: 404}]\ncommands:\n";
        for (at, excuse) in excuse.iter().enumerate() {
            let error = if *excuse { "Wrong" } else { "Gone" };
            text += &format!("  - {{id: C{at}, input: [], errors: [{error}]}}\n");
        }
        text += "workflows:\n  - id: W\n    entity: E\n    state_field: status\n    initial_state: s0\n    states:\n";
        for (at, end) in ends.iter().enumerate() {
            text += &format!("      - {{id: s{at}, kind: {}}}\n", if *end { "final" } else { "normal" });
        }
        text += "    transitions:\n";
        for (from, to, command) in &arrows {
            text += &format!("      - {{from_state: s{from}, to_state: s{to}, on_command: C{command}}}\n");
        }
        let read = Read::of(&[("t.yaml".into(), text.clone())]);
        let found = read.check(true);
        let said: BTreeSet<String> =
            found.iter().filter(|own| ["C0610", "C0616"].contains(&own.code.id)).map(|own| own.title.clone()).collect();
        for (command, excuse) in excuse.iter().enumerate() {
            let handled: BTreeSet<usize> = arrows.iter().filter(|own| own.2 == command).map(|own| own.0).collect();
            let open = (0..size).any(|state| !handled.contains(&state));
            let wanted = !handled.is_empty() && open && !excuse;
            let name = format!("`C{command}`");
            assert_eq!(said.iter().any(|title| title.contains(&name)), wanted, "{text}{said:?}");
        }
    }
}
