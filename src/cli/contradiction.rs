//! Arguments that do not go together, and what is said of them.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use libp2p::multiaddr::Protocol;

use super::{Arguments, Demo, Options, Practice, Run, Scene};
use crate::{dht::Multiaddr, lab::MAX_PLAIN};

impl Arguments {
    /// Returns whether nodes of a practice network can speak with other machines.
    fn opens_ports(&self) -> bool {
        self.practice().is_some_and(|practice| practice.tcp.is_some()) || !self.options.listen.is_empty()
    }

    fn practice(&self) -> Option<&Practice> {
        match &self.scene {
            Some(Scene::Demo(Demo { practice, .. }) | Scene::Run(Run { practice, .. })) => Some(practice),
            None | Some(Scene::Replay { .. }) => None,
        }
    }

    /// Says why these arguments do not go together, if they do not.
    pub(super) fn contradiction(&self) -> Option<String> {
        let Options { alpha, network, identity, .. } = &self.options;
        let k = self.options.k();
        if alpha.is_some_and(|alpha| alpha == 0 || alpha > k) {
            return Some(format!(
                "--alpha is 1 to {k}: a lookup asks at least one peer at a time, and looks for k = {k}"
            ));
        }
        if self.practice().is_some_and(|practice| practice.tcp == Some(None)) && here().is_none() {
            return Some(
                "--tcp: no address of this machine is seen from another network: name one, --tcp=ADDR".to_owned(),
            );
        }
        if let Some(Some(Some(ip))) = self.practice().map(|practice| practice.tcp)
            && ip.is_unspecified()
        {
            return Some(format!("--tcp={ip}: nodes tell each other where they listen, so it must be one address"));
        }
        let nodes = match &self.scene {
            None | Some(Scene::Replay { .. }) => None,
            Some(Scene::Demo(Demo { nodes, .. })) => Some(*nodes),
            Some(Scene::Run(Run { demo, practice, script, command, .. })) => {
                if script.is_none() && command.is_empty() {
                    return Some(
                        "there is nothing to run: name a file, or - for standard input, or give -c COMMAND".to_owned(),
                    );
                }
                if demo.is_none() && practice.is_any() {
                    return Some(
                        "--seed, --latency, --join, --plain and --tcp are of a practice network: add --demo".to_owned(),
                    );
                }
                *demo
            }
        };
        let is_demo = nodes.is_some();
        if nodes > Some(MAX_PLAIN) && self.practice().is_some_and(|practice| practice.plain) {
            return Some(format!(
                "--plain: at most {MAX_PLAIN} nodes: each joins by bootstrap and keeps the connections that it opens for two \
                 minutes, so that nearly all are connected with all. More would take many gigabytes"
            ));
        }
        if is_demo && network.is_some() {
            return Some("--network cannot be used with demo: a practice network is its own".to_owned());
        }
        if is_demo && identity.is_some() {
            return Some(
                "--identity cannot be used with demo: practice nodes have keys of their own (--seed)".to_owned(),
            );
        }
        if is_demo
            && !self.opens_ports()
            && let Some(peer) = self.options.peer.iter().find(|peer| !is_memory(peer))
        {
            return Some(format!(
                "--peer {peer} cannot be reached from demo: its nodes speak within this process only; add --tcp, or \
                 --listen /ip4/127.0.0.1/tcp/0"
            ));
        }
        None
    }
}

/// Returns the address of this machine that others see: the one that a packet to another network would leave from. None
/// is sent. None where there is no way to another network.
pub(super) fn here() -> Option<IpAddr> {
    let elsewhere = (Ipv4Addr::new(192, 0, 2, 1), 9); // an address for examples, RFC 5737
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect(elsewhere)?;
        socket.local_addr()
    });
    socket.ok().map(|address| address.ip())
}

fn is_memory(address: &Multiaddr) -> bool {
    matches!(address.iter().next(), Some(Protocol::Memory(_)))
}
