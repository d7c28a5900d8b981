//! What a case says of itself: comments such as `error: C0004 colour`.

/// A finding that a case expects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    /// The line, from 1.
    pub line: usize,
    /// `error` or `warning`.
    pub level: String,
    /// The code.
    pub code: String,
    /// The text that the place covers, where it is said.
    pub covers: Option<String>,
}

/// The expectations of a text, in the order of its lines.
pub fn expectations(text: &str) -> Vec<Expected> {
    let mut all = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let Some((above, words)) = comment(line) else { continue };
        let line = if above { at } else { at + 1 };
        all.extend(words.split(';').filter_map(|words| expectation(line, words.trim())));
    }
    all.sort();
    all
}

/// The comment of a line that speaks of findings, and whether it speaks of the line above.
fn comment(line: &str) -> Option<(bool, &str)> {
    let level = ["error: C", "warning: C"].iter().filter_map(|level| line.find(level)).min()?;
    let (before, words) = line.split_at(level);
    let mark = before.trim_end();
    let above = mark.ends_with('^');
    let mark = mark.trim_end_matches('^').trim_end();
    (mark.ends_with("//") || mark.ends_with('#')).then_some((above, words))
}

fn expectation(line: usize, words: &str) -> Option<Expected> {
    let (level, rest) = words.split_once(": ")?;
    let (code, covers) = match rest.split_once(' ') {
        Some((code, covers)) => (code, Some(covers.trim().to_owned())),
        None => (rest, None),
    };
    Some(Expected { line, level: level.to_owned(), code: code.to_owned(), covers })
}

#[test]
fn comments_that_name_findings_are_understood() {
    let text = "a # error: C0004 colour; error: C0005\nb // plain words about an error: none\n//^ warning: C0007\n";
    let of = |line, level: &str, code: &str, covers: Option<&str>| Expected {
        line,
        level: level.into(),
        code: code.into(),
        covers: covers.map(str::to_owned),
    };
    let expected =
        [of(1, "error", "C0004", Some("colour")), of(1, "error", "C0005", None), of(2, "warning", "C0007", None)];
    assert_eq!(expectations(text), expected);
}
