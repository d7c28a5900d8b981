//! C0202, C0306, C1002 and C1016: fields that hold the same thing and have different types.
//!
//! In: pairs. Out: one finding for each place that disagrees with others: first the place with which most others disagree, and of two
//! places that only disagree with each other the one that follows from the other. So one slip in a type is one finding.

use std::cmp::Reverse;

use super::pairs::{Link, Owner, Spot};
use crate::check::deep::model::{Model, sql, template, types, words};
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::code::{C0202, C0306, C1002, C1016};
use crate::diag::{Change, Diagnostic};
use crate::lookup::HashMap;
use crate::source::Span;

/// The places that disagree.
#[derive(Default)]
pub struct Misfits<'p> {
    places: Vec<Spot<'p>>,
    index: HashMap<Span, usize>,
    pairs: Vec<(usize, usize, Link)>,
}

impl<'p> Misfits<'p> {
    /// Looks at one pair.
    pub fn look(&mut self, model: &Model, given: Spot<'p>, wanted: Spot<'p>, link: Link) {
        let (Some((one, _)), Some((other, _))) = (given.field.kind(), wanted.field.kind()) else { return };
        let column = |owner: &Owner| matches!(owner, Owner::Column(_));
        let alike = one == other && column(&given.owner) == column(&wanted.owner);
        if alike
            || template::has(one)
            || template::has(other)
            || agree(model, (one, given.owner), (other, wanted.owner))
        {
            return;
        }
        let (one, other) = (self.place(given), self.place(wanted));
        if one != other && !self.pairs.iter().rev().take(8).any(|pair| *pair == (one, other, link)) {
            self.pairs.push((one, other, link));
        }
    }

    fn place(&mut self, spot: Spot<'p>) -> usize {
        let span = spot.field.kind().map_or(spot.field.span, |(_, span)| span);
        *self.index.entry(span).or_insert_with(|| {
            self.places.push(spot);
            self.places.len() - 1
        })
    }

    /// Reports the places that are to blame.
    pub fn report(&self, model: &Model, findings: &mut Vec<Diagnostic>) {
        let mut degree = vec![0usize; self.places.len()];
        let mut points = vec![false; self.places.len()];
        for (one, other, link) in &self.pairs {
            if let Some(points) = points.get_mut(*one).filter(|_| *link == Link::Key) {
                *points = true;
            }
            for at in [one, other] {
                if let Some(degree) = degree.get_mut(*at) {
                    *degree += 1;
                }
            }
        }
        let span = |at: &usize| self.places.get(*at).map(|place| place.field.span);
        let rank = |at: &usize| self.places.get(*at).map_or(0, |place| place.owner.rank());
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        // Those with most against them first; of equals the one that follows from others, as what points at a key follows from it.
        order.sort_by_key(|at| {
            let points = points.get(*at).copied();
            (Reverse(degree.get(*at).copied()), Reverse(rank(at)), Reverse(points), span(at))
        });
        let mut open = vec![true; self.pairs.len()];
        let mut by_place: HashMap<usize, Vec<usize>> = HashMap::default();
        for (at, (one, other, _)) in self.pairs.iter().enumerate() {
            by_place.entry(*one).or_default().push(at);
            by_place.entry(*other).or_default().push(at);
        }
        for place in order {
            let all = by_place.get(&place).map_or(&[][..], Vec::as_slice);
            let mine: Vec<usize> = all.iter().copied().filter(|at| open.get(*at) == Some(&true)).collect();
            let others: Vec<Other> = mine
                .iter()
                .filter_map(|at| self.pairs.get(*at))
                .map(|(one, other, link)| Other {
                    at: if *one == place { *other } else { *one },
                    link: *link,
                    gives: *one == place,
                })
                .collect();
            for at in mine {
                if let Some(open) = open.get_mut(at) {
                    *open = false;
                }
            }
            findings.extend(self.of_place(model, place, &others));
        }
    }

    fn of_place(&self, model: &Model, place: usize, others: &[Other]) -> Option<Diagnostic> {
        let own = self.places.get(place)?;
        let (kind, span) = own.field.kind()?;
        let first = others.first()?;
        let other = self.places.get(first.at)?;
        let (wanted, other_span) = other.field.kind()?;
        let name = own.field.name;
        let (declaration, list) = own.owner.place();
        let at = format!("{list}/{}/type", own.field.at);
        if let (Owner::Response(_), Owner::Return(operation)) = (own.owner, other.owner) {
            let title = format!("`{}` returns `{name}` as `{wanted}`, not as `{kind}`", operation.name);
            let found = Diagnostic::new(&C0306, title, span, "the response promises this type")
                .label(other_span, "the operation returns this one");
            let found = match meant(model, name, wanted) {
                Some(kind) => {
                    let returned = format!("returns/{}/type", other.field.at);
                    let changes = [
                        Change::set(declaration.node.span, at.as_str(), kind.as_str()),
                        Change::set(operation.own.node.span, returned, kind.as_str()),
                    ];
                    found.change(format!("say what it holds in both places: `{kind}`"), MaybeIncorrect, changes)
                }
                None => found.help("say the same in both places"),
            };
            return Some(found.at(declaration.element.as_str(), at));
        }
        if let ([only], Link::Template(_) | Link::Compared(_)) = (others, first.link)
            && name != other.field.name
        {
            let (given, taker) = if only.gives { (own, other) } else { (other, own) };
            return carried(given, taker, first.link).map(|found| found.at(declaration.element.as_str(), at));
        }
        let of_column = matches!(own.owner, Owner::Column(_));
        let mut help = "give them one type".to_owned();
        let mut found = match (of_column, first.link) {
            (true, Link::Name) => {
                let title = format!("the column `{name}` is `{kind}`, which does not hold a `{wanted}`");
                Diagnostic::new(&C1002, title, span, format!("the field is `{wanted}`"))
            }
            (_, Link::Key) if matches!(own.owner, Owner::Column(_) | Owner::Entity(_)) => {
                help = better_key(model, own, other).unwrap_or(help);
                let (title, label) = match first.gives {
                    true => {
                        let key = format!("{}.{}", other.owner.name(), other.field.name);
                        (
                            format!("`{name}` is `{kind}`, but `{key}`, at which it points, is `{wanted}`"),
                            "cannot hold that key",
                        )
                    }
                    false => (
                        format!("`{name}` is `{kind}`, but what points at it is `{wanted}`"),
                        "does not fit as their key",
                    ),
                };
                Diagnostic::new(&C1016, title, span, label)
            }
            _ => {
                let title = match others {
                    [_] => format!("`{name}` is `{kind}` in one place and `{wanted}` in another"),
                    _ => format!("`{name}` is `{kind}` here and `{wanted}` in {} other places", others.len()),
                };
                Diagnostic::new(&C0202, title, span, format!("{} is `{kind}`", own.owner.words()))
            }
        };
        for other in others {
            let Some(other) = self.places.get(other.at) else { continue };
            let Some((kind, span)) = other.field.kind() else { continue };
            found = found.label(span, format!("{} is `{kind}`", other.owner.words()));
        }
        let found = found.note("they hold the same thing").help(help);
        Some(found.at(declaration.element.as_str(), at))
    }
}

/// A place that another one disagrees with.
struct Other {
    at: usize,
    link: Link,
    /// Whether the other one takes what this one gives.
    gives: bool,
}

/// A value of one type that is written where one of another type is wanted, of which nobody says that they hold the same thing.
fn carried(given: &Spot, taker: &Spot, link: Link) -> Option<Diagnostic> {
    let (Link::Template(value) | Link::Compared(value)) = link else { return None };
    let ((kind, span), (wanted, wanted_span)) = (given.field.kind()?, taker.field.kind()?);
    let name = match given.owner {
        Owner::Input(_) => given.field.name.to_owned(),
        owner => format!("{}.{}", owner.name(), given.field.name),
    };
    let target = format!("`{}` of `{}`", taker.field.name, taker.owner.name());
    let does = if matches!(link, Link::Compared(_)) { "compared with" } else { "given" };
    let title = format!("{target} is `{wanted}`, but is {does} `{name}`, which is `{kind}`");
    let found = Diagnostic::new(&C0202, title, value, format!("is `{kind}`"))
        .label(wanted_span, format!("{} is `{wanted}`", taker.owner.words()))
        .label(span, format!("{} is `{kind}`", given.owner.words()));
    Some(found.help(format!("take something that is `{wanted}`, or let both have one type")))
}

/// The advice to point at the key of an entity where a foreign key names another field of it that does not fit.
fn better_key(model: &Model, own: &Spot, other: &Spot) -> Option<String> {
    let (Owner::Entity(_), Owner::Entity(target)) = (own.owner, other.owner) else { return None };
    let key = target.field(target.key).filter(|key| key.name != other.field.name)?;
    let fits = agree(model, (own.field.kind()?.0, own.owner), (key.kind()?.0, other.owner));
    fits.then(|| format!("point at its key: `{}.{}`", target.name, key.name))
}

/// The type that is meant by `json` for a field of this name: `list<HRDocument>` for `documents`.
fn meant(model: &Model, name: &str, kind: &str) -> Option<String> {
    let key = format!("{}_id", words::singular(name));
    let entity = model.entity_of_id(&key, None)?.name;
    match types::plain(kind) {
        types::Plain::Name("json") => Some(entity.to_owned()),
        types::Plain::Of("list", inner) if inner == [types::Plain::Name("json")] => Some(format!("list<{entity}>")),
        _ => None,
    }
}

/// Whether what has the first type can be given where the second is wanted.
fn agree(model: &Model, (one, giver): (&str, Owner), (other, taker): (&str, Owner)) -> bool {
    let sound = model.sound;
    match (giver, taker) {
        (Owner::Column(_), Owner::Column(_)) => match (sql::sql(one), sql::sql(other)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        },
        // What goes out is written as text: there, an id or a moment is one.
        (_, Owner::Sent(_)) if other == "string" && matches!(one, "uuid" | "date" | "datetime" | "time") => true,
        (_, Owner::Column(_)) => sql::holds(sound, other, &types::plain(one)).unwrap_or(true),
        _ => {
            let (one, other) = (types::plain(one), types::plain(other));
            // Where it is not answered, an entity may be held by its key.
            let answered = matches!(taker, Owner::Response(_));
            let key = |kind: &types::Plain| match kind {
                types::Plain::Name(name) => {
                    let entity = model.entity(name).filter(|_| !answered)?;
                    Some(types::plain(entity.field(entity.key)?.kind()?.0))
                }
                types::Plain::Of(..) => None,
            };
            let unknown = |kind: &types::Plain| matches!(kind, types::Plain::Name(name) if sound.declares("entity", name) && model.entity(name).is_none());
            types::fits(sound, &one, &other)
                || key(&one).is_some_and(|key| key == other)
                || key(&other).is_some_and(|key| key == one)
                || unknown(&one)
                || unknown(&other)
        }
    }
}
