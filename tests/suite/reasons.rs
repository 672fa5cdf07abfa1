//! The true reason, in words: what is said of addresses that lead nowhere, of strangers that answer there, and of ourselves.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use kadscope::{
    dht::{
        self, Cause, Event, Failure, PeerId, Verdict, Warning, Way,
        verdict::{Code, End, Holdings},
    },
    words::Language,
};
use libp2p::identity::Keypair;

use crate::common::{
    Watched,
    hand::{Answer, ByHand, FIND_NODE, GET_VALUE, KEY, PUT_VALUE, RECORD, field, message, record},
    settled::{Fate, Network},
};

/// Honest nodes that are asked.
const HONEST: usize = 3;
const ID: &str = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

/// Listens on loopback, and does this with whoever comes. Returns the port.
fn listener(with: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    thread::spawn(move || listener.incoming().take(1).flatten().for_each(with));
    port
}

/// Returns a port that nobody listens at.
fn nobody() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").port()
}

/// Dials, and returns why that failed, and what is said of it.
async fn dial(node: &mut Watched, address: &str) -> (Failure, String) {
    node.type_line(&format!("dial {address}")).await;
    let ended = node.until(|event| matches!(event, Event::CommandFinished { .. })).await;
    let Event::CommandFinished { answer: dht::Answer::NotConnected(failure), .. } = &ended else { panic!("{ended:?}") };
    let Event::CommandFinished { answer, .. } = &ended else { unreachable!() };
    (failure.clone(), Language::English.answer(answer))
}

/// What no sentence may show to a person.
pub(crate) fn is_clean(said: &str) -> bool {
    let code = ["Error", "Some(", "None", "{", "}", "os error", "\u{fffd}", "::", "\n", "\r"];
    !code.iter().any(|part| said.replace("/ip6/::1", "").replace("fe80::1", "").contains(part))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_leads_nowhere_says_why() {
    let mut node = Watched::lonely(|_| {}).await;
    let only = |way| Failure::NoTransport(vec![way]);
    let refused = nobody();
    let closing = listener(drop);
    let garbage = listener(|mut stream| {
        let _ = stream.write_all(b"\x07/hello\nHTTP/1.1 400 Bad Request\r\n\r\n");
        let _ = stream.read(&mut [0; 64]);
        thread::sleep(Duration::from_secs(1));
    });
    let http = listener(|mut stream| {
        let _ = stream.read(&mut [0; 64]);
        let _ = stream.write_all(format!("HTTP/1.0 400 Bad Request\r\n\r\n{}", "x".repeat(400)).as_bytes());
    });
    let me = node.state.session.peer;
    let own = node.address();
    let own_port = own.to_string().replace(&format!("/p2p/{me}"), "");
    let mut said = Vec::new();
    for (address, failure) in [
        (format!("/ip4/127.0.0.1/tcp/{refused}"), Failure::Refused),
        (format!("/dns4/localhost/tcp/{refused}"), Failure::Refused),
        (format!("/ip4/127.0.0.1/tcp/{closing}"), Failure::ClosedThere),
        (format!("/ip4/127.0.0.1/tcp/{garbage}"), Failure::NotLibp2p),
        (format!("/ip4/127.0.0.1/tcp/{http}"), Failure::NotLibp2p),
        ("/memory/7".to_owned(), Failure::NoListener),
        ("/ip4/127.0.0.1".to_owned(), only(Way::NoPort)),
        ("/ip4/127.0.0.1/tcp/0".to_owned(), only(Way::NoPort)),
        ("/ip4/0.0.0.0/tcp/4001".to_owned(), only(Way::NoPlace)),
        ("/ip4/127.0.0.1/tcp/1/ws".to_owned(), only(Way::WebSocket)),
        ("/dns4/localhost/tcp/1/tls/ws".to_owned(), only(Way::WebSocket)),
        ("/dns4/localhost/tcp/443/wss".to_owned(), only(Way::WebSocket)),
        (format!("/ip4/127.0.0.1/tcp/1/p2p/{ID}/p2p-circuit"), only(Way::Relay)),
        (format!("/ip4/127.0.0.1/tcp/1/p2p/{ID}/p2p-circuit/p2p/{ID}"), only(Way::Relay)),
        ("/ip4/127.0.0.1/udp/1/quic-v1/webtransport".to_owned(), only(Way::WebTransport)),
        ("/ip4/127.0.0.1/udp/1/webrtc-direct".to_owned(), only(Way::WebRtc)),
        ("/ip4/127.0.0.1/udp/1/quic".to_owned(), only(Way::OldQuic)),
        ("/ip4/127.0.0.1/udp/1".to_owned(), only(Way::Udp)),
        ("/ip4/127.0.0.1/tcp/80/http".to_owned(), only(Way::Http)),
        ("/ip4/127.0.0.1/sctp/5".to_owned(), only(Way::Other)),
        (format!("/onion3/{}:1234", "vww6ybal4bd7szmgncyruucpgfkqahzddi37ktceo3ah7ngmcopnpyyd"), only(Way::Overlay)),
        ("/ip6/fe80::1/tcp/4001".to_owned(), Failure::LinkLocal),
        ("/ip6zone/lo/ip6/fe80::1/tcp/4001".to_owned(), Failure::LinkLocal),
        (ID.to_owned(), Failure::NoAddress),
        (own.to_string(), Failure::Ourselves),
        (own_port.clone(), Failure::Ourselves),
        (own_port.replace("/ip4/127.0.0.1", "/dns4/localhost"), Failure::Twin),
        (me.to_string(), Failure::Ourselves),
        (format!("/ip4/127.0.0.1/tcp/{refused}/p2p/{me}"), Failure::Twin),
    ] {
        let (why, sentence) = dial(&mut node, &address).await;
        assert_eq!(why, failure, "{address}: {sentence}");
        assert!(is_clean(&sentence), "{address}: {sentence}");
        said.push(sentence);
    }
    said.dedup();
    insta::assert_snapshot!("dials", said.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_addresses_of_a_peer_are_told_by_what_they_need() {
    let mut node = Watched::lonely(|_| {}).await;
    for address in ["/ip4/127.0.0.1/tcp/1/ws", &format!("/ip4/127.0.0.1/tcp/1/p2p/{ID}/p2p-circuit")] {
        node.line(&format!("add {ID} {address}")).await;
    }
    let (why, said) = dial(&mut node, ID).await;
    assert_eq!(why, Failure::NoTransport(vec![Way::Relay, Way::WebSocket]));
    let relayed =
        "could not connect: it can be reached only through a relay or by WebSocket; kadscope speaks TCP and QUIC";
    assert_eq!(said, relayed);
    let refused = nobody();
    node.line(&format!("add {ID} /ip4/127.0.0.1/tcp/{refused}")).await;
    assert_eq!(
        dial(&mut node, ID).await.0,
        Failure::Refused,
        "who refuses says more than a transport that is not there"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_node_opens_no_port() {
    let mut practice = Watched::practice(2, |_| {}).await;
    let (why, said) = dial(&mut practice, "/ip4/127.0.0.1/tcp/4001").await;
    assert_eq!(why, Failure::NoTransport(vec![Way::Spoken]));
    assert_eq!(said, "could not connect: a practice network opens no port unless it is started with --listen");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_our_identity_is_told_of_on_both_sides() {
    let identity = Keypair::generate_ed25519();
    let with = |identity: &Keypair| {
        let identity = identity.clone();
        move |config: &mut kadscope::node::Config| {
            config.identity = identity;
            config.listen = vec!["/ip4/127.0.0.1/udp/0/quic-v1".parse().expect("a multiaddr")];
        }
    };
    let mut one = Watched::lonely(with(&identity)).await;
    let mut two = Watched::lonely(with(&identity)).await;
    let at = two.address().to_string();
    let (address, _) = at.split_once("/p2p/").expect("it ends with its id");
    let (why, said) = dial(&mut one, address).await;
    assert_eq!(why, Failure::Twin, "{said}");
    let told = two.until(|event| matches!(event, Event::Notice { .. })).await;
    assert!(matches!(told, Event::Notice { warning: Warning::Twin { ref at } } if at == "127.0.0.1"), "{told:?}");
}

/// Starts a network of so many honest nodes, in whose table stands one that does so with a value, and says so when it is
/// asked for it.
async fn with_one(program: &str, when_put: Option<Vec<u8>>, keeps: Option<&'static str>) -> (Network, PeerId) {
    let mut network = Network::start(HONEST + 1, |_| Fate::Alive, |_| {}).await;
    let answer = move |kind, _| match kind {
        PUT_VALUE => when_put.clone().map_or_else(|| Answer::Unfinished(Vec::new()), Answer::Bytes),
        GET_VALUE if when_put.is_none() => Answer::Unfinished(Vec::new()), // as silent as before
        GET_VALUE => {
            let kept = keeps.map(|value| field(RECORD, record(b"k", value.as_bytes())));
            Answer::Bytes(message(GET_VALUE, &kept.into_iter().collect::<Vec<_>>()))
        }
        _ => Answer::Bytes(message(FIND_NODE, &[])),
    };
    let ByHand { peer, address } = ByHand::of_program(program, answer).await;
    let (ok, said) = network.node.line(&format!("add {peer} {address}")).await;
    assert!(ok, "{said}");
    network.node.line(&format!("dial {peer}")).await;
    network.node.until(|event| matches!(event, Event::Identified { peer: who, .. } if *who == peer)).await;
    (network, peer)
}

/// Stores a value, and returns what it came to once those in doubt were asked.
async fn put(network: &mut Network) -> (Verdict, String) {
    network.node.type_line("put k value").await;
    let started = |event: &Event| matches!(event, Event::QueryStarted { cause: Cause::Command(_), .. });
    let Event::QueryStarted { query, .. } = network.node.until(started).await else { unreachable!() };
    let ended = |event: &Event| matches!(event, Event::QueryFinished { query: ended, .. } if *ended == query);
    let Event::QueryFinished { outcome, .. } = network.node.until(ended).await else { unreachable!() };
    if !outcome.in_doubt.is_empty() {
        network.node.until(|event| matches!(event, Event::StoreChecked { .. })).await;
    }
    let query = network.node.state.queries.get(query).expect("it is kept");
    (Verdict::clone(query.verdict.as_ref().expect("it has one")), query.said(Language::English).expect("it has one"))
}

/// An acknowledgement, as all programs send it: the record itself.
fn acknowledged() -> Vec<u8> {
    message(PUT_VALUE, &[field(KEY, b"k".to_vec()), field(RECORD, record(b"k", b"value"))])
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gave_no_acknowledgement_is_asked_what_it_keeps() {
    let closes = || Some(Vec::new());
    let mut said = Vec::new();
    for (program, when_put, keeps, held, is_hollow) in [
        ("mute/1", closes(), Some("value"), Holdings { same: 1, ..Holdings::default() }, false),
        ("py-libp2p/1", closes(), Some("older"), Holdings { other: 1, ..Holdings::default() }, false),
        ("kubo/1", closes(), None, Holdings { nothing: 1, ..Holdings::default() }, false),
        ("js-libp2p/1", Some(acknowledged()), None, Holdings::default(), true),
        ("js-libp2p/1", Some(acknowledged()), Some("value"), Holdings::default(), false),
        ("rust-libp2p/1", Some(acknowledged()), None, Holdings::default(), false), // an acknowledgement is one
    ] {
        let (mut network, _) = with_one(program, when_put, keeps).await;
        let (verdict, sentence) = put(&mut network).await;
        let End::Stored(stored) = &verdict.end else { panic!("{sentence}") };
        assert_eq!((stored.rest.closed, stored.rest.hollow > 0), (held, is_hollow), "{program}: {sentence}");
        assert_eq!(stored.stored, HONEST + usize::from(held == Holdings::default()), "{sentence}");
        assert!(verdict.ok && is_clean(&sentence), "{sentence}");
        said.push(format!("{program}: {sentence}"));
    }
    insta::assert_snapshot!("in_doubt", said.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_no_refusal() {
    let (mut network, _) = with_one("mute/1", None, None).await;
    let (verdict, sentence) = put(&mut network).await;
    let End::Stored(stored) = &verdict.end else { panic!("{sentence}") };
    assert_eq!((stored.rest.closed, stored.rest.failures.count), (Holdings::default(), 1));
    assert_eq!(sentence, "put k: acknowledged by 3 of 4 peers asked, 1 failed (timed out)");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_were_asked_refused_it_and_that_is_known() {
    let answer = |kind, _| match kind {
        PUT_VALUE => Answer::Bytes(Vec::new()),
        _ => Answer::Bytes(message(kind, &[])),
    };
    let mut network = Network::start(1, |_| Fate::Alive, |_| {}).await;
    for _ in 0..2 {
        let ByHand { peer, address } = ByHand::start(answer).await;
        network.node.line(&format!("add {peer} {address}")).await;
    }
    let (verdict, sentence) = put(&mut network).await;
    assert_eq!(verdict.code(), Code::Refused, "{sentence}");
    assert_eq!(
        sentence,
        "put k: acknowledged by 0 of 2 peers asked, 2 did not take it: they have it not when asked: kept here only. Other programs keep only \
         keys they can check, such as /pk/… and /ipns/…"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_of_a_key_that_js_drops_is_warned_of() {
    let (mut network, _) = with_one("js-libp2p/3.3.0 node/24", Some(acknowledged()), None).await;
    let (ok, said) = network.node.line("provide k").await;
    assert!(ok);
    assert_eq!(
        said,
        "provide k: told 4 peers that we have it (the protocol has no acknowledgement). 1 of them, js-libp2p, drops it: the \
         key is no multihash, as those of CIDs and of hash:TEXT are"
    );
    let (_, said) = network.node.line("provide hash:k").await;
    assert!(said.ends_with("that we have it (the protocol has no acknowledgement)"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_peer_at_an_address_is_named() {
    let other = Watched::lonely(|_| {}).await;
    let mut node = Watched::lonely(|_| {}).await;
    let there = other.state.session.peer;
    let wrong = other.address().to_string().replace(&there.to_string(), ID);
    let (why, said) = dial(&mut node, &wrong).await;
    assert_eq!(
        (why, said),
        (Failure::WrongIdentity(there), format!("could not connect: another peer answers there: {there}"),)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_store_says_which_limit_and_how_to_raise_it() {
    let mut node = Watched::lonely(|config| config.max_records = 2).await;
    for line in ["put a 1", "put b 2", "provide a", "provide b"] {
        node.line(line).await;
    }
    for (line, said) in [
        (
            "put c 3",
            "put c: this node's store is full: it keeps 2 values at most. Nothing was sent. `remove` one, or start with a \
             larger --max-records",
        ),
        (
            "provide c",
            "provide c: this node's store is full: it keeps providers of 2 keys at most, its own and others'. Nothing was sent. \
             Start with a larger --max-records",
        ),
    ] {
        assert_eq!(refusal(&mut node, line).await, (Code::Refused, said.to_owned()));
    }
    node.line("remove a").await;
    let (_, said) = node.line("put c 3").await;
    assert!(said.starts_with("put c: kept here only"), "{said}");
}

/// Types a line that is refused; returns the code and the sentence.
async fn refusal(node: &mut Watched, line: &str) -> (Code, String) {
    node.type_line(line).await;
    let ended = node.until(|event| matches!(event, Event::CommandFinished { .. })).await;
    let Event::CommandFinished { answer, .. } = ended else { unreachable!() };
    (answer.code(), Language::English.answer(&answer))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_too_long_is_told_as_such() {
    let mut node = Watched::lonely(|_| {}).await;
    let said = |bytes| {
        format!(
            "the key is too long: {bytes} bytes, and peers read messages of 16384 at most. Nothing was sent: use a shorter \
             key, or its hash (hash:TEXT)"
        )
    };
    let key = "k".repeat(20_000);
    for line in [format!("get {key}"), format!("put {key} 1"), format!("provide {key}"), format!("providers {key}")] {
        assert_eq!(refusal(&mut node, &line).await, (Code::Refused, said(20_000)));
    }
    // what a PUT_VALUE holds twice
    assert_eq!(refusal(&mut node, &format!("put {} 1", &key[..9_000])).await, (Code::Refused, said(9_000)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_warning_is_a_sentence_for_people() {
    for warning in Warning::samples() {
        let said = Language::English.warning(&warning);
        assert!(is_clean(&said) && !said.is_empty(), "{said}");
    }
    for failure in Failure::samples() {
        let said = Language::English.failure(&failure);
        assert!(is_clean(&said) && !said.is_empty(), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_counts_is_who_keeps_it() {
    let answers = |when_put: Vec<u8>, keeps: bool| {
        move |kind, _| match kind {
            PUT_VALUE => Answer::Bytes(when_put.clone()),
            GET_VALUE if keeps => Answer::Bytes(message(GET_VALUE, &[field(RECORD, record(b"k", b"value"))])),
            _ => Answer::Bytes(message(kind, &[])),
        }
    };
    for (program, when_put, keeps, code, sentence) in [
        (
            "js-libp2p/1",
            acknowledged(),
            false,
            Code::Refused,
            "put k: acknowledged by 1 of 1 peer asked, 1 of these has it not when asked: kept here only. Other programs keep \
             only keys they can check, such as /pk/… and /ipns/…",
        ),
        (
            "py-libp2p/1",
            Vec::new(),
            true,
            Code::Ok,
            "put k: acknowledged by 0 of 1 peer asked, 1 has it, though no acknowledgement came",
        ),
    ] {
        let mut network = Network::start(1, |_| Fate::Alive, |_| {}).await;
        let ByHand { peer, address } = ByHand::of_program(program, answers(when_put, keeps)).await;
        network.node.line(&format!("add {peer} {address}")).await;
        network.node.line(&format!("dial {peer}")).await;
        network.node.until(|event| matches!(event, Event::Identified { peer: who, .. } if *who == peer)).await;
        let (verdict, said) = put(&mut network).await;
        assert_eq!((verdict.code(), said.as_str()), (code, sentence));
    }
}

/// js-libp2p lets nobody connect more often than five times a second from one host.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_hung_up_on_at_once_asks_again() {
    let other = Watched::lonely(|_| {}).await;
    let port = other.address().iter().find_map(|part| match part {
        libp2p::multiaddr::Protocol::Tcp(port) => Some(port),
        _ => None,
    });
    let behind = TcpListener::bind("127.0.0.1:0").expect("a port");
    let door = behind.local_addr().expect("its address").port();
    thread::spawn(move || {
        let mut calls = behind.incoming().flatten();
        drop(calls.next()); // the first is hung up on
        let to = TcpStream::connect(("127.0.0.1", port.expect("it listens on TCP"))).expect("it listens");
        let from = calls.next().expect("a second call");
        let (mut there, mut back) = (to.try_clone().expect("open"), from.try_clone().expect("open"));
        thread::spawn(move || std::io::copy(&mut back, &mut there));
        let (mut here, mut far) = (from, to);
        let _ = std::io::copy(&mut far, &mut here);
    });
    let mut node = Watched::lonely(|_| {}).await;
    let address = format!("/ip4/127.0.0.1/tcp/{door}/p2p/{}", other.state.session.peer);
    let (ok, said) = node.line(&format!("ping {address}")).await;
    assert!(ok && said.contains("round trips"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_store_of_another_is_told_by_what_it_keeps() {
    let mut network = Network::start(3, |_| Fate::Alive, |config| config.max_records = 1).await;
    network.node.line("put first 1").await;
    network.node.line("remove first").await;
    let (verdict, said) = put(&mut network).await;
    assert_eq!(verdict.code(), Code::Refused, "{said}");
    assert!(
        said.starts_with("put k: acknowledged by 0 of 2 peers asked, 2 did not take it: they have it not when asked")
    );
}
