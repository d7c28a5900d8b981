//! The instructions of a Dockerfile.
//!
//! In: text. Out: each instruction with what follows it, lines that are continued joined. Never resolves `ARG`.

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction<'t> {
    /// Its line, from 1.
    pub line: u32,
    /// Its word, in capitals: `FROM`.
    pub word: String,
    /// What follows on its first line.
    pub rest: &'t str,
}

/// The instructions of a text, and each continued line as an instruction of the same word.
pub(super) fn instructions(text: &str) -> Vec<Instruction<'_>> {
    let mut found = Vec::new();
    let mut continued: Option<String> = None;
    for (at, line) in text.lines().enumerate() {
        let line_number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let goes_on = line.ends_with('\\');
        let line = line.trim_end_matches('\\').trim_end();
        let (word, rest) = match continued.take() {
            Some(word) => (word, line),
            None => {
                let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
                (word.to_ascii_uppercase(), rest.trim())
            }
        };
        if goes_on {
            continued = Some(word.clone());
        }
        found.push(Instruction { line: line_number, word, rest });
    }
    found
}
