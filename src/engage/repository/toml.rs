//! TOML as [`Data`].
//!
//! In: a file. Out: its values with places, or where it stops being TOML. The reader bounds how deep values are nested.

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::{Data, Entry, File, Form, Trouble};

/// Reads TOML.
pub(super) fn read(file: &File) -> Result<Data, Trouble> {
    let table = DeTable::parse(&file.text).map_err(|error| {
        let line = error.span().map_or(0, |span| file.lines.place(&file.text, span.start).0);
        file.trouble(line, "cannot be parsed as TOML")
    })?;
    Ok(Data { line: 1, column: 1, form: of_table(file, table.get_ref()) })
}

fn of_table(file: &File, table: &DeTable<'_>) -> Form {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| {
            let (line, column) = file.lines.place(&file.text, key.span().start);
            Entry { key: key.get_ref().to_string(), line, column, value: of_value(file, value) }
        })
        .collect();
    entries.sort_by_key(|entry| (entry.line, entry.column));
    Form::Map(entries)
}

fn of_value(file: &File, value: &Spanned<DeValue<'_>>) -> Data {
    let (line, column) = file.lines.place(&file.text, value.span().start);
    let form = match value.get_ref() {
        DeValue::String(text) => Form::Text(text.to_string()),
        DeValue::Integer(number) => Form::Text(number.to_string()),
        DeValue::Float(number) => Form::Text(number.to_string()),
        DeValue::Boolean(truth) => Form::Text(truth.to_string()),
        DeValue::Datetime(time) => Form::Text(time.to_string()),
        DeValue::Array(items) => Form::List(items.iter().map(|item| of_value(file, item)).collect()),
        DeValue::Table(table) => of_table(file, table),
    };
    Data { line, column, form }
}
