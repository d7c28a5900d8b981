//! `.contract/lock.json`: what we wrote, from what.
//!
//! In: the text of the file, or values. Out: values, or the one text that says them: keys in a fixed order, a line for each file, so
//! that a change of one file is a change of one line. No dates, no versions, nothing of the machine. A lock file comes with
//! a repository, so nothing in it is trusted: paths and hashes are looked at before they are used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form;
use super::path::clash;
use super::transaction::Known;
use crate::digest::{blake3, bytes};
use crate::unit::{Origin, Owner, Stamp};

/// The form of the file.
const SCHEMA: &str = "contract.lock/2";

/// Whom a file of the project belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holder {
    /// Ours.
    Generated,
    /// Written once by us, the user's from then on.
    Scaffold,
    /// Immutable.
    Append,
    /// The user's: a file that would be ours, but was taken over.
    User,
}

impl Holder {
    /// Whether the file should be what we wrote.
    pub fn is_ours(self) -> bool {
        matches!(self, Holder::Generated | Holder::Append)
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Holder::Generated => "generated",
            Holder::Scaffold => "scaffold",
            Holder::Append => "append",
            Holder::User => "user",
        }
    }
}

impl From<Owner> for Holder {
    fn from(owner: Owner) -> Holder {
        match owner {
            Owner::Generated => Holder::Generated,
            Owner::Scaffold => Holder::Scaffold,
            Owner::Append => Holder::Append,
        }
    }
}

/// An operation that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ejected {
    /// Its declaration: `commands/CheckIn`.
    pub operation: String,
    /// The hash of what it meant when it was handed over, or when the hand-written code was last said to be up to it.
    pub ir_hash: String,
}

/// A file of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whom it belongs to.
    pub holder: Holder,
    /// The hash of what stands on the disk by our doing.
    pub hash: String,
    /// The hash of what was generated, where that is not the same: lines of the user were merged in.
    pub base: Option<String>,
    /// Where the lines of what was generated come from.
    pub origins: Vec<Origin>,
}

impl Entry {
    /// The hash of what was generated.
    pub fn base(&self) -> &str {
        self.base.as_deref().unwrap_or(&self.hash)
    }

    /// The texts that are kept for it: what was generated, and an immutable file as it stands, so that it can be put back.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let own = (self.holder == Holder::Append).then_some(self.hash.as_str());
        std::iter::once(self.base()).chain(own)
    }
}

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// What the project was made from.
    pub stamp: Stamp,
    /// The operations that were handed over, by name.
    pub ejected: Vec<Ejected>,
    /// The files by path.
    pub files: BTreeMap<String, Entry>,
}

/// A lock file as it stands: what it says, its text, and the hash of that.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) lock: Lock,
    pub(super) text: String,
    pub(super) hash: String,
}

impl Standing {
    /// The file with this text.
    pub(super) fn read(text: String) -> Result<Standing, String> {
        Ok(Standing { lock: Lock::read(&text)?, hash: blake3(text.as_bytes()), text })
    }

    /// The file that says this.
    pub(super) fn of(lock: Lock) -> Standing {
        let text = lock.text();
        Standing { lock, hash: blake3(text.as_bytes()), text }
    }

    /// The file as it is written.
    pub(super) fn known(&self) -> Known<'_> {
        Known { hash: self.hash.as_str().into(), bytes: self.text.as_bytes().into() }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    schema: String,
    stack: String,
    contract: String,
    ir: String,
    ejected: Vec<Ejected>,
    files: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    owner: Holder,
    blake3: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    base: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    origins: BTreeMap<String, Vec<(u32, u32)>>,
}

impl Lock {
    /// Reads the text of a lock file.
    pub fn read(text: &str) -> Result<Lock, String> {
        let form: Form = form::read(text, SCHEMA)?;
        if let Some(why) = clash(form.files.iter().map(|line| line.path.as_str())) {
            return Err(why);
        }
        let mut files = BTreeMap::new();
        for line in form.files {
            if std::iter::once(&line.blake3).chain(&line.base).any(|hash| bytes::<32>(hash).is_none()) {
                return Err(format!("the hash of {:?} is none", line.path));
            }
            let origins = origins(line.origins);
            files.insert(line.path, Entry { holder: line.owner, hash: line.blake3, base: line.base, origins });
        }
        let stamp = Stamp { stack: form.stack, contract_hash: form.contract, ir_hash: form.ir };
        Ok(Lock { stamp, ejected: form.ejected, files })
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let word = |word: &str| serde_json::to_string(word).unwrap_or_default();
        let mut out = format!("{{\n  \"schema\": {},\n", word(SCHEMA));
        let Stamp { stack, contract_hash, ir_hash } = &self.stamp;
        for (key, value) in [("stack", stack), ("contract", contract_hash), ("ir", ir_hash)] {
            out.push_str(&format!("  \"{key}\": {},\n", word(value)));
        }
        list(&mut out, "ejected", self.ejected.iter());
        out.push_str(",\n");
        list(&mut out, "files", self.files.iter().map(|(path, entry)| line(path, entry)));
        out.push_str("\n}\n");
        out
    }

    /// The files that are immutable, such as the migrations so far.
    pub fn appended(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter(|(_, entry)| entry.holder == Holder::Append).map(|(path, _)| path.as_str())
    }
}

/// A list with a line for each item.
fn list<T: Serialize>(out: &mut String, key: &str, items: impl Iterator<Item = T>) {
    out.push_str(&format!("  \"{key}\": ["));
    let mut empty = true;
    for item in items {
        out.push_str(if empty { "\n    " } else { ",\n    " });
        out.push_str(&serde_json::to_string(&item).unwrap_or_default());
        empty = false;
    }
    out.push_str(if empty { "]" } else { "\n  ]" });
}

fn line(path: &str, entry: &Entry) -> Line {
    let mut origins: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
    for origin in &entry.origins {
        origins.entry(origin.declaration.clone()).or_default().push((origin.first, origin.last));
    }
    origins.values_mut().for_each(|lines| lines.sort_unstable());
    Line { path: path.to_owned(), owner: entry.holder, blake3: entry.hash.clone(), base: entry.base.clone(), origins }
}

fn origins(lines: BTreeMap<String, Vec<(u32, u32)>>) -> Vec<Origin> {
    let one = |(declaration, lines): (String, Vec<(u32, u32)>)| {
        lines.into_iter().map(move |(first, last)| Origin { first, last, declaration: declaration.clone() })
    };
    lines.into_iter().flat_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_says_what_it_was_made_of() {
        let origin = |first, last, name: &str| Origin { first, last, declaration: name.into() };
        let entry = |holder, origins| Entry { holder, hash: blake3(b"x"), base: None, origins };
        let mut lock = Lock::default();
        lock.stamp.stack = "fast\"api".into();
        lock.ejected.push(Ejected { operation: "commands/A".into(), ir_hash: "1".into() });
        lock.files.insert("b".into(), entry(Holder::Append, vec![]));
        lock.files.insert(
            "a".into(),
            entry(Holder::Generated, vec![origin(1, 4, "x/A"), origin(7, 8, "x/A"), origin(2, 3, "x/B")]),
        );
        let text = lock.text();
        assert_eq!(Lock::read(&text).as_ref(), Ok(&lock));
        assert_eq!(text.lines().count(), 13, "{text}");
        assert_eq!(lock.appended().collect::<Vec<_>>(), ["b"]);
        assert_eq!(Lock::read(&Lock::default().text()), Ok(Lock::default()));
    }

    #[test]
    fn nothing_in_a_lock_file_leads_elsewhere() {
        let mut lock = Lock::default();
        let entry = Entry { holder: Holder::Generated, hash: blake3(b"x"), base: None, origins: vec![] };
        for path in ["../x", "/etc/x", ".git/config", ".contract/lock.json"] {
            lock.files = BTreeMap::from([(path.to_owned(), entry.clone())]);
            assert!(Lock::read(&lock.text()).is_err(), "{path}");
        }
        lock.files = BTreeMap::from([("a".into(), Entry { base: Some("../../x".into()), ..entry })]);
        assert!(Lock::read(&lock.text()).is_err());
    }
}
