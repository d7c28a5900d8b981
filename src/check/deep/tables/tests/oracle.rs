//! Random small tables: what the analysis says is what trying all values says.

use super::super::analysis::Gap;
use super::super::witness::example;
use super::with_table;
use crate::check::tests::dice::Dice;

/// A condition of a generated table; values by how they are written.
#[derive(Clone, Debug)]
enum Test {
    Any,
    Is(&'static str),
    Not(&'static str),
    In(Vec<&'static str>),
    Range(Option<i32>, Option<i32>),
    NotNull,
    Same(usize),
    Differs(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Bool,
    Enum,
    Int,
    Text,
}

#[derive(Debug)]
struct Made {
    kinds: Vec<(Kind, bool)>,
    rows: Vec<(Vec<Test>, u32)>,
    first: bool,
}

fn make(seed: u64) -> Made {
    let mut dice = Dice(seed.wrapping_mul(7919).wrapping_add(17));
    let count = 2 + dice.roll(2);
    let kinds: Vec<(Kind, bool)> = (0..count)
        .map(|_| (dice.of(&[Kind::Bool, Kind::Enum, Kind::Int, Kind::Text, Kind::Text]), dice.roll(4) == 0))
        .collect();
    let rows = (0..1 + dice.roll(6)).map(|_| {
        let tests = (0..count).map(|at| condition(&mut dice, &kinds, at)).collect();
        (tests, dice.roll(2) as u32)
    });
    let rows = rows.collect();
    Made { kinds, rows, first: seed.is_multiple_of(2) }
}

fn condition(dice: &mut Dice, kinds: &[(Kind, bool)], at: usize) -> Test {
    let texts = |kind: Kind| matches!(kind, Kind::Text | Kind::Enum);
    let others: Vec<usize> = (0..kinds.len())
        .filter(|other| {
            *other != at && (kinds[*other].0 == kinds[at].0 || texts(kinds[*other].0) && texts(kinds[at].0))
        })
        .collect();
    match (dice.roll(12), kinds[at].0) {
        (0..4, _) => Test::Any,
        (4, _) => Test::NotNull,
        (5, _) if dice.roll(2) == 0 => Test::Is("null"),
        (6, _) if !others.is_empty() => Test::Same(dice.of(&others)),
        (7, _) if !others.is_empty() => Test::Differs(dice.of(&others)),
        (_, Kind::Bool) => Test::Is(dice.of(&["true", "false"])),
        (8, Kind::Enum) => Test::In(vec!["a", "b"]),
        (9, Kind::Enum) => Test::Not(dice.of(&["a", "b", "c"])),
        (_, Kind::Enum) => Test::Is(dice.of(&["a", "b", "c"])),
        (_, Kind::Text) => Test::Is(dice.of(&["a", "x"])),
        (_, Kind::Int) => {
            let (from, to) = (dice.roll(5) as i32, dice.roll(5) as i32);
            match dice.roll(3) {
                0 => Test::Range(Some(from), None),
                1 => Test::Range(None, Some(to)),
                _ if dice.roll(6) == 0 => Test::Range(Some(from), Some(to)),
                _ => Test::Range(Some(from.min(to)), Some(from.max(to))),
            }
        }
    }
}

fn yaml(made: &Made) -> String {
    let mut out = String::from("enums: [{id: E, values: [a, b, c]}]\ncommands:\n  - id: C\n    input:\n");
    for (at, (kind, optional)) in made.kinds.iter().enumerate() {
        let name = match kind {
            Kind::Bool => "bool",
            Kind::Enum => "Enum:E",
            Kind::Int => "int",
            Kind::Text => "string",
        };
        out += &format!("      - {{name: i{at}, type: {name}, required: {}}}\n", !optional);
    }
    let names: Vec<String> = (0..made.kinds.len()).map(|at| format!("i{at}")).collect();
    let policy = if made.first { "\n    hit_policy: first" } else { "" };
    out += &format!("rules:\n  - id: r\n    applies_to: C{policy}\n    inputs: [{}]\n", names.join(", "));
    out += "    outputs: [o]\n    rows:\n";
    for (tests, answer) in &made.rows {
        let cells: Vec<String> = tests.iter().enumerate().filter_map(|(at, test)| cell(at, test)).collect();
        out += &format!("      - {{when: {{{}}}, then: {{o: {answer}}}}}\n", cells.join(", "));
    }
    out
}

fn cell(at: usize, test: &Test) -> Option<String> {
    let value = match test {
        Test::Any => return None,
        Test::Is("null") => "'{{ null }}'".to_owned(),
        Test::Is(value) => (*value).to_owned(),
        Test::Not(value) => format!("{{neq: {value}}}"),
        Test::In(values) => format!("{{in: [{}]}}", values.join(", ")),
        Test::Range(Some(from), Some(to)) => format!("{{gte: {from}, lte: {to}}}"),
        Test::Range(Some(from), None) => format!("'{{{{ > {from} }}}}'"),
        Test::Range(None, to) => format!("{{lt: {}}}", to.unwrap_or(0)),
        Test::NotNull => "'{{ not null }}'".to_owned(),
        Test::Same(other) => format!("'{{{{ i{other} }}}}'"),
        Test::Differs(other) => format!("'{{{{ != i{other} }}}}'"),
    };
    Some(format!("i{at}: {value}"))
}

fn holds(test: &Test, own: &str, point: &[String]) -> bool {
    match test {
        Test::Any => true,
        Test::Is(value) => own == *value,
        Test::Not(value) => own != *value,
        Test::In(values) => values.contains(&own),
        Test::NotNull => own != "null",
        Test::Same(other) => own == point[*other],
        Test::Differs(other) => own != point[*other],
        Test::Range(from, to) => own.parse::<i32>().is_ok_and(|own| match (from, to) {
            (Some(from), Some(to)) => own >= *from && own <= *to,
            (Some(from), None) => own > *from,
            (None, to) => own < to.unwrap_or(0),
        }),
    }
}

fn matches(tests: &[Test], point: &[String]) -> bool {
    tests.iter().zip(point).all(|(test, own)| holds(test, own, point))
}

/// All values that matter, of all inputs.
fn points(made: &Made) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for (at, (kind, optional)) in made.kinds.iter().enumerate() {
        let mut values: Vec<String> = match kind {
            Kind::Bool => ["true", "false"].map(String::from).to_vec(),
            Kind::Enum => ["a", "b", "c"].map(String::from).to_vec(),
            Kind::Int => (-3..9).map(|number| number.to_string()).collect(),
            Kind::Text => ["a", "b", "c", "x", "z1", "z2", "z3"].map(String::from).to_vec(),
        };
        let tested = |tests: &[Test]| matches!(tests[at], Test::Is("null") | Test::NotNull);
        if *optional || made.rows.iter().any(|(tests, _)| tested(tests)) {
            values.push("null".into());
        }
        all = all
            .iter()
            .flat_map(|point| values.iter().map(|value| [point.clone(), vec![value.clone()]].concat()))
            .collect();
    }
    all
}

/// The texts that are named for an input, or for those that it is compared with.
fn named(made: &Made, input: usize) -> Vec<&'static str> {
    let mut group = vec![input];
    while let Some(new) = (0..made.kinds.len()).find(|at| {
        let joins = |tests: &Vec<Test>, one: usize, two: usize| {
            matches!(tests[one], Test::Same(other) | Test::Differs(other) if other == two)
        };
        let joined = |own: usize| made.rows.iter().any(|(tests, _)| joins(tests, *at, own) || joins(tests, own, *at));
        !group.contains(at) && group.iter().any(|own| joined(*own))
    }) {
        group.push(new);
    }
    let mut all = Vec::new();
    for at in group {
        if made.kinds[at].0 == Kind::Enum {
            all.extend(["a", "b", "c"]);
        }
        all.extend(made.rows.iter().filter_map(|(tests, _)| match tests[at] {
            Test::Is(value) => Some(value),
            _ => None,
        }));
    }
    all
}

/// Reads an example back; what it leaves out may be anything.
fn point_of(example: &str, count: usize) -> Vec<String> {
    let mut point = vec!["z9".to_owned(); count];
    for part in example.strip_prefix("example: ").unwrap().split(", ") {
        if let Some((name, value)) = part.split_once(" = ") {
            point[name[1..].parse::<usize>().unwrap()] = value.to_owned();
        }
    }
    point
}

#[test]
fn the_analysis_says_what_trying_all_values_says() {
    let mut met = [0; 8];
    for seed in 0..700 {
        let made = make(seed);
        let text = yaml(&made);
        let points = points(&made);
        let hit = |row: usize, point: &[String]| matches(&made.rows[row].0, point);
        let rows = made.rows.len();
        with_table(&text, |table, found| {
            assert!(found.stopped.is_none(), "{text}");
            let clear: Vec<bool> = table.rows.iter().map(|row| row.clear).collect();
            if let Some(row) = clear.iter().position(|clear| !clear) {
                // Only what can never hold is not clear here.
                assert!(table.rows[row].impossible.is_some() && !points.iter().any(|point| hit(row, point)), "{text}");
                met[0] += 1;
                return;
            }
            let never: Vec<usize> = (0..rows).filter(|row| !points.iter().any(|point| hit(*row, point))).collect();
            assert_eq!(found.never, never, "{text}");
            // Cases without a row.
            let open: Vec<&Vec<String>> = points.iter().filter(|point| !(0..rows).any(|row| hit(row, point))).collect();
            assert_eq!(found.gap.is_some(), !open.is_empty(), "{text}\n{:?} {:?}", found.gap, open.first());
            if let Some((kind, point)) = &found.gap {
                let point = point_of(&example(table, point), made.kinds.len());
                assert!(!(0..rows).any(|row| hit(row, &point)), "{text}\n{point:?}");
                let has_null = |point: &[String]| point.iter().any(|value| value == "null");
                let is_other = |(at, value): (usize, &String)| {
                    made.kinds[at].0 == Kind::Text && value != "null" && !named(&made, at).contains(&value.as_str())
                };
                let has_other = |point: &[String]| point.iter().enumerate().any(is_other);
                match kind {
                    Gap::Null => assert!(open.iter().all(|point| has_null(point)), "{text}"),
                    Gap::Others => assert!(open.iter().all(|point| has_null(point) || has_other(point)), "{text}"),
                    Gap::Named => assert!(!has_null(&point), "{text}"),
                }
                met[1 + *kind as usize] += 1;
            }
            // Rows that never count.
            let taken = |row: usize| {
                points.iter().filter(|point| hit(row, point)).all(|point| (0..row).any(|earlier| hit(earlier, point)))
            };
            let shadowed: Vec<usize> = found.shadowed.iter().map(|(row, _)| *row).collect();
            if made.first {
                let all: Vec<usize> = (0..rows).filter(|row| !never.contains(row) && taken(*row)).collect();
                assert_eq!(shadowed, all, "{text}");
                met[4] += all.len();
                return;
            }
            for (row, by) in &found.shadowed {
                assert!(points.iter().all(|point| hit(*row, point) == hit(by[0], point)), "{text}");
                assert_eq!(made.rows[*row].1, made.rows[by[0]].1, "{text}");
                met[5] += 1;
            }
            // Rows that match in one case.
            for (overlaps, differ) in [(&found.conflicts, true), (&found.overlaps, false)] {
                for row in (0..rows).filter(|row| !shadowed.contains(row)) {
                    let common = |earlier: &usize| points.iter().any(|point| hit(row, point) && hit(*earlier, point));
                    let differs = |earlier: &usize| (made.rows[row].1 != made.rows[*earlier].1) == differ;
                    let all: Vec<usize> = (0..row).filter(common).filter(differs).collect();
                    let own = overlaps.iter().find(|overlap| overlap.row == row);
                    assert_eq!(own.map_or(&[][..], |own| &own.earlier), all, "{text} row {row}");
                    if let Some(own) = own {
                        let point = point_of(&example(table, &own.point), made.kinds.len());
                        assert!(hit(row, &point) && hit(all[0], &point), "{text}\n{point:?}");
                        met[6 + usize::from(differ)] += 1;
                    }
                }
            }
        });
    }
    assert!(met.iter().all(|met| *met > 5), "hardly met: {met:?}");
}
