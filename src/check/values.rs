//! C0014 and C0006 for values that depend on something else.
//!
//! In: the declarations. Out: a finding for each service of another cloud, framework that does not run tests of this kind, list of values
//! that is empty, path that does not begin with `/`, and single value where a condition asks for one of several.

use super::gather::Declaration;
use super::place::{called, quoted};
use crate::ast::Node;
use crate::check::deep::model::template;
use crate::diag::Diagnostic;
use crate::diag::code::{C0006, C0014};
use crate::kinds::CLOUDS;

/// Frameworks that run tests of one kind only.
const RUNS: &[(&str, &str)] = &[("pytest", "unit"), ("jest", "unit"), ("selenium", "e2e")];

/// Looks at every declaration.
pub fn look(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    match own.kind.keyword {
        "integration" => service(own, findings),
        "policy" => lists(own, findings),
        "test" => framework(own, findings),
        "enum" => empty_enum(own, findings),
        "route" | "operation" => path(own, findings),
        _ => {}
    }
}

fn service(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let node = |key: &str| own.node.get(key).and_then(|node| Some((called(node)?, node.span)));
    let (Some((provider, at)), Some((service, span))) = (node("provider"), node("service")) else { return };
    let Some((_, services)) = CLOUDS.iter().find(|(cloud, _)| *cloud == provider) else { return };
    let others = CLOUDS.iter().filter(|(_, services)| services.contains(&service));
    let others: Vec<&str> = others.map(|(cloud, _)| *cloud).collect();
    if services.contains(&service) || others.is_empty() {
        return;
    }
    let title = format!("the cloud `{provider}` has no service `{service}`");
    let found = Diagnostic::new(&C0014, title, span, format!("a service of {}", quoted(others.iter().copied(), "and")))
        .label(at, "the cloud");
    findings.push(found.at(own.element.as_str(), "service"));
}

fn framework(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let node = |key: &str| own.node.get(key).and_then(|node| Some((called(node)?, node.span)));
    let (Some((kind, at)), Some((framework, span))) = (node("kind"), node("framework")) else { return };
    let Some((_, only)) = RUNS.iter().find(|(name, only)| *name == framework && *only != kind) else { return };
    let title = format!("`{framework}` runs no tests of the kind `{kind}`");
    let found = Diagnostic::new(&C0014, title, span, format!("runs `{only}` tests only")).label(at, "the kind");
    findings.push(found.at(own.element.as_str(), "framework"));
}

fn empty_enum(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let Some(entry) = own.node.entry("values").filter(|entry| entry.node.as_list().is_some_and(<[_]>::is_empty)) else {
        return;
    };
    let name = own.name.map_or("", |(name, _)| name);
    let title = format!("the enum `{name}` has no values");
    let found = Diagnostic::new(&C0014, title, entry.key.span, "nothing can be of this type").help("list its values");
    findings.push(found.at(own.element.as_str(), "values"));
}

fn path(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let Some((path, span)) = own.node.get("path").and_then(|node| Some((node.as_text()?, node.span))) else { return };
    let fine = path.starts_with('/') || template::has(path) || path.trim().is_empty();
    if fine || (own.kind.keyword == "operation" && path.contains("://")) {
        return;
    }
    let title = format!("the path `{path}` does not begin with `/`");
    let found = Diagnostic::new(&C0014, title, span, "a path begins with `/`").help("put it in front");
    findings.push(found.at(own.element.as_str(), "path"));
}

/// Conditions that ask for one of several values and name no list of them.
fn lists(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    for (at, item) in own.node.get("conditions").and_then(Node::as_list).unwrap_or(&[]).iter().enumerate() {
        let is_in = item.node.get("op").and_then(Node::as_text) == Some("in");
        let Some(value) = item.node.get("value").filter(|value| is_in && value.is_scalar()) else { continue };
        if value.as_text().is_some_and(template::has) || called(value).is_none() {
            continue;
        }
        let title = format!("`in` asks for a list, not {}", value.describe());
        let found = Diagnostic::new(&C0006, title, value.span, format!("this is {}", value.describe()))
            .help("write the values as a list, or compare with `eq`");
        findings.push(found.at(own.element.as_str(), format!("conditions/{at}/value")));
    }
}
