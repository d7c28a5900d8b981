//! A node as JSON: without some of its fields, however deep they stand, and broken into lines as far as is asked for.
//!
//! In: a node, names of fields. Out: text; the fields that are left keep their order. A line for each scalar would make most of a file
//! white space, and one line for all of it could not be reviewed: so down to a depth each piece has a line of its own, and what is deeper
//! stands on that line. Reads nothing.

use std::fmt::{self, Write};

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant, Serializer,
};

/// A node on one line and without blanks; `without` are the fields that are left out.
pub(crate) fn compact(node: &impl Serialize, without: &[&str]) -> String {
    written(node, Json { out: String::new(), without, form: None, open: 0 })
}

/// A node broken into lines down to `depth` containers inside each other, of which all but the first begin `inset` levels in, as they stand
/// inside of others; `without` are the fields that are left out.
pub(crate) fn lines(node: &impl Serialize, without: &[&str], depth: usize, inset: usize) -> String {
    written(node, Json { out: String::new(), without, form: Some(Form { depth, inset }), open: 0 })
}

fn written(node: &impl Serialize, mut json: Json) -> String {
    // Nothing in a node can fail to be written.
    let done = node.serialize(&mut json);
    debug_assert!(done.is_ok());
    json.out
}

/// How it is broken into lines.
#[derive(Clone, Copy)]
struct Form {
    /// How many containers inside each other are broken.
    depth: usize,
    inset: usize,
}

/// The text while it is written.
struct Json<'n> {
    out: String,
    without: &'n [&'n str],
    form: Option<Form>,
    /// How many containers are open.
    open: usize,
}

impl Json<'_> {
    fn text(&mut self, text: &str) {
        let is_special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
        if text.bytes().any(is_special) {
            self.out.push_str(&serde_json::to_string(text).unwrap_or_default());
            return;
        }
        self.out.push('"');
        self.out.push_str(text);
        self.out.push('"');
    }

    fn is_broken(&self) -> bool {
        self.form.is_some_and(|form| self.open <= form.depth)
    }

    fn line(&mut self) {
        let inset = self.form.map_or(0, |form| form.inset);
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", inset + self.open));
    }

    fn begin(&mut self, sign: char) {
        self.out.push(sign);
        self.open += 1;
    }

    /// What stands before a piece.
    fn next(&mut self, is_first: bool) {
        if !is_first {
            self.out.push(',');
        }
        match self.form {
            Some(_) if self.is_broken() => self.line(),
            Some(_) if !is_first => self.out.push(' '),
            _ => {}
        }
    }

    fn key(&mut self, name: &str, is_first: bool) {
        self.next(is_first);
        self.text(name);
        self.colon();
    }

    fn colon(&mut self) {
        self.out.push_str(if self.form.is_some() { ": " } else { ":" });
    }

    fn end(&mut self, sign: char, is_empty: bool) {
        let is_broken = self.is_broken() && !is_empty;
        self.open -= 1;
        if is_broken {
            self.line();
        }
        self.out.push(sign);
    }
}

/// A container while it is written.
struct Pieces<'j, 'n> {
    json: &'j mut Json<'n>,
    is_empty: bool,
    /// Whether the value that comes is left out with its key.
    is_left_out: bool,
    sign: char,
    /// Whether it stands in another one that says which variant it is.
    is_variant: bool,
}

impl<'j, 'n> Pieces<'j, 'n> {
    fn new(json: &'j mut Json<'n>, variant: Option<&str>, open: char, sign: char) -> Pieces<'j, 'n> {
        if let Some(variant) = variant {
            json.begin('{');
            json.key(variant, true);
        }
        json.begin(open);
        Pieces { json, is_empty: true, is_left_out: false, sign, is_variant: variant.is_some() }
    }

    fn piece(&mut self, value: &(impl Serialize + ?Sized)) -> fmt::Result {
        self.json.next(self.is_empty);
        self.is_empty = false;
        value.serialize(&mut *self.json)
    }

    fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> fmt::Result {
        if self.json.without.contains(&name) {
            return Ok(());
        }
        self.json.key(name, self.is_empty);
        self.is_empty = false;
        value.serialize(&mut *self.json)
    }

    fn done(self) -> fmt::Result {
        self.json.end(self.sign, self.is_empty);
        if self.is_variant {
            self.json.end('}', false);
        }
        Ok(())
    }
}

/// What is written as Rust shows it.
macro_rules! shown {
    ($($name:ident $kind:ty;)*) => {
        $(fn $name(self, value: $kind) -> fmt::Result {
            write!(self.out, "{value}")
        })*
    };
}

impl<'j, 'n> Serializer for &'j mut Json<'n> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Pieces<'j, 'n>;
    type SerializeTuple = Pieces<'j, 'n>;
    type SerializeTupleStruct = Pieces<'j, 'n>;
    type SerializeTupleVariant = Pieces<'j, 'n>;
    type SerializeMap = Pieces<'j, 'n>;
    type SerializeStruct = Pieces<'j, 'n>;
    type SerializeStructVariant = Pieces<'j, 'n>;

    shown! {
        serialize_bool bool;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
    }

    // Numbers of a contract are whole, or text.
    fn serialize_f32(self, _: f32) -> fmt::Result {
        Err(fmt::Error)
    }

    fn serialize_f64(self, _: f64) -> fmt::Result {
        Err(fmt::Error)
    }

    fn serialize_bytes(self, _: &[u8]) -> fmt::Result {
        Err(fmt::Error)
    }

    fn serialize_char(self, value: char) -> fmt::Result {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> fmt::Result {
        self.text(value);
        Ok(())
    }

    fn serialize_none(self) -> fmt::Result {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> fmt::Result {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> fmt::Result {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> fmt::Result {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> fmt::Result {
        self.begin('{');
        self.key(variant, true);
        value.serialize(&mut *self)?;
        self.end('}', false);
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Pieces<'j, 'n>, fmt::Error> {
        Ok(Pieces::new(self, None, '[', ']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Pieces<'j, 'n>, fmt::Error> {
        Ok(Pieces::new(self, None, '[', ']'))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Pieces<'j, 'n>, fmt::Error> {
        Ok(Pieces::new(self, None, '[', ']'))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Pieces<'j, 'n>, fmt::Error> {
        Ok(Pieces::new(self, Some(variant), '[', ']'))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Pieces<'j, 'n>, fmt::Error> {
        Ok(Pieces::new(self, None, '{', '}'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Pieces<'j, 'n>, fmt::Error> {
        Ok(Pieces::new(self, None, '{', '}'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Pieces<'j, 'n>, fmt::Error> {
        Ok(Pieces::new(self, Some(variant), '{', '}'))
    }
}

/// What has parts without names.
macro_rules! unnamed {
    ($($shape:ident $part:ident;)*) => {
        $(impl $shape for Pieces<'_, '_> {
            type Ok = ();
            type Error = fmt::Error;

            fn $part<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
                self.piece(value)
            }

            fn end(self) -> fmt::Result {
                self.done()
            }
        })*
    };
}

unnamed! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// What has fields.
macro_rules! named {
    ($($shape:ident)*) => {
        $(impl $shape for Pieces<'_, '_> {
            type Ok = ();
            type Error = fmt::Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> fmt::Result {
                self.field(name, value)
            }

            fn end(self) -> fmt::Result {
                self.done()
            }
        })*
    };
}

named! { SerializeStruct SerializeStructVariant }

/// Fields that stand flat among those of another type come as a map. All keys are text.
impl SerializeMap for Pieces<'_, '_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<K: Serialize + ?Sized>(&mut self, key: &K) -> fmt::Result {
        let before = self.json.out.len();
        self.json.next(self.is_empty);
        let start = self.json.out.len();
        key.serialize(&mut *self.json)?;
        let name = self.json.out.get(start..).unwrap_or_default().trim_matches('"');
        self.is_left_out = self.json.without.contains(&name);
        if self.is_left_out {
            self.json.out.truncate(before);
        } else {
            self.json.colon();
            self.is_empty = false;
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
        if self.is_left_out { Ok(()) } else { value.serialize(&mut *self.json) }
    }

    fn end(self) -> fmt::Result {
        self.done()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::ir::System;

    /// The same by way of a tree, from which the fields are taken out.
    fn pruned(mut value: Value, fields: &[&str]) -> Value {
        match &mut value {
            Value::Object(map) => {
                map.retain(|name, _| !fields.contains(&name.as_str()));
                map.values_mut().for_each(|own| *own = pruned(own.take(), fields));
            }
            Value::Array(items) => items.iter_mut().for_each(|own| *own = pruned(own.take(), fields)),
            _ => {}
        }
        value
    }

    #[test]
    fn a_system_is_written_as_if_the_fields_were_taken_out_of_its_tree() {
        for name in ["hello", "hr", "shop", "clinic"] {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name).join("contract");
            let wanted = crate::levels::Wanted::default();
            let system: System = crate::pipeline::system(&crate::set::Input::Path(path), &wanted).1.unwrap();
            assert_eq!(compact(&system, &[]), serde_json::to_string(&system).unwrap(), "{name}");
            assert_eq!(lines(&system, &[], 99, 0) + "\n", system.json(), "{name}");
            for fields in [&["because", "description", "hash", "origin"][..], &["is", "kind", "from"]] {
                let read: Value = serde_json::from_str(&compact(&system, fields)).unwrap();
                assert_eq!(read, pruned(serde_json::to_value(&system).unwrap(), fields), "{name}");
            }
        }
    }

    #[test]
    fn text_is_written_as_others_write_it() {
        for text in ["", "a\"b\\c", "\u{0}\u{1}\u{8}\t\n\u{c}\r\u{1f} \u{7f}", "é 漢 😀"] {
            assert_eq!(compact(&text, &[]), serde_json::to_string(text).unwrap());
        }
    }

    #[test]
    fn lines_end_where_the_depth_is_reached() {
        let value = serde_json::json!({"a": [], "b": [1, {"c": {"d": null}, "e": ["\n", 2]}], "f": {}});
        let whole = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(lines(&value, &[], 9, 0), whole, "with lines enough it is what everybody writes");
        assert_eq!(lines(&value, &[], 0, 0), r#"{"a": [], "b": [1, {"c": {"d": null}, "e": ["\n", 2]}], "f": {}}"#);
        let two = "{\n    \"a\": [],\n    \"b\": [\n      1,\n      {\"c\": {\"d\": null}, \"e\": [\"\\n\", 2]}\n    ],\n    \"f\": {}\n  }";
        assert_eq!(lines(&value, &[], 2, 1), two);
        assert_eq!(lines(&"x", &[], 2, 1), "\"x\"");
    }
}
