//! The reference page of all kinds (`grammar/kinds.md`), made from the tables and from nothing else.
//!
//! In: the tables. Out: Markdown. A test holds the page in the repository against it.

use std::fmt::Write;

use super::parts::effect::EFFECTS;
use super::parts::guard::GUARDS;
use super::{Call, Default, KINDS, Key, Kind, Local, Record, Shape, Special, Style};

const HEAD: &str = "# The kinds of declarations

Made from the tables in `src/kinds/` (`UPDATE=1 cargo test reference` makes it anew). For every kind: what it is, where it
stands in YAML, the word that begins it on the text surface, and its keys in their usual order. A key that v0 does not know
is marked *beyond v0*. Where a table says *text*, a number needs quotes.

";

/// The page.
pub fn reference() -> String {
    let shared = shared();
    let mut out = String::from(HEAD);
    out.push_str("| kind | section | file | what |\n|---|---|---|---|\n");
    for kind in KINDS {
        let link = format!("[`{0}`](#{1})", kind.keyword, anchor(kind.keyword));
        let _ = writeln!(out, "| {link} | `{}` | `{}` | {} |", kind.section.join("."), kind.file, kind.doc);
    }
    for kind in KINDS {
        of_kind(kind, &shared, &mut out);
    }
    out.push_str("\n# Shared parts\n");
    for record in &shared {
        table(record, 2, &mut out);
    }
    calls(
        "Guards",
        "Each may stand in `guards`; the text surface has short forms for the common ones.",
        GUARDS,
        &mut out,
    );
    calls("Effects", "Each may stand in `effects` of a command or a transition.", EFFECTS, &mut out);
    out
}

fn of_kind(kind: &Kind, shared: &[&'static Record], out: &mut String) {
    let place = kind.section.join(".");
    let many = if kind.single { "one map" } else { "a list" };
    let _ = write!(out, "\n## {}\n\n{}\n\n", kind.keyword, kind.doc);
    let _ = write!(out, "Stands under `{place}` ({many}), usually in `{0}.yaml` or `{0}.contract`.", kind.file);
    if kind.beyond_v0() {
        out.push_str(" *Beyond v0.*");
    }
    if !kind.name.is_empty() {
        let _ = write!(out, " Others name it by its `{}`.", kind.name);
    }
    out.push('\n');
    keys(kind.record, out);
    let mut parts = Vec::new();
    inner(kind.record, &mut parts);
    parts.retain(|part| !shared.iter().any(|other| std::ptr::eq(*other, *part)));
    for part in parts {
        table(part, 3, out);
    }
}

fn table(record: &Record, level: usize, out: &mut String) {
    let _ = write!(out, "\n{} {}\n", "#".repeat(level), record.name);
    keys(record, out);
}

fn keys(record: &Record, out: &mut String) {
    out.push_str("\n| key | text surface | value | required | meaning |\n|---|---|---|---|---|\n");
    for key in record.keys {
        let required = if key.required { "yes" } else { "" };
        let beyond = if key.beyond_v0 { " *(beyond v0)*" } else { "" };
        let default = key.default.map_or(String::new(), |own| format!(" Where nothing is said: {}.", default(own)));
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {required} | {}{default}{beyond} |",
            key.name,
            form(key),
            value(&key.shape),
            key.doc
        );
    }
    for alternative in record.alternatives {
        let keys = alternative.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let how = if alternative.exactly_one { "Exactly one" } else { "At least one" };
        let _ = write!(out, "\n{how} of {keys} is required.\n");
    }
    if record.open {
        out.push_str("\nOther keys are allowed.\n");
    }
}

/// What holds where a key is not said.
fn default(own: Default) -> String {
    match own {
        Default::Bool(own) => format!("`{own}`"),
        Default::Int(own) => format!("`{own}`"),
        Default::Text(own) => format!("`{own}`"),
        Default::Empty => "none".to_owned(),
        Default::Null => "nothing".to_owned(),
    }
}

fn calls(title: &str, about: &str, calls: &'static [Call], out: &mut String) {
    let _ = write!(out, "\n## {title}\n\n{about}\n\n| id | parameters | meaning |\n|---|---|---|\n");
    for call in calls {
        let one_of = |name: &str| call.params.alternatives.iter().any(|alternative| alternative.keys.contains(&name));
        let mut params: Vec<String> = Vec::new();
        for key in call.params.keys {
            let mark = match (key.required, one_of(key.name), key.beyond_v0) {
                (true, ..) => " (required)",
                (_, true, _) => " (one of these)",
                (.., true) => " (beyond v0)",
                _ => "",
            };
            params.push(format!("`{}`: {}{mark}", key.name, value(&key.shape)));
        }
        if call.params.open {
            params.push("any".into());
        }
        let _ = writeln!(out, "| `{}` | {} | {} |", call.id, params.join("; "), call.doc);
    }
}

/// How the text surface says a key.
fn form(key: &Key) -> String {
    let name = key.name;
    if name == "description" {
        return "`/// …`".into();
    }
    match key.style {
        Style::Fields(word) => format!("lines `name: type` (`{word} name: type`)"),
        Style::Block(word) => format!("`{word} {{ name: type }}`"),
        Style::Body => format!("a body: `{name} {{ … }}`"),
        Style::Lines(word) => format!("lines; plainly `{word} = …`"),
        Style::Whole => format!("in the form; plainly `{name} = …`"),
        Style::Setting => match &key.shape {
            Shape::Name => "the name in the head".into(),
            Shape::Bool => format!("`{name}`"),
            Shape::List(Shape::Record(_) | Shape::Map(_)) => format!("`{name} = [ … ]`"),
            Shape::List(_) => format!("`{name} a, b`"),
            Shape::Map(_) | Shape::Record(_) => format!("`{name} {{ a: 1 }}`"),
            Shape::Params(_) => "`( … )` or a short form".into(),
            _ => format!("`{name} x`"),
        },
    }
}

/// What a value may be, in words.
fn value(shape: &Shape) -> String {
    match shape {
        Shape::Any => "anything".into(),
        Shape::Text => "text".into(),
        Shape::Scalar => "text, number or boolean".into(),
        Shape::Name => "name".into(),
        Shape::Int => "whole number".into(),
        Shape::Bool => "`true` or `false`".into(),
        Shape::OneOf(catalog) => {
            let values = catalog.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
            let others = if catalog.enforced { "" } else { ", or another" };
            format!("{values}{others}")
        }
        Shape::Type => "type".into(),
        Shape::Ref(kinds) => kinds.iter().map(|kind| a(kind)).collect::<Vec<_>>().join(" or "),
        Shape::Local(local) => match local {
            Local::Field => "field of this entity",
            Local::Column => "column of this table",
            Local::State => "state of this workflow",
            Local::FieldOfEntity => "field of the named entity",
            Local::FieldOfWorkflowEntity => "field of the workflow's entity",
            Local::InputOfTarget => "input of the command",
        }
        .into(),
        Shape::Special(special) => of_special(*special),
        Shape::List(item) => format!("list of: {}", value(item)),
        Shape::Record(record) => format!("*{}*", record.name),
        Shape::Map(Shape::Any) => "map".into(),
        Shape::Map(item) => format!("map to {}", value(item)),
        Shape::Params(_) => "the parameters of this `id`".into(),
    }
}

fn of_special(special: Special) -> String {
    match special {
        Special::EntityField => "`Entity` or `Entity.field`".into(),
        Special::TableColumn => "`table.column`, or `{table, column}`".into(),
        Special::PolicyScope => {
            "`global`, or `kind:name` of an entity, command, query, workflow, projection or integration".into()
        }
        Special::PolicyField => "field, or a fact about the request".into(),
        Special::Resource => "`kind:name` of an entity, command, query, projection, api or document".into(),
        Special::Auth => "words, `role:X`, `permission:Y` between `|` or `,`".into(),
        Special::RuleTarget => "command or query, or `kind:name` of a command, query, workflow or policy".into(),
        Special::ByKind(key) => format!("name of the kind that `{key}` says"),
        Special::Storage => "table, `table:name`, or `read_model`, `analytics`, `audit_log`".into(),
        Special::Actor => "role, or an outsider".into(),
        Special::RuleInput | Special::RuleOutput => "column of the table".into(),
        Special::Source => "`actor.x`, `clock.now`, `new.uuid`, `input.x`, `step.x`, or a constant".into(),
    }
}

fn a(keyword: &str) -> String {
    format!("[{keyword}](#{})", anchor(keyword))
}

fn anchor(keyword: &str) -> String {
    keyword.replace(' ', "-")
}

/// The records that more than one kind uses, in the order in which they are met.
fn shared() -> Vec<&'static Record> {
    let mut met: Vec<(&'static Record, usize)> = Vec::new();
    for kind in KINDS {
        let mut parts = Vec::new();
        inner(kind.record, &mut parts);
        for part in parts {
            match met.iter_mut().find(|(other, _)| std::ptr::eq(*other, part)) {
                Some((_, count)) => *count += 1,
                None => met.push((part, 1)),
            }
        }
    }
    met.into_iter().filter(|(_, count)| *count > 1).map(|(record, _)| record).collect()
}

/// The records inside a record, each once, in the order in which they are met; parameters of calls left out.
fn inner(record: &'static Record, met: &mut Vec<&'static Record>) {
    for key in record.keys {
        let mut shape = &key.shape;
        while let Shape::List(item) | Shape::Map(item) = shape {
            shape = item;
        }
        if let Shape::Record(part) = shape
            && !met.iter().any(|other| std::ptr::eq(*other, *part))
        {
            met.push(part);
            inner(part, met);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/grammar/kinds.md");
        let page = super::reference();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &page).unwrap();
        }
        let found = std::fs::read_to_string(path).unwrap_or_default();
        assert!(found == page, "grammar/kinds.md is stale: UPDATE=1 cargo test reference");
    }
}
