//! Heads: the first line of a declaration, from its keyword to its brace.
//!
//! A head is a row of a table: the pieces in the order of the text, and the keys in the order of the tree. The printer takes the
//! longest beginning of the declaration's keys that the row can say; the rest is left to lines in braces.

use crate::ast::{Entry, Item, Key, KeyValue, Node, Notes, Value};
use crate::kinds::{self, Kind};
use crate::source::Span;

use super::super::cursor::{Advice, Cursor, Read, slip};
use super::super::line::{Bracket, Term, What};
use super::super::print::inline_scalar;
use super::super::scalar;
use super::super::scan::Token;
use super::super::token::Tok;
use super::{entry, list, scalars};

/// A piece of a head.
#[derive(Debug)]
pub enum Piece {
    /// A name: the text value of this key.
    Name(&'static str),
    /// Quoted text: the text value of this key.
    Quoted(&'static str),
    /// A word of the language.
    Word(&'static str),
    /// `->`
    Arrow,
    /// One of two words, then a name: the key is the word.
    Either(&'static str, &'static str),
    /// A word for `true`, a word for `false`.
    Switch(&'static str, &'static str, &'static str),
    /// Pieces that may be missing together; the first one says whether they are there.
    Maybe(&'static [Piece]),
    /// `as CODE`, `"text"`, `404`, `business`: the parts of an error, in the order of its keys.
    ErrorParts,
    /// `as HR, Admin` or `as role HR, Admin`.
    Actors,
    /// Where a new column begins when several such lines stand under each other.
    Column,
}

use Piece::*;

/// How a kind of declaration begins.
#[derive(Debug)]
pub struct Head {
    /// The kind.
    pub keyword: &'static str,
    /// Words of which one may stand before the keyword, and the key they are the value of.
    pub prefix: Option<(&'static str, &'static [&'static str])>,
    /// The text behind the keyword.
    pub pieces: &'static [Piece],
    /// The keys in the order of the tree. `description` is written as `///` lines where no piece says it.
    pub order: &'static [&'static str],
    /// The key that alone makes a head, where the full one does not fit.
    pub minimal: Option<&'static str>,
    /// Whether one-line declarations under each other are aligned.
    pub aligned: bool,
    /// The list whose names stand in the braces: `enum x { a, b }`.
    pub names: Option<&'static str>,
}

const fn head(keyword: &'static str, pieces: &'static [Piece], order: &'static [&'static str]) -> Head {
    Head { keyword, prefix: None, pieces, order, minimal: None, aligned: false, names: None }
}

impl Head {
    const fn minimal(self, key: &'static str) -> Head {
        Head { minimal: Some(key), ..self }
    }

    const fn prefix(self, key: &'static str, words: &'static [&'static str]) -> Head {
        Head { prefix: Some((key, words)), ..self }
    }

    const fn aligned(self) -> Head {
        Head { aligned: true, ..self }
    }

    const fn names(self, key: &'static str) -> Head {
        Head { names: Some(key), ..self }
    }
}

/// All heads.
pub static HEADS: &[Head] = &[
    head("project", &[Quoted("name")], &["name"]),
    head(
        "term",
        &[
            Name("id"),
            Column,
            Quoted("term"),
            Column,
            Word("means"),
            Quoted("definition"),
            Maybe(&[Column, Word("in"), Name("category")]),
        ],
        &["id", "term", "definition", "description", "category"],
    )
    .minimal("id")
    .aligned(),
    head("profile", &[Name("name")], &["name"]),
    head(
        "secret",
        &[
            Name("id"),
            Column,
            Word("from"),
            Name("provider"),
            Column,
            Name("key"),
            Maybe(&[Column, Switch("required", "required", "optional")]),
        ],
        &["id", "provider", "key", "description", "required"],
    )
    .minimal("id")
    .aligned(),
    head("entity", &[Name("id")], &["id", "description"]),
    head("value", &[Name("id")], &["id", "description"]),
    head("enum", &[Name("id")], &["id", "description"]).names("values"),
    head("error", &[Name("id"), ErrorParts], &["id"]).minimal("id").aligned(),
    head("event", &[Name("id")], &["id", "description", "kind"]).prefix("kind", &["domain", "audit", "integration"]),
    head("command", &[Name("id")], &["id", "description"]),
    head("query", &[Name("id")], &["id", "description"]),
    head("projection", &[Name("id")], &["id", "description"]),
    head("rule", &[Name("id"), Maybe(&[Word("on"), Name("applies_to")])], &["id", "description", "applies_to"]),
    head("workflow", &[Name("id"), Maybe(&[Word("for"), Name("entity")])], &["id", "description", "entity"]),
    head("policy", &[Name("id"), Maybe(&[Word("on"), Name("scope")])], &["id", "description", "scope"]),
    head("role", &[Name("id"), Maybe(&[Column, Quoted("description")])], &["id", "description"]).aligned(),
    head(
        "permission",
        &[
            Name("id"),
            Column,
            Word("to"),
            Name("action"),
            Column,
            Name("resource"),
            Maybe(&[Column, Quoted("description")]),
        ],
        &["id", "description", "resource", "action"],
    )
    .minimal("id")
    .aligned(),
    head("grant", &[Name("role")], &["role"]).names("permissions"),
    head(
        "route",
        &[Name("method"), Name("path"), Arrow, Either("command", "query")],
        &["method", "path", "command", "query", "description"],
    ),
    head("graphql type", &[Name("name"), Maybe(&[Word("is"), Name("kind")])], &["name", "kind", "description"]),
    head("graphql query", &[Name("name"), Maybe(&[Arrow, Name("resolver")])], &["name", "resolver", "description"]),
    head("graphql mutation", &[Name("name"), Maybe(&[Arrow, Name("resolver")])], &["name", "resolver", "description"]),
    head("datasource", &[Name("id"), Maybe(&[Word("is"), Name("engine")])], &["id", "engine"]),
    head("table", &[Name("id"), Maybe(&[Word("in"), Name("datasource")])], &["id", "description", "datasource"]),
    head("integration", &[Name("id"), Maybe(&[Word("is"), Name("type")])], &["id", "type"]),
    head(
        "operation",
        &[Name("id"), Arrow, Name("method"), Name("path"), Word("on"), Name("integration_id")],
        &["id", "integration_id", "method", "path"],
    ),
    head(
        "bucket",
        &[Name("bucket"), Word("on"), Name("integration_id"), Word("in"), Name("region")],
        &["integration_id", "bucket", "region"],
    ),
    head("oauth2_provider", &[Name("id")], &["id"]),
    head("webhook", &[Name("id")], &["id"]),
    head("email_provider", &[Name("id"), Maybe(&[Word("over"), Name("transport")])], &["id", "transport"]),
    head("security", &[], &[]),
    head(
        "reliability",
        &[Name("id"), Word("on"), Name("target_kind"), Name("target_ref")],
        &["id", "target_kind", "target_ref"],
    )
    .minimal("id"),
    head("observe", &[Name("kind"), Name("ref")], &["kind", "ref"]),
    head("scenario", &[Name("id"), Actors], &["id", "description", "actors", "actor_roles"]),
    head("test", &[Name("id"), Maybe(&[Word("with"), Name("framework")])], &["id", "kind", "framework", "description"])
        .prefix("kind", &["unit", "integration", "e2e"]),
];

/// The head of a kind.
pub fn of(kind: &Kind) -> Option<&'static Head> {
    HEADS.iter().find(|head| head.keyword == kind.keyword)
}

// ---- Which kind a line declares

/// The kind that a line declares, and how many words its keyword takes (a prefix included), judged by its first terms: the words
/// among them (`None` for what could only be a name in quotes), and nothing behind the last name-like term.
fn kind_of(first: &[Option<&str>]) -> Option<(&'static Kind, usize)> {
    let word = |at: usize| first.get(at).copied().flatten();
    let name = |at: usize| first.get(at).is_some();
    let two = |prefix: &str, keyword: &str| {
        HEADS
            .iter()
            .any(|head| head.keyword == keyword && head.prefix.is_some_and(|(_, words)| words.contains(&prefix)))
    };
    if let (Some(a), Some(b)) = (word(0), word(1)) {
        if a == "graphql" {
            return kinds::by_keyword(&format!("graphql {b}")).map(|kind| (kind, 2));
        }
        // `integration event X`, but `integration event is queue` declares an integration called `event`; then again
        // `integration test is with jest` is a test called `is`.
        let own_name = a == "integration" && word(2) == Some("is") && name(3) && !(word(3) == Some("with") && name(4));
        if two(a, b) && name(2) && !own_name {
            return kinds::by_keyword(b).map(|kind| (kind, 2));
        }
    }
    let kind = kinds::by_keyword(word(0)?)?;
    (name(1) || kind.single).then_some((kind, 1))
}

/// As [`kind_of`], for terms.
pub fn kind_of_terms(terms: &[Term<'_>]) -> Option<(&'static Kind, usize)> {
    let name = |term: &Term<'_>| match term.what {
        What::Token(token) => name_like(token),
        What::Group(_) => false,
    };
    let first: Vec<Option<&str>> = terms.iter().take(5).take_while(|term| name(term)).map(Term::word).collect();
    kind_of(&first)
}

/// As [`kind_of`], for tokens.
pub fn kind_of_tokens(tokens: &[Token<'_>]) -> Option<(&'static Kind, usize)> {
    let words = tokens.iter().take(5).take_while(|(token, _)| name_like(*token)).map(|(token, _)| match token {
        Tok::Word(word) => Some(*word),
        _ => None,
    });
    kind_of(&words.collect::<Vec<_>>())
}

fn name_like(token: Tok<'_>) -> bool {
    matches!(token, Tok::Word(_) | Tok::Path(_) | Tok::Template(_) | Tok::Str(_) | Tok::Block(_))
}

// ---- Reading

/// Reads a head: the keyword and all up to the brace. Gives the entries in the order of the tree.
pub fn read(cursor: &mut Cursor, kind: &'static Kind, words: usize, docs: &[(&str, Span)]) -> Read<Vec<Entry>> {
    let Some(head) = of(kind) else { return Err(cursor.expected("a declaration")) };
    let keyword = cursor.here();
    let mut found: Vec<Entry> = Vec::new();
    if let (2, Some((key, _)), Some(word)) = (words, head.prefix, cursor.peek_word()) {
        found.push(entry(key, Node::text(word, keyword), keyword));
    }
    for _ in 0..words {
        cursor.next();
    }
    if let (Some(key), true) = (head.minimal, is_minimal(cursor)) {
        let name = cursor.name(&format!("the name of this {}", kind.keyword))?;
        found.push(entry(key, name, keyword));
    } else {
        read_pieces(cursor, kind, head.pieces, keyword, &mut found)?;
    }
    if !docs.is_empty() {
        if let Some(twice) = found.iter().find(|entry| entry.key.as_text() == Some("description")) {
            return Err(slip(
                "the description is given twice",
                twice.node.span,
                "the `///` lines above say it already",
            ));
        }
        let lines: Vec<&str> =
            docs.iter().map(|(line, _)| line.strip_prefix(' ').unwrap_or(line).trim_end_matches('\r')).collect();
        let span = docs.iter().map(|(_, span)| *span).reduce(Span::to).unwrap_or(keyword);
        found.push(entry("description", Node::text(lines.join("\n"), span), span));
    }
    let rank = |entry: &Entry| {
        let key = entry.key.as_text().unwrap_or("");
        // The parts of an error keep the order in which they are written.
        head.order.iter().position(|own| *own == key).unwrap_or(head.order.len())
    };
    found.sort_by_key(rank);
    Ok(found)
}

/// Whether only a name stands before the brace (or the end of the line).
fn is_minimal(cursor: &Cursor) -> bool {
    cursor.left() == 1
        || cursor.left() == 2 && cursor.peek_at(1).is_some_and(|term| term.group(Bracket::Brace).is_some())
}

fn read_pieces(
    cursor: &mut Cursor,
    kind: &'static Kind,
    pieces: &'static [Piece],
    keyword: Span,
    found: &mut Vec<Entry>,
) -> Read<()> {
    for piece in pieces {
        match piece {
            Column => {}
            Name(key) => {
                let what = if *key == kind.name || found.is_empty() {
                    format!("the name of this {}", kind.keyword)
                } else {
                    format!("the {} of this {}", key.trim_end_matches("_id").replace('_', " "), kind.keyword)
                };
                let node = cursor.name(&what)?;
                found.push(entry(key, node, keyword));
            }
            Quoted(key) => {
                let node = cursor.string(&format!("the {key} in quotes"))?;
                found.push(entry(key, node, keyword));
            }
            Word(word) => cursor.need_word(word)?,
            Arrow => cursor.need_mark(Tok::Arrow)?,
            Either(a, b) => {
                let span = cursor.here();
                let key = if cursor.word(a) {
                    a
                } else if cursor.word(b) {
                    b
                } else {
                    return Err(cursor.expected(&format!("`{a}` or `{b}`")));
                };
                let node = cursor.name(&format!("the name of a {key}"))?;
                found.push(entry(key, node, span));
            }
            Switch(key, yes, no) => {
                let span = cursor.here();
                let value = if cursor.word(yes) {
                    true
                } else if cursor.word(no) {
                    false
                } else {
                    return Err(cursor.expected(&format!("`{yes}` or `{no}`")));
                };
                found.push(entry(key, Node::new(Value::Bool(value), span), span));
            }
            Maybe(inner) => {
                let starts = match inner.iter().find(|piece| !matches!(piece, Column)) {
                    Some(Word(word)) => cursor.at_word(word),
                    Some(Arrow) => cursor.peek().is_some_and(|term| term.is(Tok::Arrow)),
                    Some(Quoted(_)) => cursor.at_string(),
                    Some(Switch(_, yes, no)) => cursor.at_word(yes) || cursor.at_word(no),
                    _ => false,
                };
                if starts {
                    read_pieces(cursor, kind, inner, keyword, found)?;
                }
            }
            ErrorParts => read_error_parts(cursor, found)?,
            Actors => {
                let span = cursor.here();
                if cursor.word("as") {
                    let role = cursor.at_word("role")
                        && cursor
                            .peek_at(1)
                            .is_some_and(|next| !next.is(Tok::Comma) && next.group(Bracket::Brace).is_none());
                    let key = if role { "actor_roles" } else { "actors" };
                    if role {
                        cursor.next();
                    }
                    let node = cursor.words("the name of an actor")?;
                    found.push(entry(key, node, span));
                }
            }
        }
    }
    Ok(())
}

fn read_error_parts(cursor: &mut Cursor, found: &mut Vec<Entry>) -> Read<()> {
    loop {
        let span = cursor.here();
        let (key, node) = match cursor.peek().map(|term| &term.what) {
            Some(What::Token(Tok::Word("as"))) => {
                cursor.next();
                ("code", cursor.name("the code of this error")?)
            }
            Some(What::Token(Tok::Number(_))) => ("http_status", cursor.scalar("a status")?),
            Some(What::Token(Tok::Word(_))) => ("category", cursor.name("a category")?),
            Some(What::Token(Tok::Str(_) | Tok::Block(_))) => ("description", cursor.string("a text")?),
            _ => return Ok(()),
        };
        if let Some(first) = found.iter().find(|entry| entry.key.as_text() == Some(key)) {
            return Err(slip(format!("this error has two values for `{key}`"), span, "the second one")
                .with_label(first.node.span, "the first one"));
        }
        found.push(entry(key, node, span));
    }
}

// ---- Printing

/// A head as it is printed.
pub struct Printed<'a> {
    /// The `///` lines.
    pub docs: Vec<&'a str>,
    /// The line, cut where columns begin.
    pub cells: Vec<String>,
    /// Which pieces stand in the cells: only lines of one signature are aligned.
    pub signature: String,
    /// How many entries of the declaration the head says.
    pub used: usize,
}

/// The longest head that says a beginning of these entries, or `None` if none does.
pub fn print<'a>(kind: &'static Kind, entries: &'a [Entry]) -> Option<Printed<'a>> {
    let head = of(kind)?;
    full(head, entries).or_else(|| minimal(head, entries))
}

fn minimal<'a>(head: &'static Head, entries: &'a [Entry]) -> Option<Printed<'a>> {
    let key = head.minimal?;
    let first = entries.first().filter(|first| first.key.as_text() == Some(key) && first.notes.is_bare())?;
    let cell = format!("{} {}", head.keyword, scalar::name(first.node.as_text()?));
    Some(Printed { docs: Vec::new(), cells: vec![cell], signature: String::new(), used: 1 })
}

fn full<'a>(head: &'static Head, entries: &'a [Entry]) -> Option<Printed<'a>> {
    let said_by_piece = |key: &str| says(head.pieces, key);
    let mut taken: Vec<(&str, &'a Node)> = Vec::new();
    let mut docs = Vec::new();
    let mut used = 0;
    for key in head.order {
        let Some(next) = entries.get(used) else { break };
        if next.key.as_text() != Some(key) || !next.notes.is_bare() {
            continue;
        }
        if *key == "description" && !said_by_piece(key) {
            let Some(lines) = doc_lines(&next.node) else { break };
            docs = lines;
        } else if head
            .prefix
            .is_some_and(|(own, words)| own == *key && !next.node.as_text().is_some_and(|text| words.contains(&text)))
            || !sayable(head.pieces, key, &next.node) && head.prefix.is_none_or(|(own, _)| own != *key)
            || *key == "query" && taken.iter().any(|(key, _)| *key == "command")
            || *key == "actor_roles" && taken.iter().any(|(key, _)| *key == "actors")
        {
            break;
        } else {
            taken.push((key, &next.node));
        }
        used += 1;
    }
    if head.pieces.iter().any(|piece| matches!(piece, ErrorParts)) {
        while let Some(next) = entries.get(used) {
            let key = next.key.as_text().unwrap_or("");
            let before_is_number = taken.last().is_some_and(|(key, _)| *key == "http_status");
            let fits = match (key, &next.node.value) {
                ("code" | "description", Value::Text(_)) => true,
                ("http_status", Value::Number(_)) => true,
                ("category", Value::Text(text)) => {
                    scalar::is_word(text) && &**text != "as" && !(before_is_number && scalar::UNITS.contains(&&**text))
                }
                _ => false,
            };
            if !fits || !next.notes.is_bare() || taken.iter().any(|(own, _)| *own == key) {
                break;
            }
            let key = *["code", "description", "http_status", "category"].iter().find(|own| **own == key)?;
            taken.push((key, &next.node));
            used += 1;
        }
    }
    let mut out = Printed { docs, cells: vec![String::new()], signature: String::new(), used };
    if let Some((_, prefix)) = head.prefix.and_then(|(own, _)| taken.iter().find(|(key, _)| *key == own)) {
        push(&mut out.cells, prefix.as_text()?);
    }
    push(&mut out.cells, head.keyword);
    print_pieces(head.pieces, &taken, &mut out)?;
    Some(out)
}

/// Whether some piece says this key.
fn says(pieces: &[Piece], key: &str) -> bool {
    pieces.iter().any(|piece| match piece {
        Name(own) | Quoted(own) | Switch(own, _, _) => *own == key,
        Either(a, b) => *a == key || *b == key,
        Maybe(inner) => says(inner, key),
        Actors => key == "actors" || key == "actor_roles",
        _ => false,
    })
}

/// Whether a node has the shape that the piece for its key can say.
fn sayable(pieces: &[Piece], key: &str, node: &Node) -> bool {
    pieces.iter().any(|piece| match piece {
        Name(own) | Quoted(own) => *own == key && node.as_text().is_some(),
        Either(a, b) => (*a == key || *b == key) && node.as_text().is_some(),
        Switch(own, _, _) => *own == key && matches!(node.value, Value::Bool(_)),
        Maybe(inner) => sayable(inner, key, node),
        Actors => {
            (key == "actors" || key == "actor_roles") && scalars(node).is_some_and(|items| actors_fit(key, items))
        }
        _ => false,
    })
}

/// `as role` alone, and `as role HR`, must mean what they say.
fn actors_fit(key: &str, items: &[Item]) -> bool {
    let first = items.first().map(|item| &item.node.value);
    key == "actor_roles" || !matches!(first, Some(Value::Text(text)) if &**text == "role") || items.len() > 1
}

fn push(cells: &mut [String], word: &str) {
    if let Some(cell) = cells.last_mut() {
        if !cell.is_empty() {
            cell.push(' ');
        }
        cell.push_str(word);
    }
}

fn print_pieces(pieces: &'static [Piece], taken: &[(&str, &Node)], out: &mut Printed<'_>) -> Option<()> {
    let get = |key: &str| taken.iter().find(|(own, _)| *own == key).map(|(_, node)| *node);
    for piece in pieces {
        match piece {
            Column => out.cells.push(String::new()),
            Name(key) => push(&mut out.cells, &scalar::name(get(key)?.as_text()?)),
            Quoted(key) => push(&mut out.cells, &scalar::quote(get(key)?.as_text()?)),
            Word(word) => push(&mut out.cells, word),
            Arrow => push(&mut out.cells, "->"),
            Either(a, b) => {
                let (key, node) = taken.iter().find(|(key, _)| key == a || key == b)?;
                push(&mut out.cells, key);
                push(&mut out.cells, &scalar::name(node.as_text()?));
            }
            Switch(key, yes, no) => match get(key)?.value {
                Value::Bool(true) => push(&mut out.cells, yes),
                Value::Bool(false) => push(&mut out.cells, no),
                _ => return None,
            },
            Maybe(inner) => {
                if taken.iter().any(|(key, _)| says(inner, key)) {
                    out.signature.push('+');
                    print_pieces(inner, taken, out)?;
                } else {
                    out.signature.push('-');
                }
            }
            ErrorParts => {
                for (key, node) in taken.iter().filter(|(key, _)| *key != "id") {
                    out.signature.push_str(key);
                    out.cells.push(match *key {
                        "code" => format!("as {}", scalar::name(node.as_text()?)),
                        "description" => scalar::quote(node.as_text()?),
                        _ => inline_scalar(node),
                    });
                }
            }
            Actors => {
                if let Some((key, node)) = taken.iter().find(|(key, _)| key.starts_with("actor")) {
                    push(&mut out.cells, if *key == "actors" { "as" } else { "as role" });
                    let words: Vec<String> = node.as_list()?.iter().map(|item| inline_scalar(&item.node)).collect();
                    push(&mut out.cells, &words.join(", "));
                }
            }
        }
    }
    Some(())
}

/// The lines of a description that can stand as `///` lines.
pub fn doc_lines(node: &Node) -> Option<Vec<&str>> {
    let text = node.as_text()?;
    let plain = |line: &str| !line.ends_with([' ', '\t']) && !line.chars().any(|c| c.is_control() || c == '\u{feff}');
    let lines: Vec<&str> = text.split('\n').collect();
    (!text.is_empty() && lines.iter().all(|line| plain(line))).then_some(lines)
}

/// The names in the braces of `enum x { a, b }`: entries of the list and its notes, if nothing else follows.
pub fn names_body<'a>(head: &Head, rest: &'a [Entry], owner: &Notes) -> Option<&'a Entry> {
    let [only] = rest else { return None };
    let comments = only.notes.comments();
    // Braces with nothing but comments in them say no list at all.
    if only.node.as_list()?.is_empty() && !(comments.below.is_empty() && owner.comments().below.is_empty()) {
        return None;
    }
    let fits = only.key.as_text() == head.names && comments.above.is_empty() && comments.end.is_none();
    let names = only.node.as_list()?.iter().all(|item| item.node.as_text().is_some());
    (fits && names).then_some(only)
}

/// Reads the names in braces, if the group holds nothing but names.
pub fn read_names(key: &str, group: &super::super::line::Group<'_>, span: Span) -> Option<Read<Entry>> {
    if group.lines.is_empty() && !group.below.is_empty() {
        return None;
    }
    let single = group.lines.iter().all(|line| {
        line.terms
            .split(|term| term.is(Tok::Comma))
            .all(|piece| matches!(piece, [Term { what: What::Token(token), .. }] if name_like(*token)))
    });
    if !single {
        return None;
    }
    let names =
        super::super::cursor::pieces(group, span, |cursor, notes| Ok(Item { notes, node: cursor.name("a name")? }));
    Some(names.map(|mut items| {
        if let Some(first) = items.first_mut() {
            first.notes.blank = false;
        }
        let mut notes = Notes::default();
        if !group.below.is_empty() {
            notes.comments_mut().below = group.below.clone();
        }
        let node = if items.is_empty() { list(Vec::new(), span) } else { Node::new(Value::List(items), span) };
        Entry { notes, key: Key { value: KeyValue::Text(key.into()), span: span.at_start() }, node }
    }))
}
