//! Makes documents: contracts as the tables of kinds describe them, then bent out of shape, with comments anywhere.

use crate::ast::{Comment, Document, Entry, Item, Key, KeyValue, Node, Notes, Value};
use crate::kinds::{KINDS, Record, Shape};
use crate::source::{FileId, Span};

/// A source of numbers: xorshift, the same everywhere.
pub struct Random(u64);

impl Random {
    /// Numbers from a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((self.next() >> 33) as usize) % end.max(1)
    }

    /// True in `per_cent` of the cases.
    pub fn chance(&mut self, per_cent: usize) -> bool {
        self.below(100) < per_cent
    }

    /// One of some things.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Names that read well, and names that are words of the language.
const NAMES: &[&str] = &[
    "user",
    "Order",
    "order_id",
    "amount",
    "status",
    "id",
    "name",
    "entity",
    "role",
    "state",
    "on",
    "into",
    "when",
    "with",
    "as",
    "in",
    "from",
    "true_north",
    "crud.create",
    "a-b",
    "x:y",
    "list<int>",
    "Entity:user",
    "DECIMAL(10,2)",
    "Sản_phẩm",
    "guard",
    "field",
    "unique",
    "index",
    "no",
    "exists",
    "by",
    "set",
    "where",
    "is",
    "to",
    "means",
    "required",
    "optional",
    "min",
    "then_some",
    "else",
    "after",
    "via",
    "failure",
    "of",
];

/// Texts that look like something else, or that a surface could trip over.
const TEXTS: &[&str] = &[
    "",
    " ",
    "a b",
    "no",
    "yes",
    "null",
    "~",
    "true",
    "1.2",
    "012",
    "0x1F",
    "12:30",
    "2026-01-31",
    "-",
    "- a",
    "a: b",
    "a:",
    "#x",
    "a #b",
    "x // y",
    "/api/v1/{id}",
    "/",
    "//",
    "/a//b",
    "{{x}}",
    "{{ > 20 }}",
    "{{a}} {{b}}",
    "20 MiB",
    "20  MiB",
    "5 %",
    "and",
    "then",
    "in",
    "contains",
    "a\nb",
    "a\n",
    "\na",
    "a \nb",
    "a\n\n  b\n",
    "\"",
    "'",
    "\\",
    "a\"b\\c",
    "\t",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{202e}x",
    "é",
    "日本",
    "👩‍👩‍👧",
    "\r\n",
    "a\r",
    "|",
    ">",
    "&a",
    "*a",
    "!t",
    "%x",
    "@x",
    "`x`",
    "[a]",
    "{a}",
    "? x",
    "=",
    "<<",
    "\"\"\"",
    "a\n\"\"\"\nb",
    "---",
    "...",
    "y",
    "n",
    "on",
    "role",
    "Long text that goes on and on, well beyond what a line can hold, so that it has to break somewhere or not at all",
];

const NUMBERS: &[&str] =
    &["0", "-0", "+1", "1.50", "0x1F", "0o17", ".5", "1e3", "1.", ".inf", "-.INF", ".nan", "100", "1E-5", "012"];

const COMMENTS: &[&str] =
    &[" note", "", " two words", "/slash", "!bang", " tail: x", " \"quoted\"", " # hash", " // slashes", " é 日本"];

const PLACE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// A document for a seed: from well-formed to anything at all.
pub fn document(random: &mut Random) -> Document {
    let mut root = Vec::new();
    for _ in 0..1 + random.below(4) {
        let kind = *random.pick(KINDS);
        let mut place = &mut root;
        if let [group, _] = kind.section {
            if !place.iter().any(|own: &Entry| own.key.as_text() == Some(group)) {
                place.push(entry(text_key(group), Node::new(Value::Map(Vec::new()), PLACE)));
            }
            match place.iter_mut().find(|own| own.key.as_text() == Some(group)).map(|own| &mut own.node.value) {
                Some(Value::Map(entries)) => place = entries,
                _ => continue,
            }
        }
        let Some(key) = kind.section.last().filter(|key| !place.iter().any(|own| own.key.as_text() == Some(key)))
        else {
            continue;
        };
        let node = match kind.single {
            true => record(random, kind.record, 5),
            false => {
                let count = random.below(4) + usize::from(random.chance(90));
                list((0..count).map(|_| record(random, kind.record, 5)).collect())
            }
        };
        place.push(entry(text_key(key), node));
    }
    let mut document = Document { root: Node::new(Value::Map(root), PLACE), notes: Notes::default() };
    if random.chance(60) {
        for _ in 0..random.below(7) {
            bend(random, &mut document.root, 0);
        }
    }
    if random.chance(50) {
        let density = random.below(25);
        annotate(random, &mut document.root, density);
        if random.chance(20) {
            document.notes.comments_mut().below = comments(random);
        }
    }
    document
}

/// An engagement that JSON can say: no comments, keys and numbers as JSON writes them.
pub fn engagement(random: &mut Random) -> Document {
    let mut clauses = record(random, crate::kinds::ENGAGEMENT.record, 5);
    if random.chance(50) {
        for _ in 0..random.below(5) {
            bend(random, &mut clauses, 0);
        }
    }
    sayable(&mut clauses);
    let root = Node::new(Value::Map(vec![entry(text_key(crate::json::SECTION), clauses)]), PLACE);
    Document { root, notes: Notes::default() }
}

/// Makes a tree one that JSON can say.
fn sayable(node: &mut Node) {
    match &mut node.value {
        Value::Number(text) if serde_json::from_str::<serde_json::Number>(text).is_err() => *text = "7".into(),
        Value::List(items) => items.iter_mut().for_each(|item| {
            item.notes = Notes::default();
            sayable(&mut item.node);
        }),
        Value::Map(entries) => {
            for own in entries.iter_mut() {
                own.notes = Notes::default();
                own.key = Key::text(own.key.value().to_string(), own.key.span);
                sayable(&mut own.node);
            }
            *entries = unique(std::mem::take(entries));
        }
        _ => {}
    }
}

/// A tree with no plan at all, its root a map.
pub fn tree(random: &mut Random) -> Document {
    let entries = (0..random.below(5)).map(|at| entry(odd_key(random, at), any(random, 4))).collect::<Vec<Entry>>();
    Document { root: Node::new(Value::Map(unique(entries)), PLACE), notes: Notes::default() }
}

fn unique(entries: Vec<Entry>) -> Vec<Entry> {
    let mut seen = std::collections::HashSet::new();
    entries.into_iter().filter(|own| seen.insert(own.key.value().to_owned())).collect()
}

fn text_key(text: &str) -> Key {
    Key::text(text, PLACE)
}

fn odd_key(random: &mut Random, at: usize) -> Key {
    let value = match random.below(10) {
        0 => KeyValue::Null,
        1 => KeyValue::Bool(true),
        2 => KeyValue::Number((*random.pick(NUMBERS)).into()),
        3..=5 => KeyValue::Text((*random.pick(TEXTS)).into()),
        6 => KeyValue::Text(format!("k{at}").into()),
        _ => KeyValue::Text((*random.pick(NAMES)).into()),
    };
    Key::new(value, PLACE)
}

fn entry(key: Key, node: Node) -> Entry {
    Entry { notes: Notes::default(), key, node }
}

fn list(nodes: Vec<Node>) -> Node {
    Node::new(Value::List(nodes.into_iter().map(|node| Item { notes: Notes::default(), node }).collect()), PLACE)
}

fn text(random: &mut Random) -> Node {
    let from = if random.chance(75) { NAMES } else { TEXTS };
    Node::text(*random.pick(from), PLACE)
}

/// A record with some of its keys in their order, and now and then a strange one.
fn record(random: &mut Random, record: &'static Record, depth: usize) -> Node {
    let mut entries = Vec::new();
    for key in record.keys {
        if key.required || random.chance(45) {
            entries.push(entry(text_key(key.name), shaped(random, &key.shape, &entries, depth)));
        }
    }
    if random.chance(8) {
        let at = random.below(entries.len() + 1);
        entries.insert(at, entry(odd_key(random, at), any(random, 2)));
    }
    Node::new(Value::Map(unique(entries)), PLACE)
}

fn shaped(random: &mut Random, shape: &'static Shape, before: &[Entry], depth: usize) -> Node {
    if depth == 0 {
        return text(random);
    }
    match shape {
        Shape::Any | Shape::Scalar => any(random, 2),
        Shape::Int => Node::new(Value::Number((*random.pick(NUMBERS)).into()), PLACE),
        Shape::Bool => Node::new(Value::Bool(random.chance(70)), PLACE),
        Shape::OneOf(catalog) if random.chance(90) => Node::text(*random.pick(catalog.values), PLACE),
        Shape::List(inner) => {
            let count = random.below(4);
            list((0..count).map(|_| shaped(random, inner, before, depth - 1)).collect())
        }
        Shape::Record(inner) => record(random, inner, depth - 1),
        Shape::Map(inner) => {
            let entries =
                (0..random.below(4)).map(|at| entry(odd_key(random, at), shaped(random, inner, before, depth - 1)));
            Node::new(Value::Map(unique(entries.collect())), PLACE)
        }
        Shape::Params(calls) => {
            let id = before.iter().find(|own| own.key.as_text() == Some("id")).and_then(|own| own.node.as_text());
            match calls.iter().find(|call| Some(call.id) == id) {
                Some(call) => record(random, call.params, depth - 1),
                None => any(random, 2),
            }
        }
        _ => text(random),
    }
}

fn any(random: &mut Random, depth: usize) -> Node {
    let value = match random.below(if depth == 0 { 8 } else { 12 }) {
        0 => Value::Null,
        1 => Value::Bool(random.chance(50)),
        2 | 3 => Value::Number((*random.pick(NUMBERS)).into()),
        4..=7 => return text(random),
        8 | 9 => return list((0..random.below(4)).map(|_| any(random, depth - 1)).collect()),
        _ => {
            let operators = random.chance(15);
            let key = |random: &mut Random, at| match operators {
                true => text_key(["gte", "lt", "in", "eq"][at % 4]),
                false => odd_key(random, at),
            };
            let entries = (0..random.below(4)).map(|at| entry(key(random, at), any(random, depth - 1))).collect();
            Value::Map(unique(entries))
        }
    };
    Node::new(value, PLACE)
}

/// Changes one thing somewhere below a node.
fn bend(random: &mut Random, node: &mut Node, depth: usize) {
    match &mut node.value {
        Value::List(items) if !items.is_empty() && random.chance(85) => {
            let at = random.below(items.len());
            bend(random, &mut items[at].node, depth + 1);
        }
        Value::Map(entries) if !entries.is_empty() => {
            let at = random.below(entries.len());
            match random.below(if depth < 1 { 4 } else { 10 }) {
                0..=3 => bend(random, &mut entries[at].node, depth + 1),
                4 => entries.swap(0, at),
                5 => drop(entries.remove(at)),
                6 => entries.rotate_left(at),
                7 => {
                    let own = odd_key(random, at);
                    if !entries.iter().any(|entry| entry.key.value() == own.value()) {
                        entries.insert(at, entry(own, any(random, 2)));
                    }
                }
                _ => entries[at].node = any(random, 3),
            }
        }
        _ => *node = any(random, 3),
    }
}

fn comments(random: &mut Random) -> Vec<Comment> {
    (0..1 + random.below(2)).map(|_| comment(random)).collect()
}

fn comment(random: &mut Random) -> Comment {
    Comment { text: (*random.pick(COMMENTS)).into(), blank: random.chance(20), span: PLACE }
}

/// Puts comments and blank lines on `density` of a hundred items, as a reader would find them.
fn annotate(random: &mut Random, node: &mut Node, density: usize) {
    let decorate = |random: &mut Random, notes: &mut Notes, first: bool, container: bool| {
        notes.blank = !first && random.chance(density / 2);
        if random.chance(density) {
            let own = notes.comments_mut();
            if random.chance(60) {
                own.above = comments(random);
                own.above[0].blank = false;
                own.detached = random.chance(20);
            }
            if random.chance(40) {
                own.end = Some(comment(random)).map(|end| Comment { blank: false, ..end });
            }
            if container && random.chance(30) {
                own.below = comments(random);
            }
        }
    };
    match &mut node.value {
        Value::List(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                let container = has_parts(&item.node);
                decorate(random, &mut item.notes, at == 0, container);
                annotate(random, &mut item.node, density);
                item.settle_first();
            }
        }
        Value::Map(entries) => {
            for (at, own) in entries.iter_mut().enumerate() {
                let container = has_parts(&own.node);
                decorate(random, &mut own.notes, at == 0, container);
                annotate(random, &mut own.node, density);
            }
        }
        _ => {}
    }
}

fn has_parts(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => !items.is_empty(),
        Value::Map(entries) => !entries.is_empty(),
        _ => false,
    }
}
