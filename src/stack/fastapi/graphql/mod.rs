//! GraphQL: a schema, resolvers that run the operations, and one route.
//!
//! In: what GraphQL offers. Out: `graphql/schema.graphql`, `graphql/resolvers.py` and `api/graphql.py`; nothing where it offers nothing.

mod resolvers;
mod sdl;

use super::module::{Module, Whole};
use super::python::{self, Expr};
use crate::ir::{GraphField, Graphql, Operation, System};
use crate::unit::Unit;

/// The files.
pub fn units(whole: Whole) -> Vec<Unit> {
    match &whole.system.graphql {
        None => Vec::new(),
        Some(own) => vec![sdl::unit(whole.system, own), resolvers::unit(whole, own), route(whole, own)],
    }
}

/// The operation that a field runs.
fn operation<'s>(system: &'s System, field: &GraphField) -> Option<&'s Operation> {
    system.operation_of(field.kind, &field.operation)
}

/// The operations that are offered.
pub fn offered(system: &System) -> impl Iterator<Item = &Operation> {
    system.graphql.iter().flat_map(|own| &own.fields).filter_map(|field| operation(system, field))
}

/// The route.
fn route(whole: Whole, own: &Graphql) -> Unit {
    let system = whole.system;
    let mut module = Module::new(whole, "api", "The operations over GraphQL", "");
    module.imports().name("typing", "Any");
    module.imports().name("fastapi", "APIRouter");
    for name in ["GraphQLRequest", "Context", "answer"] {
        module.own("graphql.execution", name);
    }
    module.own("graphql.resolvers", "SCHEMA");
    module.own("http.faults", "responses");
    module.own("http.routing", "ServicesDep");
    let invalid = module.failure("ValidationFailed");
    let closed: Vec<&Operation> = offered(system).filter(|own| !own.access.open).collect();
    let refusal = closed.first().map(|own| own.access.unknown.clone());
    let refusal = refusal.map(|name| module.failure(&name));
    let all_closed = closed.len() == own.fields.len();
    let mut arguments = vec![("tags".to_owned(), Expr::list(vec![Expr::Atom(python::text("graphql"))]))];
    let mut heads = vec!["services: ServicesDep".to_owned()];
    if let Some(refusal) = &refusal {
        if all_closed {
            let known = module.own("http.callers", "known_callers");
            arguments.push(("route_class".to_owned(), Expr::call(known, vec![Expr::atom(refusal)])));
            module.own("http.callers", "ActorDep");
            heads.push("actor: ActorDep".to_owned());
        } else {
            module.imports().name("fastapi", "Request");
            module.own("http.auth", "NotAuthenticatedError");
            heads.insert(0, "request: Request".to_owned());
        }
    }
    heads.push("body: GraphQLRequest".to_owned());
    let mut told: Vec<Expr> = refusal.iter().map(Expr::atom).collect();
    told.push(Expr::Atom(invalid));
    let options = vec![Expr::Atom(python::text("/graphql")), Expr::call("responses", told).named("responses")];
    let out = module.body();
    out.statement("router = ", &Expr::named_call("APIRouter", arguments), "");
    out.apart();
    out.statement("", &Expr::call("@router.post", options), "");
    let doc = "Queries and mutations; each does what its routes do, for the same callers";
    out.function("async def graphql", &heads, "dict[str, Any]", doc, |out| {
        let actor = match &refusal {
            None => "None",
            Some(_) if all_closed => "actor",
            Some(refusal) => {
                out.line("actor = None");
                out.block("if \"authorization\" in request.headers:", |out| {
                    out.block("try:", |out| out.line("actor = await services.authenticator.actor_of(request)"));
                    out.block("except NotAuthenticatedError as error:", |out| {
                        out.line(format!("raise {refusal} from error"));
                    });
                });
                "actor"
            }
        };
        out.line(format!("return await answer(SCHEMA, body, Context(services, {actor}))"));
    });
    module.unit("graphql")
}
