//! "Did you mean": the nearest of some names.
//!
//! In: what was written and what could have been. Out: the best candidate, or none. Distance is that of
//! Damerau and Levenshtein (optimal string alignment), over characters, ignoring case.

use std::collections::HashMap;

/// The nearest candidate within a third of the length of `written` (at least one, at most three edits), or one that has the
/// same words in another order or case. Of equals the first in the order of `candidates` wins; [`ranked`] tells whether it is alone.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    ranked(written, candidates).map(|(best, _)| best)
}

/// As [`nearest`], and whether no other candidate is as near.
pub fn ranked<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, bool)> {
    Index::of(candidates).ranked(written)
}

/// Candidates made ready for many questions: a question looks at those of about its length.
#[derive(Debug, Default)]
pub struct Index<'a> {
    /// The candidates in their order, with their letters.
    names: Vec<(&'a str, Vec<char>)>,
    by_length: HashMap<usize, Vec<usize>>,
    by_words: HashMap<Vec<String>, Vec<usize>>,
}

impl<'a> Index<'a> {
    /// These candidates.
    pub fn of(candidates: impl IntoIterator<Item = &'a str>) -> Index<'a> {
        let mut index = Index::default();
        for (at, name) in candidates.into_iter().enumerate() {
            let letters = fold(name);
            index.by_length.entry(letters.len()).or_default().push(at);
            index.by_words.entry(words(name)).or_default().push(at);
            index.names.push((name, letters));
        }
        index
    }

    /// As [`ranked`].
    pub fn ranked(&self, written: &str) -> Option<(&'a str, bool)> {
        let wanted = fold(written);
        let limit = (wanted.len() / 3).clamp(1, 3);
        let same_words = self.by_words.get(&words(written)).into_iter().flatten().map(|at| (0, *at));
        let lengths = wanted.len().saturating_sub(limit)..=wanted.len() + limit;
        let alike = lengths.filter_map(|length| self.by_length.get(&length)).flatten().filter_map(|at| {
            let (_, letters) = self.names.get(*at)?;
            Some((distance(&wanted, letters, limit), *at)).filter(|(distance, _)| *distance <= limit)
        });
        let mut best: Option<(usize, usize)> = None;
        let mut unique = true;
        let name = |at: usize| self.names.get(at).map_or("", |(name, _)| *name);
        for (distance, at) in same_words.chain(alike).filter(|(_, at)| name(*at) != written) {
            match best {
                Some((least, _)) if least < distance => {}
                Some((least, first)) if least == distance => {
                    unique &= name(first) == name(at);
                    best = Some((least, first.min(at)));
                }
                _ => (best, unique) = (Some((distance, at)), true),
            }
        }
        best.map(|(_, at)| (name(at), unique))
    }
}

/// Whether two names are the same but for case and separators: `payslip_sent`, `PayslipSent`.
pub fn same_letters(a: &str, b: &str) -> bool {
    letters(a) == letters(b)
}

/// A name without case and separators: `payslipsent`.
pub fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
    // What both begin and end with counts for nothing, and most names of a set begin alike.
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(..a.len() - same).unwrap_or_default(), b.get(..b.len() - same).unwrap_or_default());
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
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
        assert_eq!(ranked("abcd", ["abce", "abcd", "abdc", "abce"]), Some(("abce", false)));
        assert_eq!(ranked("abcd", ["abce", "abcd", "abce"]), Some(("abce", true)));
        assert!(same_letters("payslip_sent", "PayslipSent"));
    }

    #[test]
    fn distances_are_those_of_optimal_string_alignment() {
        let of = |a: &str, b: &str| distance(&fold(a), &fold(b), 3);
        let cases = [("order", "order", 0), ("order", "oder", 1), ("order", "orderr", 1), ("order", "ordre", 1)];
        let more = [("ca", "abc", 3), ("abab", "baba", 2), ("aab", "aaab", 1), ("", "abc", 3), ("shop", "kiosk", 4)];
        for (a, b, wanted) in cases.into_iter().chain(more) {
            assert_eq!((of(a, b), of(b, a)), (wanted, wanted), "{a} {b}");
        }
    }
}
