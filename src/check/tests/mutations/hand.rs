//! Mistakes of meaning, each of a kind that people make: something is forgotten, told twice, put in the wrong order, or says another
//! thing than its neighbours.
//!
//! In: places. Out: seeds. Only what the rest of the set speaks against is a mistake: what nothing else tells of may be
//! meant, and no seed is made of it.

use super::places::Place;
use super::seeds::{Seed, World};
use super::tree::{Edit, text};
use crate::ast::{Node, Value};

/// What is forgotten, by the pattern of its place.
const FORGOTTEN: &[&str] = &[
    "entities/*/fields/*",
    "tables/*/columns/*",
    "commands/*/input/*",
    "commands/*/input/*/bind",
    "commands/*/returns/*/bind",
    "queries/*/returns/*/bind",
    "commands/*/returns/*",
    "queries/*/returns/*",
    "commands/*/guards/*",
    "commands/*/effects/*",
    "commands/*/effects/*/result",
    "commands/*/effects/*/after_commit",
    "commands/*/errors/*",
    "commands/*/emits/*",
    "commands/*/fetches/*",
    "commands/*/required_roles/*",
    "queries/*/required_roles/*",
    "queries/*/effects/*",
    "queries/*/effects/*/result",
    "commands/*/effects/*/params:db.insert/set/*",
    "commands/*/effects/*/params:db.update/set",
    "commands/*/effects/*/params:db.update/where",
    "commands/*/effects/*/params:db.delete/where",
    "commands/*/effects/*/params:emit.event/payload/*",
    "commands/*/effects/*/params:call.integration/payload/*",
    "workflows/*/transitions/*/effects/*/params:emit.event/payload/*",
    "workflows/*/transitions/*/effects/*/params:db.update/where",
    "commands/*/effects/*/params:send.email/template",
    "commands/*/effects/*/params:send.email/to",
    "routes/*/request_schema/*",
    "routes/*/response_schema/*",
    "operations/*/request_schema/*",
    "operations/*/response_schema/*",
    "events/*/payload/*",
    "enums/*/values/*",
    "workflows/*/states/*",
    "workflows/*/transitions/*",
    "workflows/*/transitions/*/outcome",
    "rules/*/rows/*",
    "rules/*/bind/*",
    "rules/*/inputs/*",
    "rules/*/outputs/*",
    "access/permissions/*/condition",
    "access/bindings/*/permissions/*",
    "access/bindings/*",
    "access/roles/*",
    "access/permissions/*",
    "entities/*/constraints/*",
    "tables/*/indexes/*",
    "entities/*",
    "enums/*",
    "errors/*",
    "events/*",
    "commands/*",
    "queries/*",
    "tables/*",
    "datasources/*",
    "integrations/*",
    "operations/*",
    "secrets/*",
    "policies/*",
    "scenarios/*/steps/*/input/*",
    "integrations/*/auth/secret_ref",
    "email_providers/*/password_secret",
];

/// What is told twice.
const TWICE: &[&str] = &[
    "entities/*",
    "entities/*/fields/*",
    "tables/*/columns/*",
    "commands/*",
    "commands/*/input/*",
    "commands/*/guards/*",
    "commands/*/effects/*",
    "queries/*",
    "routes/*",
    "events/*",
    "events/*/payload/*",
    "errors/*",
    "enums/*/values/*",
    "workflows/*/states/*",
    "workflows/*/transitions/*",
    "rules/*/rows/*",
    "access/roles/*",
    "access/permissions/*",
    "access/bindings/*/permissions/*",
    "operations/*",
    "scenarios/*",
];

/// Names in whose place another declared name of the kind is said.
const EXCHANGED: &[(&str, &str)] = &[
    ("commands/*/effects/*/params:db.insert/table", "table"),
    ("commands/*/effects/*/params:db.update/table", "table"),
    ("commands/*/effects/*/params:db.insert/entity", "entity"),
    ("commands/*/effects/*/params:db.update/entity", "entity"),
    ("commands/*/effects/*/params:emit.event/event", "event"),
    ("commands/*/effects/*/params:call.integration/operation_id", "operation"),
    ("commands/*/effects/*/params:call.integration/target", "integration"),
    ("commands/*/emits/*", "event"),
    ("queries/*/reads_from/*", "table"),
    ("queries/*/effects/*/params:call.integration/operation_id", "operation"),
    ("workflows/*/transitions/*/on_command", "command"),
    ("workflows/*/entity", "entity"),
    ("routes/*/command", "command"),
    ("routes/*/query", "query"),
    ("operations/*/integration_id", "integration"),
    ("s3_resources/*/operations/*", "operation"),
    ("scenarios/*/steps/*/ref", "command"),
    ("rules/*/applies_to", "command"),
];

/// All of these mistakes.
pub fn mistakes(places: &[Place], world: &World, seeds: &mut Vec<Seed>) {
    for place in places {
        forgotten(place, seeds);
        if TWICE.contains(&&*place.pattern) {
            seeds.push(Seed::at(place, "told twice:", Edit::Twice));
        }
        if let Some((_, kind)) = EXCHANGED.iter().find(|(pattern, _)| *pattern == place.pattern) {
            let (prefix, name) =
                place.text().rsplit_once(':').map_or(("", place.text()), |(prefix, name)| (prefix, name));
            if let Some(other) = world.other(kind, name).filter(|_| world.has(kind, name)) {
                let said = if prefix.is_empty() { other } else { format!("{prefix}:{other}") };
                seeds.push(Seed::at(place, "another one is named at", Edit::Say(said)));
            }
        }
        order(place, seeds);
        limits(place, seeds);
        access(place, world, seeds);
        states(place, seeds);
        shapes(place, seeds);
    }
}

fn forgotten(place: &Place, seeds: &mut Vec<Seed>) {
    if !FORGOTTEN.contains(&&*place.pattern) {
        return;
    }
    let whole = std::ptr::eq(place.node, place.own);
    let name = place.node.get(place.kind.name).and_then(Node::as_text).filter(|_| whole);
    let seed = Seed::at(place, "forgotten:", Edit::Remove);
    seeds.push(Seed { name: name.map(str::to_owned), ..seed });
}

/// A step before the one that gives it what it needs.
fn order(place: &Place, seeds: &mut Vec<Seed>) {
    if !place.pattern.ends_with("/effects") {
        return;
    }
    let steps = place.node.as_list().unwrap_or(&[]);
    for (at, pair) in steps.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let Some(result) = first.node.get("result").and_then(Node::as_text) else { continue };
        if says(&second.node, &format!("{{{{{result}.")) {
            let mut seed = Seed::at(place, "steps are in the wrong order in", Edit::Swap);
            seed.way.push(at);
            seeds.push(seed);
        }
    }
}

fn says(node: &Node, words: &str) -> bool {
    match &node.value {
        Value::Text(text) => text.contains(words),
        Value::List(items) => items.iter().any(|item| says(&item.node, words)),
        Value::Map(entries) => entries.iter().any(|entry| says(&entry.node, words)),
        _ => false,
    }
}

/// Limits and comparisons in rules and policies.
fn limits(place: &Place, seeds: &mut Vec<Seed>) {
    let pattern = place.pattern.as_str();
    if pattern == "policies/*/conditions/*/op" {
        let other = match place.text() {
            "gt" => "lt",
            "eq" => "neq",
            _ => return,
        };
        seeds.push(Seed::at(place, "the comparison is another at", Edit::Say(other.into())));
    }
    if matches!(pattern, "policies/*/conditions/*/value" | "rules/*/rows/*/when/*/*")
        && let Some((number, unit)) = place.text().split_once(' ')
        && let Ok(number) = number.parse::<u32>()
    {
        seeds.push(Seed::at(place, "the limit is another at", Edit::Say(format!("{} {unit}", number / 2))));
    }
    if pattern == "rules/*/rows/*/when/*/*" {
        // The operator is the key of the entry.
        let operator = place.around.last().and_then(|map| map.as_map()).and_then(|map| map.get(*place.way.last()?));
        let other = match operator.and_then(|entry| entry.key.as_text()) {
            Some("gt") => "lt",
            Some("gte") => "lte",
            Some("lt") => "gt",
            Some("lte") => "gte",
            _ => return,
        };
        seeds.push(Seed::at(place, "the comparison is another at", Edit::Rename(other.into())));
    }
    if pattern == "rules/*/rows/*/when/*" && place.node.as_text().is_some_and(|text| !text.contains("{{")) {
        seeds.push(Seed::at(place, "a value that there is not stands at", Edit::Say("nothing_known".into())));
    }
}

/// Who may do what.
fn access(place: &Place, world: &World, seeds: &mut Vec<Seed>) {
    let pattern = place.pattern.as_str();
    let roles = matches!(
        pattern,
        "commands/*/guards/*/params:auth.role/roles" | "commands/*/required_roles" | "queries/*/required_roles"
    );
    if roles && let Some(items) = place.node.as_list() {
        let there: Vec<&str> = items.iter().filter_map(|item| item.node.as_text()).collect();
        let other = world.names.get("role").and_then(|roles| roles.iter().find(|role| !there.contains(&role.as_str())));
        if let Some(other) = other {
            seeds.push(Seed::at(place, "a role more in", Edit::Add(text(other))));
        }
        if there.len() > 1 {
            let mut seed = Seed::at(place, "a role less in", Edit::Remove);
            seed.way.push(items.len() - 1);
            seeds.push(seed);
        }
    }
    if pattern == "access/bindings/*/permissions" {
        let there: Vec<&str> =
            place.node.as_list().unwrap_or(&[]).iter().filter_map(|item| item.node.as_text()).collect();
        let all = world.names.get("permission");
        if let Some(other) = all.and_then(|all| all.iter().find(|name| !there.contains(&name.as_str()))) {
            seeds.push(Seed::at(place, "a permission more in", Edit::Add(text(other))));
        }
    }
    if pattern == "policies/*/conditions/*/value" && place.text().starts_with("{{actor.") {
        let field = place.beside("field").and_then(Node::as_text).unwrap_or("");
        seeds.push(Seed::at(place, "a field is compared with itself at", Edit::Say(format!("{{{{{field}}}}}"))));
    }
    if pattern == "access/permissions/*/resource"
        && let Some((kind, name)) = place.text().split_once(':')
    {
        let keyword = if kind == "command" || kind == "query" { kind } else { return };
        if let Some(other) = world.other(keyword, name) {
            seeds.push(Seed::at(place, "another one is named at", Edit::Say(format!("{kind}:{other}"))));
        }
    }
}

/// Lives that go astray.
fn states(place: &Place, seeds: &mut Vec<Seed>) {
    let pattern = place.pattern.as_str();
    let all = || place.own.get("states").and_then(Node::as_list).unwrap_or(&[]).iter();
    if matches!(pattern, "workflows/*/transitions/*/to_state" | "workflows/*/transitions/*/from_state") {
        let other = all().filter_map(|item| item.node.get("id")?.as_text()).find(|state| *state != place.text());
        seeds.extend(other.map(|other| Seed::at(place, "another state stands at", Edit::Say(other.into()))));
    }
    if pattern == "workflows/*/states/*/kind" {
        let other = match place.text() {
            "final" => "normal",
            "normal" => "final",
            _ => return,
        };
        seeds.push(Seed::at(place, "the kind of a state is another at", Edit::Say(other.into())));
    }
    if pattern == "commands/*/effects/*/params:db.insert/set/*"
        || pattern == "commands/*/effects/*/params:db.update/set/*"
        || pattern == "commands/*/guards/*/params:state.equals/value"
        || pattern == "commands/*/guards/*/params:state.in/values/*"
    {
        let said = place.text();
        if !said.is_empty() && !said.contains(['{', ' ', '-', '/']) {
            seeds.push(Seed::at(place, "a value that there is not stands at", Edit::Say("nothing_known".into())));
        }
    }
}

/// Fields and answers that fit their neighbours no more.
fn shapes(place: &Place, seeds: &mut Vec<Seed>) {
    let pattern = place.pattern.as_str();
    let flips = matches!(
        pattern,
        "entities/*/fields/*/required" | "tables/*/columns/*/required" | "routes/*/request_schema/*/required"
    );
    if flips && let Value::Bool(required) = place.node.value {
        let flipped = Node::new(Value::Bool(!required), place.node.span);
        seeds.push(Seed::at(place, "required is the other way round at", Edit::Set(flipped)));
    }
    if pattern == "routes/*/path"
        && let (Some(open), Some(close)) = (place.text().rfind('{'), place.text().rfind('}'))
    {
        let said = format!("{}{{thing}}{}", &place.text()[..open], &place.text()[close + 1..]);
        seeds.push(Seed::at(place, "a parameter has another name in", Edit::Say(said)));
    }
    if pattern == "routes/*/method" {
        let other = if place.own.get("query").is_some() { "DELETE" } else { "GET" };
        seeds.push(Seed::at(place, "the method is another at", Edit::Say(other.into())));
    }
    if pattern == "errors/*/http_status" {
        let number = Node::new(Value::Number("200".into()), place.node.span);
        seeds.push(Seed::at(place, "the status is none of an error at", Edit::Set(number)));
    }
    if pattern == "scenarios/*/steps/*/expect/error" {
        seeds.push(Seed::at(place, "an error is expected that is none at", Edit::Say("SomethingElse".into())));
    }
    if pattern == "scenarios/*/steps/*/input" {
        seeds.push(Seed::at(place, "something unknown is given in", Edit::Put("nothing_known".into(), text("x"))));
    }
    if pattern == "scenarios/*/steps/*/expect" && place.node.get("error").is_none() {
        seeds.push(Seed::at(place, "something unknown is expected in", Edit::Put("nothing_known".into(), text("x"))));
    }
    let filled = ["db.insert/set", "db.update/set", "emit.event/payload", "call.integration/payload"];
    if filled.iter().any(|end| pattern.ends_with(end)) {
        seeds.push(Seed::at(place, "something unknown is filled in", Edit::Put("nothing_known".into(), text("x"))));
    }
}
