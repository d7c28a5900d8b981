//! Texts as Markdown that cannot become structure.
//!
//! In: any text. Out: Markdown in one line. Two ways: for those who read it rendered, with character references, which are never structure; for
//! those who read it as it stands, in code spans.

use super::words::line;

/// A code span for whoever reads the source: the fence is longer than any in the text, and comments are taken apart.
pub fn span(text: &str) -> String {
    let text = line(text).replace("<!--", "<! --").replace("-->", "-- >");
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match text.as_str() {
        "" => "(empty)".to_owned(),
        _ if longest > 0 => format!("{fence} {text} {fence}"),
        _ => format!("{fence}{text}{fence}"),
    }
}

/// Code as it is seen rendered, in tables as well.
pub fn code(text: &str) -> String {
    let text = line(text);
    let plain = |char: char| char.is_alphanumeric() || " _./:-=+,()".contains(char);
    match text.as_str() {
        "" => String::new(),
        plainly if plainly.chars().all(plain) => format!("`{plainly}`"),
        _ => format!("<code>{}</code>", escaped(&text)),
    }
}

/// A sentence as it is seen rendered; what stands in backticks becomes code.
pub fn prose(text: &str) -> String {
    let text = line(text);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(&text);
    }
    let part = |(at, part): (usize, &&str)| if at % 2 == 0 { escaped(part) } else { code(part) };
    parts.iter().enumerate().map(part).collect()
}

/// Every character that Markdown or the place where it is shown could take for a sign. A comment behind `@` and `#` keeps the text from
/// calling people and from naming other threads.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '@' | '#' => out.push_str(&format!("{char}<!-- -->")),
            '&' | '<' | '>' | '`' | '*' | '_' | '[' | ']' | '\\' | '|' | '~' | '!' | '$' | '=' | '"' => {
                out.push_str(&format!("&#{};", u32::from(char)));
            }
            _ => out.push(char),
        }
    }
    out
}
