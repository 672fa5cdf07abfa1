//! The flight recorder: what happened in the last minutes stays in memory, so that a recording can begin before it was
//! asked for. Kept in parts, each with what was known when it began; the oldest goes as a whole.

use std::{collections::VecDeque, time::Duration};

use crate::{
    dht::{Event, PeerId, Phase, Rpc, Timestamp},
    recording::{TapeEntry, line::Derived},
};

/// How long what happened is kept.
const KEPT: Duration = Duration::from_secs(5 * 60);
/// Bytes of it at most, roughly counted.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// A part is this long at most, and has this share of the bytes: what is known is written down anew for each.
const PART: Duration = Duration::from_secs(60);
const PARTS: usize = 4;
/// Events that a part has place for at once: a growing list would be copied again and again.
const PLACES: usize = 1_024;
/// Bytes of a peer id, an address or a short text, with what allocates them.
const NAME: usize = 80;

/// What happened in the last minutes.
#[derive(Default)]
pub(super) struct Recent {
    /// Oldest first.
    parts: VecDeque<Part>,
}

struct Part {
    began: Timestamp,
    /// What was known then, as events; whose it was.
    known: Vec<Event>,
    known_bytes: usize,
    peer: PeerId,
    /// In lists of so many places.
    entries: Vec<Vec<TapeEntry>>,
    bytes: usize,
}

impl Recent {
    /// Returns whether a new part must begin before the next event is noted.
    pub(super) fn needs_part(&self, now: Timestamp) -> bool {
        // what was known does not count: else, once that is much, each event would begin a part
        self.parts
            .back()
            .is_none_or(|part| now.since(part.began) >= PART || part.bytes - part.known_bytes >= MAX_BYTES / PARTS)
    }

    /// Begins a part with what is known; gives up what is too old, or too much.
    pub(super) fn begin(&mut self, peer: PeerId, now: Timestamp, known: Vec<Event>) {
        let bytes = known.iter().map(size).sum();
        self.parts.push_back(Part { began: now, known, known_bytes: bytes, peer, entries: Vec::new(), bytes });
        let ends_in_time = |next: &Part| now.since(next.began) < KEPT;
        while self.parts.len() > 1
            && (self.bytes() > MAX_BYTES * (PARTS - 1) / PARTS || !self.parts.get(1).is_some_and(ends_in_time))
        {
            self.parts.pop_front();
        }
    }

    /// Notes what happened.
    pub(super) fn note(&mut self, peer: PeerId, at: Timestamp, event: Event, derived: Derived) {
        if let Some(part) = self.parts.back_mut() {
            part.bytes += size(&event);
            part.push(TapeEntry::Event { peer, at, event, derived });
        }
    }

    /// Returns what has happened since then, as far as it is kept, after what was known before it.
    pub(super) fn since(&self, then: Timestamp) -> Vec<TapeEntry> {
        let first = self.parts.iter().rposition(|part| part.began <= then).unwrap_or(0);
        let Some(part) = self.parts.get(first) else { return Vec::new() };
        let known = known(part.peer, part.began, part.known.iter().cloned());
        known.chain(self.parts.iter().skip(first).flat_map(|part| part.entries.iter().flatten().cloned())).collect()
    }

    fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.bytes).sum()
    }
}

impl Part {
    fn push(&mut self, entry: TapeEntry) {
        if self.entries.last().is_none_or(|last| last.len() == PLACES) {
            self.entries.push(Vec::with_capacity(PLACES));
        }
        if let Some(last) = self.entries.last_mut() {
            last.push(entry);
        }
    }
}

/// Returns what was known at a time of this node.
pub(super) fn known(
    peer: PeerId,
    at: Timestamp,
    events: impl IntoIterator<Item = Event>,
) -> impl Iterator<Item = TapeEntry> {
    events.into_iter().map(move |event| TapeEntry::Event { peer, at, event, derived: Derived::Nothing })
}

/// Returns roughly how many bytes an event takes.
fn size(event: &Event) -> usize {
    let held = match event {
        Event::Rpc(Rpc { phase: Phase::Answered { closer, .. }, .. }) => NAME * closer.len(),
        Event::PeerDiscovered { addresses, .. } => NAME * addresses.len(),
        Event::Identified { protocols, addresses, .. } => NAME * (1 + protocols.len() + addresses.len()),
        Event::RoutingTable { buckets } => buckets.iter().map(|bucket| NAME * (1 + bucket.entries.len())).sum(),
        Event::QueryStarted { key, known, .. } => key.bytes().len() + NAME * known.len(),
        Event::QueryFinished { outcome, .. } => NAME * (4 + 2 * outcome.closest.len() + outcome.in_doubt.len()), // and what the state makes of it
        Event::StoreChecked { held, .. } => NAME * held.len(),
        Event::RecordFound { value, .. } => value.len(),
        Event::Truth { truth, .. } => NAME * (truth.closest.len() + truth.holders.len() + truth.guests.len()),
        Event::Mdns(report) => NAME * (report.interfaces.len() + report.announcements.len() + report.ignored.len()),
        Event::RemoteTable(table) => table.entries().map(|entry| NAME * (1 + entry.addresses.len())).sum(),
        Event::Copies { copies, .. } => {
            let providers: usize = copies.closest.iter().map(|copy| copy.providers.len()).sum();
            let values: usize = copies.closest.iter().filter_map(|copy| copy.value.as_ref()).map(Vec::len).sum();
            NAME * (copies.closest.len() + copies.providers.len() + providers) + values
        }
        Event::Crawled(found) => NAME * (2 + found.protocols.len() + found.table.as_ref().map_or(0, Vec::len)),
        Event::TrueTable { entries, .. } => NAME * entries.len(),
        Event::Told(told) => {
            NAME * (told.providers.len() + told.closer.len()) + told.value.as_ref().map_or(0, Vec::len)
        }
        Event::Command { line, .. } => line.len(),
        _ => NAME,
    };
    size_of::<TapeEntry>() + held
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happen(recent: &mut Recent, seconds: std::ops::Range<u64>, line: &str) {
        let peer = PeerId::from_bytes(&[0, 1, 7]).expect("an identity multihash");
        for second in seconds {
            let at = Timestamp(second * 1_000_000);
            if recent.needs_part(at) {
                recent.begin(peer, at, vec![Event::Paused]);
            }
            recent.note(peer, at, Event::Command { n: second, line: line.to_owned() }, Derived::Nothing);
        }
    }

    fn commands(entries: &[TapeEntry]) -> Vec<u64> {
        let commands = entries.iter().filter_map(|entry| match entry {
            TapeEntry::Event { event: Event::Command { n, .. }, .. } => Some(*n),
            _ => None,
        });
        commands.collect()
    }

    #[test]
    fn the_last_minutes_are_kept_after_what_was_known_before() {
        let mut recent = Recent::default();
        assert!(recent.since(Timestamp(0)).is_empty());
        happen(&mut recent, 0..1_000, "get a");
        let all = recent.since(Timestamp(0));
        assert!(matches!(all[0], TapeEntry::Event { event: Event::Paused, .. }));
        let kept = commands(&all);
        assert!(kept[0] <= 1_000 - KEPT.as_secs() && kept[0] > 1_000 - 2 * KEPT.as_secs(), "{}", kept[0]);
        assert_eq!(kept, (kept[0]..1_000).collect::<Vec<_>>());
        let last = commands(&recent.since(Timestamp(990 * 1_000_000)));
        assert!(last[0] <= 990 && last[0] > 990 - 2 * PART.as_secs(), "{}", last[0]);
    }

    #[test]
    fn however_much_is_known_a_part_is_begun_now_and_then_only() {
        let peer = PeerId::from_bytes(&[0, 1, 7]).expect("an identity multihash");
        let much = || vec![Event::Command { n: 0, line: "x".repeat(MAX_BYTES) }];
        let (mut recent, mut begun) = (Recent::default(), 0);
        for second in 0..100 {
            let at = Timestamp(second * 1_000_000);
            if recent.needs_part(at) {
                begun += 1;
                recent.begin(peer, at, much());
            }
            recent.note(peer, at, Event::Paused, Derived::Nothing);
        }
        assert_eq!(begun, 2, "one a minute");
    }

    #[test]
    fn no_more_than_its_bytes_is_kept() {
        let mut recent = Recent::default();
        happen(&mut recent, 0..2_000, &"x".repeat(64 * 1024));
        assert!(recent.bytes() <= MAX_BYTES + MAX_BYTES / PARTS, "{}", recent.bytes());
        assert!(commands(&recent.since(Timestamp(0))).ends_with(&[1_998, 1_999]));
    }
}
