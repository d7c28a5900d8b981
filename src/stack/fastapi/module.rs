//! A module of the generated package while it is written.
//!
//! In: where the module stands, and what it needs. Out: names that are imported as they are asked for, types as annotations, and
//! constants as expressions.

use super::imports::Imports;
use super::index::Index;
use super::names::{self, Names, Of};
use super::python::{self, Expr, File, Writer};
use crate::ir::{Bounds, Constant, Field, Operation, System, Table, Type};
use crate::unit::{Owner, Unit};

/// What all modules are made from.
#[derive(Clone, Copy)]
pub struct Whole<'s> {
    /// The system.
    pub system: &'s System,
    /// The names of its classes.
    pub names: &'s Names,
    /// What is looked up in it again and again.
    pub index: &'s Index<'s>,
    /// What its jobs need to know.
    pub jobs: &'s super::jobs::Jobs,
    /// The operations whose bodies are written by hand, as declarations: `commands/CheckIn`.
    pub by_hand: &'s [String],
}

impl Whole<'_> {
    /// The module that holds the body of an operation.
    pub fn body_of(&self, own: &Operation) -> String {
        let place = if self.by_hand.contains(&own.origin) { "custom" } else { "app" };
        format!("{place}.{}.{}", super::operation::folder(own), names::module(&own.name))
    }
}

/// A module.
pub struct Module<'s> {
    /// What it is made from.
    pub whole: Whole<'s>,
    /// Its folder below `gen`: `app/commands`.
    folder: &'static str,
    /// Whether it stands in `custom` and belongs to the user.
    custom: bool,
    file: File,
}

/// How a type is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As a type that checks what comes in.
    Checked,
    /// As a plain type of Python.
    Plain,
}

impl<'s> Module<'s> {
    /// A module in a folder below `gen`, about `doc`, made from the declaration `origin`.
    pub fn new(whole: Whole<'s>, folder: &'static str, doc: &str, origin: &str) -> Module<'s> {
        Module { whole, folder, custom: false, file: File::new(doc, origin) }
    }

    /// A module in a folder below `custom`, which belongs to the user once it is written.
    pub fn custom(whole: Whole<'s>, folder: &'static str, doc: &str, origin: &str) -> Module<'s> {
        Module { whole, folder, custom: true, file: File::new(doc, origin) }
    }

    /// What it says.
    pub fn body(&mut self) -> &mut Writer {
        &mut self.file.body
    }

    /// What it needs.
    pub fn imports(&mut self) -> &mut Imports {
        &mut self.file.imports
    }

    /// What `inside` says stands one step further in.
    pub fn indent(&mut self, inside: impl FnOnce(&mut Self)) {
        self.body().enter();
        inside(self);
        self.body().leave();
    }

    /// The unit of this module. What it defines itself it does not import.
    pub fn unit(mut self, name: &str) -> Unit {
        self.file.imports.forget(&format!(".{name}"));
        let folder = if self.folder.is_empty() { String::new() } else { format!("{}/", self.folder) };
        let place = if self.custom { "custom" } else { "gen" };
        let path = format!("src/{}/{place}/{folder}{name}.py", self.whole.system.package);
        let owner = if self.custom { Owner::Scaffold } else { Owner::Generated };
        Unit { owner, ..self.file.unit(path) }
    }

    /// The name of a module of `gen` as it is imported here; those of `custom` are named whole.
    fn relative(&self, module: &str) -> String {
        let place = if self.custom { "custom" } else { "gen" };
        let root = (self.custom || module.split('.').next() != Some("custom")).then_some("gen");
        let mut own = std::iter::once(place).chain(self.folder.split('/').filter(|part| !part.is_empty())).peekable();
        let mut other = root.into_iter().chain(module.split('.').filter(|part| !part.is_empty())).peekable();
        while own.peek().is_some() && own.peek() == other.peek() {
            own.next();
            other.next();
        }
        let mut name = ".".repeat(own.count() + 1);
        for (at, part) in other.enumerate() {
            name.push_str(if at > 0 { "." } else { "" });
            name.push_str(part);
        }
        name
    }

    /// `from .module import name`; gives the name.
    pub fn own(&mut self, module: &str, name: &str) -> String {
        let module = self.relative(module);
        self.file.imports.name(&module, name)
    }

    /// `from .module import name as other`; gives the other name.
    pub fn own_as(&mut self, module: &str, name: &str, other: &str) -> String {
        let module = self.relative(module);
        self.file.imports.renamed(&module, name, other)
    }

    /// The class of a declaration.
    pub fn class(&mut self, of: Of, name: &str) -> String {
        let class = self.whole.names.class(of, name);
        let module = match of {
            Of::Entity => "domain.entities",
            Of::Value => "domain.values",
            Of::Enumeration => "domain.enums",
            Of::Failure => "domain.errors",
            Of::Event => "domain.events",
            Of::Job => "jobs.payloads",
            Of::Operation => return class,
        };
        self.own(module, &class)
    }

    /// The class of a failure.
    pub fn failure(&mut self, name: &str) -> String {
        self.class(Of::Failure, name)
    }

    /// The module of a table.
    pub fn table(&mut self, table: &str) -> String {
        self.own("persistence", &names::table(table))
    }

    /// The class of the rows of a table.
    pub fn row_class(&mut self, table: &Table) -> String {
        match &table.entity {
            Some(entity) => self.class(Of::Entity, entity),
            None => {
                let class = row_class(table);
                self.own(&format!("persistence.{}", names::table(&table.name)), &class)
            }
        }
    }

    /// A type as an annotation.
    pub fn annotation(&mut self, kind: &Type, style: Style) -> String {
        let checked = style == Style::Checked;
        let mut typed = |name: &str, plain: &str| {
            if checked { self.own("domain.types", name) } else { plain.to_owned() }
        };
        match kind {
            Type::Text => typed("Text", "str"),
            Type::Int => typed("Integer", "int"),
            Type::Float => typed("Real", "float"),
            Type::Bool => "bool".to_owned(),
            Type::Bytes => typed("FileData", "bytes"),
            Type::Decimal if checked => typed("Number", ""),
            Type::Decimal => self.imports().name("decimal", "Decimal"),
            Type::Datetime if checked => typed("Moment", ""),
            Type::Date if checked => typed("Day", ""),
            Type::Uuid => self.imports().name("uuid", "UUID"),
            Type::Date | Type::Datetime | Type::Time => {
                self.imports().dates();
                match kind {
                    Type::Date => "dt.date",
                    Type::Time => "dt.time",
                    _ => "dt.datetime",
                }
                .to_owned()
            }
            Type::Json => self.imports().name("typing", "Any"),
            Type::OneOf { values } => {
                self.imports().name("typing", "Literal");
                let values: Vec<String> = values.iter().map(|value| python::text(value)).collect();
                format!("Literal[{}]", values.join(", "))
            }
            Type::Enumeration { name } => self.class(Of::Enumeration, name),
            Type::Value { name } => self.class(Of::Value, name),
            Type::Entity { name } => self.class(Of::Entity, name),
            Type::List { of } => format!("list[{}]", self.annotation(of, style)),
            Type::Map { of } => format!("dict[str, {}]", self.annotation(of, style)),
        }
    }

    /// A type that may be missing.
    pub fn optional(&mut self, kind: &Type, required: bool, style: Style) -> String {
        let own = self.annotation(kind, style);
        if required || own == "Any" { own } else { format!("{own} | None") }
    }

    /// A field of a model: its name, its type, its limits, what it is where nothing is given.
    pub fn field(&mut self, field: &Field, required: bool) {
        let kind = self.optional(&field.kind, required, Style::Checked);
        self.typed_field(field, &kind, required);
    }

    /// A field of a model whose type is given.
    pub fn typed_field(&mut self, field: &Field, kind: &str, required: bool) {
        let own = names::field(&field.name);
        let mut rules = self.rules(&field.bounds, &field.kind);
        if own != field.name {
            rules.push(("alias".to_owned(), Expr::Atom(python::text(&field.name))));
        }
        let mut default = match &field.default {
            Some(value) => Some(self.constant(value, Some(&field.kind))),
            None if !required => Some(Expr::atom("None")),
            None => None,
        };
        if let Some(Expr::Group { .. }) = default.as_ref().filter(|_| is_mutable(&field.kind)) {
            let flat = default.take().map(|own| own.flat()).unwrap_or_default();
            let factory = match flat.as_str() {
                "[]" => "list".to_owned(),
                "{}" => "dict".to_owned(),
                _ => format!("lambda: {flat}"),
            };
            rules.push(("default_factory".to_owned(), Expr::Atom(factory)));
        }
        let kind = if rules.is_empty() {
            kind.to_owned()
        } else {
            self.imports().name("typing", "Annotated");
            self.imports().name("pydantic", "Field");
            format!("Annotated[{kind}, {}]", Expr::named_call("Field", rules).flat())
        };
        match default {
            Some(value) => self.body().statement(&format!("{own}: {kind} = "), &value, ""),
            None => self.body().line(format!("{own}: {kind}")),
        }
    }

    fn rules(&mut self, bounds: &Bounds, kind: &Type) -> Vec<(String, Expr)> {
        let mut rules = Vec::new();
        let number = |text: &String| match kind {
            Type::Decimal if text.contains('.') => format!("Decimal({})", python::text(text)),
            _ => python::whole(text),
        };
        let mut add = |name: &str, value: Option<String>| {
            rules.extend(value.map(|value| (name.to_owned(), Expr::Atom(value))));
        };
        add("ge", bounds.min.as_ref().map(number));
        add("le", bounds.max.as_ref().map(number));
        add("min_length", bounds.min_length.map(|own| own.to_string()));
        add("max_length", bounds.max_length.map(|own| own.to_string()));
        add("pattern", bounds.pattern.as_deref().map(|own| python::text(&whole_text(own))));
        add("decimal_places", bounds.scale.filter(|_| *kind == Type::Decimal).map(|own| own.to_string()));
        if rules.iter().any(|(_, value)| value.flat().starts_with("Decimal(")) {
            self.imports().name("decimal", "Decimal");
        }
        rules
    }

    /// A constant as an expression of a type.
    pub fn constant(&mut self, value: &Constant, kind: Option<&Type>) -> Expr {
        match (value, kind) {
            (Constant::Null, _) => Expr::atom("None"),
            (Constant::Bool(true), _) => Expr::atom("True"),
            (Constant::Bool(false), _) => Expr::atom("False"),
            (Constant::Number(digits), Some(Type::Decimal)) => {
                self.imports().name("decimal", "Decimal");
                let inner = if digits.contains(['.', 'e', 'E']) { python::text(digits) } else { python::whole(digits) };
                Expr::Atom(format!("Decimal({inner})"))
            }
            (Constant::Number(digits), _) => Expr::Atom(python::whole(digits)),
            (Constant::Text(text), Some(Type::Enumeration { name })) => {
                let known = self.whole.system.enumeration(name);
                match known.filter(|own| own.values.contains(text)) {
                    Some(own) => {
                        let member = member(&own.values, text);
                        Expr::Atom(format!("{}.{member}", self.class(Of::Enumeration, name)))
                    }
                    None => Expr::Atom(python::text(text)),
                }
            }
            (Constant::Text(text), Some(Type::Uuid)) => {
                self.imports().name("uuid", "UUID");
                Expr::Atom(format!("UUID({})", python::text(text)))
            }
            (Constant::Text(text), Some(kind @ (Type::Date | Type::Datetime | Type::Time))) => {
                self.imports().dates();
                let class = match kind {
                    Type::Date => "date",
                    Type::Time => "time",
                    _ => "datetime",
                };
                Expr::Atom(format!("dt.{class}.fromisoformat({})", python::text(text)))
            }
            (Constant::Text(text), _) => Expr::Atom(python::text(text)),
            (Constant::List(items), kind) => {
                let of = match kind {
                    Some(Type::List { of }) => Some(&**of),
                    _ => None,
                };
                Expr::list(items.iter().map(|item| self.constant(item, of)).collect())
            }
            (Constant::Map(entries), Some(Type::Value { name })) => {
                let fields = self.whole.system.value(name).map(|own| &own.fields);
                let kind_of = |key: &String| {
                    fields.and_then(|all| all.iter().find(|own| own.name == *key)).map(|own| own.kind.clone())
                };
                let arguments = entries.iter().map(|(key, value)| {
                    let kind = kind_of(key);
                    (names::field(key), self.constant(value, kind.as_ref()))
                });
                let arguments = arguments.collect();
                Expr::named_call(self.class(Of::Value, name), arguments)
            }
            (Constant::Map(entries), kind) => {
                let of = match kind {
                    Some(Type::Map { of }) => Some(&**of),
                    _ => None,
                };
                let entry =
                    |(key, value): &(String, Constant)| (Expr::Atom(python::text(key)), self.constant(value, of));
                Expr::dictionary(entries.iter().map(entry).collect())
            }
        }
    }
}

/// The class of the rows of a table that keeps no entity.
pub fn row_class(table: &Table) -> String {
    format!("{}Row", names::class(&table.name))
}

/// The member of an enumeration for one of its values.
pub fn member(values: &[String], value: &str) -> String {
    let own = names::constant(value);
    let mut taken = 0;
    for other in values.iter().take_while(|other| *other != value) {
        if names::constant(other) == own {
            taken += 1;
        }
    }
    let own = if own == "NONE" || own == "NAME" || own == "VALUE" { format!("{own}_") } else { own };
    if taken == 0 { own } else { format!("{own}_{taken}") }
}

/// Whether constants of a type may be changed in place.
fn is_mutable(kind: &Type) -> bool {
    matches!(kind, Type::List { .. } | Type::Map { .. } | Type::Json)
}

/// A pattern that finds a text only where it matches all of it.
fn whole_text(pattern: &str) -> String {
    let is_whole = pattern.starts_with('^') && pattern.ends_with('$') && !pattern.contains('|');
    if is_whole { pattern.to_owned() } else { format!("^(?:{pattern})$") }
}
