//! What came of a command that is no query, or that could not become one: a fact. What is said of it is in `words`.

pub mod practice;
pub mod program;

use libp2p::{Multiaddr, PeerId};

use practice::Practice;
use program::Program;

use super::{
    CrawlSummary, Failure, Key, Mode, Pinged, Quorum, TableSummary, Told,
    verdict::{Code, Nobody},
};

/// What came of a command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Too many queries are in flight: this many.
    TooManyQueries(usize),
    /// Our own store did not take a value, or that we provide a key: it has as many as it may.
    StoreFull {
        key: Key,
        /// Whether a value was to be kept, or that we provide the key.
        is_value: bool,
        /// How many it may have.
        most: usize,
    },
    /// A key makes a message that is too large by itself.
    KeyTooLong {
        /// The bytes of the key.
        key: usize,
        /// Bytes that peers read at most.
        most: usize,
    },
    /// A value makes a message that is too large.
    TooLarge {
        key: Key,
        value: usize,
        /// The bytes of the message.
        message: usize,
        /// Bytes that peers read at most.
        most: usize,
    },
    /// IPFS servers keep no value of this key.
    NotForIpfs(Key),
    /// A bootstrap has nobody to ask; the node that says so does not know why, its state does.
    NobodyToBootstrap(Option<Nobody>),
    /// A connection opened.
    Connected {
        /// To whom.
        peer: PeerId,
        address: Multiaddr,
    },
    /// A connection is open already.
    ConnectedAlready(PeerId),
    /// No connection could be opened.
    NotConnected(Failure),
    /// Too many questions are under way: this many.
    TooManyQuestions(usize),
    /// Nobody asks itself.
    AsksOurselves,
    /// Nobody knows where a peer can be dialled, and who asks by itself must dial.
    CannotAsk {
        peer: PeerId,
        /// Whether it is connected to us: it dialled us.
        is_connected: bool,
    },
    /// A peer that was to be asked was not reached.
    NotReached {
        /// Who; none where an address names nobody.
        peer: Option<PeerId>,
        failure: Box<Failure>,
        /// Whether it is connected to us all the same: it dialled us.
        is_connected: bool,
    },
    /// What came of a ping.
    Pinged(Box<Pinged>),
    /// What a peer told of a key.
    Told(Box<Told>),
    /// A peer's routing table was read.
    TableRead(Box<TableSummary>),
    /// More keys are asked for again and again than may be: this many.
    TooManyCopies(usize),
    /// The rounds of so many keys are over.
    CopiesEnd(usize),
    /// No key is asked for again and again.
    NoCopiesAsked,
    /// A crawl has nobody to begin with; the node that says so does not know why, its state does.
    NobodyToCrawl(Option<Nobody>),
    /// A crawl runs already.
    CrawlsAlready,
    /// No crawl runs.
    NothingCrawls,
    /// The crawl that runs stops.
    CrawlStops,
    /// What a crawl came to.
    Crawled(CrawlSummary),
    /// A peer is in the routing table.
    Added(PeerId),
    /// A peer waits for a place in a full bucket.
    Waits(PeerId),
    /// A peer found no place in a full bucket.
    NoPlace(PeerId),
    /// We are never in our own routing table.
    Ourselves,
    /// A peer was taken out of the routing table.
    Forgotten(PeerId),
    /// A peer is not in the routing table.
    NotInTable(PeerId),
    /// A value was taken out of our own store.
    Removed(Key),
    /// There is no such value in our own store.
    NothingToRemove(Key),
    /// A key is not announced again.
    Unprovided(Key),
    /// We do not provide a key.
    NotProvided(Key),
    /// Our own queries stand still.
    Paused,
    /// They do so already.
    PausedAlready,
    /// They go on by themselves.
    Resumed,
    /// They went on by themselves before all steps of a command were made.
    ResumedEarly,
    /// They do not stand still.
    NotPaused,
    /// They do not stand still, so there is no step to make.
    NoStepUnpaused,
    /// No query is in flight.
    NothingToStep,
    /// A quorum holds from now on.
    QuorumIs(Quorum),
    /// More than k peers never store a value.
    QuorumTooLarge {
        /// The quorum.
        quorum: Quorum,
        /// k.
        k: usize,
    },
    /// A mode holds from now on.
    ModeIs(Mode),
    /// The mode hangs on what others confirm, and is this now.
    ModeAuto(Mode),
    /// Another node was observed before a command came to anything.
    LeftBehind,
    /// What came of a command of the practice network.
    Practice(Practice),
    /// What came of a command that the program itself carries out.
    Program(Program),
    /// What somebody said in a sentence: a script, or a recording.
    Said {
        /// The outcome.
        code: Code,
        /// The sentence.
        text: String,
    },
}

impl From<Program> for Answer {
    fn from(answer: Program) -> Self {
        Self::Program(answer)
    }
}

impl Answer {
    /// Returns an answer of which there is only the sentence.
    #[must_use]
    pub fn said(done: Result<String, String>) -> Self {
        match done {
            Ok(text) => Self::Said { code: Code::Ok, text },
            Err(text) => Self::Said { code: Code::Failed, text },
        }
    }

    /// Returns whether the command was carried out.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        match self {
            Self::Connected { .. }
            | Self::ConnectedAlready(_)
            | Self::Added(_)
            | Self::Waits(_)
            | Self::CopiesEnd(_)
            | Self::CrawlStops
            | Self::Forgotten(_)
            | Self::Removed(_)
            | Self::Unprovided(_)
            | Self::Paused
            | Self::Resumed
            | Self::ResumedEarly
            | Self::QuorumIs(_)
            | Self::ModeIs(_)
            | Self::ModeAuto(_) => true,
            Self::Pinged(pinged) => pinged.failure.is_none(),
            Self::Told(told) => told.has_answer(),
            Self::TableRead(table) => table.failure.is_none(),
            Self::Crawled(summary) => summary.is_ok(),
            Self::TooManyCopies(_)
            | Self::NoCopiesAsked
            | Self::NobodyToCrawl(_)
            | Self::CrawlsAlready
            | Self::NothingCrawls
            | Self::TooManyQueries(_)
            | Self::StoreFull { .. }
            | Self::KeyTooLong { .. }
            | Self::TooLarge { .. }
            | Self::NotForIpfs(_)
            | Self::NobodyToBootstrap(_)
            | Self::NotConnected(_)
            | Self::AsksOurselves
            | Self::TooManyQuestions(_)
            | Self::CannotAsk { .. }
            | Self::NotReached { .. }
            | Self::NoPlace(_)
            | Self::Ourselves
            | Self::NotInTable(_)
            | Self::NothingToRemove(_)
            | Self::NotProvided(_)
            | Self::PausedAlready
            | Self::NotPaused
            | Self::NoStepUnpaused
            | Self::NothingToStep
            | Self::QuorumTooLarge { .. }
            | Self::LeftBehind => false,
            Self::Practice(answer) => answer.is_ok(),
            Self::Program(answer) => answer.is_ok(),
            Self::Said { code, .. } => *code == Code::Ok,
        }
    }

    /// Returns why it was not carried out, where something failed.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::NotConnected(why) => Some(why),
            Self::NotReached { failure: why, .. } => Some(why),
            Self::AsksOurselves => Some(&Failure::Ourselves),
            Self::CannotAsk { .. } => Some(&Failure::NoAddress),
            Self::Pinged(pinged) => pinged.failure.as_ref(),
            Self::Told(told) => told.failure.as_ref(),
            Self::TableRead(table) => table.failure.as_ref(),
            _ => None,
        }
    }

    /// Returns its outcome.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Said { code, .. } => *code,
            Self::NobodyToBootstrap(_) | Self::NobodyToCrawl(_) => Code::NobodyAsked,
            Self::Crawled(CrawlSummary { answered: 0, .. }) | Self::NotReached { .. } => Code::NoAnswer,
            Self::Pinged(_) | Self::Told(_) | Self::TableRead(_) if !self.is_ok() => Code::NoAnswer,
            Self::NotForIpfs(_) | Self::TooLarge { .. } | Self::StoreFull { .. } | Self::KeyTooLong { .. } => {
                Code::Refused
            }
            answer if answer.is_ok() => Code::Ok,
            _ => Code::Failed,
        }
    }
}
