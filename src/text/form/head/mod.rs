//! Heads: the first line of a declaration, from its keyword to its brace.
//!
//! A head is a row of a table: the pieces in the order of the text, and the keys in the order of the tree. The printer takes the
//! longest beginning of the declaration's keys that the row can say; the rest is left to lines in braces.

mod keyword;
mod names;
mod print;
mod read;

pub use keyword::{kind_of_terms, kind_of_tokens};
pub use names::{names_body, read_names};
pub use print::{Printed, print, print_section};
pub use read::{read, read_section};

use crate::kinds::Kind;

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
    head("engagement", &[Quoted("contract_version"), Word("for"), Name("project")], &["contract_version", "project"])
        .minimal("project"),
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
            Maybe(&[Word("when"), Name("condition")]),
        ],
        &["id", "description", "resource", "action", "condition"],
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
    head("actor", &[], &["description"]),
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

/// How sections of a declaration begin, those that are a body of their own.
static SECTIONS: &[Head] = &[
    head("parties", &[Name("client"), Maybe(&[Word("and"), Name("contractor")])], &["client", "contractor"]),
    head(
        "stack",
        &[
            Name("language"),
            Maybe(&[Quoted("language_version")]),
            Maybe(&[Word("on"), Name("runtime")]),
            Maybe(&[Word("in"), Name("region")]),
        ],
        &["language", "language_version", "runtime", "region"],
    ),
    head("cost", &[Name("budget_envelope")], &["budget_envelope"]),
    head(
        "security",
        &[
            Word("by"),
            Name("auth_mechanism"),
            Maybe(&[Word("with"), Word("secrets"), Word("in"), Name("secrets_store")]),
        ],
        &["auth_mechanism", "secrets_store"],
    ),
];

/// The head of a section.
fn of_section(key: &str) -> Option<&'static Head> {
    SECTIONS.iter().find(|head| head.keyword == key)
}

/// The head of a kind.
pub fn of(kind: &Kind) -> Option<&'static Head> {
    HEADS.iter().find(|head| head.keyword == kind.keyword)
}
