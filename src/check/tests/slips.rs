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
    reference::spans(&set, &names)
}

#[test]
fn one_slip_is_one_finding() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let mut read = Read::of(&files);
    let before: Vec<String> = read.check(true).iter().map(|found| read.brief(found)).collect();
    let places = places(&read);
    assert!(places.len() > 250, "only {} names are looked up", places.len());
    let mut wrong = Vec::new();
    for (span, slip) in places.iter().flat_map(|span| SLIPS.iter().map(move |slip| (span, slip))) {
        let index = span.file.0 as usize;
        let (path, text) = &files[index];
        let name = &text[span.range()];
        let position = read.sources.get(span.file).unwrap().position(span.start as usize);
        let slip = slip(name);
        let text = format!("{}{slip}{}", &text[..span.start as usize], &text[span.end as usize..]);
        let mut changed = Read { sources: Default::default(), readings: Vec::new() };
        for (other, (path, old)) in files.iter().enumerate() {
            let text = if other == index { text.clone() } else { old.clone() };
            changed.sources.add(crate::source::SourceFile::new(path.clone(), text));
        }
        let reading = crate::yaml::read(span.file, &text);
        changed.readings = std::mem::take(&mut read.readings);
        let old = std::mem::replace(&mut changed.readings[index], reading);
        let found = changed.check(true);
        let new: Vec<_> = found.iter().map(|found| (found, changed.brief(found))).collect();
        let new: Vec<_> = new.into_iter().filter(|(_, brief)| !before.contains(brief)).collect();
        let fine = match new.as_slice() {
            [(found, brief)] => {
                brief.starts_with(&format!("{path}:{}: C0", position.line))
                    && found.fixes.iter().any(|fix| fix.edits.iter().any(|edit| edit.insert == name))
            }
            _ => false,
        };
        if !fine {
            let found: Vec<_> = new.iter().map(|(_, brief)| brief.as_str()).collect();
            wrong.push(format!("{path}:{} {name} -> {slip}\n  {}", position.line, found.join("\n  ")));
        }
        read.readings = std::mem::take(&mut changed.readings);
        read.readings[index] = old;
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), places.len(), wrong.join("\n"));
}
