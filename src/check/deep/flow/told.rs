//! C0424: what a step outside brings about, told or stored before that step is done.
//!
//! In: a command with a step outside: one that runs after the commit, or one in a command without a transaction. Out: one finding for all
//! that says too early that it is done: an event, a value or a moment named after the act (`PayslipSent`, `sent`, `sent_at`). What a
//! row says of itself (`DocumentDeleted`) is no matter of a step outside, and is left alone.

use super::order::{is_late, what};
use crate::check::deep::model::{Effect, Model, Operation, template, words};
use crate::check::deep::parts::is_true;
use crate::diag::Diagnostic;
use crate::diag::code::C0424;
use crate::source::Span;

/// What a mail or a message has become once it is out.
pub const OUT: &[&str] = &["sent", "mailed", "emailed", "notified", "delivered", "dispatched"];

/// Words of these that are said of goods as well.
const OF_GOODS: &[&str] = &["delivered", "dispatched"];

/// What goes out by mail or message.
const MESSAGES: &[&str] = &["mail", "email", "message", "letter", "notification", "notice", "reminder", "newsletter"];

/// What is done with rows: their words say nothing of a service.
const OF_ROWS: &[&str] =
    &["create", "add", "insert", "update", "change", "delete", "remove", "put", "store", "save", "get", "read", "list"];

/// Something that is said, where it is said, and its place in the command.
pub struct Said<'m> {
    what: String,
    verb: &'static str,
    span: Span,
    place: String,
    name: &'m str,
}

/// Looks at a command.
pub fn check(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    if operation.kind != "command" {
        return;
    }
    let transaction = is_true(operation.own.node.get("transaction"));
    for step in operation.effects.iter().filter(|own| own.sound && own.is_external()) {
        if transaction && !is_late(step) {
            continue;
        }
        let said = early(model, operation, step, is_late(step));
        let first = said.iter().find(|own| own.verb == "tells").or(said.first());
        let Some(first) = first else { continue };
        let (act, done) = (what(step), if step.id.starts_with("send.") { "goes out" } else { "is made" });
        let title = format!("`{}` {} {} before {act} {done}", operation.name, first.verb, first.what);
        let found = Diagnostic::new(&C0424, title, first.span, "said before it has happened");
        let others = said.iter().filter(|own| own.place != first.place);
        let found = others.fold(found, |found, own| found.label(own.span, "and this"));
        let label = if is_late(step) { "done only after the commit" } else { "only this brings it about" };
        let found = found
            .label(step.span, label)
            .note(format!("example: {act} fails, and `{}` has been said all the same", first.name))
            .help("store what is not done yet as such, and tell and store what came of it in transitions on success and on failure");
        findings.push(found.at(operation.own.element.as_str(), first.place.as_str()));
        return;
    }
}

/// What is said of a step before it is done, were it to run after the commit or at its place.
pub fn early<'m>(model: &Model<'m, '_>, operation: &Operation<'m>, step: &Effect, late: bool) -> Vec<Said<'m>> {
    let mut said = Vec::new();
    let Some(act) = Act::of(step) else { return said };
    let before = |own: &&Effect| own.at != step.at && !is_late(own) && (late || own.at < step.at);
    for own in operation.effects.iter().filter(before).filter(|own| own.sound) {
        if let Some((name, span)) = own.event() {
            if words::last(name).is_some_and(|word| act.has_done(word.as_str(), name)) {
                let place = format!("effects/{}/params/event", own.at);
                said.push(Said { what: format!("`{name}`"), verb: "tells", span, place, name });
            }
            continue;
        }
        let Some(entity) = own.entity().filter(|_| own.writes() && own.id != "db.delete") else { continue };
        // What a new row is not told gets its moments from the clock.
        let set = own.map("set").unwrap_or(&[]);
        let given = |name: &str| set.iter().any(|entry| entry.key.as_text() == Some(name));
        let fields = model.entity(entity.0).map_or(&[][..], |entity| entity.fields.as_slice());
        let clocked = fields.iter().find(|field| {
            own.creates()
                && field.is_required()
                && !field.has("default")
                && !given(field.name)
                && act.is_moment(field.name, entity.0)
        });
        if let Some(field) = clocked.filter(|field| operation.input(field.name).is_none()) {
            let what = format!("a `{}` with `{}`", entity.0, field.name);
            let place = format!("effects/{}/params/entity", own.at);
            said.push(Said { what, verb: "stores", span: entity.1, place, name: field.name });
        }
        for entry in set {
            let (Some(name), Some(value)) = (entry.key.as_text(), entry.node.as_text()) else { continue };
            let place = format!("effects/{}/params/set/{name}", own.at);
            if act.is_moment(name, entity.0) {
                said.push(Said { what: format!("`{name}`"), verb: "stores", span: entry.node.span, place, name });
            } else if !template::has(value) && act.has_done(value, entity.0) {
                let what = format!("`{name}` as `{value}`");
                said.push(Said { what, verb: "stores", span: entry.node.span, place, name: value });
            }
        }
    }
    said
}

/// What a step does outside.
enum Act<'m> {
    /// Something goes out to somebody.
    Sends,
    /// An operation with this verb.
    Verb(words::Word<'m>),
}

impl<'m> Act<'m> {
    fn of(step: &Effect<'m>) -> Option<Act<'m>> {
        if step.id.starts_with("send.") {
            return Some(Act::Sends);
        }
        let verb = words::each(step.operation()?.0).next()?;
        match verb.as_str() {
            "send" | "mail" | "notify" | "deliver" => Some(Act::Sends),
            other if OF_ROWS.contains(&other) => None,
            _ => Some(Act::Verb(verb)),
        }
    }

    /// Whether a word says that it is done, said of something of this name.
    fn has_done(&self, word: &str, of: &str) -> bool {
        let is_message = || words::each_stem(of).any(|word| MESSAGES.contains(&word.as_str()));
        match self {
            Act::Sends => OUT.contains(&word) && (!OF_GOODS.contains(&word) || is_message()),
            Act::Verb(verb) => is_past(verb.as_str(), word),
        }
    }

    /// Whether a name is that of the moment at which it was done, in something of this name: `sent_at`.
    fn is_moment(&self, name: &str, of: &str) -> bool {
        name.strip_suffix("_at")
            .or_else(|| name.strip_suffix("_on"))
            .is_some_and(|word| words::last(word).is_some_and(|word| self.has_done(word.as_str(), of)))
    }
}

/// Whether a word says that what the verb says is done: `charge`, `charged`; `notify`, `notified`; `ship`, `shipped`; `pay`, `paid`.
pub fn is_past(verb: &str, word: &str) -> bool {
    if let Some((_, past)) = [("pay", "paid"), ("sell", "sold"), ("hold", "held")].iter().find(|(own, _)| *own == verb)
    {
        return word == *past;
    }
    let Some(rest) = word.strip_suffix("ed") else { return false };
    let doubled = rest.len() > 1 && rest.strip_suffix(|c: char| verb.ends_with(c)) == Some(verb);
    let with_y = rest.strip_suffix('i').is_some_and(|stem| verb.strip_suffix('y') == Some(stem));
    rest == verb || verb.strip_suffix('e') == Some(rest) || with_y || doubled
}

#[cfg(test)]
mod tests {
    use super::is_past;

    #[test]
    fn verbs_are_known_in_the_past() {
        for (verb, word) in
            [("charge", "charged"), ("notify", "notified"), ("ship", "shipped"), ("pay", "paid"), ("book", "booked")]
        {
            assert!(is_past(verb, word), "{verb} {word}");
        }
        assert!(!is_past("charge", "changed") && !is_past("book", "bought") && !is_past("ship", "ships"));
    }
}
