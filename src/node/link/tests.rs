//! Raw links over memory, without noise above them, most of them with paused time.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
    task::Poll,
    time::Duration,
};

use futures::{AsyncReadExt as _, AsyncWriteExt as _, FutureExt as _};
use libp2p::{
    Multiaddr, Transport,
    core::{
        Endpoint,
        transport::{DialOpts, ListenerId, MemoryTransport, PortUse, TransportError, TransportEvent, memory::Channel},
    },
};
use tokio::time::{Instant, sleep, timeout};

use super::{Linked, PathEnd, Paths, pipe};

/// Far from the ports that practice networks and other tests use.
static NEXT_PORT: AtomicU64 = AtomicU64::new(1 << 50);
const LATENCY: Duration = Duration::from_millis(20);
const LONG: Duration = Duration::from_secs(1_000);

type Link = pipe::Link<Channel<Vec<u8>>>;
type Dialled = Result<Link, <MemoryTransport as Transport>::Error>;

fn address() -> Multiaddr {
    format!("/memory/{}", NEXT_PORT.fetch_add(1, Ordering::Relaxed)).parse().expect("a multiaddr")
}

/// A node that has a transport and nothing above it.
struct Node {
    address: Multiaddr,
    transport: Linked<MemoryTransport>,
}

impl Node {
    fn new(paths: &Paths) -> Self {
        Self::at(paths, address())
    }

    fn at(paths: &Paths, address: Multiaddr) -> Self {
        Self::of(paths.end(&address), address)
    }

    fn of(end: PathEnd, address: Multiaddr) -> Self {
        let mut transport = Linked::new(MemoryTransport::new(), end);
        transport.listen_on(ListenerId::next(), address.clone()).expect("a free port");
        Self { address, transport }
    }

    async fn accept(&mut self) -> Link {
        loop {
            if let TransportEvent::Incoming { upgrade, .. } = poll_fn(|cx| Pin::new(&mut self.transport).poll(cx)).await
            {
                return upgrade.await.expect("memory accepts");
            }
        }
    }

    fn dial(&mut self, address: &Multiaddr) -> impl Future<Output = Dialled> + use<> {
        let opts = DialOpts { role: Endpoint::Dialer, port_use: PortUse::New };
        match self.transport.dial(address.clone(), opts) {
            Ok(dial) => dial.left_future(),
            Err(TransportError::Other(error)) => std::future::ready(Err(error)).right_future(),
            Err(TransportError::MultiaddrNotSupported(address)) => panic!("{address} is a memory port"),
        }
    }

    /// Connects to another; returns our end and the other's.
    async fn connect(&mut self, other: &mut Self) -> (Link, Link) {
        let dial = self.dial(&other.address.clone());
        let (ours, theirs) = futures::join!(dial, other.accept());
        (ours.expect("somebody listens"), theirs)
    }
}

async fn pair(paths: &Paths) -> (Node, Node, Link, Link) {
    let (mut one, mut two) = (Node::new(paths), Node::new(paths));
    let (ours, theirs) = one.connect(&mut two).await;
    (one, two, ours, theirs)
}

/// Lets the writer's task run until what it wrote is far beyond due.
async fn drive(link: &mut Link) {
    assert!(hears_nothing(link).await);
}

/// Reads for long. Returns whether nothing came, no end of the stream either.
async fn hears_nothing(link: &mut Link) -> bool {
    timeout(LONG, link.read(&mut [0; 64])).await.is_err()
}

async fn read(link: &mut Link) -> Vec<u8> {
    let mut buffer = [0; 64];
    let count = link.read(&mut buffer).await.expect("the stream is whole");
    buffer[..count].to_vec()
}

async fn write(link: &mut Link, bytes: &[u8]) {
    link.write_all(bytes).await.expect("the stream is whole");
    link.flush().await.expect("the stream is whole");
}

#[tokio::test(start_paused = true)]
async fn nothing_arrives_before_its_latency_in_either_direction() {
    let paths = Paths::new(1);
    let (_one, _two, mut ours, mut theirs) = pair(&paths).await;
    paths.set_latency(LATENCY);
    let start = Instant::now();
    write(&mut ours, b"there").await;
    tokio::select! {
        came = read(&mut theirs) => assert_eq!(came, b"there"),
        () = drive(&mut ours) => panic!("it never came"),
    }
    assert_eq!(start.elapsed(), LATENCY);
    write(&mut theirs, b"back").await;
    tokio::select! {
        came = read(&mut ours) => assert_eq!(came, b"back"),
        () = drive(&mut theirs) => panic!("it never came"),
    }
    assert_eq!(start.elapsed(), LATENCY * 2);
}

#[tokio::test(start_paused = true)]
async fn a_dial_takes_the_way_there_and_back_also_where_nobody_listens() {
    let paths = Paths::new(1);
    let (mut one, mut two) = (Node::new(&paths), Node::new(&paths));
    paths.set_latency(LATENCY);
    let start = Instant::now();
    let _both = one.connect(&mut two).await;
    assert_eq!(start.elapsed(), LATENCY * 2);
    assert!(one.dial(&address()).await.is_err());
    assert_eq!(start.elapsed(), LATENCY * 4);
}

#[tokio::test(start_paused = true)]
async fn with_losses_all_arrives_whole_and_in_order_and_later() {
    let paths = Paths::new(7);
    let (_one, _two, mut ours, mut theirs) = pair(&paths).await;
    paths.set_latency(Duration::from_millis(5));
    paths.set_loss(30);
    let mut sizes = fastrand::Rng::with_seed(3);
    let sent: Vec<u8> = (0..200_000_u32).map(|number| (number % 251).to_le_bytes()[0]).collect();
    let (start, expected) = (Instant::now(), sent.clone());
    let writer = tokio::spawn(async move {
        let mut rest = &sent[..];
        while !rest.is_empty() {
            let size = sizes.usize(1..4_000).min(rest.len());
            write(&mut ours, &rest[..size]).await;
            rest = &rest[size..];
        }
        ours.close().await.expect("the stream is whole");
    });
    let mut came = Vec::new();
    theirs.read_to_end(&mut came).await.expect("the stream is whole");
    writer.await.expect("it does not panic");
    assert!(came == expected, "{} of {} bytes, or in another order", came.len(), expected.len());
    assert!(start.elapsed() > Duration::from_millis(200), "something got lost: {:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_writer_waits_when_too_much_is_on_the_way_and_goes_on_when_it_arrives() {
    let paths = Paths::new(1);
    let (_one, _two, mut ours, mut theirs) = pair(&paths).await;
    paths.set_latency(LATENCY);
    let (start, sent, expected) = (Instant::now(), vec![7; 1_000_000], vec![7; 1_000_000]);
    let writer = tokio::spawn(async move {
        write(&mut ours, &sent).await;
        start.elapsed()
    });
    let mut came = Vec::new();
    theirs.read_to_end(&mut came).await.expect("the stream is whole");
    assert!(came == expected);
    let waited = writer.await.expect("it does not panic");
    assert_eq!(waited, LATENCY * 3, "256 KiB at a time");
}

#[tokio::test(start_paused = true)]
async fn a_partition_holds_both_directions_and_healing_delivers() {
    let paths = Paths::new(1);
    let (one, _two, mut ours, mut theirs) = pair(&paths).await;
    paths.partition([&one.address]);
    write(&mut ours, b"there").await;
    write(&mut theirs, b"back").await;
    let (nothing, nothing_either) = futures::join!(hears_nothing(&mut ours), hears_nothing(&mut theirs));
    assert!(nothing && nothing_either);
    let healing = async {
        sleep(LONG / 2).await;
        paths.heal();
    };
    let ((), back, there) = futures::join!(healing, read(&mut ours), read(&mut theirs));
    assert_eq!((there, back), (b"there".to_vec(), b"back".to_vec()));
    assert!(paths.0.waiting.lock().is_empty(), "nobody waits any more");
}

#[tokio::test(start_paused = true)]
async fn who_is_cut_off_together_can_talk_and_a_further_partition_is_a_further_side() {
    let paths = Paths::new(1);
    let mut nodes: Vec<Node> = (0..5).map(|_| Node::new(&paths)).collect();
    let addresses: Vec<Multiaddr> = nodes.iter().map(|node| node.address.clone()).collect();
    paths.partition(&addresses[0..2]);
    paths.partition(&addresses[2..4]);
    for (from, to, reached) in [(0, 1, true), (2, 3, true), (0, 2, false), (3, 1, false), (4, 0, false), (2, 4, false)]
    {
        let dial = nodes[from].dial(&addresses[to]);
        assert_eq!(timeout(LONG, dial).await.is_ok(), reached, "{from} to {to}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_total_loss_holds_bytes_and_dials_until_it_is_less() {
    let paths = Paths::new(1);
    let (mut one, two, mut ours, mut theirs) = pair(&paths).await;
    paths.set_loss(100);
    write(&mut ours, b"there").await;
    let mut dial = Box::pin(one.dial(&two.address));
    assert!(timeout(LONG, &mut dial).await.is_err());
    futures::join!(drive(&mut ours), drive(&mut theirs));
    paths.set_loss(0);
    let (_, there) = futures::join!(hears_nothing(&mut ours), read(&mut theirs));
    assert_eq!(there, b"there");
    assert!(dial.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_dial_across_a_cut_hangs_and_goes_through_when_it_is_healed() {
    let paths = Paths::new(1);
    let (mut one, two) = (Node::new(&paths), Node::new(&paths));
    paths.partition([&two.address]);
    let mut dial = Box::pin(one.dial(&two.address));
    assert!(timeout(LONG, &mut dial).await.is_err());
    paths.heal();
    assert!(dial.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_mute_node_is_silent_for_ever_also_when_it_is_dropped() {
    let paths = Paths::new(1);
    let (mut one, mut two, ours, mut theirs) = pair(&paths).await;
    let (mut third, fourth) = two.connect(&mut one).await; // the other way round: the listener gets mute
    paths.mute(&one.address);
    drop((ours, fourth));
    assert!(hears_nothing(&mut theirs).await && hears_nothing(&mut third).await);
    write(&mut third, b"are you there?").await;
    assert!(timeout(LONG, two.dial(&one.address)).await.is_err());
    let home = one.address.clone();
    drop(one);
    assert!(timeout(LONG, two.dial(&home)).await.is_err(), "its port does not say that it is closed");
    paths.heal();
    paths.set_latency(LATENCY);
    assert!(hears_nothing(&mut theirs).await && hears_nothing(&mut third).await);

    let mut again = Node::at(&paths, home);
    let (mut ours, mut anew) = two.connect(&mut again).await;
    write(&mut ours, b"welcome back").await;
    let (_, came) = futures::join!(hears_nothing(&mut ours), read(&mut anew));
    assert_eq!(came, b"welcome back");
    assert!(hears_nothing(&mut theirs).await, "its former life stays mute");
}

#[tokio::test(start_paused = true)]
async fn strangers_hear_of_a_mute_node_neither_that_it_ended_nor_that_its_port_is_closed() {
    let paths = Paths::new(1);
    let (mut one, mut stranger) = (Node::new(&paths), Node::new(&Paths::new(1)));
    let (mut outside, inside) = stranger.connect(&mut one).await;
    write(&mut outside, b"hello").await;
    paths.mute(&one.address);
    drop(inside);
    let home = one.address.clone();
    drop(one);
    assert!(hears_nothing(&mut outside).await);
    let mut late = stranger.dial(&home).await.expect("the port is open");
    assert!(hears_nothing(&mut late).await);
}

#[tokio::test(start_paused = true)]
async fn a_killed_nodes_goodbye_comes_behind_its_last_words_and_not_through_a_cut() {
    let paths = Paths::new(1);
    paths.set_latency(LATENCY);
    let (one, mut two, mut ours, mut theirs) = pair(&paths).await;
    let start = Instant::now();
    write(&mut ours, b"my last words").await;
    drop(ours);
    assert_eq!(read(&mut theirs).await, b"my last words");
    assert_eq!(read(&mut theirs).await, b"");
    assert_eq!(start.elapsed(), LATENCY);

    let home = one.address.clone();
    let mut one = one;
    let (ours, mut theirs) = one.connect(&mut two).await;
    paths.partition([&home]);
    drop((ours, one));
    assert!(hears_nothing(&mut theirs).await);
    let _restarted = paths.end(&home);
    paths.heal();
    assert_eq!(read(&mut theirs).await, b"");
}

#[tokio::test(start_paused = true)]
async fn a_killed_node_is_gone_at_once_and_its_port_is_free() {
    let paths = Paths::new(1);
    let (one, mut two, ours, mut theirs) = pair(&paths).await;
    let home = one.address.clone();
    drop((ours, one));
    assert_eq!(read(&mut theirs).now_or_never().expect("no time passes"), b"");
    assert!(two.dial(&home).now_or_never().expect("no time passes").is_err());
    let mut again = Node::at(&paths, home);
    two.connect(&mut again).await;
}

#[test]
fn where_nothing_is_slow_nothing_is_allocated_and_no_runtime_needed() {
    let at_once = async {
        let paths = Paths::new(1);
        let (_one, _two, mut ours, mut theirs) = pair(&paths).await;
        write(&mut ours, b"there").await;
        assert_eq!(read(&mut theirs).await, b"there");
        assert!(ours.is_bare() && theirs.is_bare());
        ours.close().await.expect("the stream is whole");
        drop(ours);
        assert_eq!(read(&mut theirs).await, b"");
    };
    at_once.now_or_never().expect("no time passes");
    assert!(size_of::<Link>() <= size_of::<Channel<Vec<u8>>>() + 32, "{}", size_of::<Link>());
}

#[tokio::test(start_paused = true)]
async fn after_a_slow_time_all_passes_straight_again() {
    let paths = Paths::new(1);
    let (_one, _two, mut ours, mut theirs) = pair(&paths).await;
    paths.set_latency(LATENCY);
    write(&mut ours, b"slow").await;
    assert!(!ours.is_bare());
    paths.set_latency(Duration::ZERO);
    write(&mut ours, b", quick").await;
    tokio::select! {
        came = async { [read(&mut theirs).await, read(&mut theirs).await].concat() } => assert_eq!(came, b"slow, quick"),
        () = drive(&mut ours) => panic!("it never came"),
    }
    write(&mut ours, b"!").await;
    assert!(ours.is_bare());
    assert_eq!(read(&mut theirs).now_or_never().expect("no time passes"), b"!");
}

#[tokio::test(start_paused = true)]
async fn two_practice_networks_do_not_disturb_each_other() {
    let (paths, others) = (Paths::new(1), Paths::new(1));
    let (one, _two, mut ours, mut theirs) = pair(&paths).await;
    others.set_latency(LATENCY);
    others.set_loss(100);
    others.mute(&one.address);
    others.partition([&one.address]);
    write(&mut ours, b"there").await;
    assert_eq!(read(&mut theirs).now_or_never().expect("no time passes"), b"there");
}

#[tokio::test(start_paused = true)]
async fn however_often_one_waits_there_is_one_waker_and_none_when_it_is_gone() {
    let paths = Paths::new(1);
    let (one, _two, mut ours, _theirs) = pair(&paths).await;
    paths.partition([&one.address]);
    for _ in 0..100 {
        let polled = poll_fn(|cx| Poll::Ready(futures::AsyncRead::poll_read(Pin::new(&mut ours), cx, &mut [0; 8])));
        assert!(polled.await.is_pending());
    }
    assert_eq!(paths.0.waiting.lock().len(), 1);
    paths.heal();
    drop(ours);
    assert!(paths.0.waiting.lock().is_empty());
}
