//! What happened, and what a key came to.

use super::outcomes::{answer, failure, not_all};
use crate::{
    dht::{Failure, Mode, Multiaddr, PeerId, Warning, tail},
    words::notices::Remark,
};

pub(in crate::words) fn remark(remark: &Remark) -> String {
    match remark {
        Remark::Answered(came) => return answer(came),
        Remark::CopiedPeer(peer) => return format!("copied the id of peer {}", tail(peer)),
        Remark::CopiedKey(query) => return format!("copied the key of query {query}"),
        Remark::CopiedValue(query) => return format!("copied the value that query {query} found"),
        Remark::CopiedRecordKey => "copied the key of the record",
        Remark::LineFull(most) => {
            return format!("that does not fit, and none of it was typed: a line has {} KiB at most", most / 1024);
        }
        Remark::Pasted { more: 1 } => {
            "two lines were pasted: Enter runs this one, and brings the other; Ctrl-C drops both"
        }
        Remark::Pasted { more } => {
            return format!(
                "{more} more lines were pasted: Enter runs this one, and brings the next; Ctrl-C drops all"
            );
        }
        Remark::Mouse(true) => {
            "clicks and the wheel are taken here: Shift (on macOS Option) leaves them to the terminal"
        }
        Remark::Mouse(false) => "the mouse is the terminal's",
        Remark::NothingToCopy => "nothing here can be copied",
        Remark::NothingSelected => "nothing is selected: ↓ selects",
        Remark::OpenBucketFirst => "open the bucket, and select a peer",
        Remark::EmptyBucket => "this bucket is empty",
        Remark::OnlyInRecordings => "jump is for recordings: kadscope replay FILE",
        Remark::OnlyInScripts => "this is for scripts: kadscope run",
        Remark::WaitsForNetwork => "this waits until the practice network is ready",
        Remark::TourOver => "the first minute is over: type a command of your own; help lists them",
        Remark::NotPaused => "not paused: `pause`, then Space goes one step on",
        Remark::EndsNetwork => "again to quit: the practice network would be lost",
        Remark::EndsRecording => "again to quit: the recording would end",
    }
    .to_owned()
}

pub(in crate::words) fn warning(warning: &Warning) -> String {
    match warning {
        Warning::NoAddress => {
            "provide: no address of this node is declared, so the announcement carries none: go and js \
                               programs drop it"
                .to_owned()
        }
        Warning::PeerNotReached { address, failure: why } => {
            format!("cannot connect to the bootstrap peer {address}: {}", failure(why))
        }
        Warning::OnlyLoopback => {
            "it listens on loopback only: Kubo takes no such peer into its table on a local network. \
                                  Listen at an address of this machine that others see"
                .to_owned()
        }
        Warning::NoInterface => {
            "no network interface of this machine is up, not even loopback, so nobody can be reached: bring \
                                 one up, or try kadscope demo"
                .to_owned()
        }
        Warning::NamesNobody(peer) => {
            format!(
                "{} asked whom we know near ourselves, and we know nobody but it: Kubo takes no such peer into its table, \
                 and names it to nobody. `dial` another node as well; Kubo asks again after a few minutes",
                tail(peer)
            )
        }
        Warning::Twin { at } => format!(
            "another program has this node's identity, at {at}: others take both for one. Give each its own --identity file"
        ),
        Warning::MdnsDeaf { at: Some(at), reason } => format!("mDNS cannot be heard on {at}: {reason}"),
        Warning::MdnsDeaf { at: None, reason } => {
            format!("mDNS cannot be heard: {reason}. `dial` a peer, or start with --peer")
        }
        Warning::ListenerFailed(reason) => format!("a listener had trouble: {reason}"),
        Warning::ListenerClosed(reason) => format!("a listener closed: {reason}"),
        Warning::NodeFailed { number, reason } => {
            format!("n{number} could not go on: {}", reason.as_deref().unwrap_or("its task ended"))
        }
        Warning::NodeForgotten { peer, kept } => {
            format!("what was seen of …{} is forgotten: {kept} nodes are kept", tail(peer))
        }
        Warning::LinesLost { lines, file } => format!("{lines} lines came too fast, and are not in {file}"),
        Warning::Incomplete { file } => not_all(file),
        Warning::NobodyReads { file } => format!("the recording ends: nobody reads {file}"),
        Warning::FileDeleted { file } => format!("the recording ends: {file}: the file is no longer there"),
        Warning::NotWritten { file, reason } => format!("the recording ends: {file}: {reason}"),
        Warning::Said(words) => words.clone(),
    }
}

pub(in crate::words) fn stepped(step: u64, asked: usize) -> String {
    match asked {
        0 => format!("step {step}: nobody was asked"),
        1 => format!("step {step}: 1 peer was asked"),
        n => format!("step {step}: {n} peers were asked"),
    }
}

pub(in crate::words) fn be(name: &str) -> String {
    format!("you are {name} now")
}

pub(in crate::words) fn guest_joined(peer: &PeerId) -> String {
    format!("a guest joined: {} (F6 lists it)", tail(peer))
}

pub(in crate::words) fn guest_left(peer: &PeerId, why: &Failure) -> String {
    format!("a guest left: {} cannot be reached: {}", tail(peer), failure(why))
}

pub(in crate::words) fn listening(address: &Multiaddr) -> String {
    format!("listening at {address}")
}

pub(in crate::words) fn not_listening(address: &Multiaddr) -> String {
    format!("no longer listening at {address}")
}

pub(in crate::words) fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Server => "now a server: others may ask us",
        Mode::Client => "now a client: we ask, and are not asked",
    }
}
