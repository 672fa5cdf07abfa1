//! What came of a command that the program itself carries out.

/// What came of a command of the program itself: what went into a file, and what did not. Files stand as they were typed,
/// reasons in the system's words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Program {
    /// A file is written.
    Written {
        /// The command's name.
        command: &'static str,
        file: String,
    },
    /// A file cannot be written.
    NotWritten {
        /// The command's name.
        command: &'static str,
        file: String,
        reason: String,
    },
    /// What happens is recorded from now on.
    Records(String),
    /// It is recorded already, in this file.
    RecordsAlready(String),
    /// Nothing is being recorded.
    RecordsNothing,
    /// A recording has ended, with so many lines.
    Recorded {
        lines: u64,
        /// Its file.
        file: String,
    },
    /// A recording has ended, and some lines are not in it.
    NotAllRecorded(String),
    /// What a crawl found is to be written into this file, and nothing was crawled.
    NothingCrawled(String),
    /// The last crawl read no tables, of which this file would be a graph.
    NoTablesRead(String),
    /// The node has too much to do to take a line: this one.
    Busy(String),
    /// There is no practice network.
    NoPractice,
    /// A recording is played: there is no network to ask.
    IsRecording,
    /// A command that nobody here carries out: this one.
    NotHere(String),
}

impl Program {
    /// Returns whether the command was carried out.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        match self {
            Self::Written { .. } | Self::Records(_) | Self::Recorded { .. } => true,
            Self::NotWritten { .. }
            | Self::RecordsAlready(_)
            | Self::RecordsNothing
            | Self::NotAllRecorded(_)
            | Self::NothingCrawled(_)
            | Self::NoTablesRead(_)
            | Self::Busy(_)
            | Self::NoPractice
            | Self::IsRecording
            | Self::NotHere(_) => false,
        }
    }
}
