//! Conditions: `size > 20 MiB and kind in [a, b]`, in rules and policies.
//!
//! An operator is a word of the tree (`gte`) and a mark of the text (`>=`).

use crate::ast::Node;
use crate::source::Span;

use super::super::cursor::{Cursor, Read};
use super::super::token::Tok;

/// The operators: in the tree, in the text.
const OPERATORS: &[(&str, &str)] = &[
    ("eq", "=="),
    ("neq", "!="),
    ("gt", ">"),
    ("gte", ">="),
    ("lt", "<"),
    ("lte", "<="),
    ("in", "in"),
    ("contains", "contains"),
];

/// How the text writes an operator of the tree.
pub fn mark(operator: &str) -> Option<&'static str> {
    OPERATORS.iter().find(|(own, _)| *own == operator).map(|(_, mark)| *mark)
}

/// One comparison behind a name.
pub struct Test {
    /// The operator as the tree says it.
    pub operator: &'static str,
    /// Where it stands.
    pub span: Span,
    /// What it compares with.
    pub value: Node,
}

/// Whether an operator is next.
pub fn at_test(cursor: &Cursor) -> bool {
    operator(cursor).is_some()
}

fn operator(cursor: &Cursor) -> Option<&'static str> {
    let term = cursor.peek()?;
    let marks = [
        (Tok::Eq, "eq"),
        (Tok::Ne, "neq"),
        (Tok::Gt, "gt"),
        (Tok::Ge, "gte"),
        (Tok::Lt, "lt"),
        (Tok::Le, "lte"),
        (Tok::Word("in"), "in"),
        (Tok::Word("contains"), "contains"),
    ];
    marks.into_iter().find(|(token, _)| term.is(*token)).map(|(_, operator)| operator)
}

/// Reads an operator and its value.
pub fn read_test(cursor: &mut Cursor) -> Read<Test> {
    let span = cursor.here();
    let Some(operator) = operator(cursor) else {
        return Err(cursor.expected("a comparison (`==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `contains`)"));
    };
    cursor.next();
    Ok(Test { operator, span, value: cursor.value("a value")? })
}

/// Reads `name test and name test ...`.
pub fn read_all(cursor: &mut Cursor) -> Read<Vec<(Node, Test)>> {
    let mut found = Vec::new();
    loop {
        let name = cursor.name("the name of a value")?;
        found.push((name, read_test(cursor)?));
        if !cursor.word("and") {
            return Ok(found);
        }
    }
}
