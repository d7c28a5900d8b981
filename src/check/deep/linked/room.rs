//! C0202, C1002 and C1701: values that one of two fields may have, and the other has no room for.
//!
//! In: pairs. Out: a finding for each column that is too short or too small for its field or whose condition refuses what the field allows,
//! for each input that takes a value which what it fills cannot have, and for each request that takes whole numbers only. What an entity holds where it is read may be less than it could, so
//! that nothing is said of answers and events.

use super::pairs::{Link, Owner, Spot};
use crate::check::deep::model::bounds::{Bound, Bounds};
use crate::check::deep::model::types::{Plain, plain};
use crate::check::deep::model::{Model, literal, sql, template, words};
use crate::check::deep::parts::{changes, text};
use crate::check::deep::share::Share;
use crate::check::deep::tables::{Number, ONE, shown};
use crate::check::place::quoted;
use crate::diag::code::{C0202, C1002, C1701};
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// Looks at one pair.
pub fn look(model: &Model, given: Spot, wanted: Spot, link: Link, found: &mut Vec<Diagnostic>) {
    // What is only compared needs no room.
    if matches!(link, Link::Key | Link::Compared(_)) {
        return;
    }
    match (given.owner, wanted.owner) {
        // What a query is asked for may be more than there is: `all`.
        (Owner::Input(own), Owner::Entity(_) | Owner::Column(_)) if own.kind == "query" => {}
        (_, Owner::Column(_)) => {
            found.extend(column(model, given, wanted));
            found.extend(refused(given, wanted));
        }
        // What is copied from a row may be any of its values.
        (Owner::Entity(_), Owner::Entity(_) | Owner::Sent(_)) if matches!(link, Link::Template(..)) => {
            found.extend(values(model, given, wanted));
        }
        (Owner::Input(_) | Owner::Request(_), Owner::Entity(_) | Owner::Sent(_) | Owner::Input(_)) => {
            found.extend(values(model, given, wanted));
            found.extend(whole(given, wanted));
            found.extend(wider(given, wanted));
        }
        _ => {}
    }
}

fn column(model: &Model, field: Spot, column: Spot) -> Option<Diagnostic> {
    let (kind, span) = column.field.kind()?;
    let (title, label, at) = match (sql::sql(kind)?, sql::sizes(kind).as_slice()) {
        (sql::Sql::Text, [room]) => {
            let (letters, what, at) = longest(model, field)?;
            let title = format!("the column `{}` holds {room} characters, {what}", column.field.name);
            (*room < letters).then_some((title, format!("room for {room}"), at))?
        }
        (sql::Sql::Decimal, [digits, rest @ ..]) => {
            let behind = rest.first().copied().unwrap_or(0);
            let bounds = Bounds::of(&field.field);
            let limit = 10i128.checked_pow(u32::try_from(digits.checked_sub(behind)?).ok()?)?;
            let high = [bounds.max, bounds.min].into_iter().flatten();
            let mut high = high.filter(|(own, _)| own.fixed().abs() >= limit.saturating_mul(ONE));
            let name = column.field.name;
            if let Some((value, at)) = high.next() {
                let value = shown(value);
                (
                    format!("the column `{name}` holds less than {limit}, the field may be {value}"),
                    "too small".into(),
                    at,
                )
            } else {
                let (scale, at) = bounds.scale.filter(|(scale, _)| *scale > behind)?;
                let title = format!("the column `{name}` keeps {behind} of the {scale} digits behind the point");
                (title, "the rest is lost".to_owned(), at)
            }
        }
        _ => return None,
    };
    let (own, list) = column.owner.place();
    let found = Diagnostic::new(&C1002, title, span, label).label(at, field.owner.words());
    Some(
        found
            .help("let the column have room for all of it")
            .at(own.element.as_str(), format!("{list}/{}/type", column.field.at)),
    )
}

/// A column of a projection without room for the part of a moment that is written into it: a day has ten characters, a
/// month seven.
pub fn of_parts(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for projection in share.all("projection") {
        let Some(table) = model.storage_of(projection) else { continue };
        for change in changes(projection.node) {
            let part = template::only(change.value).and_then(|path| Some(path.rsplit_once('.')?.1));
            // A column that is called after another part is given the wrong one: that is told there.
            let other = words::last(change.column).is_some_and(|word| match word.as_str() {
                "day" | "month" | "year" => Some(word.as_str()) != part,
                _ => false,
            });
            let letters = match part {
                Some("day") if !other => 10,
                Some("month") if !other => 7,
                _ => continue,
            };
            let Some((kind, span)) = table.column(change.column).and_then(|own| own.field.kind()) else { continue };
            let room = sql::sizes(kind).first().copied().filter(|_| sql::sql(kind) == Some(sql::Sql::Text));
            if let Some(room) = room.filter(|room| *room < letters) {
                let title =
                    format!("the column `{}` holds {room} characters, what is written has {letters}", change.column);
                let found = Diagnostic::new(&C1002, title, span, format!("room for {room}"))
                    .label(change.value.span, format!("{letters} characters"))
                    .help("let the column have room for all of it, or write another part of the moment");
                let at = table.columns.iter().position(|own| own.field.name == change.column).unwrap_or(0);
                findings.push(found.at(table.own.element.as_str(), format!("columns/{at}/type")));
            }
        }
    }
}

/// A column whose condition refuses numbers that the field allows: both say a limit, and the one of the column is narrower.
fn refused(field: Spot, column: Spot) -> Option<Diagnostic> {
    let (_, span) = column.field.node.get("constraints").and_then(|rules| text(rules, "check"))?;
    let (own, check) = (Bounds::of(&field.field), Bounds::of_check(&column.field));
    let value = |bound: Option<(Number, Span)>| bound.map(|(number, _)| number.fixed());
    let narrower = |own: Bound<Number>, check: Bound<Number>, is_narrower: fn(i128, i128) -> bool| {
        own.filter(|(own, _)| value(check).is_some_and(|check| is_narrower(check, own.fixed())))
    };
    // The other way round the two leave one value at most.
    let most = narrower(own.max, check.max, |check, own| check < own)
        .or(narrower(own.max, check.min, |check, own| check >= own));
    let least =
        narrower(own.min, check.min, |check, own| check > own)
            .or(narrower(own.min, check.max, |check, own| check <= own));
    let (limit, at) = most.or(least)?;
    let name = column.field.name;
    let title = format!("the column `{name}` refuses values that the field allows, such as {}", shown(limit));
    let (declaration, list) = column.owner.place();
    Some(
        Diagnostic::new(&C1002, title, span, "the database lets no other value in")
            .label(at, field.owner.words())
            .help("say the same limits in both places")
            .at(declaration.element.as_str(), format!("{list}/{}/constraints/check", column.field.at)),
    )
}

/// An input whose text may be longer or shorter, or whose number smaller or finer, than what it fills allows; greater numbers are two limits of one
/// quantity, which is looked at elsewhere.
fn wider(given: Spot, wanted: Spot) -> Option<Diagnostic> {
    let (own, other) = (Bounds::of(&given.field), Bounds::of(&wanted.field));
    let count = |own: Bound<usize>, other: Bound<usize>, breaks: fn(&usize, &usize) -> bool, what: &str, how: &str| {
        let ((own, span), (other, at)) = own.zip(other).filter(|((own, _), (other, _))| breaks(own, other))?;
        Some((format!("have {own} {what}"), span, format!("{how} {other}"), at))
    };
    // Where the limits of the field are no limits, nothing is smaller.
    let is_range = other.max.is_none_or(|(max, _)| other.min.is_none_or(|(min, _)| min.fixed() <= max.fixed()));
    let smaller =
        own.min.zip(other.min).filter(|_| is_range).filter(|((own, _), (other, _))| own.fixed() < other.fixed());
    let (here, span, there, at) = count(own.max_length, other.max_length, usize::gt, "characters", "at most")
        .or_else(|| count(own.min_length, other.min_length, usize::lt, "characters", "at least"))
        .or_else(|| count(own.scale, other.scale, usize::gt, "digits behind the point", "at most"))
        .or_else(|| {
            let ((own, span), (other, at)) = smaller?;
            Some((format!("be {}", shown(own)), span, format!("at least {}", shown(other)), at))
        })?;
    let title = format!("`{}` may {here} here, {} {there}", given.field.name, wanted.owner.words());
    let mut found = Diagnostic::new(&C1701, title, span, given.owner.words()).label(at, there);
    found.level = Level::Warning;
    let (declaration, list) = given.owner.place();
    let found = found.help("say the same limit in both places");
    Some(found.at(declaration.element.as_str(), format!("{list}/{}/constraints", given.field.at)))
}

/// The longest text that a field may hold, as far as that is said: its length, what it is, and where that is said.
fn longest(model: &Model, field: Spot) -> Option<(usize, String, Span)> {
    let (kind, span) = field.field.kind()?;
    let value = literal::listed(model.sound, &field.field).into_iter().max_by_key(|value| value.chars().count());
    if let Some(value) = value {
        let length = value.chars().count();
        return Some((length, format!("`{value}` has {length}"), span));
    }
    let (most, at) = Bounds::of(&field.field).max_length.filter(|_| plain(kind) == Plain::Name("string"))?;
    Some((most, format!("the field may have {most}"), at))
}

fn values(model: &Model, given: Spot, wanted: Spot) -> Option<Diagnostic> {
    let (kind, span) = given.field.kind()?;
    let (other, at) = wanted.field.kind()?;
    if kind == other && !given.field.has("values") && !wanted.field.has("values") {
        return None;
    }
    let (own, known) = (literal::listed(model.sound, &given.field), literal::listed(model.sound, &wanted.field));
    if own.is_empty() || known.is_empty() {
        return None;
    }
    let strange: Vec<&str> = own.into_iter().filter(|value| !known.contains(value)).collect();
    if strange.is_empty() {
        return None;
    }
    let strange = quoted(strange.into_iter().take(4), "and");
    let title = format!("`{}` may be {strange} here, {} may not", given.field.name, wanted.owner.words());
    let span = given.field.node.get("values").map_or(span, |node| node.span);
    let at = wanted.field.node.get("values").map_or(at, |node| node.span);
    let found = Diagnostic::new(&C0202, title, span, given.owner.words()).label(at, wanted.owner.words());
    let (declaration, list) = given.owner.place();
    let found = found.help("declare one enum of the values, and name it in both places");
    Some(found.at(declaration.element.as_str(), format!("{list}/{}/values", given.field.at)))
}

/// A request of whole numbers for an input that is none.
fn whole(given: Spot, wanted: Spot) -> Option<Diagnostic> {
    let ((kind, span), (other, at)) = (given.field.kind()?, wanted.field.kind()?);
    let is_request = matches!(given.owner, Owner::Request(_)) && plain(kind) == Plain::Name("int");
    if !is_request || plain(other) != Plain::Name("decimal") {
        return None;
    }
    let title = format!("the request takes whole numbers for `{}`, which is `{other}`", given.field.name);
    let mut found =
        Diagnostic::new(&C0202, title, span, "nothing behind the point can be sent").label(at, wanted.owner.words());
    found.level = Level::Warning;
    let (declaration, list) = given.owner.place();
    Some(
        found
            .help(format!("write `{other}`"))
            .at(declaration.element.as_str(), format!("{list}/{}/type", given.field.at)),
    )
}
