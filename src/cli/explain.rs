//! `contract explain`: the page of a code, a convention, or the list of all codes.
//!
//! In: a code or its name in words, or a convention. Out: the page of the book, its Markdown made light for the terminal.

use super::screen::Screen;
use super::{Exit, Failure};
use crate::check::convention::{CONVENTIONS, Convention};
use crate::diag::render::Role;
use crate::diag::{CODES, Code, nearest};

/// Say what a finding means and how to mend it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract explain                       all codes
  contract explain C0101
  contract explain unresolved-reference
  contract explain caller                a convention
  contract explain conventions           all of them")]
pub(super) struct Args {
    /// A code, as number or in words, or a convention; all codes are listed without it
    code: Option<String>,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let Some(name) = &args.code else { return list(screen) };
    if let Some(own) = Convention::find(name) {
        return convention(own, screen).map(|()| Exit::Fine);
    }
    if name == "conventions" {
        CONVENTIONS.iter().try_for_each(|own| convention(own, screen))?;
        return Ok(Exit::Fine);
    }
    let Some(code) = Code::find(name) else { return Err(unknown(name)) };
    let level = screen.paint(Role::Level(code.level), code.level.name());
    let id = screen.paint(Role::Strong, &format!("{} {}", code.id, code.slug));
    screen.line(&format!("{id} ({level}): {}", code.summary))?;
    let page = page(code.page, screen);
    if !page.trim().is_empty() {
        screen.line("")?;
        screen.line(page.trim_end())?;
    }
    Ok(Exit::Fine)
}

fn convention(own: &Convention, screen: &mut Screen) -> Result<(), Failure> {
    let id = screen.paint(Role::Strong, own.id);
    screen.line(&format!("{id} (convention): {}", own.rule.replace('`', "")))?;
    screen.line(&format!("    {}", own.limits.replace('`', "")))
}

fn list(screen: &mut Screen) -> Result<Exit, Failure> {
    let wide = CODES.iter().map(|code| code.slug.len()).max().unwrap_or(0);
    for code in CODES {
        let level = screen.paint(Role::Level(code.level), &format!("{:7}", code.level.name()));
        screen.line(&format!("{} {level} {:wide$}  {}", code.id, code.slug, code.summary))?;
    }
    Ok(Exit::Fine)
}

fn unknown(name: &str) -> Failure {
    let conventions = CONVENTIONS.iter().map(|own| own.id);
    let names = CODES.iter().flat_map(|code| [code.id, code.slug]).chain(conventions);
    let upper = name.to_uppercase();
    let lower = name.to_lowercase().replace(['_', ' '], "-");
    let digits = upper.trim_start_matches('C');
    let padded = digits.parse::<u32>().ok().map(|number| format!("C{number:04}"));
    let near = padded
        .and_then(|id| Code::find(&id))
        .map(|code| code.id)
        .or_else(|| nearest::nearest(&lower, names.clone()))
        .or_else(|| nearest::nearest(&upper, names));
    let help = match near {
        Some(near) => format!("did you mean `{near}`? `contract explain` lists all codes"),
        None => "`contract explain` lists all codes".to_owned(),
    };
    Failure::Usage(format!("there is no code `{}`", crate::diag::render::clean(name)), Some(help))
}

/// Markdown made light: headings and code marked, fences indented, the first heading (it repeats the code) left out.
fn page(markdown: &str, screen: &Screen) -> String {
    let mut out = String::new();
    let mut fenced = false;
    let mut lines = markdown.lines().peekable();
    lines.next_if(|line| line.starts_with("# "));
    for line in lines {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        } else if line.starts_with('#') {
            out.push_str(&screen.paint(Role::Strong, line.trim_start_matches('#').trim()));
            out.push('\n');
        } else {
            out.push_str(&inline(line, screen));
            out.push('\n');
        }
    }
    out.trim_start_matches('\n').to_owned()
}

/// `**strong**` in colour and links without their target; code keeps its backticks, so that it can be told without colour.
fn inline(line: &str, screen: &Screen) -> String {
    let mut out = String::new();
    for (at, part) in line.split("**").enumerate() {
        let part = unlink(part);
        if at % 2 == 1 { out.push_str(&screen.paint(Role::Strong, &part)) } else { out.push_str(&part) }
    }
    out
}

/// `[text](target)` becomes `text`.
fn unlink(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let link = after.split_once("](").and_then(|(said, more)| Some((said, more.split_once(')')?.1)));
        match link {
            Some((said, more)) if !said.contains(']') => {
                out.push_str(said);
                rest = more;
            }
            _ => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lose_their_target() {
        assert_eq!(unlink("see [C0101](C0101.md), `[a]` and [b]"), "see C0101, `[a]` and [b]");
    }
}
