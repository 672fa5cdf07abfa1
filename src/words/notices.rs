//! What happened, and what a key came to: the lines above the prompt.

use crate::dht::{Answer, Failure, Mode, Multiaddr, PeerId, QueryId, Warning, program::Program};

/// What the explorer says to a key, where nothing happened that is worth a notice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remark {
    /// What came of a command that leaves no notice.
    Answered(Answer),
    /// The peer's id is on the clipboard.
    CopiedPeer(PeerId),
    /// What the query looks for is.
    CopiedKey(QueryId),
    /// The key of a record is.
    CopiedRecordKey,
    /// The value that the query found is.
    CopiedValue(QueryId),
    /// Clicks and the wheel are taken, or left to the terminal.
    Mouse(bool),
    /// This page has nothing to copy.
    NothingToCopy,
    /// No row is selected.
    NothingSelected,
    /// A bucket is selected, and a peer is needed.
    OpenBucketFirst,
    /// The bucket has no peer to show.
    EmptyBucket,
    /// The typed line has so many bytes already that no more fit.
    LineFull(usize),
    /// So many more lines were pasted after the typed one.
    Pasted { more: usize },
    /// This command is for recordings.
    OnlyInRecordings,
    /// This command is for scripts.
    OnlyInScripts,
    /// The command waits until the practice network has started.
    WaitsForNetwork,
    /// The first minute has been left.
    TourOver,
    /// There is no step to make.
    NotPaused,
    /// The same key once more ends the program, and the practice network with it.
    EndsNetwork,
    /// The same key once more ends the program, and the recording with it.
    EndsRecording,
}

impl Remark {
    /// Returns whether it tells of something good.
    #[must_use]
    pub fn is_good(&self) -> bool {
        match self {
            Self::CopiedPeer(_)
            | Self::CopiedKey(_)
            | Self::CopiedRecordKey
            | Self::CopiedValue(_)
            | Self::Mouse(_) => true,
            Self::Answered(answer) => answer.is_ok(),
            _ => false,
        }
    }
}

impl From<Program> for Remark {
    fn from(answer: Program) -> Self {
        Self::Answered(answer.into())
    }
}

say! { notices:
    /// Says what the explorer remarks.
    fn remark(remark: &Remark) -> String;
    /// Says what a warning is about.
    fn warning(warning: &Warning) -> String;
    /// Says that our own queries made a step, and how many peers were asked in it.
    fn stepped(step: u64, asked: usize) -> String;
    /// Says which node is observed.
    fn be(name: &str) -> String;
    /// Says that somebody came into the practice network from outside.
    fn guest_joined(peer: &PeerId) -> String;
    /// Says that a guest can no longer be reached, and why.
    fn guest_left(peer: &PeerId, failure: &Failure) -> String;
    /// Says where the node listens.
    fn listening(address: &Multiaddr) -> String;
    /// Says where it listens no longer.
    fn not_listening(address: &Multiaddr) -> String;
    /// Says what a mode means, now that it holds.
    fn mode(mode: Mode) -> &'static str;
}
