//! `round-trip/`, and every file of `accept/`, `reject/shape/` and `reject/names/` that can be read at all: over to the
//! other surface and back.

use contract::ast::{Document, difference};
use contract::diag::Level;
use contract::set::Surface;

use super::{assert_none, cases, text_of};
use crate::help::files::first_difference;
use crate::help::judge::{agrees, comments, owners, same_yaml, yaml};
use crate::help::library::{other, read, sound, surface, write};

#[test]
fn cases_come_back_from_the_other_surface_as_they_were() {
    let mut wrong = Vec::new();
    for folder in ["round-trip", "accept", "reject/shape", "reject/names"] {
        for path in cases(folder).into_iter().flat_map(|case| case.files) {
            let name = crate::help::files::shown(&path);
            let surface = surface(&name);
            let text = text_of(&path);
            let readable = text
                .as_ref()
                .is_some_and(|text| read(surface, text).findings.iter().all(|finding| finding.level != Level::Error));
            match text {
                Some(text) if readable => {
                    wrong.extend(round_trip(surface, &text).err().map(|why| format!("{name}\n  {why}")));
                }
                _ => wrong.push(format!("{name}\n  cannot be read")),
            }
        }
    }
    assert_none(wrong);
}

/// One file over and back; `Err` says what was lost.
pub fn round_trip(here: Surface, text: &str) -> Result<(), String> {
    let there = other(here);
    let first = sound(here, text)?;
    let over = write(there, &first)?;
    let back = sound(there, &over)?;
    same("from the other surface", &first, &back)?;
    let canonical = write(here, &first)?;
    bytes("the way over and back", &canonical, &write(here, &back)?)?;
    bytes("formatting twice", &canonical, &write(here, &sound(here, &canonical)?)?)?;
    // The second circle begins with canonical bytes on both sides, and ends with them.
    let over_again = write(there, &sound(here, &canonical)?)?;
    bytes("the second circle", &over_again, &write(there, &sound(there, &over_again)?)?)?;
    bytes("the second circle", &canonical, &write(here, &sound(there, &over_again)?)?)?;
    // Another library judges the YAML side.
    let (yaml_side, tree) = if here == Surface::Yaml { (canonical.as_str(), &first) } else { (over.as_str(), &back) };
    agrees(&tree.root, &yaml(yaml_side)?).or_else(|why| if is_empty(&tree.root) { Ok(()) } else { Err(why) })?;
    if here == Surface::Yaml {
        let (before, after) = (yaml(text.trim_start_matches('\u{feff}'))?, yaml(&write(here, &back)?)?);
        if !same_yaml(&before, &after) {
            return Err(format!("values or the order of keys differ for another reader:\n{before:?}\n{after:?}"));
        }
    }
    Ok(())
}

fn is_empty(root: &contract::ast::Node) -> bool {
    root.as_map().is_some_and(<[_]>::is_empty)
}

/// Two documents say the same, and the same comments belong to the same owners.
fn same(what: &str, left: &Document, right: &Document) -> Result<(), String> {
    if let Some(difference) = difference(&left.root, &right.root) {
        return Err(format!("{what}: {difference:?}"));
    }
    for (ours, theirs) in [(comments(left), comments(right)), (owners(left), owners(right))] {
        if ours != theirs {
            let only = |a: &[String], b: &[String]| {
                a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>().join("\n    ")
            };
            return Err(format!("{what}: comments\n  - {}\n  + {}", only(&ours, &theirs), only(&theirs, &ours)));
        }
    }
    Ok(())
}

fn bytes(what: &str, left: &str, right: &str) -> Result<(), String> {
    if left == right { Ok(()) } else { Err(format!("{what} changes bytes, {}", first_difference(left, right))) }
}
