//! Listens on mDNS's port, on every IPv4 interface, and says nothing there itself.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    time::Duration,
};

use futures::StreamExt as _;
use if_watch::{IfEvent, IpNet, Ipv4Net, tokio::IfWatcher};
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::{sync::mpsc, time::sleep};

use super::packet::{self, Packet};
use crate::words::in_words;

/// mDNS's group (RFC 6762, section 3).
const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
/// mDNS's port.
const PORT: u16 = 5353;
/// The largest message (RFC 6762, section 17).
const MAX_PACKET: usize = 9_000;
/// The rest after the socket failed.
const REST: Duration = Duration::from_secs(1);
/// Messages that wait to be taken in: of a flood the system drops the rest.
const MAX_WAITING: usize = 64;

/// What happens on the port.
#[derive(Debug)]
pub(super) enum Sound {
    /// It is listened to on this interface from now on.
    Up(Ipv4Net),
    /// No longer on the one with this address.
    Down(Ipv4Addr),
    /// Somebody said this.
    Packet(Ipv4Addr, Packet),
    /// Nothing is heard there, or nothing new anywhere, for a reason that the system gives.
    Deaf { at: Option<Ipv4Net>, reason: String },
}

/// Listens from now on, until nobody takes it in.
pub(super) fn listen() -> io::Result<mpsc::Receiver<Sound>> {
    let (socket, interfaces) = (open()?, IfWatcher::new()?);
    let (sounds, receiver) = mpsc::channel(MAX_WAITING);
    tokio::spawn(Ear { socket, interfaces, sounds }.listen());
    Ok(receiver)
}

/// Shares the port with all others who listen there.
fn open() -> io::Result<tokio::net::UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_reuse_address(true)?;
    #[cfg(unix)]
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)).into())?;
    tokio::net::UdpSocket::from_std(UdpSocket::from(socket))
}

struct Ear {
    socket: tokio::net::UdpSocket,
    interfaces: IfWatcher,
    sounds: mpsc::Sender<Sound>,
}

impl Ear {
    async fn listen(mut self) {
        let mut bytes = vec![0; MAX_PACKET];
        let mut is_watching = true;
        loop {
            let sound = tokio::select! {
                change = self.interfaces.select_next_some(), if is_watching => match change {
                    Ok(change) => self.interface(change),
                    Err(error) => {
                        is_watching = false; // it says the same for ever
                        Some(Sound::Deaf { at: None, reason: in_words(&error) })
                    }
                },
                came = self.socket.recv_from(&mut bytes) => if let Ok((size, from)) = came {
                    heard(&bytes[..size], from)
                } else {
                    sleep(REST).await; // an interface that went, and perhaps comes again
                    None
                },
                () = self.sounds.closed() => return,
            };
            if let Some(sound) = sound
                && self.sounds.send(sound).await.is_err()
            {
                return;
            }
        }
    }

    fn interface(&self, change: IfEvent) -> Option<Sound> {
        match change {
            IfEvent::Up(IpNet::V4(net)) if !net.addr().is_loopback() => {
                match SockRef::from(&self.socket).join_multicast_v4(&GROUP, &net.addr()) {
                    Err(error) if error.kind() != io::ErrorKind::AddrInUse => {
                        Some(Sound::Deaf { at: Some(net), reason: in_words(&error) })
                    }
                    _ => Some(Sound::Up(net)), // in use: joined by another address of the same interface
                }
            }
            IfEvent::Down(IpNet::V4(net)) => Some(Sound::Down(net.addr())),
            IfEvent::Up(_) | IfEvent::Down(_) => None,
        }
    }
}

fn heard(bytes: &[u8], from: SocketAddr) -> Option<Sound> {
    let IpAddr::V4(from) = from.ip() else { return None };
    packet::read(bytes).map(|packet| Sound::Packet(from, packet))
}
