//! C0308: what is asked of others with a method that only reads.
//!
//! In: outside operations with GET or HEAD. Out: a warning for each that is to carry what no address can hold, and a hint for each that is
//! named as if it changed something. The method of a link into a store is that of who follows it.

use super::words::is_store;
use crate::check::deep::model::words::each;
use crate::check::deep::parts::{each_field, text};
use crate::check::deep::routes::is_big;
use crate::check::deep::share::Share;
use crate::diag::code::C0308;
use crate::diag::{Diagnostic, Level};

/// First words of names of what changes something at the other side.
const CHANGES: &[&str] = &[
    "create", "add", "update", "change", "edit", "delete", "remove", "cancel", "charge", "refund", "pay", "capture",
    "send", "submit", "book", "reserve", "register", "issue", "put", "post",
];

/// Looks at the outside operations of a share.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    for own in share.all("operation") {
        let (Some((name, name_span)), Some((method, span))) = (own.name, text(own.node, "method")) else { continue };
        if !matches!(method, "GET" | "HEAD") {
            continue;
        }
        let big = each_field(own.node, "request_schema").find_map(|field| {
            let (kind, at) = field.kind().filter(|(kind, _)| is_big(kind))?;
            Some((field.name, kind, at))
        });
        let service = share.model.service_of(own);
        let in_store = service.is_none_or(is_store);
        let changes = each(name).next().is_some_and(|verb| CHANGES.contains(&verb.as_str()));
        let found = match big {
            Some((field, kind, at)) => {
                let title = format!("a {method} request has no body that could carry `{field}`");
                Diagnostic::new(&C0308, title, span, "what is sent stands in the address")
                    .label(at, format!("`{kind}` is too large a thing for an address"))
                    .help("ask with the method that the service wants for it, or send fields of scalar types")
            }
            None if changes && !in_store => {
                let title = format!("{method} promises to change nothing, but the operation is called `{name}`");
                let mut found = Diagnostic::new(&C0308, title, span, "may be repeated, and answered from a cache");
                found.level = Level::Hint;
                found
                    .label(name_span, "says that it does something")
                    .help("look up with which method the service wants it")
            }
            None => continue,
        };
        findings.push(found.at(own.element.as_str(), "method"));
    }
}
