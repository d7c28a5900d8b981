//! The language in which kinds are declared.
//!
//! Plain data that can stand in a `static`: [`Kind`] (a declaration), [`Record`] (a map with known keys), [`Key`],
//! [`Shape`] (what a value may be), [`Style`] (how the text surface says a key).

use crate::ast::{self, Mark};

/// A kind of declaration.
#[derive(Debug)]
pub struct Kind {
    /// The name in messages and, on the text surface, the keyword: `entity`, `graphql type`.
    pub keyword: &'static str,
    /// Where its declarations stand in a file: `["entities"]`, `["access", "roles"]`.
    pub section: &'static [&'static str],
    /// Whether the section holds one declaration (`info`) and not a list of them.
    pub single: bool,
    /// The key by which others name it (`id`, `name`), or `""` where nothing can name it.
    pub name: &'static str,
    /// The file it usually stands in, from the root of the set, without ending: `domain/entities`.
    pub file: &'static str,
    /// What it is, in one or two sentences.
    pub doc: &'static str,
    /// Its keys.
    pub record: &'static Record,
}

impl Kind {
    /// Whether v0 knows none of it.
    pub fn beyond_v0(&self) -> bool {
        self.record.keys.iter().all(|key| key.beyond_v0)
    }
}

/// A map whose keys are known.
#[derive(Debug)]
pub struct Record {
    /// What it is called in messages: "entity", "guard", "retry settings".
    pub name: &'static str,
    /// The keys, in the order in which they are usually written.
    pub keys: &'static [Key],
    /// Groups of keys of which at least one (or exactly one) is required.
    pub alternatives: &'static [Alternative],
    /// Whether other keys are allowed.
    pub open: bool,
    /// How many of the keys are required.
    pub required: usize,
    /// The key whose value is that of a call, if there is one.
    pub params: Option<&'static Key>,
}

impl Record {
    /// A record with these keys and no others.
    pub const fn new(name: &'static str, keys: &'static [Key]) -> Record {
        let (mut required, mut params, mut rest) = (0, None, keys);
        while let [key, behind @ ..] = rest {
            if key.required {
                required += 1;
            }
            if matches!(key.shape, Shape::Params(_)) {
                params = Some(key);
            }
            rest = behind;
        }
        Record { name, keys, alternatives: &[], open: false, required, params }
    }

    /// The same, with groups of keys of which one is needed.
    pub const fn one_of(self, alternatives: &'static [Alternative]) -> Record {
        Record { alternatives, ..self }
    }

    /// The same, with any other keys allowed.
    pub const fn open(self) -> Record {
        Record { open: true, ..self }
    }

    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        let mark = Mark::of(name);
        self.keys.iter().find(|key| key.mark.tells(mark, key.name, name))
    }

    /// What is known of a key of a map, for keys that are looked up one after the other: people write them in the usual order, so
    /// those behind the last are tried first.
    pub fn next(&self, written: &ast::Key, from: &mut usize) -> Option<&'static Key> {
        let name = written.as_text()?;
        let is_it = |key: &Key| key.mark.tells(written.mark(), key.name, name);
        if let Some(key) = self.keys.get(*from).filter(|key| is_it(key)) {
            *from += 1;
            return Some(key);
        }
        let (before, behind) = self.keys.split_at_checked(*from)?;
        let at = behind.iter().position(is_it).map(|at| *from + at).or_else(|| before.iter().position(is_it))?;
        *from = at + 1;
        self.keys.get(at)
    }
}

/// Keys of which one is needed.
#[derive(Debug)]
pub struct Alternative {
    /// The keys.
    pub keys: &'static [&'static str],
    /// Whether more than one of them is a mistake.
    pub exactly_one: bool,
}

/// A key of a record.
#[derive(Debug)]
pub struct Key {
    /// The key as YAML writes it.
    pub name: &'static str,
    /// A glance at that.
    mark: Mark,
    /// What it says, in one sentence.
    pub doc: &'static str,
    /// What its value may be.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// Whether v0 does not know it.
    pub beyond_v0: bool,
    /// How the text surface says it.
    pub style: Style,
    /// What holds where nothing is said, and its record is.
    pub default: Option<Default>,
}

/// The value of a key that is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(u32),
    /// A text.
    Text(&'static str),
    /// A list with nothing in it.
    Empty,
    /// Nothing: `null`.
    Null,
}

/// An optional v0 key, said as a setting.
pub const fn key(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key {
        name,
        mark: Mark::of(name),
        doc,
        shape,
        required: false,
        beyond_v0: false,
        style: Style::Setting,
        default: None,
    }
}

impl Key {
    /// The same key, required.
    pub const fn required(self) -> Key {
        Key { required: true, ..self }
    }

    /// The same key, unknown to v0.
    pub const fn beyond_v0(self) -> Key {
        Key { beyond_v0: true, ..self }
    }

    /// The same key, with what holds where it is not said.
    pub const fn default(self, default: Default) -> Key {
        Key { default: Some(default), ..self }
    }

    /// The same key, said in another style on the text surface.
    pub const fn style(self, style: Style) -> Key {
        Key { style, ..self }
    }
}

/// How the text surface says a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `key value`, `key a, b`, `key { a: 1 }` or a lone `key`, as the shape asks.
    Setting,
    /// Each field of the list is a line `name: type` of the body; one that needs a keyword takes this one (`field`, `column`).
    Fields(&'static str),
    /// `word { a: int, b: text }`: a list of fields in braces.
    Block(&'static str),
    /// Each item of the list is a line of the body; one that fits no short form is `word = value`.
    Lines(&'static str),
    /// The record is a body of its own behind its word: `stack python { ... }`.
    Body,
    /// Said by the form of its declaration or as `key = value`.
    Whole,
}

/// A closed list of values.
#[derive(Debug)]
pub struct Catalog {
    /// What one of them is called in messages: "category of a command".
    pub name: &'static str,
    /// The values, in a fixed order.
    pub values: &'static [&'static str],
    /// Whether another value is a mistake. v0 does not hold people to some of its lists.
    pub enforced: bool,
    /// Whether capitals make no difference.
    pub any_case: bool,
}

/// What a value may be. `null` is allowed for every key that is not required.
#[derive(Debug)]
pub enum Shape {
    /// Anything.
    Any,
    /// Any text. A number or boolean there is a slip (YAML read `version: 1.10` as a number).
    Text,
    /// Text or a number or a boolean: any scalar.
    Scalar,
    /// The name that this declaration (or part) is known by.
    Name,
    /// A whole number.
    Int,
    /// `true` or `false`.
    Bool,
    /// A text of a catalog.
    OneOf(&'static Catalog),
    /// A type: `uuid`, `list<Entity:X>`, `DECIMAL(10,2)`.
    Type,
    /// The name of a declaration of one of these kinds (keywords). Written bare or with a prefix (`Entity:user`).
    Ref(&'static [&'static str]),
    /// The name of something inside the same declaration or one it names.
    Local(Local),
    /// Text with a small grammar of its own, in which names occur.
    Special(Special),
    /// A list.
    List(&'static Shape),
    /// A map with known keys.
    Record(&'static Record),
    /// A map with any keys and values of one shape.
    Map(&'static Shape),
    /// The parameters of a guard or effect: which ones is said by the `id` beside it.
    Params(&'static [Call]),
}

/// Names that live inside a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Local {
    /// A field of this entity.
    Field,
    /// A column of this table.
    Column,
    /// A state of this workflow.
    State,
    /// A field of the entity that the `entity` key beside it names.
    FieldOfEntity,
    /// A field of the entity that this workflow is for.
    FieldOfWorkflowEntity,
    /// An input of the command that `target_ref` names.
    InputOfTarget,
}

/// Texts with a grammar of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Special {
    /// `Entity` or `Entity.field` (foreign keys of entities).
    EntityField,
    /// `table.column`, or a map `{table, column}` (foreign keys of columns).
    TableColumn,
    /// `global` or `kind:name` (what a policy speaks of); the kind in any case.
    PolicyScope,
    /// A field named in the condition of a policy.
    PolicyField,
    /// `kind:name` (what a permission allows).
    Resource,
    /// Segments `role:X` and `permission:Y` between `|` or `,`, among free words.
    Auth,
    /// `kind:name` with kind command, query, workflow or policy; bare: a command or query.
    RuleTarget,
    /// A name of the kind that the key beside it names (`type`, `target_kind`, `kind`).
    ByKind(&'static str),
    /// `table`, `table:name`, or one of v0's free words for a projection's store.
    Storage,
    /// A role that acts in a scenario; a stranger that is near no role is allowed.
    Actor,
    /// A column of the decision table, input side.
    RuleInput,
    /// A column of the decision table, output side.
    RuleOutput,
    /// Where a bound value comes from: `actor.x`, `clock.now`, `new.uuid`, `input.x`, `step.x`, a constant.
    Source,
}

/// A guard or an effect.
#[derive(Debug)]
pub struct Call {
    /// Its id: `auth.role`.
    pub id: &'static str,
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// Its parameters.
    pub params: &'static Record,
}
