//! A node without some of its fields, however deep they stand, as it is written.
//!
//! In: a node, and names of fields. Out: the same node for any serialiser of `serde`, which never sees these fields; so nothing is
//! copied to leave them out. The fields that are left keep their order.

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant, Serializer,
};
use serde_json::Value;

/// A node without some of its fields.
pub(crate) struct Without<'n, T: ?Sized> {
    /// The node.
    pub node: &'n T,
    /// The names of the fields.
    pub fields: &'n [&'n str],
}

impl<T: Serialize + ?Sized> Serialize for Without<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.node.serialize(Filter { to, fields: self.fields })
    }
}

/// A serialiser, or a part of one, that lets through all but some fields.
struct Filter<'n, S> {
    to: S,
    fields: &'n [&'n str],
}

impl<'n, S> Filter<'n, S> {
    fn of<'t, T: ?Sized>(&self, node: &'t T) -> Without<'t, T>
    where
        'n: 't,
    {
        Without { node, fields: self.fields }
    }

    fn with<P, E>(self, open: impl FnOnce(S) -> Result<P, E>) -> Result<Filter<'n, P>, E> {
        Ok(Filter { fields: self.fields, to: open(self.to)? })
    }
}

/// What has no fields goes through as it is.
macro_rules! plain {
    ($($name:ident($($value:ident: $kind:ty),*);)*) => {
        $(fn $name(self, $($value: $kind),*) -> Result<S::Ok, S::Error> {
            self.to.$name($($value),*)
        })*
    };
}

impl<'n, S: Serializer> Serializer for Filter<'n, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Filter<'n, S::SerializeSeq>;
    type SerializeTuple = Filter<'n, S::SerializeTuple>;
    type SerializeTupleStruct = Filter<'n, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Filter<'n, S::SerializeTupleVariant>;
    type SerializeMap = Filter<'n, S::SerializeMap>;
    type SerializeStruct = Filter<'n, S::SerializeStruct>;
    type SerializeStructVariant = Filter<'n, S::SerializeStructVariant>;

    plain! {
        serialize_bool(value: bool);
        serialize_i8(value: i8);
        serialize_i16(value: i16);
        serialize_i32(value: i32);
        serialize_i64(value: i64);
        serialize_i128(value: i128);
        serialize_u8(value: u8);
        serialize_u16(value: u16);
        serialize_u32(value: u32);
        serialize_u64(value: u64);
        serialize_u128(value: u128);
        serialize_f32(value: f32);
        serialize_f64(value: f64);
        serialize_char(value: char);
        serialize_str(value: &str);
        serialize_bytes(value: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, at: u32, variant: &'static str);
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let value = self.of(value);
        self.to.serialize_some(&value)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<S::Ok, S::Error> {
        let value = self.of(value);
        self.to.serialize_newtype_struct(name, &value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        at: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.of(value);
        self.to.serialize_newtype_variant(name, at, variant, &value)
    }

    fn serialize_seq(self, count: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.with(|to| to.serialize_seq(count))
    }

    fn serialize_tuple(self, count: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.with(|to| to.serialize_tuple(count))
    }

    fn serialize_tuple_struct(self, name: &'static str, count: usize) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.with(|to| to.serialize_tuple_struct(name, count))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        at: u32,
        variant: &'static str,
        count: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.with(|to| to.serialize_tuple_variant(name, at, variant, count))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.with(|to| to.serialize_map(None))
    }

    fn serialize_struct(self, name: &'static str, count: usize) -> Result<Self::SerializeStruct, S::Error> {
        self.with(|to| to.serialize_struct(name, count))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        at: u32,
        variant: &'static str,
        count: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.with(|to| to.serialize_struct_variant(name, at, variant, count))
    }
}

/// What has parts without names.
macro_rules! unnamed {
    ($($shape:ident $part:ident;)*) => {
        $(impl<S: $shape> $shape for Filter<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                let value = self.of(value);
                self.to.$part(&value)
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.to.end()
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
        $(impl<S: $shape> $shape for Filter<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), S::Error> {
                if self.fields.contains(&name) {
                    return Ok(());
                }
                let value = self.of(value);
                self.to.serialize_field(name, &value)
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.to.end()
            }
        })*
    };
}

named! { SerializeStruct SerializeStructVariant }

/// Fields that stand flat among those of another type come as a map.
impl<S: SerializeMap> SerializeMap for Filter<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_entry<K: Serialize + ?Sized, T: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &T,
    ) -> Result<(), S::Error> {
        let name = serde_json::to_value(key).ok();
        if name.as_ref().and_then(Value::as_str).is_some_and(|name| self.fields.contains(&name)) {
            return Ok(());
        }
        let value = self.of(value);
        self.to.serialize_entry(key, &value)
    }

    fn serialize_key<K: Serialize + ?Sized>(&mut self, key: &K) -> Result<(), S::Error> {
        self.to.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = self.of(value);
        self.to.serialize_value(&value)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}

#[cfg(test)]
mod tests {
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
            for fields in [&["because", "description", "hash", "origin"][..], &["is", "kind", "from"], &[]] {
                let written = serde_json::to_string(&Without { node: &system, fields }).unwrap();
                let read: Value = serde_json::from_str(&written).unwrap();
                assert_eq!(read, pruned(serde_json::to_value(&system).unwrap(), fields), "{name}");
            }
        }
    }
}
