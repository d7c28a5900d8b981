//! Routes against the operations they lead to, and against each other.
//!
//! In: sound routes, and what of their operations is sound. Out: C0301 to C0305, C0307 to C0309, C0312, C0313 and C0315.

pub mod exposure;
mod fields;
mod inputs;
mod method;
mod moment;
mod paths;
mod tree;

pub use method::is_big;

use super::model::Model;
use super::parts::{Field, each_field, fields, leads_to};
use super::share::Share;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::lookup::HashMap;
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

/// The routes by the operations that they lead to.
pub struct Routes<'a>(HashMap<(&'static str, &'a str), Vec<Call<'a>>>);

impl<'a> Routes<'a> {
    /// The routes of a model.
    pub fn of(model: &Model<'a, '_>) -> Routes<'a> {
        let mut all: HashMap<_, Vec<Call>> = HashMap::default();
        for call in model.sound.all("route").filter_map(|own| call(model, own)) {
            all.entry((call.kind, call.name)).or_default().push(call);
        }
        Routes(all)
    }

    /// The routes to an operation.
    fn to<'y>(&'y self, kind: &'static str, name: &'y str) -> &'y [Call<'a>] {
        self.0.get(&(kind, name)).map_or(&[], Vec::as_slice)
    }

    /// Where routes send on what an operation returns under this name.
    pub fn sent_on<'y>(
        &'y self,
        kind: &'static str,
        name: &'y str,
        returned: &'y str,
    ) -> impl Iterator<Item = Span> + use<'y, 'a> {
        let fields = self.to(kind, name).iter().flat_map(|call| each_field(call.route.node, "response_schema"));
        fields.filter(move |field| field.name == returned).map(|field| field.span)
    }

    /// Where routes name an operation and give it one input and not the other.
    pub fn with_and_without(&self, kind: &'static str, name: &str, with: &str, without: &str) -> Vec<Span> {
        let halves = self.to(kind, name).iter().filter(|call| {
            call.route
                .node
                .get("path")
                .map(paths::read)
                .is_some_and(|path| path.odd.is_none() && call.gives(&path, with) && !call.gives(&path, without))
        });
        halves.map(|call| call.span).collect()
    }
}

/// A route with the operation that it leads to.
fn call<'a>(model: &Model<'a, '_>, route: &'a Declaration<'a>) -> Option<Call<'a>> {
    let (key, kind, (name, span)) = leads_to(route.node)?;
    let operation = model.sound.one_but(kind, name, INSIDE)?;
    let name = operation.name.map_or(name, |(name, _)| name);
    let (inputs, request) = (fields(operation.node, "input"), fields(route.node, "request_schema"));
    Some(Call { element: &route.element, kind, key, name, span, route, operation, inputs, request })
}

/// Looks at every route by itself.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for call in share.all("route").filter_map(|route| call(model, route)) {
        inputs::check(model, &call, findings);
        fields::check(&call, findings);
        method::check(&call, findings);
        moment::check(&call, findings);
        exposure::dropped(&call, findings);
        exposure::untaken(&call, findings);
    }
    share.queries().iter().for_each(|query| exposure::unpaged(query, findings));
}

/// Looks at all routes together, and at what none leads to.
pub fn of_all(model: &Model, findings: &mut Vec<Diagnostic>) {
    paths::check(model.sound.all("route"), findings);
    exposure::check(model, findings);
}
