//! The sheet that an HTML report is written on: its head, its style, and texts that cannot become elements.
//!
//! In: texts. Out: HTML. Uses no script and nothing from elsewhere, so that a report can be kept for years and opened anywhere.

use super::words::line;

/// Light and dark as the reader's system is, and black on white on paper.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2330;--dim:#5b6577;--paper:#fff;--card:#f5f7fa;--edge:#d9dfe8;--good:#17693a;--bad:#a31621;--open:#8a5200}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--dim:#9aa5b8;--paper:#12161d;--card:#1b212b;--edge:#323c4b;--good:#6fd498;--bad:#ff8d92;--open:#f0b862}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.15rem;margin:2.2rem 0 .6rem;padding-bottom:.3rem;border-bottom:1px solid var(--edge)}
p{margin:.4rem 0}
.dim{color:var(--dim)}
.verdict{margin:1.4rem 0;padding:1rem 1.2rem;background:var(--card);border:1px solid var(--edge);border-left:.4rem solid var(--dim);border-radius:.3rem}
.verdict strong{font-size:1.25rem}
.verdict.broken{border-left-color:var(--bad)}
.verdict.open{border-left-color:var(--open)}
.verdict.holds{border-left-color:var(--good)}
table{width:100%;border-collapse:collapse;font-size:.93rem}
th,td{padding:.4rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--edge)}
th{color:var(--dim);font-weight:600}
code{font:.9em ui-monospace,monospace}
.wide{overflow-x:auto}
.stands{white-space:nowrap;font-weight:600}
.stands.broken{color:var(--bad)}
.stands.open{color:var(--open)}
.stands.holds{color:var(--good)}
@media print{:root{color-scheme:light;--ink:#000;--dim:#444;--paper:#fff;--card:#fff;--edge:#bbb;--good:#17693a;--bad:#a31621;--open:#8a5200}body{max-width:none;padding:0;font-size:11pt}tr,.verdict{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}}
";

/// A whole file. The body is HTML, the title is text.
pub fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        plain(title)
    )
}

/// A text as it is.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    line(text).chars().for_each(|char| put(char, &mut out));
    out
}

/// A character that cannot begin or end an element.
fn put(char: char, out: &mut String) {
    match char {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        _ => out.push(char),
    }
}

/// So many characters of code stay together, where they have parts: a column is not narrower than that.
const TOGETHER: usize = 24;

/// A name, a path, a hash. A long one may be broken behind its parts, a part that is too long anywhere.
pub fn code(text: &str) -> String {
    let text = line(text);
    let is_long = text.chars().count() > TOGETHER;
    let (mut out, mut run) = (String::from("<code>"), 0);
    for char in text.chars() {
        put(char, &mut out);
        run += 1;
        if is_long && (matches!(char, '/' | '_' | '.') || run == TOGETHER) {
            out.push_str("<wbr>");
            run = 0;
        }
    }
    out + "</code>"
}

/// A sentence; what stands in backticks becomes code.
pub fn prose(text: &str) -> String {
    let text = line(text);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return plain(&text);
    }
    // Spaces beside code belong to the sentence: only the whole is trimmed.
    let escaped = |part: &str| {
        let (before, after) = (part.starts_with(' '), part.len() > 1 && part.ends_with(' '));
        format!("{}{}{}", if before { " " } else { "" }, plain(part.trim()), if after { " " } else { "" })
    };
    let part = |(at, part): (usize, &&str)| if at % 2 == 0 { escaped(part) } else { code(part) };
    parts.iter().enumerate().map(part).collect()
}

/// A section with a table; nothing where there are no rows. Cells are HTML.
pub fn table(title: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{}</th>", plain(head))).collect();
    let row = |cells: &Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let rows: String = rows.iter().map(row).collect();
    let title = plain(title);
    format!(
        "<h2>{title}</h2>\n<div class=\"wide\"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
    )
}
