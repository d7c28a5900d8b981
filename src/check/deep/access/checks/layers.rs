//! C0903, C0904, C0905, C0911 and C0913, and C0310 for routes: the layers that decide who may call one operation.
//!
//! In: one row of the matrix. Out: at most one finding about who may call; the layer that differs from the others is the one that
//! is pointed at.

use std::collections::BTreeSet;

use super::super::grants::Permission;
use super::super::{Answer, Auth, Door, Layer, Say, Verdict};
use super::Row;
use crate::check::gather::Declaration;
use crate::check::place::quoted;
use crate::diag::code::{C0310, C0903, C0904, C0905, C0911, C0913};
use crate::diag::{Clause, Diagnostic, Help, Level, Plain, Where};
use crate::source::Span;

/// The roles that one layer lets through.
struct Voice<'m> {
    layer: Layer,
    roles: BTreeSet<&'m str>,
    span: Span,
    element: &'m str,
}

/// The layers that name whom they let through, and say so without regard to data.
const NAMED: &[Layer] = &[Layer::Route, Layer::Guard, Layer::Required, Layer::Permission];

/// Looks at one operation. That no permission speaks of it comes back: such operations are told together.
pub fn check<'m>(row: &Row<'_, '_, 'm, '_>, findings: &mut Vec<Diagnostic>) -> Option<Unspoken<'m>> {
    let guarded = |answer: &Answer| answer.layer(Layer::Guard).or(answer.layer(Layer::Required)).is_some();
    let (_, first) = row.roles().next()?;
    let granted = row.layers.is_granted();
    let unspoken = if !granted && guarded(first) { Unspoken::of(row) } else { None };
    if granted && !guarded(first) {
        findings.extend(unchecked(row, first));
    }
    let mut voices: Vec<Voice> = NAMED.iter().filter_map(|layer| voice(row, *layer)).collect();
    // A role that has no permissions at all is reported for itself.
    voices.iter_mut().for_each(|voice| voice.roles.retain(|role| row.access.grants.has_any(role)));
    if !row.access.grants.complete || !row.own.sound {
        return unspoken;
    }
    if is_for_bare_role(row) {
        return unspoken;
    }
    if let Some(found) = nobody(row) {
        findings.push(found);
    } else if let Some(found) = odd(row, &voices) {
        findings.push(found);
    } else if let Some(found) = ruled_out(row) {
        findings.push(found);
    } else {
        findings.extend(repeated(row));
    }
    unspoken
}

/// The roles that a layer lets through; none where it is silent, or not understood.
fn voice<'m>(row: &Row<'_, '_, 'm, '_>, layer: Layer) -> Option<Voice<'m>> {
    let mut voice: Option<Voice<'m>> = None;
    let doors = row.access.doors.to(row.own.kind, row.own.name);
    // A role that nothing declares is told at the route.
    let names =
        |door: &Door| matches!(door.auth, Auth::Only(..)) && !row.access.model.sound.is_wounded(door.own, "auth");
    if layer == Layer::Route && !doors.iter().all(names) {
        return None;
    }
    // A guard of ownership names nobody.
    let by_role = |id| row.own.guards(id).next().is_some();
    if layer == Layer::Guard && !by_role("auth.role") && !by_role("auth.permission") {
        return None;
    }
    if layer == Layer::Permission
        && let Some(first) = row.access.grants.direct(row.own).next()
    {
        // Permissions on what it works on let in others too; here the question is for whom it is meant.
        let direct: Vec<_> = row.access.grants.direct(row.own).collect();
        let holders: Vec<_> = direct.iter().flat_map(|own| row.access.grants.holders(own.name)).collect();
        let roles: BTreeSet<&str> = holders.iter().filter_map(|holder| row.access.role(holder.role)).collect();
        let place = holders.first().map_or((first.span, &first.own.element), |own| (own.span, &own.own.element));
        // A permission that nobody has, and one under two names, are reported where they stand.
        let same = |a: &Permission, b: &Permission| a.action == b.action && a.condition == b.condition;
        let twice = direct.iter().enumerate().any(|(at, own)| direct.iter().skip(at + 1).any(|two| same(own, two)));
        return (!roles.is_empty() && !twice).then_some(Voice { layer, roles, span: place.0, element: place.1 });
    }
    for (role, answer) in row.roles() {
        let say = answer.layer(layer)?;
        if say.verdict == Verdict::Unknown {
            return None;
        }
        let voice =
            voice.get_or_insert(Voice { layer, roles: BTreeSet::new(), span: say.span, element: &say.own.element });
        if say.verdict != Verdict::No {
            if voice.roles.is_empty() {
                (voice.span, voice.element) = (say.span, &say.own.element);
            }
            voice.roles.insert(role);
        }
    }
    voice
}

fn named<'a>(roles: impl IntoIterator<Item = &'a &'a str>) -> String {
    let roles: Vec<&str> = roles.into_iter().copied().collect();
    if roles.is_empty() { "nobody".to_owned() } else { quoted(roles, "and") }
}

/// The layer that differs from what most say.
fn odd(row: &Row, voices: &[Voice]) -> Option<Diagnostic> {
    let (first, rest) = voices.split_first()?;
    if rest.iter().all(|voice| voice.roles == first.roles) {
        return None;
    }
    let votes = |voice: &Voice| voices.iter().filter(|other| other.roles == voice.roles).count();
    // The guard of the operation is what is changed most easily, and a permission what is relied on most.
    let weight = |voice: &Voice| match voice.layer {
        Layer::Permission => 3,
        Layer::Required => 1,
        Layer::Guard => 0,
        _ => 2,
    };
    let two = voices.len() == 2 && first.layer == Layer::Route;
    let wrong = if two { first } else { voices.iter().min_by_key(|voice| (votes(voice), weight(voice)))? };
    let right =
        voices.iter().filter(|voice| voice.roles != wrong.roles).max_by_key(|voice| (votes(voice), weight(voice)))?;
    let name = row.own.name;
    let (code, word) = match wrong.layer {
        Layer::Route => (&C0310, "the route to"),
        Layer::Permission => (&C0903, "the permission for"),
        Layer::Required => (&C0903, "the required roles of"),
        _ => (&C0903, "the guard of"),
    };
    let more: Vec<&&str> = wrong.roles.difference(&right.roles).collect();
    let fewer: Vec<&&str> = right.roles.difference(&wrong.roles).collect();
    let other = match right.layer {
        Layer::Permission => "the permission",
        Layer::Required => "the required roles",
        Layer::Route => "the route",
        _ => "the guard",
    };
    let title = match (more.as_slice(), fewer.as_slice()) {
        (more, []) => format!("{word} `{name}` lets in {}, {other} does not", named(more.iter().copied())),
        ([], fewer) => format!("{word} `{name}` keeps out {}, {other} does not", named(fewer.iter().copied())),
        _ => format!("{word} `{name}` lets in others than {other}"),
    };
    // Where a role too many is named, it is the name that must go; where a permission lacks one, it goes into the grant.
    let extra = row.roles().filter(|(role, _)| more.iter().any(|more| **more == *role));
    let mut extra: Vec<_> =
        extra.filter_map(|(_, answer)| answer.layer(wrong.layer)).map(|say| (say.span, &say.own.element)).collect();
    extra.sort();
    let lacking =
        fewer.iter().find_map(|role| row.access.grants.grant(role)).filter(|_| wrong.layer == Layer::Permission);
    let lacking = lacking.map(|(own, span)| (span, &own.element));
    let (span, element) =
        extra.first().copied().or(lacking).map_or((wrong.span, wrong.element), |(span, own)| (span, own.as_str()));
    let mut found = Diagnostic::new(code, title, span, format!("lets in {}", named(&wrong.roles)));
    // A route that is narrower lets in nobody who must not.
    if more.is_empty() && wrong.layer == Layer::Route {
        found.level = Level::Warning;
    }
    for (other, _) in extra.iter().skip(1).filter(|(other, _)| *other != span) {
        found = found.label(*other, "lets in one too many as well");
    }
    for voice in voices.iter().filter(|voice| voice.layer != wrong.layer) {
        found = found.label(voice.span, format!("lets in {}", named(&voice.roles)));
    }
    let all = voices.iter().map(|voice| voice.roles.clone()).reduce(|one, two| &one & &two).unwrap_or_default();
    let found =
        found.note(format!("all of them count: only {} can call it", named(&all))).help("let them name the same roles");
    let place = match wrong.layer {
        Layer::Route => "auth",
        Layer::Guard => "guards",
        Layer::Required => "required_roles",
        _ => "permissions",
    };
    Some(found.at(element, place))
}

/// A guarded operation of which no permission speaks.
pub struct Unspoken<'m> {
    own: &'m Declaration<'m>,
    span: Span,
    /// Where it says whom it lets in, and whom.
    gate: Option<(Span, String)>,
    /// What of it permissions cover, and what not.
    partly: Option<String>,
    help: String,
}

impl<'m> Unspoken<'m> {
    fn of(row: &Row<'_, '_, 'm, '_>) -> Option<Unspoken<'m>> {
        let grants = &row.access.grants;
        let inert = |own: &&Permission| own.resource == row.own.name && own.kind != "entity";
        if grants.all.is_empty() || !grants.complete || !row.own.touch.clear || grants.all.iter().any(|own| inert(&own))
        {
            return None;
        }
        let passes = |say: Option<&Say>| say.is_none_or(|say| say.verdict != Verdict::No);
        let roles: Vec<&str> = row
            .roles()
            .filter(|(_, answer)| passes(answer.layer(Layer::Guard)) && passes(answer.layer(Layer::Required)))
            .map(|(role, _)| role)
            .collect();
        let gate = row.roles().find_map(|(_, answer)| answer.layer(Layer::Required).or(answer.layer(Layer::Guard)));
        let gate = gate.map(|say| (say.span, format!("lets in {}", named(&roles))));
        let partly = grants.wanted(row.own);
        let covered = |(entity, action): &&(&str, &str)| grants.on_entity(entity, action).next().is_some();
        let open: Vec<&str> = partly.iter().filter(|wanted| !covered(wanted)).map(|(entity, _)| *entity).collect();
        let partly = partly
            .iter()
            .any(|wanted| covered(&wanted))
            .then(|| format!("permissions cover other parts of what it touches, but not {}", quoted(open, "and")));
        let action = if row.own.kind == "query" { "read" } else { "write" };
        let help = format!(
            "add a permission for `{}:{}` with the action `{action}`, and grant it",
            row.own.kind, row.own.name
        );
        Some(Unspoken { own: row.own.own, span: row.own.span, gate, partly, help })
    }
}

/// Says of all operations of which no permission speaks that it is so: one finding, at the first of them.
pub fn unspoken(all: &[Unspoken], findings: &mut Vec<Diagnostic>) {
    let Some((first, rest)) = all.split_first() else { return };
    let name = first.own.name.map_or("", |(name, _)| name);
    let title = match rest.len() {
        0 => format!("`{name}` is guarded, but no permission is about it"),
        more => format!("`{name}` and {more} more are guarded, but no permission is about them"),
    };
    let mut found = Diagnostic::new(&C0905, title, first.span, "in no permission");
    if let (Some((span, text)), []) = (&first.gate, rest) {
        found = found.label(*span, text.clone());
    }
    for other in rest {
        found = found.label(other.span, "nor is this");
    }
    found = match (&first.partly, rest) {
        (Some(partly), []) => found.note(partly.clone()),
        _ => found,
    };
    let help = if rest.is_empty() { first.help.clone() } else { format!("{}; likewise for the others", first.help) };
    findings.push(found.help(help).at(first.own.element.as_str(), ""));
}

/// A permission for an operation that asks for nothing.
fn unchecked(row: &Row, first: &Answer) -> Option<Diagnostic> {
    let permission = row.access.grants.direct(row.own).next()?;
    let asks = |door: &Door| matches!(door.auth, Auth::Only(..));
    if !row.own.sound
        || first.layer(Layer::Rule).is_some()
        || row.access.doors.to(row.own.kind, row.own.name).iter().any(asks)
    {
        return None;
    }
    let title = format!("nothing asks for the permission `{}`", permission.name);
    let found = Diagnostic::new(&C0904, title, permission.resource_span, "never asked for there")
        .label(row.own.span, "has no guard, and requires nothing")
        .help(Help::from(format!("let `{}` require it: ", row.own.name)).clause(Clause::new(
            Where::Declaration(&["commands"]),
            "required_permissions",
            Plain::list([permission.name]),
        )));
    Some(found.at(permission.own.element.as_str(), "resource"))
}

/// Whether only a role that has no permissions at all may call an operation: that is told of the role.
fn is_for_bare_role(row: &Row) -> bool {
    let bare = |role: &str| !row.access.grants.has_any(role);
    let passes = |say: &Say| say.verdict != Verdict::No || matches!(say.layer, Layer::Permission | Layer::Transition);
    let mut let_in = row.roles().filter(|(_, answer)| answer.says.iter().all(passes)).peekable();
    let_in.peek().is_some()
        && let_in.all(|(role, _)| bare(role))
        && row.access.model.sound.every("grant").next().is_some()
}

/// What the layers say of the call itself: that no role can make a transition is told of the workflow.
fn of_calls<'y, 'm>(answer: &'y Answer<'m>) -> impl Iterator<Item = &'y Say<'m>> {
    answer.says.iter().filter(|say| say.layer != Layer::Transition)
}

/// An operation that every layer lets somebody call, and all together nobody.
fn nobody(row: &Row) -> Option<Diagnostic> {
    let roles: Vec<(&str, &Answer)> = row.roles().collect();
    let refuses = |answer: &Answer, layer: Layer| answer.layer(layer).is_some_and(|say| say.verdict == Verdict::No);
    let out = |(_, answer): &(&str, &Answer)| of_calls(answer).any(|say| say.verdict == Verdict::No);
    if roles.is_empty() || !roles.iter().all(out) {
        return None;
    }
    let layers: BTreeSet<Layer> = roles.iter().flat_map(|(_, answer)| of_calls(answer)).map(|say| say.layer).collect();
    // One layer that refuses everybody is a mistake of its own.
    if layers.iter().any(|layer| roles.iter().all(|(_, answer)| refuses(answer, *layer))) {
        return None;
    }
    let mut found = Diagnostic::new(
        &C0911,
        format!("nobody can call `{}`", row.own.name),
        row.own.span,
        "every role is kept out by something",
    );
    for layer in layers {
        let out: Vec<&(&str, &Answer)> = roles.iter().filter(|(_, answer)| refuses(answer, layer)).collect();
        if let Some(say) = out.first().and_then(|(_, answer)| answer.layer(layer)) {
            let names = out.iter().map(|(role, _)| *role);
            found = found.label(say.span, format!("the {} keeps out {}", layer.name(), quoted(names, "and")));
        }
    }
    Some(found.help("let one role through everywhere").at(row.own.own.element.as_str(), ""))
}

/// Roles that guard and permission let in, and of which a rule that names them refuses each call. One that refuses everybody is a mistake of its
/// own.
fn ruled_out(row: &Row) -> Option<Diagnostic> {
    let lets_in = |answer: &Answer, layer| answer.layer(layer).is_some_and(|say| say.verdict != Verdict::No);
    let is_let_in = |answer: &Answer| {
        (lets_in(answer, Layer::Guard) || lets_in(answer, Layer::Required)) && lets_in(answer, Layer::Permission)
    };
    let refused = |answer: &Answer<'_>| answer.layer(Layer::Rule).is_some_and(|say| say.verdict == Verdict::No);
    if row.roles().all(|(_, answer)| refused(answer)) {
        return None;
    }
    let ruled = |(role, answer): &(&str, &Answer)| {
        let names = |say: &Say| {
            let mut all = row.access.decisions(row.own).iter().filter(|own| std::ptr::eq(own.own, say.own));
            all.any(|own| own.roles().any(|name| name == *role))
        };
        refused(answer) && answer.layer(Layer::Rule).is_some_and(names)
    };
    let out: Vec<(&str, &Answer)> = row.roles().filter(|own| is_let_in(own.1) && ruled(own)).collect();
    let (_, first) = out.first()?;
    let rule = first.layer(Layer::Rule)?;
    let names = quoted(out.iter().map(|(role, _)| *role), "and");
    let title = format!(
        "`{}` refuses each call of `{}` by {names}, whom guard and permission let in",
        rule.own.name.map_or("", |(name, _)| name),
        row.own.name
    );
    let mut found = Diagnostic::new(&C0903, title, rule.span, format!("keeps out {names}"));
    for layer in [Layer::Guard, Layer::Required, Layer::Permission] {
        if let Some(say) = first.layer(layer).filter(|say| say.verdict != Verdict::No) {
            found = found.label(say.span, "lets them in");
        }
    }
    Some(
        found
            .help("let the rule accept some of their calls, or take the role out")
            .at(rule.own.element.as_str(), "rows"),
    )
}

/// One decision that is written down four times.
fn repeated(row: &Row) -> Option<Diagnostic> {
    let all = [Layer::Guard, Layer::Required, Layer::Permission, Layer::Rule, Layer::Transition];
    let (_, one) = row.roles().next()?;
    let may_speak = |layer: &&Layer| **layer == Layer::Permission || one.layer(**layer).is_some();
    if all.iter().filter(may_speak).count() < 4 {
        return None;
    }
    let mut voices: Vec<Voice> = all.into_iter().filter_map(|layer| voice(row, layer)).collect();
    let first = voices.first()?.roles.clone();
    let plain = row.roles().all(|(_, answer)| answer.says.iter().all(|say| say.verdict != Verdict::Conditional));
    // A guard and `required_roles` are two ways to say one thing.
    if voices.iter().any(|voice| voice.layer == Layer::Guard) {
        voices.retain(|voice| voice.layer != Layer::Required);
    }
    if voices.len() < 4 || !plain || voices.iter().any(|voice| voice.roles != first) {
        return None;
    }
    let title = format!("four places decide that {} may call `{}`", named(&first), row.own.name);
    let mut found = Diagnostic::new(&C0913, title, row.own.span, "decided again and again");
    for voice in &voices {
        found = found.label(voice.span, format!("by the {}", voice.layer.name()));
    }
    let found = found
        .note("they agree today, and must be changed together")
        .help("leave the decision to one of them, such as the permission");
    Some(found.at(row.own.own.element.as_str(), ""))
}
