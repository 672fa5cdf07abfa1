//! Arguments that do not go together, and what is said of them.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use libp2p::multiaddr::Protocol;

use super::{
    Arguments, Demo, Run, Subcommands,
    options::{Options, PracticeOptions},
};
use crate::{dht::Multiaddr, lab::MAX_PLAIN, words::Language};

impl Arguments {
    /// Returns whether nodes of a practice network can speak with other machines.
    fn opens_ports(&self) -> bool {
        self.practice().is_some_and(|practice| practice.tcp.is_some()) || !self.options.listen.is_empty()
    }

    fn practice(&self) -> Option<&PracticeOptions> {
        match &self.scene {
            Some(Subcommands::Demo(Demo { practice, .. }) | Subcommands::Run(Run { practice, .. })) => Some(practice),
            None | Some(Subcommands::Replay { .. }) => None,
        }
    }

    /// Says why these arguments do not go together, if they do not.
    pub(super) fn contradiction(&self, language: Language) -> Option<String> {
        if self.asks_for_networks() {
            return None; // whatever else was given
        }
        let labels = &language.program().arguments;
        let Options { alpha, network, identity, .. } = &self.options;
        let k = self.options.k();
        if alpha.is_some_and(|alpha| alpha == 0 || alpha > k) {
            return Some(language.alpha_expected(k));
        }
        if self.practice().is_some_and(|practice| practice.tcp == Some(None)) && here().is_none() {
            return Some(labels.unseen_machine.to_owned());
        }
        if let Some(Some(Some(ip))) = self.practice().map(|practice| practice.tcp)
            && ip.is_unspecified()
        {
            return Some(language.one_address_expected(ip));
        }
        let nodes = match &self.scene {
            None | Some(Subcommands::Replay { .. }) => None,
            Some(Subcommands::Demo(Demo { nodes, .. })) => Some(*nodes),
            Some(Subcommands::Run(Run { demo, practice, script, command, .. })) => {
                if script.is_none() && command.is_empty() {
                    return Some(labels.nothing_to_run.to_owned());
                }
                if demo.is_none() && practice.is_any() {
                    return Some(labels.practice_only.to_owned());
                }
                *demo
            }
        };
        let is_demo = nodes.is_some();
        if nodes > Some(MAX_PLAIN) && self.practice().is_some_and(|practice| practice.plain) {
            return Some(language.too_many_plain(MAX_PLAIN));
        }
        if is_demo && network.is_some() {
            return Some(labels.network_in_practice.to_owned());
        }
        if network.is_none() && !self.options.bootstrap.is_empty() {
            return Some(labels.bootstrap_of_nothing.to_owned());
        }
        if is_demo && identity.is_some() {
            return Some(labels.identity_in_practice.to_owned());
        }
        if is_demo
            && !self.opens_ports()
            && let Some(peer) = self.options.peer.iter().find(|peer| !is_memory(peer))
        {
            return Some(language.peer_out_of_reach(peer));
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
