//! The signature of a bundle: over its canonical bytes without the key `signature`.
//!
//! In: the JSON of a bundle, keys. Out: a signature, or what is wrong with one. It is looked at before anything else is read into values,
//! so that a changed byte is told as such even where the bundle no longer has the form of one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical::canonical;
use super::key::{PrivateKey, PublicKey};
use super::problem::Problem;

/// The one algorithm.
pub const ALGORITHM: &str = "ed25519";

/// The key of a bundle under which it stands.
pub(super) const KEY: &str = "signature";

/// Who signed, and how that can be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Always [`ALGORITHM`].
    pub algorithm: String,
    /// The short name of the public key.
    pub key_id: String,
    /// The public key, in hexadecimal digits.
    pub public_key: String,
    /// The signature, in hexadecimal digits.
    pub value: String,
}

impl Signature {
    /// Signs the JSON of a bundle, which has no signature yet.
    pub(super) fn of(bundle: &Value, key: &PrivateKey) -> Signature {
        let public = key.public();
        let value = key.sign(&canonical(bundle));
        Signature { algorithm: ALGORITHM.to_owned(), key_id: public.id(), public_key: public.hex(), value }
    }
}

/// What is wrong with the signature of a bundle. Whether there must be one is for the caller to say.
pub(super) fn problems(bundle: &Value, trusted: &[PublicKey]) -> Vec<Problem> {
    let Some(written) = bundle.get(KEY) else { return vec![] };
    let signature = match Signature::deserialize(written) {
        Ok(signature) => signature,
        Err(error) => return vec![Problem::OddSignature(error.to_string())],
    };
    if signature.algorithm != ALGORITHM {
        return vec![Problem::OddSignature(format!(
            "its algorithm is `{}`; `{ALGORITHM}` is known",
            signature.algorithm
        ))];
    }
    let Some(key) = PublicKey::of_hex(&signature.public_key) else {
        return vec![Problem::OddSignature("its public key is none".to_owned())];
    };
    if signature.key_id != key.id() {
        return vec![Problem::OddSignature("its `key_id` is not that of its public key".to_owned())];
    }
    let mut unsigned = bundle.clone();
    if let Value::Object(keys) = &mut unsigned {
        keys.remove(KEY);
    }
    if !key.signed(&canonical(&unsigned), &signature.value) {
        return vec![Problem::Altered];
    }
    if !trusted.contains(&key) { vec![Problem::UnknownKey(signature.key_id)] } else { vec![] }
}
