//! Keys are written once, for their owner alone, and openssl reads them.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{key, value};
use crate::engage::evidence::{PrivateKey, PublicKey};

#[test]
fn keys_are_read_back() {
    let made = PrivateKey::generate().expect("a key");
    let again = PrivateKey::read(&made.pem().expect("text")).expect("the key");
    assert_eq!(made.public(), again.public());
    assert_ne!(made.public(), key().public());
    assert_eq!(PublicKey::read(&made.public().pem().expect("text")).expect("the key"), made.public());
    assert_eq!(made.public().id().len(), 16);
    assert!(!format!("{made:?}").contains(made.pem().expect("text").lines().nth(1).expect("a line")));
}

#[test]
fn a_key_in_the_environment_may_have_written_ends_of_lines() {
    let pem = key().pem().expect("text");
    for text in [pem.replace('\n', "\\n"), pem.replace('\n', "\r\n"), format!("\n  {pem}\n\n"), pem.trim().to_owned()] {
        assert_eq!(PrivateKey::read(&text).expect("the key").public(), key().public());
    }
}

#[test]
fn what_is_no_key_is_refused() {
    let public = key().public().pem().expect("text");
    let private = key().pem().expect("text");
    assert!(PrivateKey::read(&public).expect_err("no key").to_string().contains("PKCS#8"));
    assert!(PublicKey::read(&private).expect_err("no key").to_string().contains("SPKI"));
    assert!(PrivateKey::read("").is_err() && PrivateKey::read(&private[..60]).is_err());
}

#[test]
fn files_are_never_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key.pem");
    key().write(&path).expect("written");
    let refused = PrivateKey::of_seed([9; 32]).write(&path).expect_err("it is there");
    assert_eq!(refused.to_string(), "the file exists, and a key is never written over");
    assert_eq!(PrivateKey::read(&fs::read_to_string(&path).expect("text")).expect("the key").public(), key().public());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    }
}

fn openssl(folder: &Path, words: &[&str]) -> Option<String> {
    let out = Command::new("openssl").args(words).current_dir(folder).output().ok()?;
    assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
    Some(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Says that it did nothing where there is no openssl.
#[test]
fn openssl_reads_our_keys_and_checks_our_signatures() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    if Command::new("openssl").arg("version").output().is_err() {
        println!("there is no openssl here, so nothing was tried");
        return;
    }
    key().write(&at.join("key.pem")).expect("written");
    key().public().write(&at.join("key.pub.pem")).expect("written");
    let public = openssl(at, &["pkey", "-in", "key.pem", "-pubout"]);
    assert_eq!(public, key().public().pem().ok());
    // The signature in a bundle is over its bytes without that signature.
    let mut bundle = value(&super::bundle());
    let signature = bundle.as_object_mut().and_then(|keys| keys.remove("signature")).expect("a signature");
    let digits = signature["value"].as_str().expect("digits");
    let bytes: Vec<u8> =
        (0..64).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("a byte")).collect();
    fs::write(at.join("bundle.json"), crate::engage::evidence::canonical(&bundle)).expect("written");
    fs::write(at.join("bundle.sig"), bytes).expect("written");
    let words = [
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pub.pem",
        "-rawin",
        "-in",
        "bundle.json",
        "-sigfile",
        "bundle.sig",
    ];
    assert!(openssl(at, &words).is_some_and(|told| told.contains("Verified Successfully")));
    // And a key that openssl made signs here.
    openssl(at, &["genpkey", "-algorithm", "ed25519", "-out", "theirs.pem"]);
    let theirs = openssl(at, &["pkey", "-in", "theirs.pem", "-pubout"]).expect("text");
    let read = PrivateKey::read(&fs::read_to_string(at.join("theirs.pem")).expect("text")).expect("the key");
    assert_eq!(PublicKey::read(&theirs).expect("the key"), read.public());
}
