//! Cuts a file that is not YAML as a whole into its top-level sections, so that the sound ones can still be read.
//!
//! In: text. Out: pieces that together are the text, each starting at a key in the first column. Looks at each line once.

/// One section.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Its first byte; comments directly above its key are part of it.
    pub(super) start: usize,
    /// Behind its last byte.
    pub(super) end: usize,
    /// Its key, without quotes.
    pub(super) key: String,
}

/// The sections; none where the file does not start with one.
pub(super) fn split(text: &str) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    // Where the comments and blank lines directly above the current line start.
    let mut above: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_start_matches('\u{FEFF}').trim_end();
        if line.is_empty() || line.starts_with('#') {
            above.get_or_insert(start);
            continue;
        }
        let is_mark = line == "---" || line == "..." || line.starts_with("--- ") || line.starts_with("... ");
        if is_mark && !chunks.is_empty() {
            break;
        }
        match key(line) {
            Some(key) => {
                let start = if chunks.is_empty() { 0 } else { above.unwrap_or(start) };
                chunks.push(Chunk { start, end: text.len(), key: key.into() });
            }
            None if chunks.is_empty() && !is_mark && !line.starts_with('%') => return chunks,
            None => {}
        }
        above = None;
    }
    for at in 1..chunks.len() {
        let Some(next) = chunks.get(at).map(|chunk| chunk.start) else { continue };
        if let Some(chunk) = chunks.get_mut(at - 1) {
            chunk.end = next;
        }
    }
    chunks
}

/// The key a line starts with in its first column.
fn key(line: &str) -> Option<&str> {
    let first = line.chars().next()?;
    if let '"' | '\'' = first {
        let rest = line.get(1..)?;
        let (key, rest) = rest.split_once(first)?;
        let rest = rest.trim_start().strip_prefix(':')?;
        return (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(key);
    }
    if !(first.is_alphanumeric() || first == '_' || first == '$' || first == '<') {
        return None;
    }
    let colon = line
        .match_indices(':')
        .find(|(at, _)| line.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])));
    let key = line.get(..colon?.0)?;
    (!key.contains(" #")).then_some(key.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_keys_in_the_first_column() {
        let text = "# top\na: 1\n\n# of b\nb:\n- x: 1\n  y: 2\n'c d':\n  e: 1\n---\nf: 1\n";
        let chunks = split(text);
        let pieces: Vec<_> = chunks.iter().map(|c| (c.key.as_str(), &text[c.start..c.end])).collect();
        assert_eq!(
            pieces,
            [("a", "# top\na: 1\n"), ("b", "\n# of b\nb:\n- x: 1\n  y: 2\n"), ("c d", "'c d':\n  e: 1\n---\nf: 1\n"),]
        );
        assert_eq!(split("- a: 1\nb: 2\n"), []);
        assert_eq!(split("{\na: 1\n"), []);
    }
}
