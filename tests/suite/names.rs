//! Names as people have them: every CID and every peer id, in every base, reads back to the same bytes; what people type as
//! a key does not become one by accident.

use cid::{CidGeneric, multibase::Base, multihash::Multihash};
use kadscope::{
    command::{Command, DialTarget, Meaning, NameMatch, NodeCommand, meaning, parse},
    dht::{
        Cause, Event, Key, Kind, Outcome, PeerId, QueryId, SessionInfo, Timestamp, Via,
        name::{Name, spoken},
        tail,
    },
    state::State,
    words::Language,
};
use libp2p::identity::Keypair;
use proptest::{collection::vec, prelude::*, sample::select};

type Cid = CidGeneric<128>;

const HELLO_V0: &str = "QmRN6wdp1S2A5EtjW9A3M1vKSBuQQGcgvuhoMUoEz4iiT5";
const HELLO_V1: &str = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
const PEER: &str = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";

/// All bases that a line can hold as a word.
const BASES: [Base; 23] = [
    Base::Base2,
    Base::Base8,
    Base::Base10,
    Base::Base16Lower,
    Base::Base16Upper,
    Base::Base32Lower,
    Base::Base32Upper,
    Base::Base32PadLower,
    Base::Base32PadUpper,
    Base::Base32HexLower,
    Base::Base32HexUpper,
    Base::Base32HexPadLower,
    Base::Base32HexPadUpper,
    Base::Base32Z,
    Base::Base36Lower,
    Base::Base36Upper,
    Base::Base58Flickr,
    Base::Base58Btc,
    Base::Base64,
    Base::Base64Pad,
    Base::Base64Url,
    Base::Base64UrlPad,
    Base::Base256Emoji,
];

fn nobody(_: &str) -> NameMatch {
    NameMatch::None
}

fn key(line: &str) -> Key {
    match parse(line, &nobody) {
        Ok(Command::Node(
            NodeCommand::Get { key }
            | NodeCommand::Put { key, .. }
            | NodeCommand::Provide { key }
            | NodeCommand::Providers { key }
            | NodeCommand::Closest { key }
            | NodeCommand::Remove { key }
            | NodeCommand::Unprovide { key },
        )) => key,
        other => panic!("{line}: {other:?}"),
    }
}

fn forgotten(word: &str) -> PeerId {
    match parse(&format!("forget {word}"), &nobody) {
        Ok(Command::Node(NodeCommand::Forget { peer })) => peer,
        other => panic!("{word}: {other:?}"),
    }
}

fn said(line: &str) -> Option<String> {
    meaning(line, &nobody).map(|meaning| Language::English.meaning(&meaning))
}

#[test]
fn a_cid_is_its_multihash_where_providers_are_meant() {
    for cid in [HELLO_V0, HELLO_V1] {
        for word in [
            cid.to_owned(),
            format!("/ipfs/{cid}"),
            format!("/ipfs/{cid}/docs/index.html"),
            format!("ipfs://{cid}"),
            format!("ipfs://{cid}/docs?a=b#c"),
        ] {
            for command in ["provide", "providers", "unprovide", "closest"] {
                assert_eq!(key(&format!("{command} {word}")), Key::hash_of("hello"), "{command} {word}");
                let quoted = key(&format!("{command} \"{word}\""));
                assert_eq!(quoted, Key::new(word.as_str()), "quotes make it a text");
            }
            for line in [format!("get {word}"), format!("put {word} x"), format!("remove {word}")] {
                assert_eq!(key(&line), Key::new(word.as_str()), "{line}");
                assert_eq!(meaning(&line, &nobody), Some(Meaning::TextOfCid), "{line}");
            }
        }
    }
}

#[test]
fn the_record_of_a_name_is_its_prefix_and_the_ids_bytes() {
    let peer: PeerId = PEER.parse().expect("a peer id");
    for (prefix, words) in [
        ("/ipns/", vec![format!("/ipns/{PEER}"), format!("ipns://{PEER}"), format!("/ipns/{}/a/b", base36(&peer))]),
        ("/pk/", vec![format!("/pk/{PEER}"), format!("/pk/{}", base36(&peer))]),
    ] {
        let expected = Key::new([prefix.as_bytes(), &peer.to_bytes()].concat());
        for word in words {
            for command in ["get", "remove", "providers", "closest"] {
                assert_eq!(key(&format!("{command} {word}")), expected, "{command} {word}");
            }
            assert_eq!(key(&format!("put {word} x")), expected);
        }
        assert_eq!(key(&format!("get {}", spoken(&expected))), expected, "what is shown can be typed");
    }
    assert_eq!(key("get /ipns/docs.ipfs.tech"), Key::new("/ipns/docs.ipfs.tech"), "a domain is no peer");
}

#[test]
fn what_a_word_was_understood_as_is_said_while_it_is_typed() {
    let digest = "sha2-256 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    for (line, expected) in [
        (format!("providers {HELLO_V1}"), Some(format!("CID → {digest}"))),
        (format!("providers {HELLO_V0}"), Some(format!("CID or peer → {digest}"))),
        ("providers hash:hello".to_owned(), Some(digest.to_owned())),
        (format!("closest {PEER}"), Some(format!("peer {PEER}"))),
        (format!("forget /ip4/1.2.3.4/tcp/1/p2p/{PEER}"), Some(format!("peer {PEER}"))),
        (format!("get /ipns/{PEER}"), Some(format!("IPNS record of peer {PEER}"))),
        (format!("put /pk/{PEER}"), Some(format!("public key of peer {PEER}"))),
        (format!("put {HELLO_V1}"), Some("taken as text: no record lives under a CID; provide, providers".to_owned())),
        (format!("providers \"{HELLO_V1}\""), None),
        ("get greeting".to_owned(), None),
        ("providers".to_owned(), None),
        ("frobnicate".to_owned(), None),
    ] {
        assert_eq!(said(&line), expected, "{line}");
    }
}

#[test]
fn what_looks_like_a_name_and_is_none_is_said_to_be_a_text() {
    for word in [
        "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yez0",
        "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4",
        "QmRN6wdp1S2A5EtjW9A3M1vKSBuQQGcgvuhoMUoEz4iiT0",
        "/ipfs/foo",
        "/ipns/docs.ipfs.tech",
        "https://ipfs.io/ipfs/QmRN6wdp1S2A5EtjW9A3M1vKSBuQQGcgvuhoMUoEz4iiT5",
        "dweb:/ipfs/QmRN6wdp1S2A5EtjW9A3M1vKSBuQQGcgvuhoMUoEz4iiT5",
        "/ip4/1.2.3.4/tcp/4001",
        "n99",
    ] {
        for command in ["provide", "providers", "closest"] {
            let line = format!("{command} {word}");
            assert_eq!(meaning(&line, &nobody), Some(Meaning::NearlyName), "{line}");
            assert_eq!(meaning(&format!("{command} \"{word}\""), &nobody), None, "in quotes a text is meant");
        }
    }
    for word in ["greeting", "/x/a", "Qm", "n", "bafy", "httpd", "k51"] {
        assert!(meaning(&format!("provide {word}"), &nobody).is_none(), "{word}");
    }
}

#[test]
fn a_scheme_is_read_in_either_case_and_an_address_ends_in_any_form_of_an_id() {
    assert_eq!(key(&format!("provide IPFS://{HELLO_V0}/a/b")), key(&format!("provide {HELLO_V0}")));
    let peer: PeerId = PEER.parse().expect("an id");
    for id in [base36(&peer), in_base(&peer, Base::Base32Lower)] {
        let line = format!("forget /ip4/127.0.0.1/tcp/4001/p2p/{id}");
        assert_eq!(parse(&line, &nobody), Ok(Command::Node(NodeCommand::Forget { peer })), "{line}");
    }
}

#[test]
fn an_address_that_names_nobody_is_no_peer() {
    assert!(parse("forget /ip4/1.2.3.4/tcp/1", &nobody).is_err());
    let address = "/ip4/1.2.3.4/tcp/1";
    let dial = |line: &str| match parse(line, &nobody) {
        Ok(Command::Node(NodeCommand::Dial(target))) => target,
        other => panic!("{line}: {other:?}"),
    };
    assert_eq!(dial(&format!("dial {address}")), DialTarget::Address(address.parse().expect("an address")));
    let peer: PeerId = PEER.parse().expect("a peer id");
    for word in [PEER.to_owned(), format!("/p2p/{PEER}"), base36(&peer)] {
        assert_eq!(dial(&format!("dial {word}")), DialTarget::Peer(peer), "{word}");
    }
}

#[test]
fn what_people_type_as_a_key_stays_a_text() {
    for word in [
        "",
        "a",
        "f",
        "b",
        "k",
        "z",
        "Q",
        "Qm",
        "bafk",
        "greeting",
        "baffled",
        "bafflement",
        "kadscope",
        "922347776",
        "91234567890123456789",
        "0155",
        "f0155",
        "f00d",
        "facade",
        "deadbeef",
        "F00D",
        "71234567",
        "0101010101010101",
        "user:42",
        "/t/a",
        "/ipfs/",
        "/ipfs/greeting",
        "ipfs://",
        "/ipns/",
        "/ipns/greeting",
        "/pk/x",
        "/p2p/",
        "zebra",
        "mail@example.org",
        "550e8400-e29b-41d4-a716-446655440000",
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "d41d8cd98f00b204e9800998ecf8427e",
        "f1c1c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "🚀",
        "🚀🪐",
        "grün",
        "键",
    ] {
        assert_eq!(Name::of(word), None, "{word}");
    }
}

/// Returns what a query for the place of a key is called, with these peers known.
fn called(key: Key, known: &[PeerId]) -> String {
    let mut state = State::new(SessionInfo::of(PeerId::random()));
    for peer in known {
        let event = Event::PeerDiscovered { peer: *peer, via: Via::Dial, addresses: Vec::new() };
        state.apply(&event, Timestamp(1));
    }
    let query = QueryId(1);
    let (kind, cause) = (Kind::Closest, Cause::Command(1));
    state.apply(&Event::QueryStarted { query, kind, key, cause, known: Vec::new() }, Timestamp(2));
    state.queries.get(query).expect("it has just started").target()
}

#[test]
fn what_is_looked_for_is_called_what_it_is_known_as() {
    let hello = Key::hash_of("hello");
    let looks_so: PeerId = HELLO_V0.parse().expect("a peer id");
    assert!(called(hello.clone(), &[]).starts_with("sha2-256 2cf24d"));
    assert_eq!(called(hello, &[looks_so]), format!("peer {}", tail(&looks_so)));
    let peer: PeerId = PEER.parse().expect("a peer id");
    assert_eq!(called(Key::new(peer.to_bytes()), &[]), format!("peer {}", tail(&peer)));
    assert_eq!(called(key(&format!("get /ipns/{PEER}")), &[]), format!("/ipns/{}", base36(&peer)));
}

#[test]
fn who_fetches_a_record_under_a_cid_is_told_that_none_lives_there() {
    for (kind, cid, is_told) in [
        (Kind::Get, HELLO_V1, true),
        (Kind::Put, HELLO_V0, true),
        (Kind::Get, "greeting", false),
        (Kind::Providers, HELLO_V1, false),
    ] {
        let mut state = State::new(SessionInfo::of(PeerId::random()));
        let (query, key, cause) = (QueryId(1), Key::new(cid), Cause::Command(1));
        state.apply(&Event::QueryStarted { query, kind, key, cause, known: Vec::new() }, Timestamp(1));
        let [asked, answered, failed] = [0; 3];
        let end = Event::QueryFinished { query, asked, answered, failed, outcome: Outcome::default() };
        state.apply(&end, Timestamp(2));
        let said = state.queries.get(query).and_then(|query| query.said(Language::English)).expect("it has ended");
        assert_eq!(said.contains("No record lives under a CID"), is_told, "{kind:?} {cid}: {said}");
    }
}

fn base36(peer: &PeerId) -> String {
    in_base(peer, Base::Base36Lower)
}

fn in_base(peer: &PeerId, base: Base) -> String {
    let hash = Multihash::<128>::from_bytes(&peer.to_bytes()).expect("a multihash");
    Cid::new_v1(0x72, hash).to_string_of_base(base).expect("any base")
}

fn peers() -> impl Strategy<Value = PeerId> {
    let inline = any::<[u8; 32]>().prop_map(|secret| {
        let key = Keypair::ed25519_from_bytes(secret).expect("any 32 bytes are a key");
        key.public().to_peer_id()
    });
    let hashed = any::<[u8; 32]>().prop_map(|digest| {
        PeerId::from_bytes(&[&[0x12, 0x20], digest.as_slice()].concat()).expect("a sha2-256 multihash")
    });
    prop_oneof![inline, hashed]
}

proptest! {
    #[test]
    fn every_cid_in_every_base_reads_back_to_the_same_bytes(
        digest in vec(any::<u8>(), 20..=64), code in select(vec![0x00_u64, 0x11, 0x12, 0x13, 0x1e, 0xb220]),
        codec in select(vec![0x55_u64, 0x70, 0x71, 0x0129]), base in select(BASES.to_vec()),
        around in select(vec![("", ""), ("/ipfs/", ""), ("/ipfs/", "/a/b"), ("ipfs://", "/x y".trim_end_matches(" y"))]),
    ) {
        let hash = Multihash::<128>::wrap(code, &digest).expect("at most 128 bytes");
        let cid = Cid::new_v1(codec, hash).to_string_of_base(base).expect("any base");
        let word = format!("{}{cid}{}", around.0, around.1);
        prop_assert_eq!(key(&format!("providers {word}")), Key::new(hash.to_bytes()), "{}", word);
        prop_assert_eq!(key(&format!("get {word}")), Key::new(word.as_str()), "{}", word);
    }

    #[test]
    fn a_short_cid_needs_its_prefix(content in vec(any::<u8>(), 0..20)) {
        let hash = Multihash::<128>::wrap(0, &content).expect("at most 128 bytes");
        let cid = Cid::new_v1(0x55, hash);
        for base in BASES {
            let word = cid.to_string_of_base(base).expect("any base");
            prop_assert_eq!(key(&format!("providers /ipfs/{word}")), Key::new(hash.to_bytes()), "{}", word);
        }
        prop_assert_eq!(key(&format!("providers {cid}")), Key::new(hash.to_bytes()), "as it is usually written");
    }

    #[test]
    fn every_peer_id_in_every_form_is_the_same_peer(peer in peers(), base in select(BASES.to_vec())) {
        let cid = in_base(&peer, base);
        for word in [
            peer.to_string(), cid.clone(), format!("/p2p/{peer}"), format!("/ip4/1.2.3.4/udp/4001/quic-v1/p2p/{peer}"),
        ] {
            prop_assert_eq!(forgotten(&word), peer, "{}", word);
            prop_assert_eq!(key(&format!("closest {word}")), Key::new(peer.to_bytes()), "{}", word);
        }
        let record = Key::new([b"/ipns/".as_slice(), &peer.to_bytes()].concat());
        prop_assert_eq!(key(&format!("get /ipns/{cid}")), record, "{}", cid);
    }

    #[test]
    fn no_word_is_a_name_by_accident(word in prop_oneof![
        "[a-z]{1,40}", "[A-Z]{1,40}", "[0-9]{1,40}", "[0-9a-f]{1,64}", "[0-9A-F]{1,64}", "[a-zA-Z0-9_-]{1,40}",
        "(baf|bag|k5|k2|z|f01|F01|m|u|Qm)[a-z0-9]{0,60}", "/[a-z]{1,8}/[a-zA-Z0-9]{1,50}",
    ]) {
        prop_assert_eq!(Name::of(&word), None, "{}", word);
    }
}
