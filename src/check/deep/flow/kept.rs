//! C0428: answers that are kept, and that a command makes stale without forgetting them.
//!
//! In: the model. Out: a warning at the write of a command, where other commands that write the same thing forget the answers. How long a
//! stale answer may be given is for the author to say, so that nothing is said where no command forgets them.

use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Effect, Model, Operation};
use crate::check::deep::parts::{bare, items, text};
use crate::check::place::called;
use crate::diag::code::C0428;
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::lookup::HashSet;

/// Looks at all answers that are kept.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for query in model.queries() {
        let Some((key, span)) = query.own.node.get("cache").and_then(|node| text(node, "key")) else { continue };
        let mut read: HashSet<&str> = names(query.own.node, "reads").into_iter().map(bare).collect();
        let tables = query.reads_from.iter().filter_map(|name| model.table(name));
        read.extend(tables.filter_map(|table| model.entity_of(table)).map(|own| own.name));
        let writes =
            |own: &Effect| own.sound && own.writes() && own.entity().is_some_and(|(name, _)| read.contains(name));
        let writers = model.commands().filter(|own| own.effects.iter().any(writes));
        let (forget, stale): (Vec<&Operation>, Vec<&Operation>) = writers.partition(|own| forgets(model, own, key));
        let Some(other) = forget.first() else { continue };
        for command in stale.into_iter().filter(|own| own.is_clear()) {
            let Some(write) = command.effects.iter().find(|own| writes(own)) else { continue };
            let title = format!("`{}` writes what `{}` reads, and leaves its old answers", command.name, query.name);
            let found = Diagnostic::new(&C0428, title, write.span, "answers are stale from here on")
                .label(span, format!("kept under `{key}`"))
                .label(other.span, "forgets them");
            let forget = Clause::map(Where::Declaration(&["commands"]), "effects", "cache.invalidate", key);
            let found = found.help(Help::from("forget them, too: ").clause(forget));
            findings.push(found.at(command.own.element.as_str(), format!("effects/{}", write.at)));
        }
    }
}

/// Whether a command forgets what is kept under a key, or may.
fn forgets(model: &Model, command: &Operation, key: &str) -> bool {
    let moves = model.transitions_on(command.name).flat_map(|own| &own.effects);
    command.effects.iter().chain(moves).filter(|own| own.id == "cache.invalidate").any(|own| {
        let Some(params) = own.params() else { return true };
        let said = text(params, "key").map(|(own, _)| own).into_iter();
        let all = said.chain(items(params, "keys").iter().filter_map(|item| called(&item.node)));
        all.into_iter().any(|own| own == key || own.contains(['*', '{', ':']))
    })
}
