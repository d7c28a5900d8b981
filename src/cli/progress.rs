//! A sign of life on a terminal when reading takes more than a second.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// While it lives, the work goes on; when it is dropped, its line is gone.
pub(super) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    /// Begins to wait, if standard error is a terminal.
    pub(super) fn start() -> Progress {
        if !std::io::stderr().is_terminal() {
            return Progress(None);
        }
        let (done, wait) = channel::<()>();
        let watch = move || {
            if wait.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                let say = |text: &str| {
                    let mut stderr = std::io::stderr().lock();
                    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
                };
                say("reading ...");
                let _ = wait.recv();
                say("\r           \r");
            }
        };
        let thread = std::thread::Builder::new().name("progress".into()).spawn(watch);
        Progress(thread.ok().map(|thread| (done, thread)))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.0.take() {
            drop(done);
            let _ = thread.join();
        }
    }
}
