//! An object store with the interface of Amazon S3 that checks signatures, over a folder.
//!
//! In: port, keys, folder. Out: a server on 127.0.0.1 until the process is ended. Never listens elsewhere, never keeps
//! anything outside the folder. For development and tests: what is stored is neither encrypted nor replicated.

use std::path::Path;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

/// The one pair of keys that the store knows.
#[derive(Debug)]
pub struct Keys<'a> {
    /// Who signs.
    pub access: &'a str,
    /// What it is signed with.
    pub secret: &'a str,
}

/// Serves `folder`, which must exist, on `port` of this machine.
///
/// # Errors
/// When the folder cannot be read or the port is taken.
pub fn serve(port: u16, keys: &Keys, folder: &Path) -> Result<(), String> {
    let files = FileSystem::new(folder).map_err(|error| format!("{}: {error:?}", folder.display()))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(keys.access, keys.secret));
    let service = builder.build();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(async move {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|error| format!("port {port}: {error}"))?;
        let server = Builder::new(TokioExecutor::new());
        loop {
            // A connection that is gone before it was accepted is no reason to stop.
            let Ok((socket, _)) = listener.accept().await else { continue };
            let connection = server.serve_connection(TokioIo::new(socket), service.clone()).into_owned();
            tokio::spawn(connection);
        }
    })
}
