//! C2107, C2110 to C2114: a system against the engagement under which it is built.
//!
//! A service is used where its words stand in what names it: `rds` in `db.rds.amazonaws.com`, `lambda` in `aws_lambda`.

use super::clauses::Clauses;
use crate::ast::Node;
use crate::check::deep::model::{
    Model,
    words::{Word, words},
};
use crate::check::deep::parts::{items, text};
use crate::check::deep::privacy::is_personal;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::{C2107, C2110, C2111, C2112, C2113, C2114};
use crate::engage::checkers::excuses;
use crate::engage::erasure::is_mark;
use crate::engage::regions;
use crate::source::Span;

/// Keys whose value names a service, by kind.
const NAMING: &[(&str, &[&str])] = &[
    ("integration", &["type", "provider", "service", "base_url"]),
    ("datasource", &["engine", "host"]),
    ("email_provider", &["transport", "host"]),
    ("secret", &["provider"]),
    ("oauth2_provider", &["issuer"]),
    ("project", &["stack"]),
];

/// Clauses that name a service themselves.
const OWN: &[(&str, &str)] = &[("stack", "runtime"), ("security", "auth_mechanism"), ("security", "secrets_store")];

/// Keys whose value names a region, or an address with one in it, by kind.
const PLACES: &[(&str, &[&str])] = &[
    ("bucket", &["region"]),
    ("integration", &["base_url"]),
    ("datasource", &["host"]),
    ("email_provider", &["host"]),
];

/// Providers of secrets, and the words that name each among the stores of an engagement.
const STORES: &[(&str, &[&str])] = &[
    ("vault", &["vault"]),
    ("aws_secrets_manager", &["secrets", "manager"]),
    ("gcp_secret_manager", &["secret", "manager"]),
    ("azure_key_vault", &["key", "vault"]),
];

/// Looks at all that the system names.
pub fn check(model: &Model, clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    services(model, clauses, findings);
    residency(model, clauses, findings);
    secrets(model, clauses, findings);
    personal(model, clauses, findings);
    deletion(model, clauses, findings);
    language(model, clauses, findings);
}

/// Whether these words stand in a text, one behind the other.
fn stand_in(text: &str, wanted: &[impl AsRef<str>]) -> bool {
    let all = words(text);
    let same = |some: &[Word]| some.iter().zip(wanted).all(|(one, other)| *one == *other.as_ref());
    !wanted.is_empty() && all.windows(wanted.len()).any(same)
}

/// Whether the words of one name stand in another.
fn names(text: &str, service: &str) -> bool {
    stand_in(text, &words(service))
}

/// What declarations of some kinds say under some keys.
fn said<'m, 'a>(model: &Model<'m, 'a>, table: &'static [(&'static str, &'static [&'static str])]) -> Vec<Said<'m, 'a>> {
    let mut all = Vec::new();
    for (kind, keys) in table {
        for own in model.sound.all(kind) {
            for key in *keys {
                all.extend(text(own.node, key).map(|(value, span)| Said { own, key, value, span }));
            }
        }
    }
    all
}

struct Said<'m, 'a> {
    own: &'m Declaration<'a>,
    key: &'static str,
    value: &'m str,
    span: Span,
}

fn services(model: &Model, clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    let excused = clauses.words("cost", "approved_exceptions");
    let mut forbidden = clauses.words("stack", "forbidden_services");
    let resources = clauses.words("cost", "forbidden_resources").into_iter();
    forbidden.extend(resources.filter(|(name, _)| !excused.iter().any(|(other, _)| excuses(other, name))));
    let used = said(model, NAMING);
    for (service, span) in forbidden {
        for (family, key) in OWN {
            if clauses.word(family, key).is_some_and(|(value, _)| names(value, service)) {
                let title = format!("`{service}` is forbidden, and the engagement itself asks for it");
                let found = clauses.finding(&C2110, title, (family, key), format!("needs `{service}`"));
                findings.push(found.label(span, "forbidden here").help("allow it, or name another one here"));
            }
        }
        // One message for each declaration, at the first key that names it.
        let mut told: Option<&str> = None;
        for own in used.iter().filter(|own| names(own.value, service)) {
            if told.replace(own.own.element.as_str()) == Some(own.own.element.as_str()) {
                continue;
            }
            let title = format!(
                "`{service}` is forbidden, and `{}` uses it",
                own.own.name.map_or("the system", |(name, _)| name)
            );
            let found =
                Diagnostic::new(&C2110, title, own.span, format!("uses `{service}`")).label(span, "forbidden here");
            let found = found.help("use another service, or agree that this one may be used");
            findings.push(found.at(own.own.element.as_str(), own.key));
        }
    }
}

fn residency(model: &Model, clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    let Some((wanted, span)) = clauses.word("compliance", "data_residency") else { return };
    let Some(is_inside) = regions::inside(wanted) else { return };
    let outside = |text: &str| {
        let is_outside = |part: &&str| regions::region(part).is_some_and(|region| !is_inside(&region));
        text.split(['.', '/', ':']).find(is_outside).map(str::to_owned)
    };
    if let Some(region) = clauses.word("stack", "region").and_then(|(region, _)| outside(region)) {
        let title = format!("`{region}` lies outside of `{wanted}`");
        let found = clauses.finding(&C2107, title, ("stack", "region"), "outside");
        findings.push(found.label(span, "data must stay here").help("run it in a region that lies inside"));
    }
    for own in said(model, PLACES) {
        if let Some(region) = outside(own.value) {
            let title = format!("`{region}` lies outside of `{wanted}`");
            let found = Diagnostic::new(&C2107, title, own.span, "outside").label(span, "data must stay here");
            let found = found.help("keep the data in a region that lies inside");
            findings.push(found.at(own.own.element.as_str(), own.key));
        }
    }
}

fn secrets(model: &Model, clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    let Some((store, span)) = clauses.word("security", "secrets_store") else { return };
    let locations = clauses.words("security", "forbidden_secrets_locations");
    let no_env = locations.iter().find(|(name, _)| ["env_vars", "env", "environment_variables"].contains(name));
    for own in model.sound.all("secret") {
        let (Some((name, _)), Some((provider, place))) = (own.name, text(own.node, "provider")) else { continue };
        let found = match (provider, no_env) {
            ("env", Some((location, forbidden))) => {
                let title = format!("`{name}` is read from the environment, where no secret may stand");
                Diagnostic::new(&C2111, title, place, "from the environment")
                    .label(*forbidden, format!("`{location}` is forbidden"))
            }
            // What the environment is filled from is not the system's concern.
            ("env", None) => continue,
            _ => {
                let known = STORES.iter().find(|(own, _)| *own == provider);
                if known.is_none_or(|(_, own)| stand_in(store, own)) {
                    continue;
                }
                let title = format!("`{name}` is kept in `{provider}`, and secrets are kept in `{store}`");
                Diagnostic::new(&C2111, title, place, "another store").label(span, "the store that was agreed on")
            }
        };
        findings.push(found.help(format!("keep it in `{store}`")).at(own.element.as_str(), "provider"));
    }
}

fn personal(model: &Model, clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    if clauses.word("security", "pii_handling").is_some() {
        return;
    }
    let held = model.entities.iter().find_map(|entity| {
        let field = entity.fields.iter().find(|field| is_personal(field.name))?;
        Some((entity, field))
    });
    let gdpr =
        clauses.words("compliance", "frameworks").into_iter().find(|(name, _)| name.eq_ignore_ascii_case("gdpr"));
    let what = match (&held, &gdpr) {
        (Some((entity, field)), _) => format!("`{}.{}` is personal", entity.name, field.name),
        (None, Some(_)) => "`gdpr` is in force".to_owned(),
        (None, None) => return,
    };
    let title = format!("{what}, and no clause says how personal data is handled");
    let mut found = clauses.finding(&C2112, title, ("security", "pii_handling"), "nothing is said here");
    if let Some((_, field)) = held {
        found = found.label(field.span, "personal");
    }
    if let Some((_, span)) = gdpr {
        found = found.label(span, "in force");
    }
    findings.push(found.help("say `pii_handling`, such as `redact_before_llm`"));
}

fn deletion(model: &Model, clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    let Some((_, span)) =
        clauses.word("compliance", "right_to_erasure").filter(|(word, _)| *word == "hard_delete_only")
    else {
        return;
    };
    let mut report = |own: &Declaration, name: &str, place: Span, at: String| {
        let title = format!("`{name}` marks rows as deleted, and only real deletion is allowed");
        let found = Diagnostic::new(&C2113, title, place, "a mark of deletion").label(span, "asked for here");
        findings.push(found.help("take it out, and delete the row").at(own.element.as_str(), at));
    };
    for entity in &model.entities {
        for field in entity.fields.iter().filter(|field| is_mark(field.name)) {
            report(entity.own, field.name, field.span, format!("fields/{}", field.at));
        }
    }
    for table in model.tables.iter().filter(|table| table.entity.is_none()) {
        for column in table.columns.iter().filter(|column| is_mark(column.field.name)) {
            report(table.own, column.field.name, column.field.span, format!("columns/{}", column.field.at));
        }
    }
}

fn language(model: &Model, clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    let Some((wanted, _)) = clauses.word("stack", "language") else { return };
    for project in model.sound.all("project") {
        let listed: Vec<(&str, &Node)> = items(project.node, "languages")
            .iter()
            .filter_map(|item| Some((item.node.as_text()?, &item.node)))
            .collect();
        let Some((first, node)) = listed.first() else { continue };
        if listed.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted)) {
            continue;
        }
        let title = format!("the system is written in `{first}`, and the engagement is about `{wanted}`");
        let found = clauses.finding(&C2114, title, ("stack", "language"), "another language");
        findings.push(found.label(node.span, "of the system").help("name the same language in both"));
    }
}
