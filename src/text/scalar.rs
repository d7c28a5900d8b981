//! Scalars in text: what may stand bare, what needs quotes, and how quoted text is written and read.
//!
//! In: a value, or the words of a token. Out: the other of the two. `text(quote(x)) == x` for every text.

use logos::Logos;

use super::token::Tok;

/// Units after a number: `20 MiB` is text.
pub const UNITS: &[&str] = &["B", "KB", "MB", "GB", "KiB", "MiB", "GiB", "ms", "s", "min", "h", "days", "%"];

/// Whether a text may stand without quotes: one word, path or template, or a number with a unit behind one blank.
pub fn is_bare(text: &str) -> bool {
    match single(text) {
        Some(Tok::Word(word)) => !matches!(word, "true" | "false" | "null" | "and" | "then"),
        Some(Tok::Path(_)) => true,
        Some(Tok::Template(text)) => !hides(text),
        _ => is_quantity(text),
    }
}

/// Whether a text is a number, one blank and a unit.
pub fn is_quantity(text: &str) -> bool {
    text.split_once(' ')
        .is_some_and(|(number, unit)| UNITS.contains(&unit) && matches!(single(number), Some(Tok::Number(_))))
}

/// Whether a text is one word that no literal and no continuation uses.
pub fn is_word(text: &str) -> bool {
    matches!(single(text), Some(Tok::Word(_))) && is_bare(text)
}

/// The one token that covers all of a text, if there is one.
fn single(text: &str) -> Option<Tok<'_>> {
    // Most texts that need quotes show it in their first byte or have a blank; the lexer need not run for them.
    if text.is_empty() || text.starts_with(' ') || text.ends_with([' ', '\n']) {
        return None;
    }
    let mut lexer = Tok::lexer(text);
    let token = lexer.next()?.ok()?;
    (lexer.span() == (0..text.len())).then_some(token)
}

/// A text as it is written: bare where it may be, else in quotes.
pub fn write(text: &str) -> String {
    if is_bare(text) { text.to_owned() } else { quote(text) }
}

/// A text as it is written where a name is expected: there a quantity needs quotes too.
pub fn name(text: &str) -> String {
    if is_bare(text) && !is_quantity(text) { text.to_owned() } else { quote(text) }
}

/// A text in quotes on one line.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if needs_escape(c) => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a text holds characters that must be written as escapes.
pub fn hides(text: &str) -> bool {
    text.chars().any(needs_escape)
}

/// Characters that a reader cannot see or that turn the reading direction.
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text block for this text, or `None` where a one-line string is the better or only way. `indent` is where the lines go.
pub fn block_lines(text: &str) -> Option<Vec<&str>> {
    if !text.contains('\n') || text.chars().any(|c| c != '\n' && needs_escape(c)) {
        return None;
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let plain = |line: &&str| !line.trim_start().starts_with("\"\"\"") && !line.ends_with([' ', '\t']);
    lines.iter().all(plain).then_some(lines)
}

/// The text of a one-line string token, or the byte range (inside the token) of an escape that is none.
pub fn unquote(token: &str) -> Result<String, std::ops::Range<usize>> {
    let inner = token.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(token);
    if !inner.contains('\\') {
        return Ok(inner.to_owned());
    }
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some((_, '"')) => out.push('"'),
            Some((_, '\\')) => out.push('\\'),
            Some((_, 'n')) => out.push('\n'),
            Some((_, 't')) => out.push('\t'),
            Some((_, 'r')) => out.push('\r'),
            Some((escape, 'u')) => {
                let rest = inner.get(escape + 1..).unwrap_or("");
                let digits = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(digits, _)| digits);
                let digits = digits.filter(|digits| digits.len() <= 6 && digits.chars().all(|c| c.is_ascii_hexdigit()));
                let decoded = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
                let (Some(digits), Some(decoded)) = (digits, decoded) else { return Err(at + 1..escape + 2) };
                out.push(decoded);
                for _ in 0..digits.len() + 2 {
                    chars.next();
                }
            }
            other => return Err(at + 1..other.map_or(inner.len(), |(at, c)| at + c.len_utf8()) + 1),
        }
    }
    Ok(out)
}

/// The text of a block token: the lines between the quotes, without the indent of the closing quotes.
pub fn unblock(token: &str) -> String {
    let body = token.split_once('\n').map_or("", |(_, body)| body);
    let (body, closing) = body.rsplit_once('\n').unwrap_or(("", body));
    let indent = closing.trim_end_matches('"');
    if token.matches('\n').count() < 2 {
        return String::new();
    }
    let mut out = String::with_capacity(body.len());
    for (at, line) in body.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        let shared = line.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
        out.push_str(line.get(shared..).unwrap_or(line));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_and_quoted() {
        for bare in ["a", "crud.create", "/a/{b}", "{{x}}", "20 MiB", "list<int>", "file.pdf", "a:b", "s3-url", "20 %"]
        {
            assert!(is_bare(bare), "{bare}");
        }
        for quoted in [
            "",
            "true",
            "null",
            "and",
            "1.2",
            "-",
            "a b",
            "2026-01-31",
            "a:",
            "{{a}} b",
            "//x",
            "a\n",
            "20  MiB",
            "20 x",
            " a",
        ] {
            assert!(!is_bare(quoted), "{quoted}");
        }
    }

    #[test]
    fn quotes_round_trip() {
        for text in ["", "a\"b\\c", "x\n\ty\r", "\u{0}\u{202e}\u{feff}é日", "\\u{41}"] {
            assert_eq!(unquote(&quote(text)).as_deref(), Ok(text));
        }
        assert_eq!(unquote("\"\\u{41}\"").as_deref(), Ok("A"));
        assert_eq!(unquote("\"a\\q\""), Err(2..4));
        assert!(unquote("\"\\u{d800}\"").is_err());
    }

    #[test]
    fn blocks_cut_the_indent_of_the_closing_quotes() {
        assert_eq!(unblock("\"\"\"\n    a\n      b\n\n    \"\"\""), "a\n  b\n");
        assert_eq!(unblock("\"\"\"\n\"\"\""), "");
        assert_eq!(unblock("\"\"\"\n\n\"\"\""), "");
        assert_eq!(block_lines("a\nb"), Some(vec!["a", "b"]));
        assert_eq!(block_lines("a \nb"), None);
    }
}
