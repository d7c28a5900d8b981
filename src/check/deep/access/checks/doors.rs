//! C0310, C0311, C0314 and C1407: routes that let in others than their operation, and what they take on trust.
//!
//! In: the doors of one operation, and all of them. Out: findings.

use super::super::{Access, Auth, Door, Layer, Verdict, Who};
use super::Row;
use crate::ast::Node;
use crate::check::deep::parts::{Field, each_field, is_true, text};
use crate::check::gather::Declaration;
use crate::diag::code::{C0310, C0311, C0314, C1407};
use crate::diag::{Clause, Diagnostic, Help, Level, Where};
use crate::source::Span;

/// Looks at the routes to one operation.
pub fn check(row: &Row, findings: &mut Vec<Diagnostic>) {
    for door in row.doors() {
        if let (Auth::Open, Some(span)) = (&door.auth, door.span) {
            findings.extend(open(row, door.own, span));
        }
        for field in each_field(door.own.node, "request_schema") {
            findings.extend(identity(row, door.own, &field));
        }
    }
}

fn open(row: &Row, own: &Declaration, span: Span) -> Option<Diagnostic> {
    let (_, answer) = row.answers.iter().find(|(who, _)| *who == Who::Anonymous)?;
    let name = row.own.name;
    let inner = [Layer::Guard, Layer::Required];
    let refuses = inner.iter().filter_map(|layer| answer.layer(*layer)).find(|say| say.verdict == Verdict::No);
    if let Some(say) = refuses {
        let title = format!("this route lets everybody in, but `{name}` asks who calls");
        let found = Diagnostic::new(&C0310, title, span, "nobody has to say who they are")
            .label(say.span, "only a known caller passes here")
            .help(Help::from("write ").clause(required()).words(", or drop the guard"));
        return Some(found.at(own.element.as_str(), "auth"));
    }
    let enters = text(row.own.own.node, "category").is_some_and(|(category, _)| category.starts_with("auth."));
    if row.own.kind != "command" || enters {
        return None;
    }
    let title = format!("everybody can call the command `{name}` without saying who they are");
    let mut found = Diagnostic::new(&C1407, title, span, "asks for nothing").label(row.own.span, "changes something");
    if let Some(node) = wanted(row.access) {
        found.level = Level::Error;
        found = found.label(node.span, "every caller must be known and allowed");
    }
    let found = match row.access.roles.is_empty() {
        true => found.help(Help::from("write ").clause(required())),
        false => found.help("say which roles may call it: `role:` and the name of one"),
    };
    Some(found.at(own.element.as_str(), "auth"))
}

/// That callers must say who they are.
fn required() -> Clause {
    Clause::new(Where::Declaration(&["routes"]), "auth", "required")
}

/// Where the security baseline says that every caller must be known or allowed.
fn wanted<'m>(access: &Access<'_, 'm, '_>) -> Option<&'m Node> {
    let mut all = access
        .model
        .sound
        .all("security")
        .flat_map(|own| ["authz_required", "auth_required"].map(|key| own.node.get(key)));
    all.find(|node| is_true(*node)).flatten()
}

/// C1407: the commands that every known caller may call, where the others ask for more, or all have to.
#[derive(Default)]
pub struct Unasked {
    /// How many commands have a route.
    commands: usize,
    for_all: Vec<Diagnostic>,
}

impl Unasked {
    /// Looks at one operation.
    pub fn look(&mut self, row: &Row) {
        if row.own.kind != "command" || row.doors().is_empty() {
            return;
        }
        self.commands += 1;
        if !is_for_all(row) {
            return;
        }
        let name = row.own.name;
        let title = format!("every known caller can call `{name}`, whatever their role");
        let mut found = Diagnostic::new(&C1407, title, row.own.span, "no guard, role, permission, policy or rule");
        if let Some(door) = row.doors().first() {
            found = found.label(door.span.unwrap_or(door.own.node.span), "lets in whoever is known");
        }
        let found = found
            .note("most commands with a route ask for more than that a caller is known")
            .help("say which roles may call it, in a guard or in the route");
        self.for_all.push(found.at(row.own.own.element.as_str(), "guards"));
    }

    /// Says what it was, where it is the exception.
    pub fn report(&mut self, access: &Access, findings: &mut Vec<Diagnostic>) {
        let sound = access.model.sound;
        let known = sound.is_all_read() && sound.is_whole("policy") && sound.is_whole("rule");
        // Where many commands are for all, that is how the system is meant.
        if known && !access.roles.is_empty() && self.for_all.len() * 4 <= self.commands {
            findings.append(&mut self.for_all);
        }
    }
}

/// Whether nothing but its route has a say about the callers of a command, and it lets in all that are known. What a caller does with
/// what is its own is for all.
fn is_for_all(row: &Row) -> bool {
    let known = |door: &Door| matches!(door.auth, Auth::Known);
    let texts = row.access.model.texts(row.own.own);
    let of_caller =
        || !texts.of_caller.is_empty() || texts.names.iter().any(|(word, _)| word.text.starts_with("actor."));
    let category = text(row.own.own.node, "category").map_or("", |(category, _)| category);
    let mut says = row.roles().flat_map(|(_, answer)| &answer.says);
    row.own.sound
        && !category.starts_with("auth.")
        && row.doors().iter().all(known)
        && says.all(|say| say.layer == Layer::Route && say.verdict == Verdict::Yes)
        && !of_caller()
}

/// Words before `_by` that ask how to sort, and not who did it.
const SORTS: &[&str] = &["sort", "order", "group", "filter", "search", "rank", "limit", "split", "divide", "sorted"];
/// Names for the id of whoever calls.
const CALLER: &[&str] = &["actor_id", "user_id", "caller_id", "current_user_id", "requester_id", "requesting_user_id"];

fn identity(row: &Row, own: &Declaration, field: &Field) -> Option<Diagnostic> {
    let done =
        field.name.strip_suffix("_by").is_some_and(|verb| !SORTS.contains(&verb.rsplit('_').next().unwrap_or(verb)));
    let input = row.own.input(field.name).filter(|input| !input.has("bind"))?;
    if !done && !CALLER.contains(&field.name) {
        return None;
    }
    let title = format!("the client says who they are: `{}` of `{}`", field.name, row.own.name);
    let found = Diagnostic::new(&C0314, title, field.span, "whatever is sent is believed")
        .label(input.span, "the caller is known to the server")
        .help(
            Help::from(format!("take `{}` from the server, ", field.name))
                .clause(Clause::bind(field.name, "actor.id"))
                .words(", and not from the request"),
        );
    Some(found.at(own.element.as_str(), format!("request_schema/{}/name", field.at)))
}

/// Says once that callers have to say who they are, but not how.
pub fn of_set(access: &Access, findings: &mut Vec<Diagnostic>) {
    let sound = access.model.sound;
    let told = sound.every("actor").any(|own| own.node.get("scheme").is_some())
        || sound.every("actor").count() > sound.all("actor").count()
        || sound.every("oauth2_provider").next().is_some()
        || !sound.is_all_read();
    if told {
        return;
    }
    let asks = |own: &&Declaration| text(own.node, "auth").is_some_and(|(auth, _)| auth != "none" && auth != "public");
    let mut asking = sound.all("route").filter(asks);
    let Some((first, (_, span))) = asking.next().and_then(|own| Some((own, text(own.node, "auth")?))) else { return };
    let mut found = Diagnostic::new(
        &C0311,
        "callers have to say who they are, and nothing says how",
        span,
        "by a token, a session, a key?",
    );
    if let Some((actor, key)) = sound.every("actor").next().and_then(|own| Some((own, own.node.as_map()?.first()?))) {
        found = found.label(key.key.span, "the actor has no scheme").at(actor.element.as_str(), "");
    }
    for (_, span) in asking.filter_map(|own| text(own.node, "auth")) {
        found = found.label(span, "asks for it too");
    }
    let found = found.help("declare the actor with its scheme, such as `bearer_jwt`");
    findings.push(found.at(first.element.as_str(), "auth"));
}
