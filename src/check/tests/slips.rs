//! The promise of the reference checks: one slip of the pen in a name gives one finding, at its line, with the name that
//! was meant.

use super::{Read, sample};
use crate::check::{Source, gather, names, reference};
use crate::source::Span;

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

fn with_names(read: &Read, of: impl for<'a> Fn(&gather::Set<'a>, &names::Names<'a>) -> Vec<Span>) -> Vec<Span> {
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

/// The findings of the set with one text replaced that it does not have without.
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
    let reading = crate::yaml::read(span.file, &changed.sources.get(span.file).unwrap().text);
    changed.readings = std::mem::take(&mut read.readings);
    let old = std::mem::replace(&mut changed.readings[index], reading);
    let found = changed.check(true);
    let brief = found.iter().map(|found| (changed.brief(found), found));
    let new = brief.filter(|(brief, _)| !before.contains(brief)).map(|(brief, found)| {
        let inserts = found.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.insert.clone());
        (brief, inserts.collect())
    });
    let new = new.collect();
    read.readings = std::mem::take(&mut changed.readings);
    read.readings[index] = old;
    new
}

/// Tries all slips in all places; each must give exactly one finding that `fine` accepts.
fn try_all(read: &mut Read, places: &[Span], fine: impl Fn(&str, &str, &(String, Vec<String>)) -> bool) {
    let before: Vec<String> = read.check(true).iter().map(|found| read.brief(found)).collect();
    let mut wrong = Vec::new();
    for span in places {
        let source = read.sources.get(span.file).unwrap();
        let name = source.text[span.range()].to_owned();
        let line = source.position(span.start as usize).line;
        let place = format!("{}:{line}: ", source.path);
        for slip in SLIPS {
            let slip = slip(&name);
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
fn a_slip_in_a_declaration_is_one_finding() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let mut read = Read::of(&files);
    let places = declared(&read);
    assert!(places.len() > 60, "only {} names are declared and used", places.len());
    try_all(&mut read, &places, |name, _, (brief, _)| brief.contains(&format!("`{name}`")));
}
