//! C0428: answers that are kept, and that a command makes stale without forgetting them.
//!
//! In: the model. Out: a warning at the write of a command, where other commands that write the same thing forget the answers. How long a
//! stale answer may be given is for the author to say, so that nothing is said where no command forgets them.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use crate::check::deep::lookups::is_pattern;
use crate::check::deep::model::{Effect, Model, Operation};
use crate::check::deep::parts::text;
use crate::diag::code::C0428;
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::lookup::HashMap;

/// Looks at all answers that are kept.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let writers = LazyCell::new(|| writers(model));
    for query in model.queries() {
        let Some((key, span)) = query.own.node.get("cache").and_then(|node| text(node, "key")) else { continue };
        let read = &query.touch.reads;
        let all: BTreeMap<usize, Writer> =
            read.iter().filter_map(|name| writers.get(name)).flatten().map(|own| (own.at, *own)).collect();
        let (forget, stale): (Vec<Writer>, Vec<Writer>) =
            all.into_values().partition(|own| forgets(model, own.command, key));
        let Some(other) = forget.first() else { continue };
        for Writer { command, write, .. } in stale.into_iter().filter(|own| own.command.is_clear()) {
            let title = format!("`{}` writes what `{}` reads, and leaves its old answers", command.name, query.name);
            let found = Diagnostic::new(&C0428, title, write.span, "answers are stale from here on")
                .label(span, format!("kept under `{key}`"))
                .label(other.command.span, "forgets them");
            let forget = Clause::map(Where::Declaration(&["commands"]), "effects", "cache.invalidate", key);
            let found = found.help(Help::from("forget them, too: ").clause(forget));
            findings.push(found.at(command.own.element.as_str(), format!("effects/{}", write.at)));
        }
    }
}

/// A command that writes an entity.
#[derive(Clone, Copy)]
struct Writer<'k, 'm> {
    /// Its number among the commands.
    at: usize,
    command: &'k Operation<'m>,
    /// The first step that does so.
    write: &'k Effect<'m>,
}

/// The commands that write each entity.
fn writers<'k, 'm>(model: &'k Model<'m, '_>) -> HashMap<&'m str, Vec<Writer<'k, 'm>>> {
    let mut all: HashMap<&str, Vec<Writer>> = HashMap::default();
    for (at, command) in model.commands().enumerate() {
        for write in command.effects.iter().filter(|own| own.sound && own.writes()) {
            let Some((name, _)) = write.entity() else { continue };
            let own = all.entry(name).or_default();
            if own.last().is_none_or(|last| last.at != at) {
                own.push(Writer { at, command, write });
            }
        }
    }
    all
}

/// Whether a command forgets what is kept under a key, or may.
fn forgets(model: &Model, command: &Operation, key: &str) -> bool {
    model
        .steps_of(command)
        .filter(|own| own.id == "cache.invalidate")
        .any(|own| own.params().is_none() || own.forgotten().iter().any(|(own, ..)| *own == key || is_pattern(own)))
}
