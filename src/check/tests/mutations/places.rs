//! Every value of a set with what the tables say of it.
//!
//! In: documents. Out: places, in the order of files and lines: which file and declaration, the way there, the pattern of the way
//! (`commands/*/effects/*/params/table`), the shape.

use super::tree::Way;
use crate::ast::{Document, Node, Value};
use crate::kinds::{KINDS, Key, Kind, Record, Shape};
use crate::source::FileId;

/// A value at its place.
pub struct Place<'a> {
    pub file: FileId,
    pub kind: &'static Kind,
    /// The declaration it stands in.
    pub own: &'a Node,
    /// How findings speak of the declaration.
    pub element: String,
    /// The way from the root of the file.
    pub way: Way,
    /// The keys on the way, each item as `*`.
    pub pattern: String,
    pub node: &'a Node,
    pub shape: &'static Shape,
    /// The key it stands under, where it does.
    pub key: Option<&'static Key>,
    /// The maps and lists around it, from the declaration inward.
    pub around: Vec<&'a Node>,
}

impl<'a> Place<'a> {
    /// A key of the nearest map around it.
    pub fn beside(&self, key: &str) -> Option<&'a Node> {
        self.around.iter().rev().find(|node| node.as_map().is_some())?.get(key)
    }

    pub fn text(&self) -> &'a str {
        self.node.as_text().unwrap_or("")
    }
}

/// All places of these files.
pub fn places<'a>(files: &[(FileId, &'a Document)]) -> Vec<Place<'a>> {
    let mut found = Vec::new();
    for (file, document) in files {
        for kind in KINDS {
            let mut node = &document.root;
            let mut way = Vec::new();
            let there = kind.section.iter().all(|key| {
                let entries = node.as_map().unwrap_or(&[]);
                let Some(at) = entries.iter().position(|entry| entry.key.as_text() == Some(key)) else { return false };
                way.push(at);
                node = &entries[at].node;
                true
            });
            if !there {
                continue;
            }
            let section = kind.section.join("/");
            if kind.single {
                declaration(*file, kind, node, section.clone(), way, section, &mut found);
                continue;
            }
            for (at, item) in node.as_list().unwrap_or(&[]).iter().enumerate() {
                let element = element(kind, &item.node, at);
                let way = way.iter().copied().chain([at]).collect();
                declaration(*file, kind, &item.node, element, way, format!("{section}/*"), &mut found);
            }
        }
    }
    found
}

/// How findings speak of a declaration.
fn element(kind: &Kind, node: &Node, at: usize) -> String {
    let text = |key: &str| node.get(key).and_then(crate::check::place::called).map(str::to_owned);
    let keys: &[&str] = match kind.keyword {
        "route" => &["method", "path"],
        "grant" => &["role"],
        "bucket" => &["bucket"],
        "observe" => &["kind", "ref"],
        _ => &[kind.name],
    };
    let words: Option<Vec<String>> = keys.iter().map(|key| text(key)).collect();
    format!("{}/{}", kind.section.join("/"), words.map_or_else(|| at.to_string(), |words| words.join(" ")))
}

fn declaration<'a>(
    file: FileId,
    kind: &'static Kind,
    node: &'a Node,
    element: String,
    way: Way,
    pattern: String,
    found: &mut Vec<Place<'a>>,
) {
    static ANY: Shape = Shape::Any;
    let mut walk = Walk { file, kind, own: node, element, way, pattern, around: Vec::new(), found };
    walk.push(node, &ANY, None);
    walk.record(node, kind.record);
}

struct Walk<'a, 'f> {
    file: FileId,
    kind: &'static Kind,
    own: &'a Node,
    element: String,
    way: Way,
    pattern: String,
    around: Vec<&'a Node>,
    found: &'f mut Vec<Place<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn push(&mut self, node: &'a Node, shape: &'static Shape, key: Option<&'static Key>) {
        self.found.push(Place {
            file: self.file,
            kind: self.kind,
            own: self.own,
            element: self.element.clone(),
            way: self.way.clone(),
            pattern: self.pattern.clone(),
            node,
            shape,
            key,
            around: self.around.clone(),
        });
    }

    fn record(&mut self, node: &'a Node, record: &'static Record) {
        static ANY: Shape = Shape::Any;
        self.around.push(node);
        for (at, entry) in node.as_map().unwrap_or(&[]).iter().enumerate() {
            let Some(name) = entry.key.as_text() else { continue };
            let key = record.key(name);
            self.inside(at, name, |walk| walk.value(&entry.node, key.map_or(&ANY, |key| &key.shape), key));
        }
        self.around.pop();
    }

    fn inside(&mut self, at: usize, name: &str, then: impl FnOnce(&mut Self)) {
        let length = self.pattern.len();
        self.way.push(at);
        self.pattern += "/";
        self.pattern += name;
        then(self);
        self.way.pop();
        self.pattern.truncate(length);
    }

    fn value(&mut self, node: &'a Node, shape: &'static Shape, key: Option<&'static Key>) {
        static ANY: Shape = Shape::Any;
        self.push(node, shape, key);
        match (&node.value, shape) {
            (Value::Map(_), Shape::Record(record)) => self.record(node, record),
            (Value::Map(_), Shape::Params(calls)) => {
                let id = self.around.last().and_then(|call| call.get("id")).and_then(Node::as_text);
                if let Some(call) = calls.iter().find(|call| Some(call.id) == id) {
                    let length = self.pattern.len();
                    self.pattern += ":";
                    self.pattern += call.id;
                    self.record(node, call.params);
                    self.pattern.truncate(length);
                }
            }
            (Value::Map(entries), _) => {
                let inner = if let Shape::Map(inner) = shape { inner } else { &ANY };
                self.around.push(node);
                for (at, entry) in entries.iter().enumerate() {
                    self.inside(at, "*", |walk| walk.value(&entry.node, inner, None));
                }
                self.around.pop();
            }
            (Value::List(items), _) => {
                let inner = if let Shape::List(inner) = shape { inner } else { &ANY };
                self.around.push(node);
                for (at, item) in items.iter().enumerate() {
                    self.inside(at, "*", |walk| walk.value(&item.node, inner, None));
                }
                self.around.pop();
            }
            _ => {}
        }
    }
}
