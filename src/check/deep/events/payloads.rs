//! C0510: what events tell, against the entities they speak of. Types are compared with all that holds the same, in `linked`.
//!
//! In: the events that commands tell. Out: hints. The entity of an event is the one that its command writes.

use std::collections::BTreeMap;

use crate::check::deep::model::{Effect, Entity, Model, words};
use crate::check::deep::parts::text;
use crate::diag::Diagnostic;
use crate::diag::code::C0510;

/// Looks at every event.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut entities: BTreeMap<&str, &Entity> = BTreeMap::new();
    for operation in &model.operations {
        let written = operation
            .effects
            .iter()
            .filter(|own| own.sound && own.writes())
            .find_map(|own| model.entity(own.entity()?.0));
        let Some(entity) = written else { continue };
        for (event, _) in operation.effects.iter().filter(|own| own.sound).filter_map(Effect::event) {
            entities.entry(event).or_insert(entity);
        }
    }
    for (event, entity) in entities {
        let (Some(own), Some(payload)) = (model.sound.one("event", event), model.payload(event)) else { continue };
        let names = payload
            .iter()
            .any(|field| field.name == entity.key || field.name.ends_with("_id") || field.name.ends_with("_code"));
        let internal = text(own.node, "kind").is_none_or(|(kind, _)| kind == "domain");
        if let (false, true, Some((_, span))) = (names, internal && !payload.is_empty(), own.name) {
            let id = format!("{}_id", words::words(entity.name).join("_"));
            let title = format!("`{event}` does not tell which `{}` it is about", entity.name);
            let found = Diagnostic::new(&C0510, title, span, "has no id of it")
                .label(entity.span, "written by the same command");
            findings.push(found.help(format!("tell its key, such as `{id}`")).at(own.element.as_str(), "payload"));
        }
    }
}
