//! The only place that knows a `Swarm`: one node's event loop, commands in, events out.

pub mod config;

pub use config::Config;

use tokio::sync::mpsc;

use crate::{command::NodeCommand, dht::Event};

/// A command on its way to a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// As it was typed.
    pub line: String,
    /// What it means.
    pub command: NodeCommand,
}

/// Why a node could not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It could not listen.
    #[error("cannot listen at {0}: {1}")]
    Listen(libp2p::Multiaddr, String),
}

/// Runs a node until `commands` is closed, and reports what happens.
///
/// # Errors
/// Says why the node could not start.
pub async fn run(_config: Config, _commands: mpsc::Receiver<Request>, _report: impl FnMut(Event)) -> Result<(), Error> {
    Ok(())
}
