//! Enters and leaves the terminal, draws without flicker, reads the keys. Knows nothing of what is drawn.
//!
//! Whatever happens, the terminal is left as it was found: on return, on an error, on a panic. A panic of any thread
//! while the screen is open is kept until the screen is left, and printed then: its text would tear the picture, and
//! be gone with it.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    env,
    io::{self, BufWriter, IsTerminal, Stdout, Write, stdin, stdout},
    panic::{self, PanicHookInfo},
    sync::Once,
    thread,
};

use crossterm::{
    clipboard::CopyToClipboard,
    cursor::{Hide, Show},
    event::{self, DisableBracketedPaste, EnableBracketedPaste, Event},
    execute, queue,
    style::Print,
    terminal::{self, BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen},
};
use parking_lot::{Mutex, MutexGuard};
use ratatui::{Frame, Terminal, backend::CrosstermBackend, layout::Rect};
use tokio::sync::{Notify, mpsc};

use crate::words::Language;

/// Keys that may wait while a picture is drawn: more than anybody types in 33 ms, pastes are one event.
const KEYS: usize = 64;

/// A whole picture, so that it leaves in few writes.
const PICTURE: usize = 64 * 1024;

/// Asks for clicks and the wheel, in numbers that any window is small enough for. What crossterm writes asks for every
/// movement, too.
const MOUSE: &str = "\x1b[?1000h\x1b[?1006h";
const NO_MOUSE: &str = "\x1b[?1006l\x1b[?1000l";

/// What panics said while the screen was open; none while it is not.
static HELD: Mutex<Option<Vec<String>>> = Mutex::new(None);

/// Wakes who waits in [`panicked`].
static PANICKED: Notify = Notify::const_new();

/// Where pictures go: a terminal; in tests, a buffer.
pub trait Screen {
    /// Draws a picture.
    ///
    /// # Errors
    /// Says why the terminal does not take it.
    fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()>;

    /// Puts a text on the clipboard.
    ///
    /// # Errors
    /// Says why the terminal does not take it.
    fn copy(&mut self, text: &str) -> io::Result<()>;

    /// Asks for clicks and the wheel, or leaves the mouse to the terminal, which then selects text with it.
    ///
    /// # Errors
    /// Says why the terminal does not take it.
    fn set_mouse(&mut self, on: bool) -> io::Result<()>;

    /// Forgets what is on the screen, so that the next picture is drawn whole.
    ///
    /// # Errors
    /// Says why the terminal does not take it.
    fn clear(&mut self) -> io::Result<()>;

    /// Gives the terminal back to the shell until that continues us.
    ///
    /// # Errors
    /// Says why the terminal could not be left or entered.
    fn suspend(&mut self) -> io::Result<()>;
}

/// Why this is no place for a full-screen program.
#[derive(Debug, thiserror::Error)]
pub enum NoTerminal {
    /// No keys come from a terminal.
    #[error("{}", Language::English.program().start.input_no_terminal)]
    Input,
    /// No picture goes to a terminal.
    #[error("{}", Language::English.program().start.output_no_terminal)]
    Output,
    /// It can do no more than print.
    #[error("{}", Language::English.program().start.dumb_terminal)]
    Dumb,
}

/// Makes sure that there is a terminal to read from and to draw on.
///
/// # Errors
/// Names what is not a terminal.
pub fn check() -> Result<(), NoTerminal> {
    if !stdin().is_terminal() {
        return Err(NoTerminal::Input);
    }
    if !stdout().is_terminal() {
        return Err(NoTerminal::Output);
    }
    if env::var_os("TERM").is_some_and(|name| name == "dumb") {
        return Err(NoTerminal::Dumb);
    }
    Ok(())
}

/// Returns whether colours are wanted: not with `NO_COLOR` set to anything.
#[must_use]
pub fn wants_colour() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Returns whether the terminal shows more than ASCII, as the locale says; where it says nothing, it does.
#[must_use]
pub fn has_utf8() -> bool {
    speaks_utf8(|name| env::var(name).ok())
}

/// Returns whether the locale of an environment, whose variables `read` returns, is of UTF-8: the first that is set decides,
/// as POSIX has it.
fn speaks_utf8(read: impl Fn(&str) -> Option<String>) -> bool {
    let is_set = |value: &String| !value.is_empty();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| read(name).filter(is_set));
    locale.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// Returns what is typed, pasted and resized, from a thread of its own that reads it.
///
/// # Errors
/// Says why there is no such thread.
pub fn events() -> io::Result<mpsc::Receiver<Event>> {
    let (sender, events) = mpsc::channel(KEYS);
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        while let Ok(event) = event::read() {
            if sender.blocking_send(event).is_err() {
                break;
            }
        }
    })?;
    Ok(events)
}

/// Waits for a panic of any thread while the screen is open.
pub async fn panicked() {
    PANICKED.notified().await;
}

/// The terminal, entered; left when dropped.
pub struct Tty {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    has_mouse: bool,
}

impl Tty {
    /// Enters the terminal.
    ///
    /// # Errors
    /// Says why it could not; then it is left as it was found.
    pub fn enter() -> io::Result<Self> {
        hold_panics();
        let entered = enter().and_then(|()| {
            let writer = BufWriter::with_capacity(PICTURE, stdout());
            Terminal::new(CrosstermBackend::new(writer))
        });
        match entered {
            Ok(terminal) => {
                let mut tty = Self { terminal, has_mouse: false };
                tty.set_mouse(true)?;
                Ok(tty)
            }
            Err(error) => {
                leave();
                tell_panics();
                Err(error)
            }
        }
    }
}

impl Screen for Tty {
    /// One synchronized update: the terminal shows the old picture or the new one, with its cursor, never half of each.
    fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(render)?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        self.has_mouse = on;
        execute!(stdout(), Print(if on { MOUSE } else { NO_MOUSE }))
    }

    /// Not by `Terminal::clear`: that asks the terminal where the cursor is, and the thread that reads the keys would
    /// take the answer.
    fn clear(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }

    #[cfg(unix)]
    fn suspend(&mut self) -> io::Result<()> {
        leave();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        enter()?;
        self.set_mouse(self.has_mouse)?;
        self.clear()
    }

    /// There is no shell here that could continue us.
    #[cfg(not(unix))]
    fn suspend(&mut self) -> io::Result<()> {
        self.clear()
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        // After a panic within a picture, what was begun of it must not follow later.
        let _ = self.terminal.backend_mut().flush();
        leave();
        tell_panics();
    }
}

fn enter() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)
}

/// Undoes all of [`enter`], one by one: what fails must not keep the rest from being undone.
fn leave() {
    let _ = execute!(stdout(), EndSynchronizedUpdate);
    let _ = execute!(stdout(), Print(NO_MOUSE));
    let _ = execute!(stdout(), DisableBracketedPaste);
    let _ = execute!(stdout(), LeaveAlternateScreen);
    let _ = execute!(stdout(), Show);
    let _ = terminal::disable_raw_mode();
}

/// From here on, what panics say is kept.
fn hold_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| match held().as_mut() {
            None => print(info),
            Some(texts) => {
                texts.push(describe(info));
                PANICKED.notify_one();
            }
        }));
    });
    *held() = Some(Vec::new());
}

/// Returns what the standard hook would print.
fn describe(info: &PanicHookInfo) -> String {
    let thread = thread::current();
    let text = format!("thread '{}' {info}", thread.name().unwrap_or("?"));
    let trace = Backtrace::capture();
    match trace.status() {
        BacktraceStatus::Captured => format!("{text}\n{trace}"),
        _ => text,
    }
}

/// Prints what panics said; from here on they speak for themselves.
fn tell_panics() {
    for text in held().take().unwrap_or_default() {
        // Where standard error is gone as well, nobody is left to tell.
        let _ = writeln!(io::stderr(), "{}", text.trim_end());
    }
}

fn held() -> MutexGuard<'static, Option<Vec<String>>> {
    HELD.lock()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_says_whether_there_is_more_than_ascii() {
        for (locale, has_utf8) in [
            ("", true),
            ("en_GB.UTF-8", true),
            ("C.utf8", true),
            ("UTF-8", true),
            ("C", false),
            ("POSIX", false),
            ("de_DE.ISO-8859-1", false),
            ("de_DE@euro", false),
        ] {
            for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
                let read = |asked: &str| (asked == name).then(|| locale.to_owned());
                assert_eq!(speaks_utf8(read), has_utf8, "{name}={locale}");
            }
        }
        assert!(speaks_utf8(|_| None), "where nothing is said");
        let both = |name: &str| Some(if name == "LC_ALL" { "C.UTF-8" } else { "C" }.to_owned());
        assert!(speaks_utf8(both), "the first that is set decides");
    }
}
