//! Versions and ranges of them, as manifests of several languages write them.
//!
//! In: a range and a version. Out: whether the range lets the version in, as far as both are written; none where the text names no version.

/// Whether a character can be of a version or range.
pub(super) fn is_of_version(c: char) -> bool {
    c.is_ascii_digit() || " .,<>=~^!|*-vx".contains(c)
}

/// The numbers a version starts with.
pub(super) fn numbers(version: &str) -> Vec<u64> {
    let start = version.trim_start_matches(['v', 'V']);
    let end = start.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(start.len());
    start.get(..end).unwrap_or("").split('.').map_while(|part| part.parse().ok()).collect()
}

/// Whether a version or range lets the wanted version in; none where it names none: `stable`, `${{ matrix.python }}`.
pub(super) fn agrees(spec: &str, wanted: &str) -> Option<bool> {
    let wanted = numbers(wanted);
    if wanted.is_empty() {
        return None;
    }
    let mut alternatives = spec.split("||").filter_map(|part| in_all(part, &wanted)).peekable();
    alternatives.peek()?;
    Some(alternatives.any(|agrees| agrees))
}

fn in_all(range: &str, wanted: &[u64]) -> Option<bool> {
    let mut joined = range.trim().to_owned();
    for sign in ["<", ">", "=", "~", "^", "!"] {
        joined = joined.replace(&format!("{sign} "), sign);
    }
    let mut all = joined
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .filter_map(|part| {
            let at = part.find(|c: char| !matches!(c, '<' | '>' | '=' | '~' | '^' | '!')).unwrap_or(part.len());
            let (sign, version) = part.split_at(at);
            let version = numbers(version);
            (!version.is_empty()).then(|| fits(sign, &version, wanted))
        })
        .peekable();
    all.peek()?;
    Some(all.all(|fits| fits))
}

fn fits(sign: &str, version: &[u64], wanted: &[u64]) -> bool {
    let shared = version.len().min(wanted.len());
    let (short, wanted_short) = (version.get(..shared).unwrap_or(version), wanted.get(..shared).unwrap_or(wanted));
    let same = short == wanted_short;
    let starts = |parts: usize| version.iter().take(parts).eq(wanted.iter().take(parts.min(wanted.len())));
    match sign {
        ">=" => wanted_short >= short,
        ">" => wanted_short > short || (same && wanted.len() < version.len()),
        "<=" => wanted_short <= short,
        "<" => wanted_short < short || (same && wanted.len() < version.len()),
        "!=" => !same,
        "^" => wanted_short >= short && version.first() == wanted.first(),
        "~" => wanted_short >= short && starts(2.min(shared)),
        "~=" | "~>" => wanted_short >= short && starts(version.len().saturating_sub(1).min(shared)),
        _ => same,
    }
}
