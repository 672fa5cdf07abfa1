//! A transport whose streams are links: dials travel, and what comes in is laid behind a queue.

use std::{
    future::{Future, pending},
    pin::Pin,
    sync::{Arc, Weak},
    task::{Context, Poll, ready},
};

use parking_lot::Mutex;

use super::{
    Multiaddr, PathEnd,
    path::Path,
    pipe::{Link, Stream},
};
use futures::future::BoxFuture;
use libp2p::{
    Transport,
    core::transport::{DialOpts, ListenerId, TransportError, TransportEvent},
};

/// A transport over the paths of a practice network.
pub(in crate::node) struct Linked<T: Transport + Send + 'static> {
    /// Shared with the dials that are on the way.
    inner: Arc<Mutex<Inner<T>>>,
    end: PathEnd,
}

struct Inner<T: Transport> {
    transport: T,
    listeners: Vec<ListenerId>,
}

impl<T: Transport + Send + 'static> Linked<T> {
    pub(in crate::node) fn new(transport: T, end: PathEnd) -> Self {
        Self { inner: Arc::new(Mutex::new(Inner { transport, listeners: Vec::new() })), end }
    }
}

/// A mute node's listeners go on listening, and nobody accepts.
impl<T: Transport + Send + 'static> Drop for Linked<T> {
    fn drop(&mut self) {
        self.end.keep(Arc::clone(&self.inner));
    }
}

/// Gives the ports back: the memory transport, when it is dropped, keeps its own for ever.
impl<T: Transport> Drop for Inner<T> {
    fn drop(&mut self) {
        for id in std::mem::take(&mut self.listeners) {
            self.transport.remove_listener(id);
        }
    }
}

impl<T> Transport for Linked<T>
where
    T: Transport<Output: Stream, Error: Send, Dial: Send + Unpin, ListenerUpgrade: Unpin> + Send + Unpin + 'static,
{
    type Output = Link<T::Output>;
    type Error = T::Error;
    type ListenerUpgrade = Upgrade<T::ListenerUpgrade>;
    type Dial = Dial<T>;

    fn listen_on(&mut self, id: ListenerId, address: Multiaddr) -> Result<(), TransportError<Self::Error>> {
        let mut inner = self.inner.lock();
        inner.transport.listen_on(id, address)?;
        inner.listeners.push(id);
        Ok(())
    }

    fn remove_listener(&mut self, id: ListenerId) -> bool {
        let mut inner = self.inner.lock();
        inner.listeners.retain(|listener| *listener != id);
        inner.transport.remove_listener(id)
    }

    fn dial(&mut self, address: Multiaddr, opts: DialOpts) -> Result<Self::Dial, TransportError<Self::Error>> {
        let dial = self.inner.lock().transport.dial(address.clone(), opts);
        let path = Path::to(&self.end, &address);
        match dial {
            // another transport may know what to do with it
            Err(TransportError::MultiaddrNotSupported(address)) => Err(TransportError::MultiaddrNotSupported(address)),
            dial if path.is_straight() => dial.map(|dial| Dial::Straight(Upgrade { inner: dial, path: Some(path) })),
            // the answer, whatever it is, lies at the other end of the path: it is asked for again from there
            _ => Ok(Dial::Far(Box::pin(far(Arc::downgrade(&self.inner), self.end.clone(), address, opts)))),
        }
    }

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<TransportEvent<Self::ListenerUpgrade, Self::Error>> {
        let event = ready!(Pin::new(&mut self.inner.lock().transport).poll(cx));
        if let TransportEvent::NewAddress { listen_addr, .. } = &event {
            self.end.listens_at(listen_addr);
        }
        let path = || Some(Path::new(self.end.clone(), None));
        Poll::Ready(event.map_upgrade(|inner| Upgrade { inner, path: path() }))
    }
}

/// Dials as far away: the call travels, the inner transport dials, and its answer travels back.
async fn far<T>(
    inner: Weak<Mutex<Inner<T>>>,
    end: PathEnd,
    address: Multiaddr,
    opts: DialOpts,
) -> Result<Link<T::Output>, T::Error>
where
    T: Transport<Output: Stream>,
{
    end.reach(&address).await;
    let dial = inner.upgrade().map(|inner| inner.lock().transport.dial(address.clone(), opts));
    let path = Path::to(&end, &address);
    let answer = match dial {
        Some(Ok(dial)) => dial.await.map(|stream| Link::new(stream, path)),
        Some(Err(TransportError::Other(error))) => Err(error),
        // it was supported before; or the node is gone, and nobody waits for this
        Some(Err(TransportError::MultiaddrNotSupported(_))) | None => pending().await,
    };
    end.return_from(&address).await;
    answer
}

/// A dial on its way.
pub(in crate::node) enum Dial<T: Transport<Output: Stream>> {
    /// At once.
    Straight(Upgrade<T::Dial>),
    /// Over a path that takes its time.
    Far(BoxFuture<'static, Result<Link<T::Output>, T::Error>>),
}

impl<T> Future for Dial<T>
where
    T: Transport<Output: Stream, Dial: Unpin>,
{
    type Output = Result<Link<T::Output>, T::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Straight(dial) => Pin::new(dial).poll(cx),
            Self::Far(dial) => dial.as_mut().poll(cx),
        }
    }
}

/// A stream in the making, of which a link is made.
pub(in crate::node) struct Upgrade<F> {
    inner: F,
    path: Option<Path>,
}

impl<F, S, E> Future for Upgrade<F>
where
    F: Future<Output = Result<S, E>> + Unpin,
    S: Stream,
{
    type Output = Result<Link<S>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let stream = ready!(Pin::new(&mut self.inner).poll(cx));
        let path = self.path.take().expect("it is done once");
        Poll::Ready(stream.map(|stream| Link::new(stream, path)))
    }
}
