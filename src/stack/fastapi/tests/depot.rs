//! A set with what the examples lack: a value inside of another, rows that are changed together, tokens that may lack something, filters
//! with two sides, and limits of fields.

use crate::levels::Wanted;
use crate::pipeline;
use crate::set::Input;
use crate::stack::Before;

const DEPOT: &str = include_str!("depot.contract");

/// The titles of the errors in the set with a text replaced by another.
fn refused(from: &str, to: &str) -> Vec<String> {
    let (checked, _) = lowered(from, to);
    checked.judged.findings.iter().filter(|own| own.code.id.starts_with("C20")).map(|own| own.title.clone()).collect()
}

fn lowered(from: &str, to: &str) -> (pipeline::Checked, Option<crate::ir::System>) {
    assert!(DEPOT.contains(from), "{from}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("depot.contract"), DEPOT.replace(from, to)).unwrap();
    pipeline::system(&Input::Path(folder.path().to_path_buf()), &Wanted::default())
}

/// A file of the service, by the end of its path.
fn file(end: &str) -> String {
    let (checked, system) = lowered("", "");
    let system = system.unwrap_or_else(|| panic!("{:?}", checked.judged.findings));
    let units = super::super::files(&system, &Before::default(), &[]).units;
    units.into_iter().find(|own| own.path.ends_with(end)).unwrap_or_else(|| panic!("{end}")).text
}

#[test]
fn a_value_inside_of_another_stands_before_it_and_is_not_imported() {
    let text = file("gen/domain/values.py");
    assert!(!text.contains("from .values"), "{text}");
    assert!(text.find("class Address").unwrap() < text.find("class Maker").unwrap());
}

#[test]
fn rows_that_are_changed_together_are_those_that_policies_allow() {
    assert!(file("gen/policy/access.py").contains("def grade_tools(actor: Actor) -> None:"));
    assert!(!file("commands/grade_tools.py").contains("call.tool"));
    assert_eq!(
        refused("where { org_id: {{org_id}}, category: {{category}} }", "where { category: {{category}} }"),
        ["no code can be made for what `policies/tools_of_the_company` asks of the rows that `GradeTools` changes"]
    );
}

#[test]
fn a_row_that_is_changed_by_its_key_is_loaded_where_a_policy_looks_at_it() {
    let text = file("commands/move_tool.py");
    assert!(text.contains("tool = found(await tools.find(conn, request.tool_id), ToolNotFound)"), "{text}");
    assert!(text.contains("access.move_tool(actor, tool)"), "{text}");
}

#[test]
fn a_token_that_lacks_what_is_needed_refuses_the_caller() {
    assert!(file("commands/add_tool.py").contains("org_id = found(actor.org_id, Forbidden)"));
}

#[test]
fn who_may_never_call_learns_nothing_of_rows() {
    assert!(file("gen/policy/access.py").contains("EDIT_TOOL = frozenset({\"Keeper\"})"));
    let text = file("commands/edit_tool.py");
    let role = text.find("if not actor.has(*access.EDIT_TOOL):\n        raise Forbidden").unwrap();
    assert!(role < text.find("tools.find(").unwrap(), "{text}");
}

#[test]
fn filters_hold_where_their_input_is_given_and_as_they_say() {
    let text = file("queries/find_tools.py");
    for line in [
        "($2::date IS NULL OR (bought_on >= $2))",
        "($3::date IS NULL OR (bought_on <= $3))",
        "($4::numeric IS NULL OR (daily_price > $4))",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert_eq!(refused("title: contains\n", "title: contans\n"), ["no code can be made for the comparison `contans`"]);
    assert_eq!(
        refused("{ after: {{dearer_than}} }", "{ ends_with: {{dearer_than}} }"),
        ["no code can be made for the comparison `ends_with`"]
    );
}

#[test]
fn limits_of_fields_hold_in_the_database_and_for_what_fills_them() {
    let text = file("migrations/0001_initial.sql");
    for line in [
        "CHECK (char_length(title) BETWEEN 3 AND 60)",
        "CHECK (daily_price BETWEEN 0 AND 9999.99 AND min_scale(daily_price) <= 2)",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let text = file("gen/api/tools.py");
    assert!(text.contains("title: Annotated[Text, Field(min_length=3, max_length=60)]"), "{text}");
    assert!(text.contains("decimal_places=2"), "{text}");
}
