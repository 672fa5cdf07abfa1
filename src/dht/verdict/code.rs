//! Outcomes as programs want to know them.

/// What came of a query or of another command, as programs want to know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// It succeeded, or was carried out.
    Ok,
    /// What was looked for was not found.
    NotFound,
    /// Nobody could be asked.
    NobodyAsked,
    /// Nobody answered.
    NoAnswer,
    /// It ran out of time before anybody answered, or before anything could be sent.
    TimedOut,
    /// It is kept by this node alone, though somebody answered.
    KeptHere,
    /// Those that were asked to store it refused it.
    Refused,
    /// Fewer than the quorum stored it, or had it.
    QuorumMissed,
    /// It ended while another node was observed.
    Unseen,
    /// A command that is no query was not carried out.
    Failed,
}

impl Code {
    /// Every code, in the order of the README.
    pub const ALL: [Self; 10] = [
        Self::Ok,
        Self::NotFound,
        Self::NobodyAsked,
        Self::NoAnswer,
        Self::TimedOut,
        Self::KeptHere,
        Self::Refused,
        Self::QuorumMissed,
        Self::Unseen,
        Self::Failed,
    ];

    /// Returns the word that the line format and scripts use; it never changes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotFound => "not_found",
            Self::NobodyAsked => "nobody_asked",
            Self::NoAnswer => "no_answer",
            Self::TimedOut => "timed_out",
            Self::KeptHere => "kept_here",
            Self::Refused => "refused",
            Self::QuorumMissed => "quorum_missed",
            Self::Unseen => "unseen",
            Self::Failed => "failed",
        }
    }

    /// Returns the code of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.word() == word)
    }
}
