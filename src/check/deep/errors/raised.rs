//! C1301 and C1308: errors that something in an operation names and its list leaves out, and listed ones that nothing in it can raise.
//!
//! In: an operation with its guards and steps, the transitions that it makes happen, and the rules and policies about it. Out: a finding for
//! each error. What a caller of any operation may meet, as that it is not known, is never too much.

use super::absence::is_named;
use super::known::Errors;
use super::{facts, list_of};
use crate::check::deep::access::rules::target;
use crate::check::deep::model::{Effect, Model, Operation};
use crate::check::deep::parts::{bare, items, text};
use crate::check::gather::Declaration;
use crate::check::place::cut;
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::code::{C1301, C1308};
use crate::diag::{Change, Diagnostic};
use crate::lookup::HashMap;
use crate::source::Span;

/// The places where something of an operation names an error: the error, what it is that raises it, and where that is said.
type Raised<'m> = Vec<(&'m str, &'static str, Span)>;

/// For each error the first place in the set where a rule, a policy, a guard or a step names it.
pub struct Sources<'m>(HashMap<&'m str, Span>);

impl<'m> Sources<'m> {
    /// The sources of all errors.
    pub fn of(model: &Model<'m, '_>) -> Sources<'m> {
        let mut all: HashMap<&str, Span> = HashMap::default();
        let mut add = |found: Option<(&'m str, Span)>| {
            if let Some((error, span)) = found {
                all.entry(bare(error)).or_insert(span);
            }
        };
        model.sound.every("rule").for_each(|own| add(text(own.node, "error")));
        for policy in model.sound.every("policy") {
            items(policy.node, "effects").iter().for_each(|item| add(text(&item.node, "error")));
        }
        for operation in &model.operations {
            named(operation, &mut |_, error, span| add(Some((error, span))));
        }
        Sources(all)
    }
}

/// Looks at an operation.
pub fn check<'m>(
    model: &Model<'m, '_>,
    (sources, errors): (&Sources<'m>, &Errors<'m>),
    operation: &Operation<'m>,
    findings: &mut Vec<Diagnostic>,
) {
    let mut raised: Raised = Vec::new();
    named(operation, &mut |what, error, span| raised.push((error, what, span)));
    for rule in model.about("rule", operation.name) {
        let ours = target(model, rule).is_some_and(|own| own.kind == operation.kind && own.name == operation.name);
        raised.extend(
            text(rule.node, "error").filter(|_| ours).map(|(error, span)| (bare(error), "a rule raises it", span)),
        );
    }
    for transition in model.transitions_on(operation.name) {
        let failures = transition.effects.iter().filter_map(|own| text(own.node, "on_failure"));
        raised.extend(failures.map(|(error, span)| (bare(error), "a step of its transition raises it", span)));
    }
    let policies = policies(model, operation);
    for policy in &policies {
        raised.extend(of_policy(operation, policy));
    }
    let mut told: Vec<&str> = Vec::new();
    for (error, ..) in &raised {
        let listed = operation.errors.iter().any(|(name, _)| name == error);
        if !listed && !told.contains(error) && model.sound.one("error", error).is_some() {
            told.push(error);
            findings.push(unlisted(operation, error, &raised));
        }
    }
    if operation.kind == "command" && operation.is_clear() && model.sound.is_everything() {
        let open = policies.iter().chain(model.about("policy", "global")).any(|own| may_deny_with_any(own))
            || model.about("rule", operation.name).iter().any(|own| own.node.get("error").is_none());
        let limited = policies.iter().any(|own| is_quota(operation, own));
        idle(model, (sources, errors), operation, &raised, (open, limited), findings);
    }
}

/// Calls `each` for every error that a guard or a step of an operation names.
fn named<'m>(operation: &Operation<'m>, each: &mut dyn FnMut(&'static str, &'m str, Span)) {
    for item in items(operation.own.node, "guards") {
        text(&item.node, "on_failure")
            .into_iter()
            .for_each(|(error, span)| each("a guard raises it", bare(error), span));
    }
    for effect in &operation.effects {
        text(effect.node, "on_failure")
            .into_iter()
            .for_each(|(error, span)| each("a step raises it", bare(error), span));
    }
}

/// The policies about an operation, and about the rows that it writes or looks up.
fn policies<'m>(model: &Model<'m, '_>, operation: &Operation<'m>) -> Vec<&'m Declaration<'m>> {
    let about = |kind: &'static str, name: &str| {
        model.about("policy", name).iter().copied().filter(move |own| {
            let scope = text(own.node, "scope").and_then(|(scope, _)| cut(scope, b':'));
            scope.is_some_and(|(own, _)| own.trim().eq_ignore_ascii_case(kind))
        })
    };
    let mut all: Vec<&'m Declaration<'m>> = about(operation.kind, operation.name).collect();
    if operation.kind == "command" {
        for name in operation.touch.writes.keys().chain(&operation.touch.loads) {
            for own in about("entity", name) {
                if all.iter().all(|other| other.at != own.at) {
                    all.push(own);
                }
            }
        }
    }
    all
}

/// Whether a policy may deny and does not say how it answers then.
fn may_deny_with_any(policy: &Declaration) -> bool {
    let denies = |item: &crate::ast::Item| text(&item.node, "type").is_none_or(|(kind, _)| kind != "allow");
    items(policy.node, "effects").iter().any(|item| denies(item) && item.node.get("error").is_none())
}

/// Whether a policy limits how often an operation is called.
fn is_quota(operation: &Operation, policy: &Declaration) -> bool {
    let counts = |item: &crate::ast::Item| {
        let retains = item.node.get("params").is_some_and(|params| params.get("min_retention_days").is_some());
        text(&item.node, "type").is_some_and(|(kind, _)| kind == "limit") && !retains
    };
    text(policy.node, "scope").is_some_and(|(scope, _)| bare(scope) == operation.name)
        && items(policy.node, "effects").iter().any(counts)
}

/// The errors with which a policy answers callers of an operation: it denies them, or keeps rows that it deletes. Of the rows of an entity a
/// denial is that of what is stored in them: it matters to who stores it.
fn of_policy<'m>(operation: &Operation<'m>, policy: &'m Declaration<'m>) -> Raised<'m> {
    let says = |item: &crate::ast::Item| item.node.get("error").is_some();
    let effects = items(policy.node, "effects");
    if !effects.iter().any(says) {
        return Vec::new();
    }
    let roles = policy.node.get("roles").map(|_| crate::check::deep::model::entity::names(policy.node, "roles"));
    let meets =
        roles.is_none_or(|roles| operation.roles().is_none_or(|own| roles.iter().any(|role| own.contains(bare(role)))));
    if !meets {
        return Vec::new();
    }
    let scope = text(policy.node, "scope").map_or("", |(scope, _)| bare(scope));
    let deletes = operation.touch.writes.get(scope) == Some(&true);
    let own = scope == operation.name;
    let stores = || {
        let looked = items(policy.node, "conditions").iter().filter_map(|item| Some(text(&item.node, "field")?.0));
        let looked: Vec<&str> = looked.map(|path| path.rsplit('.').next().unwrap_or(path)).collect();
        let steps = operation.effects.iter().filter(|own| own.entity().is_some_and(|(name, _)| name == scope));
        let sets = |own: &Effect, name: &str| {
            own.map("set").map_or(own.creates(), |set| set.iter().any(|entry| entry.key.as_text() == Some(name)))
        };
        steps.into_iter().any(|own| looked.iter().any(|name| sets(own, name)))
    };
    let of = |item: &'m crate::ast::Item| {
        let (error, span) = text(&item.node, "error")?;
        let keeps = item.node.get("params").is_some_and(|params| params.get("min_retention_days").is_some());
        let label = match text(&item.node, "type")?.0 {
            "deny" if own || stores() => "a policy denies with it",
            "limit" if own || keeps && deletes => "a limit answers with it",
            _ => return None,
        };
        Some((bare(error), label, span))
    };
    effects.iter().filter_map(of).collect()
}

fn unlisted(operation: &Operation, error: &str, raised: &Raised) -> Diagnostic {
    let title = format!("`{}` can fail with `{error}`, and does not list it", operation.name);
    let mut found = Diagnostic::new(&C1301, title, list_of(operation), "not among its errors");
    for (_, what, span) in raised.iter().filter(|(name, ..)| *name == error) {
        found = found.label(*span, *what);
    }
    found
        .help(format!("add `{error}` to its errors, or let that answer with one of them"))
        .change(
            format!("add `{error}` to its errors"),
            MaybeIncorrect,
            [Change::add(operation.own.node.span, "errors", error)],
        )
        .at(operation.own.element.as_str(), "errors")
}

/// C1308: an error that is listed, and that nothing in an operation can raise. `open` says that something may answer with any error, `limited`
/// that a policy limits how often it is called.
fn idle<'m>(
    model: &Model<'m, '_>,
    (sources, errors): (&Sources<'m>, &Errors<'m>),
    operation: &Operation<'m>,
    raised: &Raised,
    (open, limited): (bool, bool),
    findings: &mut Vec<Diagnostic>,
) {
    let calls = model.steps_of(operation).any(|own| own.is_external());
    let moves = model.transitions_on(operation.name).next().is_some();
    let writes = moves || operation.effects.iter().any(|own| own.writes());
    let asks = items(operation.own.node, "guards").iter().any(|item| {
        text(&item.node, "id").is_none_or(|(id, _)| !id.starts_with("auth.") && id != "exists" && id != "ownership")
    });
    let once =
        model.about("reliability", operation.name).iter().any(|own| own.node.get("idempotency_key_field").is_some());
    for (at, (name, span)) in operation.errors.iter().enumerate() {
        let Some((_, status, category)) = facts(model, name) else { continue };
        let source = sources.0.get(name);
        let (label, why) = match (category, status) {
            ("security", _) | (_, 401 | 403) => continue,
            // Where nothing says how often, it is that of a rate limit.
            (_, 429) if limited && !open => ("no limit answers with it", None),
            (_, 429) => continue,
            ("integration", _) if !calls => ("nothing outside is called", None),
            (_, 409 | 412 | 423) if !writes && !asks && !open && !once => ("nothing here can be in conflict", None),
            ("business" | "validation", 400 | 413 | 415 | 422) if source.is_some() && !open => {
                ("raised by nothing here", source)
            }
            ("business", 409) if source.is_some() && !open && !once && !conflicts(model, errors, operation, name) => {
                ("raised by nothing here", source)
            }
            _ => continue,
        };
        // The last to be asked: it looks through all that is said of the operation.
        if raised.iter().any(|(error, ..)| error == name) || is_named(model, operation, name) {
            continue;
        }
        let title = format!("`{}` lists `{name}`, which nothing in it can raise", operation.name);
        let mut found = Diagnostic::new(&C1308, title, *span, label);
        found = why.into_iter().fold(found, |found, span| found.label(*span, "raised here, which is not about it"));
        let found = found
            .note("looked at guards, steps, transitions, rules, policies, and what called services answer")
            .help("take it out, or say what raises it");
        findings.push(found.at(operation.own.element.as_str(), format!("errors/{at}")));
    }
}

/// Whether an error may be the conflict of a guard that names none, of a row that must be unique, or of one that others point at.
fn conflicts(model: &Model, errors: &Errors, operation: &Operation, name: &str) -> bool {
    let unnamed = |id| operation.guards(id).any(|(_, guard)| guard.get("on_failure").is_none());
    if unnamed("not_exists") || !errors.is_taken(name) && (unnamed("state.equals") || unnamed("state.in")) {
        return true;
    }
    model.steps_of(operation).filter(|own| own.writes()).any(|effect| {
        if effect.id == "db.delete" {
            return !errors.is_taken(name);
        }
        let Some(entity) = effect.entity().and_then(|(name, _)| model.entity(name)) else { return true };
        let of_table = model.table_of(entity).map_or(&[][..], |table| table.unique.as_slice());
        let uniques = entity.unique.iter().chain(of_table).map(|own| own.names.as_slice());
        uniques.chain([&[entity.key][..]]).any(|names| errors.answers(name, 409, entity, names))
    })
}
