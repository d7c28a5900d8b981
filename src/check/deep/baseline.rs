//! C0101, C0014 and C0316: what the security baseline names.
//!
//! In: `security`, and the fields and routes of the set. Out: an error for each mask of a field that nothing has, for each method that is
//! none, each site that is no address, and any site with credentials; a warning for methods of routes that pages of other sites may not use,
//! and for the header by which callers are known where these may not send it.

use std::collections::BTreeSet;

use super::model::{Model, words};
use super::parts::{each_field, is_true, items, text};
use crate::ast::Node;
use crate::check::gather::Declaration;
use crate::check::place::{called, quoted};
use crate::diag::code::{C0014, C0101, C0316};
use crate::diag::nearest::ranked;
use crate::diag::{Diagnostic, Level};
use crate::kinds::parts::catalog::HTTP_METHODS;
use crate::source::Span;

/// The header in which most schemes send who calls, and these schemes.
const HEADER: &str = "Authorization";
const BY_HEADER: &[&str] = &["bearer_jwt", "bearer_opaque", "basic"];

/// Where fields stand that may be logged.
const FIELDS: &[(&str, &[&str])] = &[
    ("entity", &["fields"]),
    ("value", &["fields"]),
    ("event", &["payload"]),
    ("command", &["input", "returns"]),
    ("query", &["input", "returns"]),
    ("route", &["request_schema", "response_schema"]),
    ("operation", &["request_schema", "response_schema"]),
    ("actor", &["fields"]),
];

/// Looks at the security baseline.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for own in model.sound.all("security") {
        masks(model, own, findings);
        if let Some(cors) = own.node.get("cors") {
            methods(model, own, cors, findings);
            findings.extend(headers(model, own, cors));
            findings.extend(anybody(own, cors));
            origins(own, cors, findings);
        }
    }
}

fn masks(model: &Model, own: &Declaration, findings: &mut Vec<Diagnostic>) {
    if !model.sound.is_all_read() || !model.sound.is_well_formed() {
        return;
    }
    let all = items(own.node, "pii_masking");
    if all.is_empty() {
        return;
    }
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for (kind, lists) in FIELDS {
        for declared in model.sound.every(kind) {
            names.extend(lists.iter().flat_map(|list| each_field(declared.node, list)).map(|field| field.name));
        }
    }
    for (at, item) in all.iter().enumerate() {
        let Some((field, span)) = text(&item.node, "field") else { continue };
        let (head, name) = field.rsplit_once('.').map_or(("", field), |(head, name)| (head, name));
        let entity = model.entities.iter().find(|entity| !head.is_empty() && words::same(entity.name, head));
        let found = match entity {
            Some(entity) if entity.field(name).is_none() => {
                let near = ranked(name, entity.fields.iter().map(|field| field.name));
                Some((format!("entity `{}` has no field `{name}`", entity.name), near))
            }
            // What has no field near it may be something else that is logged, such as a header.
            None if !names.contains(name) => {
                let near = ranked(name, names.iter().copied());
                near.map(|near| (format!("nothing has a field `{name}`"), Some(near)))
            }
            None if !head.is_empty() => {
                let near = ranked(head, model.entities.iter().map(|entity| entity.name));
                near.map(|near| (format!("no entity is called `{head}`"), Some(near)))
            }
            _ => None,
        };
        let Some((title, near)) = found else { continue };
        let label = near.map_or("hides nothing".to_owned(), |(near, _)| format!("did you mean `{near}`?"));
        let found = Diagnostic::new(&C0101, title, span, label).note("a mask that misses its field hides nothing");
        findings.push(found.at(own.element.as_str(), format!("pii_masking/{at}/field")));
    }
}

fn listed<'a>(cors: &'a Node, key: &str) -> Vec<(&'a str, Span)> {
    items(cors, key).iter().filter_map(|item| Some((called(&item.node)?, item.node.span))).collect()
}

fn methods(model: &Model, own: &Declaration, cors: &Node, findings: &mut Vec<Diagnostic>) {
    let allowed = listed(cors, "allowed_methods");
    let is = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    for (at, (method, span)) in allowed.iter().enumerate() {
        if *method != "*" && !HTTP_METHODS.values.iter().any(|known| is(known, method)) {
            let title = format!("no HTTP method is called `{method}`");
            let found = Diagnostic::new(&C0014, title, *span, "no request has it");
            findings.push(found.at(own.element.as_str(), format!("cors/allowed_methods/{at}")));
        }
    }
    let Some((_, first)) = allowed.first().filter(|_| !allowed.iter().any(|(method, _)| *method == "*")) else {
        return;
    };
    let mut missing: Vec<(&str, Span)> = Vec::new();
    for route in model.sound.all("route") {
        let Some((method, span)) = text(route.node, "method") else { continue };
        let known = allowed.iter().map(|(own, _)| *own).chain(missing.iter().map(|(own, _)| *own));
        // Browsers ask nobody before they send these.
        let asks = !["GET", "HEAD", "POST"].iter().any(|own| is(own, method));
        if asks && !known.into_iter().any(|own| is(own, method)) {
            missing.push((method, span));
        }
    }
    let Some((_, span)) = missing.first() else { return };
    let names = quoted(missing.iter().map(|(method, _)| *method), "and");
    let title = format!("pages of other sites may not use {names}, though routes do");
    let found = Diagnostic::new(&C0316, title, *first, "the methods that they may use")
        .label(*span, "cannot be called from there");
    findings.push(
        found
            .help(format!("add {names}, if these pages are to call such routes"))
            .at(own.element.as_str(), "cors/allowed_methods"),
    );
}

/// A header that callers are known by, and that pages of other sites may not send.
fn headers(model: &Model, own: &Declaration, cors: &Node) -> Option<Diagnostic> {
    let allowed = listed(cors, "allowed_headers");
    let (_, first) = allowed.first()?;
    let is_open = allowed.iter().any(|(name, _)| *name == "*" || name.eq_ignore_ascii_case(HEADER));
    let mut schemes = model.sound.all("actor").filter_map(|own| text(own.node, "scheme"));
    let (scheme, span) = schemes.find(|(scheme, _)| BY_HEADER.contains(scheme)).filter(|_| !is_open)?;
    let title = format!("pages of other sites may not send `{HEADER}`, by which callers are known");
    let found = Diagnostic::new(&C0316, title, *first, "the headers that they may send")
        .label(span, format!("`{scheme}` is sent in it"))
        .help(format!("add `{HEADER}`, if these pages are to call anything that wants to know who calls"));
    Some(found.at(own.element.as_str(), "cors/allowed_headers"))
}

/// Pages of any site that may call as whoever looks at them: no browser lets them.
fn anybody(own: &Declaration, cors: &Node) -> Option<Diagnostic> {
    let (_, span) = listed(cors, "allowed_origins").into_iter().find(|(origin, _)| *origin == "*")?;
    let with = cors.entry("allow_credentials").filter(|entry| is_true(Some(&entry.node)))?;
    let title = "pages of any site may call with credentials, which no browser allows";
    let mut found = Diagnostic::new(&C0316, title, span, "any site")
        .label(with.key.span, "with credentials")
        .help("name the sites, or allow no credentials");
    found.level = Level::Error;
    Some(found.at(own.element.as_str(), "cors/allowed_origins"))
}

fn origins(own: &Declaration, cors: &Node, findings: &mut Vec<Diagnostic>) {
    for (at, (origin, span)) in listed(cors, "allowed_origins").into_iter().enumerate() {
        let fine = origin == "*" || origin == "null" || origin.contains("://") || origin.contains(['{', '$']);
        if !fine {
            let title = format!("`{origin}` is no origin: it has no scheme");
            let found = Diagnostic::new(&C0014, title, span, "no browser calls a site so")
                .help(format!("write `https://{origin}`"));
            findings.push(found.at(own.element.as_str(), format!("cors/allowed_origins/{at}")));
        }
    }
}
