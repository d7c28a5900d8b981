//! Makes a failing document small: takes away items, entries and comments as long as it still fails.

use crate::ast::{Document, Node, Notes, Value};

/// The smallest document found for which `fails` holds; it holds for `document`.
pub fn shrink(document: Document, fails: impl Fn(&Document) -> bool) -> Document {
    let mut best = document;
    let mut at = 0;
    loop {
        let mut smaller = best.clone();
        let mut count = at;
        if !remove(&mut smaller.root, &mut count) {
            return best;
        }
        tidy(&mut smaller.root);
        if fails(&smaller) {
            best = smaller;
        } else {
            at += 1;
        }
    }
}

/// What stood second may stand first now: gives comments and blank lines back the places that readers give them.
fn tidy(node: &mut Node) {
    match &mut node.value {
        Value::List(items) => {
            if let Some(first) = items.first_mut() {
                first.notes.blank = false;
            }
            for item in items {
                tidy(&mut item.node);
                item.settle_first();
            }
        }
        Value::Map(entries) => {
            if let Some(first) = entries.first_mut() {
                first.notes.blank = false;
            }
            entries.iter_mut().for_each(|entry| tidy(&mut entry.node));
        }
        _ => {}
    }
}

/// Removes the `count`th thing below a node, in reading order; false if there are fewer.
fn remove(node: &mut Node, count: &mut usize) -> bool {
    fn step(notes: &mut Notes, node: &mut Node, count: &mut usize) -> Option<bool> {
        if !notes.is_bare() || notes.blank {
            if *count == 0 {
                *notes = Notes::default();
                return Some(true);
            }
            *count -= 1;
        }
        remove(node, count).then_some(true)
    }
    match &mut node.value {
        Value::List(items) => {
            for at in 0..items.len() {
                if *count == 0 {
                    items.remove(at);
                    return true;
                }
                *count -= 1;
                let own = &mut items[at];
                if step(&mut own.notes, &mut own.node, count).is_some() {
                    return true;
                }
            }
            false
        }
        Value::Map(entries) => {
            for at in 0..entries.len() {
                if *count == 0 {
                    entries.remove(at);
                    return true;
                }
                *count -= 1;
                let own = &mut entries[at];
                if step(&mut own.notes, &mut own.node, count).is_some() {
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}
