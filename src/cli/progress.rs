//! A sign of life on a terminal when work takes more than a second.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// While it lives, the work goes on; when it is dropped, its line is gone.
pub(super) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    /// Begins to wait for a set to be read, if standard error is a terminal.
    pub(super) fn start() -> Progress {
        Progress::saying("reading ...")
    }

    /// Begins to wait for something else.
    pub(super) fn saying(words: &'static str) -> Progress {
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
                say(words);
                let _ = wait.recv();
                say(&format!("\r{:1$}\r", "", words.len()));
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
