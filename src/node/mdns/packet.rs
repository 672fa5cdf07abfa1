//! What a message on mDNS's port says of libp2p. TXT records are read wherever they stand: the specification wants them among
//! the additional records, js-libp2p puts them into the answers.

use std::{collections::BTreeMap, time::Duration};

use hickory_proto::{
    op::{Message, MessageType},
    rr::{Name, RData, Record},
};

use crate::dht::{Multiaddr, PeerId, Unusable, peer_of, without_peer};

/// What libp2p programs ask for.
const SERVICE: &str = "_p2p._udp.local.";
/// What stands before an address in a TXT record.
const ADDRESS: &[u8] = b"dnsaddr=";

/// What a message says of libp2p.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Packet {
    /// Somebody asks who is around.
    Question,
    /// These answer.
    Answer(Vec<Named>),
    /// It is of no use.
    Ignored(Unusable),
}

/// A peer that an answer names.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Named {
    pub(super) peer: PeerId,
    /// Without its id.
    pub(super) addresses: Vec<Multiaddr>,
    /// How long the answer is good; nothing is a goodbye.
    pub(super) ttl: Duration,
}

/// Returns what a message says of libp2p, if it says anything.
pub(super) fn read(bytes: &[u8]) -> Option<Packet> {
    let Ok(message) = Message::from_vec(bytes) else {
        return is_about_libp2p(bytes).then_some(Packet::Ignored(Unusable::Garbled));
    };
    let service = Name::from_ascii(SERVICE).ok()?;
    if message.metadata.message_type == MessageType::Query {
        return message.queries.iter().any(|query| *query.name() == service).then_some(Packet::Question);
    }
    let records = || message.answers.iter().chain(&message.additionals);
    let texts = || records().flat_map(addresses);
    let named = named(texts());
    match (named.is_empty(), texts().next(), records().any(|record| record.name == service)) {
        (false, ..) => Some(Packet::Answer(named)),
        (true, Some(_), _) => Some(Packet::Ignored(Unusable::NoPeer)),
        (true, None, true) => Some(Packet::Ignored(Unusable::NoTxt)),
        (true, None, false) => None,
    }
}

/// Returns the peers of these addresses, each once.
fn named<'a>(texts: impl Iterator<Item = (&'a [u8], u32)>) -> Vec<Named> {
    let mut peers: BTreeMap<PeerId, Named> = BTreeMap::new();
    for (text, ttl) in texts {
        let Some((peer, address)) = address(text) else { continue };
        let ttl = Duration::from_secs(ttl.into());
        let named = peers.entry(peer).or_insert(Named { peer, addresses: Vec::new(), ttl });
        named.addresses.push(address);
        named.ttl = named.ttl.max(ttl);
    }
    peers.into_values().collect()
}

/// Returns the addresses of a TXT record, as they are written, with how many seconds it is good.
fn addresses(record: &Record) -> Vec<(&[u8], u32)> {
    let RData::TXT(text) = &record.data else { return Vec::new() };
    text.txt_data.iter().filter_map(|text| text.strip_prefix(ADDRESS)).map(|text| (text, record.ttl)).collect()
}

fn address(text: &[u8]) -> Option<(PeerId, Multiaddr)> {
    let address: Multiaddr = std::str::from_utf8(text).ok()?.parse().ok()?;
    Some((peer_of(&address)?, without_peer(address)))
}

/// Returns whether bytes that are no message were meant to be one about libp2p: the port is everybody's.
fn is_about_libp2p(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|part| part == b"_p2p")
}

#[cfg(test)]
mod tests {
    use hickory_proto::{
        op::{OpCode, Query},
        rr::{
            RecordType,
            rdata::{PTR, TXT},
        },
    };

    use super::*;

    const PEER: &str = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";

    fn name(name: &str) -> Name {
        Name::from_ascii(name).expect("a name")
    }

    fn pointer() -> Record {
        Record::from_rdata(name(SERVICE), 120, RData::PTR(PTR(name("label._p2p._udp.local."))))
    }

    fn text(texts: &[String], ttl: u32) -> Record {
        Record::from_rdata(name("label._p2p._udp.local."), ttl, RData::TXT(TXT::new(texts.to_vec())))
    }

    fn answer(answers: &[Record], additionals: &[Record]) -> Option<Packet> {
        let mut message = Message::new(0, MessageType::Response, OpCode::Query);
        message.answers = answers.to_vec();
        message.additionals = additionals.to_vec();
        read(&message.to_vec().expect("a message"))
    }

    fn at(address: &str) -> String {
        format!("dnsaddr={address}/p2p/{PEER}")
    }

    #[test]
    fn peers_are_read_from_the_answers_and_from_the_additional_records() {
        let texts = [at("/ip4/10.0.0.2/tcp/4001"), at("/ip4/10.0.0.2/udp/4001/quic-v1"), "other=1".to_owned()];
        let named = Named {
            peer: PEER.parse().expect("an id"),
            addresses: vec![
                "/ip4/10.0.0.2/tcp/4001".parse().expect("a multiaddr"),
                "/ip4/10.0.0.2/udp/4001/quic-v1".parse().expect("a multiaddr"),
            ],
            ttl: Duration::from_secs(360),
        };
        let named = Some(Packet::Answer(vec![named]));
        assert_eq!(answer(&[pointer(), text(&texts, 360)], &[]), named);
        assert_eq!(answer(&[pointer()], &[text(&texts, 360)]), named);
        assert_eq!(answer(&[pointer()], &[text(&texts[..1], 120), text(&texts[1..], 360)]), named);
    }

    #[test]
    fn an_answer_of_no_use_has_its_reason() {
        let ignored = |reason| Some(Packet::Ignored(reason));
        assert_eq!(answer(&[pointer()], &[]), ignored(Unusable::NoTxt));
        assert_eq!(answer(&[pointer()], &[text(&["id=7".to_owned()], 120)]), ignored(Unusable::NoTxt));
        let nobody = ["dnsaddr=/ip4/10.0.0.2/tcp/4001".to_owned(), "dnsaddr=nonsense".to_owned()];
        assert_eq!(answer(&[pointer()], &[text(&nobody, 120)]), ignored(Unusable::NoPeer));
        assert_eq!(read(b"\x00\x00\x84\x00\xff\xff_p2p"), ignored(Unusable::Garbled));
    }

    #[test]
    fn what_is_not_about_libp2p_says_nothing() {
        let printer = Record::from_rdata(name("_ipp._tcp.local."), 120, RData::PTR(PTR(name("p._ipp._tcp.local."))));
        assert_eq!(answer(&[printer], &[]), None);
        assert_eq!(read(b"anything at all"), None);
        assert_eq!(read(b""), None);
    }

    #[test]
    fn questions_are_those_for_the_service() {
        let ask = |service: &str| {
            let mut message = Message::new(0, MessageType::Query, OpCode::Query);
            message.queries = vec![Query::query(name(service), RecordType::PTR)];
            read(&message.to_vec().expect("a message"))
        };
        assert_eq!(ask(SERVICE), Some(Packet::Question));
        assert_eq!(ask("_P2P._udp.LOCAL."), Some(Packet::Question));
        assert_eq!(ask("_ipp._tcp.local."), None);
    }
}
