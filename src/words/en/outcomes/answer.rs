//! What came of a command.

use super::{failure, practice::practice, program::program};
use crate::dht::{Answer, name::spoken, tail};

pub(in crate::words) fn answer(answer: &Answer) -> String {
    match answer {
        Answer::TooManyQueries(most) => format!("{most} queries are in flight: wait until some have ended"),
        Answer::NotKept(why) => format!("not kept: {why}"),
        Answer::NotNoted(why) => format!("not noted: {why}"),
        Answer::TooLarge { key, value, message, most } => format!(
            "put {}: the value is too large: {value} bytes make a PUT_VALUE message of {message}, and peers read at most \
             {most}. Nothing was kept or sent",
            spoken(key)
        ),
        Answer::NotForIpfs(key) => {
            format!(
                "put {}: IPFS servers refuse it: they keep only keys under /pk/ and /ipns/. Nothing was sent",
                spoken(key)
            )
        }
        Answer::NobodyToBootstrap => {
            "bootstrap: nobody could be asked: the routing table is empty. `dial` a peer, or start \
                                      a second node on this network"
                .to_owned()
        }
        Answer::Connected { peer, address } => format!("connected to {} at {address}", tail(peer)),
        Answer::ConnectedAlready(peer) => format!("already connected to {}", tail(peer)),
        Answer::NotConnected(why) => format!("could not connect: {}", failure(why)),
        Answer::Added(peer) => format!("{} is in the routing table", tail(peer)),
        Answer::Waits(peer) => {
            format!("{} waits for a place: its bucket is full, the oldest entry is dialled first", tail(peer))
        }
        Answer::NoPlace(peer) => format!(
            "{} was not added: its bucket is full, and only a connected newcomer may wait for a place",
            tail(peer)
        ),
        Answer::Ourselves => "that is this node itself: it is never in its own routing table".to_owned(),
        Answer::Forgotten(peer) => format!("{} is out of the routing table", tail(peer)),
        Answer::NotInTable(peer) => format!("{} is not in the routing table", tail(peer)),
        Answer::Removed(key) => {
            format!("remove {}: gone from this node's store; copies at other peers stay until they expire", spoken(key))
        }
        Answer::NothingToRemove(key) => format!("remove {}: it is not in this node's store", spoken(key)),
        Answer::Unprovided(key) => {
            format!("unprovide {}: not announced again; what others noted stays until it expires", spoken(key))
        }
        Answer::NotProvided(key) => format!("unprovide {}: this node does not provide it", spoken(key)),
        Answer::Paused => "paused: our own queries stand still; others are still answered".to_owned(),
        Answer::PausedAlready => "paused already: `step` goes one step on, `resume` all the way".to_owned(),
        Answer::Resumed => "resumed: our own queries go on by themselves".to_owned(),
        Answer::ResumedEarly => "resumed before all steps were made".to_owned(),
        Answer::NotPaused => "not paused".to_owned(),
        Answer::NoStepUnpaused => "not paused: `pause` first, then each `step` goes one step on".to_owned(),
        Answer::NothingToStep => "no query is in flight: type one, e.g. `get greeting`, then `step`".to_owned(),
        Answer::QuorumIs(quorum) => format!("quorum is {quorum} now"),
        Answer::QuorumTooLarge { quorum, k } => {
            format!("quorum {quorum} cannot be met: a value is stored at k = {k} peers at most")
        }
        Answer::ModeIs(mode) => format!("mode is {mode}"),
        Answer::ModeAuto(mode) => format!(
            "mode auto: {mode} now; a server only once an external address is confirmed, which kadscope itself does not do"
        ),
        Answer::LeftBehind => "another node was looked at before this came to anything".to_owned(),
        Answer::Practice(answer) => practice(answer),
        Answer::Program(answer) => program(answer),
        Answer::Said { text, .. } => text.clone(),
    }
}
