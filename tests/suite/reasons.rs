//! The true reason, in words: what is said of addresses that lead nowhere, of strangers that answer there, and of ourselves.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use kadscope::{
    dht::{Answer, Event, Failure, Warning, Way},
    words::Language,
};
use libp2p::identity::Keypair;

use crate::common::Watched;

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
    let Event::CommandFinished { answer: Answer::NotConnected(failure), .. } = &ended else { panic!("{ended:?}") };
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
    let me = node.state.session.peer;
    let own = node.address();
    let own_port = own.to_string().replace(&format!("/p2p/{me}"), "");
    let mut said = Vec::new();
    for (address, failure) in [
        (format!("/ip4/127.0.0.1/tcp/{refused}"), Failure::Refused),
        (format!("/dns4/localhost/tcp/{refused}"), Failure::Refused),
        (format!("/ip4/127.0.0.1/tcp/{closing}"), Failure::ClosedThere),
        (format!("/ip4/127.0.0.1/tcp/{garbage}"), Failure::NotLibp2p),
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
