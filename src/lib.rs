//! kadscope: a full-screen terminal explorer for the libp2p Kademlia DHT.
//!
//! ```text
//! keys ─► keymap ─► Action ─► Ui::update ─► Command ─► lab or network ─► Swarm
//!                                                                          │
//! screen ◄─ view::draw ◄── &State, &Ui ◄── State::apply ◄── Event ◄────────┘
//! ```
//!
//! One direction, no way back; each state has one writer. The modules in reading order:

pub mod dht;

pub mod command;

pub mod state;

pub mod keymap;
pub mod network;

pub mod lab;
pub mod view;
