//! What GraphQL runs.
//!
//! In: queries and mutations. Out: `graphql/resolvers.py`: for each its arguments, checked as those of a route are, and a function that runs
//! the operation; and the schema with them.

use super::operation;
use crate::ir::{GraphField, Graphql, Input, Kind, Operation, Source};
use crate::stack::fastapi::api::field;
use crate::stack::fastapi::domain::about;
use crate::stack::fastapi::module::{Module, Whole};
use crate::stack::fastapi::names::{self, Of};
use crate::stack::fastapi::operation::folder;
use crate::stack::fastapi::python::{self, Expr};
use crate::unit::Unit;

/// The module.
pub fn unit(whole: Whole, own: &Graphql) -> Unit {
    let mut module = Module::new(whole, "graphql", "What queries and mutations run", "");
    module.imports().name("typing", "Any");
    module.own("graphql.execution", "Info");
    let schema = module.own("graphql.execution", "schema_of");
    let mut lists = [("QUERIES", Kind::Query, Vec::new()), ("MUTATIONS", Kind::Command, Vec::new())];
    for own in &own.fields {
        let Some(operation) = operation(whole.system, own) else { continue };
        let function = resolver(&mut module, own, operation);
        let entry = Expr::Atom(format!("{}: {function}", python::text(&own.name)));
        lists.iter_mut().filter(|(_, kind, _)| *kind == own.kind).for_each(|(.., list)| list.push(entry.clone()));
    }
    let out = module.body();
    out.clear_origin();
    out.apart();
    for (name, _, parts) in lists {
        let map = Expr::Group { before: String::new(), open: '{', parts, close: '}' };
        out.statement(&format!("{name}: dict[str, Any] = "), &map, "");
    }
    out.gap();
    out.line(format!("SCHEMA = {schema}(QUERIES, MUTATIONS)"));
    super::super::domain::trimmed(module, "resolvers")
}

/// Writes one resolver, and gives its name.
fn resolver(module: &mut Module, own: &GraphField, operation: &Operation) -> String {
    let name = names::module(&own.name);
    let function = format!("{}_{name}", if own.kind == Kind::Query { "query" } else { "mutation" });
    module.body().set_origins(&[own.origin.clone(), operation.origin.clone()]);
    let from = format!("app.{}.{}", folder(operation), names::module(&operation.name));
    let class = module.own(&from, &module.whole.names.class(Of::Operation, &operation.name));
    let run = module.own_as(&from, "run", &format!("run_{}", names::module(&operation.name)));
    let arguments: Vec<&Input> = operation
        .inputs
        .iter()
        .filter(|input| input.source == Source::Client && own.arguments.contains(&input.field.name))
        .collect();
    let model = format!("{}Arguments", names::class(&function));
    if !arguments.is_empty() {
        let base = module.own("domain.types", "Model");
        module.body().apart();
        module.body().line(format!("class {model}({base}):"));
        module.indent(|module| {
            module.body().doc(&format!("The arguments of `{}`", own.name));
            module.body().gap();
            arguments.iter().for_each(|input| field(module, operation, input));
        });
    }
    let mut given = Vec::new();
    for input in operation.inputs.iter().filter(|input| input.source == Source::Client) {
        let name = names::field(&input.field.name);
        let value = if own.arguments.contains(&input.field.name) {
            Expr::Atom(format!("arguments.{name}"))
        } else {
            input
                .field
                .default
                .as_ref()
                .map_or(Expr::atom("None"), |value| module.constant(value, Some(&input.field.kind)))
        };
        given.push((name, value));
    }
    let read = (!arguments.is_empty()).then(|| module.own("graphql.execution", "arguments_of"));
    let shown = module.own("graphql.execution", "shown");
    let caller = (!operation.access.open).then(|| {
        let refusal = module.failure(&operation.access.unknown);
        (module.own("graphql.execution", "caller"), module.own("policy.actor", "Actor"), refusal)
    });
    let request = Expr::named_call(class, given);
    let heads = ["_: object", "info: Info", "**given: Any"].map(str::to_owned);
    let out = module.body();
    out.apart();
    let doc = about(&own.description, &own.name).to_owned();
    out.function(&format!("async def {function}"), &heads, "Any", &doc, |out| {
        let mut parts = vec![Expr::atom("info.context.services")];
        if let Some((caller, actor, refusal)) = caller {
            out.line(format!("actor: {actor} = {caller}(info, {refusal})"));
            parts.push(Expr::atom("actor"));
        }
        if let Some(read) = read {
            out.line(format!("arguments = {read}({model}, given)"));
        }
        out.statement("request = ", &request, "");
        parts.push(Expr::atom("request"));
        let call = Expr::call(run, parts).awaited();
        out.statement("return ", &Expr::call(shown, vec![call]), "");
    });
    function
}
