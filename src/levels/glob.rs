//! Paths by pattern: `*` and `?` inside one part of a path, `**` over any number of parts.
//!
//! In: a pattern and a path with `/`. Out: whether they fit. A pattern that names a folder fits all that is in it.

/// Whether a path fits a pattern.
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    path_fits(&parts(pattern), &parts(path))
}

fn parts(text: &str) -> Vec<&str> {
    text.split('/').filter(|part| !part.is_empty() && *part != ".").collect()
}

/// Part by part. All places that `**` may reach are followed together, so that it stays linear in both.
fn path_fits(pattern: &[&str], path: &[&str]) -> bool {
    let mut at: Vec<bool> = vec![false; pattern.len() + 1];
    let reach = |at: &mut Vec<bool>| {
        for (index, part) in pattern.iter().enumerate() {
            let here = at.get(index).copied().unwrap_or(false);
            if let (true, "**", Some(next)) = (here, *part, at.get_mut(index + 1)) {
                *next = true;
            }
        }
    };
    if let Some(first) = at.first_mut() {
        *first = true;
    }
    reach(&mut at);
    for name in path {
        if at.last() == Some(&true) {
            return true; // the folder was named
        }
        let mut next = vec![false; at.len()];
        for (index, part) in pattern.iter().enumerate() {
            if !at.get(index).copied().unwrap_or(false) {
                continue;
            }
            let to = if *part == "**" { index } else { index + 1 };
            if let (true, Some(slot)) = (*part == "**" || part_fits(part, name), next.get_mut(to)) {
                *slot = true;
            }
        }
        reach(&mut next);
        at = next;
    }
    at.last() == Some(&true)
}

/// One part of a path.
fn part_fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let mut at: Vec<bool> = (0..=pattern.len()).map(|index| pattern.iter().take(index).all(|c| *c == '*')).collect();
    for c in name {
        let step = |index: usize| match (index.checked_sub(1).and_then(|before| pattern.get(before)), index) {
            (Some('*'), _) => at.get(index) == Some(&true),
            (Some(own), _) => (*own == '?' || *own == c) && at.get(index - 1) == Some(&true),
            (None, _) => false,
        };
        let mut next: Vec<bool> = (0..=pattern.len()).map(step).collect();
        for index in 1..next.len() {
            let before = next.get(index - 1).copied().unwrap_or(false);
            if let (true, Some('*'), Some(slot)) = (before, pattern.get(index - 1), next.get_mut(index)) {
                *slot = true;
            }
        }
        at = next;
    }
    at.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns() {
        for (pattern, path) in [
            ("app/*.yaml", "app/a.yaml"),
            ("app", "app/deep/a.yaml"),
            ("**/a.yaml", "a.yaml"),
            ("**/a.yaml", "x/y/a.yaml"),
            ("legacy/**", "legacy/x/a.yaml"),
            ("**/old/**/*.contract", "x/old/y/z/a.contract"),
            ("a?c*", "abcdd"),
            ("*", "a"),
            ("./app/", "app/a.yaml"),
        ] {
            assert!(fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("app/*.yaml", "app/x/a.yaml"),
            ("app", "application/a.yaml"),
            ("*.yaml", "a.contract"),
            ("a?c", "ac"),
            ("**/old/*.yaml", "old/x/a.yaml"),
            ("", "a"),
        ] {
            assert!(!fits(pattern, path) || pattern.is_empty(), "{pattern} {path}");
        }
        assert!(!fits(&format!("{}b", "*a".repeat(30)), &"a".repeat(60)), "at once");
    }
}
