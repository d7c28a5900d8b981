//! Keys and values with their places: one form for TOML, YAML, JSON and HCL.
//!
//! A block of HCL is a map in a map: `resource "aws_instance" "web" {}` is `resource`, in it `aws_instance`, in it `web`, as it is in
//! Terraform's own JSON. A key may stand more than once. Values are kept as they are written: nothing is worked out.

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What it is.
    pub form: Form,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text, number or truth value, as written and without quotes.
    Text(String),
    /// Something that is only known when it runs: `var.region`.
    Open(String),
    /// A list.
    List(Vec<Data>),
    /// A map, in the order of the file.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The line of the key, from 1.
    pub line: u32,
    /// The column of the key, from 1.
    pub column: u32,
    /// The value.
    pub value: Data,
}

impl Data {
    /// The entries of a map; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.form {
            Form::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; empty for anything else.
    pub fn items(&self) -> &[Data] {
        match &self.form {
            Form::List(items) => items,
            _ => &[],
        }
    }

    /// A text, number or truth value.
    pub fn text(&self) -> Option<&str> {
        match &self.form {
            Form::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key: the first, where it stands more than once.
    pub fn get(&self, key: &str) -> Option<&Data> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value at the end of some keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Data> {
        keys.iter().try_fold(self, |data, key| data.get(key))
    }

    /// The values of a key, however often it stands, in lists of documents and maps too.
    pub fn all<'d>(&'d self, key: &'d str) -> impl Iterator<Item = &'d Data> {
        let own = std::iter::once(self).filter(|data| data.items().is_empty()).chain(self.items());
        own.flat_map(|data| data.entries()).filter(move |entry| entry.key == key).map(|entry| &entry.value)
    }

    /// Hands every entry to `visit`, with the keys above it, from the top down.
    pub fn each<'d>(&'d self, visit: &mut dyn FnMut(&[&'d str], &'d Entry)) {
        self.walk(&mut Vec::new(), visit);
    }

    fn walk<'d>(&'d self, above: &mut Vec<&'d str>, visit: &mut dyn FnMut(&[&'d str], &'d Entry)) {
        for item in self.items() {
            item.walk(above, visit);
        }
        for entry in self.entries() {
            visit(above, entry);
            above.push(&entry.key);
            entry.value.walk(above, visit);
            above.pop();
        }
    }
}
