//! Guards and effects: `only HR, Admin`, `insert HRDocument into hr_documents`.
//!
//! A sentence stands for one id with exactly these parameters in this order; `else NotAllowed` may stand behind any. Everything else is a call:
//! `guard ownership(field: owner_id)`, `effect schedule.job(job: nightly)`.

use crate::ast::{Entry, Item, Node, Notes, Value};
use crate::source::Span;

use super::super::cursor::{self, Advice, Cursor, Read, slip};
use super::super::line::Bracket;
use super::super::print::{BARE, Doc, Printer, inline_scalar};
use super::super::scalar;
use super::super::token::Tok;
use super::{LineForm, entry, exactly, map, scalars};

/// The guards of commands and transitions.
pub const GUARD: LineForm = LineForm {
    word: "guard",
    starts: |cursor| ["only", "needs", "guard"].iter().any(|word| cursor.at_word(word)),
    read: |_, cursor, _| read_guard(cursor),
    print: |printer, item, _| print_guard(printer, item),
};

/// The effects of commands and transitions.
pub const EFFECT: LineForm = LineForm {
    word: "effect",
    starts: |cursor| {
        ["insert", "update", "upsert", "delete", "call", "emit", "send", "effect"]
            .iter()
            .any(|word| cursor.at_word(word))
    },
    read: |_, cursor, _| read_effect(cursor),
    print: |printer, item, _| print_effect(printer, item),
};

/// `{id, params}`, made from the words at `span`.
fn call(id: &str, params: Vec<Entry>, span: Span) -> Node {
    map(vec![entry("id", Node::text(id, span), span), entry("params", map(params, span), span)], span)
}

/// The id and the parameters of an item, and the words behind them that an effect may have.
fn parts(item: &Item) -> Option<(&str, Option<&Node>, String)> {
    if !item.notes.comments().below.is_empty() {
        return None;
    }
    let node = &item.node;
    let entries = node.as_map().filter(|entries| entries.iter().all(|entry| entry.notes.is_bare()))?;
    let mut entries = entries.iter().peekable();
    let mut take = |key: &str| entries.next_if(|entry| entry.key.as_text() == Some(key)).map(|entry| &entry.node);
    let id = take("id")?.as_text()?;
    let params = take("params");
    if let Some(params) = params {
        params.as_map()?;
    }
    let mut tail = String::new();
    if let Some(result) = take("result") {
        tail += &format!(" as {}", scalar::name(result.as_text()?));
    }
    if let Some(after) = take("after_commit") {
        matches!(after.value, Value::Bool(true)).then(|| tail += " after commit")?;
    }
    if let Some(error) = take("on_failure") {
        tail += &format!(" else {}", scalar::name(error.as_text()?));
    }
    entries.next().is_none().then_some((id, params, tail))
}

/// `word id(a: 1)`: any id, any parameters.
fn print_call<'a>(printer: Printer<'a>, word: &str, id: &str, params: Option<&'a Node>) -> Option<Doc<'a>> {
    if !scalar::is_word(id) {
        return None;
    }
    let head = printer.text(format!("{word} {id}"));
    match params.map(|params| params.as_map()) {
        Some(Some(params)) => Some(head.append(printer.args(params))),
        None => Some(head),
        Some(None) => None,
    }
}

fn read_call(cursor: &mut Cursor, what: &str) -> Read<Node> {
    let start = cursor.here();
    let Some(id) = cursor.peek_word() else { return Err(cursor.expected(what)) };
    cursor.next();
    let mut entries = vec![entry("id", Node::text(id, start), start)];
    if let Some((group, span)) = cursor.group(Bracket::Paren) {
        no_comments(group)?;
        entries.push(entry("params", map(cursor::entries(group, span)?, span), span));
    }
    Ok(map(entries, start))
}

/// Comments that stand right inside the parentheses of a call have no owner there.
pub fn no_comments(group: &super::super::line::Group<'_>) -> Read<()> {
    match group.below.first().or(group.end.as_ref()) {
        None => Ok(()),
        Some(comment) => Err(slip("a comment cannot stand here", comment.span, "no argument follows on this line")
            .with_help("put it above the line, or above an argument")),
    }
}

// ---- Guards

fn read_guard(cursor: &mut Cursor) -> Read<Node> {
    let start = cursor.here();
    let node = if cursor.word("guard") {
        read_call(cursor, "the id of a guard")?
    } else if cursor.word("needs") {
        if let Some(permission) = single(cursor, "permission")? {
            call("auth.permission", vec![permission], start)
        } else {
            let span = cursor.here();
            call("auth.permission", vec![entry("permissions", cursor.words("the name of a permission")?, span)], start)
        }
    } else {
        cursor.need_word("only")?;
        if let Some(role) = single(cursor, "role")? {
            call("auth.role", vec![role], start)
        } else if let Some(guard) = read_condition(cursor, start)? {
            guard
        } else {
            let span = cursor.here();
            call("auth.role", vec![entry("roles", cursor.words("the name of a role")?, span)], start)
        }
    };
    let failure = read_else(cursor)?;
    cursor.done()?;
    Ok(with_tail(node, failure.into_iter().collect()))
}

/// `else NotAllowed`.
fn read_else(cursor: &mut Cursor) -> Read<Option<Entry>> {
    let span = cursor.here();
    if !cursor.word("else") {
        return Ok(None);
    }
    Ok(Some(entry("on_failure", cursor.name("the name of an error")?, span)))
}

fn with_tail(mut node: Node, mut tail: Vec<Entry>) -> Node {
    if let Value::Map(entries) = &mut node.value {
        entries.append(&mut tail);
    }
    node
}

/// How many terms are left of a guard, without `else` and the error behind it.
fn left(cursor: &Cursor) -> usize {
    let all = cursor.left();
    let has_else = all > 2 && cursor.peek_at(all - 2).and_then(|term| term.word()) == Some("else");
    if has_else { all - 2 } else { all }
}

/// `role HR`: the word and one name, and nothing else.
fn single(cursor: &mut Cursor, word: &str) -> Read<Option<Entry>> {
    if !cursor.at_word(word) || left(cursor) != 2 || cursor.peek_at(1).is_some_and(|next| next.is(Tok::Comma)) {
        return Ok(None);
    }
    let span = cursor.here();
    cursor.next();
    Ok(Some(entry(word, cursor.name("a name")?, span)))
}

/// `with feature X`, `when ...`: what stands behind `only` if it is no list of roles.
fn read_condition(cursor: &mut Cursor, start: Span) -> Read<Option<Node>> {
    let more = left(cursor) > 2 && !cursor.peek_at(1).is_some_and(|next| next.is(Tok::Comma));
    let span = cursor.here();
    if cursor.at_word("with") && more && cursor.peek_at(1).and_then(|next| next.word()) == Some("feature") {
        cursor.next();
        cursor.next();
        let flag = cursor.name("the name of a feature")?;
        return Ok(Some(call("feature.enabled", vec![entry("flag", flag, span)], start)));
    }
    if !cursor.at_word("when") || !more {
        return Ok(None);
    }
    cursor.next();
    let negated =
        cursor.at_word("no") && left(cursor) == 5 && cursor.peek_at(2).and_then(|term| term.word()) == Some("exists");
    if negated {
        cursor.next();
    }
    let field = cursor.here();
    let first = cursor.name("a field or an entity")?;
    if cursor.word("exists") {
        cursor.need_word("by")?;
        let by = cursor.here();
        let id = if negated { "not_exists" } else { "exists" };
        let params = vec![entry("entity", first, field), entry("field", cursor.name("a field")?, by)];
        return Ok(Some(call(id, params, start)));
    }
    let operator = cursor.here();
    let (id, key) = if cursor.mark(Tok::Eq) {
        ("state.equals", "value")
    } else if cursor.word("in") {
        ("state.in", "values")
    } else {
        return Err(cursor.expected("`==`, `in` or `exists by`"));
    };
    let params = vec![entry("field", first, field), entry(key, cursor.value("a value")?, operator)];
    Ok(Some(call(id, params, start)))
}

fn print_guard<'a>(printer: Printer<'a>, item: &'a Item) -> Option<Doc<'a>> {
    let (id, params, tail) = parts(item)?;
    if !tail.is_empty() {
        let bare = params.filter(|_| item.node.is_bare() && tail.starts_with(" else "))?;
        let doc = guard_sentence(printer, id, bare, &BARE).or_else(|| print_call(printer, "guard", id, params))?;
        return Some(doc.append(printer.text(tail)).append(printer.end(&item.notes)));
    }
    let doc = match params
        .filter(|_| item.node.is_bare())
        .and_then(|params| guard_sentence(printer, id, params, &item.notes))
    {
        Some(sentence) => return Some(sentence),
        None => print_call(printer, "guard", id, params)?,
    };
    Some(doc.append(printer.end(&item.notes)))
}

/// A guard as a sentence, the comment at its end included.
fn guard_sentence<'a>(printer: Printer<'a>, id: &str, params: &'a Node, notes: &'a Notes) -> Option<Doc<'a>> {
    // A list of one name called `role` or `when` is no trap: `only role` is two terms, `only role X` three.
    let words = |word: &'a str, key| -> Option<Doc<'a>> {
        let [list] = exactly(params, [key])?;
        Some(printer.text(format!("{word} ")).append(printer.words(scalars(list)?, notes)))
    };
    let text = |node: &Node| node.as_text().map(scalar::name);
    let line = match id {
        "auth.role" => {
            if let Some(doc) = words("only", "roles") {
                return Some(doc);
            }
            let [role] = exactly(params, ["role"])?;
            format!("only role {}", text(role)?)
        }
        "auth.permission" => {
            if let Some(doc) = words("needs", "permissions") {
                return Some(doc);
            }
            let [permission] = exactly(params, ["permission"])?;
            format!("needs permission {}", text(permission)?)
        }
        "state.equals" => {
            let [field, value] = exactly(params, ["field", "value"])?;
            let doc = printer.text(format!("only when {} == ", text(field)?));
            return Some(doc.append(printer.value(value, notes)));
        }
        "state.in" => {
            let [field, values] = exactly(params, ["field", "values"])?;
            values.as_list()?;
            let doc = printer.text(format!("only when {} in ", text(field)?));
            return Some(doc.append(printer.value(values, notes)));
        }
        "exists" | "not_exists" => {
            let [entity, field] = exactly(params, ["entity", "field"])?;
            let no = if id == "exists" { "" } else { "no " };
            format!("only when {no}{} exists by {}", text(entity)?, text(field)?)
        }
        "feature.enabled" => {
            let [flag] = exactly(params, ["flag"])?;
            format!("only with feature {}", text(flag)?)
        }
        _ => return None,
    };
    Some(printer.text(line).append(printer.end(notes)))
}

// ---- Effects

/// The effects that write: verb, id, and the word before the table.
const WRITES: &[(&str, &str, &str)] = &[
    ("insert", "db.insert", "into"),
    ("upsert", "db.upsert", "into"),
    ("update", "db.update", "in"),
    ("delete", "db.delete", "from"),
];

fn read_effect(cursor: &mut Cursor) -> Read<Node> {
    let start = cursor.here();
    let node = if cursor.word("effect") {
        read_call(cursor, "the id of an effect")?
    } else if cursor.word("emit") {
        let span = cursor.here();
        let mut params = vec![entry("event", cursor.name("the name of an event")?, span)];
        params.extend(read_with(cursor, "payload")?);
        call("emit.event", params, start)
    } else if cursor.word("send") {
        cursor.need_word("email")?;
        read_email(cursor, start)?
    } else if cursor.word("call") {
        read_integration_call(cursor, start)?
    } else if let Some((_, id, preposition)) = WRITES.iter().find(|(verb, ..)| cursor.at_word(verb)) {
        cursor.next();
        read_write(cursor, id, preposition, start)?
    } else {
        return Err(cursor.expected("an effect"));
    };
    let mut tail = Vec::new();
    let span = cursor.here();
    if cursor.word("as") {
        tail.push(entry("result", cursor.name("a name for the result")?, span));
    }
    let span = cursor.here();
    if cursor.word("after") {
        cursor.need_word("commit")?;
        tail.push(entry("after_commit", Node::new(Value::Bool(true), span), span));
    }
    tail.extend(read_else(cursor)?);
    cursor.done()?;
    Ok(with_tail(node, tail))
}

fn read_email(cursor: &mut Cursor, start: Span) -> Read<Node> {
    let span = cursor.here();
    let mut params = vec![entry("template", cursor.name("the name of a template")?, span)];
    for (word, key, what) in MAIL {
        let span = cursor.here();
        if cursor.word(word) {
            params.push(entry(key, cursor.name(what)?, span));
        }
    }
    params.extend(read_with(cursor, "values")?);
    Ok(call("send.email", params, start))
}

/// What stands between the template of a mail and its values: the word, the key, and what is named.
const MAIL: [(&str, &str, &str); 2] =
    [("to", "to", "who receives it"), ("via", "provider", "the name of an email provider")];

fn read_write(cursor: &mut Cursor, id: &str, preposition: &str, start: Span) -> Read<Node> {
    let span = cursor.here();
    let entity = cursor.name("the name of an entity")?;
    let mut params = vec![entry("entity", entity, span)];
    let span = cursor.here();
    if cursor.word(preposition) {
        params.insert(0, entry("table", cursor.name("the name of a table")?, span));
    }
    for clause in ["where", "set"] {
        let span = cursor.here();
        if cursor.word(clause) {
            params.push(entry(clause, read_braces(cursor)?, span));
        }
    }
    Ok(call(id, params, start))
}

/// `{ a: 1 }`, comments inside allowed at entries only.
pub fn read_braces(cursor: &mut Cursor) -> Read<Node> {
    let Some((group, span)) = cursor.group(Bracket::Brace) else { return Err(cursor.expected("`{`")) };
    no_comments(group)?;
    Ok(map(cursor::entries(group, span)?, span))
}

fn read_integration_call(cursor: &mut Cursor, start: Span) -> Read<Node> {
    let span = cursor.here();
    let operation = cursor.name("the name of an operation")?;
    cursor.need_word("on")?;
    let on = cursor.here();
    let target = cursor.name("the name of an integration")?;
    let mut params = vec![entry("target", target, on), entry("operation_id", operation, span)];
    params.extend(read_with(cursor, "payload")?);
    Ok(call("call.integration", params, start))
}

/// `with a, b` or `with { a: 1 }`, as the value of this key.
fn read_with(cursor: &mut Cursor, key: &str) -> Read<Option<Entry>> {
    let span = cursor.here();
    if cursor.word("with") {
        let payload = if cursor.peek().is_some_and(|term| term.group(Bracket::Brace).is_some()) {
            read_braces(cursor)?
        } else {
            let names = cursor.words("a name, or `{`")?;
            let mut payload = Vec::new();
            for item in names.as_list().unwrap_or_default() {
                let Some(name) = item.node.as_text() else {
                    return Err(slip("`with` takes names of values", item.node.span, "not a name"));
                };
                payload.push(entry(name, Node::text(format!("{{{{{name}}}}}"), item.node.span), item.node.span));
            }
            map(payload, names.span)
        };
        return Ok(Some(entry(key, payload, span)));
    }
    Ok(None)
}

fn print_effect<'a>(printer: Printer<'a>, item: &'a Item) -> Option<Doc<'a>> {
    let (id, params, tail) = parts(item)?;
    let bare = item.node.is_bare();
    let doc = params.filter(|_| bare).and_then(|params| effect_sentence(printer, id, params));
    let doc = match doc {
        Some(doc) => doc,
        None => print_call(printer, "effect", id, params)?,
    };
    if !tail.is_empty() && !bare {
        return None;
    }
    Some(doc.append(printer.text(tail)).append(printer.end(&item.notes)))
}

fn effect_sentence<'a>(printer: Printer<'a>, id: &str, params: &'a Node) -> Option<Doc<'a>> {
    let text = |node: &Node| node.as_text().map(scalar::name);
    match id {
        "emit.event" => {
            if let Some([event, payload]) = exactly(params, ["event", "payload"]) {
                let head = printer.text(format!("emit {} with ", text(event)?));
                return Some(head.append(print_with(printer, payload)?));
            }
            let [event] = exactly(params, ["event"])?;
            Some(printer.text(format!("emit {}", text(event)?)))
        }
        "send.email" => {
            let mut entries = params.as_map()?.iter().peekable();
            let mut take =
                |key: &str| entries.next_if(|entry| entry.key.as_text() == Some(key)).map(|entry| &entry.node);
            let mut doc = printer.text(format!("send email {}", text(take("template")?)?));
            for (word, key, _) in MAIL {
                if let Some(node) = take(key) {
                    doc = doc.append(printer.text(format!(" {word} {}", text(node)?)));
                }
            }
            if let Some(values) = take("values") {
                doc = doc.append(printer.text(" with ")).append(print_with(printer, values)?);
            }
            entries.next().is_none().then_some(doc)
        }
        "call.integration" => print_integration_call(printer, params),
        _ => {
            let (verb, _, preposition) = WRITES.iter().find(|(_, own, _)| *own == id)?;
            print_write(printer, verb, preposition, params)
        }
    }
}

fn print_write<'a>(printer: Printer<'a>, verb: &str, preposition: &str, params: &'a Node) -> Option<Doc<'a>> {
    let mut entries = params.as_map()?.iter().peekable();
    let mut take = |key: &str| entries.next_if(|entry| entry.key.as_text() == Some(key)).map(|entry| &entry.node);
    let table = take("table");
    let entity = scalar::name(take("entity")?.as_text()?);
    let mut doc = match table {
        Some(table) => printer.text(format!("{verb} {entity} {preposition} {}", scalar::name(table.as_text()?))),
        None => printer.text(format!("{verb} {entity}")),
    };
    for clause in ["where", "set"] {
        if let Some(node) = take(clause) {
            node.as_map()?;
            doc = doc.append(printer.text(format!(" {clause} "))).append(printer.value(node, &BARE));
        }
    }
    entries.next().is_none().then_some(doc)
}

fn print_integration_call<'a>(printer: Printer<'a>, params: &'a Node) -> Option<Doc<'a>> {
    let head = |target: &Node, operation: &Node| {
        Some(format!("call {} on {}", scalar::name(operation.as_text()?), scalar::name(target.as_text()?)))
    };
    if let Some([target, operation]) = exactly(params, ["target", "operation_id"]) {
        return Some(printer.text(head(target, operation)?));
    }
    let [target, operation, payload] = exactly(params, ["target", "operation_id", "payload"])?;
    Some(printer.text(format!("{} with ", head(target, operation)?)).append(print_with(printer, payload)?))
}

/// What stands behind `with`: names that stand for their own templates, or a map.
fn print_with<'a>(printer: Printer<'a>, payload: &'a Node) -> Option<Doc<'a>> {
    let entries = payload.as_map()?;
    let own_name = |entry: &Entry| {
        let key = entry.key.as_text().filter(|key| scalar::is_word(key))?;
        (entry.node.as_text()? == format!("{{{{{key}}}}}")).then(|| inline_scalar(&Node::text(key, entry.node.span)))
    };
    match entries.iter().map(own_name).collect::<Option<Vec<String>>>() {
        Some(names) if !names.is_empty() => {
            let names: Vec<Doc<'a>> = names.into_iter().map(|name| printer.text(name)).collect();
            Some(printer.word_list(names))
        }
        _ => Some(printer.value(payload, &BARE)),
    }
}
