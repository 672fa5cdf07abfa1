//! What is counted, listed and timed of requests.

use proptest::prelude::*;

use super::*;

fn at(millis: u64) -> Timestamp {
    Timestamp::from(Duration::from_millis(millis))
}

fn rpc(direction: Direction, kind: RpcKind, phase: Phase, peer: PeerId) -> Rpc {
    let query = (direction == Direction::Out).then_some(QueryId(1));
    Rpc { direction, kind, phase, peer, key: None, query, late: false, reply: None }
}

const ASKED: Phase = Phase::Asked { after_dial: false };

#[test]
fn of_each_request_it_is_known_how_long_it_took_and_where() {
    let (mut log, peer) = (RequestLog::default(), PeerId::random());
    let out = |phase| rpc(Direction::Out, RpcKind::GetValue, phase, peer);
    let answered = || Phase::Answered { closer: Vec::new(), unroutable: 0 };
    log.note(&out(Phase::Dialing), at(100));
    log.note(&out(Phase::Asked { after_dial: true }), at(140));
    log.note(&out(answered()), at(150));
    log.note(&out(ASKED), at(200));
    log.note(&out(answered()), at(203));
    log.note(&out(ASKED), at(300));
    log.note(&out(Phase::Failed { failure: crate::dht::Failure::TimedOut }), at(400));
    log.note(&out(answered()), at(500)); // late: it was given up
    let ms = Duration::from_millis;
    let took = |connect: Option<u64>, request| Took { connect: connect.map(ms), request: ms(request) };
    assert_eq!(log.took(RpcKind::GetValue).collect::<Vec<_>>(), [took(Some(40), 10), took(None, 3)]);
    assert_eq!((log.sent(), log.failed, log.served()), (3, 1, 0));
    assert!(log.open.is_empty());
}

#[test]
fn after_be_there_are_the_totals_and_the_last_requests_each_once() {
    let (mut node, mut log) = (Requests::default(), RequestLog::default());
    let asks = |peer| rpc(Direction::In, RpcKind::FindNode, ASKED, peer);
    let peers: Vec<PeerId> = (0..100).map(|_| PeerId::random()).collect();
    for (n, peer) in (0..).zip(&peers[..40]) {
        node.note(&asks(*peer), at(n)); // nobody looks
    }
    log.so_far(&node.with_time(|then| at(40).since(*then)), at(40));
    assert_eq!((log.served(), log.newest_first().len()), (40, 32));
    for (n, peer) in (40..).zip(&peers[40..60]) {
        node.note(&asks(*peer), at(n));
        log.note(&asks(*peer), at(n));
    }
    for (n, peer) in (60..).zip(&peers[60..70]) {
        node.note(&asks(*peer), at(n)); // nobody looks again
    }
    log.so_far(&node.with_time(|then| at(70).since(*then)), at(70));
    let listed: Vec<PeerId> = log.newest_first().rev().map(|request| request.peer).collect();
    assert_eq!(listed, peers[8..70], "none twice, and none is missing");
    assert_eq!(log.get(70).map(|request| (request.at, request.peer)), Some((at(69), peers[69])));
    assert_eq!((log.get(8), log.get(71)), (None, None));
}

#[test]
fn a_million_requests_leave_a_bounded_trace() {
    let mut log = RequestLog::default();
    let askers: Vec<PeerId> = (0..50).map(|_| PeerId::random()).collect();
    for n in 0..1_000_000_u64 {
        let kind = RpcKind::ALL[usize::try_from(n % 5).expect("small")];
        let asker = askers[usize::try_from(n % 50).expect("small")];
        log.note(&rpc(Direction::In, kind, ASKED, asker), at(n));
        log.note(&rpc(Direction::Out, RpcKind::FindNode, ASKED, asker), at(n)); // nobody ever answers
    }
    assert_eq!((log.served(), log.newest_first().len()), (1_000_000, MAX_LISTED));
    assert!(log.open.len() <= MAX_OPEN);
    assert_eq!(log.top_askers(3).iter().map(|(_, times)| *times).collect::<Vec<_>>(), [20, 20, 20]);
    assert_eq!(log.pulse.last(at(999_999), 1).flatten().next().map(|pulse| pulse.served.iter().sum()), Some(5_000));
}

proptest! {
    #[test]
    fn percentiles_are_those_of_the_nearest_rank(millis in proptest::collection::vec(0_u64..10_000, 0..200), percent in 1_usize..=100) {
        let mut sorted: Vec<Duration> = millis.iter().map(|millis| Duration::from_millis(*millis)).collect();
        sorted.sort_unstable();
        // by its definition: the least value that so many of a hundred do not exceed
        let is_enough = |value: &Duration| {
            sorted.iter().filter(|other| *other <= value).count() * 100 >= percent * sorted.len()
        };
        prop_assert_eq!(percentile(&sorted, percent), sorted.iter().copied().find(is_enough));
    }

    #[test]
    fn what_is_kept_of_the_times_are_the_last_thousand(millis in proptest::collection::vec(1_u64..50, 0..1_500)) {
        let (mut log, peer) = (RequestLog::default(), PeerId::random());
        let mut now = 0;
        for took in &millis {
            log.note(&rpc(Direction::Out, RpcKind::FindNode, ASKED, peer), at(now));
            now += took;
            log.note(&rpc(Direction::Out, RpcKind::FindNode, Phase::Answered { closer: Vec::new(), unroutable: 0 }, peer), at(now));
        }
        let kept = millis.iter().skip(millis.len().saturating_sub(MAX_TIMED)).map(|took| Duration::from_millis(*took));
        prop_assert!(log.took(RpcKind::FindNode).map(|took| took.request).eq(kept));
    }
}
