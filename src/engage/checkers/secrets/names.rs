//! Secrets that are known by the name before them.
//!
//! In: the lines of a file. Out: hits: a name that ends as names of secrets do, and behind it a literal of six characters or more; such a literal
//! where the environment says nothing (`environ.get("KEY") or "…"`); the second of a pair behind `auth`; the default of a Terraform
//! variable. What stands for something else (`${…}`, `<…>`, a path, an ARN, `changeme`, the name itself, a name of a secret, the modes of a
//! browser's `credentials`) is no literal, and neither are the words of a translation. In settings without quotes the value must have a digit, but in `.env`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Hit, is_secret_name};
use crate::engage::plain::plain;
use crate::engage::repository::{File, Kind};

static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"([A-Za-z][A-Za-z0-9_.-]*)["']?\]?\s*(?::\s*[A-Za-z&'\[\]<>., |]+?)?\s*(?::=|=>|=|:)\s*["']([^"'\n]{6,})["']"#).ok()
});
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:export\s+|ENV\s+|ARG\s+|-\s+)?([A-Za-z][A-Za-z0-9_.-]*)\s*[:=]\s*([^\s"'#]{6,})\s*(?:#.*)?$"#)
        .ok()
});

static DEFAULT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let read = r#"(?:getenv|environ(?:\.get)?|process\.env|import\.meta\.env)\s*[\[(.]\s*["']?([A-Za-z][A-Za-z0-9_]*)["']?\s*[\])]?"#;
    Regex::new(&format!(r#"{read}\s*(?:\bor\b|\|\||\?\?|,)\s*["'`]([^"'`\n]{{6,}})["'`]"#)).ok()
});
static PAIR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\b(auth)\s*=\s*\(\s*["'][^"'\n]+["']\s*,\s*["']([^"'\n]{6,})["']"#).ok());
const TRANSLATIONS: &[&str] = &["locale", "locales", "i18n", "lang", "langs", "translations", "messages"];

/// Finds secrets by the name before them.
pub(super) fn find<'r>(file: &'r File, hits: &mut Vec<Hit<'r>>) {
    let is_code = file.kind.language().is_some();
    let is_translation = !is_code && file.path.split('/').any(|folder| TRANSLATIONS.contains(&folder));
    if is_translation || !is_code && !file.kind.is_config() {
        return;
    }
    if file.kind == Kind::Terraform {
        variables(file, hits);
    }
    // In HCL, what has no quotes is no literal.
    let bare = BARE.as_ref().filter(|_| !is_code && file.kind != Kind::Terraform);
    for (line, number) in file.text.lines().zip(1u32..) {
        let quoted = QUOTED.iter().flat_map(|shape| shape.captures_iter(line)).map(|found| (found, false));
        let bare = bare.iter().filter_map(|shape| shape.captures(line)).map(|found| (found, true));
        let others = DEFAULT.iter().chain(PAIR.iter()).flat_map(|shape| shape.captures_iter(line));
        for (found, is_bare) in quoted.chain(bare).chain(others.map(|found| (found, false))) {
            let (Some(name), Some(value)) = (found.get(1), found.get(2)) else { continue };
            let has_digit = value.as_str().contains(|c: char| c.is_ascii_digit());
            let is_sure = !is_bare || has_digit || file.kind == Kind::Env;
            let is_secret = is_secret_name(name.as_str()) || name.as_str() == "auth";
            if is_secret && is_sure && is_literal(name.as_str(), value.as_str()) {
                let column =
                    u32::try_from(line.get(..name.start()).map_or(0, |before| before.chars().count()) + 1).unwrap_or(0);
                let message = format!("`{}` is given a literal value", name.as_str());
                hits.push(Hit { file, place: (number, column), message });
            }
        }
    }
}

/// `variable "db_password" { default = "…" }`
fn variables<'r>(file: &'r File, hits: &mut Vec<Hit<'r>>) {
    let Some(Ok(data)) = file.data() else { return };
    for variable in data.all("variable").flat_map(|variables| variables.entries()) {
        let Some(default) = variable.value.entry("default").filter(|_| is_secret_name(&variable.key)) else { continue };
        if default.value.text().is_some_and(|value| value.len() >= 6 && is_literal(&variable.key, value)) {
            let message = format!("`{}` is given a literal value", variable.key);
            hits.push(Hit { file, place: (default.line, default.column), message });
        }
    }
}

fn is_literal(name: &str, value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let starts = [
        "$",
        "{",
        "<",
        "!",
        "/",
        "%",
        "*",
        "arn:",
        "your-",
        "your_",
        "yours",
        "xxx",
        "placeholder",
        "example",
        "file:",
        "http",
    ];
    let words = [
        "string",
        "optional[str]",
        "required",
        "undefined",
        "password",
        "secret",
        "token",
        "include",
        "same-origin",
        "omit",
        "changeme",
        "change-me",
        "change_me",
        "change-this",
        "not-set",
        "default",
        "testing",
        "missing",
        "unknown",
    ];
    // A sentence is for people to read; a phrase of small letters is for nobody.
    let parts: Vec<&str> = value.split(' ').collect();
    let is_small = |part: &&str| part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let is_phrase = parts.len() > 2
        && parts.iter().all(is_small)
        && !parts
            .iter()
            .any(|part| matches!(*part, "a" | "an" | "the" | "your" | "is" | "must" | "enter" | "for" | "of" | "to"));
    !starts.iter().any(|start| lower.starts_with(start))
        && !words.contains(&lower.as_str())
        && !value.contains("${")
        && !value.contains("{{")
        && (is_phrase || !value.contains(char::is_whitespace))
        && lower != name.to_ascii_lowercase()
        && !(super::is_secret_name(value) && value.chars().all(|c| c.is_ascii_alphabetic() || c == '_'))
        && !is_named_after(name, value)
}

/// `OAI_API_KEY: "app-oai-api-key"` is the name of a place where the key lies.
fn is_named_after(name: &str, value: &str) -> bool {
    let name = plain(name);
    name.contains('_') && plain(value).ends_with(&name)
}
