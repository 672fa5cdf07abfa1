//! The fixed words of the page of a query, and of the keyspace.

use crate::words::lookup::{
    Bits, Chart, EndWords, Facts, Keyspace, Labels, List, Mark, NextWords, Standing, StoreWords, TreeWords, TruthWords,
};

pub(in crate::words) fn lookup() -> &'static Labels {
    &LABELS
}

static LABELS: Labels = Labels {
    gone: "This query ended long ago and is no longer kept.",
    standing: Standing { failed: "failed", done: "done", paused: "paused", stalled: "stalled", running: "running" },
    end: EndWords {
        nobody: "ended: nobody to ask",
        nobody_left: "ended: nobody left to ask",
        out_of_time: "ended: out of time",
        from_outside: "ended from outside, before it was through",
    },
    next: NextWords {
        ends: "next: it ends",
        ends_or_begins: "next: it ends, or its next lookup begins",
        nobody: "next: nobody, all store requests have left",
    },
    truth: TruthWords {
        near: "this node is nearer than the last of them, and kad leaves out who asks",
        near_briefly: "we are nearer",
        unheard: "nobody on the way named it",
        not_asked: "heard of, not asked",
        silent: "asked, did not answer",
        late: "answered after the end",
    },
    bits: Bits { title: "Shared bits", key: "key", us: "us" },
    keyspace: Keyspace {
        title: "Keyspace",
        key: "key",
        me: "us",
        asked: "asked",
        heard: "heard of",
        holds: "holds it",
        provides: "provides it",
        told: "told that we provide it",
    },
    list: List {
        peer: "peer",
        nearness: "nearness",
        bits: "bits",
        rank: "true",
        hop: "hop",
        told_by: "told by",
        told_by_from: "told by ‹ from",
        asked_at: "asked at",
        took: "took",
        new: "new",
        store: "store",
        own_table: "own table",
        no_answer: "10 s without an answer",
    },
    mark: Mark {
        heard: "heard of",
        next: "next",
        dialing: "dialing",
        asked: "asked",
        silent: "silent",
        not_needed: "not needed",
        not_awaited: "not awaited",
        answered: "answered",
        failed: "failed",
        late: "late",
    },
    store: StoreWords {
        done: "acknowledged",
        told: "sent",
        asked: "asked",
        failed: "failed",
        not_sent: "unsent",
        next: "next",
    },
    chart: Chart {
        title: "Closing in",
        about: "bits shared with the key, over time",
        nobody: "nobody has been asked yet",
        time: "time",
        log_time: "time, logarithmic",
        best: "best",
        open: "open",
        unanswered: "no answer",
    },
    tree: TreeWords {
        title: "Who told whom",
        about: "below each, whom it named that was asked",
        about_paths: "paths inferred from who named whom",
    },
    facts: Facts {
        not_kept: "not kept",
        started: "started",
        quorum: "quorum",
        disagree: "holders disagree",
        value: "value",
        held_by: "held by",
        here: "here",
        providers: "providers",
        stored_at: "stored at",
        closest: "closest",
        failed: "failed",
        odd: "odd answer",
        nobody: "nobody",
    },
};
