//! What the tests of a project are told of its system.

use crate::ir::System;
use crate::levels::Wanted;
use crate::pipeline;
use crate::set::Input;
use crate::unit::Unit;

fn system(example: &str) -> System {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example).join("contract");
    pipeline::system(&Input::Path(path), &Wanted::default()).1.unwrap()
}

fn units(system: &System) -> Vec<Unit> {
    super::units(system, system)
}

fn data(units: &[Unit]) -> &Unit {
    units.iter().find(|unit| unit.path == "tests/gen/system.json").unwrap()
}

#[test]
fn all_that_tests_read_is_there_and_nothing_else() {
    let units = units(&system("hr"));
    let all: serde_json::Value = serde_json::from_str(&data(&units).text).unwrap();
    let parts: Vec<&str> = all.as_object().unwrap().keys().map(String::as_str).collect();
    for part in ["actor", "decisions", "entities", "operations", "roles", "scenarios", "tables", "workflows"] {
        assert!(parts.contains(&part), "{part} in {parts:?}");
    }
    assert_eq!(all["scenarios"].as_array().unwrap().len(), 13);
    assert!(!data(&units).text.contains("\"description\":"));
}

#[test]
fn each_line_of_a_declaration_is_known_to_come_from_it() {
    let units = units(&system("hr"));
    let data = data(&units);
    let lines: Vec<&str> = data.text.lines().collect();
    for name in ["CheckIn", "SendPayslipEmail"] {
        let origin = data.origins.iter().find(|own| own.declaration == format!("commands/{name}")).unwrap();
        let own = &lines[origin.first as usize - 1..origin.last as usize];
        assert_eq!(own[0], "    {");
        assert_eq!(own.last().unwrap().trim_end_matches(','), "    }");
        assert!(own.iter().any(|line| line.contains(&format!("\"name\": \"{name}\""))), "{name}");
    }
}

#[test]
fn the_same_system_gives_the_same_files() {
    assert_eq!(units(&system("shop")), units(&system("shop")));
}
