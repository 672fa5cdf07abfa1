//! A real program in a real pseudo-terminal: what it writes is read by a terminal emulator, keys are bytes.

use std::{
    io::{Read as _, Write},
    num::NonZeroU16,
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a screen may take to show something; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(45);
/// How often the screen is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(30);

/// A program in a terminal of its own; it is ended when this is dropped.
pub(crate) struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts a program in a terminal of so many columns and rows.
    pub(crate) fn start(command: CommandBuilder, cols: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal opens");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let mut output = pair.master.try_clone_reader().expect("its output can be read");
        let keys = pair.master.take_writer().expect("keys can be sent");
        let screen = Arc::new(Mutex::new(vt100::Parser::new(nonzero(rows), nonzero(cols), 0)));
        let written = Arc::clone(&screen);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut bytes) {
                written.lock().expect("no reader panics").process(&bytes[..n]);
            }
        });
        Self { screen, keys, child, _master: pair.master }
    }

    fn screen(&self) -> MutexGuard<'_, vt100::Parser> {
        self.screen.lock().expect("no writer panics")
    }

    /// What stands on the screen now.
    pub(crate) fn contents(&self) -> String {
        self.screen().screen().contents()
    }

    /// Waits until a text stands on the screen.
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Waits until the screen is as it should be.
    pub(crate) fn wait_until(&self, what: &str, is: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !is(&self.contents()) {
            assert!(start.elapsed() < PATIENCE, "waited for {what:?}; the screen is\n{}", self.contents());
            thread::sleep(LOOK);
        }
    }

    /// Sends keys as bytes.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the program reads its keys");
        self.keys.flush().expect("the program reads its keys");
    }

    /// Types a line and enters it.
    pub(crate) fn line(&mut self, line: &str) {
        self.press(line);
        self.press("\r");
    }
}

fn nonzero(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size).expect("a terminal has at least one row and column")
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
