//! Conventions: what fills a value that a contract leaves open, each with a name.
//!
//! In: nothing. Out: the table that checks, `contract explain` and the book speak of. A convention never decides about access,
//! money or deletion: there, what is not said is a finding.

/// A convention.
#[derive(Debug, PartialEq, Eq)]
pub struct Convention {
    /// Its name.
    pub id: &'static str,
    /// What it fills, and with what, in one sentence.
    pub rule: &'static str,
    /// Where it does not hold.
    pub limits: &'static str,
    /// Whether it is worth a hint where it is used: it puts in something that is written nowhere.
    pub hint: bool,
}

macro_rules! conventions {
    ($($name:ident $id:literal $hint:literal $rule:literal $limits:literal;)*) => {
        $(
            #[doc = $rule]
            pub static $name: Convention = Convention { id: $id, rule: $rule, limits: $limits, hint: $hint };
        )*
        /// All conventions.
        pub static CONVENTIONS: &[&Convention] = &[$(&$name),*];
    };
}

conventions! {
    SAME_NAME "same-name" false
        "A column, a field of a payload or a return value is filled by the input or answer of the same name."
        "Not where a `set` or `payload` is written: that says all there is.";
    CARRIED_OVER "carried-over" false
        "A column of a projection is filled by the field of the event of the same name."
        "Not where the line of the event says something else of the column.";
    NEW_ID "new-id" false
        "The key of a new row is made by the system; `order_id` of an event or an answer is the key of the order just stored."
        "Only keys of type `uuid` or `int`.";
    LOADED_ROW "loaded-row" false
        "A command that fetches an entity, asks for its existence or changes it knows the fields of that row."
        "Not behind the deletion of a row that was not fetched before.";
    CALLER "caller" true
        "A stored `*_by` field is the id of the caller."
        "Not for inputs of a route, where the caller could name somebody else: bind them to `actor.id`.";
    CLOCK "clock" true
        "A stored `*_at` field of type `datetime` is the moment of the call."
        "Not for moments that the caller knows better, such as the beginning of an appointment.";
    FIRST_STATE "first-state" true
        "The state of a new row is the initial state of the workflow of its entity."
        "Only where exactly one workflow governs the entity.";
    STATE_FIELD "state-field" true
        "A workflow without `state_field` keeps the state in the field `status` or `state` of its entity."
        "Not where the entity has both or neither.";
    ROWS_BY_KEY "rows-by-key" false
        "A returned `map` of a query holds the rows that it reads by their key."
        "Only where the table has one column as its key.";
    CALLER_ROLE "caller-role" true
        "An input of a rule that is called `role`, or `user_role` and the like, is the role of the caller."
        "Not where the operation takes an input of this name, nor for the role of anybody else: `target_role` needs a `bind`. Where the rule refuses, it has to be said.";
    SUCCESS "success" false
        "A returned `success`, `ok` or `done` of type `bool` is true when the command ends without an error."
        "Nothing else is made up for an answer.";
}

impl Convention {
    /// The convention of this name.
    pub fn find(id: &str) -> Option<&'static Convention> {
        CONVENTIONS.iter().copied().find(|own| own.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::CONVENTIONS;

    #[test]
    fn the_book_lists_all_conventions() {
        let page = include_str!("../../book/src/conventions.md");
        for own in CONVENTIONS {
            let row = format!("| `{}` | {} | {} |", own.id, own.rule, own.limits);
            assert!(page.contains(&row), "book/src/conventions.md lacks: {row}");
        }
    }
}
