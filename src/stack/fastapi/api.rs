//! Routes: how requests arrive and answers leave.
//!
//! In: operations with their routes. Out: one module per tag, and the limits of bodies.

use std::collections::{BTreeMap, BTreeSet};

use super::module::{Module, Style, Whole};
use super::names::{self, Of};
use super::operation::{client_inputs, folder, is_open};
use super::python::{self, Expr};
use crate::ir::{Field, Input, Operation, Place, Route, Sender, System, Type, Value};
use crate::unit::Unit;

/// A route of an operation, and the name of its function.
struct Door<'s> {
    own: &'s Operation,
    route: &'s Route,
    function: String,
}

/// The tags of a system as names of modules, with their routers: name and failure of unknown callers.
pub struct Tag {
    /// The name of the module.
    pub module: String,
    /// The names of its routers.
    pub routers: Vec<String>,
}

/// The tags, in the order of their names.
pub fn tags(whole: Whole) -> Vec<Tag> {
    by_tag(whole)
        .into_iter()
        .map(|(tag, doors)| Tag {
            module: names::tag(tag),
            routers: routers(&doors).into_iter().map(|(name, _)| name).collect(),
        })
        .collect()
}

fn by_tag<'s>(whole: Whole<'s>) -> BTreeMap<&'s str, Vec<Door<'s>>> {
    let mut all: BTreeMap<&str, Vec<Door>> = BTreeMap::new();
    for own in &whole.system.operations {
        for (at, route) in own.routes.iter().enumerate() {
            let name = names::module(&own.name);
            let function = if at == 0 { name } else { format!("{name}_{}", at + 1) };
            all.entry(&route.tag).or_default().push(Door { own, route, function });
        }
    }
    all
}

/// What routes ask of a caller before anything else.
#[derive(Clone, PartialEq)]
struct Asked {
    /// How callers are refused who are not known; none where anybody may call, or where the sender is known by the signature.
    refusal: Option<String>,
    /// The system that must have signed, and how others are refused.
    sender: Option<(Sender, String)>,
}

impl Asked {
    fn of(door: &Door) -> Asked {
        let unknown = &door.own.access.unknown;
        let sender = door.route.sender.clone();
        let acts = sender.as_ref().is_some_and(|own| own.role.is_some());
        let refusal = (!is_open(door.own) && !acts).then(|| unknown.clone());
        Asked { refusal, sender: sender.map(|own| (own, unknown.clone())) }
    }
}

/// The routers of a module: name, and what their routes ask of callers.
fn routers(doors: &[Door]) -> Vec<(String, Asked)> {
    let mut all: Vec<(String, Asked)> = Vec::new();
    for door in doors {
        let asked = Asked::of(door);
        if all.iter().any(|(_, own)| *own == asked) {
            continue;
        }
        let name = match &asked {
            Asked { sender: Some((sender, _)), .. } => format!("{}_router", names::snake(&sender.webhook)),
            Asked { refusal: None, .. } => "open_router".to_owned(),
            Asked { .. } if all.iter().all(|(name, _)| name != "router") => "router".to_owned(),
            Asked { refusal: Some(refusal), .. } => format!("{}_router", names::snake(refusal)),
        };
        all.push((name, asked));
    }
    all
}

/// The modules of all tags, and the limits.
pub fn units(whole: Whole) -> Vec<Unit> {
    let mut all: Vec<Unit> = by_tag(whole).into_iter().map(|(tag, doors)| unit(whole, tag, &doors)).collect();
    all.push(limits(whole));
    all
}

fn unit(whole: Whole, tag: &str, doors: &[Door]) -> Unit {
    let mut module = Module::new(whole, "api", &format!("Routes tagged `{tag}`"), "");
    module.imports().name("fastapi", "APIRouter");
    module.own("http.routing", "ServicesDep");
    module.own("http.faults", "responses");
    let routers = routers(doors);
    for (name, asked) in &routers {
        let mut arguments = vec![("tags".to_owned(), Expr::list(vec![Expr::Atom(python::text(tag))]))];
        arguments.push(("route_class".to_owned(), route_class(&mut module, asked)));
        module.body().statement(&format!("{name} = "), &Expr::named_call("APIRouter", arguments), "");
    }
    for door in doors {
        let asked = Asked::of(door);
        let router = routers.iter().find(|(_, own)| *own == asked).map_or("router", |(name, _)| name);
        self::door(&mut module, door, router);
    }
    module.unit(&names::tag(tag))
}

/// The kind of route that asks for this.
fn route_class(module: &mut Module, asked: &Asked) -> Expr {
    let known = asked.refusal.as_ref().map(|refusal| {
        let refusal = module.failure(refusal);
        let known = module.own("http.callers", "known_callers");
        Expr::call(known, vec![Expr::Atom(refusal)])
    });
    let Some((sender, refusal)) = &asked.sender else {
        return known.unwrap_or_else(|| Expr::Atom(module.own("http.routing", "ExactRoute")));
    };
    let mut parts = vec![Expr::Atom(module.own("api.senders", &names::constant(&sender.webhook)))];
    parts.push(Expr::Atom(module.failure(refusal)));
    parts.extend(known);
    Expr::call(module.own("http.signatures", "signed_by"), parts)
}

fn door(module: &mut Module, door: &Door, router: &str) {
    let (own, route) = (door.own, door.route);
    let mut origins = vec![route.origin.clone(), own.origin.clone()];
    origins.extend(limiting(module.whole.system, own));
    module.body().set_origins(&origins);
    let operation = format!("app.{}.{}", folder(own), names::module(&own.name));
    let class = module.whole.names.class(Of::Operation, &own.name);
    let result = format!("{class}Result");
    module.own(&operation, &class);
    module.own(&operation, &result);
    let run = module.own_as(&operation, "run", &format!("run_{}", names::module(&own.name)));
    let at = |place: Place| {
        let named = move |name: &str| route.places.iter().any(|(own, at)| own == name && *at == place);
        client_inputs(own).filter(move |input| named(&input.field.name)).collect::<Vec<&Input>>()
    };
    let (in_path, in_query, in_body) = (at(Place::Path), at(Place::Query), at(Place::Body));
    let model = |word: &str| {
        let suffix = door.function.strip_prefix(&names::module(&own.name)).unwrap_or("").replace('_', "");
        format!("{class}{word}{suffix}")
    };
    for (word, about, inputs) in [("Params", "query", &in_query), ("Body", "body", &in_body)] {
        if inputs.is_empty() {
            continue;
        }
        // What another system sends may be more than is asked for.
        let base = module.own("domain.types", if route.sender.is_some() { "Model" } else { "Sent" });
        module.body().apart();
        module.body().line(format!("class {}({base}):", model(word)));
        module.indent(|module| {
            module.body().doc(&format!("The {about} of {} {}", route.method, route.path));
            module.body().gap();
            for input in inputs {
                field(module, own, input);
            }
        });
    }
    let mut heads = vec!["services: ServicesDep".to_owned()];
    if !is_open(own) {
        let actor = module.own("http.callers", "ActorDep");
        heads.push(format!("actor: {actor}"));
    }
    let mut arguments = Vec::new();
    for input in &in_path {
        let name = names::field(&input.field.name);
        let kind = module.annotation(&input.field.kind, Style::Checked);
        let kind = if name == input.field.name {
            kind
        } else {
            module.imports().name("typing", "Annotated");
            module.imports().name("fastapi", "Path");
            format!("Annotated[{kind}, Path(alias={})]", python::text(&input.field.name))
        };
        heads.push(format!("{name}: {kind}"));
        arguments.push((name.clone(), Expr::Atom(name)));
    }
    if !in_query.is_empty() {
        module.imports().name("typing", "Annotated");
        module.imports().name("fastapi", "Query");
        heads.push(format!("params: Annotated[{}, Query()]", model("Params")));
    }
    let may_lack = in_body.iter().all(|input| !input.field.required || input.field.default.is_some());
    if !in_body.is_empty() {
        let class = model("Body");
        heads.push(if may_lack { format!("body: {class} | None = None") } else { format!("body: {class}") });
    }
    for (word, inputs) in [("params", &in_query), ("body", &in_body)] {
        for input in inputs {
            let name = names::field(&input.field.name);
            arguments.push((name.clone(), Expr::Atom(format!("{word}.{name}"))));
        }
    }
    let mut told: Vec<String> = own.failures.clone();
    if !is_open(own) {
        told.extend([own.access.unknown.clone(), own.access.refused.clone()]);
    }
    told.push("ValidationFailed".to_owned());
    let mut failures = Vec::new();
    for name in told {
        let class = Expr::Atom(module.failure(&name));
        if !failures.contains(&class) {
            failures.push(class);
        }
    }
    let mut options = vec![Expr::Atom(python::text(&route.path))];
    if route.status != 200 {
        options.push(Expr::Atom(route.status.to_string()).named("status_code"));
    }
    if route.deprecated {
        options.push(Expr::atom("True").named("deprecated"));
    }
    options.push(Expr::call("responses", failures).named("responses"));
    let request = Expr::named_call(&class, arguments);
    let run = if is_open(own) {
        format!("return await {run}(services, request)")
    } else {
        format!("return await {run}(services, actor, request)")
    };
    let out = module.body();
    out.apart();
    out.statement("", &Expr::call(format!("@{router}.{}", route.method.to_lowercase()), options), "");
    let doc = super::domain::about(&own.description, &own.name).to_owned();
    out.function(&format!("async def {}", door.function), &heads, &result, &doc, |out| {
        if may_lack && !in_body.is_empty() {
            out.line(format!("body = body or {}()", model("Body")));
        }
        out.statement("request = ", &request, "");
        out.line(run);
    });
}

/// The tables and entities that say how much an input may be: those with limits of a column that it fills as it is.
fn limiting(system: &System, own: &Operation) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for step in own.phases.claim.iter().chain(&own.phases.success) {
        let Some((table, set)) = step.fills() else { continue };
        let Some(table) = system.table(table) else { continue };
        let limits = |(name, value): &(String, Value)| {
            let column = table.column(name).filter(|_| matches!(value, Value::Input { .. }));
            column.is_some_and(|own| !own.limits().is_empty())
        };
        if set.iter().any(limits) {
            let entity = table.entity.as_deref().and_then(|name| system.entity(name));
            all.extend(entity.map(|own| own.origin.clone()));
            all.insert(table.origin.clone());
        }
    }
    all
}

/// An input as a field of a model of the request.
pub fn field(module: &mut Module, own: &Operation, input: &Input) {
    let field = &input.field;
    let required = field.required || field.default.is_some();
    let special = special(own, field);
    let kind = match special {
        Some(name) => module.own("domain.types", name),
        None => module.annotation(&field.kind, Style::Checked),
    };
    let kind = if required || kind == "Any" { kind } else { format!("{kind} | None") };
    let mut field = field.clone();
    if special == Some("Page") {
        field.bounds = crate::ir::Bounds::default();
    }
    module.typed_field(&field, &kind, required);
}

/// A type for inputs that are more than their type says: pages, and names of files.
fn special(own: &Operation, field: &Field) -> Option<&'static str> {
    let page = own.reading.as_ref().and_then(|own| own.page.as_ref()).and_then(|own| own.input.as_ref());
    if page == Some(&field.name) {
        return Some("Page");
    }
    let has_file = client_inputs(own).any(|own| own.field.kind == Type::Bytes);
    let named = matches!(names::snake(&field.name).as_str(), "file_name" | "filename");
    (has_file && named && field.kind == Type::Text).then_some("FileName")
}

/// Routes that may be given more than others.
fn limits(whole: Whole) -> Unit {
    let mut module =
        Module::new(whole, "", "How large the bodies of requests may be, where they may be larger than usual", "");
    let class = module.own("http.body_limit", "BodyLimit");
    let mut all = Vec::new();
    for own in &whole.system.operations {
        let most: u64 = own.inputs.iter().filter_map(|own| own.most_bytes).sum();
        if most == 0 {
            continue;
        }
        for route in &own.routes {
            let failure = too_large(whole, own);
            let failure = module.failure(&failure);
            module.imports().module("re");
            let parts = vec![
                Expr::Atom(python::text(&route.method)),
                Expr::call("re.compile", vec![Expr::Atom(format!("r\"{}\"", pattern(&route.path)))]),
                Expr::Atom(format!("{} * 4 // 3 + 1_048_576", python::whole(&most.to_string()))),
                Expr::Atom(failure),
            ];
            all.push((own.origin.clone(), Expr::call(&class, parts)));
        }
    }
    let most = super::graphql::offered(whole.system).flat_map(|own| &own.inputs).filter_map(|own| own.most_bytes).max();
    if let Some(most) = most {
        let failure = module.failure("PayloadTooLarge");
        module.imports().module("re");
        let parts = vec![
            Expr::atom("\"POST\""),
            Expr::call("re.compile", vec![Expr::atom("r\"/graphql\"")]),
            Expr::Atom(format!("{} * 4 // 3 + 1_048_576", python::whole(&most.to_string()))),
            Expr::Atom(failure),
        ];
        all.push((String::new(), Expr::call(&class, parts)));
    }
    let out = module.body();
    if all.is_empty() {
        out.line(format!("BODY_LIMITS: list[{class}] = []"));
        return module.unit("limits");
    }
    out.comment("The limit of the file, a third more for Base64, and 1 MiB for what stands beside it.");
    out.line(format!("BODY_LIMITS: list[{class}] = ["));
    out.indented(|out| {
        for (origin, line) in &all {
            out.from(origin, |out| out.statement("", line, ","));
        }
    });
    out.line("]");
    module.unit("limits")
}

/// How an operation fails where a file is too large.
fn too_large(whole: Whole, own: &Operation) -> String {
    let of = |name: &&String| whole.system.failure(name).is_some_and(|own| own.status == 413);
    let about = own.phases.requirements.iter().map(|own| &own.failure).find(of);
    about.or_else(|| own.failures.iter().find(of)).cloned().unwrap_or_else(|| "PayloadTooLarge".to_owned())
}

/// A path as a regular expression.
pub fn pattern(path: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                out.push_str("[^/]+");
            }
            '}' => inside = false,
            _ if inside => {}
            c if c.is_alphanumeric() || c == '/' || c == '_' || c == '-' => out.push(c),
            c => out.extend(['\\', c]),
        }
    }
    out
}
