//! "Did you mean": the nearest of some names.
//!
//! In: what was written and what could have been. Out: the best candidate, or none. Distance is that of
//! Damerau and Levenshtein (optimal string alignment), over characters, ignoring case.

/// The nearest candidate within a third of the length of `written` (at least one, at most three edits), or one that has the
/// same words in another order or case. Of equals the first in the order of `candidates` wins; [`ranked`] tells whether it is alone.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    ranked(written, candidates).map(|(best, _)| best)
}

/// As [`nearest`], and whether no other candidate is as near.
pub fn ranked<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, bool)> {
    let wanted = fold(written);
    let own_words = words(written);
    let limit = (wanted.len() / 3).clamp(1, 3);
    let mut best: Option<(&str, usize, bool)> = None;
    for candidate in candidates {
        if candidate == written {
            continue;
        }
        let have = fold(candidate);
        let distance = if own_words == words(candidate) { 0 } else { distance(&wanted, &have, limit) };
        if distance > limit {
            continue;
        }
        match &mut best {
            Some((found, least, unique)) if *least == distance && *found != candidate => *unique = false,
            Some((_, least, _)) if *least <= distance => {}
            _ => best = Some((candidate, distance, true)),
        }
    }
    best.map(|(found, _, unique)| (found, unique))
}

/// Whether two names are the same but for case and separators: `payslip_sent`, `PayslipSent`.
pub fn same_letters(a: &str, b: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(a) == letters(b)
}

fn fold(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The words of a name, lower case, sorted: `EmployeeNotFound` gives `employee found not`.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut upper_before = true;
    for c in text.chars() {
        if !c.is_alphanumeric() {
            words.push(String::new());
            upper_before = true;
            continue;
        }
        if words.is_empty() || (c.is_uppercase() && !upper_before) {
            words.push(String::new());
        }
        upper_before = c.is_uppercase();
        if let Some(last) = words.last_mut() {
            last.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words.sort();
    words
}

/// The optimal string alignment distance, or more than `limit` as soon as that is certain.
fn distance(a: &[char], b: &[char], limit: usize) -> usize {
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        if row.iter().min().is_none_or(|least| *least > limit) {
            return limit + 1;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_refuses_strangers() {
        let names = ["http_status", "category", "EmployeeNotFound", "HRDocument"];
        assert_eq!(nearest("http_sttaus", names), Some("http_status"));
        assert_eq!(nearest("NotFoundEmployee", names), Some("EmployeeNotFound"));
        assert_eq!(nearest("employee_not_found", names), Some("EmployeeNotFound"));
        assert_eq!(nearest("invoice", names), None);
        assert_eq!(ranked("ab", ["ac", "ad"]), Some(("ac", false)));
        assert!(same_letters("payslip_sent", "PayslipSent"));
    }
}
