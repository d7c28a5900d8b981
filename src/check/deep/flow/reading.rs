//! C0101, C0202, C0210, C0404, C0414, C0423 and C0426 for queries: by what an answer is narrowed, ordered and measured.
//!
//! In: a query with what it reads. Out: findings for columns that are not there, literals that a column cannot hold, filters that compare
//! with nothing, and inputs that narrow nothing. Where something that is read has an error, or nothing is said to be read, all may be right.

use super::inputs::said;
use crate::ast::{Entry, Node};
use crate::check::convention::SAME_NAME;
use crate::check::deep::model::comparison::{COMPARISONS, Comparison, How, comparisons};
use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Entity, Model, Operation, Table, literal, words};
use crate::check::deep::parts::{Field, items};
use crate::check::place::{lower, quoted};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C0101, C0202, C0404, C0414, C0423, C0426};
use crate::diag::nearest::ranked;
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::source::Span;

/// Words in the name of an input that says in which order an answer is wanted.
const OF_ORDER: &[&str] = &["sort", "order", "direction"];

/// What a query reads: the names of all columns, and the fields of entities among them.
struct Read<'k, 'm> {
    columns: Vec<&'m str>,
    entities: Vec<&'k Entity<'m>>,
}

impl<'k, 'm> Read<'k, 'm> {
    /// What a query reads; none where that is not said, or not all of it is known.
    fn of(model: &'k Model<'m, '_>, query: &Operation<'m>) -> Option<Read<'k, 'm>> {
        let (entities, tables) = reads(model, query)?;
        let kept = entities.iter().filter_map(|own| model.table_of(own));
        let of_tables = tables.iter().copied().chain(kept).flat_map(|table| &table.columns);
        let of_entities = entities.iter().flat_map(|own| &own.fields).map(|field| field.name);
        let columns: Vec<&str> = of_entities.chain(of_tables.map(|column| column.field.name)).collect();
        (!columns.is_empty()).then_some(Read { columns, entities })
    }

    fn field(&self, name: &str) -> Option<(&'k Entity<'m>, &'k Field<'m>)> {
        self.entities.iter().find_map(|own| Some((*own, own.field(name)?)))
    }
}

/// The entities and tables that an operation reads, with the entities that those tables keep; none where that is not said, or not all of
/// it is known.
pub fn reads<'k, 'm>(
    model: &'k Model<'m, '_>,
    operation: &Operation<'m>,
) -> Option<(Vec<&'k Entity<'m>>, Vec<&'k Table<'m>>)> {
    let (named, from) = (names(operation.own.node, "reads"), &operation.reads_from);
    if named.is_empty() && from.is_empty() {
        return None;
    }
    let mut entities: Vec<&Entity> = named.into_iter().map(|name| model.entity(name)).collect::<Option<_>>()?;
    let tables: Vec<&Table> = from.iter().map(|name| model.table(name)).collect::<Option<_>>()?;
    entities.extend(tables.iter().filter_map(|table| model.entity_of(table)));
    Some((entities, tables))
}

/// Looks at a query.
pub fn check(model: &Model, query: &Operation, findings: &mut Vec<Diagnostic>) {
    if query.kind != "query" || !query.is_clear() {
        return;
    }
    let Some(read) = Read::of(model, query) else { return };
    let filters = query.own.node.get("filters").and_then(Node::as_map).unwrap_or(&[]);
    let before = findings.len();
    for entry in filters {
        of_filter(model, query, &read, entry, findings);
    }
    // A filter that is wrong may be the one that an input is for.
    let right = findings.len() == before;
    for entry in query.own.node.get("order_by").and_then(Node::as_map).unwrap_or(&[]) {
        let Some(name) = entry.key.as_text().filter(|name| !read.columns.contains(name)) else { continue };
        findings.push(
            unknown(query, &read, entry.key.span, name).at(query.own.element.as_str(), format!("order_by/{name}")),
        );
    }
    for field in &query.returns {
        for key in ["count", "sum"] {
            measured(query, &read, field, key, findings);
        }
    }
    unread(model, query, &read, (filters, right), findings);
    findings.extend(elsewhere(model, query));
}

/// The columns of a count or a sum: those that rows are chosen by, and the one that is added up.
fn measured(query: &Operation, read: &Read, field: &Field, key: &str, findings: &mut Vec<Diagnostic>) {
    for entry in field.node.get(key).and_then(Node::as_map).unwrap_or_default() {
        let Some(chosen) = entry.key.as_text() else { continue };
        let is_sum = key == "sum" && chosen == "of";
        let (name, span) =
            if is_sum { (entry.node.as_text(), entry.node.span) } else { (Some(chosen), entry.key.span) };
        let Some(name) = name else { continue };
        let place = format_args!("returns/{}/{key}/{chosen}", field.at);
        if !read.columns.contains(&name) {
            findings.push(unknown(query, read, span, name).at(query.own.element.as_str(), place));
            continue;
        }
        let own = read.field(name).filter(|_| is_sum);
        let Some((kind, at)) = own.and_then(|(_, own)| own.kind()) else { continue };
        if !["int", "float", "decimal"].contains(&kind) {
            let title = format!("`{name}` is `{kind}`, and cannot be added up");
            let found = Diagnostic::new(&C0202, title, span, "no number").label(at, format!("is `{kind}`"));
            findings.push(found.help("add up a number, or count the rows").at(query.own.element.as_str(), place));
        }
    }
}

/// C0404: entities that are read from the tables of others.
fn elsewhere(model: &Model, query: &Operation) -> Option<Diagnostic> {
    let named: Vec<&Entity> =
        names(query.own.node, "reads").into_iter().map(|name| model.entity(name)).collect::<Option<_>>()?;
    let tables: Vec<_> = query.reads_from.iter().map(|name| model.table(name)).collect::<Option<_>>()?;
    let kept: Vec<&Entity> = tables.iter().map(|table| model.entity_of(table)).collect::<Option<_>>()?;
    let first = named.first()?;
    let own = model.table_of(first)?;
    if kept.is_empty() || kept.iter().any(|kept| named.iter().any(|own| own.name == kept.name)) {
        return None;
    }
    let (one, list) = (query.reads_from.first()?, query.own.node.entry("reads_from")?);
    let title = format!("`{}` is kept in `{}`, not in `{one}`", first.name, own.name);
    let found = Diagnostic::new(&C0404, title, list.node.span, "the table of something else")
        .label(query.own.node.get("reads").map_or(first.span, |node| node.span), "this is what is read");
    Some(
        found
            .help(format!("read `{}`, or say what is kept in `{one}`", own.name))
            .at(query.own.element.as_str(), "reads_from"),
    )
}

fn of_filter(model: &Model, query: &Operation, read: &Read, entry: &Entry, findings: &mut Vec<Diagnostic>) {
    let Some(name) = entry.key.as_text() else { return };
    let (element, place) = (query.own.element.as_str(), format_args!("filters/{name}"));
    let column = name.strip_suffix(".day").unwrap_or(name);
    let compared = comparisons(&entry.node, true);
    let known = || compared.iter().filter_map(|(how, _)| if let How::Known(how) = how { Some(*how) } else { None });
    if !read.columns.contains(&column) {
        // A range may be one over the moments of the rows, and an input may have a name of its own.
        let is_free = known().any(Comparison::is_range) || query.input(column).is_some();
        let near = ranked(column, read.columns.iter().copied()).is_some();
        if near || !is_free {
            findings.push(unknown(query, read, entry.key.span, column).at(element, place));
        }
        return;
    }
    if let [(How::Known(_), None)] = compared.as_slice() {
        let narrows = |input: &&Field| input.name == name || input.name == column || words::ends(column, input.name);
        let day = name != column && query.input("day").is_some();
        if !day && !query.inputs.iter().any(|input| narrows(&input)) {
            let title = format!("the filter `{name}` of `{}` compares with nothing", query.name);
            let found = Diagnostic::new(&C0426, title, entry.key.span, "no input of this name")
                .note(format!("it takes {}", given(query)))
                .help(format!("add the input `{column}`, say the value in the filter, or remove it"));
            findings.push(found.at(element, place));
        }
        return;
    }
    let Some((entity, field)) = read.field(column) else { return };
    let is_listed = !items(field.node, "values").is_empty()
        || field.kind().is_some_and(|(kind, _)| model.sound.declares("enum", crate::check::deep::parts::bare(kind)));
    let meant = |node: &Node| node.as_text().is_some_and(|word| query.input(word).is_some() || is_comparison(word));
    let written = compared.iter().filter(|(how, _)| matches!(how, How::Value | How::Known(Comparison::Equals)));
    for node in written.filter_map(|(_, node)| *node).filter(|node| is_listed && !meant(node)) {
        if !literal::is_of_field(model.sound, node, field) {
            findings.push(crate::check::deep::values::wrong(node, field, entity.name).at(element, place));
        }
    }
}

/// Whether a word says how, and not with what: other words for comparisons are not known here, but they are no values.
fn is_comparison(word: &str) -> bool {
    let known = COMPARISONS.iter().map(|(own, _)| *own);
    let others =
        ["exact", "in", "not", "not_in", "neq", "ne", "range", "between", "ilike", "optional", "required", "any"];
    known.chain(others).any(|own| own == word.to_lowercase())
}

fn given(query: &Operation) -> String {
    if query.inputs.is_empty() { "no input".to_owned() } else { quoted(query.inputs.iter().map(|own| own.name), "and") }
}

/// A column that nothing which is read has.
fn unknown(query: &Operation, read: &Read, span: Span, name: &str) -> Diagnostic {
    let title = format!("nothing that `{}` reads has a column `{name}`", query.name);
    let near = ranked(name, read.columns.iter().copied());
    let label = near.map_or_else(|| "no such column".to_owned(), |(near, _)| format!("did you mean `{near}`?"));
    let mut found = Diagnostic::new(&C0101, title, span, label);
    for entity in read.entities.iter().take(3) {
        found = found.label(entity.span, "is read");
    }
    let exact = (span.end - span.start) as usize == name.len();
    match near {
        Some((near, sure)) if exact => {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            found.fix(format!("write `{near}`"), how, span, near)
        }
        _ => found,
    }
}

/// C0414: inputs of a list that narrow nothing.
fn unread(
    model: &Model,
    query: &Operation,
    read: &Read,
    (filters, right): (&[Entry], bool),
    findings: &mut Vec<Diagnostic>,
) {
    let sound = model.sound;
    let lists = |field: &Field| field.kind().is_some_and(|(kind, _)| lower(kind).starts_with("list"));
    let narrowed = |field: &Field| lists(field) || field.has("count") || field.has("sum");
    if !query.returns.iter().any(narrowed) || !sound.is_whole("rule") || !sound.is_whole("policy") {
        return;
    }
    let names_row = |input: &Field| {
        let noun = input.name.strip_suffix("_id");
        read.entities.iter().any(|own| own.key == input.name || noun.is_some_and(|noun| words::ends(own.name, noun)))
    };
    let narrows = |input: &Field| {
        filters.iter().filter_map(|entry| entry.key.as_text()).any(|name| {
            let column = name.strip_suffix(".day").unwrap_or(name);
            name == input.name || words::ends(column, input.name) || (column != name && input.name == "day")
        })
    };
    // A column that the server fills is compared only where a filter says so.
    let is_column = |input: &Field| !input.has("bind") && read.columns.contains(&input.name);
    let of_order = |input: &Field| words::words(input.name).iter().any(|word| OF_ORDER.contains(&word.as_str()));
    let of_pages = |input: &Field| words::is_of_pages(input.name) || of_order(input);
    let mut open: Vec<&Field> = query
        .inputs
        .iter()
        .filter(|input| !names_row(input) && !narrows(input) && !is_column(input) && !of_pages(input))
        .filter(|input| query.returns.iter().all(|field| field.name != input.name))
        .collect();
    for key in ["guards", "filters", "effects", "returns", "pagination", "order_by", "required_permissions"] {
        query.own.node.get(key).into_iter().for_each(|node| said(node, &mut open));
    }
    // A policy compares with the caller, and not with an input that is taken from the caller.
    let (filled, mut free): (Vec<&Field>, Vec<&Field>) = open.into_iter().partition(|input| input.has("bind"));
    open = filled;
    model.about("rule", query.name).iter().for_each(|own| said(own.node, &mut open));
    let entities = read.entities.iter().map(|own| own.name);
    let targets = std::iter::once(query.name).chain(entities).chain(["global"]);
    for own in targets.flat_map(|name| ["rule", "policy"].map(|kind| model.about(kind, name))).flatten() {
        said(own.node, &mut free);
    }
    open.append(&mut free);
    let is_left = |input: &Field| right && is_column(input) && !narrows(input) && !names_row(input);
    findings.extend(by_name(query, filters, is_left));
    for input in open {
        let title = format!("nothing in `{}` reads the input `{}`", query.name, input.name);
        let label = if input.has("bind") { "filled, and narrows nothing" } else { "taken, and then forgotten" };
        let found = Diagnostic::new(&C0414, title, input.span, label)
            .note("looked at filters, the columns of what is read, guards, steps, rules and policies")
            .help("let a filter compare with it, or remove it from the inputs and from the routes");
        findings.push(found.at(query.own.element.as_str(), format!("input/{}/name", input.at)));
    }
}

/// C0423: inputs that a convention compares with the column of their name, in a query that says of others how they narrow.
fn by_name(query: &Operation, filters: &[Entry], is_left: impl Fn(&Field) -> bool) -> Option<Diagnostic> {
    let left: Vec<&Field> = query.inputs.iter().filter(|input| !filters.is_empty() && is_left(input)).collect();
    let first = left.first()?;
    let title = format!("`{}` leaves {} to a convention", query.name, quoted(left.iter().map(|own| own.name), "and"));
    let found = Diagnostic::new(&C0423, title, first.span, "compared with the column of this name")
        .note(format!("{} (`{}`)", SAME_NAME.rule, SAME_NAME.id))
        .help(Help::from("say it: ").clause(Clause::map(
            Where::Declaration(&["queries"]),
            "filters",
            first.name,
            "equals",
        )));
    Some(found.at(query.own.element.as_str(), format!("input/{}/name", first.at)))
}
