//! kadscope: a full-screen terminal explorer for the libp2p Kademlia DHT.
//!
//! ```text
//! keys ─► keymap ─► Action ─► Ui::update ─► Command ─► lab or network ─► Swarm
//!                                                                          │
//! screen ◄─ view::draw ◄── &State, &Ui ◄── State::apply ◄── Event ◄────────┘
//! ```
//!
//! One direction, no way back, but that a picture says what lies where in it, so that a click finds what the eye saw; each
//! state has one writer: the hub in [`session`] takes what a node reports into its `State`,
//! through `State::apply` (in a replay, the player does); the loop in [`app`] writes `Ui`, through `Ui::update`; the practice
//! network writes `Lab`; [`view`] reads them and writes none. `node` and `state` never name each other.
//!
//! The modules in reading order, and which others each may name (`tests/suite/tidy.rs` reads this table):
//!
//! | module | names | what is in it |
//! |---|---|---|
//! | [`dht`] | | the plain words of a Kademlia DHT; no swarm, no terminal, no clock |
//! | [`command`] | dht | the language: what is typed, keys and peers among it, and what it means |
//! | [`words`] | dht command | facts → sentences, in one language or another |
//! | [`node`] | dht command words | a node: the only place that knows a `Swarm` |
//! | [`recording`] | dht command words | the line format: what happened, written down and read again |
//! | [`state`] | dht command words recording | what a node knows, why its lookups end and how its queries went; what the user is doing: pure data |
//! | [`lab`] | dht command words node recording state | the practice network: many nodes in one process |
//! | [`keymap`] | dht command words recording state | which key means what, where |
//! | [`view`] | dht command words recording state keymap | state → picture |
//! | [`terminal`] | words | enters and leaves the terminal, reads the keys |
//! | [`history`] | | keeps the typed lines from one run to the next |
//! | [`identity`] | words | the key that makes a node the same node tomorrow |
//! | [`session`] | dht command words node recording state lab | starts nodes, joins each that is observed with its state, takes commands |
//! | [`app`] | dht command words recording state keymap view terminal history session | the explorer: wait → update → draw |
//! | [`headless`] | dht command words recording state session | the same without a screen: commands in, verdicts or lines out |
//! | [`cli`] | dht command words node lab identity session app headless | arguments → configuration |
//! | `main` | words terminal identity app headless cli | the program |
//!
//! Where to begin: a new event in `dht/event.rs`, a command in `command/table.rs`, a sentence in `words/`, a key in
//! `keymap/table.rs`, a pane in `view/panes.rs`, a message that is watched in `node/tap.rs`. When a lookup ends is kad's decision;
//! which of its rules it was, `state/lookup.rs` finds out.

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
