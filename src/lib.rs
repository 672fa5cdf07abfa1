//! kadscope: a full-screen terminal explorer for the libp2p Kademlia DHT.
//!
//! ```text
//! keys ─► keymap ─► Action ─► Ui::update ─► Command ─► lab or network ─► Swarm
//!                                                                          │
//! screen ◄─ view::draw ◄── &State, &Ui ◄── State::apply ◄── Event ◄────────┘
//! ```
//!
//! One direction, no way back; each state has one writer: the node writes `State`, through `State::apply`; the loop in
//! [`app`] writes `Ui`, through `Ui::update`; the practice network writes `Lab`; [`view`] reads them and writes none.
//! A module names only modules above it in this list (`tests/tidy.rs` holds it to that), `node` and `state` never
//! each other: they meet in one closure, in [`session`].
//!
//! The modules in reading order:
//!
//! | module | what is in it |
//! |---|---|
//! | [`dht`] | the plain words of a Kademlia DHT; no swarm, no terminal, no clock |
//! | [`command`] | the language: what is typed, and what it means |
//! | [`words`] | facts → sentences, in one language or another |
//! | [`state`] | what a node knows and what the user is doing: pure data |
//! | [`node`] | a node: the only place that knows a `Swarm` |
//! | [`recording`] | the line format: what happened, written down and read again |
//! | [`lab`] | the practice network: many nodes in one process |
//! | [`keymap`] | which key means what, where |
//! | [`view`] | state → picture |
//! | [`terminal`] | enters and leaves the terminal, reads the keys |
//! | [`history`] | keeps the typed lines from one run to the next |
//! | [`session`] | starts nodes, joins each that is looked at with its state, takes commands |
//! | [`app`] | joins all of the above: wait → update → draw |
//! | [`headless`] | the same without a screen: commands in, verdicts or lines out |
//! | [`identity`] | the key that makes a node the same node tomorrow |
//! | [`cli`] | arguments → configuration |

pub mod dht;

pub mod command;
pub mod words;

pub mod node;
pub mod recording;
pub mod state;

pub mod keymap;
pub mod lab;

pub mod view;

pub mod history;
pub mod session;
pub mod terminal;

pub mod app;
pub mod headless;

pub mod cli;
pub mod identity;
