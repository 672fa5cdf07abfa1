//! A peer that speaks Kademlia by hand: whatever bytes a test makes, over real streams.

use std::{io, sync::Arc};

use futures::{AsyncReadExt as _, AsyncWriteExt as _, StreamExt as _};
use kadscope::dht::{Multiaddr, PROTOCOL, PeerId};
use libp2p::{
    Stream, StreamProtocol, Swarm, SwarmBuilder, Transport as _,
    core::{transport::MemoryTransport, upgrade::Version},
    identify,
    identity::Keypair,
    noise,
    swarm::{NetworkBehaviour, SwarmEvent, behaviour::toggle::Toggle},
    yamux,
};

use super::settled::somebody;

/// The kinds of messages, by their numbers on the wire.
pub(crate) const PUT_VALUE: u8 = 0;
pub(crate) const GET_VALUE: u8 = 1;
pub(crate) const ADD_PROVIDER: u8 = 2;
pub(crate) const GET_PROVIDERS: u8 = 3;
pub(crate) const FIND_NODE: u8 = 4;
pub(crate) const PING: u8 = 5;

/// The fields of a message, by their numbers on the wire.
pub(crate) const KEY: u8 = 2;
pub(crate) const RECORD: u8 = 3;
pub(crate) const CLOSER: u8 = 8;
pub(crate) const PROVIDERS: u8 = 9;

/// What the peer does once it was asked.
pub(crate) enum Answer {
    /// It sends these bytes, and closes the stream.
    Bytes(Vec<u8>),
    /// It sends these bytes, and then nothing more; the stream stays open.
    Unfinished(Vec<u8>),
    /// It sends this byte for ever.
    Endless(u8),
}

/// The peer.
pub(crate) struct ByHand {
    pub(crate) peer: PeerId,
    pub(crate) address: Multiaddr,
}

impl ByHand {
    /// Starts a peer that answers whoever asks it; `answer` takes the kind of the request, and the peer's own id.
    pub(crate) async fn start(answer: impl Fn(u8, PeerId) -> Answer + Send + Sync + 'static) -> Self {
        Self::saying(None, answer).await
    }

    /// Starts one that says by identify which program it is.
    pub(crate) async fn of_program(agent: &str, answer: impl Fn(u8, PeerId) -> Answer + Send + Sync + 'static) -> Self {
        Self::saying(Some(agent), answer).await
    }

    async fn saying(agent: Option<&str>, answer: impl Fn(u8, PeerId) -> Answer + Send + Sync + 'static) -> Self {
        let (identity, peer, address) = somebody();
        let mut swarm = swarm(identity, agent);
        swarm.listen_on(address.clone()).expect("a free memory port");
        let listens = |event: &SwarmEvent<_>| matches!(event, SwarmEvent::NewListenAddr { .. });
        while !listens(&swarm.select_next_some().await) {}
        let mut asked = swarm.behaviour().streams.new_control().accept(protocol()).expect("nobody else speaks it");
        tokio::spawn(async move { while swarm.next().await.is_some() {} });
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Some((_, stream)) = asked.next().await {
                let answer = Arc::clone(&answer);
                tokio::spawn(async move { reply(stream, |kind| answer(kind, peer)).await });
            }
        });
        Self { peer, address }
    }
}

async fn reply(mut stream: Stream, answer: impl Fn(u8) -> Answer) -> io::Result<()> {
    let mut request = Vec::new();
    stream.read_to_end(&mut request).await?; // who asks closes its side
    let body = &request[request.iter().take_while(|byte| **byte >= 0x80).count() + 1..];
    let kind = if body.first() == Some(&0x08) { body[1] } else { PUT_VALUE }; // a zero is left out
    match answer(kind) {
        Answer::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.close().await
        }
        Answer::Unfinished(bytes) => {
            stream.write_all(&bytes).await?;
            stream.flush().await?;
            std::future::pending().await
        }
        Answer::Endless(byte) => loop {
            stream.write_all(&[byte; 1_000]).await?;
        },
    }
}

/// One who asks by hand.
pub(crate) struct Asker {
    pub(crate) me: PeerId,
    node: PeerId,
    control: libp2p_stream::Control,
}

impl Asker {
    /// Connects to a node.
    pub(crate) async fn of(node: Multiaddr) -> Self {
        Self::saying(None, node).await
    }

    /// Connects to a node, and says by identify which program it is.
    pub(crate) async fn of_program(agent: &str, node: Multiaddr) -> Self {
        Self::saying(Some(agent), node).await
    }

    async fn saying(agent: Option<&str>, node: Multiaddr) -> Self {
        let (identity, me, _) = somebody();
        let mut swarm = swarm(identity, agent);
        swarm.dial(node).expect("an address that can be dialled");
        let node = loop {
            if let SwarmEvent::ConnectionEstablished { peer_id, .. } = swarm.select_next_some().await {
                break peer_id;
            }
        };
        let control = swarm.behaviour().streams.new_control();
        tokio::spawn(async move { while swarm.next().await.is_some() {} });
        Self { me, node, control }
    }

    /// Sends these bytes over a stream of their own, and returns all that came until the node closed it.
    pub(crate) async fn ask(&self, request: Vec<u8>) -> Vec<u8> {
        let mut stream = self.control.clone().open_stream(self.node, protocol()).await.expect("it speaks Kademlia");
        let mut answer = Vec::new();
        if stream.write_all(&request).await.is_ok() && stream.close().await.is_ok() {
            let _ = stream.read_to_end(&mut answer).await; // a reset is no answer
        }
        answer
    }
}

#[derive(NetworkBehaviour)]
struct Behaviour {
    streams: libp2p_stream::Behaviour,
    identify: Toggle<identify::Behaviour>,
}

fn swarm(identity: Keypair, agent: Option<&str>) -> Swarm<Behaviour> {
    let says = agent.map(|agent| {
        let config = identify::Config::new("/test/1.0.0".to_owned(), identity.public());
        identify::Behaviour::new(config.with_agent_version(agent.to_owned()))
    });
    let transport = |identity: &Keypair| {
        let noise = noise::Config::new(identity).expect("a key that signs");
        MemoryTransport::new().upgrade(Version::V1).authenticate(noise).multiplex(yamux::Config::default())
    };
    SwarmBuilder::with_existing_identity(identity)
        .with_tokio()
        .with_other_transport(transport)
        .expect("a transport")
        .with_behaviour(|_| Behaviour { streams: libp2p_stream::Behaviour::new(), identify: says.into() })
        .expect("a behaviour")
        .with_swarm_config(|config| config.with_idle_connection_timeout(std::time::Duration::from_secs(300)))
        .build()
}

fn protocol() -> StreamProtocol {
    StreamProtocol::new(PROTOCOL)
}

/// A message of this kind with these fields, and its length before it.
pub(crate) fn message(kind: u8, fields: &[Vec<u8>]) -> Vec<u8> {
    framed([&[0x08, kind][..], &fields.concat()].concat())
}

/// Bytes with their length before them.
pub(crate) fn framed(bytes: Vec<u8>) -> Vec<u8> {
    [varint(bytes.len()), bytes].concat()
}

/// A field of bytes.
pub(crate) fn field(number: u8, bytes: Vec<u8>) -> Vec<u8> {
    [vec![number << 3 | 2], framed(bytes)].concat()
}

/// A peer, as messages name it.
pub(crate) fn named(id: &[u8], addresses: &[Vec<u8>]) -> Vec<u8> {
    let addresses = addresses.iter().flat_map(|address| field(2, address.clone()));
    field(1, id.to_vec()).into_iter().chain(addresses).collect()
}

/// A record.
pub(crate) fn record(key: &[u8], value: &[u8]) -> Vec<u8> {
    [field(1, key.to_vec()), field(2, value.to_vec())].concat()
}

fn varint(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(0x80 | u8::try_from(number & 0x7f).expect("seven bits"));
        number >>= 7;
    }
    bytes.push(u8::try_from(number).expect("seven bits"));
    bytes
}
