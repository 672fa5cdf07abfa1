//! What just happened, as facts: the last is on the screen, the others can be read back.

use std::{collections::VecDeque, sync::Arc};

use crate::{
    dht::{Answer, Failure, Kind, Mode, Multiaddr, PeerId, QueryId, Timestamp, Verdict, Warning, cut},
    words::Language,
};

/// Notices kept: a lecture's worth, and a few kilobytes.
const MAX_NOTICES: usize = 500;
/// Characters of a sentence: more than one of ours has, for words of others in it.
const MAX_SENTENCE: usize = 1_000;

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// Which of all it is, from 0 on.
    pub number: u64,
    pub what: What,
    pub at: Timestamp,
}

/// What a notice is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// This line was typed.
    Typed(String),
    /// This came of a command.
    Answered(Answer),
    /// This came of a query.
    Ended {
        query: QueryId,
        /// Its kind.
        kind: Kind,
        /// What it is called by.
        called: String,
        /// What came of it.
        verdict: Arc<Verdict>,
    },
    /// Our own queries, which stand still, went one step on.
    Stepped {
        /// Which step.
        step: u64,
        /// How many peers were asked.
        asked: usize,
    },
    /// This node is observed from now on.
    Be(String),
    /// Somebody from outside came into the practice network.
    GuestJoined(PeerId),
    /// Such a guest can no longer be reached.
    GuestLeft { peer: PeerId, failure: Failure },
    /// The node listens here.
    Listening(Multiaddr),
    /// It listens here no longer.
    NotListening(Multiaddr),
    /// It has this mode now.
    Mode(Mode),
    /// Something went wrong.
    Warned(Warning),
}

/// Whether a notice tells of something good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tells {
    /// This was typed.
    Typed,
    /// Something went well.
    Good,
    /// Something did not.
    Bad,
}

impl What {
    /// Says it: a sentence, or the line that was typed.
    #[must_use]
    pub fn said(&self, language: Language) -> String {
        let said = match self {
            Self::Typed(line) => return line.clone(),
            Self::Answered(answer) => return language.answer(answer), // cut where it is kept
            Self::Ended { kind, called, verdict, .. } => return language.told(*kind, called, verdict),
            Self::Stepped { step, asked } => language.stepped(*step, *asked),
            Self::Be(name) => language.be(name),
            Self::GuestJoined(peer) => language.guest_joined(peer),
            Self::GuestLeft { peer, failure } => language.guest_left(peer, failure),
            Self::Listening(address) => language.listening(address),
            Self::NotListening(address) => language.not_listening(address),
            Self::Mode(mode) => language.mode(*mode).to_owned(),
            Self::Warned(warning) => language.warning(warning),
        };
        cut(&said, MAX_SENTENCE)
    }

    /// Returns it with no more of others' words and keys than is said of them.
    fn shortened(self) -> Self {
        match self {
            Self::Answered(answer) if !matches!(answer, Answer::Practice(_)) => {
                let (code, text) = (answer.code(), Language::English.answer(&answer));
                let is_long = text.len() > MAX_SENTENCE;
                Self::Answered(if is_long { Answer::Said { code, text: cut(&text, MAX_SENTENCE) } } else { answer })
            }
            Self::Warned(Warning::Said(text)) => Self::Warned(Warning::Said(cut(&text, MAX_SENTENCE))),
            short => short,
        }
    }

    /// Returns whether it is good.
    #[must_use]
    pub fn tells(&self) -> Tells {
        let is_good = match self {
            Self::Typed(_) => return Tells::Typed,
            Self::Answered(answer) => answer.is_ok(),
            Self::Ended { verdict, .. } => verdict.ok,
            Self::Stepped { .. } | Self::Be(_) | Self::Listening(_) | Self::Mode(_) | Self::GuestJoined(_) => true,
            Self::NotListening(_) | Self::Warned(_) | Self::GuestLeft { .. } => false,
        };
        if is_good { Tells::Good } else { Tells::Bad }
    }
}

/// The last notices, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    all: VecDeque<Notice>,
}

impl Notices {
    /// Adds a notice; the same twice in a row is one, with the later time.
    pub fn add(&mut self, what: What, at: Timestamp) -> bool {
        let what = what.shortened();
        match self.all.back_mut() {
            Some(last) if last.what == what => last.at = at,
            last => {
                let number = last.map_or(0, |last| last.number + 1);
                self.all.push_back(Notice { number, what, at });
            }
        }
        if self.all.len() > MAX_NOTICES {
            self.all.pop_front();
        }
        true
    }

    /// Returns the newest.
    #[must_use]
    pub fn last(&self) -> Option<&Notice> {
        self.all.back()
    }

    /// Returns one that is kept.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&Notice> {
        let first = self.all.front()?.number;
        self.all.get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// Returns all that are kept, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Notice> {
        self.all.iter().rev()
    }
}
