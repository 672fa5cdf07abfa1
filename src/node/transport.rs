//! How bytes travel: TCP with noise and yamux, QUIC, and the memory transport of a practice network.

use std::{
    io,
    net::{IpAddr, TcpListener, UdpSocket},
    time::Duration,
};

use libp2p::{
    Multiaddr, PeerId, Transport as _,
    core::{
        muxing::StreamMuxerBox,
        transport::{Boxed, MemoryTransport, OrTransport, timeout::TransportTimeout, upgrade},
    },
    dns::{self, ResolverConfig, ResolverOpts},
    identity::Keypair,
    multiaddr::Protocol,
    noise, quic,
    swarm::derive_prelude::Either,
    tcp, yamux,
};

use super::link::{Linked, PathEnd};

/// How long a connection may take to be agreed, dialled or accepted: without a limit silent strangers would fill all
/// places for ever, and a dial into the void would hang as long as the system lets it.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a swarm sends over.
pub(super) type Transport = Boxed<(PeerId, StreamMuxerBox)>;

/// Returns the transport that these listening addresses need: memory alone, or memory beside TCP and QUIC. Memory and
/// TCP go over the lines of the practice network, where there is one.
pub(super) fn new(identity: &Keypair, listen: &[Multiaddr], link: Option<&PathEnd>) -> io::Result<Transport> {
    let end = link.cloned().unwrap_or_else(PathEnd::alone);
    let memory = upgraded(Linked::new(MemoryTransport::new(), end.clone()), identity)?;
    if !listen.is_empty() && listen.iter().all(is_memory) {
        return Ok(TransportTimeout::new(memory, PATIENCE).boxed());
    }
    let named = named(identity, &end)?.map_err(io::Error::other);
    let all = OrTransport::new(memory, named).map(|either, _| either.into_inner()).map_err(Either::into_inner);
    Ok(TransportTimeout::new(all, PATIENCE).boxed())
}

/// TCP and QUIC, to addresses and to names. Where the system's name servers cannot be read, public ones are asked.
fn named(identity: &Keypair, end: &PathEnd) -> io::Result<dns::tokio::Transport<Transport>> {
    match dns::tokio::Transport::system(ip(identity, end)?) {
        Ok(named) => Ok(named),
        Err(_) => {
            Ok(dns::tokio::Transport::custom(ip(identity, end)?, ResolverConfig::default(), ResolverOpts::default()))
        }
    }
}

fn ip(identity: &Keypair, end: &PathEnd) -> io::Result<Transport> {
    let quic = quic::tokio::Transport::new(quic::Config::new(identity))
        .map_err(Origin)
        .map(|(peer, connection), _| (peer, StreamMuxerBox::new(connection)));
    let tcp = tcp::tokio::Transport::new(tcp::Config::default().nodelay(true));
    let tcp = upgraded(Linked::new(tcp, end.clone()), identity)?;
    Ok(OrTransport::new(quic, tcp).map(|either, _| either.into_inner()).boxed())
}

/// An error of the innermost transport. libp2p's layers around it pass on what lies behind an error, not the error itself.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Origin<E: std::error::Error + 'static>(#[source] E);

fn upgraded<T>(transport: T, identity: &Keypair) -> io::Result<Transport>
where
    T: libp2p::Transport + Send + Unpin + 'static,
    T::Output: futures::AsyncRead + futures::AsyncWrite + Send + Unpin + 'static,
    T::Error: Send + Sync + 'static,
    T::Dial: Send + 'static,
    T::ListenerUpgrade: Send + 'static,
{
    Ok(transport
        .map_err(Origin)
        .upgrade(upgrade::Version::V1Lazy)
        .authenticate(noise::Config::new(identity).map_err(io::Error::other)?)
        .multiplex(yamux::Config::default())
        .boxed())
}

/// Returns whether another program has a port: libp2p shares a TCP port with others of the same user, and each would get
/// a part of the connections.
pub(super) fn is_taken(address: &Multiaddr) -> bool {
    let Some(ip) = ip_of(address) else { return false };
    let error = match address.iter().nth(1) {
        Some(Protocol::Tcp(port)) if port != 0 => TcpListener::bind((ip, port)).err(),
        Some(Protocol::Udp(port)) if port != 0 => UdpSocket::bind((ip, port)).err(),
        _ => None,
    };
    error.is_some_and(|error| error.kind() == io::ErrorKind::AddrInUse)
}

/// Returns whether an address is a port of the memory transport.
pub(super) fn is_memory(address: &Multiaddr) -> bool {
    matches!(address.iter().next(), Some(Protocol::Memory(_)))
}

/// Returns whether an address can be reached from this machine only.
pub(super) fn is_loopback(address: &Multiaddr) -> bool {
    ip_of(address).is_some_and(|ip| ip.is_loopback())
}

/// Returns the IP address that an address begins with.
pub(super) fn ip_of(address: &Multiaddr) -> Option<IpAddr> {
    match address.iter().next()? {
        Protocol::Ip4(ip) => Some(ip.into()),
        Protocol::Ip6(ip) => Some(ip.into()),
        _ => None,
    }
}
