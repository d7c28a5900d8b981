//! HCL, the language of Terraform, as [`Data`].
//!
//! In: a file. Out: its blocks and attributes with places, or where it stops being HCL. What is not a literal is [`Form::Open`].

use tree_sitter::Node;

use super::code::{children, first_error, tree_of};
use super::{Data, Entry, File, Form, Trouble};

/// Deeper values are kept as text.
const DEPTH: usize = 100;

/// Reads HCL.
pub(super) fn read(file: &File) -> Result<Data, Trouble> {
    let cannot = |line| file.trouble(line, "cannot be parsed as HCL");
    let tree = tree_of(&tree_sitter_hcl::LANGUAGE.into(), &file.text).ok_or_else(|| cannot(0))?;
    let root = tree.root_node();
    if let Some(line) = first_error(root) {
        return Err(cannot(line));
    }
    let body = children(root).into_iter().find(|node| node.kind() == "body");
    Ok(Data { line: 1, column: 1, form: body.map_or(Form::Map(Vec::new()), |body| of_body(file, body, DEPTH)) })
}

fn of_body(file: &File, body: Node<'_>, depth: usize) -> Form {
    let entry = |node: Node<'_>| match node.kind() {
        "attribute" => attribute(file, node, depth),
        "block" if depth > 0 => block(file, node, depth),
        _ => None,
    };
    Form::Map(children(body).into_iter().filter_map(entry).collect())
}

fn attribute(file: &File, node: Node<'_>, depth: usize) -> Option<Entry> {
    let parts = children(node);
    let key = parts.iter().find(|part| part.kind() == "identifier")?;
    let value = parts.iter().find(|part| part.kind() == "expression")?;
    let (line, column) = place(file, *key);
    Some(Entry { key: text(file, *key).to_owned(), line, column, value: of_expression(file, *value, depth) })
}

fn block(file: &File, node: Node<'_>, depth: usize) -> Option<Entry> {
    let parts = children(node);
    let names: Vec<_> = parts.iter().filter(|part| matches!(part.kind(), "identifier" | "string_lit")).collect();
    let body = parts.iter().find(|part| part.kind() == "body");
    let (line, column) = place(file, node);
    let inner = body.map_or(Form::Map(Vec::new()), |body| of_body(file, *body, depth - 1));
    let mut value = Data { line, column, form: inner };
    let (first, labels) = names.split_first()?;
    for label in labels.iter().rev() {
        let (line, column) = place(file, **label);
        let key = unquoted(text(file, **label)).to_owned();
        value = Data { line, column, form: Form::Map(vec![Entry { key, line, column, value }]) };
    }
    Some(Entry { key: text(file, **first).to_owned(), line, column, value })
}

fn of_expression(file: &File, node: Node<'_>, depth: usize) -> Data {
    let (line, column) = place(file, node);
    Data { line, column, form: form_of(file, node, depth) }
}

fn form_of(file: &File, mut node: Node<'_>, depth: usize) -> Form {
    let whole = node;
    while let ("expression" | "literal_value" | "collection_value" | "template_expr", [only]) =
        (node.kind(), children(node).as_slice())
    {
        node = *only;
    }
    let inside = depth.saturating_sub(1);
    match node.kind() {
        "string_lit" | "quoted_template" => Form::Text(unquoted(text(file, node)).to_owned()),
        "numeric_lit" | "bool_lit" | "null_lit" => Form::Text(text(file, node).to_owned()),
        "tuple" if depth > 0 => Form::List(
            children(node)
                .into_iter()
                .filter(|item| item.kind() == "expression")
                .map(|item| of_expression(file, item, inside))
                .collect(),
        ),
        "object" if depth > 0 => Form::Map(
            children(node)
                .into_iter()
                .filter(|item| item.kind() == "object_elem")
                .filter_map(|item| {
                    let parts = children(item);
                    let mut parts = parts.iter().filter(|part| part.kind() == "expression");
                    let (key, value) = (parts.next()?, parts.next()?);
                    let (line, column) = place(file, *key);
                    let key = unquoted(text(file, *key)).to_owned();
                    Some(Entry { key, line, column, value: of_expression(file, *value, inside) })
                })
                .collect(),
        ),
        _ => Form::Open(text(file, whole).to_owned()),
    }
}

fn place(file: &File, node: Node<'_>) -> (u32, u32) {
    file.lines.place(&file.text, node.start_byte())
}

fn text<'f>(file: &'f File, node: Node<'_>) -> &'f str {
    file.text.get(node.byte_range()).unwrap_or("")
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}
