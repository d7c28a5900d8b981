//! Secrets that are known by the name before them.
//!
//! In: the lines of a file. Out: hits: a name that ends as names of secrets do, and behind it a literal of six characters or more. What stands
//! for something else (`${…}`, `<…>`, a path, an ARN, `changeme`, the name itself) is no literal. In settings without quotes the value must have a
//! digit, but in `.env`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Hit, is_secret_name};
use crate::engage::repository::{File, Kind};

static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"([A-Za-z][A-Za-z0-9_.-]*)["']?\]?\s*(?::\s*[A-Za-z&'\[\]<>., |]+?)?\s*(?::=|=>|=|:)\s*["']([^"'\n]{6,})["']"#).ok()
});
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^\s*(?:export\s+|ENV\s+|ARG\s+|-\s+)?([A-Za-z][A-Za-z0-9_.-]*)\s*[:=]\s*([^\s"'#]{6,})\s*(?:#.*)?$"#)
        .ok()
});

/// Finds secrets by the name before them.
pub(super) fn find<'r>(file: &'r File, hits: &mut Vec<Hit<'r>>) {
    let is_code = file.kind.language().is_some();
    if !is_code && !file.kind.is_config() {
        return;
    }
    // In HCL, what has no quotes is no literal.
    let bare = BARE.as_ref().filter(|_| !is_code && file.kind != Kind::Terraform);
    for (line, number) in file.text.lines().zip(1u32..) {
        let quoted = QUOTED.iter().flat_map(|shape| shape.captures_iter(line)).map(|found| (found, false));
        let bare = bare.iter().filter_map(|shape| shape.captures(line)).map(|found| (found, true));
        for (found, is_bare) in quoted.chain(bare) {
            let (Some(name), Some(value)) = (found.get(1), found.get(2)) else { continue };
            let has_digit = value.as_str().contains(|c: char| c.is_ascii_digit());
            let is_sure = !is_bare || has_digit || file.kind == Kind::Env;
            if is_secret_name(name.as_str()) && is_sure && is_literal(name.as_str(), value.as_str()) {
                let column =
                    u32::try_from(line.get(..name.start()).map_or(0, |before| before.chars().count()) + 1).unwrap_or(0);
                let message = format!("`{}` is given a literal value", name.as_str());
                hits.push(Hit { file, place: (number, column), message });
            }
        }
    }
}

fn is_literal(name: &str, value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let starts =
        ["$", "{", "<", "!", "/", "%", "*", "arn:", "your", "xxx", "change", "placeholder", "example", "file:", "http"];
    let words = ["string", "optional[str]", "required", "undefined", "password", "secret", "token"];
    !starts.iter().any(|start| lower.starts_with(start))
        && !words.contains(&lower.as_str())
        && !value.contains("${")
        && !value.contains("{{")
        && !value.contains(char::is_whitespace)
        && lower != name.to_ascii_lowercase()
        && !(super::is_secret_name(value) && value.chars().all(|c| c.is_ascii_alphabetic() || c == '_'))
}
