//! Tests of the stack: layout, imports and names by themselves, and the example sets as whole projects.

mod depot;
mod strangers;

use std::collections::BTreeSet;
use std::path::Path;

use super::imports::Imports;
use super::names;
use super::operation::statement::mentions;
use super::python::{self, Expr, Writer};
use crate::ir::System;
use crate::levels::Wanted;
use crate::set::Input;
use crate::stack::Before;
use crate::unit::{Owner, Unit};

/// The system of an example.
fn example(name: &str) -> System {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name).join("contract");
    let (checked, system) = crate::pipeline::system(&Input::Path(path), &Wanted::default());
    system.unwrap_or_else(|| panic!("{name}: {:?}", checked.judged.findings))
}

/// The system of a text.
fn of(text: &str) -> System {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.contract"), text).unwrap();
    let (checked, system) = crate::pipeline::system(&Input::Path(folder.path().to_path_buf()), &Wanted::default());
    system.unwrap_or_else(|| panic!("{text}: {:?}", checked.judged.findings))
}

/// The files of a new project.
fn units_beside(system: &System, by_hand: &[String]) -> Vec<Unit> {
    super::files(system, &Before::default(), by_hand).units
}

fn lines(write: impl FnOnce(&mut Writer)) -> String {
    let mut out = Writer::default();
    write(&mut out);
    out.text().to_owned()
}

#[test]
fn an_expression_stands_on_one_line_or_each_part_on_its_own() {
    let call =
        |name: &str| Expr::named_call(name, vec![("one".into(), Expr::atom("1")), ("two".into(), Expr::atom("2"))]);
    assert_eq!(lines(|out| out.statement("x = ", &call("f"), "")), "x = f(one=1, two=2)");
    let long = "f".repeat(90);
    assert_eq!(
        lines(|out| out.statement("x = ", &call(&long).awaited(), "")),
        format!("x = await {long}(\n    one=1,\n    two=2,\n)")
    );
    let inner = Expr::call("g", vec![call(&long)]);
    assert_eq!(
        lines(|out| out.statement("", &inner, "")),
        format!("g(\n    {long}(\n        one=1,\n        two=2,\n    ),\n)")
    );
}

#[test]
fn conditions_break_before_their_words() {
    let part = |letter: &str| Expr::Atom(letter.repeat(45));
    let chain = Expr::Chain("and", vec![part("a"), part("b"), part("c")]);
    let (a, b, c) = ("a".repeat(45), "b".repeat(45), "c".repeat(45));
    assert_eq!(lines(|out| out.statement("if ", &chain, ":")), format!("if (\n    {a}\n    and {b}\n    and {c}\n):"));
}

#[test]
fn texts_take_the_quotes_with_fewer_escapes() {
    assert_eq!(python::text("a"), "\"a\"");
    assert_eq!(python::text("a \"b\""), "'a \"b\"'");
    assert_eq!(python::text("it's \"b\""), "'it\\'s \"b\"'");
    assert_eq!(python::text("it's"), "\"it's\"");
    assert_eq!(python::text("a\\b\n\u{0}"), "\"a\\\\b\\n\\x00\"");
}

#[test]
fn docstrings_hold_any_description() {
    assert_eq!(lines(|out| out.doc("Says \"\"\"so\"\"\"")), "\"\"\"Says '''so'''.\"\"\"");
    assert_eq!(lines(|out| out.doc("Says \"so\"")), "\"\"\"Says \"so\".\"\"\"");
    assert_eq!(lines(|out| out.doc("C:\\x\n  y")), "\"\"\"C:\\\\x y.\"\"\"");
    let (one, two) = (format!("{} ends", "w".repeat(88)), format!("{} ends", "w".repeat(90)));
    assert_eq!(lines(|out| out.doc(&one)), format!("\"\"\"{one}.\"\"\""));
    assert_eq!(lines(|out| out.doc(&two)), format!("\"\"\"{}\nends.\n\"\"\"", "w".repeat(90)));
    assert!(lines(|out| out.doc(&"word ".repeat(60))).lines().all(|line| python::width(line) <= 100));
}

#[test]
fn numbers_are_read_in_threes() {
    assert_eq!(python::whole("1024"), "1024");
    assert_eq!(python::whole("20971520"), "20_971_520");
    assert_eq!(python::whole("-604800"), "-604_800");
    assert_eq!(python::whole("1.50"), "1.50");
}

#[test]
fn imports_stand_in_sections_and_in_order() {
    let mut imports = Imports::default();
    imports.dates();
    imports.name("uuid", "uuid4");
    imports.name("uuid", "UUID");
    imports.name("pydantic", "Field");
    imports.name("...domain.errors", "S3StorageError");
    imports.name("...domain.errors", "EmployeeNotFound");
    imports.name("..services", "Services");
    imports.name("..", "ports");
    imports.renamed("..services", "run", "run_it");
    assert_eq!(
        lines(|out| imports.write(out)),
        "\nimport datetime as dt\nfrom uuid import UUID, uuid4\n\nfrom pydantic import Field\n\n\
         from ...domain.errors import EmployeeNotFound, S3StorageError\nfrom .. import ports\n\
         from ..services import Services\nfrom ..services import run as run_it"
    );
}

#[test]
fn names_are_those_of_python() {
    assert_eq!(names::snake("GetDocumentDownloadURL"), "get_document_download_url");
    assert_eq!(names::snake("HRDocument"), "hr_document");
    assert_eq!(names::snake("weather.api_key"), "weather_api_key");
    assert_eq!(names::snake("hr-documents"), "hr_documents");
    assert_eq!(names::class("revenue_by_month"), "RevenueByMonth");
    assert_eq!(names::field("class"), "class_");
    assert_eq!(names::field("json"), "json_");
    assert_eq!(names::local("call", &BTreeSet::new()), "call_row");
    assert_eq!(names::local("news", &BTreeSet::from(["news".to_owned()])), "news_row");
}

#[test]
fn variables_are_told_from_attributes_and_keywords() {
    assert!(mentions("f(payroll.id)", "payroll"));
    assert!(mentions("payroll == 1", "payroll"));
    assert!(!mentions("call.payroll", "payroll"));
    assert!(!mentions("f(payroll=1)", "payroll"));
    assert!(!mentions("\"payroll\" payrolls", "payroll"));
}

#[test]
fn the_same_system_gives_the_same_files() {
    let system = example("shop");
    assert_eq!(units_beside(&system, &[]), units_beside(&system, &[]));
}

#[test]
fn paths_are_unique_and_in_order() {
    for name in ["hello", "shop", "hr", "clinic"] {
        let units = units_beside(&example(name), &[]);
        let paths: Vec<&str> = units.iter().map(|unit| unit.path.as_str()).collect();
        assert!(paths.windows(2).all(|pair| pair[0] < pair[1]), "{name}: {paths:?}");
        assert!(units.iter().all(|unit| unit.text.is_empty() || unit.text.ends_with('\n')), "{name}");
        let nameless = units.iter().find(|unit| unit.origins.iter().any(|own| own.declaration.is_empty()));
        assert_eq!(nameless.map(|unit| &unit.path), None, "{name}");
    }
}

/// Holds every file of Python against the grammar of Python.
fn parses(what: &str, units: &[Unit]) {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).unwrap();
    let python: Vec<&Unit> = units.iter().filter(|unit| unit.path.ends_with(".py")).collect();
    assert!(python.len() > 20, "{what}: {}", python.len());
    for unit in python {
        let tree = parser.parse(&unit.text, None).unwrap();
        assert!(!tree.root_node().has_error(), "{what}: {} does not parse:\n{}", unit.path, unit.text);
    }
}

#[test]
fn python_of_the_examples_parses() {
    for name in ["hello", "shop", "hr", "clinic"] {
        parses(name, &units_beside(&example(name), &[]));
    }
}

/// A set in which one name stands wherever a field may.
const NAMED: &str = "project \"Names\" {\n  version \"1.0.0\"\n}\n
value Money {\n  amount: decimal\n  NAME?: string\n}\n
entity Thing {\n  id: uuid\n  NAME: string\n  label: string\n  price?: ValueObject:Money\n\n  primary_key id\n}\n
domain event Made {\n  NAME: string\n  label: string\n}\n
command Make {\n  input { NAME: string, price?: ValueObject:Money, extra?: int, at?: datetime }
  insert Thing set {\n    NAME: {{NAME}}\n    label: \"{{price.NAME}}, {{NAME}}, {{extra}}, {{at}}, {{now}}\"
    price: {{price}}\n  }
  emit Made with { NAME: {{NAME}}, label: \"{{thing.NAME}} for {{thing.price.NAME}}\" }\n  emits Made\n  returns { id: uuid }\n}\n
route POST /things -> command Make {
  request { NAME: string, price?: ValueObject:Money, extra?: int, at?: datetime }\n  response { id: uuid }\n}\n";

#[test]
fn fields_may_have_any_name() {
    for name in ["class", "postCode", "self", "model_dump", "json", "import"] {
        let units = units_beside(&of(&NAMED.replace("NAME", name)), &[]);
        parses(name, &units);
        let attribute = format!(".{name}");
        let is_attribute = |line: &str| {
            line.split(&attribute)
                .skip(1)
                .any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || "_(".contains(c)))
        };
        let bodies = units.iter().filter(|unit| unit.path.contains("/gen/app/commands/"));
        let lines = bodies.flat_map(|unit| unit.text.lines());
        let odd: Vec<&str> = lines.filter(|line| names::field(name) != name && is_attribute(line)).collect();
        assert!(odd.is_empty(), "{name}: {odd:?}");
    }
}

#[test]
fn what_is_missing_leaves_nothing_in_a_text() {
    let units = units_beside(&of(&NAMED.replace("NAME", "note")), &[]);
    let body = units.iter().find(|unit| unit.path.ends_with("gen/app/commands/make.py")).unwrap();
    let label = [
        "{'' if call.price is None or call.price.note is None else call.price.note}",
        "{call.note}",
        "{'' if call.extra is None else call.extra}",
        "{'' if call.at is None else call.at.isoformat()}",
        "{call.now.isoformat()}",
    ];
    let wanted = format!("f\"{}\"", label.join(", "));
    assert!(body.text.contains(&wanted), "{wanted}\n{}", body.text);
}

#[test]
fn every_operation_is_found_by_its_lines() {
    let system = example("hr");
    let units = units_beside(&system, &[]);
    for own in &system.operations {
        let found = units.iter().filter(|unit| unit.origins.iter().any(|origin| origin.declaration == own.origin));
        assert!(found.count() > 3, "{}", own.origin);
    }
    for unit in &units {
        let last = unit.text.lines().count() as u32;
        assert!(
            unit.origins.iter().all(|own| own.first >= 1 && own.first <= own.last && own.last <= last),
            "{}",
            unit.path
        );
    }
}

#[test]
fn a_body_written_by_hand_leaves_gen_and_nothing_else_changes() {
    let system = example("hr");
    let by_hand = ["commands/SendPayslipEmail".to_owned()];
    let (before, after) = (units_beside(&system, &[]), units_beside(&system, &by_hand));
    let differ = |unit: &&Unit| !before.contains(unit);
    let changed: Vec<(&str, Owner)> = after.iter().filter(differ).map(|unit| (name(unit), unit.owner)).collect();
    assert_eq!(
        changed,
        [
            ("custom/commands/__init__.py", Owner::Scaffold),
            ("custom/commands/send_payslip_email.py", Owner::Scaffold),
            ("gen/app/commands/send_payslip_email.py", Owner::Generated),
            ("gen/app/finishers.py", Owner::Generated),
            ("gen/overrides.py", Owner::Generated),
        ]
    );
}

fn name(unit: &Unit) -> &str {
    unit.path.strip_prefix("src/").and_then(|path| path.split_once('/')).map_or(&unit.path, |(_, path)| path)
}
