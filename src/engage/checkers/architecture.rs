//! `architecture.required_patterns` and `architecture.forbidden_patterns`.
//!
//! In: source files that are the product's own, and infrastructure. Out: an outcome for each name. Required: `single_table_dynamodb` (exactly one
//! table of DynamoDB is declared), `handler_delegates_to_domain` (every handler calls a module of the domain; see [`handlers`]). Forbidden:
//! `fat_handler`, `orm_layer` (an import of an object-relational mapper), `god_class` (more than [`METHODS`] methods), and what is required,
//! turned round: `multi_table_dynamodb`. Any other name is not evaluated.

use super::Subject;
use super::cloud::Index;
use super::functions::{self, What};
use super::looked::{Looked, count, plain, unknown};
use super::{handlers, libraries};
use crate::engage::repository::{Code, Language, Repository, Role};
use crate::engage::verdict::Outcome;

const ID: &str = "architecture";
const REQUIRED: &str = "architecture.required_patterns";
const FORBIDDEN: &str = "architecture.forbidden_patterns";
/// More of them make a class a god.
const METHODS: usize = 20;

/// Looks at what is required.
pub(super) fn required(Subject { terms, repository, cloud, .. }: &Subject<'_>) -> Vec<Outcome> {
    let names = terms.architecture.iter().flat_map(|own| &own.required_patterns);
    let of = |name: &String| match plain(name).as_str() {
        "single_table_dynamodb" | "single_table" => single_table(format!("{REQUIRED}/{name}"), cloud),
        "handler_delegates_to_domain" | "thin_handlers" | "thin_handler" => {
            delegates(format!("{REQUIRED}/{name}"), repository)
        }
        _ => unknown(REQUIRED, name),
    };
    names.map(of).collect()
}

/// Looks at what is forbidden.
pub(super) fn forbidden(Subject { terms, repository, cloud, .. }: &Subject<'_>) -> Vec<Outcome> {
    let names = terms.architecture.iter().flat_map(|own| &own.forbidden_patterns);
    let of = |name: &String| {
        let clause = format!("{FORBIDDEN}/{name}");
        match plain(name).as_str() {
            "fat_handler" | "fat_handlers" => each_file(clause, repository, fat),
            "orm_layer" | "orm" => each_file(clause, repository, orm),
            "god_class" | "god_classes" | "god_object" => each_file(clause, repository, god),
            "multi_table_dynamodb" => single_table(clause, cloud),
            _ => unknown(FORBIDDEN, name),
        }
    };
    names.map(of).collect()
}

fn sources<'r>(repository: &'r Repository, looked: &mut Looked) -> Vec<Code<'r>> {
    looked.code(repository, |_, role| role == Role::Product)
}

fn each_file(clause: String, repository: &Repository, look: fn(Code<'_>, &mut Looked)) -> Outcome {
    let mut looked = Looked::default();
    for code in sources(repository, &mut looked) {
        look(code, &mut looked);
    }
    looked.outcome(clause, ID, "source file")
}

fn fat(code: Code<'_>, looked: &mut Looked) {
    for handler in handlers::of(code) {
        if let Some(why) = handlers::fat(code, handler) {
            looked.add(code.file, code.place(handler.node), why);
        }
    }
}

fn orm(code: Code<'_>, looked: &mut Looked) {
    for import in code.file.imports().iter().filter(|import| import.is_any_of(libraries::ORM)) {
        looked.add(code.file, import.place, format!("`{}` is an object-relational mapper", import.name));
    }
}

fn god(code: Code<'_>, looked: &mut Looked) {
    let items = functions::of(code);
    for class in items.iter().filter(|item| item.what == What::Class && code.language != Language::Rust) {
        let is_inside = |item: &&functions::Item<'_>| {
            item.what == What::Method && class.node.byte_range().contains(&item.node.start_byte())
        };
        let methods = items.iter().filter(is_inside).count();
        if methods > METHODS {
            let message = format!("the class `{}` has {methods} methods, more than {METHODS}", class.name);
            looked.add(code.file, code.place(class.node), message);
        }
    }
}

fn single_table(clause: String, cloud: &Index<'_>) -> Outcome {
    let (resources, mut looked) = cloud.resources();
    let kinds =
        ["aws_dynamodb_table", "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable", "AWS::Serverless::SimpleTable"];
    let tables: Vec<_> = resources.iter().filter(|resource| kinds.contains(&resource.kind)).collect();
    for (number, table) in tables.iter().enumerate().skip(1) {
        looked.add(
            table.file,
            table.place,
            format!("this is table {} of DynamoDB, and there is to be one", number + 1),
        );
    }
    let (none, holds) = ("no table of DynamoDB is declared", "exactly one table of DynamoDB is declared");
    looked.counted(clause, ID, tables.len(), none, holds)
}

fn delegates(clause: String, repository: &Repository) -> Outcome {
    let mut looked = Looked::default();
    let mut all = 0;
    for code in sources(repository, &mut looked) {
        for handler in handlers::of(code) {
            all += 1;
            if !handlers::hands_on(code, handler) {
                let message = format!("the handler `{}` calls no module of the domain", handler.name);
                looked.add(code.file, code.place(handler.node), message);
            }
        }
    }
    let holds = format!("each of {} calls a module of the domain", count(all, "handler"));
    looked.counted(clause, ID, all, "no handler is found", holds)
}
