//! The links of a practice network: latency, loss and cuts, under noise, so that all above is as it is on a wire.
//!
//! ```text
//!   node ─ yamux ─ noise ─ Link ─ queue ═══ memory channel or TCP socket ═══ queue ─ Link ─ noise ─ yamux ─ node
//! ```
//!
//! A link behaves as TCP over a lossy path. What is written waits in a queue until it is due: one latency later, and
//! later still by what the path loses, since what is lost is sent again; the order is kept, so nothing overtakes. Across
//! a cut nothing is due: bytes, dials and goodbyes wait until it is healed, or for ever.
//!
//! Only the end that dialled knows who the other is, because a listener sees no more than a passing port. So it keeps
//! a cut for both: it holds what it writes, and it does not read what the other wrote. Strangers (programs beside the
//! practice network) are never cut off, and get the latency and the loss of our own writing.
//!
//! | room | what is in it |
//! |---|---|
//! | this | [`Paths`], which the practice network pulls, and [`PathEnd`], which a node is started with |
//! | `path` | what lies between two ends, and the places where its closed state is waited out |
//! | `pipe` | a stream behind its queue |
//! | `linked` | a transport whose streams are links |

mod linked;
mod path;
mod pipe;
#[cfg(test)]
mod tests;

pub(super) use linked::Linked;

use std::{
    any::Any,
    collections::HashMap,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering},
    },
    task::Waker,
    time::Duration,
};

use libp2p::{Multiaddr, multiaddr::Protocol};
use parking_lot::Mutex;

/// The paths of one practice network. A clone is the same paths; two practice networks in one process share none.
#[derive(Clone)]
pub struct Paths(Arc<Shaping>);

/// What all links look at. The numbers are atomic because every read and every write asks for them; whoever closes or
/// opens a path first changes them, then takes the wakers, so nobody sleeps through it.
struct Shaping {
    /// Whether there is anything to look at: as long as not, bytes pass straight through.
    shaped: AtomicBool,
    latency_micros: AtomicU64,
    loss: AtomicU8,
    book: Mutex<Book>,
    waiting: Mutex<HashMap<u64, Waker>>,
    next_place: AtomicU64,
}

struct Book {
    lives: HashMap<Multiaddr, Arc<Liveness>>,
    sides: u32,
    cut: bool,
    muted: bool,
    /// What mute nodes were connected with: the others must never hear that it closed.
    silenced: Vec<Box<dyn Any + Send>>,
    chance: fastrand::Rng,
}

/// One life of a node: a restarted one is another.
#[derive(Debug, Default)]
struct Liveness {
    mute: AtomicBool,
    /// On which side of the cuts it is. It outlives the node: what a killed one still has on the way is healed too.
    side: Arc<AtomicU32>,
    kept: Mutex<HeldBack>,
}

/// The listeners that a mute node left: who dials it from outside is to hear nothing, not that the port is closed.
#[derive(Debug, Default)]
struct HeldBack {
    /// Its address has a new life: the ports are needed again.
    over: bool,
    listeners: Vec<Box<dyn Any + Send>>,
}

/// One node's end of the paths.
#[derive(Clone, Debug)]
pub struct PathEnd {
    paths: Paths,
    life: Arc<Liveness>,
}

impl Paths {
    /// Returns paths without latency, loss or cut; which writes get lost, once some do, comes from the seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let chance = fastrand::Rng::with_seed(seed);
        Self(Arc::new(Shaping {
            shaped: AtomicBool::new(false),
            latency_micros: AtomicU64::new(0),
            loss: AtomicU8::new(0),
            book: Mutex::new(Book {
                lives: HashMap::new(),
                sides: 0,
                cut: false,
                muted: false,
                silenced: Vec::new(),
                chance,
            }),
            waiting: Mutex::new(HashMap::new()),
            next_place: AtomicU64::new(0),
        }))
    }

    /// Sets how long bytes travel, one way. What is already on the way arrives as it would have.
    pub fn set_latency(&self, one_way: Duration) {
        let micros = u64::try_from(one_way.as_micros()).unwrap_or(u64::MAX);
        self.change(|_| self.0.latency_micros.store(micros, Ordering::Relaxed));
    }

    /// Sets how many writes of a hundred get lost, and are sent again; 100 closes all paths.
    pub fn set_loss(&self, percent: u8) {
        self.change(|_| self.0.loss.store(percent.min(100), Ordering::Relaxed));
    }

    /// Returns the end of the node that listens at an address. A later call for the same address is the end of another
    /// life there: not mute, while the old connections of a mute former one stay mute. Call it when the former node is
    /// gone, so that its ports are free.
    #[must_use]
    pub fn end(&self, address: &Multiaddr) -> PathEnd {
        let mut book = self.0.book.lock();
        let former = book.lives.remove(&place(address));
        let side = former.as_ref().map(|former| Arc::clone(&former.side)).unwrap_or_default();
        let life = Arc::new(Liveness { side, ..Liveness::default() });
        book.lives.insert(place(address), Arc::clone(&life));
        drop(book);
        if let Some(former) = former {
            let mut kept = former.kept.lock();
            kept.over = true;
            kept.listeners.clear();
        }
        self.wake();
        PathEnd { paths: self.clone(), life }
    }

    /// Cuts the nodes that listen at these addresses off from all others, not from each other. A further partition
    /// makes a further side.
    pub fn partition<'a>(&self, ends: impl IntoIterator<Item = &'a Multiaddr>) {
        self.change(|book| {
            book.sides += 1;
            book.cut = true;
            for address in ends {
                let life = book.lives.entry(place(address)).or_default();
                life.side.store(book.sides, Ordering::Relaxed);
            }
        });
    }

    /// Puts all on one side again: what was held is delivered.
    pub fn heal(&self) {
        self.change(|book| {
            book.cut = false;
            book.lives.values().for_each(|life| life.side.store(0, Ordering::Relaxed));
        });
    }

    /// Makes the node that listens at an address mute, for ever: its connections stay open and silent, also when it is
    /// dropped afterwards, and dials to it hang.
    pub fn mute(&self, address: &Multiaddr) {
        self.change(|book| {
            book.muted = true;
            book.lives.entry(place(address)).or_default().mute.store(true, Ordering::Relaxed);
        });
    }

    fn change(&self, change: impl FnOnce(&mut Book)) {
        let mut book = self.0.book.lock();
        change(&mut book);
        let shaped = book.cut || book.muted || self.loss() > 0 || self.latency() > Duration::ZERO;
        self.0.shaped.store(shaped, Ordering::Relaxed);
        drop(book);
        self.wake();
    }

    /// Lets all that wait for a path look again.
    fn wake(&self) {
        let waiting = std::mem::take(&mut *self.0.waiting.lock());
        waiting.into_values().for_each(Waker::wake);
    }

    fn is_shaped(&self) -> bool {
        self.0.shaped.load(Ordering::Relaxed)
    }

    fn latency(&self) -> Duration {
        Duration::from_micros(self.0.latency_micros.load(Ordering::Relaxed))
    }

    fn loss(&self) -> u8 {
        self.0.loss.load(Ordering::Relaxed)
    }

    /// Returns who lives at an address now, if it is one of ours.
    fn life(&self, address: &Multiaddr) -> Option<Arc<Liveness>> {
        self.0.book.lock().lives.get(&place(address)).cloned()
    }

    fn chance(&self) -> fastrand::Rng {
        self.0.book.lock().chance.fork()
    }
}

impl fmt::Debug for Paths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paths").field("latency", &self.latency()).field("loss", &self.loss()).finish_non_exhaustive()
    }
}

impl PathEnd {
    /// Returns the end of a node that is in no practice network: its bytes travel at once.
    pub(super) fn alone() -> Self {
        Self { paths: Paths::new(0), life: Arc::default() }
    }

    /// Notes a further address of this node: a port that the system chose.
    fn listens_at(&self, address: &Multiaddr) {
        let over = self.life.kept.lock().over;
        if !over {
            self.paths.0.book.lock().lives.insert(place(address), Arc::clone(&self.life));
        }
    }

    /// Keeps what a mute node listened with, until its address has a new life.
    fn keep(&self, listener: impl Any + Send) {
        let mut kept = self.life.kept.lock();
        if self.life.is_mute() && !kept.over {
            kept.listeners.push(Box::new(listener));
        }
    }
}

impl Liveness {
    fn is_mute(&self) -> bool {
        self.mute.load(Ordering::Relaxed)
    }

    fn side(&self) -> u32 {
        self.side.load(Ordering::Relaxed)
    }
}

/// Returns an address without the peer id: who lives there may change.
fn place(address: &Multiaddr) -> Multiaddr {
    address.iter().filter(|part| !matches!(part, Protocol::P2p(_))).collect()
}
