//! What happens on a call: the way in, where each input comes from, what must hold, what is done, what is told, how it can fail.
//!
//! In: a route (`POST /orders` or its path), a command, a query or an event. Out: headed lists of sentences, each with its place. What is
//! said in several places (a guard of a command, one of a transition) stands under one head.

use super::{Said, Unnamed, all, named, texts, unnamed};
use crate::ast::{Item, Node};
use crate::check::deep::model::template;
use crate::check::deep::model::words::words;
use crate::check::deep::parts::{bare, emitted, is_true, items, leads_to, shown};
use crate::check::gather::{Declaration, Set};
use crate::check::place::{called, cut, listing};
use crate::source::Span;

/// All that is said of one thing.
#[derive(Debug, PartialEq, Eq)]
pub struct Trace {
    /// What it is: `command`, `query`, `event`.
    pub kind: &'static str,
    /// What it is called.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Heads with what stands under them; none is empty.
    pub parts: Vec<(&'static str, Vec<Said>)>,
}

/// Follows what is asked for.
pub fn trace(set: &Set, wanted: &str) -> Result<Vec<Trace>, Unnamed> {
    let routes: Vec<&Declaration> = all(set, "route").filter(|route| is_route(route, wanted)).collect();
    let mut operations: Vec<&Declaration> = routes.iter().filter_map(|route| operation_of(set, route)).collect();
    let asked = |own: &&Declaration| {
        let (name, _) = named(own);
        wanted == name || cut(wanted, b':') == Some((own.kind.keyword, name))
    };
    operations.extend(all(set, "command").chain(all(set, "query")).filter(asked));
    let mut found: Vec<Trace> = Vec::new();
    for own in operations {
        let one = of_operation(set, own);
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found.extend(all(set, "event").filter(asked).map(|own| of_event(set, own)));
    if found.is_empty() {
        let names = ["command", "query", "event"].into_iter().flat_map(|kind| all(set, kind)).map(|own| named(own).0);
        let paths = all(set, "route").filter_map(|route| route.node.get("path")?.as_text());
        return Err(unnamed(wanted, names.chain(paths)));
    }
    Ok(found)
}

fn is_route(route: &Declaration, wanted: &str) -> bool {
    let text = |key: &str| route.node.get(key).and_then(Node::as_text).unwrap_or("");
    let (method, path) = (text("method"), text("path"));
    wanted == path || cut(wanted, b' ').is_some_and(|(verb, rest)| verb.eq_ignore_ascii_case(method) && rest == path)
}

fn operation_of<'s, 'a>(set: &'s Set<'a>, route: &Declaration) -> Option<&'s Declaration<'a>> {
    let (_, kind, (name, _)) = leads_to(route.node)?;
    all(set, kind).find(|own| named(own).0 == bare(name))
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(called)
}

fn of_operation(set: &Set, own: &Declaration) -> Trace {
    let (name, span) = named(own);
    let kind = own.kind.keyword;
    let node = own.node;
    let leads_here = |route: &&Declaration| {
        leads_to(route.node).is_some_and(|(_, of_kind, (to, _))| of_kind == kind && bare(to) == name)
    };
    let routes: Vec<&Declaration> = all(set, "route").filter(leads_here).collect();
    let transitions: Vec<(&Declaration, &Node)> = all(set, "workflow")
        .flat_map(|flow| items(flow.node, "transitions").iter().map(move |item| (flow, &item.node)))
        .filter(|(_, node)| kind == "command" && text(node, "on_command").map(bare) == Some(name))
        .collect();
    let mut parts = vec![
        ("called by", routes.iter().map(|route| of_route(route)).collect()),
        ("takes", inputs(own, &routes)),
        ("only if", guards(node, &transitions)),
        ("policies", policies(set, own)),
        ("rules", rules(set, name, kind)),
        ("does", effects(node)),
        ("moves", transitions.iter().map(|(flow, node)| moves(flow, node)).collect()),
        ("tells", tells(node, &transitions)),
        ("returns", fields(node, "returns")),
        ("fails with", errors(set, node)),
        ("shown by", scenarios(set, name)),
    ];
    parts.retain(|(_, said)| !said.is_empty());
    Trace { kind: own.kind.keyword, name: name.to_owned(), span, parts }
}

fn of_route(route: &Declaration) -> Said {
    let (method, path) = (text(route.node, "method").unwrap_or(""), text(route.node, "path").unwrap_or(""));
    let auth = text(route.node, "auth").map_or(String::new(), |auth| format!(", auth {auth}"));
    let span = route.node.get("path").map_or(route.node.span, |node| node.span);
    Said::new(format!("{method} {path}{auth}"), span)
}

/// Each input with its source.
fn inputs(own: &Declaration, routes: &[&Declaration]) -> Vec<Said> {
    let source = |field: &Node, name: &str| {
        if let Some(bind) = text(field, "bind") {
            return format!("from {bind}");
        }
        let from = |route: &&Declaration| {
            let path = text(route.node, "path").unwrap_or("");
            if path.contains(&format!("{{{name}}}")) {
                return Some("from the path".to_owned());
            }
            let sent = items(route.node, "request_schema").iter().any(|item| text(&item.node, "name") == Some(name));
            sent.then(|| "from the request".to_owned())
        };
        let default = || field.get("default").and_then(called).map(|value| format!("= {value}"));
        let mut found: Vec<String> = routes.iter().filter_map(from).chain(default()).collect();
        found.dedup();
        if found.is_empty() { "from nowhere".to_owned() } else { found.join(", else ") }
    };
    let of = |item: &Item| {
        let name = text(&item.node, "name")?;
        let source = match routes.is_empty() && item.node.get("bind").is_none() {
            true => "from the caller".to_owned(),
            false => source(&item.node, name),
        };
        let kind = text(&item.node, "type").unwrap_or("");
        let span = item.node.get("name").map_or(item.node.span, |node| node.span);
        Some(Said::new(format!("{name}: {kind}  {source}"), span))
    };
    items(own.node, "input").iter().filter_map(of).collect()
}

fn guards(node: &Node, transitions: &[(&Declaration, &Node)]) -> Vec<Said> {
    let mut found = Vec::new();
    for (key, words, last) in [("required_roles", "the role", "or"), ("required_permissions", "the permission", "and")]
    {
        let names = texts(node, key);
        if let Some((_, span)) = names.first() {
            let names = listing(names.iter().map(|(name, _)| bare(name)), last);
            found.push(Said::new(format!("{words} {names}"), *span));
        }
    }
    found.extend(items(node, "guards").iter().map(|item| guard(&item.node, "")));
    for (flow, node) in transitions {
        let of = format!(" (to leave `{}` in {})", text(node, "from_state").unwrap_or(""), named(flow).0);
        for said in items(node, "guards").iter().map(|item| guard(&item.node, &of)) {
            if found.iter().all(|other: &Said| other.text != said.text) {
                found.push(said);
            }
        }
    }
    found
}

/// A guard as a sentence.
fn guard(node: &Node, of: &str) -> Said {
    let id = text(node, "id").unwrap_or("");
    let value = |key: &str| node.get("params").and_then(|params| params.get(key));
    let name = |key: &str| value(key).map_or(String::new(), plain);
    let said = match id {
        "auth.role" => format!("the role {}", value("roles").or_else(|| value("role")).map_or(String::new(), either)),
        "auth.permission" => {
            format!(
                "the permission {}",
                value("permissions").or_else(|| value("permission")).map_or(String::new(), plain)
            )
        }
        "exists" => format!("{} exists by {}", name("entity"), name("field")),
        "not_exists" => format!("no {} exists by {}", name("entity"), name("field")),
        "state.equals" => format!("{} is {}", name("field"), name("value")),
        "state.in" => format!("{} is {}", name("field"), value("values").map_or(String::new(), either)),
        "feature.enabled" => format!("the feature {} is on", name("flag")),
        _ => format!("{id}{}", node.get("params").map_or(String::new(), |params| format!(" {}", plain(params)))),
    };
    Said::new(format!("{said}{of}"), node.span)
}

/// The names of a list, of which one is enough.
fn either(node: &Node) -> String {
    match node.as_list() {
        Some(items) => listing(items.iter().filter_map(|item| called(&item.node)).map(bare), "or"),
        None => plain(node),
    }
}

/// A value on one line.
fn plain(node: &Node) -> String {
    use crate::ast::Value;
    match &node.value {
        Value::List(items) => items.iter().map(|item| plain(&item.node)).collect::<Vec<_>>().join(", "),
        Value::Map(entries) => {
            let entry = |entry: &crate::ast::Entry| format!("{}: {}", entry.key.value(), plain(&entry.node));
            entries.iter().map(entry).collect::<Vec<_>>().join("; ")
        }
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Text(text) | Value::Number(text) => text.to_string(),
    }
}

/// The policies that speak of the operation, or of an entity that it reads, loads or writes.
fn policies(set: &Set, own: &Declaration) -> Vec<Said> {
    let (name, _) = named(own);
    let mut entities: Vec<&str> = crate::check::deep::model::operation::loaded(own.node);
    entities.extend(
        items(own.node, "effects").iter().filter_map(|item| text(item.node.get("params")?, "entity")).map(bare),
    );
    let of = |policy: &Declaration| {
        let scope = text(policy.node, "scope")?;
        let (kind, thing) = cut(scope, b':').unwrap_or((scope, ""));
        let speaks = kind.eq_ignore_ascii_case("global")
            || kind.eq_ignore_ascii_case(own.kind.keyword) && thing == name
            || kind.eq_ignore_ascii_case("entity") && entities.contains(&thing);
        let verdicts = items(policy.node, "effects").iter().filter_map(|item| text(&item.node, "type"));
        let (own, span) = named(policy);
        let roles: Vec<&str> = texts(policy.node, "roles").into_iter().map(|(role, _)| bare(role)).collect();
        let whom = if roles.is_empty() { String::new() } else { format!(" for {}", listing(roles, "and")) };
        let conditions: Vec<String> =
            items(policy.node, "conditions").iter().filter_map(|item| asks(&item.node)).collect();
        let when = match conditions.as_slice() {
            [] => String::new(),
            all => format!(", where {}", listing(all.iter().map(String::as_str), "and")),
        };
        speaks.then(|| Said::new(format!("{own} on {scope}: {}{whom}{when}", listing(verdicts, "and")), span))
    };
    all(set, "policy").filter_map(of).collect()
}

/// A condition of a policy as a sentence: `branch_id is actor.branch_id`.
fn asks(node: &Node) -> Option<String> {
    let (field, op) = (text(node, "field")?, text(node, "op").unwrap_or("eq"));
    let sign = match op {
        "eq" => "is",
        "neq" => "is not",
        "in" => "is in",
        other => other,
    };
    let told = |node: &Node| template::only(node).map_or_else(|| shown(node), str::to_owned);
    let value = node.get("value").map_or_else(String::new, told);
    Some(format!("{field} {sign} {value}"))
}

fn rules(set: &Set, name: &str, kind: &str) -> Vec<Said> {
    let of = |rule: &Declaration| {
        let target = text(rule.node, "applies_to")?;
        let (of_kind, of_name) = cut(target, b':').map_or((kind, target), |(kind, name)| (kind, name));
        let outputs = texts(rule.node, "outputs");
        let outputs = listing(outputs.iter().map(|(name, _)| *name), "and");
        let error = text(rule.node, "error").map_or(String::new(), |error| format!(", else {error}"));
        let (own, span) = named(rule);
        let decides = if outputs.is_empty() { String::new() } else { format!(" decides {outputs}") };
        (of_kind.eq_ignore_ascii_case(kind) && of_name == name)
            .then(|| Said::new(format!("{own}{decides}{error}"), span))
    };
    all(set, "rule").filter_map(of).collect()
}

fn effects(node: &Node) -> Vec<Said> {
    items(node, "effects").iter().filter_map(|item| step(&item.node)).collect()
}

/// A step as a sentence.
fn step(node: &Node) -> Option<Said> {
    let id = node.get("id")?;
    let params = node.get("params");
    let name = |key: &str| params.and_then(|params| text(params, key)).map(bare);
    let operation = || name("operation_id").or_else(|| name("operation")).unwrap_or("something");
    let target = || ["target", "integration", "service"].into_iter().find_map(name).unwrap_or("something");
    let mut said = match id.as_text()? {
        "emit.event" => format!("emit {}", name("event").unwrap_or("something")),
        "send.email" => format!(
            "send email {}{}",
            name("template").unwrap_or(""),
            name("to").map_or(String::new(), |to| format!(" to {to}"))
        ),
        "call.integration" => format!("call {} on {}", operation(), target()),
        verb => match (verb.strip_prefix("db."), name("entity"), name("table")) {
            (Some(verb), Some(entity), Some(table)) => format!("{verb} {entity} ({table})"),
            (Some(verb), entity, table) => format!("{verb} {}", entity.or(table).unwrap_or("something")),
            _ => format!("{verb}{}", params.map_or(String::new(), |params| format!(" {}", plain(params)))),
        },
    };
    if let Some(result) = text(node, "result") {
        said += &format!(" as {result}");
    }
    if is_true(node.get("after_commit")) {
        said += " after commit";
    }
    if let Some(error) = text(node, "on_failure") {
        said += &format!(" else {error}");
    }
    Some(Said::new(said, id.span))
}

fn moves(flow: &Declaration, node: &Node) -> Said {
    let state = |key: &str| text(node, key).unwrap_or("");
    let outcome = text(node, "outcome").map_or(String::new(), |outcome| format!(" on {outcome}"));
    let steps = items(node, "effects").iter().filter_map(|item| step(&item.node)).map(|said| said.text);
    let steps: Vec<String> = steps.collect();
    let steps = if steps.is_empty() { String::new() } else { format!(": {}", steps.join(", ")) };
    let entity = words(text(flow.node, "entity").unwrap_or("")).join(" ");
    let span = node.get("from_state").map_or(node.span, |node| node.span);
    Said::new(format!("{entity} from {} to {}{outcome}{steps}", state("from_state"), state("to_state")), span)
}

fn tells(node: &Node, transitions: &[(&Declaration, &Node)]) -> Vec<Said> {
    let mut seen: Vec<&str> = Vec::new();
    let nodes = std::iter::once(node).chain(transitions.iter().map(|(_, node)| *node));
    let mut found = Vec::new();
    for (event, span, _) in nodes.flat_map(emitted) {
        if !seen.contains(&event) {
            seen.push(event);
            found.push(Said::new(event, span));
        }
    }
    found
}

fn fields(node: &Node, key: &str) -> Vec<Said> {
    let of = |item: &Item| {
        let (name, kind) = (text(&item.node, "name")?, text(&item.node, "type").unwrap_or(""));
        let from = text(&item.node, "bind").map_or(String::new(), |bind| format!("  from {bind}"));
        Some(Said::new(format!("{name}: {kind}{from}"), item.node.get("name")?.span))
    };
    items(node, key).iter().filter_map(of).collect()
}

fn errors(set: &Set, node: &Node) -> Vec<Said> {
    let of = |(name, span): (&str, Span)| {
        let own = all(set, "error").find(|own| named(own).0 == bare(name));
        let status =
            own.and_then(|own| text(own.node, "http_status")).map_or(String::new(), |status| format!(" ({status})"));
        Said::new(format!("{}{status}", bare(name)), span)
    };
    texts(node, "errors").into_iter().map(of).collect()
}

fn scenarios(set: &Set, name: &str) -> Vec<Said> {
    let uses = |own: &&Declaration| {
        items(own.node, "steps").iter().any(|item| text(&item.node, "ref").map(bare) == Some(name))
    };
    all(set, "scenario").filter(uses).map(|own| Said::new(named(own).0, named(own).1)).collect()
}

fn of_event(set: &Set, own: &Declaration) -> Trace {
    let (name, span) = named(own);
    let mut senders = Vec::new();
    for command in all(set, "command").chain(all(set, "query")) {
        let places = emitted(command.node).into_iter().filter(|(event, ..)| *event == name);
        senders.extend(
            places.map(|(_, span, _)| Said::new(format!("{} {}", command.kind.keyword, named(command).0), span)),
        );
    }
    let mut heard = Vec::new();
    for flow in all(set, "workflow") {
        for item in items(flow.node, "transitions") {
            let places = emitted(&item.node).into_iter().filter(|(event, ..)| *event == name);
            let said = |span| Said::new(format!("workflow {}: {}", named(flow).0, moves(flow, &item.node).text), span);
            senders.extend(places.map(|(_, span, _)| said(span)));
            if text(&item.node, "on_event").map(bare) == Some(name) {
                heard.push(said(item.node.get("on_event").map_or(item.node.span, |node| node.span)));
            }
        }
    }
    for (kind, key) in [("projection", "source_events"), ("webhook", "events")] {
        for listener in all(set, kind) {
            let places = texts(listener.node, key).into_iter().filter(|(event, _)| bare(event) == name);
            let inbound = text(listener.node, "direction") == Some("inbound");
            let side = if inbound { &mut senders } else { &mut heard };
            side.extend(places.map(|(_, span)| Said::new(format!("{kind} {}", named(listener).0), span)));
        }
    }
    let mut parts = vec![("tells", fields(own.node, "payload")), ("emitted by", senders), ("heard by", heard)];
    parts.retain(|(_, said)| !said.is_empty());
    Trace { kind: "event", name: name.to_owned(), span, parts }
}
