//! C0101, C0014 and C0316: what the security baseline names.
//!
//! In: `security`, and the fields and routes of the set. Out: an error for each mask of a field that nothing has, for each method that is
//! none, each site that is no address, and any site with credentials; a warning for methods of routes that pages of other sites may not use,
//! and for the header by which callers are known where these may not send it.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::model::words::{self, Word};
use super::model::{Entity, Model};
use super::parts::{each_field, is_true, items, text};
use super::share::{Analysis, Share};
use crate::ast::Node;
use crate::check::gather::Declaration;
use crate::check::place::{called, quoted};
use crate::diag::code::{C0014, C0101, C0316};
use crate::diag::nearest::ranked;
use crate::diag::{Diagnostic, Level};
use crate::kinds::parts::catalog::HTTP_METHODS;
use crate::lookup::{HashMap, HashSet};
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

/// The security baseline of a set, and what it names.
pub struct Baseline<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    /// Whether all names of fields are known, so that a mask can be held against them.
    known: bool,
    /// The names in masks that no field had yet.
    wanted: HashSet<&'m str>,
    /// The names of all fields; looked for once a mask has none of them.
    names: OnceCell<BTreeSet<&'m str>>,
    /// The first entity with these words in its name; looked for once a mask names one.
    entities: OnceCell<HashMap<Vec<Word<'x>>, &'x Entity<'m>>>,
    /// Whether it says what pages of other sites may do.
    of_sites: bool,
    /// The methods of routes, each with the first place where it is said.
    methods: Vec<(&'m str, Span)>,
}

impl<'x, 'm, 'a> Baseline<'x, 'm, 'a> {
    /// The baseline of a model, of which no fields and routes were looked at yet.
    pub fn of(model: &'x Model<'m, 'a>) -> Baseline<'x, 'm, 'a> {
        let known = model.sound.is_all_read() && model.sound.is_well_formed();
        let masks = model.sound.all("security").filter(|_| known).flat_map(|own| items(own.node, "pii_masking"));
        let wanted = masks.filter_map(|item| Some(parts(text(&item.node, "field")?.0).1)).collect();
        let of_sites = model.sound.all("security").any(|own| own.node.get("cors").is_some());
        let (names, entities) = (OnceCell::new(), OnceCell::new());
        Baseline { model, known, wanted, names, entities, of_sites, methods: Vec::new() }
    }

    /// Whether a field has this name.
    fn has(&self, name: &str) -> bool {
        !self.wanted.contains(name) || self.names().contains(name)
    }

    fn names(&self) -> &BTreeSet<&'m str> {
        self.names.get_or_init(|| {
            let all = FIELDS.iter().flat_map(|(kind, lists)| self.model.sound.every(kind).map(move |own| (own, lists)));
            let fields = all.flat_map(|(own, lists)| lists.iter().flat_map(move |list| each_field(own.node, list)));
            fields.map(|field| field.name).collect()
        })
    }

    /// The first entity of this name, but for capitals, separators and plurals.
    fn entity(&self, name: &str) -> Option<&'x Entity<'m>> {
        let all = self.entities.get_or_init(|| {
            let mut all = HashMap::default();
            for own in &self.model.entities {
                all.entry(words::stems(own.name)).or_insert(own);
            }
            all
        });
        all.get(&words::stems(name)).copied()
    }

    /// The masks of fields that nothing has.
    fn masks(&self, own: &Declaration, findings: &mut Vec<Diagnostic>) {
        if !self.known {
            return;
        }
        for (at, item) in items(own.node, "pii_masking").iter().enumerate() {
            let Some((field, span)) = text(&item.node, "field") else { continue };
            let (head, name) = parts(field);
            let entity = Some(head).filter(|head| !head.is_empty()).and_then(|head| self.entity(head));
            let found = match entity {
                Some(entity) if entity.field(name).is_none() => {
                    let near = ranked(name, entity.fields.iter().map(|field| field.name));
                    Some((format!("entity `{}` has no field `{name}`", entity.name), near))
                }
                // An entity with an error has fields that are not known.
                None if self.model.sound.declares("entity", head) => None,
                // What has no field near it may be something else that is logged, such as a header.
                None if !self.has(name) => {
                    let near = ranked(name, self.names().iter().copied());
                    near.map(|near| (format!("nothing has a field `{name}`"), Some(near)))
                }
                None if !head.is_empty() => {
                    let near = ranked(head, self.model.entities.iter().map(|entity| entity.name));
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
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Baseline<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, _: &mut Vec<Diagnostic>) {
        for (kind, lists) in FIELDS {
            // Most masks are of fields that are found soon.
            if self.wanted.is_empty() {
                break;
            }
            for own in share.all(kind) {
                for field in lists.iter().flat_map(|list| each_field(own.node, list)) {
                    self.wanted.remove(field.name);
                }
            }
        }
        let routes = share.all("route").filter(|_| self.of_sites);
        for (method, span) in routes.filter_map(|route| text(route.node, "method")) {
            if !self.methods.iter().any(|(own, _)| own.eq_ignore_ascii_case(method)) {
                self.methods.push((method, span));
            }
        }
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        for own in self.model.sound.all("security") {
            self.masks(own, findings);
            if let Some(cors) = own.node.get("cors") {
                methods(&self.methods, own, cors, findings);
                findings.extend(headers(self.model, own, cors));
                findings.extend(anybody(own, cors));
                origins(own, cors, findings);
            }
        }
    }
}

/// A field that is masked: the thing that has it, where one is named, and its name.
fn parts(field: &str) -> (&str, &str) {
    field.rsplit_once('.').unwrap_or(("", field))
}

fn listed<'a>(cors: &'a Node, key: &str) -> Vec<(&'a str, Span)> {
    items(cors, key).iter().filter_map(|item| Some((called(&item.node)?, item.node.span))).collect()
}

fn methods(used: &[(&str, Span)], own: &Declaration, cors: &Node, findings: &mut Vec<Diagnostic>) {
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
    let missing = used.iter().filter(|(method, _)| {
        // Browsers ask nobody before they send these.
        let asks = !["GET", "HEAD", "POST"].iter().any(|own| is(own, method));
        asks && !allowed.iter().any(|(own, _)| is(own, method))
    });
    let missing: Vec<&(&str, Span)> = missing.collect();
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
