//! What stands around the package: how it is built, started and explained.
//!
//! In: a system. Out: files that are written once and then belong to the user, and the README.

use super::module::Whole;
use super::names;
use super::settings;
use crate::ir::{Service, System};
use crate::unit::{Owner, Unit};

/// The files around the package.
pub fn units(whole: Whole) -> Vec<Unit> {
    let Whole { system, by_hand, .. } = whole;
    let package = &system.package;
    let file =
        |path: &str, text: String, owner: Owner| Unit { path: path.to_owned(), text, owner, origins: Vec::new() };
    let source = |path: &str| format!("src/{package}/{path}");
    let mut all = vec![
        file("pyproject.toml", pyproject(system), Owner::Scaffold),
        file("README.md", readme(system), Owner::Scaffold),
        file("Dockerfile", DOCKERFILE.replace("@package@", package), Owner::Scaffold),
        file(".gitignore", include_str!("static/gitignore").to_owned(), Owner::Scaffold),
        file(
            ".gitattributes",
            format!("src/{package}/gen/** linguist-generated=true eol=lf\nmigrations/** eol=lf\n"),
            Owner::Generated,
        ),
        file(&source("__init__.py"), INIT.to_owned(), Owner::Scaffold),
        file(&source("py.typed"), String::new(), Owner::Scaffold),
        file(&source("main.py"), MAIN.replace("@package@", package), Owner::Scaffold),
        file(&source("custom/__init__.py"), CUSTOM.to_owned(), Owner::Scaffold),
        file(&source("custom/overrides.py"), OVERRIDES.to_owned(), Owner::Scaffold),
    ];
    for kind in ["commands", "queries"] {
        if by_hand.iter().any(|own| own.starts_with(kind)) {
            let text = format!("\"\"\"Bodies of {kind}, written by hand.\"\"\"\n");
            all.push(file(&source(&format!("custom/{kind}/__init__.py")), text, Owner::Scaffold));
        }
    }
    all
}

const INIT: &str = "\"\"\"The service: `gen` is generated from the contract, `custom` is written by hand.\"\"\"\n";
const CUSTOM: &str = "\"\"\"Code written by hand. Nothing here is ever overwritten.\"\"\"\n";
const MAIN: &str = include_str!("static/main.py");
const OVERRIDES: &str = include_str!("static/overrides.py");
const DOCKERFILE: &str = include_str!("static/Dockerfile");

fn uses(system: &System, is: fn(&Service) -> bool) -> bool {
    system.integrations.iter().any(|own| is(&own.service))
}

fn pyproject(system: &System) -> String {
    let mut needs = vec!["asyncpg>=0.29", "fastapi>=0.115", "pydantic>=2.8", "pydantic-settings>=2.4", "uvicorn>=0.30"];
    let mut dev = vec![
        "aiosmtpd>=1.4",
        "asyncpg-stubs>=0.29",
        "boto3-stubs[s3]>=1.34",
        "boto3>=1.34",
        "httpx>=0.27",
        "mypy>=1.11",
        "PyJWT[crypto]>=2.9",
        "pytest>=8",
        "ruff>=0.6",
    ];
    if system.actor.is_some() {
        needs.push("PyJWT[crypto]>=2.9");
    }
    if uses(system, |own| matches!(own, Service::Rest { .. })) || !system.webhooks.is_empty() {
        needs.push("httpx>=0.27");
    }
    if uses(system, |own| matches!(own, Service::S3 { .. })) {
        needs.push("boto3>=1.34");
    }
    if uses(system, |own| matches!(own, Service::Smtp { .. })) {
        needs.push("aiosmtplib>=3");
    }
    if system.graphql.is_some() {
        needs.push("graphql-core>=3.3");
    }
    if !system.caches.is_empty() {
        needs.push("redis>=5");
        dev.push("fakeredis>=2.26");
    }
    if !system.observed.is_empty() {
        needs.extend(["opentelemetry-api>=1.25", "prometheus-client>=0.20"]);
    }
    let list = |mut all: Vec<&str>| {
        all.sort_by_key(|own| own.to_lowercase());
        all.iter().map(|own| format!("    \"{own}\",\n")).collect::<String>()
    };
    let dev: Vec<&str> = dev.into_iter().filter(|own| !needs.contains(own)).collect();
    let description =
        crate::stack::fastapi::python::plain(&system.description).replace('\\', "\\\\").replace('"', "\\\"");
    include_str!("static/pyproject.toml")
        .replace("@name@", &system.package.replace('_', "-"))
        .replace("@version@", &version(&system.release))
        .replace("@description@", &format!("\"{description}\""))
        .replace("@dependencies@", &list(needs))
        .replace("@dev@", &list(dev))
        .replace("@package@", &system.package)
}

/// A version as packages have it: numbers with points.
fn version(release: &str) -> String {
    let plain = release.chars().all(|c| c.is_ascii_digit() || c == '.');
    if plain && !release.is_empty() { release.to_owned() } else { "0".to_owned() }
}

fn readme(system: &System) -> String {
    let mut text = format!("# {}\n\n", system.name);
    if !system.description.is_empty() {
        text.push_str(&format!("{}\n\n", system.description.trim()));
    }
    text.push_str(&include_str!("static/readme.md").replace("@package@", &system.package));
    text.push_str("\n## Settings\n\n| Variable | What it says | Default |\n|---|---|---|\n");
    for (_, list) in settings::groups(system) {
        for own in list {
            let default = own.shown_default();
            text.push_str(&format!("| `{}` | {} | {default} |\n", own.variable, own.about));
        }
    }
    text.push_str("\n## Routes\n\n| Route | Operation | Who may call |\n|---|---|---|\n");
    for own in &system.operations {
        for route in &own.routes {
            let who = who(own);
            text.push_str(&format!("| `{} {}` | `{}` | {who} |\n", route.method, route.path, names::module(&own.name)));
        }
    }
    let alarms: Vec<String> = system
        .observed
        .iter()
        .flat_map(|own| {
            own.alerts
                .iter()
                .map(|alert| format!("- `{alert}`, on the {} `{}`\n", own.kind.replace(['_', '.'], " "), own.name))
        })
        .collect();
    if !alarms.is_empty() {
        text.push_str("\n## Alarms\n\nTo be set up by those who run the service; what is measured stands under `GET /metrics`.\n\n");
        text.push_str(&alarms.concat());
    }
    if let Some(graphql) = &system.graphql {
        text.push_str("\n## GraphQL\n\n`POST /graphql` has the same operations, for the same callers:\n\n| Field | Operation |\n|---|---|\n");
        for field in &graphql.fields {
            text.push_str(&format!("| `{}` | `{}` |\n", field.name, names::module(&field.operation)));
        }
    }
    text
}

/// Who may call an operation, in words.
fn who(own: &crate::ir::Operation) -> String {
    if own.access.open {
        return "anybody".to_owned();
    }
    let of = |grant: &crate::ir::Grant| {
        let role = grant.role.as_deref().unwrap_or("every known caller");
        if grant.when.is_empty() { role.to_owned() } else { format!("{role} (own)") }
    };
    let mut all: Vec<String> = own.access.grants.iter().map(of).collect();
    all.dedup();
    all.join(", ")
}
