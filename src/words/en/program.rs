//! What is wrong with arguments, files and the start, and what a run without a screen says of its own.

use std::{
    fmt::{Display, Write as _},
    io,
    net::IpAddr,
    path::Path,
    time::Duration,
};

use humantime::format_duration;

use super::outcomes::{failure, nobody};
use crate::{
    command::{Expected, LabCommand},
    dht::{
        Failure, Multiaddr, PeerId,
        verdict::{Code, Nobody},
    },
    words::program::{ArgumentWords, Labels, RecordingWords, RunWords, Start},
};

static LABELS: Labels = Labels {
    arguments: ArgumentWords {
        no_nodes: "a network has at least one node",
        empty_bucket: "a bucket holds at least one peer",
        no_time: "must be longer than nothing",
        unseen_machine: "--tcp: no address of this machine is seen from another network: name one, --tcp=ADDR",
        nothing_to_run: "there is nothing to run: name a file, or - for standard input, or give -c COMMAND",
        practice_only: "--seed, --latency, --join, --plain and --tcp are of a practice network: add --demo",
        network_in_practice: "--network cannot be used with demo: a practice network is its own",
        bootstrap_of_nothing: "--bootstrap takes the place of a network's own bootstrap peers: add --network, or use --peer",
        identity_in_practice: "--identity cannot be used with demo: practice nodes have keys of their own (--seed)",
    },
    start: Start {
        input_no_terminal: "standard input is not a terminal: the explorer draws a full screen and needs one",
        dumb_terminal: "TERM=dumb: this terminal can only print, and the explorer draws a full screen. Name what it is \
                        (e.g. TERM=xterm-256color), or use kadscope run",
        output_no_terminal: "standard output is not a terminal: the explorer draws a full screen and needs one",
        not_listened_at: "one listens at an IP address, by TCP or QUIC, as at /ip4/0.0.0.0/tcp/4001 or \
                          /ip4/0.0.0.0/udp/4001/quic-v1",
        port_taken: "the port is in use by another program. Choose another, or 0 for any",
        node_lost: "a node of the practice network ended before it was ready",
        unread: "nobody reads what is printed: not all of it was",
        bug: "this is a bug in kadscope: please report it with the lines above",
    },
    run: RunWords { waiting_for_peer: "waiting for a peer" },
    recording: RecordingWords {
        folder: "this is a folder",
        empty: "it is empty",
        long: "this is no recording: line 1: it is too long",
        nobodys: "this is no recording: line 1: it does not say whose recording this is",
        no_peer: "no peer id",
        no_address: "no multiaddr",
        no_bytes: "not made of pairs of hex digits",
        no_mode: "no mode",
        no_quorum: "no quorum",
        no_via: "no way to learn of a peer",
        no_direction: "no direction",
        no_cause: "no cause of a query",
        no_query: "no kind of query",
        no_message: "no kind of message",
        no_phase: "no phase of a message",
        no_change: "no change of a routing table",
    },
};

pub(in crate::words) fn program() -> &'static Labels {
    &LABELS
}

pub(in crate::words) fn network_ipfs(protocol: &str, bootstrap_peers: usize) -> String {
    format!("the public IPFS DHT: {protocol}, as a client, without mDNS, through {bootstrap_peers} bootstrap peers")
}

pub(in crate::words) fn network_ipfs_lan(protocol: &str) -> String {
    format!(
        "IPFS nodes on private addresses: {protocol}, as a server, found by mDNS; Kubo takes no peer on loopback into its \
         table"
    )
}

pub(in crate::words) fn too_many_nodes(most: usize) -> String {
    format!("at most {most}: each is a whole node with a share of this machine's memory")
}

pub(in crate::words) fn nodes_expected(most: usize) -> String {
    format!("expected a number of nodes, 1 to {most}")
}

pub(in crate::words) fn bucket_too_big(most: usize) -> String {
    format!("at most {most}: libp2p-kad keeps {most} in answers, lookup seeds and bootstrap")
}

pub(in crate::words) fn bucket_expected(most: usize) -> String {
    format!("expected a number, 1 to {most}")
}

pub(in crate::words) fn address_expected(reason: &dyn Display) -> String {
    format!("{reason}; expected a multiaddr, e.g. /ip4/192.168.1.7/tcp/4001")
}

pub(in crate::words) fn same_again(line: &str) -> String {
    format!("the same network again: {line}")
}

pub(in crate::words) fn language_expected(known: &str) -> String {
    format!("expected one of: {known}")
}

pub(in crate::words) fn slash_expected(name: &str) -> String {
    format!("a protocol's name starts with a slash: /{name}")
}

pub(in crate::words) fn duration_expected(reason: &dyn Display) -> String {
    format!("{reason}; expected a duration, e.g. 90s, 5m, 48h")
}

pub(in crate::words) fn alpha_expected(k: usize) -> String {
    format!("--alpha is 1 to {k}: a lookup asks at least one peer at a time, and looks for k = {k}")
}

pub(in crate::words) fn one_address_expected(ip: IpAddr) -> String {
    format!("--tcp={ip}: nodes tell each other where they listen, so it must be one address")
}

pub(in crate::words) fn too_many_plain(most: usize) -> String {
    format!(
        "--plain: at most {most} nodes: each joins by bootstrap and keeps the connections that it opens for two \
         minutes, so that nearly all are connected with all. More would take many gigabytes"
    )
}

pub(in crate::words) fn peer_out_of_reach(peer: &Multiaddr) -> String {
    format!(
        "--peer {peer} cannot be reached from demo: its nodes speak within this process only; add --tcp, or --listen \
         /ip4/127.0.0.1/tcp/0"
    )
}

/// What the system says.
fn system(reason: &io::Error) -> String {
    failure(&Failure::Other(crate::words::in_words(reason)))
}

pub(in crate::words) fn identity_unreadable(file: &Path, reason: &io::Error) -> String {
    let reason = system(reason);
    format!("cannot read the identity {}: {reason}", file.display())
}

pub(in crate::words) fn identity_empty(file: &Path) -> String {
    format!("{} is empty: without the file, a key is made at the start", file.display())
}

pub(in crate::words) fn identity_no_key(file: &Path, reason: &dyn Display) -> String {
    format!("{} holds no libp2p private key: {reason}", file.display())
}

pub(in crate::words) fn identity_not_made(file: &Path, reason: &io::Error) -> String {
    let reason = system(reason);
    format!("cannot make the identity {}: {reason}", file.display())
}

pub(in crate::words) fn log_not_written(file: &Path, reason: &io::Error) -> String {
    let reason = system(reason);
    format!("cannot write the log {}: {reason}", file.display())
}

pub(in crate::words) fn log_filter_expected(reason: &dyn Display) -> String {
    format!("KADSCOPE_LOG is no filter: {reason}")
}

pub(in crate::words) fn no_threads(reason: &io::Error) -> String {
    let reason = system(reason);
    format!("cannot start threads: {reason}")
}

pub(in crate::words) fn cannot_start(reason: &io::Error) -> String {
    let reason = system(reason);
    format!("cannot start: {reason}")
}

pub(in crate::words) fn node_cannot_start(reason: &io::Error) -> String {
    let reason = system(reason);
    format!("the node cannot start: {reason}")
}

pub(in crate::words) fn cannot_listen(address: &Multiaddr, reason: &dyn Display) -> String {
    format!("cannot listen at {address}: {reason}")
}

pub(in crate::words) fn no_port(reason: &io::Error) -> String {
    let reason = system(reason);
    format!("no TCP port for a practice node: {reason}. --tcp takes an address of this machine")
}

pub(in crate::words) fn terminal_silent(reason: &io::Error) -> String {
    let reason = system(reason);
    format!("the terminal does not answer: {reason}")
}

pub(in crate::words) fn ended_by(signal: &str) -> String {
    format!("ended by {signal}")
}

pub(in crate::words) fn script_utf16() -> &'static str {
    "this is UTF-16; kadscope reads UTF-8: iconv -f UTF-16 -t UTF-8 makes it so"
}

pub(in crate::words) fn script_not_utf8(line: usize) -> String {
    format!("line {line} is no UTF-8 text")
}

pub(in crate::words) fn line_too_long(most: usize) -> String {
    format!("the line is too long: {} MiB at most. Nothing of it was run", most / 1024 / 1024)
}

pub(in crate::words) fn run_node(peer: &PeerId, listening: &[Multiaddr]) -> String {
    let mut said = format!("peer {peer}");
    for address in listening {
        let _ = write!(said, "\nlistening {address}/p2p/{peer}");
    }
    said
}

pub(in crate::words) fn script_unreadable(file: &Path, reason: &io::Error) -> String {
    let reason = system(reason);
    format!("cannot read {}: {reason}", file.display())
}

pub(in crate::words) fn script_command(nth: usize) -> String {
    format!("-c number {nth}")
}

pub(in crate::words) fn script_line(file: &Path, nth: usize) -> String {
    format!("{} line {nth}", file.display())
}

pub(in crate::words) fn practice_expected(command: &LabCommand) -> String {
    format!("{command}: there is no practice network here: start one with --demo")
}

pub(in crate::words) fn run_building(started: usize) -> String {
    format!("starting practice nodes, {started} run")
}

pub(in crate::words) fn run_alone(waited: Option<Duration>, why: Option<&Nobody>) -> String {
    let waited = waited.map_or_else(String::new, |waited| format!("nobody answered in {waited:?}: "));
    let why = why.map_or_else(String::new, |why| format!(". {}", nobody(why)));
    format!("{waited}going on alone{why}")
}

pub(in crate::words) fn run_waiting(what: &str, seconds: u64) -> String {
    format!("{what}: {seconds} s")
}

pub(in crate::words) fn run_waited(time: Duration) -> String {
    format!("waited {}", format_duration(time))
}

pub(in crate::words) fn run_begun(line: &str) -> String {
    format!("{line}: begun, and stands still until `step` or `resume`")
}

pub(in crate::words) fn run_no_end(line: &str, patience: Duration) -> String {
    format!("{line}: no end within {}", format_duration(patience))
}

pub(in crate::words) fn run_not_ended(line: &str) -> String {
    format!("{line}: not ended")
}

pub(in crate::words) fn run_stands_still(line: &str) -> String {
    format!("{line}: not ended: our own queries stand still")
}

pub(in crate::words) fn run_met(expected: &Expected, outcome: Option<Code>) -> String {
    match expected {
        Expected::Text(text) => format!("expect: {text} is there"),
        Expected::Outcome(_) => format!("expect: {}, as it is", word(outcome)),
        Expected::NotOutcome(code) => format!("expect: not {}: it is {}", code.word(), word(outcome)),
    }
}

pub(in crate::words) fn run_unmet(expected: &Expected, outcome: Option<Code>, last: Option<&str>) -> String {
    let last = last.unwrap_or("nothing was said yet");
    match expected {
        Expected::Text(text) => format!("expect: {text} is not in: {last}"),
        Expected::Outcome(code) => format!("expect: {}, but it is {}: {last}", code.word(), word(outcome)),
        Expected::NotOutcome(_) => format!("expect: not {}, but it is: {last}", word(outcome)),
    }
}

fn word(outcome: Option<Code>) -> &'static str {
    outcome.map_or("none yet", Code::word)
}

pub(in crate::words) fn recording_unreadable(reason: &io::Error) -> String {
    let reason = system(reason);
    format!("cannot read it: {reason}")
}

pub(in crate::words) fn recording_packed(reason: &io::Error) -> String {
    let reason = system(reason);
    format!("it is packed with gzip, and broken: {reason}")
}

pub(in crate::words) fn no_recording(reason: &dyn Display) -> String {
    format!("this is no recording: line 1: {reason}")
}

pub(in crate::words) fn line_wrong(line: u64, reason: &dyn Display) -> String {
    format!("line {line}: {reason}")
}

pub(in crate::words) fn line_unreadable(line: u64, reason: &io::Error) -> String {
    let reason = system(reason);
    format!("line {line} cannot be read: {reason}")
}

pub(in crate::words) fn line_cut(line: u64) -> String {
    format!("line {line} is cut off: it ends here")
}

pub(in crate::words) fn line_long(line: u64, most: u64) -> String {
    format!("line {line} is longer than {most} MiB: skipped")
}

pub(in crate::words) fn line_later(line: u64, version: u64, ours: u64) -> String {
    format!(
        "line {line}: written by a later kadscope (version {version} of the lines, {ours} here): what is not known is \
         skipped"
    )
}

pub(in crate::words) fn line_unknown(line: u64, event: &str) -> String {
    format!("line {line}: the event {event:?} is not known here: skipped")
}

pub(in crate::words) fn json_wrong(column: usize, reason: &str) -> String {
    format!("column {column}: {reason}")
}

pub(in crate::words) fn field_missing(field: &str) -> String {
    format!("the field {field} is missing")
}

pub(in crate::words) fn field_wrong(field: &str, text: &str, not: &str) -> String {
    format!("{field}: {text} is {not}")
}
