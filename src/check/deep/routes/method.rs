//! C0308: a method that promises something else than the operation does.
//!
//! In: a route and its operation. Out: a finding. A request of GET or DELETE is what stands behind the `?`: it holds scalars only.

use super::Call;
use crate::check::deep::parts::text;
use crate::check::place::lower;
use crate::diag::Diagnostic;
use crate::diag::code::C0308;

/// Looks at the method.
pub fn check(call: &Call, findings: &mut Vec<Diagnostic>) {
    let Some((method, span)) = text(call.route.node, "method") else { return };
    let method = method.to_uppercase();
    let reads = matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS");
    let found = match (call.kind, reads) {
        ("command", true) => {
            let title = format!("{method} promises to change nothing, but `{}` is a command", call.name);
            Diagnostic::new(&C0308, title, span, "caches and crawlers may repeat it")
                .label(call.span, "a command")
                .help("use POST, PUT, PATCH or DELETE")
        }
        ("query", false) => {
            let title = format!("{method} says that something changes, but `{}` is a query", call.name);
            Diagnostic::new(&C0308, title, span, "a question is asked with GET")
                .label(call.span, "a query")
                .help("use GET")
        }
        _ if reads || method == "DELETE" => {
            let Some(field) = call.request.iter().find(|field| field.kind().is_some_and(|(kind, _)| is_big(kind)))
            else {
                return;
            };
            let title = format!("a {method} request has no body that could carry `{}`", field.name);
            let label = field.kind().map_or(field.span, |(_, span)| span);
            Diagnostic::new(&C0308, title, span, "its fields stand in the address")
                .label(label, "too large a thing for an address")
                .help("use another method, or take fields of scalar types")
        }
        _ => return,
    };
    findings.push(found.at(call.element, "method"));
}

/// Whether a type does not fit into an address.
pub fn is_big(kind: &str) -> bool {
    let kind = lower(kind.trim());
    kind == "json" || ["map<", "entity:", "valueobject:", "value:"].iter().any(|start| kind.starts_with(start))
}
