//! The schema in the language of GraphQL.
//!
//! In: what GraphQL offers, and the types behind it. Out: `graphql/schema.graphql`. Names are those of the contract. Numbers of 64 bits, exact
//! numbers, moments and ids are scalars of their own, for GraphQL has none of them.

use std::collections::{BTreeMap, BTreeSet};

use super::operation;
use crate::ir::{Constant, Field, GraphField, GraphKind, GraphType, Graphql, Kind, System, Type};
use crate::stack::fastapi::names;
use crate::stack::page::Page;
use crate::unit::{Owner, Unit};

/// Types of the schema while it is written.
struct Schema<'s> {
    system: &'s System,
    own: &'s Graphql,
    /// Definitions by name, each with the declaration that it comes from.
    made: BTreeMap<String, (String, String)>,
    scalars: BTreeSet<&'static str>,
}

/// The file.
pub fn unit(system: &System, own: &Graphql) -> Unit {
    let mut schema = Schema { system, own, made: BTreeMap::new(), scalars: BTreeSet::new() };
    let queries = schema.root("Query", Kind::Query);
    let mutations = schema.root("Mutation", Kind::Command);
    for kind in &own.types {
        schema.declared(kind);
    }
    let mut page = Page::new();
    page.write("# Made from the contract: what GraphQL offers.\n");
    page.gap();
    page.write(queries.as_deref().unwrap_or(ALIVE));
    if let Some(mutations) = &mutations {
        page.gap();
        page.write(mutations);
    }
    for (text, origin) in schema.made.values() {
        page.gap();
        if origin.is_empty() {
            page.write(text);
        } else {
            page.write_from(origin, text);
        }
    }
    for scalar in &schema.scalars {
        page.gap();
        page.write(&format!("{}\nscalar {scalar}\n", doc(about(scalar), "")));
    }
    page.unit(format!("src/{}/gen/graphql/schema.graphql", system.package), Owner::Generated)
}

/// What may be asked where no query is offered: a schema must have something.
const ALIVE: &str = "type Query {\n  \"\"\"The service answers.\"\"\"\n  alive: Boolean\n}\n";

/// What a scalar is.
fn about(scalar: &str) -> &'static str {
    match scalar {
        "Base64" => "Bytes as text in Base64",
        "Date" => "A day: `2026-01-31`",
        "DateTime" => "A moment with its zone: `2026-01-31T08:00:00Z`",
        "Decimal" => "An exact number",
        "JSON" => "Anything that JSON can say",
        "Long" => "A whole number of 64 bits",
        "Time" => "A time of the day: `09:30:00`",
        _ => "A UUID",
    }
}

/// A description above a definition.
fn doc(text: &str, indent: &str) -> String {
    let plain = crate::stack::fastapi::python::plain(text).replace('\\', "\\\\").replace('"', "'");
    if plain.trim().is_empty() {
        String::new()
    } else {
        format!("{indent}\"\"\"{}.\"\"\"", plain.trim().trim_end_matches('.'))
    }
}

fn with_doc(text: &str, indent: &str) -> String {
    let doc = doc(text, indent);
    if doc.is_empty() { doc } else { doc + "\n" }
}

impl<'s> Schema<'s> {
    /// The queries, or the mutations.
    fn root(&mut self, name: &str, kind: Kind) -> Option<String> {
        let fields: Vec<&'s GraphField> = self.own.fields.iter().filter(|field| field.kind == kind).collect();
        if fields.is_empty() {
            return None;
        }
        let mut text = format!("type {name} {{\n");
        for field in fields {
            let Some(operation) = operation(self.system, field) else { continue };
            let mut arguments = Vec::new();
            for input in operation.inputs.iter().filter(|input| field.arguments.contains(&input.field.name)) {
                let default = match &input.field.default {
                    Some(value) => format!(" = {}", self.literal(value, &input.field.kind)),
                    None => String::new(),
                };
                let required = input.field.required && input.field.default.is_none();
                let kind = self.input(&input.field.kind);
                arguments.push(format!("{}: {kind}{}{default}", input.field.name, if required { "!" } else { "" }));
            }
            let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
            let result = self.result(field);
            text.push_str(&with_doc(&field.description, "  "));
            text.push_str(&format!("  {}{arguments}: {result}!\n", field.name));
        }
        Some(text + "}\n")
    }

    /// The type of what a field shows.
    fn result(&mut self, field: &GraphField) -> String {
        let Some(operation) = operation(self.system, field) else { return "Boolean".to_owned() };
        if field.outputs.is_empty() {
            return "Boolean".to_owned();
        }
        let mut name = format!("{}Result", names::class(&field.name));
        while self.is_taken(&name) {
            name.push_str("Result");
        }
        let mut text = format!("type {name} {{\n");
        for output in operation.outputs.iter().filter(|output| field.outputs.contains(&output.name)) {
            let kind = self.output(&output.kind);
            text.push_str(&format!("  {}: {kind}{}\n", output.name, if output.required { "!" } else { "" }));
        }
        self.made.insert(name.clone(), (text + "}\n", field.origin.clone()));
        name
    }

    fn is_taken(&self, name: &str) -> bool {
        let system = self.system;
        self.made.contains_key(name)
            || system.entity(name).is_some()
            || system.value(name).is_some()
            || system.enumeration(name).is_some()
            || self.own.types.iter().any(|own| own.name == name)
    }

    fn scalar(&mut self, name: &'static str) -> String {
        self.scalars.insert(name);
        name.to_owned()
    }

    /// What is declared for a type of the contract.
    fn shown(&self, name: &str) -> Option<&'s GraphType> {
        self.own.types.iter().find(|own| own.name == name)
    }

    fn simple(&mut self, kind: &Type) -> Option<String> {
        Some(match kind {
            Type::Text | Type::OneOf { .. } => "String".to_owned(),
            Type::Bool => "Boolean".to_owned(),
            Type::Float => "Float".to_owned(),
            Type::Int => self.scalar("Long"),
            Type::Decimal => self.scalar("Decimal"),
            Type::Uuid => self.scalar("UUID"),
            Type::Date => self.scalar("Date"),
            Type::Datetime => self.scalar("DateTime"),
            Type::Time => self.scalar("Time"),
            Type::Bytes => self.scalar("Base64"),
            Type::Json | Type::Map { .. } => self.scalar("JSON"),
            Type::Enumeration { name } => self.enumeration(name),
            Type::Value { name } | Type::Entity { name } => {
                let own = self.shown(name).filter(|own| own.kind == GraphKind::Scalar)?;
                self.made.insert(name.clone(), scalar(own));
                name.clone()
            }
            Type::List { .. } => return None,
        })
    }

    /// A type that is shown.
    fn output(&mut self, kind: &Type) -> String {
        if let Some(simple) = self.simple(kind) {
            return simple;
        }
        match kind {
            Type::List { of } => format!("[{}!]", self.output(of)),
            Type::Value { name } => {
                let own = self.system.value(name);
                let fields = own
                    .map_or(&[][..], |own| &own.fields)
                    .iter()
                    .map(|field| (field, field.required || field.default.is_some()));
                let (origin, about) = own.map_or(("", ""), |own| (&own.origin, &own.description));
                self.object(name, fields.collect(), origin, about)
            }
            Type::Entity { name } => {
                let own = self.system.entity(name);
                let table = self.system.table_of(name);
                let typed = |field: &'s Field| {
                    let column =
                        table.and_then(|table| crate::stack::fastapi::value::column(self.system, table, &field.name));
                    (field, column.map_or(field.required, |(_, always)| always))
                };
                let fields = own.map_or(&[][..], |own| &own.fields).iter().map(typed).collect();
                let (origin, about) = own.map_or(("", ""), |own| (&own.origin, &own.description));
                self.object(name, fields, origin, about)
            }
            _ => self.scalar("JSON"),
        }
    }

    /// A type with fields.
    fn object(&mut self, name: &str, fields: Vec<(&'s Field, bool)>, origin: &str, about: &str) -> String {
        if self.made.contains_key(name) {
            return name.to_owned();
        }
        // A type that shows itself is known while it is written.
        self.made.insert(name.to_owned(), (String::new(), String::new()));
        let shown = self.shown(name);
        let is_shown = |field: &Field| {
            shown.is_none_or(|own| own.fields.is_empty() || own.fields.iter().any(|shown| shown.name == field.name))
        };
        let fields: Vec<(&Field, bool)> = fields.into_iter().filter(|(field, _)| is_shown(field)).collect();
        let interfaces: Vec<&str> = self
            .own
            .types
            .iter()
            .filter(|own| own.kind == GraphKind::Interface)
            .filter(|own| own.fields.iter().all(|wanted| fields.iter().any(|(field, _)| field.name == wanted.name)))
            .map(|own| own.name.as_str())
            .collect();
        let implements =
            if interfaces.is_empty() { String::new() } else { format!(" implements {}", interfaces.join(" & ")) };
        let (origin, about) = shown.map_or((origin, about), |own| (&own.origin, &own.description));
        let mut text = format!("{}type {name}{implements} {{\n", with_doc(about, ""));
        for (field, required) in fields {
            text.push_str(&self.line(field, required));
        }
        self.made.insert(name.to_owned(), (text + "}\n", origin.to_owned()));
        name.to_owned()
    }

    fn line(&mut self, field: &Field, required: bool) -> String {
        let kind = self.output(&field.kind);
        let about = with_doc(&field.description, "  ");
        format!("{about}  {}: {kind}{}\n", field.name, if required { "!" } else { "" })
    }

    /// A type that is declared, whether something shows it or not.
    fn declared(&mut self, own: &'s GraphType) {
        match own.kind {
            GraphKind::Object => {
                let kind = match self.system.entity(&own.name) {
                    Some(_) => Type::Entity { name: own.name.clone() },
                    None => Type::Value { name: own.name.clone() },
                };
                self.output(&kind);
            }
            GraphKind::Enum => {
                self.enumeration(&own.name);
            }
            GraphKind::Scalar => {
                self.made.insert(own.name.clone(), scalar(own));
            }
            GraphKind::Interface => {
                let mut text = format!("{}interface {} {{\n", with_doc(&own.description, ""), own.name);
                for field in &own.fields {
                    text.push_str(&self.line(field, field.required));
                }
                self.made.insert(own.name.clone(), (text + "}\n", own.origin.clone()));
            }
        }
    }

    /// An enumeration; one with values that are no names of GraphQL is text.
    fn enumeration(&mut self, name: &str) -> String {
        let own = self.system.enumeration(name);
        let Some(own) = own.filter(|own| own.values.iter().all(|value| is_name(value))) else {
            return "String".to_owned();
        };
        let shown = self.shown(name);
        if let Some(shown) = shown.filter(|own| own.kind == GraphKind::Scalar) {
            self.made.insert(name.to_owned(), scalar(shown));
            return name.to_owned();
        }
        let about = shown.map_or(&own.description, |shown| &shown.description);
        let about = if about.is_empty() { &own.description } else { about };
        let values: String = own.values.iter().map(|value| format!("  {value}\n")).collect();
        let text = format!("{}enum {name} {{\n{values}}}\n", with_doc(about, ""));
        self.made.insert(name.to_owned(), (text, shown.map_or(&own.origin, |shown| &shown.origin).clone()));
        name.to_owned()
    }

    /// A type that is given.
    fn input(&mut self, kind: &Type) -> String {
        if let Some(simple) = self.simple(kind) {
            return simple;
        }
        match kind {
            Type::List { of } => format!("[{}!]", self.input(of)),
            Type::Value { name } => {
                let input = format!("{name}Input");
                let Some(own) = self.system.value(name) else {
                    return self.scalar("JSON");
                };
                if self.made.contains_key(&input) {
                    return input;
                }
                self.made.insert(input.clone(), (String::new(), String::new()));
                let mut text = format!("{}input {input} {{\n", with_doc(&own.description, ""));
                for field in &own.fields {
                    let kind = self.input(&field.kind);
                    let default = match &field.default {
                        Some(value) => format!(" = {}", self.literal(value, &field.kind)),
                        None => String::new(),
                    };
                    let required = if field.required && field.default.is_none() { "!" } else { "" };
                    text.push_str(&format!("  {}: {kind}{required}{default}\n", field.name));
                }
                self.made.insert(input.clone(), (text + "}\n", own.origin.clone()));
                input
            }
            _ => self.scalar("JSON"),
        }
    }

    /// A constant as a literal.
    fn literal(&mut self, value: &Constant, kind: &Type) -> String {
        match value {
            Constant::Null => "null".to_owned(),
            Constant::Bool(value) => value.to_string(),
            Constant::Number(digits) => digits.clone(),
            Constant::Text(text)
                if matches!(kind, Type::Enumeration { .. }) && self.simple(kind).as_deref() != Some("String") =>
            {
                text.clone()
            }
            Constant::Text(text) => crate::stack::fastapi::python::text(text),
            Constant::List(items) => {
                let of = match kind {
                    Type::List { of } => (**of).clone(),
                    _ => Type::Json,
                };
                format!("[{}]", items.iter().map(|item| self.literal(item, &of)).collect::<Vec<_>>().join(", "))
            }
            Constant::Map(entries) => {
                let of = |(name, value): &(String, Constant)| format!("{name}: {}", self.literal(value, &Type::Json));
                format!("{{{}}}", entries.iter().map(of).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn scalar(own: &GraphType) -> (String, String) {
    (format!("{}scalar {}\n", with_doc(&own.description, ""), own.name), own.origin.clone())
}

/// Whether a text is a name of GraphQL, and no word of it.
fn is_name(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(letter)
        && text.chars().all(|c| letter(c) || c.is_ascii_digit())
        && !text.starts_with("__")
        && !["true", "false", "null"].contains(&text)
}
