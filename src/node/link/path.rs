//! What lies between two ends: how long it takes, what gets lost, whether it is cut; and where that is waited out.

use std::{
    future::poll_fn,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::sleep;

use super::{Liveness, Multiaddr, PathEnd, Paths};

/// How long the first loss of a write holds it: TCP's shortest wait before it sends again, on Linux.
const AGAIN: Duration = Duration::from_millis(200);
/// The longest that one loss holds a write, as on Linux.
const AGAIN_MAX: Duration = Duration::from_secs(120);
/// Losses of one write, at most: after so many TCP gives up; we let it through.
const LOSSES_MAX: u32 = 15;

/// One connection's path, seen from one of its ends.
#[derive(Debug)]
pub(super) struct Path {
    end: PathEnd,
    /// Who is at the other end; known to the one who dialled, where it is one of ours.
    other: Option<Arc<Liveness>>,
}

impl Path {
    pub(super) fn new(end: PathEnd, other: Option<Arc<Liveness>>) -> Self {
        Self { end, other }
    }

    /// Returns the path to whoever lives at an address now.
    pub(super) fn to(end: &PathEnd, address: &Multiaddr) -> Self {
        Self { end: end.clone(), other: end.paths.life(address) }
    }

    pub(super) fn paths(&self) -> &Paths {
        &self.end.paths
    }

    /// Whether nothing on these paths is slow, lossy or cut, and nobody mute.
    pub(super) fn is_plain(&self) -> bool {
        !self.paths().is_shaped()
    }

    /// Whether what is written now arrives now.
    pub(super) fn is_straight(&self) -> bool {
        self.is_plain() || (self.paths().latency().is_zero() && self.paths().loss() == 0 && !self.is_cut())
    }

    /// Whether nothing passes, either way.
    pub(super) fn is_cut(&self) -> bool {
        let me = &self.end.life;
        me.is_mute() || self.other.as_ref().is_some_and(|other| other.is_mute() || other.side() != me.side())
    }

    /// Whether nothing that we write passes.
    pub(super) fn is_closed(&self) -> bool {
        self.is_cut() || self.paths().loss() == 100
    }

    /// Whether the other will never say another word, nor hear one.
    pub(super) fn leads_nowhere(&self) -> bool {
        self.other.as_ref().is_some_and(|other| other.is_mute())
    }

    /// Whether this end is mute.
    pub(super) fn is_mute_here(&self) -> bool {
        self.end.life.is_mute()
    }

    /// Keeps a stream of a mute node open for as long as there are these paths.
    pub(super) fn keep(&self, stream: impl std::any::Any + Send) {
        self.paths().0.book.lock().silenced.push(Box::new(stream));
    }

    /// Returns how long something that is sent now is on the way, with all the times it gets lost.
    pub(super) fn travel(&self, chance: &mut fastrand::Rng) -> Duration {
        self.paths().latency() + held(self.paths().loss(), chance)
    }
}

fn held(loss: u8, chance: &mut fastrand::Rng) -> Duration {
    let (mut held, mut again) = (Duration::ZERO, AGAIN);
    if loss < 100 {
        for _ in 0..LOSSES_MAX {
            if chance.u8(0..100) >= loss {
                break;
            }
            held += again;
            again = (again * 2).min(AGAIN_MAX);
        }
    }
    held
}

impl PathEnd {
    /// Waits as a dial to an address does: until it got there, at whichever life it then finds.
    pub(super) async fn reach(&self, address: &Multiaddr) {
        let travel = Path::to(self, address).travel(&mut self.paths.chance());
        sleep(travel).await;
        self.open(address).await;
    }

    /// Waits as the answer to a dial does.
    pub(super) async fn return_from(&self, address: &Multiaddr) {
        sleep(self.paths.latency()).await;
        self.open(address).await;
    }

    async fn open(&self, address: &Multiaddr) {
        let place = WaitPoint::new(&self.paths);
        poll_fn(|cx| place.poll_until(cx, || !Path::to(self, address).is_closed())).await;
    }
}

/// A place to wait at until a path opens; there is one waker at each, and none when it is dropped.
#[derive(Debug)]
pub(super) struct WaitPoint {
    paths: Paths,
    number: u64,
}

impl WaitPoint {
    pub(super) fn new(paths: &Paths) -> Self {
        Self { paths: paths.clone(), number: paths.0.next_place.fetch_add(1, Ordering::Relaxed) }
    }

    /// Asks whether a path is open. If not, the task is woken when one may be.
    pub(super) fn poll_until(&self, cx: &Context<'_>, is_open: impl Fn() -> bool) -> Poll<()> {
        if is_open() {
            return Poll::Ready(());
        }
        let former = self.paths.0.waiting.lock().insert(self.number, cx.waker().clone());
        drop(former); // not under the lock: a waker may be all that holds its task
        // it may have opened before the waker lay there
        if is_open() { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for WaitPoint {
    fn drop(&mut self) {
        let waker = self.paths.0.waiting.lock().remove(&self.number);
        drop(waker); // not under the lock
    }
}
