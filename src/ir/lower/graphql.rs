//! What GraphQL offers.
//!
//! In: the types, queries and mutations of the schema, and the operations behind them. Out: [`Graphql`]. A type must show something that
//! the contract has, an argument must be an input, and an input that has to be given must be an argument.

use super::{Lower, description, named};
use crate::check::deep::model::Operation;
use crate::check::deep::parts::{Field, bare, fields, text};
use crate::check::gather::Declaration;
use crate::ir::{GraphField, GraphKind, GraphType, Graphql, Kind};

/// What GraphQL offers; none where no query and no mutation is declared.
pub fn graphql(lower: &mut Lower) -> Option<Graphql> {
    let mut found = Graphql { types: Vec::new(), fields: Vec::new() };
    for own in named(lower.model, "graphql type") {
        found.types.extend(lower.graph_type(own));
    }
    for (keyword, kind, word) in
        [("graphql query", Kind::Query, "query"), ("graphql mutation", Kind::Command, "command")]
    {
        for own in named(lower.model, keyword) {
            found.fields.extend(lower.graph_field(own, kind, word));
        }
    }
    (!found.fields.is_empty()).then_some(found)
}

impl<'m, 'a> Lower<'_, 'm, 'a> {
    fn graph_type(&mut self, own: &'m Declaration<'a>) -> Option<GraphType> {
        let (name, span) = own.name?;
        let kind = match text(own.node, "kind").map(|(word, _)| word) {
            Some("interface") => GraphKind::Interface,
            Some("enum") => GraphKind::Enum,
            Some("scalar") => GraphKind::Scalar,
            _ => GraphKind::Object,
        };
        let shown = fields(own.node, "fields");
        let model = self.model;
        let value = model.sound.one("value", name).map(|value| fields(value.node, "fields"));
        let known = model.entity(name).map(|entity| entity.fields.clone()).or(value);
        let is_enum = model.sound.one("enum", name).is_some();
        let missing = match kind {
            GraphKind::Object if known.is_none() => Some("no entity and no value has this name"),
            GraphKind::Enum if !is_enum => Some("no enumeration has this name"),
            GraphKind::Scalar if known.is_none() && !is_enum => Some("nothing in the contract has this name"),
            _ => None,
        };
        if let Some(why) = missing {
            self.refuse(own, "", span, &format!("the graphql type `{name}`"), why);
            return None;
        }
        if kind == GraphKind::Object {
            let has = |field: &&Field| known.iter().flatten().all(|own| own.name != field.name);
            let strangers: Vec<&Field> = shown.iter().filter(has).collect();
            for field in strangers {
                let what = format!("`{}` of the graphql type `{name}`", field.name);
                self.refuse(own, format!("fields/{}", field.at), field.span, &what, "what it shows has no such field");
            }
        }
        Some(GraphType {
            origin: own.element.clone(),
            name: name.to_owned(),
            description: description(own.node),
            kind,
            fields: shown.iter().map(|field| self.field(field)).collect(),
        })
    }

    fn graph_field(&mut self, own: &'m Declaration<'a>, kind: Kind, word: &'static str) -> Option<GraphField> {
        let ((name, _), (resolver, span)) = (own.name?, text(own.node, "resolver")?);
        let model = self.model;
        let operation: &Operation = model.operation(word, bare(resolver))?;
        let (arguments, returns) = (fields(own.node, "args"), fields(own.node, "returns"));
        for field in &arguments {
            if operation.input(field.name).is_none_or(|input| input.has("bind")) {
                let what = format!("the argument `{}`", field.name);
                self.refuse(own, format!("args/{}", field.at), field.span, &what, "not an input that a client gives");
            }
        }
        for field in &returns {
            if operation.returns.iter().all(|given| given.name != field.name) {
                let what = format!("the answer `{}`", field.name);
                let why = format!("`{}` does not answer it", operation.name);
                self.refuse(own, format!("returns/{}", field.at), field.span, &what, &why);
            }
        }
        let lacks = operation.inputs.iter().find(|input| {
            let asked = input.is_required() && !input.has("bind") && !input.has("default");
            asked && arguments.iter().all(|field| field.name != input.name)
        });
        if let Some(input) = lacks {
            let what = format!("what `{}` is given as `{}`", operation.name, input.name);
            self.sourceless(own, "resolver", span, &what, "no argument has this name");
            self.advise(format!("add `{}` to its `args`", input.name));
        }
        let all = |fields: &[Field]| fields.iter().map(|field| field.name.to_owned()).collect::<Vec<String>>();
        Some(GraphField {
            origin: own.element.clone(),
            name: name.to_owned(),
            description: description(own.node),
            kind,
            operation: operation.name.to_owned(),
            arguments: all(&arguments),
            outputs: if returns.is_empty() { all(&operation.returns) } else { all(&returns) },
        })
    }
}
