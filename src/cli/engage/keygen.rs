//! `contract engage keygen`: a pair of keys.

use std::path::PathBuf;

use crate::cli::screen::Screen;
use crate::cli::{Exit, Failure, shown};
use crate::engage::evidence::PrivateKey;

/// Make a pair of keys for signing evidence
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The private key goes to NAME.pem, which only you can read; keep it out of the repository. The public one goes to NAME.pub.pem, for all
who verify. Both are Ed25519 in PEM, so other tools can read them. Nothing is written over.

Example:
  contract engage keygen --out ci")]
pub(super) struct Args {
    /// The name of both files, without an ending
    #[arg(long, value_name = "NAME")]
    out: PathBuf,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let named = |ending: &str| {
        let mut name = args.out.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let (private, public) = (named(".pem"), named(".pub.pem"));
    let at = |path: &PathBuf, error: &dyn std::fmt::Display| {
        Failure::Usage(format!("`{}` cannot be written: {error}", shown(path)), None)
    };
    if public.symlink_metadata().is_ok() {
        return Err(at(&public, &"the file exists, and a key is never written over"));
    }
    let key = PrivateKey::generate().map_err(|error| Failure::Usage(error.to_string(), None))?;
    key.write(&private).map_err(|error| at(&private, &error))?;
    key.public().write(&public).map_err(|error| at(&public, &error))?;
    screen.line(&format!("the private key is in {}: keep it secret, and out of the repository", shown(&private)))?;
    screen.line(&format!("the public key is in {}: its name is {}", shown(&public), key.public().id()))?;
    Ok(Exit::Fine)
}
