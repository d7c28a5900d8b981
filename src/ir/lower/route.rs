//! Doors over HTTP.
//!
//! In: the routes to an operation and the inputs that clients give. Out: [`Route`]: each input stands in the path, in the query string
//! or in the body.

use super::Lower;
use crate::check::deep::model::Operation;
use crate::check::deep::model::entity::names;
use crate::check::deep::parts::{is_true, text};
use crate::ir::{Input, Place, Route, Source};

impl<'m> Lower<'_, 'm, '_> {
    /// The routes to an operation, in the order of their names.
    pub fn routes(&mut self, own: &Operation<'m>, inputs: &[Input]) -> Vec<Route> {
        let doors = self.access.doors.to(own.kind, own.name);
        let mut routes = Vec::new();
        for door in doors.iter().map(|door| door.own) {
            let said = |key: &str| text(door.node, key).map_or("", |(text, _)| text);
            let (method, path) = (said("method").to_uppercase(), said("path").to_owned());
            let inside: Vec<&str> = path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
            let clients = inputs.iter().filter(|input| input.source == Source::Client);
            let place = |input: &Input| match method.as_str() {
                _ if inside.contains(&input.field.name.as_str()) => Place::Path,
                "GET" | "DELETE" | "HEAD" => Place::Query,
                _ => Place::Body,
            };
            let places = clients.map(|input| (input.field.name.clone(), place(input))).collect();
            let creates = text(own.own.node, "category").is_some_and(|(word, _)| word == "crud.create");
            let tag = names(door.node, "tags").first().copied().map(super::snake);
            let segment = || {
                let mut segments = path.split('/').filter(|part| !part.is_empty() && !part.starts_with('{'));
                segments.find(|part| *part != "api" && !is_version(part)).map_or_else(|| "service".into(), super::snake)
            };
            routes.push(Route {
                origin: door.element.clone(),
                tag: tag.filter(|tag| !tag.is_empty()).unwrap_or_else(segment),
                places,
                status: if creates && method == "POST" { 201 } else { 200 },
                sender: self.senders.get(door.element.as_str()).cloned(),
                deprecated: is_true(door.node.get("deprecated")),
                method,
                path,
            });
        }
        routes.sort_by(|one, other| one.origin.cmp(&other.origin));
        routes
    }
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
}
