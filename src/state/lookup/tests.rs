//! The rules of the iteration, one by one: they are libp2p-kad's (`query/peers/closest.rs`).

use std::time::Duration;

use super::*;
use crate::{
    dht::{Cause, Direction, Failure, Kind, Oddity, Outcome, QueryId},
    state::{Queries, Query},
    words::lookup::LookupCounts,
};

/// Some peers, nearest to the key first.
fn nearest(key: &Key, most: usize) -> Vec<PeerId> {
    let mut peers: Vec<PeerId> = (1..=most).map(|_| PeerId::random()).collect();
    peers.sort_by_key(|peer| Position::of_peer(peer).distance(&key.position()));
    peers
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from(Duration::from_secs(seconds))
}

fn key() -> Key {
    Key::new("greeting")
}

struct Told {
    lookup: Lookup,
    peers: Peers,
}

impl Told {
    fn new(known: &[PeerId], wanted: usize, alpha: usize) -> Self {
        let peers = Peers::new(PeerId::random());
        Self { lookup: Lookup::new(key(), &peers, known, wanted, alpha, at(0)), peers }
    }

    fn hear(&mut self, kind: RpcKind, peer: PeerId, phase: Phase, late: bool, now: Timestamp) {
        self.lookup.message(&rpc(kind, peer, phase, late), &self.peers, now);
    }

    /// Asks whoever is next, and returns them.
    fn ask_next(&mut self, now: Timestamp) -> Vec<PeerId> {
        let next = self.lookup.next(now);
        for peer in &next {
            self.ask(*peer, now);
        }
        next
    }

    fn ask(&mut self, peer: PeerId, now: Timestamp) {
        self.hear(RpcKind::FindNode, peer, Phase::Asked { after_dial: false }, false, now);
    }

    fn answer(&mut self, peer: PeerId, closer: &[PeerId], now: Timestamp) {
        let phase = Phase::Answered { closer: closer.to_vec(), unroutable: 0 };
        self.hear(RpcKind::FindNode, peer, phase, false, now);
    }

    fn fail(&mut self, peer: PeerId, now: Timestamp) {
        self.hear(RpcKind::FindNode, peer, Phase::Failed { failure: Failure::TimedOut }, false, now);
    }
}

fn rpc(kind: RpcKind, peer: PeerId, phase: Phase, late: bool) -> Rpc {
    Rpc { direction: Direction::Out, kind, phase, peer, key: Some(key()), query: Some(QueryId(1)), late, reply: None }
}

#[test]
fn the_nearest_are_asked_alpha_at_a_time_and_each_end_frees_a_place() {
    let peers = nearest(&key(), 10);
    let mut told = Told::new(&peers, 20, 3);
    assert_eq!(told.ask_next(at(1)), peers[..3]);
    assert!(told.lookup.next(at(1)).is_empty());
    told.fail(peers[1], at(1));
    assert_eq!(told.ask_next(at(1)), peers[3..4]);
    told.answer(peers[0], &[], at(1));
    assert_eq!(told.lookup.next(at(1)), peers[4..5]);
    assert_eq!(told.lookup.ends(at(1)), None);
}

#[test]
fn a_nearer_peer_that_is_named_comes_first_and_knows_who_named_it() {
    let peers = nearest(&key(), 6);
    let mut told = Told::new(&peers[2..], 20, 1);
    told.ask_next(at(1));
    let me = told.peers.me();
    told.answer(peers[2], &[peers[1], peers[3], peers[0], me], at(2));
    assert_eq!(told.ask_next(at(2)), peers[..1]);
    told.answer(peers[0], &[peers[1]], at(3));
    let hop = |n: usize| told.lookup.hop(&peers[n]).expect("it was heard of");
    assert_eq!((hop(0).source, hop(0).hop, hop(1).source), (Some(peers[2]), 1, Some(peers[2])));
    assert_eq!((hop(3).source, hop(3).hop), (None, 0), "of our own table, whoever names it again");
    assert_eq!((hop(2).named, hop(2).added, hop(0).added), (4, 2, 0));
    assert!(told.lookup.hop(&me).is_none(), "we are not asked ourselves");
    assert_eq!(told.lookup.rounds(), 2);
    assert_eq!(told.lookup.known().collect::<Vec<_>>(), peers[2..]);
}

#[test]
fn it_ends_when_the_nearest_that_did_not_fail_have_answered() {
    let peers = nearest(&key(), 8);
    let mut told = Told::new(&peers, 3, 8);
    assert_eq!(told.ask_next(at(1)), peers);
    told.fail(peers[0], at(1));
    for n in [1, 2, 4, 5] {
        told.answer(peers[n], &[], at(1));
        assert_eq!(told.lookup.ends(at(1)), None, "a nearer one is waiting");
    }
    told.answer(peers[3], &[], at(2));
    assert_eq!(told.lookup.ends(at(2)), Some(HopEnd::ClosestAnswered));
    assert!(told.lookup.next(at(2)).is_empty());
    assert_eq!(told.lookup.closest().map(|hop| hop.peer).collect::<Vec<_>>(), peers[1..4]);
    told.lookup.finished(false, at(2));
    assert_eq!((told.lookup.end, told.lookup.ended), (Some(HopEnd::ClosestAnswered), Some(at(2))));
    told.lookup.finished(true, at(9));
    assert_eq!(told.lookup.ended, Some(at(2)), "once");
}

#[test]
fn it_ends_when_nobody_is_left_and_a_silent_peer_is_given_up_after_ten_seconds() {
    assert_eq!(Told::new(&[], 20, 3).lookup.ends(at(0)), Some(HopEnd::NobodyLeft));
    let peers = nearest(&key(), 5);
    let mut told = Told::new(&peers, 20, 3);
    told.ask_next(at(1));
    assert_eq!(told.lookup.waiting_at(at(10)), 3);
    assert!(told.lookup.next(at(10)).is_empty());
    assert_eq!(told.lookup.waiting_at(at(11)), 0);
    assert_eq!(told.ask_next(at(11)), peers[3..]);
    told.answer(peers[3], &[], at(12));
    assert_eq!(told.lookup.ends(at(12)), None);
    told.fail(peers[4], at(12));
    assert_eq!(told.lookup.ends(at(12)), Some(HopEnd::NobodyLeft));
    told.answer(peers[0], &[], at(13));
    assert_eq!(told.lookup.hop(&peers[0]).map(|hop| hop.stage), Some(Stage::Answered), "it may still answer");
}

#[test]
fn what_runs_out_of_time_says_so() {
    let peers = nearest(&key(), 5);
    let mut told = Told::new(&peers, 20, 3);
    told.ask_next(at(1));
    told.lookup.finished(true, at(61));
    assert_eq!(told.lookup.end, Some(HopEnd::OutOfTime));
    let mut ended = Told::new(&peers, 20, 3);
    ended.lookup.finished(false, at(1));
    assert_eq!(ended.lookup.end, Some(HopEnd::OutOfTime), "somebody was left to ask");
}

#[test]
fn alpha_answers_without_anybody_nearer_stall_it_and_one_with_ends_the_stall() {
    let peers = nearest(&key(), 40);
    let mut told = Told::new(&peers[10..], 10, 3);
    for peer in &peers[10..13] {
        assert!(!told.lookup.is_stalled());
        told.ask_next(at(1));
        told.answer(*peer, &[], at(1)); // ten and more are known: naming nobody is no progress
    }
    assert!(told.lookup.is_stalled());
    assert_eq!(told.lookup.stalls, [at(1)]);
    assert_eq!(told.lookup.waiting_at(at(1)), 2);
    let more = told.ask_next(at(2));
    assert_eq!(more.len(), 8, "up to max(k, α) may be waiting: {}", told.lookup.waiting_at(at(2)));
    told.answer(more[0], &[peers[0]], at(3));
    assert!(!told.lookup.is_stalled());
    assert!(told.lookup.next(at(3)).is_empty(), "α again, and more are waiting");
    assert_eq!(told.lookup.stalls.len(), 1);
}

#[test]
fn while_fewer_are_known_than_wanted_every_answer_is_progress() {
    let peers = nearest(&key(), 6);
    let mut told = Told::new(&peers, 20, 1);
    for peer in &peers {
        told.ask_next(at(1));
        told.answer(*peer, &[], at(1));
        assert!(!told.lookup.is_stalled());
    }
}

#[test]
fn what_is_heard_is_bounded_and_less_is_kept_after_the_end() {
    let known = nearest(&key(), 1);
    let mut told = Told::new(&known, 20, 3);
    told.ask_next(at(1));
    let flood: Vec<PeerId> = (0..3_000).map(|_| PeerId::random()).collect();
    told.answer(known[0], &flood, at(1));
    assert_eq!((told.lookup.hops.len(), told.lookup.dropped), (MAX_HEARD, 3_001 - MAX_HEARD));
    assert_eq!(told.lookup.hop(&known[0]).expect("it was asked").odd, [Oddity::TooMany(3_000)]);
    let nearest: Vec<PeerId> = told.lookup.hops.values().take(10).map(|hop| hop.peer).collect();
    told.lookup.finished(false, at(2));
    assert_eq!(told.lookup.hops.len(), MAX_HEARD_AFTER + 1, "and those who were asked");
    assert_eq!(told.lookup.dropped, 3_001 - MAX_HEARD_AFTER - 1);
    assert!(nearest.iter().all(|peer| told.lookup.hop(peer).is_some()), "the nearest stay");
    assert!(flood.iter().filter(|peer| told.lookup.hop(peer).is_some()).count() <= MAX_HEARD_AFTER + 1);
}

#[test]
fn the_curve_of_those_waiting_is_bounded() {
    let mut told = Told::new(&[], 20, 3);
    for n in 0..1_000 {
        told.ask(PeerId::random(), at(n));
    }
    assert_eq!(told.lookup.waiting.len(), MAX_POINTS);
}

#[test]
fn an_odd_answer_is_named_as_such_and_breaks_nothing() {
    let peers = nearest(&key(), 3);
    let mut told = Told::new(&peers, 20, 3);
    told.ask_next(at(1));
    let me = told.peers.me();
    let phase = Phase::Answered { closer: vec![peers[0], me, peers[0]], unroutable: 2 };
    told.hear(RpcKind::FindNode, peers[0], phase, false, at(1));
    let hop = told.lookup.hop(&peers[0]).expect("it was asked");
    assert_eq!(hop.odd, [Oddity::Itself, Oddity::Us, Oddity::Unroutable(2)]);
    assert_eq!(hop.added, 0);
    told.answer(PeerId::random(), &[peers[0]], at(1)); // nobody asked it
    told.fail(PeerId::random(), at(1));
    assert_eq!(told.lookup.hops.len(), 3);
}

#[test]
fn who_provides_a_key_is_told_beside_who_is_closer() {
    let known = nearest(&key(), 2);
    let mut told = Told::new(&known[..1], 20, 3);
    told.hear(RpcKind::GetProviders, known[0], Phase::Asked { after_dial: false }, false, at(0));
    let mut both: Vec<PeerId> = (0..20).map(|_| PeerId::random()).collect();
    both.extend([told.peers.me(), known[0]]); // we provide it, and so does who says so
    let phase = Phase::Answered { closer: both, unroutable: 0 };
    told.hear(RpcKind::GetProviders, known[0], phase, false, at(1));
    assert_eq!(told.lookup.hop(&known[0]).map(|hop| &hop.odd[..]), Some(&[][..]));
}

#[test]
fn who_fails_after_the_end_has_failed_and_is_not_late() {
    let known = nearest(&key(), 1);
    let mut told = Told::new(&known, 1, 3);
    told.ask(known[0], at(0));
    told.lookup.finished(true, at(1));
    told.hear(RpcKind::FindNode, known[0], Phase::Failed { failure: Failure::TimedOut }, true, at(10));
    let hop = told.lookup.hop(&known[0]).expect("it was asked");
    assert_eq!((hop.stage, hop.failure.as_ref()), (Stage::Failed, Some(&Failure::TimedOut)));
    assert_eq!((told.lookup.failed_late(), told.lookup.late(), told.lookup.silent_at(at(20))), (1, 0, 0));
}

#[test]
fn a_late_answer_is_marked_and_changes_nothing() {
    let peers = nearest(&key(), 3);
    let mut told = Told::new(&peers, 20, 3);
    told.ask_next(at(1));
    told.lookup.finished(true, at(2));
    let phase = Phase::Answered { closer: vec![PeerId::random()], unroutable: 0 };
    told.hear(RpcKind::FindNode, peers[0], phase, true, at(3));
    let hop = told.lookup.hop(&peers[0]).expect("it was asked");
    assert_eq!((hop.late, hop.stage, hop.ended), (true, Stage::Asked, Some(at(3))));
    assert_eq!(told.lookup.hops.len(), 3);
}

#[test]
fn stores_are_noted_beside_the_answers() {
    let peers = nearest(&key(), 3);
    let mut told = Told::new(&peers, 20, 3);
    told.ask_next(at(1));
    for peer in &peers {
        told.answer(*peer, &[], at(1));
    }
    let (put, add) = (RpcKind::PutValue, RpcKind::AddProvider);
    told.hear(put, peers[0], Phase::Dialing, false, at(2));
    assert_eq!(told.lookup.hop(&peers[0]).and_then(|hop| hop.store), Some(Storing::Asked));
    told.hear(put, peers[0], Phase::Answered { closer: vec![], unroutable: 0 }, false, at(2));
    told.hear(put, peers[1], Phase::Failed { failure: Failure::Reset }, false, at(2));
    told.hear(add, peers[2], Phase::Asked { after_dial: false }, false, at(2));
    let stores: Vec<_> = told.lookup.hops.values().map(|hop| (hop.stage, hop.store)).collect();
    let (did, failed) = ((Stage::Answered, Some(Storing::Done)), (Stage::Answered, Some(Storing::Failed)));
    assert_eq!(stores, [did, failed, did]);
    told.hear(add, peers[2], Phase::NotSent, false, at(2));
    assert_eq!(told.lookup.hop(&peers[2]).and_then(|hop| hop.store), Some(Storing::NotSent));
}

#[test]
fn a_bootstrap_is_many_lookups_one_for_each_key_and_the_last_are_kept() {
    let me = PeerId::random();
    let mut queries = Queries::default();
    let id = QueryId(1);
    let first = Key::new(me.to_bytes());
    let peers = Peers::new(me);
    let lookup = Lookup::new(first.clone(), &peers, &[], 20, 3, at(0));
    queries.started(Query::new(id, Kind::Bootstrap, first, Cause::Automatic, lookup, 1, at(0)));
    let peer = PeerId::random();
    for n in 0..30u64 {
        for phase in [Phase::Asked { after_dial: false }, Phase::Answered { closer: vec![], unroutable: 0 }] {
            let message = Rpc { key: Some(Key::new(n.to_string())), ..rpc(RpcKind::FindNode, peer, phase, false) };
            assert!(queries.message(&message, &peers, at(n)));
        }
    }
    let query = queries.get(id).expect("it runs");
    let keys: Vec<String> = query.lookups.iter().map(|lookup| lookup.key.to_string()).collect();
    let last: Vec<String> = (6..30).map(|n| n.to_string()).collect();
    assert_eq!(keys, last);
    assert!(query.lookups.iter().all(|lookup| lookup.hop(&peer).is_some_and(|hop| hop.stage == Stage::Answered)));
    assert!(query.lookups.iter().rev().skip(1).all(|lookup| lookup.end == Some(HopEnd::NobodyLeft)));
    assert_eq!(query.lookup().and_then(|lookup| lookup.end), None, "the last still runs");
    queries.finished(id, [30, 30, 0], Outcome::default(), &PeerId::random(), at(31));
    assert_eq!(queries.get(id).and_then(Query::lookup).and_then(|lookup| lookup.ended), Some(at(31)));
}

#[test]
fn requests_of_the_lookup_are_counted_apart_from_those_to_store() {
    let (key, mut queries) = (key(), Queries::default());
    let peers = nearest(&key, 8);
    let known = Peers::new(PeerId::random());
    let lookup = Lookup::new(key.clone(), &known, &peers, 3, 3, at(0));
    queries.started(Query::new(QueryId(1), Kind::Put, key, Cause::Command(1), lookup, 1, at(0)));
    let mut hear = |kind, peer: usize, phase, late, now| {
        let rpc = Rpc { query: Some(QueryId(1)), ..rpc(kind, peers[peer], phase, late) };
        assert!(queries.message(&rpc, &known, at(now)));
        queries.get(QueryId(1)).expect("it is kept").counts(at(now))
    };
    let answered = || Phase::Answered { closer: Vec::new(), unroutable: 0 };
    for peer in 0..6 {
        hear(RpcKind::FindNode, peer, Phase::Asked { after_dial: false }, false, 0);
    }
    for peer in 0..3 {
        hear(RpcKind::FindNode, peer, answered(), false, 1);
    }
    let counts = hear(RpcKind::FindNode, 3, Phase::Failed { failure: Failure::Closed }, false, 1);
    let so_far = LookupCounts { asked: 6, answered: 3, failed: 1, silent: 0, open: 2, late: 0 };
    assert_eq!(counts, so_far);
    for peer in 0..3 {
        hear(RpcKind::PutValue, peer, Phase::Asked { after_dial: false }, false, 2);
    }
    hear(RpcKind::PutValue, 0, answered(), false, 2);
    assert_eq!(hear(RpcKind::PutValue, 1, Phase::Failed { failure: Failure::Reset }, false, 2), so_far);
    assert_eq!(
        hear(RpcKind::PutValue, 2, answered(), true, 3),
        so_far,
        "an acknowledgement that comes late is none of its answers"
    );
    let counts = hear(RpcKind::FindNode, 4, answered(), true, 11);
    assert_eq!(counts, LookupCounts { silent: 1, open: 1, late: 1, ..so_far }, "the other was given up");
}
