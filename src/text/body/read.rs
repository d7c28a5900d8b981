//! Reading bodies: each line to an entry, or to an item of a list that is said line by line.

use crate::ast::{Entry, Item, Node, Notes, Value};
use crate::diag::Diagnostic;
use crate::diag::code::C0002;
use crate::diag::nearest::nearest;
use crate::kinds::{Key, Record, Shape, Style};

use super::super::cursor::{self, Advice, Cursor, Read, Slip, group_notes, misplaced_doc, slip, with_notes};
use super::super::form::{LINE_FORMS, entry, field, part, policy, section, step, table};
use super::super::line::{Bracket, Group, Line, What};
use super::super::token::Tok;
use super::{Class, Cx, class, item_record};

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
            if form.word == "constraint" && (part::INDEX.starts)(&cursor) {
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
            // A list in brackets that ends what the line says: the comments in it that no item owns are the line's.
            for group in line.terms.iter().filter_map(|term| term.group(Bracket::Square)) {
                notes.absorb(group_notes(group));
            }
            return self.push_item(key.name, node, notes);
        }
        for key in self.record.keys {
            let (Style::Body, Shape::Record(record)) = (key.style, &key.shape) else { continue };
            if !cursor.at_word(key.name) {
                continue;
            }
            let start = cursor.here();
            let (node, inner) = section::read(cx, &mut cursor, key.name, record)?;
            notes.absorb(inner);
            let own = entry(key.name, node, start);
            self.set(cx, Entry { notes, ..own });
            return Ok(());
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
            _ => cursor.scalar(format_args!("the value of `{}`", key.name))?,
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
        if self.record.key("transitions").is_some() && cursor.peek_at(1).is_some_and(|term| term.is(Tok::Gt)) {
            let arrow = cursor.peek_at(1).map_or(here, |term| term.span);
            return slip("a transition has an arrow", arrow, "write `->`");
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
                Style::Setting | Style::Body => words.push(key.name),
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
        if let Some(first) = self.entries.iter().find(|entry| entry.key.value() == own.key.value()) {
            let title = format!("`{}` stands twice", own.key.value());
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
                if let Some(first) = entries.iter().find(|entry| entry.key.value() == own.key.value()) {
                    let slip = slip(format!("`{}` stands twice", own.key.value()), own.key.span, "the second one");
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
