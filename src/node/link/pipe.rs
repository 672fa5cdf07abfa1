//! A stream behind a queue: what is written travels for a while, and what is not let through waits.

use std::{
    collections::VecDeque,
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures::{AsyncRead, AsyncWrite};
use tokio::{
    runtime::Handle,
    time::{Instant, Sleep, sleep_until},
};

use super::path::{Path, WaitPoint};

/// Bytes on the way in one direction: what a TCP socket buffers before the writer must wait.
const ON_THE_WAY_MAX: usize = 256 * 1024;

/// One end of a connection over a [`Path`]: as a socket, it takes what is written, and delivers it by itself.
///
/// One task drives it, as every connection here is: any of its calls moves on what is due, and the task that called
/// last is woken when more is.
pub(in crate::node) struct Link<S: Stream> {
    /// Taken when it is dropped.
    pipe: Option<Pipe<S>>,
}

/// What a link can be laid over.
pub(in crate::node) trait Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin + 'static> Stream for S {}

struct Pipe<S> {
    stream: S,
    path: Path,
    /// None as long as nothing ever had to wait.
    queue: Option<Box<Queue>>,
}

/// What is on the way to the other end.
struct Queue {
    sent: VecDeque<Sent>,
    bytes: usize,
    /// How much of the first has arrived.
    arrived: usize,
    goodbye: bool,
    timer: Option<Pin<Box<Sleep>>>,
    place: WaitPoint,
    chance: fastrand::Rng,
}

struct Sent {
    due: Instant,
    /// None for the goodbye.
    bytes: Vec<u8>,
}

impl<S: Stream> Link<S> {
    pub(super) fn new(stream: S, path: Path) -> Self {
        Self { pipe: Some(Pipe { stream, path, queue: None }) }
    }

    /// Whether there is neither a queue nor a timer.
    #[cfg(test)]
    pub(super) fn is_bare(&self) -> bool {
        self.pipe.as_ref().is_none_or(|pipe| pipe.queue.is_none())
    }

    fn pipe(self: Pin<&mut Self>) -> &mut Pipe<S> {
        self.get_mut().pipe.as_mut().expect("only drop takes it")
    }
}

impl<S: Stream> AsyncRead for Link<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        self.pipe().poll_read(cx, buf)
    }
}

impl<S: Stream> AsyncWrite for Link<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.pipe().poll_write(cx, buf)
    }

    /// Never waits for the path: as with a socket, what was taken is on its way. A writer that waited here for a slow
    /// path could not read meanwhile, and behind a cut it would be stuck.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let pipe = self.pipe();
        match pipe.poll_arrive(cx) {
            Poll::Ready(Ok(())) => Pin::new(&mut pipe.stream).poll_flush(cx),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Ready(Ok(())),
        }
    }

    /// Never waits either: the goodbye travels behind the rest, also when the link is dropped.
    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let pipe = self.pipe();
        if pipe.queue.is_none() && pipe.path.is_straight() {
            return Pin::new(&mut pipe.stream).poll_close(cx);
        }
        pipe.say_goodbye();
        match pipe.poll_arrive(cx) {
            Poll::Ready(arrived) => Poll::Ready(arrived),
            Poll::Pending => Poll::Ready(Ok(())),
        }
    }
}

/// Closes as the system closes a socket whose program ended: what is on the way goes on, and the goodbye behind it.
impl<S: Stream> Drop for Link<S> {
    fn drop(&mut self) {
        let Some(mut pipe) = self.pipe.take() else { return };
        if pipe.path.is_mute_here() {
            return pipe.path.keep(pipe.stream); // the other must never hear that it closed
        }
        if !pipe.is_done()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(async move {
                pipe.say_goodbye();
                let _ = poll_fn(|cx| pipe.poll_arrive(cx)).await;
            });
        }
    }
}

impl<S: Stream> Pipe<S> {
    fn poll_read(&mut self, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        if self.queue.is_some() {
            // a fault in writing is told to the writer; what came before it can still be read
            let _ = self.poll_arrive(cx);
        }
        if !self.path.is_plain() && self.path.is_cut() {
            let (queue, path) = self.queue();
            ready!(queue.place.poll_until(cx, || !path.is_cut()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }

    fn poll_write(&mut self, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let empty = match self.poll_arrive(cx) {
            Poll::Ready(arrived) => arrived.map(|()| true)?,
            Poll::Pending => false,
        };
        if empty && self.path.is_straight() {
            return Pin::new(&mut self.stream).poll_write(cx, buf);
        }
        let (queue, path) = self.queue();
        if queue.goodbye {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let taken = buf.len().min(ON_THE_WAY_MAX.saturating_sub(queue.bytes));
        if taken == 0 && !buf.is_empty() {
            return Poll::Pending; // woken as soon as the first may arrive
        }
        if taken > 0 {
            queue.push(path, buf[..taken].to_vec());
            let _ = self.poll_arrive(cx); // a fault comes again at the next call
        }
        Poll::Ready(Ok(taken))
    }

    fn say_goodbye(&mut self) {
        let (queue, path) = self.queue();
        if !queue.goodbye {
            queue.push(path, Vec::new());
            queue.goodbye = true;
        }
    }

    /// Whether nothing is on the way, and nothing that is sent now would be.
    fn is_done(&self) -> bool {
        let goodbye = self.queue.as_ref().is_some_and(|queue| queue.goodbye);
        let empty = self.queue.as_ref().is_none_or(|queue| queue.sent.is_empty());
        self.path.leads_nowhere() || (empty && (goodbye || self.path.is_straight()))
    }

    fn queue(&mut self) -> (&mut Queue, &Path) {
        (self.queue.get_or_insert_with(|| Box::new(Queue::new(&self.path))), &self.path)
    }

    /// Hands over what is due and let through. Ready when nothing is on the way any more.
    fn poll_arrive(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(queue) = &mut self.queue else { return Poll::Ready(Ok(())) };
        let arrived = ready!(queue.poll_into(&mut self.stream, &self.path, cx));
        if arrived.is_err() {
            queue.sent.clear();
            queue.bytes = 0;
        }
        if self.path.is_plain() && !queue.goodbye {
            self.queue = None;
        }
        Poll::Ready(arrived)
    }
}

impl Queue {
    fn new(path: &Path) -> Self {
        let (place, chance) = (WaitPoint::new(path.paths()), path.paths().chance());
        Self { sent: VecDeque::new(), bytes: 0, arrived: 0, goodbye: false, timer: None, place, chance }
    }

    fn push(&mut self, path: &Path, bytes: Vec<u8>) {
        let due = Instant::now() + path.travel(&mut self.chance);
        let due = self.sent.back().map_or(due, |before| due.max(before.due));
        self.bytes += bytes.len();
        self.sent.push_back(Sent { due, bytes });
    }

    fn poll_into<S: Stream>(&mut self, stream: &mut S, path: &Path, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(first) = self.sent.front() {
            ready!(self.place.poll_until(cx, || !path.is_closed()));
            ready!(poll_due(&mut self.timer, first.due, cx));
            if first.bytes.is_empty() {
                ready!(Pin::new(&mut *stream).poll_close(cx))?;
            } else {
                match ready!(Pin::new(&mut *stream).poll_write(cx, &first.bytes[self.arrived..]))? {
                    0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                    count => self.arrived += count,
                }
            }
            if self.arrived == first.bytes.len() {
                self.bytes -= first.bytes.len();
                self.arrived = 0;
                self.sent.pop_front();
            }
        }
        self.timer = None;
        Pin::new(stream).poll_flush(cx)
    }
}

fn poll_due(timer: &mut Option<Pin<Box<Sleep>>>, due: Instant, cx: &mut Context<'_>) -> Poll<()> {
    if due <= Instant::now() {
        return Poll::Ready(());
    }
    let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(due)));
    if timer.deadline() != due {
        timer.as_mut().reset(due);
    }
    timer.as_mut().poll(cx)
}
