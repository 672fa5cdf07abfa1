//! The DHT's messages as they are on the wire, for who asks without kad (libp2p kad-dht specification; rust-libp2p adds to a
//! record its publisher and its ttl).

use std::{io, time::Duration};

use futures::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use libp2p::{StreamProtocol, request_response};
use prost::Message as _;

use crate::{
    dht::{Key, Multiaddr, PeerId, RpcKind, without_peer},
    node::{discovery::MAX_ADDRESSES, message_size::MAX_READ},
};

/// A request: which, and about which key.
#[derive(Clone, Debug)]
pub(in crate::node) struct Request {
    pub(in crate::node) kind: RpcKind,
    pub(in crate::node) key: Key,
}

/// What a peer answers.
#[derive(Clone, PartialEq, Debug, Default)]
pub(in crate::node) struct Answer {
    /// The value, and how long it lives yet, where that is told.
    pub(in crate::node) value: Option<(Vec<u8>, Option<Duration>)>,
    /// The key of that value.
    pub(in crate::node) key: Vec<u8>,
    pub(in crate::node) closer: Vec<Named>,
    pub(in crate::node) providers: Vec<Named>,
}

/// A peer that an answer names, with its addresses.
pub(in crate::node) type Named = (PeerId, Vec<Multiaddr>);

#[derive(Clone, PartialEq, prost::Message)]
struct Message {
    #[prost(int32, tag = "1")]
    kind: i32,
    #[prost(bytes = "vec", tag = "2")]
    key: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    record: Option<Record>,
    #[prost(message, repeated, tag = "8")]
    closer: Vec<Peer>,
    #[prost(message, repeated, tag = "9")]
    providers: Vec<Peer>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Record {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
    #[prost(uint32, tag = "777")]
    ttl: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
struct Peer {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(bytes = "vec", repeated, tag = "2")]
    addresses: Vec<Vec<u8>>,
}

/// Returns a message's number.
fn number(kind: RpcKind) -> i32 {
    match kind {
        RpcKind::PutValue => 0,
        RpcKind::GetValue => 1,
        RpcKind::AddProvider => 2,
        RpcKind::GetProviders => 3,
        RpcKind::FindNode => 4,
    }
}

fn written(request: &Request) -> Vec<u8> {
    let message = Message { kind: number(request.kind), key: request.key.bytes().to_vec(), ..Message::default() };
    message.encode_length_delimited_to_vec()
}

/// Closer peers that are read of one answer: honest ones name k, which is 20.
const MAX_CLOSER: usize = 100;
/// Providers that are read of one answer.
const MAX_PROVIDERS: usize = 3_000;

/// Understands an answer; peers whose ids are none are left out, as are addresses that are none.
fn read(bytes: &[u8]) -> io::Result<Answer> {
    let message = Message::decode(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    let key = message.record.as_ref().map(|record| record.key.clone()).unwrap_or_default();
    let value = message.record.map(|Record { value, ttl, .. }| {
        (value, (ttl > 0).then(|| Duration::from_secs(ttl.into()))) // 0: for ever, or not told
    });
    Ok(Answer {
        value,
        key,
        closer: named(message.closer, MAX_CLOSER),
        providers: named(message.providers, MAX_PROVIDERS),
    })
}

fn named(peers: Vec<Peer>, most: usize) -> Vec<Named> {
    let address =
        |bytes: Vec<u8>| Multiaddr::try_from(bytes).map(without_peer).ok().filter(|address| !address.is_empty());
    let one = |peer: Peer| {
        let id = PeerId::from_bytes(&peer.id).ok()?;
        Some((id, peer.addresses.into_iter().filter_map(address).take(MAX_ADDRESSES).collect()))
    };
    peers.into_iter().filter_map(one).take(most).collect()
}

/// Writes requests, and reads answers of at most 1 MiB.
#[derive(Clone, Debug, Default)]
pub(in crate::node) struct Codec;

impl request_response::Codec for Codec {
    type Protocol = StreamProtocol;
    type Request = Request;
    type Response = Answer;

    async fn read_request<T>(&mut self, _: &StreamProtocol, _: &mut T) -> io::Result<Request>
    where
        T: AsyncRead + Unpin + Send,
    {
        Err(io::ErrorKind::Unsupported.into()) // nobody is answered
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Answer>
    where
        T: AsyncRead + Unpin + Send,
    {
        let mut bytes = vec![0; length(io).await?];
        io.read_exact(&mut bytes).await?;
        read(&bytes)
    }

    async fn write_request<T>(&mut self, _: &StreamProtocol, io: &mut T, request: Request) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&written(&request)).await?;
        io.close().await
    }

    async fn write_response<T>(&mut self, _: &StreamProtocol, _: &mut T, _: Answer) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        Err(io::ErrorKind::Unsupported.into()) // nobody is answered
    }
}

/// Reads how many bytes a message has.
async fn length(io: &mut (impl AsyncRead + Unpin)) -> io::Result<usize> {
    let (mut length, mut byte) = (0_usize, [0_u8]);
    for place in 0..3 {
        io.read_exact(&mut byte).await?;
        length |= usize::from(byte[0] & 0x7f) << (7 * place);
        if byte[0] < 0x80 && length <= MAX_READ {
            return Ok(length);
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, TooLong))
}

/// An answer is longer than any that is read.
#[derive(Debug, thiserror::Error)]
#[error("{}", crate::words::Language::English.failure(&crate::dht::Failure::WrongMessage))]
struct TooLong;

#[cfg(test)]
mod tests {
    use futures::{executor::block_on, io::Cursor};
    use libp2p::request_response::Codec as _;

    use super::*;

    fn protocol() -> StreamProtocol {
        StreamProtocol::new(crate::dht::PROTOCOL)
    }

    fn understood(bytes: &[u8]) -> io::Result<Answer> {
        block_on(Codec.read_response(&protocol(), &mut Cursor::new(bytes)))
    }

    #[test]
    fn a_request_is_written_as_the_specification_says() {
        let request = Request { kind: RpcKind::FindNode, key: Key::new("key") };
        let mut out = Vec::new();
        block_on(Codec.write_request(&protocol(), &mut out, request)).expect("into memory");
        assert_eq!(out, b"\x07\x08\x04\x12\x03key");
    }

    #[test]
    fn an_answer_is_read_with_what_is_no_peer_left_out() {
        let peer = PeerId::random();
        let at: Multiaddr = "/ip4/10.0.0.1/tcp/4001".parse().expect("a multiaddr");
        let closer = vec![
            Peer { id: peer.to_bytes(), addresses: vec![at.to_vec(), vec![0xff; 9]] },
            Peer { id: vec![7; 9], addresses: Vec::new() },
        ];
        let record = Record { key: b"a".to_vec(), value: b"b".to_vec(), ttl: 90 };
        let message = Message { kind: 1, record: Some(record), closer, ..Message::default() };
        let answer = understood(&message.encode_length_delimited_to_vec()).expect("an answer");
        assert_eq!(answer.closer, [(peer, vec![at])]);
        assert_eq!(answer.value, Some((b"b".to_vec(), Some(Duration::from_secs(90)))));
    }

    #[test]
    fn what_is_no_answer_fails() {
        for bytes in [&b""[..], b"\x05\x08", b"\x02\xff\xff", b"\xff\xff\xff\xff\x7f", b"\x81\x80\x40"] {
            assert!(understood(bytes).is_err(), "{bytes:?}");
        }
    }
}
