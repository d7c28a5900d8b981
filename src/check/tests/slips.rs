//! The promise of the reference checks: one slip of the pen in a name gives one finding, at its line, with the name that
//! was meant.

use super::{Read, as_text, sample};
use crate::ast::Node;
use crate::check::place::whole;
use crate::check::walk::walk;
use crate::check::{Source, gather, names, reference};
use crate::kinds::{Record, Shape};
use crate::source::{FileId, Span};

/// Three ways to misspell a name.
const SLIPS: &[fn(&str) -> String] = &[
    |name| format!("{name}{}", name.chars().last().unwrap_or('x')),
    |name| {
        let mut chars: Vec<char> = name.chars().collect();
        let middle = chars.len() / 2;
        if middle > 0 && chars[middle - 1].to_lowercase().ne(chars[middle].to_lowercase()) {
            chars.swap(middle - 1, middle);
        } else {
            chars.insert(middle, 'q');
        }
        chars.into_iter().collect()
    },
    |name| {
        let mut chars: Vec<char> = name.chars().collect();
        chars.remove(chars.len() / 2);
        if chars.len() < 2 { format!("{name}q") } else { chars.into_iter().collect() }
    },
];

/// The places of all names that are used and declared.
fn places(read: &Read) -> Vec<Span> {
    with_names(read, reference::spans)
}

/// The places where names are declared that are used somewhere.
fn declared(read: &Read) -> Vec<Span> {
    with_names(read, reference::used)
}

fn with_names(read: &Read, mut of: impl for<'a> FnMut(&gather::Set<'a>, &names::Names<'a>) -> Vec<Span>) -> Vec<Span> {
    let files: Vec<Source> = read
        .sources
        .iter()
        .zip(&read.readings)
        .map(|((file, source), reading)| Source {
            file,
            path: &source.path,
            document: reading.document.as_ref().unwrap(),
            broken: &[],
            whole: true,
        })
        .collect();
    let set = gather::gather(&files, true);
    let names = names::Names::of(&set);
    of(&set, &names)
}

/// The findings of form and reference of the set with one text replaced that it does not have without.
fn new_findings(read: &mut Read, before: &[String], span: Span, slip: &str) -> Vec<(String, Vec<String>)> {
    let mut changed = Read::default();
    let index = span.file.0 as usize;
    for (file, source) in read.sources.iter() {
        let text = if file == span.file {
            format!("{}{slip}{}", &source.text[..span.start as usize], &source.text[span.end as usize..])
        } else {
            source.text.clone()
        };
        changed.sources.add(crate::source::SourceFile::new(source.path.clone(), text));
    }
    let source = changed.sources.get(span.file).unwrap();
    let reading = super::read(&source.path, span.file, &source.text);
    changed.readings = std::mem::take(&mut read.readings);
    let old = std::mem::replace(&mut changed.readings[index], reading);
    let found = changed.form(true);
    let brief = found.iter().map(|found| (changed.brief(found), found));
    let known = |brief: &str| before.iter().any(|old| old.lines().next() == brief.lines().next());
    let new = brief.filter(|(brief, _)| !known(brief)).map(|(brief, found)| {
        let inserts = found.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.insert.clone());
        (brief, inserts.collect())
    });
    let new = new.collect();
    read.readings = std::mem::take(&mut changed.readings);
    read.readings[index] = old;
    new
}

/// Tries the slips in turn, one in each place; each must give exactly one finding that `fine` accepts.
fn try_all(read: &mut Read, places: &[Span], fine: impl Fn(&str, &str, &(String, Vec<String>)) -> bool) {
    let before: Vec<String> = read.form(true).iter().map(|found| read.brief(found)).collect();
    let mut wrong = Vec::new();
    for (at, span) in places.iter().enumerate() {
        let source = read.sources.get(span.file).unwrap();
        let name = source.text[span.range()].to_owned();
        let line = source.position(span.start as usize).line;
        let place = format!("{}:{line}: ", source.path);
        {
            let slip = SLIPS[at % SLIPS.len()](&name);
            let new = new_findings(read, &before, *span, &slip);
            if !matches!(new.as_slice(), [found] if fine(&name, &place, found)) {
                let found: Vec<_> = new.iter().map(|(brief, _)| brief.as_str()).collect();
                wrong.push(format!("{place}{name} -> {slip}\n  {}", found.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_slip_in_a_use_is_found_there() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let mut read = Read::of(&files);
    let places = places(&read);
    assert!(places.len() > 250, "only {} names are looked up", places.len());
    try_all(&mut read, &places, |name, place, (brief, inserts)| {
        brief.starts_with(place) && inserts.iter().any(|insert| insert == name)
    });
}

#[test]
fn the_same_on_the_text_surface() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let mut read = Read::of(&as_text(files));
    let places = places(&read);
    assert!(places.len() > 180, "only {} names are looked up", places.len());
    try_all(&mut read, &places, |name, place, (brief, inserts)| {
        brief.starts_with(place) && inserts.iter().any(|insert| insert == name)
    });
}

#[test]
fn a_slip_in_a_declaration_is_one_finding() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let mut read = Read::of(&files);
    let places = declared(&read);
    assert!(places.len() > 60, "only {} names are declared and used", places.len());
    try_all(&mut read, &places, |name, _, (brief, _)| brief.contains(&format!("`{name}`")));
}

/// The places of all known keys, and of all values out of closed lists.
fn keys_and_values(read: &Read) -> (Vec<Span>, Vec<Span>) {
    let (mut keys, mut values) = (Vec::new(), Vec::new());
    with_names(read, |set, _| {
        for declaration in &set.declarations {
            let mut of = |node: &Node, record: &Record| {
                let known = node.as_map().unwrap().iter().filter(|e| record.key(e.key.as_text().unwrap()).is_some());
                keys.extend(known.map(|entry| entry.key.span));
            };
            of(declaration.node, declaration.kind.record);
            walk(declaration, &mut |visit| match visit.shape {
                Shape::Record(record) => of(visit.node, record),
                Shape::Params(calls) => {
                    let id = visit.beside("id").and_then(Node::as_text);
                    let call = calls.iter().find(|call| Some(call.id) == id).unwrap();
                    of(visit.node, call.params);
                }
                Shape::OneOf(catalog) if catalog.enforced => values.extend(whole(visit.node).map(|word| word.span)),
                _ => {}
            });
        }
        Vec::new()
    });
    (keys, values)
}

#[test]
fn a_slip_in_a_key_or_a_listed_value_is_one_finding() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let mut read = Read::of(&files);
    let (keys, values) = keys_and_values(&read);
    // A few of each thousand are enough: every second of the test is paid many times a day.
    let places: Vec<Span> = keys.into_iter().step_by(9).chain(values.into_iter().step_by(4)).collect();
    try_all(&mut read, &places, |name, place, (brief, inserts)| {
        // `enq` may be `eq` as well as `neq`: then no fix is sure.
        let sure = inserts.iter().any(|insert| insert == name);
        brief.starts_with(place) && (sure || brief.contains("fix (maybe-incorrect)"))
    });
}

#[test]
fn a_lost_line_is_at_most_a_few_findings() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let mut read = Read::of(&files);
    let before: Vec<String> = read.form(true).iter().map(|found| read.brief(found)).collect();
    let mut wrong = Vec::new();
    for (index, (path, text)) in files.iter().enumerate() {
        let mut start = 0;
        for (at, line) in text.split_inclusive('\n').enumerate() {
            let span = Span::new(FileId(index as u32), start, start + line.len());
            start += line.len();
            if at % 8 > 0 {
                continue;
            }
            let new = new_findings(&mut read, &before, span, "#\n");
            // What the reader says of a file that is no YAML any more is not the business of the checks.
            let reader = new.iter().any(|(brief, _)| ["C0001", "C0002", "C0009"].iter().any(|c| brief.contains(c)));
            if new.len() > 3 && !reader {
                let found: Vec<_> = new.iter().map(|(brief, _)| brief.as_str()).collect();
                wrong.push(format!("{path}:{} {line}  {}", at + 1, found.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
