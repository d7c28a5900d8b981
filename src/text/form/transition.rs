//! Transitions: `draft -> approved on command Send { only HR }`, `sent -> failed on failure of command Send`.

use crate::ast::{Entry, Node};

use super::super::body;
use super::super::cursor::{Cursor, Read};
use super::super::line::Bracket;
use super::super::scalar;
use super::super::token::Tok;
use super::{LineForm, entry, map};

/// How a command may have come out.
const OUTCOMES: &[&str] = &["success", "failure"];

/// Transitions of workflows.
pub const TRANSITION: LineForm = LineForm {
    word: "transition",
    starts: |cursor| cursor.peek_at(1).is_some_and(|term| term.is(Tok::Arrow)),
    read: |cx, cursor, record| read(cx, cursor, record),
    print: |printer, item, record| {
        let [from, to, rest @ ..] = item.node.as_map()? else { return None };
        if from.key.as_text() != Some("from_state") || to.key.as_text() != Some("to_state") {
            return None;
        }
        if !from.notes.is_bare() || !to.notes.is_bare() {
            return None;
        }
        let mut head = format!("{} -> {}", scalar::name(from.node.as_text()?), scalar::name(to.node.as_text()?));
        let rest = match trigger(rest) {
            Some((trigger, rest)) => {
                head.push_str(&trigger);
                rest
            }
            None => rest,
        };
        let doc = printer.text(head);
        if rest.is_empty() && item.notes.comments().below.is_empty() {
            return Some(doc.append(printer.end(&item.notes)));
        }
        let lines = body::print(printer, record, "transition", rest);
        let folds = lines.len() == 1 && lines.iter().all(|line| line.notes.is_bare()) && item.notes.has_only_end();
        if folds {
            let docs: Vec<_> = lines.into_iter().map(|line| (line.notes, line.doc)).collect();
            let folded = printer.container("{", "}", true, docs, &item.notes, false);
            return Some(doc.append(printer.text(" ")).append(folded));
        }
        Some(body::braced(printer, doc, lines, &item.notes))
    },
};

/// ` on command X`, ` on failure of command X`, ` on event X`: what these entries begin with, and those that follow.
fn trigger(entries: &[Entry]) -> Option<(String, &[Entry])> {
    let (on, rest) = entries.split_first()?;
    let name = scalar::name(on.node.as_text().filter(|_| on.notes.is_bare())?);
    if on.key.as_text()? == "on_event" {
        return Some((format!(" on event {name}"), rest));
    }
    if on.key.as_text()? != "on_command" {
        return None;
    }
    let outcome = rest.split_first().filter(|(own, _)| own.key.as_text() == Some("outcome") && own.notes.is_bare());
    let said = outcome.and_then(|(own, rest)| Some((own.node.as_text().filter(|own| OUTCOMES.contains(own))?, rest)));
    Some(match said {
        Some((outcome, rest)) => (format!(" on {outcome} of command {name}"), rest),
        None => (format!(" on command {name}"), rest),
    })
}

fn read(cx: &mut body::Cx, cursor: &mut Cursor, record: &'static crate::kinds::Record) -> Read<Node> {
    let start = cursor.here();
    let mut entries = vec![entry("from_state", cursor.name("the name of a state")?, start)];
    let span = cursor.here();
    cursor.need_mark(Tok::Arrow)?;
    entries.push(entry("to_state", cursor.name("the name of a state")?, span));
    let span = cursor.here();
    if cursor.word("on") {
        let mark = cursor.here();
        let outcome = OUTCOMES.iter().find(|word| cursor.at_word(word));
        if outcome.is_some() {
            cursor.next();
            cursor.need_word("of")?;
        }
        let key = if cursor.word("command") {
            "on_command"
        } else if outcome.is_none() && cursor.word("event") {
            "on_event"
        } else {
            let what = if outcome.is_some() { "`command`" } else { "`command`, `event`, `success of` or `failure of`" };
            return Err(cursor.expected(what));
        };
        entries.push(entry(key, cursor.name("a name")?, span));
        entries.extend(outcome.map(|outcome| entry("outcome", Node::text(*outcome, mark), mark)));
    }
    let mut end = cursor.here();
    if let Some((group, span)) = cursor.group(Bracket::Brace) {
        entries = body::read(cx, record, "transition", entries, group);
        end = span;
    }
    cursor.done()?;
    Ok(map(entries, start.to(end)))
}
