//! The lines in the braces of a declaration (and of a transition).
//!
//! In: a group and the record it speaks of; out: entries of a map. And back: entries to lines. A line is a field, a phrase or an
//! assignment; its first three terms say which. Lines stand in the order of the keys.

use crate::ast::{Comment, Entry, Item, Node, Notes, Value};
use crate::diag::Diagnostic;
use crate::diag::code::C0002;
use crate::diag::nearest::nearest;
use crate::kinds::{Key, Record, Shape, Style};

use super::cursor::{self, Advice, Cursor, Read, Slip, group_notes, misplaced_doc, slip, with_notes};
use super::form::{LINE_FORMS, LineForm, entry, field, part, policy, step, table};
use super::line::{Bracket, Group, Line, What};
use super::print::{Doc, Printer, comment_text, key_text};
use super::token::Tok;

/// What readers collect on the way.
#[derive(Default)]
pub struct Cx {
    /// Lines that could not be read: their declaration is broken.
    pub slips: Vec<Slip>,
    /// What else is wrong, though all was read.
    pub findings: Vec<Diagnostic>,
}

/// The record of the items of a list key.
pub fn item_record(key: &Key) -> Option<&'static Record> {
    match key.shape {
        Shape::List(Shape::Record(record)) => Some(record),
        _ => None,
    }
}

/// Kinds of lines: between two of them stands exactly one blank line, which means nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Fields,
    States,
    Transitions,
    Other,
}

fn class(key: Option<&Key>) -> Class {
    match key.map(|key| key.style) {
        Some(Style::Fields(_)) => Class::Fields,
        Some(Style::Lines("state")) => Class::States,
        Some(Style::Lines("transition")) => Class::Transitions,
        _ => Class::Other,
    }
}

// ---- Reading

struct Body<'k> {
    record: &'static Record,
    kind: &'k str,
    entries: Vec<Entry>,
    /// The keys whose list is being said line by line.
    lists: Vec<&'static str>,
    columns: Option<table::Columns>,
    /// The states that were said as `initial state`.
    initial: Vec<Node>,
    /// The class of the line before.
    last: Option<Class>,
    /// Whether the line before began a step, so that an expectation may follow.
    after_step: bool,
}

/// Reads the lines of a body; `entries` are those that the head has said. Lines that cannot be read are reported and left out.
pub fn read(cx: &mut Cx, record: &'static Record, kind: &str, entries: Vec<Entry>, group: &Group<'_>) -> Vec<Entry> {
    let mut body = Body {
        record,
        kind,
        entries,
        lists: Vec::new(),
        columns: None,
        initial: Vec::new(),
        last: None,
        after_step: false,
    };
    for line in &group.lines {
        if let Err(slip) = body.line(cx, line) {
            cx.slips.push(slip);
        }
    }
    if kind == "workflow" {
        body.say_initial_state();
    }
    body.entries
}

impl Body<'_> {
    fn line(&mut self, cx: &mut Cx, line: &Line<'_>) -> Read<()> {
        if let Some((_, place)) = line.docs.first() {
            return Err(misplaced_doc(*place));
        }
        let mut cursor = Cursor::line(line);
        let mut notes = line.notes.clone();
        let after_step = std::mem::take(&mut self.after_step);
        if cursor.peek_at(1).is_some_and(|term| term.is(Tok::Assign)) {
            return self.assignment(cx, &mut cursor, notes);
        }
        if self.kind == "profile" && cursor.peek_at(1).is_some_and(|term| term.is(Tok::Colon)) {
            let own = cursor::entry(&mut cursor, notes)?;
            cursor.done()?;
            return self.push_override(own);
        }
        if let Some((key, lead)) = self.fields()
            && field::starts(&cursor, lead)
        {
            let node = field::read(&mut cursor, lead).map_err(|slip| self.colon_help(line, slip))?;
            cursor.done()?;
            return self.push_item(key.name, node, notes);
        }
        if self.record.key("rows").is_some() {
            if table::starts(&cursor) {
                return self.table_line(line, notes);
            }
            if table::starts_sentence(&cursor) {
                return self.push_item("rows", table::read_sentence(&mut cursor)?, notes);
            }
        }
        if self.kind == "policy" && policy::starts(&cursor) {
            for (at, own) in policy::read(&mut cursor)?.into_iter().enumerate() {
                let notes = if at == 0 { std::mem::take(&mut notes) } else { Notes::default() };
                self.set(cx, Entry { notes, ..own });
            }
            return Ok(());
        }
        if self.record.key("steps").is_some() {
            if step::starts(&cursor) {
                self.after_step = true;
                return self.push_item("steps", step::read(&mut cursor)?, notes);
            }
            if step::starts_expectation(&cursor) {
                return self.expectation(&mut cursor, notes, after_step);
            }
        }
        for key in self.record.keys {
            let Style::Lines(word) = key.style else { continue };
            let Some(form) = LINE_FORMS.iter().find(|form| form.word == word && (form.starts)(&cursor)) else {
                continue;
            };
            if form.word == "constraint" && (super::form::part::INDEX.starts)(&cursor) {
                continue;
            }
            let record = item_record(key).unwrap_or(self.record);
            let initial = word == "state" && cursor.at_word("initial");
            let node = (form.read)(cx, &mut cursor, record)?;
            if initial {
                self.initial.extend(node.get("id").cloned());
            }
            if word == "transition" {
                absorb_last(line, &mut notes);
            }
            return self.push_item(key.name, node, notes);
        }
        for key in self.record.keys {
            let Style::Block(word) = key.style else { continue };
            let braces = cursor.peek_at(1).and_then(|term| term.group(Bracket::Brace)).is_some();
            if !cursor.at_word(word) || !braces {
                continue;
            }
            let start = cursor.here();
            cursor.next();
            let Some((group, span)) = cursor.group(Bracket::Brace) else { continue };
            notes.absorb(group_notes(group));
            let items = field::read_block(group, span)?;
            cursor.done()?;
            let own = entry(key.name, Node::new(Value::List(items), span), start);
            self.set(cx, Entry { notes, ..own });
            return Ok(());
        }
        self.setting(cx, &mut cursor, notes)
    }

    fn fields(&self) -> Option<(&'static Key, &'static str)> {
        self.record.keys.iter().find_map(|key| match key.style {
            Style::Fields(lead) => Some((key, lead)),
            _ => None,
        })
    }

    /// `key = value`, or `word = value` for an item that fits no form.
    fn assignment(&mut self, cx: &mut Cx, cursor: &mut Cursor, mut notes: Notes) -> Read<()> {
        let list = cursor.peek_word().and_then(|word| {
            self.record
                .keys
                .iter()
                .find(|key| matches!(key.style, Style::Lines(own) | Style::Fields(own) if own == word))
        });
        let key = cursor.key()?;
        cursor.need_mark(Tok::Assign)?;
        let (node, inner) = with_notes(cursor)?;
        cursor.done()?;
        notes.absorb(inner);
        match list {
            Some(list) => self.push_item(list.name, node, notes),
            None => {
                self.set(cx, Entry { notes, key, node });
                Ok(())
            }
        }
    }

    fn setting(&mut self, cx: &mut Cx, cursor: &mut Cursor, mut notes: Notes) -> Read<()> {
        let start = cursor.here();
        let setting = |word: &str| self.record.key(word).filter(|key| key.style == Style::Setting);
        let Some(key) = cursor.peek_word().and_then(setting) else { return Err(self.unknown(cursor)) };
        cursor.next();
        if cursor.peek().is_some_and(|term| term.is(Tok::Colon)) {
            return Err(setting_colon(key.name, cursor));
        }
        let node = match key.shape {
            Shape::Bool if cursor.left() == 0 => Node::new(Value::Bool(true), start),
            Shape::List(_) => {
                if let Some(What::Group(group)) = cursor.peek().map(|term| &term.what) {
                    notes.absorb(group_notes(group));
                }
                cursor.words("a value")?
            }
            Shape::Record(_) | Shape::Map(_) => {
                let (node, inner) = with_notes(cursor)?;
                if node.as_map().is_none() {
                    let title = format!("`{}` takes a map in braces", key.name);
                    return Err(slip(title, node.span, "not a map").with_help(&format!(
                        "write `{} {{ ... }}`, or `{0} = ...` to say something unusual",
                        key.name
                    )));
                }
                notes.absorb(inner);
                node
            }
            _ => cursor.scalar(&format!("the value of `{}`", key.name))?,
        };
        cursor.done()?;
        let own = entry(key.name, node, start);
        self.set(cx, Entry { notes, ..own });
        Ok(())
    }

    /// A word that begins no line of this record.
    fn unknown(&self, cursor: &Cursor) -> Slip {
        let here = cursor.here();
        let Some(word) = cursor.peek_word() else { return cursor.expected("a field, a phrase or `key = value`") };
        if cursor.peek_at(1).is_some_and(|term| term.is(Tok::Colon)) {
            let key = self.record.key(word).map_or(word, |key| key.name);
            return setting_colon(key, cursor);
        }
        let title = format!("`{word}` begins no line of {} {}", article(self.kind), self.kind);
        let slip = slip(title, here, "not a word for this place");
        match nearest(word, self.words()) {
            Some(near) => {
                let fix = format!("write `{near}`");
                let finding = (*slip).fix(fix, crate::diag::Applicability::MaybeIncorrect, here, near);
                Box::new(finding.help(format!("did you mean `{near}`? A key of your own is written `{word} = ...`")))
            }
            None => slip.with_help(&format!("a key of your own is written `{word} = ...`")),
        }
    }

    /// The words that may begin a line here.
    fn words(&self) -> Vec<&'static str> {
        let mut words: Vec<&str> = Vec::new();
        for key in self.record.keys {
            match key.style {
                Style::Setting => words.push(key.name),
                Style::Block(word) | Style::Fields(word) => words.push(word),
                Style::Lines("guard") => words.extend(["only", "needs", "guard"]),
                Style::Lines("effect") => {
                    words.extend(["insert", "update", "upsert", "delete", "call", "emit", "send", "effect"]);
                }
                Style::Lines("constraint") => words.extend(["unique", "check", "foreign_key"]),
                Style::Lines("step") => words.extend(["when", "expect", "fails"]),
                Style::Lines("row") => words.extend(["when", "always"]),
                Style::Lines("state") => words.extend(["initial", "final", "state"]),
                Style::Lines(word) => words.push(word),
                Style::Whole => {}
            }
        }
        words
    }

    /// `tags: [a]` among fields looks like a field.
    fn colon_help(&self, line: &Line<'_>, slip: Slip) -> Slip {
        let word = line.terms.first().and_then(|term| term.word());
        match word.and_then(|word| self.record.key(word)).filter(|key| key.style == Style::Setting) {
            Some(key) => {
                slip.with_help(&format!("if this is the setting `{0}`, write it without a colon: `{0} ...`", key.name))
            }
            None => slip,
        }
    }

    /// Adds an entry, and reports it if its key has one already.
    fn set(&mut self, cx: &mut Cx, mut own: Entry) {
        if let Some(first) = self.entries.iter().find(|entry| entry.key.value == own.key.value) {
            let title = format!("`{}` stands twice", own.key.value);
            let finding = Diagnostic::new(&C0002, title, own.key.span, "the second one");
            cx.findings.push(finding.label(first.key.span, "the first one").help("keep one of them"));
        }
        let class = class(own.key.as_text().and_then(|key| self.record.key(key)));
        own.notes.blank &= self.last == Some(class);
        self.last = Some(class);
        self.entries.push(own);
    }

    /// Adds an item to a list that is said line by line.
    fn push_item(&mut self, key: &'static str, node: Node, notes: Notes) -> Read<()> {
        let mut item = Item { notes, node };
        item.settle_first();
        let class = class(self.record.key(key));
        let same = self.last.replace(class) == Some(class);
        let span = item.node.span;
        if let Some(own) = self.entries.iter_mut().find(|entry| entry.key.as_text() == Some(key)) {
            if let (Value::List(items), true) = (&mut own.node.value, self.lists.contains(&key)) {
                items.push(item);
                own.node.span = own.node.span.to(span);
                return Ok(());
            }
            let slip = slip(format!("`{key}` is given as a whole already"), span, "one more");
            return Err(slip.with_label(own.key.span, "given here").with_help("say it in one way"));
        }
        self.lists.push(key);
        let notes = Notes::blank(std::mem::take(&mut item.notes.blank) && same);
        let own = entry(key, Node::new(Value::List(vec![item]), span), span);
        self.entries.push(Entry { notes, ..own });
        Ok(())
    }

    fn push_override(&mut self, mut own: Entry) -> Read<()> {
        let span = own.key.span.to(own.node.span);
        if let Some(map) = self.entries.iter_mut().find(|entry| entry.key.as_text() == Some("overrides")) {
            if let (Value::Map(entries), true) = (&mut map.node.value, self.lists.contains(&"overrides")) {
                if let Some(first) = entries.iter().find(|entry| entry.key.value == own.key.value) {
                    let slip = slip(format!("`{}` stands twice", own.key.value), own.key.span, "the second one");
                    return Err(slip.with_label(first.key.span, "the first one"));
                }
                entries.push(own);
                map.node.span = map.node.span.to(span);
                return Ok(());
            }
            return Err(slip("`overrides` is given as a whole already", own.key.span, "one more"));
        }
        self.lists.push("overrides");
        let notes = Notes::blank(std::mem::take(&mut own.notes.blank) && self.last == Some(Class::Other));
        self.last = Some(Class::Other);
        let map = entry("overrides", Node::new(Value::Map(vec![own]), span), span);
        self.entries.push(Entry { notes, ..map });
        Ok(())
    }

    fn table_line(&mut self, line: &Line<'_>, mut notes: Notes) -> Read<()> {
        if let Some(columns) = &self.columns {
            return self.push_item("rows", table::read_row(&line.terms, columns)?, notes);
        }
        let (entries, columns) = table::read_head(&line.terms)?;
        if let Some(own) =
            self.entries.iter().find(|own| matches!(own.key.as_text(), Some("inputs" | "outputs" | "rows")))
        {
            let key = own.key.as_text().unwrap_or("");
            let place = line.terms.first().map_or(own.key.span, |term| term.span);
            return Err(slip(format!("`{key}` is given before the table"), place, "this table says it again")
                .with_label(own.key.span, "given here"));
        }
        self.columns = Some(columns);
        notes.blank = false;
        for (at, own) in entries.into_iter().enumerate() {
            let notes = if at == 0 { std::mem::take(&mut notes) } else { Notes::default() };
            self.entries.push(Entry { notes, ..own });
        }
        self.last = Some(Class::Other);
        Ok(())
    }

    fn expectation(&mut self, cursor: &mut Cursor, notes: Notes, after_step: bool) -> Read<()> {
        let here = cursor.here();
        let own = step::read_expectation(cursor, notes)?;
        let steps = self.entries.iter_mut().find(|entry| entry.key.as_text() == Some("steps"));
        let last = match steps.map(|steps| &mut steps.node.value) {
            Some(Value::List(items)) if after_step => items.last_mut(),
            _ => None,
        };
        match last.map(|item| &mut item.node) {
            Some(Node { value: Value::Map(entries), span }) => {
                *span = span.to(own.node.span);
                entries.push(own);
                Ok(())
            }
            _ => Err(slip("no step stands above this expectation", here, "what is expected here?")
                .with_help("put it on the line below its `when`")),
        }
    }

    /// The one initial state is the workflow's initial state, unless a line says so itself.
    fn say_initial_state(&mut self) {
        let said = self.entries.iter().any(|entry| entry.key.as_text() == Some("initial_state"));
        let Some(at) = self.entries.iter().position(|entry| entry.key.as_text() == Some("states")) else { return };
        if let ([name], false) = (self.initial.as_slice(), said) {
            let mut own = entry("initial_state", name.clone(), name.span);
            if let Some(states) = self.entries.get_mut(at) {
                own.notes.blank = std::mem::take(&mut states.notes.blank);
            }
            self.entries.insert(at, own);
        }
    }
}

/// The name of the one state that can be said as `initial state`.
fn only_initial(states: &[Item]) -> Option<&Node> {
    let mut initial = states.iter().filter(|item| {
        part::state_cells(&item.node).is_some_and(|cells| cells.first().is_some_and(|lead| lead == "initial state"))
    });
    let only = initial.next()?;
    initial.next().is_none().then(|| only.node.get("id"))?
}

/// Gives an item the comments that the last group of its line holds for its owner.
fn absorb_last(line: &Line<'_>, notes: &mut Notes) {
    if let Some(What::Group(group)) = line.terms.last().map(|term| &term.what) {
        notes.absorb(group_notes(group));
    }
}

fn setting_colon(key: &str, cursor: &Cursor) -> Slip {
    let colon = cursor.peek_at(usize::from(cursor.peek().is_some_and(|term| !term.is(Tok::Colon))));
    let span = colon.map_or(cursor.here(), |term| term.span);
    slip("a setting has no colon", span, format!("write `{key} ...`"))
        .with_help("a colon stands between a field and its type")
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

// ---- Printing

/// A printed line (or several, for a text or a block) with what stands around it.
pub struct OutLine<'a> {
    /// The comments above; the one at its end is part of the line.
    pub notes: &'a Notes,
    /// The line.
    pub doc: Doc<'a>,
    blank: bool,
    class: Class,
    /// Whether no blank line may stand above.
    tight: bool,
}

/// The lines for these entries of a record.
pub fn print<'a>(printer: Printer<'a>, record: &'static Record, kind: &str, entries: &'a [Entry]) -> Vec<OutLine<'a>> {
    let mut lines = Vec::new();
    let mut at = 0;
    while let Some(own) = entries.get(at) {
        let key = own.key.as_text();
        let rest = entries.get(at..).unwrap_or_default();
        let mut line = |notes: &'a Notes, doc, blank, class| {
            lines.push(OutLine { notes, doc, blank, class, tight: false });
        };
        if kind == "policy"
            && matches!(key, Some("conditions" | "effects"))
            && let Some((doc, used)) = policy::print(printer, rest)
        {
            line(&own.notes, doc, own.notes.blank, Class::Other);
            at += used;
            continue;
        }
        if kind == "rule"
            && let Some((inputs, outputs, rows)) = table::table(rest)
        {
            let items = rows.node.as_list().unwrap_or_default();
            let mut docs = table::print(printer, inputs, outputs, items).into_iter();
            if let Some(head) = docs.next() {
                lines.push(OutLine { notes: &own.notes, doc: head, blank: false, class: Class::Other, tight: true });
            }
            for (item, doc) in items.iter().zip(docs) {
                lines.push(OutLine {
                    notes: &item.notes,
                    doc,
                    blank: item.notes.blank,
                    class: Class::Other,
                    tight: false,
                });
            }
            at += 3;
            continue;
        }
        if kind == "workflow" && key == Some("initial_state") && elided(rest) {
            at += 1;
            continue;
        }
        let spec = key.and_then(|key| record.key(key));
        let class = class(spec);
        let blank = own.notes.blank;
        match spec.map(|spec| (spec, spec.style)) {
            Some((_, Style::Fields(lead))) if has_items(&own.node) => {
                for (index, item) in own.node.as_list().unwrap_or_default().iter().enumerate() {
                    let blank = if index == 0 { blank } else { item.notes.blank };
                    line(&item.notes, field::print_or_plain(printer, item, lead), blank, class);
                }
            }
            Some((_, Style::Block(word))) if has_items(&own.node) => {
                let items = own.node.as_list().unwrap_or_default();
                line(&own.notes, field::print_block(printer, word, items, &own.notes), blank, class);
            }
            Some((spec, Style::Lines(word))) if has_items(&own.node) => {
                let items = own.node.as_list().unwrap_or_default();
                let plain_initial =
                    word == "state" && !entries.iter().any(|own| own.key.as_text() == Some("initial_state"));
                for own in
                    print_items(printer, item_record(spec).unwrap_or(record), word, items, blank, class, plain_initial)
                {
                    lines.push(own);
                }
            }
            _ if kind == "profile"
                && key == Some("overrides")
                && own.node.as_map().is_some_and(|map| !map.is_empty()) =>
            {
                for (index, inner) in own.node.as_map().unwrap_or_default().iter().enumerate() {
                    let blank = if index == 0 { blank } else { inner.notes.blank };
                    line(&inner.notes, printer.entry(inner), blank, class);
                }
            }
            Some((spec, Style::Setting)) => {
                let doc = setting(printer, spec, own).unwrap_or_else(|| assignment(printer, record, own));
                line(&own.notes, doc, blank, class);
            }
            _ => line(&own.notes, assignment(printer, record, own), blank, class),
        }
        at += 1;
    }
    lines
}

fn has_items(node: &Node) -> bool {
    node.as_list().is_some_and(|items| !items.is_empty())
}

/// Whether these entries begin with an `initial_state` that the states below it say.
fn elided(entries: &[Entry]) -> bool {
    let [own, states, ..] = entries else { return false };
    let name = states.node.as_list().filter(|_| states.key.as_text() == Some("states")).and_then(only_initial);
    let same = name.is_some_and(|name| name.as_text().is_some() && name.as_text() == own.node.as_text());
    same && own.notes.is_bare()
}

fn print_items<'a>(
    printer: Printer<'a>,
    record: &'static Record,
    word: &'static str,
    items: &'a [Item],
    blank: bool,
    class: Class,
    plain_initial: bool,
) -> Vec<OutLine<'a>> {
    let states = if word == "state" { state_widths(items) } else { Vec::new() };
    let plain_initial = plain_initial && only_initial(items).is_some();
    let forms: Vec<&LineForm> = LINE_FORMS.iter().filter(|form| form.word == word).collect();
    let mut lines = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let blank = if index == 0 { blank } else { item.notes.blank };
        let mut line = |notes: &'a Notes, doc, blank| lines.push(OutLine { notes, doc, blank, class, tight: false });
        if word == "step"
            && let Some(both) = step::print(printer, item)
        {
            for (at, (notes, doc)) in both.into_iter().enumerate() {
                line(notes, doc, blank && at == 0);
            }
            continue;
        }
        if word == "row" {
            line(&item.notes, table::print_row(printer, item), blank);
            continue;
        }
        let aligned =
            part::state_cells(&item.node).filter(|_| word == "state" && item.notes.comments().below.is_empty());
        let doc = match aligned {
            Some(cells) if plain_initial && cells.first().is_some_and(|lead| lead == "initial state") => None,
            Some(cells) => Some(printer.text(align(&cells, &states)).append(printer.end(&item.notes))),
            None => forms.iter().find_map(|form| (form.print)(printer, item, record)),
        };
        let doc =
            doc.unwrap_or_else(|| printer.text(format!("{word} = ")).append(printer.value(&item.node, &item.notes)));
        line(&item.notes, doc, blank);
    }
    lines
}

fn state_widths(items: &[Item]) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    for cells in items.iter().filter_map(|item| part::state_cells(&item.node)) {
        grow(&mut widths, &cells);
    }
    widths
}

/// Widens columns so that these cells fit.
pub fn grow(widths: &mut Vec<usize>, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        match widths.get_mut(at) {
            Some(wide) => *wide = (*wide).max(table::width(cell)),
            None => widths.push(table::width(cell)),
        }
    }
}

/// Cells side by side in columns of these widths.
pub fn align(cells: &[String], widths: &[usize]) -> String {
    let last = cells.len().saturating_sub(1);
    let padded = cells.iter().enumerate().map(|(at, cell)| {
        let wide = widths.get(at).copied().filter(|_| at < last).unwrap_or(0);
        table::pad(cell, wide)
    });
    padded.collect::<Vec<String>>().join(" ")
}

/// A known key said by its own words.
fn setting<'a>(printer: Printer<'a>, spec: &Key, own: &'a Entry) -> Option<Doc<'a>> {
    let value = |doc: &str| printer.text(format!("{doc} ")).append(printer.value(&own.node, &own.notes));
    match (&spec.shape, &own.node.value) {
        (Shape::Bool, Value::Bool(true)) => Some(printer.text(spec.name).append(printer.end(&own.notes))),
        (Shape::List(_), Value::List(items)) if items.is_empty() => Some(value(spec.name)),
        (Shape::List(_), Value::List(items)) if items.iter().all(|item| item.node.is_scalar()) => {
            Some(printer.text(format!("{} ", spec.name)).append(printer.words(items, &own.notes)))
        }
        (Shape::Record(_) | Shape::Map(_), Value::Map(_)) => Some(value(spec.name)),
        (Shape::List(_) | Shape::Record(_) | Shape::Map(_), _) => None,
        (_, Value::List(_) | Value::Map(_)) => None,
        _ => Some(value(spec.name)),
    }
}

/// `key = value`.
fn assignment<'a>(printer: Printer<'a>, record: &Record, own: &'a Entry) -> Doc<'a> {
    let mut key = key_text(&own.key);
    if record.keys.iter().any(|spec| matches!(spec.style, Style::Lines(word) | Style::Fields(word) if word == key)) {
        key = super::scalar::quote(&key);
    }
    printer.text(format!("{key} = ")).append(printer.value(&own.node, &own.notes))
}

/// Puts lines under each other: blank lines as noted within one class, exactly one between two.
pub fn join<'a>(printer: Printer<'a>, lines: Vec<OutLine<'a>>, below: &'a [Comment]) -> Doc<'a> {
    let mut doc = printer.nil();
    let mut last: Option<Class> = None;
    for line in lines {
        if let Some(last) = last {
            doc = doc.append(printer.hardline());
            if !line.tight && (line.blank || last != line.class) {
                doc = doc.append(printer.hardline());
            }
        }
        last = Some(line.class);
        doc = doc.append(printer.above(line.notes)).append(line.doc);
    }
    for (at, comment) in below.iter().enumerate() {
        if last.is_some() || at > 0 {
            doc = doc.append(printer.hardline());
            if comment.blank {
                doc = doc.append(printer.hardline());
            }
        }
        doc = doc.append(printer.text(comment_text(comment)));
    }
    doc
}
