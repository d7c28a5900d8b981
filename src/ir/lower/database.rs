//! The database: how it is spoken to, as far as datasources say.
//!
//! In: the datasources. Out: what their `options` mean for PostgreSQL. An option that is not known is refused, and so is what one
//! PostgreSQL cannot be: a second database, another schema. Where the database is, the environment says.

use super::{Lower, named};
use crate::ast::{Entry, Node};
use crate::check::deep::parts::{bare, is_true, text};
use crate::check::gather::Declaration;
use crate::ir::Database;

/// What `sslmode` may be.
const TLS: &[&str] = &["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
/// The only schema that tables are in.
const SCHEMA: &str = "public";
/// What is known, for people.
const KNOWN: &str = "known are `sslmode`, `application_name`, `pool_size`, `min_size`, and `connect_timeout`, `command_timeout`, \
    `statement_timeout`, `lock_timeout`, `idle_in_transaction_session_timeout`; others can stand in `DATABASE_URL`";

/// What is said of the database.
pub fn database(lower: &mut Lower) -> Database {
    let model = lower.model;
    let sources = named(model, "datasource");
    let engine = |own: &Declaration| text(own.node, "engine").map_or("", |(engine, _)| engine).to_owned();
    let postgres: Vec<&Declaration> = sources.iter().copied().filter(|own| engine(own) == "postgres").collect();
    let chosen = postgres.iter().find(|own| is_true(own.node.get("default"))).or(postgres.first()).copied();
    for own in &postgres {
        let Some((name, span)) = own.name else { continue };
        let used = |name: &str| {
            model.tables.iter().any(|table| text(table.own.node, "datasource").is_some_and(|own| bare(own.0) == name))
        };
        if chosen.is_some_and(|chosen| chosen.element != own.element) && used(name) {
            lower.refuse(own, "", span, &format!("the database `{name}`"), "all tables are in one PostgreSQL");
        }
        for key in ["schema", "db_schema"] {
            if let Some((schema, span)) = text(own.node, key).filter(|(schema, _)| *schema != SCHEMA) {
                lower.refuse(own, key, span, &format!("the schema `{schema}`"), "all tables are in `public`");
            }
        }
    }
    for own in sources.iter().filter(|own| engine(own) == "redis") {
        for entry in options(own) {
            odd(lower, own, entry);
        }
    }
    let mut all = Database { origin: chosen.map(|own| own.element.clone()).unwrap_or_default(), ..Database::default() };
    for own in postgres {
        let is_chosen = chosen.is_some_and(|chosen| chosen.element == own.element);
        let mut other = Database::default();
        for entry in options(own) {
            option(lower, own, entry, if is_chosen { &mut all } else { &mut other });
        }
    }
    all
}

fn options<'m>(own: &'m Declaration<'m>) -> &'m [Entry] {
    own.node.get("options").and_then(Node::as_map).unwrap_or_default()
}

/// One option.
fn option(lower: &mut Lower, own: &Declaration, entry: &Entry, all: &mut Database) {
    let Some(key) = entry.key.as_text() else { return };
    let value = own.node.get("options").and_then(|node| text(node, key)).map_or("", |(value, _)| value);
    let count = value.parse().ok().filter(|count| *count > 0);
    let (place, wanted) = match key {
        "sslmode" => {
            let known = TLS.contains(&value).then(|| value.to_owned());
            return keep(
                lower,
                own,
                entry,
                &mut all.sslmode,
                known,
                "known are disable, prefer, require, verify-full, …",
            );
        }
        "application_name" => {
            let name = Some(value.to_owned()).filter(|name| !name.is_empty());
            return keep(lower, own, entry, &mut all.application_name, name, "no name");
        }
        "pool_size" | "max_size" => {
            let most = count.filter(|most| all.pool_min.is_none_or(|least| least <= *most));
            return keep(lower, own, entry, &mut all.pool_max, most, "no number of connections");
        }
        "min_size" => {
            let least = count.filter(|least| *least <= all.pool_max());
            return keep(lower, own, entry, &mut all.pool_min, least, "no number of connections, or too many");
        }
        "connect_timeout" => (&mut all.connect_timeout_ms, milliseconds(value, 1000)),
        "connect_timeout_ms" => (&mut all.connect_timeout_ms, milliseconds(value, 1)),
        "command_timeout" => (&mut all.command_timeout_ms, milliseconds(value, 1000)),
        "command_timeout_ms" => (&mut all.command_timeout_ms, milliseconds(value, 1)),
        "statement_timeout" | "statement_timeout_ms" => (&mut all.statement_timeout_ms, milliseconds(value, 1)),
        "lock_timeout" | "lock_timeout_ms" => (&mut all.lock_timeout_ms, milliseconds(value, 1)),
        "idle_in_transaction_session_timeout" | "idle_in_transaction_session_timeout_ms" => {
            (&mut all.idle_in_transaction_session_timeout_ms, milliseconds(value, 1))
        }
        _ => return odd(lower, own, entry),
    };
    keep(lower, own, entry, place, wanted, "no length of time, such as 3000 or 3s");
}

/// Keeps what an option says, once.
fn keep<T>(lower: &mut Lower, own: &Declaration, entry: &Entry, place: &mut Option<T>, wanted: Option<T>, label: &str) {
    let label = if place.is_some() { "said already, under another name" } else { label };
    match (&place, wanted) {
        (None, Some(wanted)) => *place = Some(wanted),
        _ => refuse(lower, own, entry, label),
    }
}

/// An option that nobody knows.
fn odd(lower: &mut Lower, own: &Declaration, entry: &Entry) {
    let is_redis = text(own.node, "engine").is_some_and(|(engine, _)| engine == "redis");
    refuse(lower, own, entry, if is_redis { "no options of Redis are known" } else { "not known" });
    if !is_redis {
        lower.advise(KNOWN);
    }
}

fn refuse(lower: &mut Lower, own: &Declaration, entry: &Entry, label: &str) {
    let key = entry.key.as_text().unwrap_or_default();
    let what = format!("the option `{key}` of `{}`", own.name.map_or("", |(name, _)| name));
    lower.refuse(own, format!("options/{key}"), entry.key.span, &what, label);
}

/// A length of time: a whole number of a unit, or with one behind it as PostgreSQL writes it: `3s`.
fn milliseconds(text: &str, unit: u64) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, name) = text.split_at(end);
    let unit = match name.trim() {
        "" => unit,
        "ms" => 1,
        "s" => 1000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    // What the settings of PostgreSQL can hold.
    let most = u64::from(i32::MAX.unsigned_abs());
    number.parse::<u64>().ok()?.checked_mul(unit).filter(|all| (1..=most).contains(all))
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn lengths_of_time_are_read_as_postgresql_writes_them() {
        let cases =
            [("3000", 1, Some(3000)), ("3s", 1, Some(3000)), ("2 min", 1, Some(120_000)), ("5", 1000, Some(5000))];
        for (text, unit, wanted) in cases {
            assert_eq!(milliseconds(text, unit), wanted, "{text}");
        }
        for text in ["", "0", "-3", "3.5", "soon", "3 days", "99999999999"] {
            assert_eq!(milliseconds(text, 1), None, "{text}");
        }
    }
}
