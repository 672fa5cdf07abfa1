//! The fixed words of the page of a query, and of the keyspace.

pub struct Labels {
    /// Said where the query is no longer kept.
    pub gone: &'static str,
    /// How the query stands.
    pub standing: Standing,
    /// Why its lookup ended, but for the usual end.
    pub end: EndWords,
    /// Whom the coming step asks, where it is nobody that can be named.
    pub next: NextWords,
    /// What is true of its key.
    pub truth: TruthWords,
    /// Its key bit by bit.
    pub bits: Bits,
    /// The strip, here and in the practice network's pane.
    pub keyspace: Keyspace,
    /// The shortlist.
    pub list: List,
    /// How a peer stands.
    pub mark: Mark,
    /// What came of storing at a peer.
    pub store: StoreWords,
    /// How it closes in on the key.
    pub chart: Chart,
    /// Who told whom.
    pub tree: TreeWords,
    /// The names of what was found, and of what else there is to know.
    pub facts: Facts,
}

/// How a query stands.
pub struct Standing {
    /// It failed.
    pub failed: &'static str,
    /// It ended.
    pub done: &'static str,
    /// It stands still with all others.
    pub paused: &'static str,
    /// Nobody names anybody nearer.
    pub stalled: &'static str,
    /// It runs.
    pub running: &'static str,
}

/// Why a lookup ended.
pub struct EndWords {
    /// Nobody is known.
    pub nobody: &'static str,
    /// All that are known were asked.
    pub nobody_left: &'static str,
    /// It took too long.
    pub out_of_time: &'static str,
    /// It was ended.
    pub from_outside: &'static str,
}

/// Whom the coming step asks.
pub struct NextWords {
    ///
    /// The query ends.
    pub ends: &'static str,
    /// The query ends, or looks up something else.
    pub ends_or_begins: &'static str,
    /// All requests have left.
    pub nobody: &'static str,
}

/// What is true of a key.
pub struct TruthWords {
    /// This node would be among the closest.
    pub near: &'static str,
    /// So in few words.
    pub near_briefly: &'static str,
    /// Why one was missed: nobody named it.
    pub unheard: &'static str,
    /// It was not asked.
    pub not_asked: &'static str,
    /// It did not answer.
    pub silent: &'static str,
    /// It answered too late.
    pub late: &'static str,
}

/// A key bit by bit.
pub struct Bits {
    pub title: &'static str,
    pub key: &'static str,
    /// This node.
    pub us: &'static str,
}

/// What the marks on the keyspace mean.
pub struct Keyspace {
    pub title: &'static str,
    pub key: &'static str,
    /// This node.
    pub me: &'static str,
    /// It was asked.
    pub asked: &'static str,
    /// Somebody named it.
    pub heard: &'static str,
    /// It had the value, and was killed.
    pub gone: &'static str,
    /// It has the value.
    pub holds: &'static str,
    /// It provides the key.
    pub provides: &'static str,
    /// It was told that we provide the key.
    pub told: &'static str,
}

/// The shortlist: the titles of its columns, and what stands in some.
pub struct List {
    /// Who, and how it stands.
    pub peer: &'static str,
    /// A bar, longer for what is closer.
    pub nearness: &'static str,
    /// How many bits it shares with the key.
    pub bits: &'static str,
    /// Which of the true closest it is.
    pub rank: &'static str,
    /// How many told of each other until it was heard of.
    pub hop: &'static str,
    /// Who named it.
    pub told_by: &'static str,
    /// Who named it, and the peer of our own table that this goes back to.
    pub told_by_from: &'static str,
    /// When it was asked.
    pub asked_at: &'static str,
    /// How long it took.
    pub took: &'static str,
    /// How many of those that it named were news.
    pub new: &'static str,
    /// What came of storing at it.
    pub store: &'static str,
    /// Nobody named it: it is of our own table.
    pub own_table: &'static str,
    /// It did not answer while kad waited for it.
    pub no_answer: &'static str,
}

/// How a peer stands.
pub struct Mark {
    /// Somebody named it.
    pub heard: &'static str,
    /// The coming step asks it.
    pub next: &'static str,
    /// A connection is being opened.
    pub dialing: &'static str,
    /// It was asked.
    pub asked: &'static str,
    /// It was asked so long ago that the lookup goes on without it.
    pub silent: &'static str,
    /// The lookup ended before it answered, since nearer ones had.
    pub not_needed: &'static str,
    /// The lookup ended otherwise before it answered.
    pub not_awaited: &'static str,
    /// It answered.
    pub answered: &'static str,
    /// It failed.
    pub failed: &'static str,
    /// Its answer came after the end.
    pub late: &'static str,
}

/// What came of storing at a peer.
pub struct StoreWords {
    /// It acknowledged the value.
    pub done: &'static str,
    /// A provider record, which nobody acknowledges, was sent to it.
    pub told: &'static str,
    /// It was asked to keep it.
    pub asked: &'static str,
    /// It did not keep it.
    pub failed: &'static str,
    /// It did not acknowledge it, and has it when asked.
    pub has_it: &'static str,
    /// It keeps another value.
    pub has_another: &'static str,
    /// It has none.
    pub has_none: &'static str,
    /// The request never left.
    pub not_sent: &'static str,
    /// The coming step asks it to.
    pub next: &'static str,
}

/// How a lookup closes in on its key.
pub struct Chart {
    pub title: &'static str,
    /// What is to be seen.
    pub about: &'static str,
    /// Said where there is nothing to see.
    pub nobody: &'static str,
    /// The axis.
    pub time: &'static str,
    /// The axis, where it is logarithmic.
    pub log_time: &'static str,
    pub best: &'static str,
    /// Nothing came of a request yet.
    pub open: &'static str,
    /// Nothing came of it before the end.
    pub unanswered: &'static str,
}

/// Who told whom.
pub struct TreeWords {
    pub title: &'static str,
    /// What is to be seen.
    pub about: &'static str,
    /// What is to be seen of disjoint paths.
    pub about_paths: &'static str,
}

/// The names of facts about a query, and what some of them are.
pub struct Facts {
    /// Peers that are not kept.
    pub not_kept: &'static str,
    /// When it started.
    pub started: &'static str,
    /// The quorum it needs.
    pub quorum: &'static str,
    /// How many different values there are.
    pub disagree: &'static str,
    /// A value.
    pub value: &'static str,
    /// Who has it.
    pub held_by: &'static str,
    /// Our own store has it.
    pub here: &'static str,
    /// Who provides the key.
    pub providers: &'static str,
    /// Providers that could not be asked.
    pub without_address: &'static str,
    /// Where it was stored.
    pub stored_at: &'static str,
    /// The closest peers.
    pub closest: &'static str,
    /// Who failed.
    pub failed: &'static str,
    /// Whose answer is odd.
    pub odd: &'static str,
    /// None of all these.
    pub nobody: &'static str,
}
