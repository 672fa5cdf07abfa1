//! The real program in a real pseudo-terminal: it opens, takes commands, and leaves the terminal as it found it,
//! however it is ended. Waits for what should be seen, with a bound, and asserts no durations.
#![cfg(unix)]

mod first_minute;
mod pictures;

use std::{
    fs,
    io::{Read, Write},
    num::NonZeroU16,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use kadscope::terminal::{Screen, Tty};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtyPair, PtySize, SlavePty, native_pty_system};
use tempfile::TempDir;
use vt100::MouseProtocolMode;

/// Far more than anything takes on a machine with nothing else to do.
const PATIENCE: Duration = Duration::from_secs(20);

const PROGRAM: &str = env!("CARGO_BIN_EXE_kadscope");

/// What the program wrote so far: as bytes, and as a terminal shows it.
struct Output {
    bytes: Vec<u8>,
    terminal: vt100::Parser,
}

/// A program running in a pseudo-terminal.
struct Session {
    master: Box<dyn MasterPty + Send>,
    /// The program's end of the terminal, open until the program has ended.
    slave: Option<Box<dyn SlavePty + Send>>,
    reader: JoinHandle<()>,
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    output: Arc<Mutex<Output>>,
    /// The terminal's settings before the program was started.
    found: String,
    home: TempDir,
}

impl Session {
    fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, &[])
    }

    fn start_with(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::start_program(PROGRAM, arguments, variables)
    }

    fn start_program(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let PtyPair { master, slave } = native_pty_system().openpty(size(30, 100)).expect("a pseudo-terminal");
        let found = settings(master.as_ref());
        let output =
            Arc::new(Mutex::new(Output { bytes: Vec::new(), terminal: vt100::Parser::new(lines(30), lines(100), 0) }));
        let reader = follow(master.as_ref(), Arc::clone(&output));
        let keyboard = master.take_writer().expect("a keyboard");
        let child = slave.spawn_command(command(program, arguments, variables, &home)).expect("the program starts");
        Self { master, slave: Some(slave), reader, child, keyboard, output, found, home }
    }

    /// The practice network of the tests, open.
    fn demo() -> Self {
        let session = Self::start(&["demo", "12", "--expert", "--seed", "1"]);
        session.wait_for("Peers");
        session
    }

    fn type_keys(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("the terminal takes keys");
        self.keyboard.flush().expect("the terminal takes keys");
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().expect("it runs").to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status().expect("there is a kill");
        assert!(sent.success());
    }

    fn resize(&self, rows: u16, columns: u16) {
        // The reader's terminal first: it must not see the new picture in the old size.
        self.output.lock().expect("nobody panicked").terminal.screen_mut().set_size(lines(rows), lines(columns));
        self.master.resize(size(rows, columns)).expect("a pseudo-terminal takes any size");
    }

    fn contents(&self) -> String {
        self.output.lock().expect("nobody panicked").terminal.screen().contents()
    }

    fn bytes(&self) -> Vec<u8> {
        self.output.lock().expect("nobody panicked").bytes.clone()
    }

    fn shows(&self, words: &str) -> bool {
        self.contents().contains(words)
    }

    fn wait_for(&self, words: &str) {
        wait(|| self.shows(words), || format!("no {words:?} in\n{}", self.contents()));
    }

    /// Waits for the end, and makes sure that the terminal is as it was.
    fn end(mut self) -> (ExitStatus, String) {
        let mut status = None;
        let deadline = Instant::now() + PATIENCE;
        while status.is_none() && Instant::now() < deadline {
            status = self.child.try_wait().expect("it can be waited for");
            thread::sleep(Duration::from_millis(10));
        }
        let Some(status) = status else {
            self.child.kill().expect("it can be ended");
            panic!("it goes on:\n{}", self.contents());
        };
        self.slave = None; // what it wrote last is read, and then nobody writes any more
        wait(|| self.reader.is_finished(), || format!("somebody still writes:\n{}", self.contents()));
        self.is_as_found();
        (status, self.contents())
    }

    fn is_as_found(&self) {
        // Its last bytes may still be on their way to the reader.
        let is_left = || {
            let output = self.output.lock().expect("nobody panicked");
            let screen = output.terminal.screen();
            let has_mouse = screen.mouse_protocol_mode() != MouseProtocolMode::None;
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste() && !has_mouse
        };
        wait(is_left, || format!("not left as found:\n{}", String::from_utf8_lossy(&self.bytes())));
        assert_eq!(settings(self.master.as_ref()), self.found, "raw mode is off");
    }
}

fn command(program: &str, arguments: &[&str], variables: &[(&str, &str)], home: &TempDir) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.cwd(home.path());
    for name in ["NO_COLOR", "XDG_STATE_HOME", "KADSCOPE_LOG", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    command.env("HOME", home.path());
    command.env("KADSCOPE_HISTORY", home.path().join("history"));
    for (name, value) in variables {
        command.env(name, value);
    }
    command
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn lines(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a screen has at least one")
}

fn settings(terminal: &dyn MasterPty) -> String {
    format!("{:?}", terminal.get_termios().expect("a pseudo-terminal has settings"))
}

/// Reads what the program writes, for as long as there is a terminal.
fn follow(terminal: &dyn MasterPty, output: Arc<Mutex<Output>>) -> JoinHandle<()> {
    let mut reader = terminal.try_clone_reader().expect("can be read");
    thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(count @ 1..) = reader.read(&mut chunk) {
            let mut output = output.lock().expect("nobody panicked");
            output.bytes.extend_from_slice(&chunk[..count]);
            output.terminal.process(&chunk[..count]);
        }
    })
}

fn wait(is_so: impl Fn() -> bool, why_not: impl FnOnce() -> String) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "{}", why_not());
        thread::sleep(Duration::from_millis(10));
    }
}

/// Returns the parameters of every SGR sequence (`ESC [ … m`).
fn styles(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let sequences = text.split("\x1b[").skip(1);
    sequences
        .filter_map(|rest| {
            let end = rest.find(|character: char| !matches!(character, '0'..='9' | ';' | ':'))?;
            rest[end..].starts_with('m').then(|| rest[..end].to_owned())
        })
        .collect()
}

/// Returns whether an SGR sequence sets a colour (back to the terminal's own, 39 and 49, is none).
fn is_colour(parameters: &str) -> bool {
    let mut codes = parameters.split([';', ':']).map(|code| code.parse::<u16>().unwrap_or(0));
    codes.any(|code| matches!(code, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107))
}

#[test]
fn it_opens_and_shows_what_is_typed_and_what_came_of_it() {
    let mut session = Session::demo();
    session.type_keys("put greeting hello");
    session.wait_for("put greeting hello");
    session.type_keys("\r");
    session.wait_for("acknowledged by");
    session.type_keys("quit\r");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn the_mouse_selects_opens_and_scrolls_and_can_be_left_to_the_terminal() {
    let mut session = Session::demo();
    let mode =
        |session: &Session| session.output.lock().expect("nobody panicked").terminal.screen().mouse_protocol_mode();
    wait(|| mode(&session) == MouseProtocolMode::PressRelease, || "no mouse".to_owned());
    session.wait_for("practice network of 12");
    session.wait_for(" n2 ");
    session.type_keys("get a");
    let at = |session: &Session, words: &str| {
        let screen = session.contents();
        let found = screen
            .lines()
            .zip(1..)
            .find_map(|(line, row)| line.find(words).map(|at| (line[..at].chars().count() + 1, row)));
        found.unwrap_or_else(|| panic!("no {words:?} in\n{screen}"))
    };
    let press = |session: &mut Session, button: u8, (column, row): (usize, usize)| {
        session.type_keys(&format!("\x1b[<{button};{column};{row}M\x1b[<{button};{column};{row}m"));
    };
    let third = at(&session, " n2 ");
    press(&mut session, 0, third);
    session.wait_for("›○ known     n2 ");
    let third = at(&session, " n2 ");
    press(&mut session, 0, third);
    session.wait_for("Peer n2 ");
    session.wait_for("n0> get a");
    session.type_keys("\x1b"); // the page closes, and the line stays
    session.wait_for("›○ known     n2 ");
    let row = at(&session, " n2 ");
    press(&mut session, 64, row);
    wait(|| !session.shows("›○ known     n2 "), || session.contents());
    session.type_keys("\x03mouse off\r");
    wait(|| mode(&session) == MouseProtocolMode::None, || "it has the mouse still".to_owned());
    session.type_keys("mouse on\rquit\r");
    session.end();
}

#[test]
fn quitting_is_asked_once_where_a_practice_network_would_be_lost() {
    let mut session = Session::demo();
    session.type_keys("\t");
    session.type_keys("\x03");
    session.wait_for("again to quit");
    session.type_keys("\x03");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn an_earlier_line_is_found_by_what_it_contains() {
    let mut session = Session::demo();
    session.type_keys("get needle\r");
    session.wait_for("get needle: not found");
    session.type_keys("help\r");
    session.type_keys("\x12eedl");
    session.wait_for("history: eedl");
    session.type_keys("\r");
    session.wait_for("> get needle");
    session.type_keys("\x03");
    session.type_keys("quit\r");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn a_network_says_how_it_is_started_again() {
    let mut session = Session::start(&["demo", "3"]);
    session.wait_for("Peers");
    session.type_keys("\x03");
    session.wait_for("again to quit");
    session.type_keys("\x03");
    let (_, said) = session.end();
    assert!(said.contains("the same network again: kadscope demo 3 --seed "), "{said}");
}

#[test]
fn control_c_clears_the_line_and_then_quits() {
    let mut session = Session::demo();
    session.type_keys("get nonsense");
    session.wait_for("get nonsense");
    session.type_keys("\x03");
    wait(|| !session.shows("get nonsense"), || session.contents());
    session.type_keys("\x03");
    session.wait_for("again to quit");
    session.type_keys("\x03");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn signals_end_it_with_the_terminal_in_order() {
    for name in ["TERM", "HUP", "INT"] {
        let session = Session::demo();
        session.signal(name);
        let (status, said) = session.end();
        assert_eq!(status.exit_code(), 0, "{name}");
        assert!(said.contains(&format!("kadscope: ended by SIG{name}")), "{said}");
    }
}

#[test]
fn stopped_and_continued_it_draws_all_again() {
    let mut session = Session::demo();
    session.type_keys("\x1a");
    session.is_as_found();
    session.signal("CONT");
    session.wait_for("Peers");
    session.type_keys("quit\r");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn a_line_is_remembered_by_the_next_run() {
    let mut session = Session::demo();
    session.type_keys("get remembered\r");
    session.wait_for("remembered");
    session.type_keys("quit\r");
    let history = session.home.path().join("history");
    wait(|| history.exists(), || "no history".to_owned());
    let lines = std::fs::read_to_string(&history).expect("is text");
    assert!(lines.contains("get remembered"), "{lines}");
    session.end();
}

#[test]
fn without_colours_there_are_none_at_all() {
    let variables = [("NO_COLOR", "1")];
    let mut session = Session::start_with(&["demo", "12", "--expert", "--seed", "1"], &variables);
    session.wait_for("Peers");
    session.type_keys("put greeting hello\r");
    session.wait_for("greeting");
    session.type_keys("\t");
    session.type_keys("?");
    session.type_keys("\x0c");
    session.signal("TERM");
    let output = Arc::clone(&session.output);
    session.end();
    let coloured: Vec<_> =
        styles(&output.lock().expect("nobody panicked").bytes).into_iter().filter(|style| is_colour(style)).collect();
    assert!(coloured.is_empty(), "{coloured:?}");
}

#[test]
fn a_terminal_that_can_only_print_is_refused() {
    let session = Session::start_with(&["demo", "12"], &[("TERM", "dumb")]);
    let (status, said) = session.end();
    assert_eq!(status.exit_code(), 2, "{said}");
    assert!(said.contains("kadscope: TERM=dumb: this terminal can only print"), "{said}");
}

#[test]
fn where_the_locale_is_not_utf8_all_is_ascii() {
    let mut session = Session::start_with(&["demo", "60", "--k", "4", "--expert", "--seed", "1"], &[("LC_ALL", "C")]);
    session.wait_for("Peers");
    session.type_keys("put greeting gr\u{fc}n\r");
    session.wait_for("acknowledged by 4 of 4");
    session.type_keys("\x1bOR\r"); // F4, and its page
    session.wait_for("asked");
    session.signal("TERM");
    let output = Arc::clone(&session.output);
    session.end();
    let bytes = output.lock().expect("nobody panicked").bytes.clone();
    assert!(bytes.is_ascii(), "{:?}", String::from_utf8_lossy(&bytes).chars().find(|c| !c.is_ascii()));
}

#[test]
fn pasted_lines_are_no_one_command() {
    let mut session = Session::demo();
    session.type_keys("\x1b[200~put a b\nget a\nclosest a\n\x1b[201~");
    session.wait_for("2 more lines were pasted");
    assert!(session.shows("put a b") && !session.shows("get a "), "{}", session.contents());
    session.type_keys("\r");
    session.wait_for("two lines were pasted");
    session.type_keys("\r");
    session.wait_for("get a: b (found");
    session.type_keys("\r");
    session.wait_for("closest a: 11 found");
    session.type_keys("quit\r");
    session.end();
}

#[test]
fn with_colours_there_are_some() {
    let mut session = Session::start_with(&["demo", "12", "--expert", "--seed", "1"], &[("NO_COLOR", "")]);
    session.wait_for("Peers");
    wait(|| styles(&session.bytes()).iter().any(|style| is_colour(style)), || "no colours".to_owned());
    session.type_keys("quit\r");
    session.end();
}

#[test]
fn every_picture_is_one_synchronized_update() {
    let mut session = Session::demo();
    session.type_keys("quit\r");
    let output = Arc::clone(&session.output);
    session.end();
    let text = String::from_utf8_lossy(&output.lock().expect("nobody panicked").bytes).into_owned();
    let begun = text.matches("\x1b[?2026h").count();
    assert!(begun > 0);
    assert!(text.matches("\x1b[?2026l").count() >= begun);
}

#[test]
fn it_survives_any_size() {
    let mut session = Session::demo();
    for (rows, columns) in [(1, 1), (5, 20), (24, 80), (2, 300), (200, 3), (1, 1), (60, 200), (30, 100)] {
        session.resize(rows, columns);
        session.type_keys("x");
    }
    // a key that comes at once with another size may wait in crossterm for the next key
    for _ in 0..100 {
        if !session.shows("xxxxxxxx") {
            session.type_keys("x");
            thread::sleep(Duration::from_millis(50));
        }
    }
    session.wait_for("xxxxxxxx");
    session.type_keys("\x03");
    session.type_keys("quit\r");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn a_node_of_ones_own_opens_too() {
    let mut session = Session::start(&["--no-mdns", "--listen", "/ip4/127.0.0.1/tcp/0", "--identity", "key"]);
    session.wait_for("Peers");
    assert!(session.home.path().join("key").exists());
    session.type_keys("quit\r");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn a_log_is_written_where_it_is_wanted() {
    let mut session = Session::start(&["demo", "12", "--expert", "--seed", "1", "--log", "log"]);
    session.wait_for("Peers");
    assert!(session.home.path().join("log").exists());
    session.type_keys("quit\r");
    session.end();
}

#[test]
fn without_a_terminal_it_says_so_in_one_line() {
    let home = tempfile::tempdir().expect("a folder");
    let said = Command::new(PROGRAM)
        .args(["demo", "12"])
        .env("HOME", home.path())
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    assert_eq!(said.status.code(), Some(2));
    assert!(said.stdout.is_empty());
    let text = String::from_utf8_lossy(&said.stderr);
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.starts_with("kadscope: standard input is not a terminal"), "{text}");
}

#[test]
fn wrong_arguments_end_it_before_anything_is_opened() {
    for arguments in [&["--k", "21"][..], &["demo", "0"], &["--nonsense"]] {
        let said = Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).output().expect("it starts");
        assert_eq!(said.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&said.stderr).starts_with("error: "), "{arguments:?}");
    }
}

#[test]
fn an_identity_that_cannot_be_used_is_said_and_kept() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    std::fs::create_dir(file("folder")).expect("a folder");
    std::fs::write(file("garbage"), "my notes\u{1b}[2J").expect("writes");
    std::fs::write(file("locked"), "locked away").expect("writes");
    std::fs::set_permissions(file("locked"), PermissionsExt::from_mode(0o000)).expect("it is ours");
    let mut faults = vec![
        ("folder", "cannot read the identity"),
        ("garbage", "holds no libp2p private key"),
        ("no/key", "cannot make the identity"),
    ];
    if std::fs::read(file("locked")).is_err() {
        faults.push(("locked", "cannot read the identity")); // root reads all
    }
    for (name, words) in faults {
        let said = ends_at_once(&["--identity", file(name).to_str().expect("is text")], 2);
        assert!(said.contains(words) && said.contains(name), "{name}: {said}");
    }
    assert_eq!(std::fs::read(file("garbage")).expect("still there"), b"my notes\x1b[2J");
    assert!(file("folder").is_dir() && !file("no").exists());
}

#[test]
fn a_port_in_use_is_said_and_nothing_is_started() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("/ip4/127.0.0.1/tcp/{}", taken.local_addr().expect("is bound").port());
    for arguments in [&["--no-mdns"][..], &["demo", "12"]] {
        let said = ends_at_once(&[arguments, &["--listen", &address]].concat(), 3);
        assert!(said.contains(&address) && said.contains("in use"), "{said}");
    }
}

/// Starts the program, which ends with this status and one line, without the terminal's folds.
fn ends_at_once(arguments: &[&str], expected: u32) -> String {
    let session = Session::start(arguments);
    let (status, said) = session.end();
    assert_eq!(status.exit_code(), expected, "{arguments:?}: {said}");
    let said = said.trim().replace('\n', "");
    assert!(said.starts_with("kadscope: "), "{said}");
    assert_eq!(said.matches("kadscope: ").count(), 1, "{said}");
    said
}

/// Runs a script in a practice network, and returns the recording of it.
fn recorded(folder: &TempDir, script: &[&str]) -> String {
    let path = folder.path().join("session.jsonl").to_str().expect("is text").to_owned();
    let mut program = Command::new(PROGRAM);
    program.args(["run", "--demo=30", "--seed", "1", "--record", &path]).stdin(Stdio::null());
    for line in script {
        program.args(["-c", line]);
    }
    let said = program.output().expect("it starts");
    assert!(said.stderr.is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
    path
}

/// Returns which event of how many is shown.
fn place(session: &Session) -> Option<(u64, u64)> {
    let contents = session.contents();
    let (_, after) = contents.lines().nth(1)?.split_once("event ")?;
    let (event, events) = after.trim().split_once(" of ")?;
    Some((event.parse().ok()?, events.parse().ok()?))
}

/// Waits until another event is shown. Returns which.
fn moved(session: &Session, from: u64) -> u64 {
    wait(
        || place(session).is_some_and(|(event, _)| event != from),
        || format!("still at {from}:\n{}", session.contents()),
    );
    place(session).expect("it was there").0
}

/// Opens a recording, and goes to its end. Returns how many events it has.
fn replayed(path: &str) -> (Session, u64) {
    let mut session = Session::start(&["replay", path]);
    session.wait_for(" REPLAY ");
    session.type_keys("}");
    let is_at_the_end = || place(&session).is_some_and(|(event, events)| event == events) && session.shows("■ 1×");
    wait(is_at_the_end, || format!("not at the end:\n{}", session.contents()));
    let events = place(&session).expect("it was there").1;
    (session, events)
}

/// Goes by this key. Returns which event is shown then.
fn goes(session: &mut Session, key: &str) -> u64 {
    let (from, _) = place(session).expect("the place is shown");
    session.type_keys(key);
    moved(session, from)
}

#[test]
fn a_recording_is_moved_in_by_event_round_query_and_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut session, events) = replayed(&recorded(&folder, &["put a b", "get a", "get nothing"]));
    session.wait_for("get nothing: not found. ");
    assert_eq!(goes(&mut session, "\x1b[D"), events - 1);
    assert_eq!(goes(&mut session, "\x1b[C"), events);

    let third = goes(&mut session, "(");
    session.wait_for("1 in flight");
    let second = goes(&mut session, "(");
    let first = goes(&mut session, "(");
    assert!(first < second && second < third && third < events, "{first} {second} {third} {events}");
    wait(|| !session.shows("acknowledged by"), || session.contents());
    assert_eq!(goes(&mut session, ")"), second);
    session.wait_for("put a: acknowledged by 20 of 20 peers asked");

    let round = goes(&mut session, ",");
    assert!(round >= first && round < second, "{first} {round} {second}");
    assert!(goes(&mut session, ".") > round);

    session.type_keys("{");
    wait(|| place(&session) == Some((1, events)), || session.contents());
    session.type_keys("@");
    session.wait_for("> jump ");
    session.type_keys("1h\r");
    wait(|| place(&session) == Some((events, events)), || session.contents());
    session.type_keys("jump 50%\r");
    wait(|| place(&session).is_some_and(|(event, _)| event < events), || session.contents());
    session.type_keys("jump 0s\r");
    wait(|| place(&session) == Some((1, events)), || session.contents());
    for line in ["put x y", "kill n3", "record x.jsonl"] {
        session.type_keys(line);
        session.type_keys("\r");
        session.wait_for("this is a recording: there is no network to ask");
        session.type_keys("x\x7f");
        wait(|| !session.shows("this is a recording"), || session.contents());
    }
    session.type_keys("\x03");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn a_recording_is_played_at_its_speed_and_stops_at_its_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut session, events) = replayed(&recorded(&folder, &["put a b", "wait 4s", "get a"]));
    session.type_keys("{");
    wait(|| place(&session) == Some((1, events)), || session.contents());
    session.type_keys("]]]]]]]]");
    session.wait_for("■ 64×");
    session.type_keys(" ");
    wait(|| place(&session) == Some((events, events)), || session.contents());
    session.wait_for("■ 64×");
    session.type_keys("{[[[[[[[[[[[");
    session.wait_for("■ 1/8×");
    session.type_keys(" ");
    session.wait_for("▶ 1/8×");
    session.type_keys(" ");
    session.wait_for("■ 1/8×");
    assert!(place(&session).is_some_and(|(event, _)| event < events), "{}", session.contents());
    session.type_keys("\x03");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn a_recording_is_gone_through_to_its_very_end_and_played_once_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut session, events) = replayed(&recorded(&folder, &["put a b", "get a"]));
    session.type_keys("{");
    wait(|| place(&session) == Some((1, events)), || session.contents());
    session.type_keys(":jump 100%\r");
    wait(|| place(&session) == Some((events, events)), || session.contents());
    session.type_keys("\t");
    session.wait_for("Space play");
    session.type_keys("[[[");
    session.wait_for("■ 1/8×");
    session.type_keys(" ");
    wait(|| place(&session).is_some_and(|(event, _)| event < events), || session.contents());
    session.signal("TERM");
    session.end();
}

#[test]
fn a_recording_shows_the_node_that_was_looked_at() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut session, _) = replayed(&recorded(&folder, &["put a b", "be n3", "get a"]));
    session.wait_for("n3 …");
    session.wait_for("n3> ");
    session.wait_for("get a: b");
    assert!(!session.shows("put a: stored"), "that was n0's:\n{}", session.contents());
    let get = goes(&mut session, "(");
    session.wait_for("n3 …");
    assert!(goes(&mut session, "(") < get);
    session.wait_for("n0 …");
    session.wait_for("n0> ");
    assert!(!session.shows("you are n3 now"), "{}", session.contents());
    goes(&mut session, ")");
    session.wait_for("n3 …");
    session.wait_for("you are n3 now");
    session.type_keys("\x1b[17~");
    session.wait_for("30 alive");
    session.signal("TERM");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn a_recording_is_read_as_it_was_packed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = recorded(&folder, &["put a b", "get a"]);
    let (session, events) = replayed(&path);
    session.signal("TERM");
    session.end();
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(&fs::read(&path).expect("is there")).expect("memory takes all");
    let packed = format!("{path}.gz");
    fs::write(&packed, zip.finish().expect("memory takes all")).expect("can be written");
    let (mut session, unpacked) = replayed(&packed);
    assert_eq!(unpacked, events);
    session.wait_for("get a: b (found here and at 20 peers)");
    session.type_keys(":quit\r");
    let (status, _) = session.end();
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn what_is_no_recording_is_said_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = "this is no recording: line 1:";
    for (name, bytes, said) in [
        ("missing", None, "cannot read it: No such file or directory".to_owned()),
        ("empty", Some(Vec::new()), "it is empty".to_owned()),
        ("text", Some(b"dear diary\n".to_vec()), format!("{none} column 1: expected value")),
        ("binary", Some(b"\x7fELF\x02\x01\x01\0\0".to_vec()), format!("{none} column 1: expected value")),
        ("json", Some(b"{\"a\":1}\n".to_vec()), format!("{none} the field t is missing")),
        (
            "late",
            Some(b"{\"t\":1,\"event\":\"notice\",\"text\":\"a\"}\n".to_vec()),
            format!("{none} it does not say whose recording this is"),
        ),
        ("long", Some(vec![0; 20 * 1024 * 1024]), format!("{none} it is too long")),
        ("packed", Some(b"\x1f\x8b\x08\0garbage".to_vec()), "it is packed with gzip, and broken: ".to_owned()),
    ] {
        let path = folder.path().join(name);
        if let Some(bytes) = bytes {
            fs::write(&path, bytes).expect("can be written");
        }
        says_of(&path, &said);
    }
    says_of(folder.path(), "this is a folder");
}

fn says_of(path: &Path, said: &str) {
    let name = path.to_str().expect("is text");
    let line = ends_at_once(&["replay", name], 2);
    assert!(line.starts_with(&format!("kadscope: {name}: {said}")), "{line}");
}

#[test]
fn what_is_broken_in_a_recording_is_said_and_the_rest_is_played() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = recorded(&folder, &["put a b", "get a"]);
    let whole = fs::read_to_string(&path).expect("is text");
    let (head, tail) = whole.split_once('\n').expect("lines");
    let with = |line: &str| format!("{head}\n{line}\n{tail}");
    let later = whole.replacen("\"version\":1", "\"version\":2", 1);
    let unknown_field = whole.replacen("\"event\"", "\"mood\":{\"good\":[1]},\"event\"", 1);
    assert!(later != whole && unknown_field != whole);
    let cut = &whole[..whole.len() - 20];
    let last = whole.lines().count();
    for (name, text, said) in [
        ("later", later, "line 1: written by a later kadscope (version 2 of the lines, 1 here)"),
        (
            "event",
            with("{\"t\":0,\"event\":\"moonrise\"}"),
            "line 2: the event \"moonrise\" is not known here: skipped",
        ),
        ("line", with("nonsense"), "line 2: column 2: expected ident"),
        ("cut", cut.to_owned(), &format!("line {last} is cut off: it ends here")),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("can be written");
        let (mut session, _) = replayed(path.to_str().expect("is text"));
        session.wait_for("get a: b (found here and at 20 peers)");
        session.type_keys("\x1b[15~");
        session.wait_for("What happened");
        session.wait_for(said);
        session.type_keys(":quit\r");
        session.end();
    }
    let path = folder.path().join("field");
    fs::write(&path, unknown_field).expect("can be written");
    let (session, _) = replayed(path.to_str().expect("is text"));
    session.wait_for("get a: b (found here and at 20 peers)");
    assert!(!session.shows("✗"), "{}", session.contents());
    session.signal("TERM");
    session.end();
}

#[test]
fn files_are_written_in_the_explorer_and_in_a_replay() {
    let mut session = Session::demo();
    let written = |session: &Session, name: &str| fs::read_to_string(session.home.path().join(name)).expect("is text");
    session.type_keys("be n0\r"); // once the network is built
    session.wait_for("you are n0 already");
    session.type_keys("record a.jsonl\r");
    session.wait_for("recording in a.jsonl");
    session.wait_for(" REC ");
    session.type_keys("put greeting hello\r");
    session.wait_for("acknowledged by 11 of 11");
    session.type_keys("export a.json\r");
    session.wait_for("export: a.json is written");
    session.type_keys("screen a.txt\r");
    session.wait_for("screen: a.txt is written");
    session.type_keys("screen /nowhere/a.txt\r");
    session.wait_for("screen: cannot write /nowhere/a.txt: No such file or directory");
    session.type_keys("record off\r");
    session.wait_for("lines are recorded in a.jsonl");
    wait(|| !session.shows(" REC "), || session.contents());
    assert!(written(&session, "a.txt").contains("acknowledged: 11 of 11"));
    assert_eq!(written(&session, "a.txt").lines().count(), 30, "as high as the window");
    assert!(written(&session, "a.json").contains("acknowledged by 11 of 11"));

    let path = session.home.path().join("a.jsonl");
    let (mut played, _) = replayed(path.to_str().expect("is text"));
    played.wait_for("acknowledged: 11 of 11");
    played.type_keys(":export b.json\r");
    played.wait_for("export: b.json is written");
    played.type_keys("screen b.txt\r");
    played.wait_for("screen: b.txt is written");
    assert!(written(&played, "b.txt").contains(" REPLAY "));
    assert!(written(&played, "b.txt").contains("acknowledged: 11 of 11"));
    let document = |text: &str| -> serde_json::Value { serde_json::from_str(text).expect("is JSON") };
    let (then, now) = (document(&written(&session, "a.json")), document(&written(&played, "b.json")));
    for what in ["peer", "name", "buckets", "queries"] {
        assert_eq!(then[what], now[what], "{what}");
    }
    if Path::new("/dev/full").exists() {
        played.type_keys("export /dev/full\r");
        played.wait_for("export: cannot write /dev/full: No space left on device");
    }
    played.type_keys("quit\r");
    played.end();
    session.type_keys("quit\r");
    session.end();
}

#[test]
fn a_recording_that_cannot_go_on_is_said_and_the_explorer_goes_on() {
    let mut session = Session::start(&["demo", "12", "--expert", "--seed", "1", "--record", "gone.jsonl"]);
    session.wait_for(" REC ");
    let path = session.home.path().join("gone.jsonl");
    wait(|| path.exists(), || session.contents());
    fs::remove_file(&path).expect("is there");
    session.type_keys("put a b\r"); // and what comes of it is more to write
    session.wait_for("the recording ends: gone.jsonl: the file is no longer there");
    wait(|| !session.shows(" REC "), || session.contents());
    if Path::new("/dev/full").exists() {
        session.type_keys("record /dev/full\r");
        session.wait_for("the recording ends: /dev/full: No space left on device");
        wait(|| !session.shows(" REC "), || session.contents());
    }
    session.type_keys("get a\r");
    session.wait_for("get a: b (found ");
    session.type_keys("record here.jsonl\r");
    session.wait_for("recording in here.jsonl");
    session.type_keys("quit\r");
    session.end();
}

/// Asks this very test program to be the one that panics.
const TO_PANIC: &str = "KADSCOPE_TEST_TO_PANIC";

/// Does nothing in a run of the tests; the next test starts it, alone and in a terminal.
#[test]
fn a_program_that_panics() {
    if std::env::var_os(TO_PANIC).is_none() {
        return;
    }
    let mut tty = Tty::enter().expect("there is a terminal");
    let panicked = thread::Builder::new().name("swarm".to_owned()).spawn(|| panic!("a bug in a task"));
    panicked.expect("threads can be started").join().expect_err("it panics");
    tty.draw(|frame| frame.render_widget("the picture goes on", frame.area())).expect("is drawn");
    panic!("a bug in the loop");
}

#[test]
fn a_panic_is_printed_when_the_terminal_is_in_order() {
    let tests = std::env::current_exe().expect("it runs");
    let arguments = ["--exact", "pty::a_program_that_panics", "--nocapture", "--test-threads=1"];
    let session = Session::start_program(tests.to_str().expect("is text"), &arguments, &[(TO_PANIC, "1")]);
    let output = Arc::clone(&session.output);
    let (status, said) = session.end();
    assert_ne!(status.exit_code(), 0);
    assert!(said.contains("a bug in a task") && said.contains("a bug in the loop"), "{said}");
    let text = String::from_utf8_lossy(&output.lock().expect("nobody panicked").bytes).into_owned();
    let places = ["picture", "\x1b[?1049l", "thread 'swarm'"].map(|words| text.find(words));
    assert!(places.is_sorted() && places[0].is_some(), "{text:?}");
}
