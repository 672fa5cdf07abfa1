//! What is wrong with arguments, files and the start, and what a run without a screen says of its own.

use std::{fmt::Display, io, net::IpAddr, path::Path, time::Duration};

use crate::{
    command::{Expected, LabCommand},
    dht::{
        Multiaddr, PeerId,
        verdict::{Code, Nobody},
    },
};

pub struct Labels {
    /// Of arguments.
    pub arguments: ArgumentWords,
    /// Of the start and the end.
    pub start: Start,
    /// Of a run without a screen.
    pub run: RunWords,
    /// Of recordings.
    pub recording: RecordingWords,
}

/// What is wrong with arguments.
pub struct ArgumentWords {
    pub no_nodes: &'static str,
    pub empty_bucket: &'static str,
    pub no_time: &'static str,
    pub unseen_machine: &'static str,
    pub nothing_to_run: &'static str,
    pub practice_only: &'static str,
    pub network_in_practice: &'static str,
    /// Bootstrap peers are named, and no network whose own they replace.
    pub bootstrap_of_nothing: &'static str,
    pub identity_in_practice: &'static str,
}

/// What is wrong with the start, or with the end.
pub struct Start {
    pub input_no_terminal: &'static str,
    pub output_no_terminal: &'static str,
    pub dumb_terminal: &'static str,
    pub port_taken: &'static str,
    /// No transport listens at this kind of address.
    pub not_listened_at: &'static str,
    pub node_lost: &'static str,
    pub unread: &'static str,
    pub bug: &'static str,
}

/// What a run without a screen says.
pub struct RunWords {
    pub waiting_for_peer: &'static str,
}

/// What is wrong with a recording, and what a field of its lines is not.
pub struct RecordingWords {
    pub folder: &'static str,
    pub empty: &'static str,
    pub long: &'static str,
    pub nobodys: &'static str,
    pub no_peer: &'static str,
    pub no_address: &'static str,
    pub no_bytes: &'static str,
    pub no_mode: &'static str,
    pub no_quorum: &'static str,
    pub no_via: &'static str,
    pub no_direction: &'static str,
    pub no_cause: &'static str,
    pub no_query: &'static str,
    pub no_message: &'static str,
    pub no_phase: &'static str,
    pub no_change: &'static str,
}

say! { program:
    /// Returns the fixed words of this room.
    fn program() -> &'static Labels;

    /// Says what the public IPFS DHT is, and how it is joined.
    fn network_ipfs(protocol: &str, bootstrap_peers: usize) -> String;
    /// Says what the DHT of IPFS on private addresses is, and how it is joined.
    fn network_ipfs_lan(protocol: &str) -> String;
    /// Says that a network has so many nodes at most.
    fn too_many_nodes(most: usize) -> String;
    /// Says that a number of nodes was expected.
    fn nodes_expected(most: usize) -> String;
    /// Says that a bucket has so many places at most.
    fn bucket_too_big(most: usize) -> String;
    /// Says that a bucket's size was expected.
    fn bucket_expected(most: usize) -> String;
    /// Says that an address was expected.
    fn address_expected(reason: &dyn Display) -> String;
    /// Says that a protocol's name starts with a slash.
    fn slash_expected(name: &str) -> String;
    /// Says how the same practice network is started again.
    fn same_again(line: &str) -> String;
    /// Says which languages are known, by their tags.
    fn language_expected(known: &str) -> String;
    /// Says that a duration was expected.
    fn duration_expected(reason: &dyn Display) -> String;
    /// Says how many peers can be asked at a time.
    fn alpha_expected(k: usize) -> String;
    /// Says that nodes cannot listen at all addresses at once.
    fn one_address_expected(ip: IpAddr) -> String;
    /// Says that a network of plain nodes has so many at most.
    fn too_many_plain(most: usize) -> String;
    /// Says that practice nodes cannot speak with a peer.
    fn peer_out_of_reach(peer: &Multiaddr) -> String;

    /// Says that a node's key cannot be read.
    fn identity_unreadable(file: &Path, reason: &io::Error) -> String;
    /// Says that a file that should hold a key is empty.
    fn identity_empty(file: &Path) -> String;
    /// Says that a file holds no key.
    fn identity_no_key(file: &Path, reason: &dyn Display) -> String;
    /// Says that a node's key cannot be made.
    fn identity_not_made(file: &Path, reason: &io::Error) -> String;
    /// Says that the log cannot be written.
    fn log_not_written(file: &Path, reason: &io::Error) -> String;
    /// Says that it cannot be understood how much is to be logged.
    fn log_filter_expected(reason: &dyn Display) -> String;
    /// Says that there are no threads.
    fn no_threads(reason: &io::Error) -> String;
    /// Says that something is missing that every run needs.
    fn cannot_start(reason: &io::Error) -> String;
    /// Says that a node cannot start.
    fn node_cannot_start(reason: &io::Error) -> String;
    /// Says that a node cannot listen somewhere.
    fn cannot_listen(address: &Multiaddr, reason: &dyn Display) -> String;
    /// Says that there is no port for a practice node.
    fn no_port(reason: &io::Error) -> String;
    /// Says that the terminal does not answer.
    fn terminal_silent(reason: &io::Error) -> String;
    /// Says which signal ended the program.
    fn ended_by(signal: &str) -> String;

    /// Says that a script is UTF-16.
    fn script_utf16() -> &'static str;
    /// Says which line of a script is no text.
    fn script_not_utf8(line: usize) -> String;
    /// Says that a line is longer than so many bytes.
    fn line_too_long(most: usize) -> String;
    /// Says who the node is, or where it listens, to who gives it commands one by one.
    fn run_node(peer: &PeerId, listening: &[Multiaddr]) -> String;
    /// Says that a script cannot be read.
    fn script_unreadable(file: &Path, reason: &io::Error) -> String;
    /// Says which of several commands it is.
    fn script_command(nth: usize) -> String;
    /// Says which line of a script it is.
    fn script_line(file: &Path, nth: usize) -> String;
    /// Says that a command is for a practice network, and there is none.
    fn practice_expected(command: &LabCommand) -> String;
    /// Says that so many practice nodes run, and more are to come.
    fn run_building(started: usize) -> String;
    /// Says that nobody was met, in so much time if there was reason to wait, and why nobody can be asked.
    fn run_alone(waited: Option<Duration>, why: Option<&Nobody>) -> String;
    /// Says what is waited for, and how long by now.
    fn run_waiting(what: &str, seconds: u64) -> String;
    /// Says that time went by.
    fn run_waited(time: Duration) -> String;
    /// Says that a command's query stands still from its start on.
    fn run_begun(line: &str) -> String;
    /// Says that a command took too long.
    fn run_no_end(line: &str, patience: Duration) -> String;
    /// Says that a command was not done when the run ended.
    fn run_not_ended(line: &str) -> String;
    /// Says that a command was not done when the run ended, since all stands still.
    fn run_stands_still(line: &str) -> String;
    /// Says that what came of the last command is what was expected.
    fn run_met(expected: &Expected, outcome: Option<Code>) -> String;
    /// Says that what came of the last command is not what was expected.
    fn run_unmet(expected: &Expected, outcome: Option<Code>, last: Option<&str>) -> String;

    /// Says that a recording cannot be read.
    fn recording_unreadable(reason: &io::Error) -> String;
    /// Says that a recording cannot be unpacked.
    fn recording_packed(reason: &io::Error) -> String;
    /// Says what is wrong with the first line of a file that is no recording.
    fn no_recording(reason: &dyn Display) -> String;
    /// Says what is wrong with a line.
    fn line_wrong(line: u64, reason: &dyn Display) -> String;
    /// Says that a line cannot be read.
    fn line_unreadable(line: u64, reason: &io::Error) -> String;
    /// Says that a line has no end.
    fn line_cut(line: u64) -> String;
    /// Says that a line is longer than so many MiB.
    fn line_long(line: u64, most: u64) -> String;
    /// Says that a line is of a later version.
    fn line_later(line: u64, version: u64, ours: u64) -> String;
    /// Says that the event of a line is not known.
    fn line_unknown(line: u64, event: &str) -> String;
    /// Says what is wrong with JSON, and where.
    fn json_wrong(column: usize, reason: &str) -> String;
    /// Says that a field is missing.
    fn field_missing(field: &str) -> String;
    /// Says that a field is not what it should be.
    fn field_wrong(field: &str, text: &str, not: &str) -> String;
}
