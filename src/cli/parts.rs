//! `contract parts`: one real part in the foreground, for the generated `dev` package to start. Not listed in the help.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Exit, Failure};
use crate::parts::s3;

/// The arguments of `contract parts`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    part: Part,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// An object store with the interface of Amazon S3, over a folder
    S3 {
        /// The port on 127.0.0.1
        #[arg(long)]
        port: u16,
        /// Who signs requests
        #[arg(long)]
        access_key: String,
        /// What requests are signed with
        #[arg(long)]
        secret_key: String,
        /// Where objects are kept; must exist
        folder: PathBuf,
    },
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let Part::S3 { port, access_key, secret_key, folder } = &args.part;
    let keys = s3::Keys { access: access_key, secret: secret_key };
    s3::serve(*port, &keys, folder).map(|()| Exit::Fine).map_err(|why| Failure::Usage(why, None))
}
