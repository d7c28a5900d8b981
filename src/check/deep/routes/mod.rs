//! Routes against the operations they lead to, and against each other.
//!
//! In: sound routes, and what of their operations is sound. Out: C0301 to C0305, C0307 to C0309, C0312 and C0313.

pub mod exposure;
mod fields;
mod inputs;
mod method;
mod paths;
mod tree;

use super::model::Model;
use super::parts::{Field, fields, text};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::source::Span;

/// The parts of an operation that no route asks for: errors in them do not matter here.
const INSIDE: &[&str] = &["effects", "guards", "errors", "emits", "fetches", "writes_to", "reads", "reads_from"];

/// A route and its operation.
struct Call<'a> {
    element: &'a str,
    /// `command` or `query`.
    kind: &'static str,
    /// The key that names the operation.
    key: &'static str,
    /// The operation as the route names it, and where.
    name: &'a str,
    span: Span,
    /// The route and the operation.
    route: &'a Declaration<'a>,
    operation: &'a Declaration<'a>,
    inputs: Vec<Field<'a>>,
    request: Vec<Field<'a>>,
}

impl Call<'_> {
    /// Whether a request gives an input of this name, in its path or otherwise.
    fn gives(&self, path: &paths::Path, name: &str) -> bool {
        path.parameters.iter().any(|word| word.text == name) || self.request.iter().any(|field| field.name == name)
    }
}

/// Looks at every route.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let sound = model.sound;
    let routes: Vec<&Declaration> = sound.all("route").collect();
    paths::check(&routes, findings);
    for route in routes {
        let keys = [("command", "command"), ("action", "command"), ("query", "query")];
        let found = keys.iter().find_map(|(key, kind)| Some((*key, *kind, text(route.node, key)?)));
        let Some((key, kind, (name, span))) = found else { continue };
        let Some(operation) = sound.one_but(kind, name, INSIDE) else { continue };
        let name = operation.name.map_or(name, |(name, _)| name);
        let inputs = fields(operation.node, "input");
        let request = fields(route.node, "request_schema");
        let call = Call { element: &route.element, kind, key, name, span, route, operation, inputs, request };
        inputs::check(model, &call, findings);
        fields::check(&call, findings);
        method::check(&call, findings);
        exposure::dropped(&call, findings);
        exposure::untaken(&call, findings);
    }
}
