//! Settings: what the environment tells the service.
//!
//! In: integrations and secrets. Out: `settings.py`, `.env.example`, and the settings as a list for the README.

use super::module::{Module, Whole};
use super::names;
use super::python;
use crate::ir::{Database, Service, System};
use crate::unit::{Owner, Unit};

/// The type of `DATABASE_SSLMODE`.
const SSLMODE: &str = "SslMode | None";

/// A setting.
pub struct Setting {
    /// Its variable in the environment.
    pub variable: String,
    /// What it is for.
    pub about: String,
    /// Its type in Python.
    kind: &'static str,
    /// What it is where nothing is said: as Python, and as it stands in the environment.
    default: Option<(String, String)>,
    /// The declaration that asks for it.
    origin: String,
}

impl Setting {
    /// What it is where nothing is said, for people.
    pub fn shown_default(&self) -> String {
        match &self.default {
            Some((_, shown)) if !shown.is_empty() => format!("`{shown}`"),
            Some(_) => String::new(),
            None => "must be given".to_owned(),
        }
    }
}

/// All settings, in groups: what each group is about, and its settings.
pub fn groups(system: &System) -> Vec<(String, Vec<Setting>)> {
    let own = |variable: &str, about: &str, kind: &'static str, default: Option<(&str, &str)>| Setting {
        variable: variable.to_owned(),
        about: about.to_owned(),
        kind,
        default: default.map(|(python, shown)| (python.to_owned(), shown.to_owned())),
        origin: String::new(),
    };
    let mut all = vec![("The database".to_owned(), database(system))];
    if system.actor.is_some() {
        all.push((
            "Who calls: a secret or the address of keys".to_owned(),
            vec![
                own(
                    "AUTH_SECRET",
                    "the secret that tokens are signed with (HS256), for development",
                    "SecretStr | None",
                    Some(("None", "")),
                ),
                own("AUTH_JWKS_URL", "where the keys of the identity provider are", "str | None", Some(("None", ""))),
                own("AUTH_ISSUER", "who must have issued a token (`iss`)", "str | None", Some(("None", ""))),
                own("AUTH_AUDIENCE", "for whom a token must be (`aud`)", "str | None", Some(("None", ""))),
            ],
        ));
    }
    let mut service = vec![own("LOG_LEVEL", "how much is logged", "str", Some(("\"INFO\"", "INFO")))];
    if !super::held::of(system).is_empty() {
        let about = "after how many seconds an operation that was cut off counts as failed";
        service.push(own("PENDING_TIMEOUT_SECONDS", about, "float", Some(("300", "300"))));
    }
    if system.graphql.is_some() {
        let about = "how deep a request over GraphQL may be";
        service.push(own("GRAPHQL_DEPTH_LIMIT", about, "int", Some(("8", "8"))));
        let about = "whether clients may ask for the schema of GraphQL: `true` or `false`";
        service.push(own("GRAPHQL_INTROSPECTION", about, "bool", Some(("False", "false"))));
    }
    if super::jobs::any(system) {
        let about = "how often a job is tried before it is dead";
        service.push(own("JOB_ATTEMPTS", about, "int", Some(("5", "5"))));
        let about = "after how many seconds a job that failed is tried again; each further pause is twice as long";
        service.push(own("JOB_RETRY_SECONDS", about, "float", Some(("30", "30"))));
    }
    for (_, variable, about, seconds) in kept(system) {
        service.push(own(variable, about, "float", Some((seconds, seconds))));
    }
    if super::running::measures(system) {
        let about = "whether `GET /metrics` tells what is measured; keep it from the public";
        service.push(own("METRICS_ENABLED", about, "bool", Some(("False", "false"))));
    }
    for rate in &system.security.rates {
        let about = format!("how often one may call at most in {} seconds, by one process", rate.per_seconds);
        let value = rate.requests.to_string();
        service.push(Setting {
            origin: rate.origin.clone(),
            ..own(&super::running::variable(rate), &about, "int", Some((&value, &value)))
        });
    }
    all.push(("The service".to_owned(), service));
    let features = features(system).into_iter().map(|(flag, origin)| Setting {
        variable: feature(flag),
        about: format!("whether the feature `{flag}` is on"),
        kind: "bool",
        default: Some(("False".to_owned(), "false".to_owned())),
        origin: origin.to_owned(),
    });
    all.push(("Features".to_owned(), features.collect()));
    for own in &system.caches {
        let url = Setting {
            variable: format!("{}_URL", names::constant(&own.name)),
            about: "where Redis is".to_owned(),
            kind: "str",
            default: Some((python::text(&own.url), own.url.clone())),
            origin: own.origin.clone(),
        };
        all.push((format!("Datasource `{}`", own.name), vec![url]));
    }
    for integration in &system.integrations {
        let name = names::constant(&integration.name);
        let mut list = Vec::new();
        let mut add =
            |variable: String, about: &str, kind: &'static str, default: Option<(String, String)>, origin: &str| {
                let about = about.to_owned();
                list.push(Setting { variable, about, kind, default, origin: origin.to_owned() });
            };
        let shown = |text: &str| Some((python::text(text), text.to_owned()));
        match &integration.service {
            Service::Rest { base_url, .. } => {
                let default = shown(base_url).filter(|_| !base_url.is_empty());
                add(
                    format!("{name}_BASE_URL"),
                    "the address that all calls start with",
                    "str",
                    default,
                    &integration.origin,
                );
            }
            Service::S3 { buckets, secret } => {
                let region = buckets.first().map_or("us-east-1", |own| own.region.as_str());
                let none = Some(("None".to_owned(), String::new()));
                add(
                    format!("{name}_ENDPOINT_URL"),
                    "where the store is, if it is not AWS",
                    "str | None",
                    none,
                    &integration.origin,
                );
                add(format!("{name}_REGION"), "the region", "str", shown(region), &integration.origin);
                add(format!("{name}_ACCESS_KEY_ID"), "the public half of the key", "str", None, &integration.origin);
                if secret.is_none() {
                    add(
                        format!("{name}_SECRET_ACCESS_KEY"),
                        "the secret half of the key",
                        "SecretStr",
                        None,
                        &integration.origin,
                    );
                }
            }
            Service::Smtp { mail } => {
                for own in mail {
                    let name = names::constant(&own.name);
                    let tls = match own.port {
                        465 => "implicit",
                        25 | 1025 => "none",
                        _ => "starttls",
                    };
                    let port = own.port.to_string();
                    add(format!("{name}_HOST"), "the mail server", "str", shown(&own.host), &own.origin);
                    add(format!("{name}_PORT"), "its port", "int", Some((port.clone(), port)), &own.origin);
                    let kind = "Literal[\"implicit\", \"starttls\", \"none\"]";
                    add(format!("{name}_TLS"), "`implicit`, `starttls` or `none`", kind, shown(tls), &own.origin);
                    let none = Some(("None".to_owned(), String::new()));
                    add(
                        format!("{name}_CA_FILE"),
                        "certificates to trust beside those of the system",
                        "str | None",
                        none,
                        &own.origin,
                    );
                }
            }
        }
        let mut limit = |what: &str, about: &str, kind: &'static str, value: String| {
            let origin = integration.origin.clone();
            let about = about.to_owned();
            list.push(Setting {
                variable: format!("{name}_{what}"),
                about,
                kind,
                default: Some((value.clone(), value)),
                origin,
            });
        };
        if let Some(own) = &integration.rate {
            let about = format!("how often it is called at most in {} seconds, by one process", own.per_seconds);
            limit("RATE_REQUESTS", &about, "int", own.requests.to_string());
        }
        if let Some(own) = &integration.breaker {
            limit(
                "FAILURE_THRESHOLD",
                "after how many failures in a row it is left alone",
                "int",
                own.failures.to_string(),
            );
            let value = format!("{:?}", own.recovery_seconds as f64);
            limit("RECOVERY_SECONDS", "after how many seconds it is tried again", "float", value);
        }
        all.push((format!("Integration `{}`", integration.name), list));
    }
    for own in &system.webhooks {
        let setting = Setting {
            variable: super::webhooks::variable(&own.name),
            about: "where it goes".to_owned(),
            kind: "str",
            default: Some((python::text(&own.url), own.url.clone())),
            origin: own.origin.clone(),
        };
        all.push((format!("Webhook `{}`", own.name), vec![setting]));
    }
    let mut secrets = Vec::new();
    for own in &system.secrets {
        let (kind, default) = if own.required {
            ("SecretStr", None)
        } else {
            ("SecretStr | None", Some(("None".to_owned(), String::new())))
        };
        let about = format!("the secret `{}`", own.name);
        secrets.push(Setting { variable: own.variable.clone(), about, kind, default, origin: own.origin.clone() });
    }
    if !secrets.is_empty() {
        all.push(("Secrets".to_owned(), secrets));
    }
    all.retain(|(_, list)| !list.is_empty());
    all
}

/// Tables of the service from which rows are removed some time after they are done: the setting, what it is about, and its seconds.
pub fn kept(system: &System) -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let all = [
        ("idempotency_keys", "IDEMPOTENCY_KEPT_SECONDS", "for how many seconds a repeated request is known", "86400"),
        ("outbox", "OUTBOX_KEPT_SECONDS", "after how many seconds an event that was delivered is removed", "604800"),
        (
            "webhook_deliveries",
            "WEBHOOK_KEPT_SECONDS",
            "after how many seconds a call that was taken is removed; those given up stay",
            "604800",
        ),
        ("jobs", "JOB_KEPT_SECONDS", "after how many seconds a job that is done is removed; dead ones stay", "604800"),
    ];
    let is_there = |table: &str| super::migration::own(table).is_some_and(|own| (own.needs)(system));
    all.into_iter().filter(|(table, ..)| is_there(table)).collect()
}

/// What may take how long in the database: the settings, without `DATABASE_`, and what they are about.
pub fn patience(database: &Database) -> Vec<(&'static str, &'static str, u64)> {
    let all = [
        ("CONNECT_TIMEOUT_MS", "how long it may take until a connection is there", database.connect_timeout_ms),
        ("COMMAND_TIMEOUT_MS", "how long an answer of the database is waited for", database.command_timeout_ms),
        ("STATEMENT_TIMEOUT_MS", "how long the database works on a statement", database.statement_timeout_ms),
        ("LOCK_TIMEOUT_MS", "how long a statement waits for a lock", database.lock_timeout_ms),
        (
            "IDLE_IN_TRANSACTION_SESSION_TIMEOUT_MS",
            "how long a transaction may be open in which nothing is done",
            database.idle_in_transaction_session_timeout_ms,
        ),
    ];
    all.into_iter().filter_map(|(name, about, value)| Some((name, about, value?))).collect()
}

/// Settings of the database: where it is, and how it is spoken to.
fn database(system: &System) -> Vec<Setting> {
    let database = &system.database;
    let own = |name: &str, about: &str, kind: &'static str, default: Option<(String, String)>, said: bool| Setting {
        variable: format!("DATABASE_{name}"),
        about: about.to_owned(),
        kind,
        default,
        origin: if said { database.origin.clone() } else { String::new() },
    };
    let number = |value: u64| Some((value.to_string(), value.to_string()));
    let size = database.pool_max();
    let mut all = vec![
        own("URL", "where PostgreSQL is: `postgresql://user:password@host:5432/name`", "str", None, false),
        own("POOL_SIZE", "how many connections are held at most", "int", number(size), database.pool_max.is_some()),
    ];
    if let Some(least) = database.pool_min {
        all.push(own("POOL_MIN_SIZE", "how many connections are held at least", "int", number(least), true));
    }
    let tls = database.sslmode.as_ref();
    let none = ("None".to_owned(), String::new());
    all.push(own(
        "SSLMODE",
        "how connections are encrypted: `disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`; it counts more than the address",
        SSLMODE,
        Some(tls.map_or(none, |tls| (python::text(tls), tls.clone()))),
        tls.is_some(),
    ));
    all.extend(patience(database).into_iter().map(|(name, about, value)| own(name, about, "int", number(value), true)));
    all
}

/// The features that operations ask for, and the first declaration that does.
pub fn features(system: &System) -> std::collections::BTreeMap<&str, &str> {
    let mut all = std::collections::BTreeMap::new();
    for requirement in system.operations.iter().flat_map(|own| &own.phases.requirements) {
        if let crate::ir::Check::Feature { flag } = &requirement.check {
            all.entry(flag.as_str()).or_insert(requirement.origin.as_str());
        }
    }
    all
}

/// The variable that switches a feature on.
pub fn feature(flag: &str) -> String {
    format!("FEATURE_{}", names::constant(flag))
}

/// A secret as an expression in a module where `settings` is at hand.
pub fn secret(module: &mut Module, name: &str) -> String {
    let own = module.whole.system.secret(name);
    let variable = own.map_or_else(|| names::snake(name), |own| names::snake(&own.variable));
    if own.is_some_and(|own| own.required) {
        format!("settings.{variable}.get_secret_value()")
    } else {
        format!("{}(settings.{variable})", module.own("settings", "reveal"))
    }
}

/// `settings.py` and `.env.example`.
pub fn units(whole: Whole) -> Vec<Unit> {
    vec![module(whole), example(whole)]
}

fn module(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "", "Settings, from the environment; `.env.example` lists them", "");
    let groups = groups(whole.system);
    let kinds: Vec<&str> = groups.iter().flat_map(|(_, list)| list).map(|own| own.kind).collect();
    if kinds.iter().any(|kind| kind.contains("Literal")) {
        module.imports().name("typing", "Literal");
    }
    module.own("persistence.database", "SslMode");
    if kinds.iter().any(|kind| kind.contains("SecretStr")) {
        module.imports().name("pydantic", "SecretStr");
    }
    module.imports().name("pydantic_settings", "BaseSettings");
    module.imports().name("pydantic_settings", "SettingsConfigDict");
    let out = module.body();
    out.apart();
    out.block("class Settings(BaseSettings):", |out| {
        out.doc("All that differs from one place of work to the next");
        out.gap();
        out.line("model_config = SettingsConfigDict(frozen=True, extra=\"ignore\", env_ignore_empty=True)");
        for (title, list) in &groups {
            out.gap();
            out.comment(title);
            for own in list {
                let name = names::snake(&own.variable);
                let line = match &own.default {
                    Some((value, _)) => format!("{name}: {} = {value}", own.kind),
                    None => format!("{name}: {}", own.kind),
                };
                if own.origin.is_empty() {
                    out.line(line);
                } else {
                    out.from(&own.origin, |out| out.line(line));
                }
            }
        }
        out.gap();
        out.line("@classmethod");
        out.function("def load", &["cls".into()], "Settings", "Read the environment", |out| {
            out.line("return cls.model_validate({})");
        });
    });
    if whole.system.secrets.iter().any(|own| !own.required) {
        let out = module.body();
        out.apart();
        let head = ["secret: SecretStr | None".to_owned()];
        out.function("def reveal", &head, "str", "A secret that may be missing", |out| {
            out.line("return secret.get_secret_value() if secret is not None else \"\"");
        });
    }
    super::domain::trimmed(module, "settings")
}

fn example(whole: Whole) -> Unit {
    let mut text = String::new();
    for (at, (title, list)) in groups(whole.system).iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        text.push_str(&format!("# {}\n", title.replace('`', "")));
        for own in list {
            let value = own.default.as_ref().map_or("", |(_, shown)| shown.as_str());
            text.push_str(&format!("{}={value}\n", own.variable));
        }
    }
    Unit { path: ".env.example".into(), text, owner: Owner::Generated, origins: Vec::new() }
}
