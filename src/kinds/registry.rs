//! All kinds, and how they are found.

use super::Kind;

/// Every kind of declaration, in the order of layers.
pub static KINDS: &[&Kind] = &[&INFO, &ENTITY, &ERROR, &COMMAND, &ROLE];

static RECORD: super::Record = super::Record::new("stub", &[]).open();
const fn stub(keyword: &'static str, section: &'static [&'static str], file: &'static str) -> Kind {
    Kind { keyword, section, single: false, name: "id", file, doc: "stub", record: &RECORD }
}
static INFO: Kind = Kind { single: true, name: "name", ..stub("project", &["info"], "meta/info") };
static ENTITY: Kind = stub("entity", &["entities"], "domain/entities");
static ERROR: Kind = stub("error", &["errors"], "domain/errors");
static COMMAND: Kind = stub("command", &["commands"], "app/commands");
static ROLE: Kind = stub("role", &["access", "roles"], "policy/rbac");

/// The kind with this keyword.
pub fn by_keyword(keyword: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.keyword == keyword)
}

/// The kind whose declarations stand in this section.
pub fn by_section(section: &[&str]) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.section == section)
}

/// The root keys, each once, in the order of layers.
pub fn sections() -> impl Iterator<Item = &'static str> {
    let mut seen: Vec<&str> = Vec::new();
    KINDS.iter().filter_map(move |kind| {
        let root = kind.section.first().copied()?;
        let new = !seen.contains(&root);
        seen.push(root);
        new.then_some(root)
    })
}
