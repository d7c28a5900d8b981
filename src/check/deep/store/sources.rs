//! C1009, C1014 and C1015: datasources, and settings of one environment.
//!
//! In: datasources, and all that uses them. Out: a finding for each that looks as if it were there by mistake, for defaults that do not
//! say which one is taken, and a hint for each setting that holds on one machine only.

use crate::check::deep::model::{Model, words::words};
use crate::check::deep::parts::{is_true, text};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::{C1009, C1014, C1015};
use crate::lookup::{HashMap, HashSet};

/// Words in names that say what a store is, the engines that it may be, and what it is in words.
type Store = (&'static [&'static str], &'static [&'static str], &'static str);

/// What names say of stores.
const STORES: &[Store] = &[
    (&["s3", "blob", "bucket", "gcs", "minio", "files"], &[], "an object store"),
    (&["redis", "valkey"], &["redis"], "a redis server"),
    (&["mysql", "mariadb"], &["mysql"], "a MySQL server"),
    (&["postgres", "postgresql", "pg"], &["postgres"], "a PostgreSQL server"),
    (
        &["mongo", "mongodb", "dynamodb", "elasticsearch", "opensearch", "kafka", "rabbitmq"],
        &[],
        "another kind of store",
    ),
];

/// Looks at all datasources, then at addresses.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let sources: Vec<&Declaration> = model.sound.all("datasource").collect();
    let idle: HashSet<&str> = match model.sound.is_all_read() {
        true => model.sound.unused("datasource").filter_map(|own| Some(own.name?.0)).collect(),
        false => HashSet::default(),
    };
    let mut seen: HashMap<String, &Declaration> = HashMap::default();
    let mut doubtful: HashSet<&str> = HashSet::default();
    for own in &sources {
        let Some((name, span)) = own.name else { continue };
        let first = address(own).and_then(|address| {
            let first = seen.get(&address).copied();
            seen.entry(address).or_insert(own);
            first
        });
        let engine = text(own.node, "engine");
        let store = contradiction(name, engine.map_or("", |(engine, _)| engine));
        let unused = sources.len() > 1 && idle.contains(name) && !is_true(own.node.get("default"));
        if first.is_some() {
            doubtful.insert(name);
        }
        let title = match (store, first, unused) {
            (Some(what), ..) => {
                format!("`{name}` sounds like {what}, but is a `{}` database", engine.map_or("", |e| e.0))
            }
            (None, Some(_), _) => format!("`{name}` is the same database under another name"),
            (None, None, true) => format!("nothing uses the datasource `{name}`"),
            (None, None, false) => continue,
        };
        let mut found =
            Diagnostic::new(&C1009, title, span, if unused { "nothing uses it" } else { "looks like a slip" });
        if let (Some(_), Some((_, span))) = (store, engine) {
            found = found.label(span, "this is no engine for that");
        }
        if let Some((_, span)) = first.and_then(|first| first.name) {
            found = found.label(span, "has the same server and database");
        }
        let found = found.help("remove it, or say what it really is");
        findings.push(found.at(own.element.as_str(), "id"));
    }
    sources.iter().for_each(|own| foreign(own, findings));
    defaults(model, &sources, findings);
    environment(model, &doubtful, findings);
}

/// Connectors and ports, each with the engines that they are for.
const OF_ENGINE: &[(&str, &[&str])] = &[
    ("psycopg", &["postgres"]),
    ("asyncpg", &["postgres"]),
    ("mysqlclient", &["mysql"]),
    ("aiomysql", &["mysql"]),
    ("redis-py", &["redis"]),
    ("5432", &["postgres"]),
    ("3306", &["mysql"]),
    ("6379", &["redis"]),
];

/// A connector, or else the usual port, of another engine than that of the datasource.
fn foreign(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let Some((engine, at)) = text(own.node, "engine") else { return };
    let other = ["connector", "port"].into_iter().find_map(|key| {
        let (word, span) = text(own.node, key)?;
        let (_, engines) = OF_ENGINE.iter().find(|(known, _)| *known == word)?;
        Some((key, word, span, engines.first().filter(|_| !engines.contains(&engine))?))
    });
    let Some((key, word, span, of)) = other else { return };
    let title = format!("`{word}` is the {key} of `{of}`, the engine is `{engine}`");
    let found = Diagnostic::new(&C1009, title, span, format!("for `{of}`")).label(at, "the engine");
    findings.push(found.help("let both say one database").at(own.element.as_str(), key));
}

/// What a name says a store is, where its engine is another one.
fn contradiction(name: &str, engine: &str) -> Option<&'static str> {
    let words = words(name);
    let store = STORES.iter().find(|(names, ..)| words.iter().any(|word| names.contains(&word.as_str())));
    store.filter(|(_, engines, _)| !engines.contains(&engine)).map(|(.., what)| *what)
}

/// The server and database, where both are said.
fn address(own: &Declaration) -> Option<String> {
    let part = |key: &str| text(own.node, key).map_or("", |(text, _)| text);
    let known = !part("host").is_empty() && !part("database").is_empty();
    let schema = if part("schema").is_empty() { part("db_schema") } else { part("schema") };
    known.then(|| [part("engine"), part("host"), part("port"), part("database"), schema].join("|"))
}

fn defaults(model: &Model, sources: &[&Declaration], findings: &mut Vec<Diagnostic>) {
    let chosen: Vec<&&Declaration> = sources.iter().filter(|own| is_true(own.node.get("default"))).collect();
    if let [first, rest @ ..] = chosen.as_slice() {
        let said = |own: &Declaration| own.node.get("default").map(|node| node.span);
        for own in rest {
            let (Some(span), Some(before)) = (said(own), said(first)) else { continue };
            let title = "two datasources are the default";
            let found = Diagnostic::new(&C1014, title, span, "the default too")
                .label(before, "the default already")
                .help("only one can be taken where none is named");
            findings.push(found.at(own.element.as_str(), "default"));
        }
        return;
    }
    let all_sound = model.sound.every("datasource").count() == sources.len();
    let open = model.tables.iter().find(|table| text(table.own.node, "datasource").is_none());
    if let (Some(table), true, [_, _, ..]) = (open, all_sound, sources) {
        let title = format!("the table `{}` names no datasource, and none is the default", table.name);
        let found = Diagnostic::new(&C1014, title, table.span, "in which database is it?")
            .help("name its datasource, or make one of them the default");
        let found = sources
            .iter()
            .take(3)
            .filter_map(|own| own.name)
            .fold(found, |found, (_, span)| found.label(span, "one of them"));
        findings.push(found.at(table.own.element.as_str(), "datasource"));
    }
}

/// Addresses of one machine or one environment.
fn environment(model: &Model, doubtful: &HashSet<&str>, findings: &mut Vec<Diagnostic>) {
    let keys: &[(&str, &[&str])] = &[
        ("datasource", &["host"]),
        ("integration", &["base_url"]),
        ("email_provider", &["host"]),
        ("bucket", &["bucket"]),
    ];
    for (kind, keys) in keys {
        for own in model.sound.all(kind) {
            if own.name.is_some_and(|(name, _)| doubtful.contains(name)) {
                continue;
            }
            for key in *keys {
                let Some((value, span)) = text(own.node, key) else { continue };
                let Some(what) = of_environment(value) else { continue };
                let title = format!("`{key}` is {what}, and so right in one environment only");
                let found = Diagnostic::new(&C1015, title, span, what)
                    .help("name what holds in production here, and say others in a profile");
                findings.push(found.at(own.element.as_str(), *key));
            }
        }
    }
}

/// What kind of address holds in one environment only.
fn of_environment(value: &str) -> Option<&'static str> {
    let host = value.split_once("://").map_or(value, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or(host).to_lowercase();
    let private = ["10.", "192.168.", "172.16."].iter().any(|start| host.starts_with(start));
    let label = |word: &str| host.split(['.', '-', '_']).any(|part| part == word);
    match host.as_str() {
        "localhost" | "0.0.0.0" | "host.docker.internal" => Some("this machine"),
        _ if host.starts_with("127.") => Some("this machine"),
        _ if private && host.chars().all(|c| c.is_ascii_digit() || c == '.') => Some("an address of one network"),
        _ if ["dev", "staging", "test", "qa", "uat", "sandbox"].iter().any(|word| label(word)) => {
            Some("a name of one environment")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{contradiction, of_environment};

    #[test]
    fn addresses_of_one_environment_are_known() {
        for value in ["localhost", "127.0.0.1", "http://localhost:8080/x", "db.staging.example.org", "10.0.0.7"] {
            assert!(of_environment(value).is_some(), "{value}");
        }
        for value in ["db.internal", "api.example.com", "reports", "testimonials.example.org", "10.example.org"] {
            assert!(of_environment(value).is_none(), "{value}");
        }
    }

    #[test]
    fn names_of_stores_say_what_they_are() {
        assert!(contradiction("s3_files", "postgres").is_some());
        assert!(contradiction("pg_main", "mysql").is_some());
        assert!(contradiction("redis_cache", "redis").is_none() && contradiction("main_db", "postgres").is_none());
    }
}
