//! Keys of Ed25519, in the files that openssl reads: PKCS#8 for the private one, SPKI for the public one, both in PEM.
//!
//! In: chance, once; texts and paths. Out: keys; files that are never written over. The private file can be read by its owner alone.
//! A private key is never printed.

use std::fmt::{self, Display};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};

use crate::digest::{bytes, digits, sha256};

/// How many digits of the hash of a public key name it.
const ID: usize = 16;

/// Why there is no key.
#[derive(Debug)]
pub enum KeyError {
    /// The machine gives no chance.
    NoChance,
    /// The text is no such key, and which would be read.
    NoKey(&'static str),
    /// The file cannot be read or written.
    File(io::Error),
}

impl Display for KeyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyError::NoChance => out.write_str("the system gives no random bytes"),
            KeyError::NoKey(wanted) => write!(out, "it is no {wanted}"),
            KeyError::File(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                out.write_str("the file exists, and a key is never written over")
            }
            KeyError::File(error) => write!(out, "{error}"),
        }
    }
}

/// A key that signs.
pub struct PrivateKey(SigningKey);

/// A key that tells who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PrivateKey {
    /// A new key, by chance.
    pub fn generate() -> Result<PrivateKey, KeyError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| KeyError::NoChance)?;
        Ok(PrivateKey::of_seed(seed))
    }

    /// The key of a seed, always the same. Whoever knows the seed can sign.
    pub fn of_seed(seed: [u8; 32]) -> PrivateKey {
        PrivateKey(SigningKey::from_bytes(&seed))
    }

    /// Reads PEM, as it stands in a file or in a variable of the environment, where ends of lines may be written as `\n`.
    pub fn read(text: &str) -> Result<PrivateKey, KeyError> {
        let key = SigningKey::from_pkcs8_pem(&lines(text));
        key.map(PrivateKey).map_err(|_| KeyError::NoKey("private key of Ed25519 in PEM (PKCS#8)"))
    }

    /// The key as PEM. Without the public key in it, for openssl does not read the newer form that has both.
    pub fn pem(&self) -> Result<String, KeyError> {
        let pair = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        let pem = pair.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::NoKey("key that can be written"))?;
        Ok(pem.to_string())
    }

    /// Writes the key to a new file that its owner alone can read.
    pub fn write(&self, path: &Path) -> Result<(), KeyError> {
        create(path, &self.pem()?, 0o600)
    }

    /// The key that tells who signed.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The signature of bytes, in hexadecimal digits.
    pub(super) fn sign(&self, bytes: &[u8]) -> String {
        digits(&self.0.sign(bytes).to_bytes())
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PrivateKey({})", self.public().id())
    }
}

impl PublicKey {
    /// Reads PEM, as it stands in a file or in a variable of the environment.
    pub fn read(text: &str) -> Result<PublicKey, KeyError> {
        let key = VerifyingKey::from_public_key_pem(&lines(text));
        key.map(PublicKey).map_err(|_| KeyError::NoKey("public key of Ed25519 in PEM (SPKI)"))
    }

    /// The key as PEM.
    pub fn pem(&self) -> Result<String, KeyError> {
        self.0.to_public_key_pem(LineEnding::LF).map_err(|_| KeyError::NoKey("key that can be written"))
    }

    /// Writes the key to a new file.
    pub fn write(&self, path: &Path) -> Result<(), KeyError> {
        create(path, &self.pem()?, 0o644)
    }

    /// Its short name: the first digits of the hash of its 32 bytes.
    pub fn id(&self) -> String {
        sha256(self.0.as_bytes()).chars().take(ID).collect()
    }

    /// Its 32 bytes, in hexadecimal digits.
    pub fn hex(&self) -> String {
        digits(self.0.as_bytes())
    }

    /// The key of 32 bytes in hexadecimal digits.
    pub(super) fn of_hex(text: &str) -> Option<PublicKey> {
        VerifyingKey::from_bytes(&bytes(text)?).ok().map(PublicKey)
    }

    /// Whether this key signed these bytes. Strict: a signature has one form, and weak keys count for nothing.
    pub(super) fn signed(&self, message: &[u8], signature: &str) -> bool {
        let signature = bytes(signature).map(|bytes| ed25519_dalek::Signature::from_bytes(&bytes));
        signature.is_some_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

/// Ends of lines as they are in a file.
fn lines(text: &str) -> String {
    let mut text = text.replace("\\n", "\n").replace("\r\n", "\n").trim().to_owned();
    text.push('\n');
    text
}

fn create(path: &Path, text: &str, mode: u32) -> Result<(), KeyError> {
    let mut file = new_file(mode).open(path).map_err(KeyError::File)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(KeyError::File)
}

/// How a file is made that is not there yet.
#[cfg(unix)]
fn new_file(mode: u32) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(mode);
    options
}

/// How a file is made that is not there yet. Who may read it is said by its folder here.
#[cfg(not(unix))]
fn new_file(_mode: u32) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    options
}
