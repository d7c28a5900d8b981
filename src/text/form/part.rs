//! The small forms: constraints, indexes, states, error handlers, rate limits, masks, conditions of a scenario, scan gates.

use crate::ast::{Item, Node, Value};
use crate::kinds::Record;

use super::super::cursor::{self, Cursor, Read};
use super::super::line::Bracket;
use super::super::print::{Doc, Printer, inline_scalar};
use super::super::scalar;
use super::super::token::Tok;
use super::{LineForm, call, entry, exactly, map, scalars};

fn text(node: &Node) -> Option<String> {
    node.as_text().map(scalar::name)
}

/// Whether one of these words is next and more follows. (`state -> x` is a transition from a state of that name.)
fn at_any(cursor: &Cursor, words: &[&str]) -> bool {
    words.iter().any(|word| cursor.at_word(word)) && cursor.peek_at(1).is_some_and(|next| !next.is(Tok::Arrow))
}

/// A line of words with the comment at its end, for an item without comments inside.
fn line<'a>(printer: Printer<'a>, item: &'a Item, words: Option<String>) -> Option<Doc<'a>> {
    if !item.notes.comments().below.is_empty() {
        return None;
    }
    Some(printer.text(words?).append(printer.end(&item.notes)))
}

/// `unique a, b`, `check a`, `foreign_key a -> Employee.id`.
pub const CONSTRAINT: LineForm = LineForm {
    word: "constraint",
    starts: |cursor| at_any(cursor, &["unique", "check", "foreign_key"]),
    read: |_, cursor, _| {
        let start = cursor.here();
        let Some(kind) = cursor.peek_word() else { return Err(cursor.expected("a constraint")) };
        cursor.next();
        let mut entries = vec![entry("type", Node::text(kind, start), start)];
        let span = cursor.here();
        entries.push(entry("fields", cursor.words("the name of a field")?, span));
        if kind == "foreign_key" {
            let span = cursor.here();
            cursor.need_mark(Tok::Arrow)?;
            entries.push(entry("ref", cursor.name("an entity, as `Entity` or `Entity.field`")?, span));
        }
        cursor.done()?;
        Ok(map(entries, start))
    },
    print: |printer, item, _| {
        let node = &item.node;
        let (kind, fields, target) = match exactly(node, ["type", "fields", "ref"]) {
            Some([kind, fields, target]) => (kind, fields, Some(target)),
            None => {
                let [kind, fields] = exactly(node, ["type", "fields"])?;
                (kind, fields, None)
            }
        };
        let kind = kind.as_text()?;
        let fits = match kind {
            "unique" | "check" => target.is_none(),
            "foreign_key" => target.is_some(),
            _ => false,
        };
        let fields = scalars(fields)?;
        if !fits || !item.notes.comments().below.is_empty() {
            return None;
        }
        let doc = printer.text(format!("{kind} "));
        Some(match target {
            None => doc.append(printer.words(fields, &item.notes)),
            Some(target) => {
                let target = format!(" -> {}", text(target)?);
                let fields = printer.words(fields, &super::super::print::BARE);
                doc.append(fields).append(printer.text(target)).append(printer.end(&item.notes))
            }
        })
    },
};

/// `index i on a, b`, `unique index i on a`.
pub const INDEX: LineForm = LineForm {
    word: "index",
    starts: |cursor| {
        let unique = cursor.at_word("unique") && cursor.peek_at(1).and_then(|next| next.word()) == Some("index");
        let on = |at: usize| cursor.peek_at(at).and_then(|term| term.word()) == Some("on");
        cursor.at_word("index") && cursor.left() > 1 || unique && on(3)
    },
    read: |_, cursor, record| {
        let start = cursor.here();
        let unique = cursor.word("unique");
        cursor.need_word("index")?;
        let mut entries = vec![entry("name", cursor.name("the name of an index")?, start)];
        cursor.need_word("on")?;
        let span = cursor.here();
        entries.push(entry(index_key(record), cursor.words("the name of a field")?, span));
        if unique {
            entries.push(entry("unique", Node::new(Value::Bool(true), start), start));
        }
        cursor.done()?;
        Ok(map(entries, start))
    },
    print: |printer, item, record| {
        let fields = index_key(record);
        let (unique, name, fields) = match exactly(&item.node, ["name", fields, "unique"]) {
            Some([name, fields, Node { value: Value::Bool(true), .. }]) => ("unique ", name, fields),
            Some(_) => return None,
            None => {
                let [name, fields] = exactly(&item.node, ["name", fields])?;
                ("", name, fields)
            }
        };
        if !item.notes.comments().below.is_empty() {
            return None;
        }
        let doc = printer.text(format!("{unique}index {} on ", text(name)?));
        Some(doc.append(printer.words(scalars(fields)?, &item.notes)))
    },
};

/// Entities index fields, tables index columns.
fn index_key(record: &Record) -> &'static str {
    if record.key("columns").is_some() { "columns" } else { "fields" }
}

/// `initial state draft "..."`, `state active`, `final state sent`.
pub const STATE: LineForm = LineForm {
    word: "state",
    starts: |cursor| {
        let second = cursor.peek_at(1).and_then(|next| next.word()) == Some("state");
        at_any(cursor, &["initial", "final"]) && second || at_any(cursor, &["state"])
    },
    read: |_, cursor, _| {
        let start = cursor.here();
        let kind = if cursor.word("initial") {
            "initial"
        } else if cursor.word("final") {
            "final"
        } else {
            "normal"
        };
        cursor.need_word("state")?;
        let mut entries = vec![entry("id", cursor.name("the name of a state")?, start)];
        if cursor.at_string() {
            let span = cursor.here();
            entries.push(entry("description", cursor.string("a text")?, span));
        }
        cursor.done()?;
        entries.push(entry("kind", Node::text(kind, start), start));
        Ok(map(entries, start))
    },
    print: |printer, item, _| line(printer, item, state_cells(&item.node).map(|cells| cells.join(" "))),
};

/// The columns of a state's line.
pub fn state_cells(node: &Node) -> Option<Vec<String>> {
    let (id, description, kind) = match exactly(node, ["id", "description", "kind"]) {
        Some([id, description, kind]) => (id, Some(description), kind),
        None => {
            let [id, kind] = exactly(node, ["id", "kind"])?;
            (id, None, kind)
        }
    };
    let lead = match kind.as_text()? {
        "initial" => "initial state",
        "final" => "final state",
        "normal" => "state",
        _ => return None,
    };
    let mut cells = vec![lead.to_owned(), text(id)?];
    if let Some(description) = description {
        cells.push(scalar::quote(description.as_text()?));
    }
    Some(cells)
}

/// `on error PaymentFailed do retry -> failed`.
pub const ON_ERROR: LineForm = LineForm {
    word: "on_error",
    starts: |cursor| at_any(cursor, &["on"]) && cursor.peek_at(1).and_then(|next| next.word()) == Some("error"),
    read: |_, cursor, _| {
        let start = cursor.here();
        cursor.need_word("on")?;
        cursor.need_word("error")?;
        let mut entries = vec![entry("error", cursor.name("the name of an error")?, start)];
        let span = cursor.here();
        cursor.need_word("do")?;
        entries.push(entry("action", cursor.name("an action")?, span));
        let span = cursor.here();
        if cursor.mark(Tok::Arrow) {
            entries.push(entry("transition_to", cursor.name("the name of a state")?, span));
        }
        cursor.done()?;
        Ok(map(entries, start))
    },
    print: |printer, item, _| {
        let words = || {
            if let Some([error, action, state]) = exactly(&item.node, ["error", "action", "transition_to"]) {
                return Some(format!("on error {} do {} -> {}", text(error)?, text(action)?, text(state)?));
            }
            let [error, action] = exactly(&item.node, ["error", "action"])?;
            Some(format!("on error {} do {}", text(error)?, text(action)?))
        };
        line(printer, item, words())
    },
};

/// `map_error BILLING_429 -> RateLimited`.
pub const MAP_ERROR: LineForm = LineForm {
    word: "map_error",
    starts: |cursor| at_any(cursor, &["map_error"]),
    read: |_, cursor, _| {
        pair(cursor, "map_error", "source_code", "target_error", |cursor| cursor.need_mark(Tok::Arrow))
    },
    print: |printer, item, _| {
        let words = || {
            let [source, target] = exactly(&item.node, ["source_code", "target_error"])?;
            Some(format!("map_error {} -> {}", text(source)?, text(target)?))
        };
        line(printer, item, words())
    },
};

/// `mask user.email with redact`.
pub const MASK: LineForm = LineForm {
    word: "mask",
    starts: |cursor| at_any(cursor, &["mask"]),
    read: |_, cursor, _| pair(cursor, "mask", "field", "strategy", |cursor| cursor.need_word("with")),
    print: |printer, item, _| {
        let words = || {
            let [field, strategy] = exactly(&item.node, ["field", "strategy"])?;
            Some(format!("mask {} with {}", text(field)?, text(strategy)?))
        };
        line(printer, item, words())
    },
};

/// `word a <between> b`.
fn pair(
    cursor: &mut Cursor,
    word: &str,
    first: &str,
    second: &str,
    between: fn(&mut Cursor) -> Read<()>,
) -> Read<Node> {
    let start = cursor.here();
    cursor.need_word(word)?;
    let mut entries = vec![entry(first, cursor.name("a name")?, start)];
    let span = cursor.here();
    between(cursor)?;
    entries.push(entry(second, cursor.name("a name")?, span));
    cursor.done()?;
    Ok(map(entries, start))
}

/// `rate_limit public-api(requests: 100, per_seconds: 60)`.
pub const RATE_LIMIT: LineForm = LineForm {
    word: "rate_limit",
    starts: |cursor| at_any(cursor, &["rate_limit"]),
    read: |_, cursor, _| {
        let start = cursor.here();
        cursor.need_word("rate_limit")?;
        let mut entries = vec![entry("id", cursor.name("the name of a limit")?, start)];
        if let Some((group, span)) = cursor.group(Bracket::Paren) {
            call::no_comments(group)?;
            entries.extend(cursor::entries(group, span)?);
        }
        cursor.done()?;
        Ok(map(entries, start))
    },
    print: |printer, item, _| {
        let [id, rest @ ..] = item.node.as_map()? else { return None };
        let id = (id.key.as_text() == Some("id")).then(|| id.node.as_text())??;
        if !item.node.is_bare() || !item.notes.comments().below.is_empty() {
            return None;
        }
        let args = if rest.is_empty() { printer.nil() } else { printer.args(rest) };
        Some(printer.text(format!("rate_limit {}", scalar::name(id))).append(args).append(printer.end(&item.notes)))
    },
};

/// `given "the employee exists"`.
pub const GIVEN: LineForm = LineForm {
    word: "given",
    starts: |cursor| at_any(cursor, &["given"]),
    read: |_, cursor, _| sentence(cursor, "given"),
    print: |printer, item, _| {
        line(printer, item, item.node.as_text().map(|text| format!("given {}", scalar::quote(text))))
    },
};

/// `then "the file is stored"`.
pub const THEN: LineForm = LineForm {
    word: "then",
    starts: |cursor| at_any(cursor, &["then"]),
    read: |_, cursor, _| sentence(cursor, "then"),
    print: |printer, item, _| {
        line(printer, item, item.node.as_text().map(|text| format!("then {}", scalar::quote(text))))
    },
};

/// `gate secret at critical`, `gate sast at high up to 3 advisory`.
pub const GATE: LineForm = LineForm {
    word: "gate",
    starts: |cursor| at_any(cursor, &["gate"]),
    read: |_, cursor, _| {
        let start = cursor.here();
        cursor.need_word("gate")?;
        let mut entries = vec![entry("category", cursor.name("what is counted")?, start)];
        let span = cursor.here();
        cursor.need_word("at")?;
        entries.push(entry("severity", cursor.name("a severity")?, span));
        let span = cursor.here();
        if cursor.word("up") {
            cursor.need_word("to")?;
            entries.push(entry("threshold", cursor.scalar("how many are allowed")?, span));
        }
        let span = cursor.here();
        let blocking = if cursor.word("blocking") { Some(true) } else { cursor.word("advisory").then_some(false) };
        entries.extend(blocking.map(|own| entry("blocking", Node::new(Value::Bool(own), span), span)));
        cursor.done()?;
        Ok(map(entries, start))
    },
    print: |printer, item, _| {
        let words = || {
            let [category, severity, rest @ ..] = item.node.as_map()? else { return None };
            let named = category.key.as_text() == Some("category") && severity.key.as_text() == Some("severity");
            if !named || !item.node.is_bare() {
                return None;
            }
            let mut words = format!("gate {} at {}", text(&category.node)?, text(&severity.node)?);
            let mut rest = rest.iter().map(|own| (own.key.as_text(), &own.node)).peekable();
            if let Some((Some("threshold"), node @ Node { value: Value::Number(_), .. })) = rest.peek() {
                words.push_str(&format!(" up to {}", inline_scalar(node)));
                rest.next();
            }
            if let Some((Some("blocking"), Node { value: Value::Bool(own), .. })) = rest.peek() {
                words.push_str(if *own { " blocking" } else { " advisory" });
                rest.next();
            }
            rest.next().is_none().then_some(words)
        };
        line(printer, item, words())
    },
};

fn sentence(cursor: &mut Cursor, word: &str) -> Read<Node> {
    cursor.need_word(word)?;
    let node = cursor.string("a text in quotes")?;
    cursor.done()?;
    Ok(node)
}
