//! Of what an id is the id.
//!
//! In: the name of a field, and the entity that it stands in. Out: the entity whose rows it tells apart, where keys or the very name say
//! so; a name that only resembles one says nothing here.

use super::{Entity, Model, words};

impl<'m> Model<'m, '_> {
    /// The entity whose rows a field tells apart: by a foreign key or as the key of `near`, else by being called after one.
    ///
    /// Where the key of an entity points at another one, as that of a profile at its user, both are told apart by one id: then it is the
    /// other one.
    pub fn id_of(&self, field: &str, near: Option<&Entity<'m>>) -> Option<&Entity<'m>> {
        let declared = near.filter(|near| near.key == field).map(|near| near.name);
        let found = match declared {
            Some(own) => self.entity(own),
            None => self.entity_of_id(field, near).filter(|own| is_sure(own, field, near)),
        }?;
        let mut last = found;
        // A circle of keys ends somewhere in it.
        for _ in 0..self.entities.len().min(8) {
            let next = last.foreign.iter().find(|own| own.name == last.key).and_then(|own| self.entity(own.target));
            match next {
                Some(next) => last = next,
                None => break,
            }
        }
        Some(last)
    }
}

/// Whether an id is one of an entity for certain: by a foreign key, as its key, or by its name.
fn is_sure(entity: &Entity, field: &str, near: Option<&Entity>) -> bool {
    near.is_some_and(|near| near.foreign.iter().any(|own| own.name == field))
        || entity.key == field && field != "id"
        || is_called(field, entity.name)
}

/// Whether an id is called after an entity: `order_id` of `Order`.
pub fn is_called(field: &str, entity: &str) -> bool {
    field.strip_suffix("_id").is_some_and(|noun| words::stems(noun) == words::stems(entity))
}
