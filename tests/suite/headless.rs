//! The real binary without a terminal: scripts, their verdicts, lines and exit statuses; pipes that are full, or closed.

mod slow;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use kadscope::recording::line::{Decoder, Read};

/// How long anything may take before a test gives up; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

fn kadscope(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kadscope"));
    command.arg("run").args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str]) -> Output {
    kadscope(arguments).output().expect("starts")
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line).expect("JSON")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("is text")
}

/// Returns what came of each command, without the peers that are listed below some.
fn verdicts(output: &Output) -> Vec<String> {
    text(&output.stdout).lines().filter(|line| !line.starts_with("  ")).map(str::to_owned).collect()
}

/// Waits for a program's end. Returns its status.
fn ended(child: &mut Child) -> Option<i32> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("can be asked") {
            return status.code();
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("it did not end");
        }
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_put_and_a_get_as_lines() {
    let output = run(&["--demo", "--json", "-c", "put greeting hello", "-c", "get greeting"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "nothing is said where nobody looks");
    let mut decoder = Decoder::default();
    for line in output.stdout.split_inclusive(|byte| *byte == b'\n') {
        assert_eq!(line.last(), Some(&b'\n'));
        serde_json::from_slice::<serde_json::Value>(line).expect("is JSON");
        assert!(!matches!(decoder.read(line), Ok(Read::Unknown(_)) | Err(_)), "{}", text(line));
    }
    let lines = text(&output.stdout);
    assert!(lines.starts_with("{\"t\":"), "{lines}");
    assert!(lines.lines().next().is_some_and(|line| line.contains("\"event\":\"session\",\"version\":1,")));
    assert!(lines.contains("\"verdict\":\"get greeting: hello (found "), "{lines}");
    assert_eq!(lines.matches("\"event\":\"command_finished\"").count(), 2);
}

#[test]
fn what_is_recorded_is_what_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("session.jsonl").display().to_string();
    let script = "put a b\nget a\nget nothing\nprovide a\nproviders a\npause\nget a\nstep 2\nresume\nbe n3\nget a\n\
                  kill n5\nspawn\nrestart n5\nwait 300ms\nexpect b\nclosest n5\nbe n0\nbootstrap\n";
    let file = folder.path().join("script.kad");
    fs::write(&file, script).expect("can be written");
    let output = run(&["--demo=30", "--json", "--record", &path, &file.display().to_string()]);
    assert_eq!(text(&output.stderr), "");
    let (printed, recorded) = (text(&output.stdout), fs::read_to_string(&path).expect("is text"));
    assert!(printed.lines().count() > 500, "{printed}");
    for (printed, recorded) in printed.lines().zip(recorded.lines()) {
        assert_eq!(printed, recorded);
    }
    assert_eq!(printed.len(), recorded.len());
}

#[test]
fn every_command_has_its_verdict() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (document, screen, recording) = (file("now.json"), file("screen.txt"), file("session.jsonl"));
    let script = format!(
        "# a network of 60\n\nput a b\nget a\nexpect b\nexpect c\nkill n3-n5\nbe n7\nget a\nclosest n8\nspawn\nwait 10ms\n\
         record {recording}\npause\nget nothing\nstep 2\nresume\nrecord off\nrecord off\nexport {document}\n\
         screen {screen}\nscreen /nowhere/x\nhelp put\nquorum 3\nquorum 30\nget a\nquit\nget never\n"
    );
    let path = file("script.kad");
    fs::write(&path, script).expect("can be written");
    let output = run(&["--demo=60", "--seed", "5", &path]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let expected = [
        "ok: put a: acknowledged by 20 of 20 peers asked",
        "ok: get a: b (found here and at 20 peers)",
        "ok: expect: b is there",
        "not ok: expect: c is not in: get a: b (found here and at 20 peers)",
        "ok: n3-n5 are dead",
        "ok: you are n7 now",
        "ok: get a: b (found ",
        "ok: closest peer ",
        "ok: n60 starts, and joins by bootstrap",
        "ok: waited 10ms",
        "ok: recording in ",
        "ok: paused: ",
        "ok: get nothing: begun, and stands still until `step` or `resume`",
        "ok: step 2: ",
        "ok: resumed: ",
        "not ok: get nothing: not found. ",
        "ok: ",
        "not ok: record: nothing is being recorded",
        "ok: export: ",
        "ok: screen: ",
        "not ok: screen: cannot write /nowhere/x: ",
        "ok: put KEY VALUE: store a value",
        "ok: ",
        "not ok: quorum 30 cannot be met: ",
        "ok: get a: b (found ",
    ];
    let verdicts = verdicts(&output);
    for (verdict, expected) in verdicts.iter().zip(expected) {
        assert!(verdict.starts_with(expected), "{verdict}\nis not\n{expected}\nin {verdicts:#?}");
    }
    assert_eq!(verdicts.len(), expected.len(), "{verdicts:#?}");

    let document: serde_json::Value = serde_json::from_slice(&fs::read(document).expect("is there")).expect("is JSON");
    assert_eq!(document["name"], "n7");
    assert!(document["queries"].as_array().is_some_and(|queries| !queries.is_empty()));
    assert!(fs::read_to_string(screen).expect("is there").contains("n7 …"));
    let recording = fs::read_to_string(recording).expect("is there");
    let first = recording.lines().next().expect("a line");
    assert!(first.contains("\"event\":\"session\""), "{first}");
    assert!(recording.contains("\"event\":\"stepped\"") && recording.contains("\"line\":\"record off\""));
}

#[test]
fn what_does_not_parse_runs_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("script.kad");
    fs::write(&path, "put a b\n\nfrob x\n").expect("can be written");
    let path = path.display().to_string();
    let none = folder.path().join("none").display().to_string();
    for (arguments, said) in [
        (&["--demo=9", &*path][..], format!("kadscope: {path} line 3: unknown command frob: help lists them\n")),
        (
            &["--demo=9", "-c", "put a b", "-c", "gte a"],
            "kadscope: -c number 2: unknown command gte: did you mean get?\n".to_owned(),
        ),
        (
            &["--demo=9", "-c", "closest n7", "-c", "forget n12345"],
            "kadscope: -c number 2: forget: there is no node n12345 here\n".to_owned(),
        ),
        (
            &["--no-mdns", "-c", "kill n3"],
            "kadscope: -c: kill n3: there is no practice network here: start one with --demo\n".to_owned(),
        ),
        (&["--demo=9", &*none], format!("kadscope: cannot read {none}: ")),
        (
            &["--demo=9", "--record", "/nowhere/x", "-c", "get a"],
            "kadscope: record: cannot write /nowhere/x: ".to_owned(),
        ),
        (&["--demo=9"], "error: there is nothing to run: ".to_owned()),
        (&["--demo=9", "-c", "get a", &*path], "error: the argument ".to_owned()),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = text(&output.stderr);
        assert!(error.starts_with(&said), "{error}\nis not\n{said}");
        assert_eq!(text(&output.stdout), "");
    }
}

#[test]
fn a_node_that_cannot_start_is_status_3() {
    let output = run(&["--no-mdns", "--listen", "/ip4/203.0.113.7/tcp/5", "-c", "get a"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).starts_with("kadscope: cannot listen at /ip4/203.0.113.7/tcp/5: "));
}

#[test]
fn nobody_there_is_said_and_not_waited_for() {
    let alone = ["--no-mdns", "--listen", "/ip4/127.0.0.1/tcp/0", "-c", "put a b"];
    let output = run(&alone);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(1), String::new()));
    assert!(text(&output.stdout).starts_with("not ok: put a: "));
    let output = run(&[&alone[..], &["--ready", "300ms"]].concat());
    assert_eq!(
        text(&output.stderr),
        "kadscope: nobody answered in 300ms: going on alone. Nobody could be asked: no peer is known. `dial` one, or start \
         with --peer\n"
    );
}

#[test]
fn two_nodes_find_each_other() {
    let alone = ["--no-mdns", "--listen", "/ip4/127.0.0.1/tcp/0", "--json", "-"];
    let mut first = kadscope(&alone).stdin(Stdio::piped()).spawn().expect("starts");
    let mut lines = BufReader::new(first.stdout.take().expect("is piped")).lines();
    let address = lines.by_ref().map(|line| line.expect("a line")).find_map(|line| {
        let line: serde_json::Value = serde_json::from_str(&line).expect("is JSON");
        (line["event"] == "listening").then(|| line["address"].as_str().expect("a text").to_owned())
    });
    let address = address.expect("it listens");
    let output = run(&[&alone[..4], &["--peer", &address, "-c", "put a b", "-c", "get a"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    let said = text(&output.stdout);
    let first_of = |event: &str| said.lines().position(|line| line.contains(event)).expect("it is told");
    let [met, given] = [r#""event":"identified""#, r#""event":"command""#].map(first_of);
    assert!(met < given, "the first command waits until the peer has said what it is");
    drop(first.stdin.take());
    assert_eq!(ended(&mut first), Some(0), "it ends when nobody gives it commands any more");
}

#[test]
fn a_peer_that_speaks_another_protocol_is_told_of_before_the_first_command() {
    let alone = ["--no-mdns", "--listen", "/ip4/127.0.0.1/tcp/0", "--json"];
    let mut other = kadscope(&[&alone[..], &["--protocol", "/other/kad/1.0.0", "-"]].concat())
        .stdin(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut lines = BufReader::new(other.stdout.take().expect("is piped")).lines();
    let address = lines.by_ref().map(|line| line.expect("a line")).find_map(|line| {
        let line: serde_json::Value = serde_json::from_str(&line).expect("is JSON");
        (line["event"] == "listening").then(|| line["address"].as_str().expect("a text").to_owned())
    });
    let address = address.expect("it listens");
    // nobody waits the hour: nobody else can come
    let commands = ["-c", "get a", "-c", "bootstrap", "-c", "provide a"];
    let output = run(&[&alone[..], &["--peer", &address, "--ready", "1h"], &commands].concat());
    let why = "obody could be asked: the 1 known peer speaks another DHT (/other/kad/1.0.0), not /ipfs/kad/1.0.0. To join it, \
               start kadscope with --protocol /other/kad/1.0.0";
    assert_eq!(text(&output.stderr), format!("kadscope: going on alone. N{why}\n"));
    let verdicts: Vec<serde_json::Value> =
        text(&output.stdout).lines().filter(|line| line.contains("command_finished")).map(json).collect();
    assert_eq!(verdicts.len(), 3);
    for line in verdicts {
        assert_eq!(line["outcome"], "nobody_asked");
        assert!(line["verdict"].as_str().is_some_and(|said| said.ends_with(why)), "{line}");
    }
    drop(other.stdin.take());
    assert_eq!(ended(&mut other), Some(0));
}

#[test]
fn a_peer_that_refuses_is_told_of_at_once() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port();
    let address = format!("/ip4/127.0.0.1/tcp/{nobody}");
    let alone =
        ["--no-mdns", "--listen", "/ip4/127.0.0.1/tcp/0", "--peer", &address, "--ready", "1h", "-c", "bootstrap"];
    let said = text(&run(&alone).stderr);
    assert!(
        said.starts_with(&format!("kadscope: cannot connect to the bootstrap peer {address}: connection refused\n"))
    );
    assert!(said.contains("going on alone"), "nobody waits the hour: {said}");
}

#[test]
fn a_node_that_is_to_dial_itself_says_so() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port();
    for listen in [format!("/ip4/127.0.0.1/tcp/{port}"), format!("/ip4/0.0.0.0/tcp/{port}")] {
        let own = format!("/ip4/127.0.0.1/tcp/{port}");
        let said = text(&run(&["--no-mdns", "--listen", &listen, "--peer", &own, "-c", "bootstrap"]).stderr);
        let itself = format!("kadscope: cannot connect to the bootstrap peer {own}: that is this node itself\n");
        assert!(said.starts_with(&itself), "{said}");
    }
}

#[test]
fn one_cannot_listen_at_a_name() {
    let output = run(&["--no-mdns", "--listen", "/dns4/localhost/tcp/0", "-c", "bootstrap"]);
    assert_eq!(
        text(&output.stderr),
        "kadscope: cannot listen at /dns4/localhost/tcp/0: one listens at an IP address, by TCP or QUIC, as at \
         /ip4/0.0.0.0/tcp/4001 or /ip4/0.0.0.0/udp/4001/quic-v1\n"
    );
}

#[test]
fn what_mdns_heard_is_told_without_a_screen() {
    let output = run(&["--no-mdns", "--listen", "/ip4/127.0.0.1/tcp/0", "-c", "mdns"]);
    assert!(text(&output.stdout).starts_with("ok: mDNS is off: "), "{}", text(&output.stdout));
}

#[test]
fn commands_can_come_one_by_one() {
    let mut child = kadscope(&["--demo=30", "-"]).stdin(Stdio::piped()).spawn().expect("starts");
    let mut input = child.stdin.take().expect("is piped");
    let mut lines = BufReader::new(child.stdout.take().expect("is piped")).lines();
    for who in ["peer 12D3KooW", "listening /memory/"] {
        assert!(lines.next().expect("a line").expect("a text").starts_with(who));
    }
    for (line, verdict) in [
        ("put a b", "ok: put a: acknowledged by 20 of 20 peers asked"),
        ("frob", "not ok: unknown command frob: help lists them"),
        ("get a", "ok: get a: b (found here and at 20 peers)"),
    ] {
        writeln!(input, "{line}").expect("it reads");
        let said = lines.next().expect("a line").expect("a text");
        assert!(said.starts_with(verdict), "{said}");
    }
    drop(input);
    assert_eq!(ended(&mut child), Some(1));
}

#[cfg(unix)]
#[test]
fn sigterm_ends_it_cleanly() {
    let mut child = kadscope(&["--demo=30", "-"]).stdin(Stdio::piped()).spawn().expect("starts");
    let mut input = child.stdin.take().expect("is piped");
    let mut lines = BufReader::new(child.stdout.take().expect("is piped")).lines();
    writeln!(input, "put a b").expect("it reads");
    assert!(lines.next().is_some());
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("there is kill").success());
    assert_eq!(ended(&mut child), Some(128 + 15));
    let mut said = String::new();
    child.stderr.take().expect("is piped").read_to_string(&mut said).expect("is text");
    assert_eq!(said, "kadscope: ended by SIGTERM\n");
}

#[test]
fn a_closed_pipe_ends_it_cleanly() {
    let mut child = kadscope(&["--demo=30", "--json", "-c", "put a b", "-c", "wait 1h"]).spawn().expect("starts");
    let mut out = BufReader::new(child.stdout.take().expect("is piped"));
    let mut line = String::new();
    out.read_line(&mut line).expect("a line");
    drop(out);
    let status = ended(&mut child); // it did not wait for the script
    assert!(matches!(status, Some(0 | 1)), "{status:?}");
}

#[test]
fn a_reader_that_does_not_read_holds_nothing_up() {
    let gets: Vec<String> = (0..300).map(|n| format!("get k{n}")).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("script.kad");
    fs::write(&path, gets.join("\n")).expect("can be written");
    let path = path.display().to_string();
    let mut child = kadscope(&["--demo=30", "--json", &path]).spawn().expect("starts");
    // nobody reads: the pipe is full after 64 KiB
    assert_eq!(ended(&mut child), Some(1));
    let mut lines = Vec::new();
    child.stdout.take().expect("is piped").read_to_end(&mut lines).expect("can be read");
    assert!(!lines.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_it_goes_on() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let output = run(&["--demo=30", "--json", "--record", "/dev/full", "-c", "wait 100ms", "-c", "put a b"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let lines = text(&output.stdout);
    assert!(lines.contains("the recording ends: /dev/full: No space left on device"), "{lines}");
    assert!(lines.contains("put a: acknowledged by 20 of 20"));

    let output = run(&["--demo=30", "--record", "/dev/full", "-c", "put a b"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "kadscope: the recording ends: /dev/full: No space left on device\n");
}

#[cfg(unix)]
#[test]
fn a_file_that_vanishes_is_said_and_it_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("session.jsonl");
    let name = path.display().to_string();
    let mut child =
        kadscope(&["--demo=30", "--json", "--record", &name, "-"]).stdin(Stdio::piped()).spawn().expect("starts");
    let mut input = child.stdin.take().expect("is piped");
    let mut lines = BufReader::new(child.stdout.take().expect("is piped")).lines().map(|line| line.expect("a line"));
    writeln!(input, "put a b").expect("it reads");
    assert!(lines.any(|line| line.contains("command_finished")));
    fs::remove_file(&path).expect("is there");
    assert!(lines.any(|line| line.contains("the recording ends: ") && line.contains("the file is no longer there")));
    writeln!(input, "get a").expect("it reads");
    assert!(lines.any(|line| line.contains("get a: b")));
    drop(input);
    lines.for_each(drop);
    assert_eq!(ended(&mut child), Some(0));
}

#[test]
fn a_script_expects_texts_and_outcomes() {
    let (put, get) = (["-c", "put greeting not_found", "-c", "get greeting"], ["-c", "get nowhere"]);
    for (before, expected, is_met) in [
        (&put[..], "ok", true),
        (&put[..], "not ok", false),
        (&put[..], "not_found", false),
        (&put[..], "\"not_found\"", true),
        (&put[..], "not_found (found here", true),
        (&get[..], "not_found", true),
        (&get[..], "not ok", true),
        (&get[..], "ok", false),
        (&get[..], "not found", true),
        (&get[..], "nobody_asked", false),
    ] {
        let expect = format!("expect {expected}");
        let output = run(&[&["--demo", "24"], before, &["-c", &expect]].concat());
        let said = text(&output.stdout);
        let last = said.lines().last().expect("a line");
        assert_eq!(last.starts_with("ok: expect: "), is_met, "{expected}: {said}");
    }
}

#[test]
fn lines_tell_outcomes_and_failures_by_codes() {
    let dial = "dial /ip4/127.0.0.1/tcp/1";
    let output =
        run(&["--no-mdns", "--listen", "/ip4/127.0.0.1/tcp/0", "--ready", "0s", "--json", "-c", "get a", "-c", dial]);
    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("is JSON")).collect();
    let of = |event: &str| lines.iter().filter(|line| line["event"] == event).collect::<Vec<_>>();
    assert_eq!(of("query_finished")[0]["outcome"], "nobody_asked");
    let outcomes: Vec<_> = of("command_finished").iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(outcomes, ["nobody_asked", "failed"]);
    assert_eq!(of("command_finished")[1]["verdict"], "could not connect: connection refused");
}

#[test]
fn a_command_that_takes_too_long_has_timed_out_for_expect() {
    let slow = ["--demo", "12", "--timeout", "1s", "-c", "latency 2s", "-c", "get a"];
    let output = run(&[&slow[..], &["-c", "expect timed_out", "-c", "expect no end within 1s"]].concat());
    let said = verdicts(&output);
    assert_eq!(
        said[1..],
        ["not ok: get a: no end within 1s", "ok: expect: timed_out, as it is", "ok: expect: no end within 1s is there"]
    );
}

#[test]
fn a_dial_that_fails_says_the_reason_and_not_a_librarys_words() {
    let output = run(&["--demo", "2", "-c", "dial /memory/99999999", "-c", "dial /ip4/127.0.0.1/tcp/1"]);
    let said = verdicts(&output);
    assert_eq!(said[0], "not ok: could not connect: no node listens there");
    let closed = "not ok: could not connect: a practice network opens no port unless it is started with --listen";
    assert_eq!(said[1], closed);
}

/// A shell leaves signals ignored that its background jobs inherit; `nohup` leaves SIGHUP so.
#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_its_number_also_where_it_was_inherited_as_ignored() {
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let script = format!(
            "trap '' INT TERM HUP; echo ready; exec {} run --demo 5 -c 'wait 1h' -c 'put a b'",
            env!("CARGO_BIN_EXE_kadscope")
        );
        let mut child = Command::new("sh")
            .args(["-c", &script])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("there is sh");
        let mut ready = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("is piped"));
        out.read_line(&mut ready).expect("sh says so");
        let pid = child.id().to_string();
        let kill = || Command::new("kill").args([&format!("-{name}"), &pid]).status().expect("there is kill");
        let end = Instant::now() + Duration::from_secs(30);
        while child.try_wait().expect("it runs").is_none() && Instant::now() < end {
            kill();
            sleep(Duration::from_millis(20));
        }
        assert_eq!(child.wait().expect("it has ended").code(), Some(128 + number), "{name}");
        let mut said = String::new();
        child.stderr.take().expect("is piped").read_to_string(&mut said).expect("is text");
        assert_eq!(said, format!("kadscope: ended by SIG{name}\n"));
    }
}

#[test]
fn a_script_is_utf8_with_or_without_its_mark() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("script.kad");
    let file = path.to_str().expect("is text");
    fs::write(&path, "\u{feff}put a b\r\nget a\r\n").expect("can be written");
    let output = run(&["--demo", "12", file]);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    for (bytes, why) in [
        (
            &b"\xff\xfep\0u\0t\0"[..],
            "this is UTF-16; kadscope reads UTF-8: iconv -f UTF-16 -t UTF-8 makes it so".to_owned(),
        ),
        (b"get a\nget \xff\n", "line 2 is no UTF-8 text".to_owned()),
        (&[b"get a\n\nget ".to_vec(), vec![b'x'; 1 << 20]].concat(), String::new()),
    ] {
        fs::write(&path, bytes).expect("can be written");
        let output = run(&["--demo", "12", file]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        let long = "line 3: the line is too long: 1 MiB at most. Nothing of it was run";
        assert!(said == format!("kadscope: {file}: {why}\n") || said.ends_with(&format!("{long}\n")), "{said}");
    }
}

#[test]
fn who_gives_commands_one_by_one_is_told_who_it_speaks_to_and_no_line_is_cut() {
    let alone = ["--no-mdns", "--listen", "/ip4/127.0.0.1/tcp/0", "--ready", "0s", "-"];
    let mut child = kadscope(&alone).stdin(Stdio::piped()).spawn().expect("starts");
    let mut input = child.stdin.take().expect("is piped");
    let mut lines = BufReader::new(child.stdout.take().expect("is piped")).lines();
    let mut next = || lines.next().expect("a line").expect("a text");
    let peer = next().strip_prefix("peer ").expect("it says who it is").to_owned();
    assert!(peer.parse::<libp2p::PeerId>().is_ok(), "{peer}");
    let listening = next();
    assert!(listening.starts_with("listening /ip4/127.0.0.1/tcp/") && listening.ends_with(&peer), "{listening}");
    // a mark, and a line that would be two if it were cut
    writeln!(input, "\u{feff}get a").expect("it reads");
    assert!(next().starts_with("not ok: get a: not found"));
    writeln!(input, "put a {} get a", "x".repeat(1 << 20)).expect("it reads");
    assert_eq!(next(), "not ok: the line is too long: 1 MiB at most. Nothing of it was run");
    input.write_all(b"get \xff\n").expect("it reads");
    assert_eq!(next(), "not ok: line 3 is no UTF-8 text");
    drop(input);
    assert_eq!(ended(&mut child), Some(1));
}

#[test]
fn closest_and_providers_list_whole_ids_and_addresses() {
    let output = run(&["--demo", "30", "--seed", "7", "-c", "closest a", "-c", "provide a", "-c", "providers a"]);
    let said = text(&output.stdout);
    let listed = |lines: &[&str]| lines.iter().filter(|line| line.starts_with("  12D3KooW")).count();
    let lines: Vec<&str> = said.lines().collect();
    let provided = lines.iter().position(|line| line.starts_with("ok: provide")).expect("it was");
    assert_eq!(listed(&lines[..provided]), 20, "{said}");
    assert_eq!(listed(&lines[provided..]), 1, "this node itself: {said}");
    for line in lines.iter().filter(|line| line.starts_with("  ")) {
        let (peer, address) = line.trim().split_once(' ').expect("two words");
        assert!(peer.parse::<libp2p::PeerId>().is_ok() && address.starts_with("/memory/"), "{line}");
    }
}

#[test]
fn the_session_says_when_it_started() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("r.jsonl");
    let before = std::time::SystemTime::now() - Duration::from_millis(1);
    let recorded = ["--demo", "3", "--json", "--record", path.to_str().expect("is text"), "-c", "get a"];
    let printed = text(&run(&recorded).stdout);
    for lines in [printed, fs::read_to_string(&path).expect("is there")] {
        let line = json(lines.lines().next().expect("a line"));
        let started = line["started"].as_str().expect("it is told");
        assert!(line["event"] == "session" && started.len() == 24 && started.ends_with('Z'), "{line}");
        let started = humantime::parse_rfc3339(started).expect("RFC 3339");
        assert!(started >= before && started <= std::time::SystemTime::now(), "{line}");
    }
}

#[test]
fn what_a_node_holds_and_is_asked_is_said_of_the_node_that_is_looked_at() {
    let script = ["put a b", "records", "be n3", "records", "requests", "changes", "be n0", "records", "records n3"];
    for _ in 0..3 {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_kadscope"))
            .args(["run", "--demo", "4", "--seed", "7"])
            .args(script.iter().flat_map(|line| ["-c", line]))
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&run.stdout);
        let lines: Vec<&str> = said.lines().collect();
        let of = |from: &str| lines.iter().filter(|line| line.starts_with(from)).count();
        assert_eq!((of("a: typed here, for ever"), of("a: sent by n0, 1727")), (2, 1), "{said}");
        assert_eq!((of("FIND_NODE: "), of("ok: Nothing has changed in the table")), (0, 1), "{said}");
        assert!(said.contains("ok: FIND_NODE: 1 in, 0 out\n") && said.contains("PUT_VALUE: 1 in, 0 out"), "{said}");
        assert!(said.contains("not ok: records n3: in a script a store is seen"), "{said}");
        assert_eq!(run.status.code(), Some(1));
    }
}

#[test]
fn a_long_answer_is_printed_whole() {
    let puts = (0..60).map(|n| format!("put 'a key of some length {n}' value"));
    let script: Vec<String> = puts.chain(["records".to_owned()]).collect();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_kadscope"))
        .args(["run", "--demo", "2", "--seed", "7"])
        .args(script.iter().flat_map(|line| ["-c", line]))
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&run.stdout);
    assert_eq!(said.lines().filter(|line| line.ends_with("typed here, for ever")).count(), 60, "{said}");
}
