//! The loop, driven by scripted keys and a hand-held state, on a screen in memory, while tokio's time stands still
//! unless everybody waits: how often it draws, what it does with a full inbox, when it ends.

use std::{
    future::{Future, pending},
    io,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use crossterm::event::{Event as Key, KeyCode, KeyEvent, KeyModifiers};
use kadscope::{
    app::{self, Channels, Error, ExplorerEnd},
    dht::{self, Cause, Kind, PeerId, QueryId, SessionInfo, Timestamp},
    node::NodeOrder,
    session::{Commands, Hub, Inbox},
    state::{Focus, Lab, State, Ui},
    terminal::Screen,
    view::Theme,
};
use ratatui::{Frame, Terminal, backend::TestBackend};
use tokio::{
    join,
    sync::{mpsc, watch},
    time::{Instant, sleep},
};

/// What happened on the screen.
#[derive(Default)]
struct Seen {
    frames: Vec<Instant>,
    picture: String,
    copied: Vec<String>,
    has_mouse: bool,
    cleared: usize,
    suspended: usize,
}

/// A screen in memory.
struct Paper {
    terminal: Terminal<TestBackend>,
    seen: Arc<Mutex<Seen>>,
}

impl Screen for Paper {
    fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.terminal.draw(render).expect("memory takes all");
        let mut seen = look(&self.seen);
        seen.frames.push(Instant::now());
        seen.picture = self.terminal.backend().to_string();
        Ok(())
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        look(&self.seen).copied.push(text.to_owned());
        Ok(())
    }

    fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        look(&self.seen).has_mouse = on;
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        look(&self.seen).cleared += 1;
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        look(&self.seen).suspended += 1;
        Ok(())
    }
}

fn look(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().expect("nobody panicked while looking")
}

/// The ends that the loop is joined to, in the hands of the test.
struct Hands {
    keys: mpsc::Sender<Key>,
    node: watch::Sender<State>,
    lab: watch::Sender<Lab>,
    inbox: mpsc::Receiver<NodeOrder>,
    seen: Arc<Mutex<Seen>>,
    started: Instant,
}

impl Hands {
    async fn press(&self, code: KeyCode, modifiers: KeyModifiers) {
        self.keys.send(Key::Key(KeyEvent::new(code, modifiers))).await.expect("the loop listens");
    }

    async fn type_line(&self, line: &str) {
        for character in line.chars() {
            self.press(KeyCode::Char(character), KeyModifiers::NONE).await;
        }
        self.press(KeyCode::Enter, KeyModifiers::NONE).await;
    }

    async fn control(&self, character: char) {
        self.press(KeyCode::Char(character), KeyModifiers::CONTROL).await;
    }

    #[expect(clippy::needless_pass_by_value, reason = "events are made where they happen")]
    fn happen(&self, event: dht::Event) {
        let now = Timestamp::from(self.started.elapsed());
        self.node.send_if_modified(|state| state.apply(&event, now));
    }

    fn notice(&self, text: &str) {
        self.happen(dht::Event::Notice { warning: dht::Warning::Said(text.to_owned()) });
    }

    fn frames(&self) -> usize {
        look(&self.seen).frames.len()
    }

    fn picture(&self) -> String {
        look(&self.seen).picture.clone()
    }
}

fn state() -> State {
    State::new(SessionInfo::of(PeerId::from_multihash(multihash()).expect("is a peer id")))
}

fn multihash() -> libp2p::multihash::Multihash<64> {
    libp2p::multihash::Multihash::wrap(0, &[7; 36]).expect("is short enough")
}

/// Runs the loop against a script, until the loop ends.
async fn session<F: Future<Output = Hands>>(
    ui: Ui,
    lab: Lab,
    script: impl FnOnce(Hands) -> F,
) -> (Result<ExplorerEnd, Error>, Hands) {
    let seen = Arc::new(Mutex::new(Seen::default()));
    let terminal = Terminal::new(TestBackend::new(100, 30)).expect("memory takes all");
    let mut screen = Paper { terminal, seen: Arc::clone(&seen) };
    let (keys, events) = mpsc::channel(64);
    let (node, node_receiver) = watch::channel(state());
    let (lab, lab_receiver) = watch::channel(lab);
    let (_shown, shown) = watch::channel(node_receiver);
    let (orders, inbox) = mpsc::channel(16);
    let commands = Commands::new(Inbox::Node(orders), Hub::of_nothing());
    let started = Instant::now();
    let hands = Hands { keys, node, lab, inbox, seen, started };
    let clock = move || Timestamp::from(started.elapsed());
    let channels =
        Channels { events, observed: shown, lab: lab_receiver, commands, replay: None, theme: Theme::plain(), clock };
    let mut ui = ui;
    join!(app::run(&mut screen, &mut ui, channels, pending()), script(hands))
}

/// Makes sure that pictures came often, and never sooner than after 33 ms.
fn paced(hands: &Hands) {
    let frames = look(&hands.seen).frames.clone();
    let gaps: Vec<_> = frames.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.iter().all(|gap| *gap >= Duration::from_millis(33)), "{gaps:?}");
    let usual = (frames[frames.len() - 1] - frames[0]) / u32::try_from(gaps.len()).expect("few");
    assert!(usual < Duration::from_millis(40), "{usual:?} from one picture to the next");
}

fn in_a_pane() -> Ui {
    Ui { focus: Focus::Pane, ..Ui::default() }
}

#[tokio::test(start_paused = true)]
async fn the_first_picture_comes_at_once() {
    let (ended, hands) = session(Ui::default(), Lab::default(), async |hands| {
        sleep(Duration::from_millis(1)).await;
        hands.type_line("quit").await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
    assert_eq!(look(&hands.seen).frames[0], hands.started);
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_news_makes_thirty_pictures_a_second() {
    let (ended, hands) = session(Ui::default(), Lab::default(), async |hands| {
        for n in 0..10_000 {
            hands.notice(&format!("news {n}"));
            sleep(Duration::from_micros(500)).await;
        }
        hands.type_line("quit").await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
    paced(&hands);
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_keys_keeps_neither_pictures_nor_news_away() {
    let (ended, hands) = session(Ui::default(), Lab::default(), async |hands| {
        hands.notice("the news");
        for _ in 0..2_000 {
            hands.press(KeyCode::Char('x'), KeyModifiers::NONE).await;
            sleep(Duration::from_micros(500)).await;
        }
        assert!(hands.picture().contains("the news"));
        hands.control('c').await;
        hands.control('c').await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
    paced(&hands);
}

#[tokio::test(start_paused = true)]
async fn at_rest_a_picture_a_minute_is_drawn_and_time_goes_on() {
    let (ended, _) = session(Ui::default(), Lab::default(), async |hands| {
        sleep(Duration::from_secs(1)).await;
        let before = hands.frames();
        assert!(hands.picture().contains("up <1 min"), "{}", hands.picture());
        sleep(Duration::from_secs(58)).await;
        assert_eq!(hands.frames(), before, "nothing changes within the minute");
        sleep(Duration::from_secs(2)).await;
        assert!(hands.picture().contains("up 1 min"), "{}", hands.picture());
        sleep(Duration::from_secs(3_600)).await;
        assert!(hands.picture().contains("up 1 h"), "{}", hands.picture());
        assert_eq!(hands.frames(), before + 61);
        hands.type_line("quit").await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
}

#[tokio::test(start_paused = true)]
async fn a_peers_age_goes_on_when_it_is_old() {
    let (ended, hands) = session(Ui::default(), Lab::default(), async |hands| {
        let peer = PeerId::random();
        hands.happen(dht::Event::PeerDiscovered { peer, via: dht::Via::Mdns, addresses: Vec::new() });
        let young = sampled(&hands, 59).await;
        assert!((10..=62).contains(&young), "{young} pictures of a peer just seen");
        sleep(Duration::from_secs(600)).await;
        let old = sampled(&hands, 600).await;
        assert!((9..=11).contains(&old), "{old} pictures of a peer long silent");
        assert!(hands.picture().contains("20 min"), "{}", hands.picture());
        hands.type_line("quit").await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
    assert!(hands.frames() > 0);
}

/// Returns how many pictures come in so many seconds.
async fn sampled(hands: &Hands, seconds: u64) -> usize {
    let before = hands.frames();
    sleep(Duration::from_secs(seconds)).await;
    hands.frames() - before
}

#[tokio::test(start_paused = true)]
async fn a_key_without_a_meaning_draws_nothing() {
    let (ended, _) = session(Ui::default(), Lab::default(), async |hands| {
        sleep(Duration::from_secs(1)).await;
        let before = hands.frames();
        hands.keys.send(Key::FocusGained).await.expect("the loop listens");
        sleep(Duration::from_secs(1)).await;
        assert_eq!(hands.frames(), before);
        hands.keys.send(Key::Resize(80, 24)).await.expect("the loop listens");
        sleep(Duration::from_secs(1)).await;
        assert_eq!(hands.frames(), before + 1, "another size is another picture");
        assert_eq!(look(&hands.seen).cleared, 1, "of which nothing is there yet");
        hands.type_line("quit").await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
}

#[tokio::test(start_paused = true)]
async fn what_grows_older_is_drawn_once_a_second() {
    let (ended, hands) = session(Ui::default(), Lab::default(), async |hands| {
        hands.happen(dht::Event::QueryStarted {
            query: QueryId(1),
            kind: Kind::Get,
            key: dht::Key::new("greeting"),
            cause: Cause::Command(1),
            known: Vec::new(),
        });
        sleep(Duration::from_secs(10)).await;
        hands.type_line("quit").await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
    let frames = hands.frames();
    assert!((9..=13).contains(&frames), "{frames} pictures in ten seconds");
}

#[tokio::test(start_paused = true)]
async fn a_frozen_picture_stays_while_the_node_goes_on() {
    let (ended, _) = session(in_a_pane(), Lab::default(), async |hands| {
        hands.notice("the old news");
        sleep(Duration::from_secs(1)).await;
        hands.press(KeyCode::Char('!'), KeyModifiers::NONE).await;
        sleep(Duration::from_secs(1)).await;
        let (before, frames) = (hands.picture(), hands.frames());
        for n in 0..100 {
            hands.notice(&format!("the new news {n}"));
            sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(hands.frames(), frames, "nothing to draw");
        hands.keys.send(Key::Resize(100, 30)).await.expect("the loop listens");
        sleep(Duration::from_secs(1)).await;
        assert_eq!(hands.picture(), before, "drawn again, it is the same");
        hands.press(KeyCode::Char('!'), KeyModifiers::NONE).await;
        sleep(Duration::from_secs(1)).await;
        assert!(hands.picture().contains("the new news 99"));
        hands.control('c').await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
}

#[tokio::test(start_paused = true)]
async fn a_full_inbox_is_said() {
    let (ended, mut hands) = session(Ui::default(), Lab::default(), async |hands| {
        for n in 0..17 {
            hands.type_line(&format!("get key{n}")).await;
            sleep(Duration::from_millis(50)).await;
            assert_eq!(hands.picture().contains("the node is busy"), n == 16, "after {n}");
        }
        hands.type_line("quit").await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
    let mut taken = Vec::new();
    while let Ok(request) = hands.inbox.try_recv() {
        let NodeOrder::Perform(request) = request else { panic!("only commands were typed") };
        taken.push(request.line);
    }
    assert_eq!(taken.len(), 16);
    assert_eq!(taken[0], "get key0");
}

#[tokio::test(start_paused = true)]
async fn redraw_and_suspend_reach_the_screen() {
    let (ended, hands) = session(in_a_pane(), Lab::default(), async |hands| {
        hands.control('l').await;
        hands.control('z').await;
        hands.control('c').await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
    let seen = look(&hands.seen);
    assert_eq!((seen.cleared, seen.suspended), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_practice_network_is_not_lost_by_one_key() {
    let (ended, hands) = session(in_a_pane(), Lab::of(12), async |hands| {
        sleep(Duration::from_secs(1)).await;
        let before = hands.frames();
        hands.lab.send_modify(|lab| lab.started = 12);
        sleep(Duration::from_millis(100)).await;
        assert_eq!(hands.frames(), before + 1, "its news is drawn");
        hands.control('c').await;
        sleep(Duration::from_secs(1)).await;
        assert!(hands.picture().contains("again to quit"), "{}", hands.picture());
        hands.control('c').await;
        hands
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Quit);
    assert!(look(&hands.seen).copied.is_empty());
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_the_keys_end() {
    let (ended, _) = session(Ui::default(), Lab::default(), async |hands| {
        let (keys, _) = mpsc::channel(1);
        Hands { keys, ..hands }
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Closed);
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_the_node_ends_frozen_or_not() {
    for ui in [in_a_pane(), Ui { frozen: true, ..in_a_pane() }] {
        let (ended, _) = session(ui, Lab::default(), async |hands| {
            sleep(Duration::from_secs(1)).await;
            hands.press(KeyCode::Down, KeyModifiers::NONE).await;
            let (node, _) = watch::channel(state());
            Hands { node, ..hands }
        })
        .await;
        assert_eq!(ended.expect("ends well"), ExplorerEnd::Closed);
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_the_practice_network_ends() {
    let (ended, _) = session(Ui::default(), Lab::of(12), async |hands| {
        let (lab, _) = watch::channel(Lab::default());
        Hands { lab, ..hands }
    })
    .await;
    assert_eq!(ended.expect("ends well"), ExplorerEnd::Closed);
}
