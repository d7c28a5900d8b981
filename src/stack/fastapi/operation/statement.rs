//! Statements of a function body, written once it is known what the later ones need.
//!
//! In: statements in order, and the text behind them. Out: lines; a result that nothing needs is not kept.

use crate::stack::fastapi::python::{Expr, Writer};

/// A statement.
pub enum Statement {
    /// Something is done.
    Do {
        /// Where it comes from.
        origin: String,
        /// What it stands in, behind `with`: `unique_or(Taken)`.
        within: Option<Expr>,
        /// The variable that keeps what comes of it.
        target: Option<String>,
        /// What is done.
        expr: Expr,
    },
    /// Where something is true, it ends here.
    Stop {
        /// Where it comes from.
        origin: String,
        /// What must not be true.
        condition: Expr,
        /// What is said then: `raise WrongState`.
        then: String,
    },
    /// Statements that count in some cases only.
    Branch {
        /// When.
        condition: Expr,
        /// What.
        inner: Vec<Statement>,
    },
}

impl Statement {
    /// Whether a variable is another one behind it.
    pub fn sets(&self, variable: &str) -> bool {
        match self {
            Statement::Do { target, .. } => target.as_deref() == Some(variable),
            Statement::Stop { .. } => false,
            Statement::Branch { inner, .. } => inner.iter().any(|own| own.sets(variable)),
        }
    }
}

/// Writes statements that end with `return tail`; what comes of the last one is given back as it is.
pub fn write_all(out: &mut Writer, statements: &[Statement], tail: &str) {
    if let Some((Statement::Do { origin, within, target: Some(target), expr }, before)) = statements.split_last()
        && target == tail
    {
        write(out, before, &expr.flat());
        out.from(origin, |out| match within {
            Some(head) => with(out, head, |out| out.statement("return ", expr, "")),
            None => out.statement("return ", expr, ""),
        });
        return;
    }
    write(out, statements, tail);
    if !tail.is_empty() {
        out.line(format!("return {tail}"));
    }
}

/// Writes statements; `tail` is what stands behind them.
pub fn write(out: &mut Writer, statements: &[Statement], tail: &str) {
    for (at, statement) in statements.iter().enumerate() {
        let rest = statements.get(at + 1..).unwrap_or(&[]);
        match statement {
            Statement::Do { origin, within, target, expr } => {
                let needed = |name: &str| needs(rest, name) || mentions(tail, name);
                let target = target.as_deref().filter(|names| names.split(", ").any(needed));
                let prefix = target.map(|name| format!("{name} = ")).unwrap_or_default();
                out.from(origin, |out| match within {
                    Some(head) => with(out, head, |out| out.statement(&prefix, expr, "")),
                    None => out.statement(&prefix, expr, ""),
                });
            }
            Statement::Stop { origin, condition, then } => out.from(origin, |out| {
                out.statement("if ", condition, ":");
                out.indented(|out| out.line(then));
            }),
            Statement::Branch { condition, inner } => {
                out.statement("if ", condition, ":");
                let tail = format!("{tail} {}", text(rest));
                out.indented(|out| write(out, inner, &tail));
            }
        }
    }
}

/// `with head:`, and what stands in it.
fn with(out: &mut Writer, head: &Expr, inside: impl FnOnce(&mut Writer)) {
    out.statement("with ", head, ":");
    out.indented(inside);
}

fn needs(statements: &[Statement], name: &str) -> bool {
    mentions(&text(statements), name)
}

/// The text of statements, for looking up what they need.
pub fn text(statements: &[Statement]) -> String {
    let of = |statement: &Statement| match statement {
        Statement::Do { expr, .. } => expr.flat(),
        Statement::Stop { condition, .. } => condition.flat(),
        Statement::Branch { condition, inner } => format!("{} {}", condition.flat(), text(inner)),
    };
    statements.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// Whether a variable is read in a text of Python.
pub fn mentions(text: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = &text[at + name.len()..];
        let mut next = behind.chars();
        let first = next.next();
        let keyword = first == Some('=') && next.next() != Some('=');
        !before.is_some_and(|c| word(c) || c == '.' || c == '"' || c == '\'') && !first.is_some_and(word) && !keyword
    })
}
