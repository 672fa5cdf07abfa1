//! Random sequences of events: whatever a node reports, in whatever order, the state stays whole and bounded, and what
//! it calls unchanged looks unchanged.

use kadscope::{
    dht::{
        Announcement, Answer, Because, Bucket, Cause, Change, Direction, Entry, Event, Failure, Gone, How, Ignored,
        Interface, Key, Kind, MdnsReport, Mode, Multiaddr, Outcome, PROTOCOL, PeerId, Phase, QueryId, Quorum, Reply,
        Request, Requests, RoutingChange, Rpc, RpcKind, SessionInfo, StoredProvider, StoredRecord, Timestamp, Truth,
        Unusable, Via, Warning,
    },
    state::{Lab, Pane, State, Status, Ui},
    view::{Scene, Theme, draw},
    words::Language,
};
use libp2p::identity::Keypair;
use proptest::{collection::vec, prelude::*};
use ratatui::{Terminal, backend::TestBackend};
use std::{net::IpAddr, time::Duration};

/// Peers that the events speak of: few, so that they meet each other again.
const PEERS: u8 = 12;

fn peer(number: u8) -> PeerId {
    let mut secret = [7; 32];
    secret[0] = number;
    Keypair::ed25519_from_bytes(secret).expect("32 bytes").public().to_peer_id()
}

fn session() -> SessionInfo {
    SessionInfo { mdns: true, ..SessionInfo::of(peer(0)) }
}

fn any_peer() -> impl Strategy<Value = PeerId> {
    (0..PEERS).prop_map(peer)
}

fn any_address() -> impl Strategy<Value = Multiaddr> {
    (1u64..50).prop_map(|port| format!("/memory/{port}").parse().expect("a multiaddr"))
}

fn any_failure() -> impl Strategy<Value = Failure> {
    prop_oneof![
        proptest::sample::select(Failure::samples().to_vec()),
        any_text().prop_map(Failure::Other),
        any_peer().prop_map(Failure::WrongIdentity)
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{0,12}",
        Just(PROTOCOL.to_owned()),
        any::<String>(),
        Just("\u{1b}[31m\u{202e}evil\u{200b}\r\n".to_owned())
    ]
}

fn any_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        "[a-c]".prop_map(Key::new),
        vec(any::<u8>(), 0..40).prop_map(Key::new),
        any_peer().prop_map(|peer| Key::new(peer.to_bytes()))
    ]
}

fn any_query() -> impl Strategy<Value = QueryId> {
    (0u64..6).prop_map(QueryId)
}

fn any_kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Get,
        Kind::Put,
        Kind::Provide,
        Kind::Providers,
        Kind::Closest,
        Kind::Bootstrap,
        Kind::Republish,
        Kind::Replicate,
        Kind::Reprovide,
    ])
}

/// What mDNS heard: who, how long that is good, and whether it is of use.
fn heard(announced: Vec<(PeerId, u64, bool)>) -> MdnsReport {
    let from = IpAddr::from([10, 0, 0, 9]);
    let announcement = |(peer, seconds, is_usable): (PeerId, u64, bool)| Announcement {
        peer,
        from,
        ago: Duration::from_secs(seconds % 7),
        lapses_in: Duration::from_secs(seconds),
        unusable: (!is_usable).then_some(Unusable::Loopback),
    };
    let ignored =
        announced.iter().map(|(peer, ..)| Ignored { from, peer: Some(*peer), reason: Unusable::Twin }).collect();
    let interface = Interface { address: from, prefix: 24, asked: 1, heard: 2, answered: 3, answers: 4 };
    let announcements = announced.into_iter().map(announcement).collect();
    MdnsReport { interfaces: vec![interface], announcements, ignored }
}

fn any_rpc() -> impl Strategy<Value = Event> {
    let phase = prop_oneof![
        Just(Phase::Dialing),
        any::<bool>().prop_map(|after_dial| Phase::Asked { after_dial }),
        vec(any_peer(), 0..25).prop_map(|closer| Phase::Answered { closer, unroutable: 0 }),
        any_failure().prop_map(|failure| Phase::Failed { failure }),
        Just(Phase::NotSent),
    ];
    let kind = prop::sample::select(vec![
        RpcKind::FindNode,
        RpcKind::GetValue,
        RpcKind::PutValue,
        RpcKind::GetProviders,
        RpcKind::AddProvider,
    ]);
    let direction = prop::sample::select(vec![Direction::In, Direction::Out]);
    (direction, kind, phase, any_peer(), prop::option::of(any_key()), prop::option::of(any_query()), any::<bool>())
        .prop_map(|(direction, kind, phase, peer, key, query, late)| {
            Event::Rpc(Rpc { direction, kind, phase, peer, key, query, late, reply: None })
        })
}

fn any_table() -> impl Strategy<Value = Event> {
    let entry = (any_peer(), any::<bool>()).prop_map(|(peer, connected)| Entry { peer, connected });
    let bucket = (0u16..=255, vec(entry, 1..21), any::<bool>()).prop_map(|(cpl, entries, pending)| Bucket {
        cpl,
        entries,
        pending,
    });
    vec(bucket, 0..6).prop_map(|buckets| Event::RoutingTable { buckets })
}

/// What a node holds and was asked.
fn any_holding() -> impl Strategy<Value = Event> {
    prop_oneof![
        (any_key(), any_peer(), 0u64..100, 0usize..40).prop_map(|(key, peer, total, last)| {
            let (kind, reply) = (RpcKind::GetValue, Some(Reply::Value));
            let request = Request { at: Duration::from_secs(total), peer, kind, key: Some(key), reply };
            let last = std::iter::repeat_n(request, last);
            Event::Requests(Box::new(Requests::of(|_, _| total, last))) // the totals need not fit what is listed
        }),
        (any_key(), any_peer())
            .prop_map(|(key, from)| { Event::ProviderRefused { key, from, failure: Failure::TooManyProviders } }),
        (any_key(), any_peer()).prop_map(|(key, from)| {
            let stored = StoredRecord { how: Some(How::Put), from: Some(from), ..StoredRecord::of(key, 5) };
            Event::RecordStored(Box::new(stored))
        }),
        (any_peer(), any_peer()).prop_map(|(peer, oldest)| {
            let (change, cause) = (Change::Pending, Some(Because::Probe(oldest)));
            Event::RoutingChanged(Box::new(RoutingChange { peer, cpl: 1, change, cause }))
        }),
        any_key().prop_map(|key| Event::RecordExpired { key, why: Some(Gone::Removed) }),
        (any_key(), any_peer()).prop_map(|(key, peer)| Event::ProviderExpired { key, peer, why: Some(Gone::Expired) }),
        (any_key(), any_peer()).prop_map(|(key, from)| Event::RecordRefused { key, from, failure: Failure::StoreFull }),
    ]
}

fn any_event() -> impl Strategy<Value = Event> {
    let peers = prop_oneof![
        (
            any_peer(),
            prop::sample::select(vec![Via::Mdns, Via::Identify, Via::Kad, Via::Dial, Via::Practice]),
            vec(any_address(), 0..4)
        )
            .prop_map(|(peer, via, addresses)| Event::PeerDiscovered { peer, via, addresses }),
        any_peer().prop_map(|peer| Event::PeerExpired { peer }),
        any_peer().prop_map(|peer| Event::PeerForgotten { peer }),
        (any_peer(), any_address()).prop_map(|(peer, address)| Event::GuestJoined { peer, address }),
        any_peer().prop_map(|peer| Event::GuestLeft { peer, failure: Failure::Refused }),
        vec((any_peer(), 0u64..400, any::<bool>()), 0..4).prop_map(|announced| Event::Mdns(heard(announced))),
        (any_peer(), any_address()).prop_map(|(peer, address)| Event::Connected {
            peer,
            direction: Direction::Out,
            address
        }),
        (any_peer(), any_failure()).prop_map(|(peer, failure)| Event::Disconnected { peer, failure }),
        (any_peer(), any_failure()).prop_map(|(peer, failure)| Event::DialFailed { peer, failure }),
        (any_peer(), any_text(), vec(any_text(), 0..4)).prop_map(|(peer, agent, protocols)| Event::Identified {
            peer,
            agent,
            protocols,
            addresses: Vec::new()
        }),
        (any_peer(), 0u64..10_000_000).prop_map(|(peer, us)| Event::Rtt { peer, rtt: Duration::from_micros(us) }),
    ];
    let queries = prop_oneof![
        (any_query(), any_kind(), any_key(), any::<bool>(), vec(any_peer(), 0..20)).prop_map(
            |(query, kind, key, typed, known)| {
                let cause = if typed { Cause::Command(1) } else { Cause::Automatic };
                Event::QueryStarted { query, kind, key, cause, known }
            }
        ),
        any_rpc(),
        (any_query(), prop::option::of(any_peer()), vec(any::<u8>(), 0..80))
            .prop_map(|(query, peer, value)| Event::RecordFound { query, peer, value }),
        (any_query(), any_peer()).prop_map(|(query, peer)| Event::ProviderFound { query, peer }),
        (any_query(), 0u32..30, 0u32..30, 0u32..30, any::<bool>(), vec(any_peer(), 0..20)).prop_map(
            |(query, asked, answered, failed, timed_out, closest)| Event::QueryFinished {
                query,
                asked,
                answered,
                failed,
                outcome: Outcome { timed_out, closest, unseen: asked == 7, in_doubt: Vec::new() },
            }
        ),
        (any_query(), vec(any_peer(), 0..21), vec(any_peer(), 0..25), vec(any_peer(), 0..3)).prop_map(
            |(query, closest, holders, guests)| Event::Truth {
                query,
                truth: Truth { closest, holders, guests, later: Vec::new() }
            }
        ),
        (any_query(), 0usize..30).prop_map(|(query, holders)| Event::ReadBack { query, holders }),
    ];
    let node = prop_oneof![
        any_address().prop_map(|address| Event::Listening { address }),
        any_address().prop_map(|address| Event::NotListening { address }),
        any::<bool>().prop_map(|server| Event::ModeChanged { mode: if server { Mode::Server } else { Mode::Client } }),
        any::<bool>().prop_map(|all| Event::QuorumChanged { quorum: if all { Quorum::All } else { Quorum::One } }),
        any_table(),
        (any_peer(), 0u16..=255, any_peer()).prop_map(|(peer, cpl, old)| Event::RoutingChanged(Box::new(
            RoutingChange { peer, cpl, change: Change::Evicted(old), cause: Some(Because::NoAnswer) }
        ))),
        any_text().prop_map(|line| Event::Command { n: 1, line }),
        (any::<bool>(), any_text()).prop_map(|(ok, text)| {
            let answer = Answer::said(if ok { Ok(text) } else { Err(text) });
            Event::CommandFinished { n: 1, answer }
        }),
        (any_key(), any_peer()).prop_map(|(key, peer)| Event::ProviderAdded(Box::new(StoredProvider {
            key,
            peer,
            expires_in: None,
            how: None,
            from: None
        }))),
        any_key().prop_map(|key| Event::RecordStored(Box::new(StoredRecord::of(key, 3)))),
        any_text().prop_map(|text| Event::Notice { warning: Warning::Said(text) }),
        (any_text(), any_peer()).prop_map(|(name, peer)| Event::Looking { name, peer }),
        (any_text(), any_peer()).prop_map(|(name, peer)| Event::NodeStarted { name, peer }),
        (any_text(), any_peer()).prop_map(|(name, peer)| Event::NodeStopped { name, peer }),
        Just(Event::Paused),
        (0u64..5, vec(any_peer(), 0..4)).prop_map(|(step, asks)| Event::Stepped { step, asks }),
        Just(Event::Resumed),
    ];
    prop_oneof![3 => peers, 4 => queries, 2 => node, 2 => any_holding()]
}

/// Returns what is seen of it: the panes, and those that take the place of all others.
fn picture(state: &State, now: Timestamp) -> String {
    [Pane::Peers, Pane::Records, Pane::Requests].map(|pane| picture_of(state, now, pane)).concat()
}

fn picture_of(state: &State, now: Timestamp, pane: Pane) -> String {
    let (lab, ui, theme) = (Lab::default(), Ui { pane, ..Ui::default() }, Theme::colour());
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("a test backend opens");
    let scene = Scene { state, lab: &lab, ui: &ui, theme: &theme, now };
    terminal.draw(|frame| _ = draw(frame, &scene)).expect("it draws");
    format!("{:?}", terminal.backend().buffer())
}

fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_state_stays_whole_and_what_is_called_unchanged_looks_unchanged(events in vec(any_event(), 1..60)) {
        let mut state = State::new(session());
        let mut now = Timestamp(1_000_000);
        for event in events {
            let told = format!("{event:?}");
            now = Timestamp(now.0 + 1_000);
            let before = picture(&state, now);
            let changed = state.apply(&event, now);
            let after = picture(&state, now);
            prop_assert!(changed || before == after, "called unchanged, but looks different: {}", told);
            prop_assert!(!after.chars().any(|c| c != '\n' && is_hostile(c)), "{}", told);
            let listed: Vec<_> = state.peers.iter().collect();
            prop_assert_eq!(listed.len(), state.peers.len());
            prop_assert_eq!(
                listed.iter().filter(|peer| peer.status == Status::Connected).count(),
                state.peers.connected_count()
            );
            prop_assert_eq!(
                listed.iter().filter(|peer| peer.via.contains(&Via::Mdns) && !peer.lapsed).count(),
                state.peers.announced_count()
            );
            let who = |server| listed.iter().filter(|peer| peer.server == server).count();
            prop_assert_eq!(who(Some(true)), state.peers.servers());
            prop_assert_eq!(who(Some(false)), state.peers.clients() + state.peers.strangers());
            prop_assert!(!listed.iter().any(|peer| peer.id == state.session.peer), "we are not our own peer");
            prop_assert_eq!(state.queries.iter().count(), state.queries.len());
        }
    }

    #[test]
    fn a_finished_query_has_a_verdict_that_is_short_and_steers_nothing(events in vec(any_event(), 1..120)) {
        let mut state = State::new(session());
        for (event, now) in events.into_iter().zip(1..) {
            state.apply(&event, Timestamp(now));
            for query in state.queries.iter() {
                let Some(said) = query.said(Language::English) else {
                    prop_assert!(query.finished.is_none(), "{:?} ended without a word", query.kind);
                    continue;
                };
                prop_assert!(!said.chars().any(is_hostile), "{said}");
                prop_assert!(said.chars().count() <= 1_000, "{said}");
                prop_assert!(said.starts_with(query.kind.word()), "{said}");
            }
        }
    }

    #[test]
    fn walking_the_list_from_any_peer_meets_every_other_once(events in vec(any_event(), 1..60)) {
        let mut state = State::new(session());
        for event in events {
            state.apply(&event, Timestamp(1));
        }
        for peer in state.peers.iter() {
            let mut walked: Vec<PeerId> = state.peers.before(&peer.id).map(|peer| peer.id).collect();
            walked.reverse();
            walked.push(peer.id);
            walked.extend(state.peers.after(&peer.id).map(|peer| peer.id));
            let listed: Vec<PeerId> = state.peers.iter().map(|peer| peer.id).collect();
            prop_assert_eq!(walked, listed);
        }
    }
}

#[test]
fn what_is_kept_is_bounded() {
    let mut state = State::new(session());
    for number in 0..3_000u64 {
        let (query, now) = (QueryId(number), Timestamp(number));
        let key = Key::new(number.to_string());
        let cause = Cause::Command(number);
        state.apply(&Event::QueryStarted { query, kind: Kind::Get, key, cause, known: Vec::new() }, now);
        for value in 0..50u8 {
            state.apply(&Event::RecordFound { query, peer: None, value: vec![value] }, now);
        }
        let outcome = Outcome::default();
        state.apply(&Event::QueryFinished { query, asked: 0, answered: 0, failed: 0, outcome }, now);
    }
    assert_eq!(state.queries.len(), 500);
    assert_eq!(state.keys.len(), 500);
    assert_eq!(state.notices.newest_first().count(), 500);
    assert!(state.queries.iter().all(|query| query.values.len() <= 20));
}
