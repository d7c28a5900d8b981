//! A rule as a table: inputs with their domains, rows as boxes.
//!
//! In: a rule and the sound part of its set. Out: [`Table`], or nothing where the rule is no table that could be looked at.

use super::super::Sound;
use super::boxes::{Cells, Cube, DIFFERENT, EQUAL, Space};
use super::condition::{Condition, Scalar, Test, read};
use super::declared::declared;
use super::domain::{Domain, domains, unclear};
use crate::ast::{Entry, Node};
use crate::check::gather::Declaration;
use crate::source::Span;

/// A rule that was understood, as far as it could be.
pub struct Table<'a> {
    /// The names of the inputs, and where they are listed.
    pub inputs: Vec<(&'a str, Option<Span>)>,
    /// Their domains.
    pub domains: Vec<Domain>,
    /// The dimensions.
    pub space: Space,
    /// The outputs that it lists.
    pub outputs: Vec<&'a str>,
    /// The policy that it names.
    pub policy: Option<&'a str>,
    /// The rows.
    pub rows: Vec<Row<'a>>,
}

/// A row.
pub struct Row<'a> {
    /// All of it.
    pub node: &'a Node,
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// What it answers.
    pub then: &'a [Entry],
    /// All cases it may match.
    pub cube: Cube,
    /// Whether it matches all of them: nothing in it was not understood.
    pub clear: bool,
    /// The condition that can never hold, and which value is none of its input.
    pub impossible: Option<(usize, Option<(Scalar, Span)>)>,
}

/// Reads a rule.
pub fn table<'a>(sound: &Sound<'_, 'a>, rule: &Declaration<'a>) -> Option<Table<'a>> {
    let node = rule.node;
    let listed = names(node.get("inputs"));
    let items = node.get("rows").and_then(Node::as_list).filter(|rows| !rows.is_empty())?;
    let mut inputs: Vec<(&str, Option<Span>)> = listed.into_iter().map(|(name, span)| (name, Some(span))).collect();
    let mut known: crate::lookup::HashMap<&str, usize> =
        inputs.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
    let mut sides = Vec::new();
    for item in items {
        let (when, then) = (item.node.get("when")?.as_map()?, item.node.get("then")?.as_map()?);
        for entry in when {
            let name = entry.key.as_text()?;
            known.entry(name).or_insert_with(|| {
                inputs.push((name, None));
                inputs.len() - 1
            });
        }
        sides.push((&item.node, when, then));
    }
    let words: Vec<&str> = inputs.iter().map(|(name, _)| *name).collect();
    let condition = |entry: &Entry| Some(read(&entry.node, *known.get(entry.key.as_text()?)?, &words));
    let cells: Vec<Condition> = sides.iter().flat_map(|(_, when, _)| *when).filter_map(condition).collect();
    let declared = declared(sound, rule, &words, &cells)?;
    let (domains, relations) = build(&declared, &cells);
    let space = Space { sizes: domains.iter().map(|domain| domain.sizes.clone()).collect(), relations };
    // Each row takes its own: there is one for each of its keys.
    let mut cells = cells.into_iter();
    let row = |(node, when, then): (&'a Node, &[Entry], &'a [Entry])| {
        let conditions: Vec<Condition> = cells.by_ref().take(when.len()).collect();
        let Through { cube, clear, impossible } = through(&conditions, &domains, &space);
        Row { node, conditions, then, cube, clear, impossible }
    };
    let rows = sides.into_iter().map(row).collect();
    Some(Table {
        inputs,
        domains,
        space,
        outputs: names(node.get("outputs")).into_iter().map(|(name, _)| name).collect(),
        policy: node.get("hit_policy").and_then(Node::as_text),
        rows,
    })
}

fn names(node: Option<&Node>) -> Vec<(&str, Span)> {
    let items = node.and_then(Node::as_list).unwrap_or(&[]);
    items.iter().filter_map(|item| Some((item.node.as_text()?, item.node.span))).collect()
}

/// The domains of all inputs, and the pairs of them that are compared with each other.
pub fn build(declared: &[super::declared::Declared], cells: &[Condition]) -> (Vec<Domain>, Vec<(usize, usize)>) {
    let count = declared.len();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for cell in cells {
        for test in &cell.tests {
            if let Test::Same(other, _) = test {
                let pair = (cell.input.min(*other), cell.input.max(*other));
                if !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
        }
    }
    // The group of an input is called by its smallest member.
    let mut group: Vec<usize> = (0..count).collect();
    for (one, two) in &pairs {
        let (Some(from), Some(to)) = (group.get(*one).copied(), group.get(*two).copied()) else { continue };
        group.iter_mut().filter(|own| **own == from.max(to)).for_each(|own| *own = from.min(to));
    }
    let mut found: Vec<Option<Domain>> = vec![None; count];
    let mut apart: Vec<usize> = Vec::new();
    let mut cut = |members: &[usize]| -> bool {
        let own: Vec<_> = members.iter().filter_map(|at| declared.get(*at)).collect();
        let conditions: Vec<&Condition> = cells.iter().filter(|cell| members.contains(&cell.input)).collect();
        let Some(domains) = domains(members, &own, &conditions) else { return false };
        for (at, domain) in members.iter().zip(domains) {
            if let Some(place) = found.get_mut(*at) {
                *place = Some(domain);
            }
        }
        true
    };
    for leader in 0..count {
        let members: Vec<usize> = (0..count).filter(|at| group.get(*at) == Some(&leader)).collect();
        if !members.is_empty() && !cut(&members) && members.len() > 1 {
            // They cannot be compared: each is looked at alone, and the comparisons are not.
            members.iter().for_each(|at| _ = cut(&[*at]));
            apart.extend(members);
        }
    }
    pairs.retain(|(one, _)| !apart.contains(one));
    (found.into_iter().map(|domain| domain.unwrap_or_else(unclear)).collect(), pairs)
}

/// What conditions let through, together.
pub struct Through {
    /// All cases for which they may hold.
    pub cube: Cube,
    /// Whether they hold for all of these.
    pub clear: bool,
    /// The condition that can never hold, and which value is none of its input; the box leaves it out.
    pub impossible: Option<(usize, Option<(Scalar, Span)>)>,
}

/// The box of conditions that must all hold.
pub fn through(conditions: &[Condition], domains: &[Domain], space: &Space) -> Through {
    let mut found = Through { cube: whole(domains, space), clear: true, impossible: None };
    for (at, condition) in conditions.iter().enumerate() {
        found.clear &= !condition.unclear;
        let Some(domain) = domains.get(condition.input) else { continue };
        let mut own = domain.allowed.clone();
        let stranger = condition.tests.iter().find_map(|test| stranger(domain, test));
        for test in &condition.tests {
            if let Test::Same(other, yes) = test {
                let pair = (condition.input.min(*other), condition.input.max(*other));
                let relation = space.relations.iter().position(|relation| *relation == pair);
                match relation.and_then(|relation| found.cube.get_mut(domains.len() + relation)) {
                    Some(cells) => {
                        let wanted = if *yes { EQUAL } else { DIFFERENT };
                        *cells = cells.and(&Cells::of(2, |cell| cell == wanted));
                    }
                    None => found.clear = false,
                }
                continue;
            }
            match domain.through(test) {
                Some(through) => own = own.and(&through),
                None => found.clear = false,
            }
        }
        if stranger.is_some() || own.is_empty() {
            // What was meant is not known: anything may hold here.
            found.impossible = found.impossible.take().or(Some((at, stranger)));
            found.clear = false;
        } else if let Some(cells) = found.cube.get_mut(condition.input) {
            *cells = cells.and(&own);
        }
    }
    found
}

/// All cases there are.
pub fn whole(domains: &[Domain], space: &Space) -> Cube {
    let mut cube: Cube = domains.iter().map(|domain| domain.allowed.clone()).collect();
    cube.extend(space.relations.iter().map(|_| Cells::of(2, |_| true)));
    cube
}

/// A value that an input with listed values cannot have.
fn stranger(domain: &Domain, test: &Test) -> Option<(Scalar, Span)> {
    let (Test::OneOf(values, _), true) = (test, domain.closed.is_some() && domain.clear) else { return None };
    let known = |value: &Scalar| *value == Scalar::Null || domain.may_be(value);
    values.iter().find(|(value, _)| !known(value)).cloned()
}
