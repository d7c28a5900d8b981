//! YAML and JSON as [`Data`].
//!
//! In: a file. Out: its values with places, or where it stops being YAML. Several documents are a list. Never expands an alias and never
//! reads a tag: `!Ref Name` is the text `Name`.

use granit_parser::{Event, Parser};

use super::{Data, Entry, File, Form, Trouble};

const DEPTH: usize = 128;

/// Reads YAML.
pub(super) fn read(file: &File) -> Result<Data, Trouble> {
    parse(file, &file.text).map_err(|line| file.trouble(line, "cannot be parsed as YAML"))
}

/// Reads JSON. Tabs, which YAML does not allow everywhere, stand for one blank each: places stay as they are.
pub(super) fn read_json(file: &File) -> Result<Data, Trouble> {
    let value: serde_json::Value = serde_json::from_str(file.text.trim_start_matches('\u{FEFF}'))
        .map_err(|error| file.trouble(u32::try_from(error.line()).unwrap_or(0), "cannot be parsed as JSON"))?;
    Ok(parse(file, &file.text.replace('\t', " ")).unwrap_or_else(|_| without_places(value)))
}

/// Reads YAML or JSON, whichever the first character says.
pub(super) fn read_either(file: &File) -> Result<Data, Trouble> {
    if file.text.trim_start().starts_with('{') { read_json(file) } else { read(file) }
}

/// A list or map that is not yet at its end.
struct Open {
    data: Data,
    key: Option<(String, u32, u32)>,
}

fn parse(file: &File, text: &str) -> Result<Data, u32> {
    let mut options = granit_parser::options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
    };
    options.set_emit_comments(false);
    let (mut documents, mut open): (Vec<Data>, Vec<Open>) = (Vec::new(), Vec::new());
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| {
            let byte = error.marker().byte_offset().unwrap_or(0);
            file.lines.place(text, byte).0
        })?;
        let Some(range) = span.byte_range() else { continue };
        let (line, column) = file.lines.place(text, range.start);
        let whole = match event {
            Event::Scalar(text, ..) => Data { line, column, form: Form::Text(text.into_owned()) },
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let name = text.get(range).unwrap_or("*").to_owned();
                Data { line, column, form: Form::Open(name) }
            }
            Event::SequenceStart(..) => {
                open.push(Open { data: Data { line, column, form: Form::List(Vec::new()) }, key: None });
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open { data: Data { line, column, form: Form::Map(Vec::new()) }, key: None });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(done) => done.data,
                None => continue,
            },
            _ => continue,
        };
        match open.last_mut() {
            Some(top) => add(top, whole),
            None => documents.push(whole),
        }
    }
    Ok(match documents.len() {
        1 => documents.remove(0),
        _ => Data { line: 1, column: 1, form: Form::List(documents) },
    })
}

fn add(top: &mut Open, whole: Data) {
    match &mut top.data.form {
        Form::List(items) => items.push(whole),
        Form::Map(entries) => match top.key.take() {
            Some((key, line, column)) => entries.push(Entry { key, line, column, value: whole }),
            None => {
                let (line, column) = (whole.line, whole.column);
                let key = match whole.form {
                    Form::Text(key) | Form::Open(key) => key,
                    _ => String::new(),
                };
                top.key = Some((key, line, column));
            }
        },
        Form::Text(_) | Form::Open(_) => {}
    }
}

fn without_places(value: serde_json::Value) -> Data {
    use serde_json::Value;
    let form = match value {
        Value::Array(items) => Form::List(items.into_iter().map(without_places).collect()),
        Value::Object(entries) => Form::Map(
            entries
                .into_iter()
                .map(|(key, value)| Entry { key, line: 0, column: 0, value: without_places(value) })
                .collect(),
        ),
        Value::String(text) => Form::Text(text),
        other => Form::Text(other.to_string()),
    };
    Data { line: 0, column: 0, form }
}
