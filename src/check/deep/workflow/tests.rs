//! Graphs and guards against brute force over all ways and all callers.

use super::graph::Graph;
use super::guards::Case;
use crate::ast::Node;
use crate::check::tests::dice::Dice;

/// All states on all ways without repetition from a state, by trying each.
fn ways(graph: &Graph, way: &mut Vec<usize>, each: &mut dyn FnMut(&[usize])) {
    each(way);
    let Some(at) = way.last().copied() else { return };
    for to in &graph.next[at] {
        if !way.contains(to) {
            way.push(*to);
            ways(graph, way, each);
            way.pop();
        }
    }
}

#[test]
fn reach_ways_and_circles_are_those_of_brute_force() {
    let mut dice = Dice(7);
    for _ in 0..400 {
        let size = 1 + dice.roll(6);
        let mut graph = Graph::new(size);
        for _ in 0..dice.roll(2 * size + 1) {
            graph.add(dice.roll(size), dice.roll(size));
        }
        let mut shortest = vec![vec![usize::MAX; size]; size];
        for (from, lengths) in shortest.iter_mut().enumerate() {
            ways(&graph, &mut vec![from], &mut |way| {
                let to = way[way.len() - 1];
                lengths[to] = lengths[to].min(way.len());
            });
        }
        let start = dice.roll(size);
        let reach = graph.reach(&[start]);
        let parts = graph.components();
        assert_eq!(parts.iter().map(Vec::len).sum::<usize>(), size);
        let part = |state: usize| parts.iter().position(|part| part.contains(&state));
        for state in 0..size {
            assert_eq!(reach[state], shortest[start][state] < usize::MAX, "{graph:?}");
            let way = graph.way(&[start], &[state]);
            assert_eq!(way.len(), if reach[state] { shortest[start][state] } else { 0 }, "{graph:?}");
            assert!(way.windows(2).all(|step| graph.next[step[0]].contains(&step[1])));
            for (other, ways) in shortest.iter().enumerate() {
                let circle = shortest[state][other] < usize::MAX && ways[state] < usize::MAX;
                assert_eq!(part(state) == part(other), circle, "{graph:?}");
            }
        }
    }
}

/// Whether a caller with this role passes while the field has this value and the command comes out so.
type Pass = Box<dyn Fn(&str, &str, &str) -> bool>;

#[test]
fn guards_exclude_each_other_if_no_caller_passes_both() {
    let (roles, values, outcomes) = (["A", "B", "C"], ["x", "y", "z"], ["success", "failure"]);
    let mut dice = Dice(11);
    for _ in 0..300 {
        let mut texts = Vec::new();
        let mut pass: Vec<Pass> = Vec::new();
        for _ in 0..2 {
            let (by_role, by_value) = (dice.roll(2) == 0, dice.roll(2) == 0);
            let some = |dice: &mut Dice, all: [&'static str; 3]| -> Vec<&'static str> {
                let mask = 1 + dice.roll(7);
                all.into_iter().enumerate().filter(|(at, _)| mask & (1 << at) > 0).map(|(_, one)| one).collect()
            };
            let (allowed, fitting) = (some(&mut dice, roles), some(&mut dice, values));
            let outcome = outcomes.get(dice.roll(3)).copied();
            let mut text = outcome.map_or(String::new(), |outcome| format!("outcome: {outcome}\n"));
            text += "guards:\n  - {id: ownership, params: {}}\n";
            if by_role {
                text += &format!("  - {{id: auth.role, params: {{roles: [{}]}}}}\n", allowed.join(", "));
            }
            if by_value {
                text += &format!("  - {{id: state.in, params: {{field: f, values: [{}]}}}}\n", fitting.join(", "));
            }
            texts.push(text);
            pass.push(Box::new(move |role, value, came_out| {
                (!by_role || allowed.contains(&role))
                    && (!by_value || fitting.contains(&value))
                    && outcome.is_none_or(|outcome| outcome == came_out)
            }));
        }
        let nodes: Vec<Node> = texts
            .iter()
            .filter_map(|text| Some(crate::yaml::read(crate::source::FileId(0), text).document?.root))
            .collect();
        let both = Case::of(&nodes[0]).and(&Case::of(&nodes[1]));
        let cases = || values.iter().flat_map(|value| outcomes.iter().map(move |outcome| (*value, *outcome)));
        let callers = || roles.iter().flat_map(|role| cases().map(move |(value, outcome)| (*role, value, outcome)));
        let common: Vec<_> =
            callers().filter(|(role, value, outcome)| pass.iter().all(|pass| pass(role, value, outcome))).collect();
        assert_eq!(both.is_some(), !common.is_empty(), "{texts:?}");
        if let Some(both) = both {
            let named = |one: &str, mark: &str| both.example().contains(mark) && both.example().contains(one);
            let fits = common.iter().any(|(role, value, outcome)| {
                (both.roles.is_none() || named(&format!("`{role}`"), "role"))
                    && (both.fields.is_empty() || named(&format!("= {value}"), "`f`"))
                    && (both.outcome.is_none() || both.example().contains(outcome))
            });
            assert!(fits, "{texts:?}: {}", both.example());
        }
    }
}

#[test]
fn large_machines_are_no_trouble() {
    let mut graph = Graph::new(50_000);
    (0..50_000).for_each(|at| graph.add(at, (at + 1) % 50_000));
    assert_eq!(graph.components().len(), 1);
    assert_eq!(graph.way(&[0], &[49_999]).len(), 50_000);
}
