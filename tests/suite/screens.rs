//! What users see, whole screens at a time: text snapshots at many sizes, and rules that hold for every screen.

use std::{net::IpAddr, sync::Arc, time::Duration};

use kadscope::{
    command::{Fault, Known, ParseError, Verb},
    dht::{
        Announcement, Bucket, Cause, Change, Direction, Entry, Event, Failure, Held, Ignored, Interface, Key, Kind,
        LAN_PROTOCOL, MdnsReport, Mode, Multiaddr, Outcome, PROTOCOL, PeerId, Phase, Position, QueryId, RemoteEntry,
        RemoteTable, RoutingChange, Rpc, RpcKind, SessionInfo, Timestamp, Unusable, Via, Warning, buckets_of, tail,
    },
    state::{Focus, Lab, Page, Pane, State, Ui, lab::Life},
    view::{self, Scene, Theme},
};
use libp2p::identity::Keypair;
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer, style::Color};

mod crawl;
mod first;
mod lookups;
mod mouse;
mod networks;
mod replays;
mod stored;

/// All that a screen is drawn from.
#[derive(Clone)]
struct World {
    state: State,
    lab: Lab,
    ui: Ui,
    now: Timestamp,
    /// What happened, for a recording of it.
    heard: Vec<(Timestamp, Event)>,
}

impl World {
    fn new(nodes: usize, mdns: bool) -> Self {
        let session = SessionInfo { nodes, mdns, ..SessionInfo::of(id(0)) };
        let heard = vec![(at(0.0), Event::Session(session.clone()))];
        Self { state: State::new(session), lab: Lab::default(), ui: Ui::default(), now: at(90.0), heard }
    }

    #[expect(clippy::needless_pass_by_value, reason = "events are made where they happen")]
    fn hear(&mut self, seconds: f64, event: Event) {
        self.heard.push((at(seconds), event.clone()));
        self.state.apply(&event, at(seconds));
    }

    fn with(mut self, change: impl FnOnce(&mut Ui)) -> Self {
        change(&mut self.ui);
        self
    }

    /// Draws, and says where the cursor is if it is shown.
    fn draw(&self, width: u16, height: u16, theme: &Theme) -> (Buffer, Option<(u16, u16)>) {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend does not fail");
        let Self { state, lab, ui, now, .. } = self;
        let scene = Scene { state, lab, ui, theme, now: *now };
        terminal.draw(|frame| _ = view::draw(frame, &scene)).expect("a test backend does not fail");
        let backend = terminal.backend();
        let cursor = backend.cursor_visible().then(|| backend.cursor_position());
        (backend.buffer().clone(), cursor.map(|at| (at.x, at.y)))
    }

    /// The screen as lines of text.
    fn screen(&self, width: u16, height: u16) -> String {
        text_of(&self.draw(width, height, &Theme::colour()).0)
    }
}

fn text_of(buffer: &Buffer) -> String {
    let lines = buffer.content.chunks(usize::from(buffer.area.width.max(1))).map(|row| {
        let mut line = String::new();
        let mut covered = 0; // cells under the rest of a wide character
        for cell in row {
            if covered > 0 {
                covered -= 1;
                continue;
            }
            line.push_str(cell.symbol());
            covered = ratatui::text::Span::raw(cell.symbol()).width().saturating_sub(1);
        }
        line.trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn at(seconds: f64) -> Timestamp {
    Timestamp::from(Duration::from_secs_f64(seconds))
}

/// The same peer for the same number, always.
fn id(number: u16) -> PeerId {
    let mut seed = [7; 32];
    seed[..2].copy_from_slice(&number.to_be_bytes());
    Keypair::ed25519_from_bytes(seed).expect("32 bytes are a seed").public().to_peer_id()
}

fn memory(number: u16) -> Multiaddr {
    format!("/memory/{}", 1_000 + u32::from(number)).parse().expect("a multiaddr")
}

/// A node that has just started on a local network and met nobody.
fn lonely() -> World {
    let mut world = World::new(0, true);
    world.hear(0.1, Event::Listening { address: "/ip4/192.168.1.7/tcp/40123".parse().expect("a multiaddr") });
    world
}

/// After `p` and Tab twice.
fn complete_p(ui: &mut Ui) {
    ui.prompt.paste("p");
    for _ in 0..2 {
        ui.prompt.complete(Known { keys: &mut std::iter::empty(), peers: &mut std::iter::empty() });
    }
}

/// A practice network that is being built.
fn building() -> World {
    let mut world = World::new(1_000, false);
    world.lab = Lab::of(1_000);
    world.lab.started = 119;
    world
}

/// A practice network at rest, seen by `n0`: its table is filled, few are connected, one is gone.
fn practice(nodes: u16) -> World {
    let mut world = World::new(usize::from(nodes), false);
    world.lab = Lab::of(usize::from(nodes));
    world.lab.started = usize::from(nodes);
    for number in 0..nodes {
        world.lab.push(id(number));
        world.lab.lives(number.into(), Life::Alive);
    }
    world.hear(0.1, Event::Listening { address: memory(0) });
    let mut buckets: Vec<Bucket> = Vec::new();
    for number in 1..nodes {
        let peer = id(number);
        world.hear(0.2, Event::PeerDiscovered { peer, via: Via::Practice, addresses: vec![memory(number)] });
        let connected = number % 7 == 1;
        if connected {
            meet(&mut world, number);
        }
        let cpl = Position::of_peer(&id(0)).common_prefix(&Position::of_peer(&peer));
        let at = buckets.iter().position(|bucket| bucket.cpl == cpl).unwrap_or_else(|| {
            buckets.push(Bucket { cpl, entries: Vec::new(), pending: false });
            buckets.len() - 1
        });
        if buckets[at].entries.len() < 20 {
            buckets[at].entries.push(Entry { peer, connected });
        } else {
            buckets[at].pending = true;
        }
    }
    if nodes > 5 {
        world.hear(50.0, Event::DialFailed { peer: id(5), failure: Failure::TimedOut });
        world.hear(
            60.0,
            Event::RoutingChanged(Box::new(RoutingChange {
                peer: id(3),
                cpl: 1,
                change: Change::Inserted,
                cause: None,
            })),
        );
    }
    world.hear(60.0, Event::RoutingTable { buckets });
    world
}

fn meet(world: &mut World, number: u16) {
    let peer = id(number);
    world.hear(40.0, Event::Connected { peer, direction: Direction::Out, address: memory(number) });
    let (agent, protocols) = ("kadscope/0.1.0".to_owned(), vec![PROTOCOL.to_owned()]);
    world.hear(40.1, Event::Identified { peer, agent, protocols, addresses: vec![] });
    let rtt = Duration::from_micros(310 * u64::from(number));
    world.hear(42.0 + f64::from(number), Event::Rtt { peer, rtt });
}

/// A local network: found by mDNS, one fallen silent, a client, a stranger with hostile words, one that speaks another
/// DHT, one that can be reached through a relay only.
fn local() -> World {
    let mut world = lonely();
    let agents = ["kadscope/0.1.0", "rust-libp2p/0.57.1", "evil\u{202e}\u{1b}[2J\u{200b}name", "漢字ノード/1.0"];
    for (number, agent) in (1..).zip(agents) {
        let peer = id(number);
        let address: Multiaddr = format!("/ip4/192.168.1.{}/tcp/4001", 10 + number).parse().expect("a multiaddr");
        world.hear(10.0, Event::PeerDiscovered { peer, via: Via::Mdns, addresses: vec![address.clone()] });
        world.hear(80.0, Event::Connected { peer, direction: Direction::Out, address });
        let protocols = if number == 2 { vec![] } else { vec![PROTOCOL.to_owned()] };
        world.hear(81.0, Event::Identified { peer, agent: agent.to_owned(), protocols, addresses: vec![] });
        world.hear(82.0, Event::Rtt { peer, rtt: Duration::from_micros(1_700 * u64::from(number)) });
    }
    world.hear(83.0, Event::Disconnected { peer: id(4), failure: Failure::Idle(Duration::from_secs(120)) });
    world.hear(84.0, Event::PeerExpired { peer: id(4) });
    let (peer, agent) = (id(5), "kubo/0.22.0".to_owned());
    let address: Multiaddr = "/ip4/192.168.1.15/tcp/4001".parse().expect("a multiaddr");
    world.hear(85.0, Event::Connected { peer, direction: Direction::In, address });
    let protocols = vec!["/ipfs/ping/1.0.0".to_owned(), LAN_PROTOCOL.to_owned()];
    world.hear(85.0, Event::Identified { peer, agent, protocols, addresses: vec![] });
    let relayed = format!("/ip4/192.168.1.15/tcp/4001/p2p/{}/p2p-circuit", id(5));
    let addresses = vec![relayed.parse().expect("a multiaddr")];
    world.hear(86.0, Event::PeerDiscovered { peer: id(6), via: Via::Dial, addresses });
    world.hear(86.0, Event::PeerDiscovered { peer: id(7), via: Via::Mdns, addresses: Vec::new() });
    world.hear(87.0, Event::Mdns(heard()));
    world
}

/// A practice node told its table twice: since then one came in and one went; what is true has one more, and one is not in
/// it.
fn told() -> World {
    let mut world = practice(60);
    let owner = id(7);
    let told = |numbers: &[u16]| {
        let entry = |number: &u16| RemoteEntry {
            peer: id(*number),
            addresses: vec![format!("/memory/{number}").parse().expect("a multiaddr")],
        };
        let (buckets, failure) = (buckets_of(&owner, numbers.iter().map(entry)), None);
        let (requests, took) = (8, Duration::from_micros(7_200));
        Event::RemoteTable(Arc::new(RemoteTable {
            peer: owner,
            buckets,
            requests,
            took,
            is_exact: true,
            contradictions: 0,
            failure,
        }))
    };
    let first: Vec<u16> = (0..50).filter(|number| *number != 7).collect();
    let then: Vec<u16> = (1..51).filter(|number| *number != 7).collect();
    let truth = then.iter().filter(|number| **number != 9).chain([&52]).map(|number| id(*number)).collect();
    world.hear(70.0, told(&first));
    world.hear(79.0, Event::TrueTable { peer: owner, entries: truth });
    world.hear(80.0, told(&then));
    world.with(|ui| ui.pages = vec![Page::Table(owner).into()])
}

/// A Kubo is the only one in the table, and has asked us for ourselves.
fn turned_away() -> World {
    let mut world = lonely();
    let (peer, agent) = (id(1), "kubo/0.22.0/".to_owned());
    world.hear(80.0, Event::Identified { peer, agent, protocols: vec![PROTOCOL.to_owned()], addresses: vec![] });
    let cpl = Position::of_peer(&id(0)).common_prefix(&Position::of_peer(&peer));
    let entries = vec![Entry { peer, connected: true }];
    world.hear(80.1, Event::RoutingTable { buckets: vec![Bucket { cpl, entries, pending: false }] });
    let (direction, key) = (Direction::In, Some(Key::new(id(0).to_bytes())));
    let (kind, phase) = (RpcKind::FindNode, Phase::Asked { after_dial: false });
    world.hear(80.2, Event::Rpc(Rpc { direction, kind, phase, peer, key, query: None, late: false, reply: None }));
    world.hear(80.2, Event::Notice { warning: Warning::NamesNobody(peer) });
    world
}

/// What mDNS heard there: one lapsed, one announces loopback addresses only.
fn heard() -> MdnsReport {
    let host = |number| IpAddr::from([192, 168, 1, 10 + number]);
    let interface = Interface { address: host(0), prefix: 24, asked: 7, heard: 20, answered: 26, answers: 61 };
    let lapses: [(u8, u64); 5] = [(1, 357), (2, 118), (3, 3_190), (4, 0), (7, 119)];
    let announcements = lapses.map(|(number, seconds)| Announcement {
        peer: id(number.into()),
        from: host(number),
        ago: Duration::from_secs(if seconds == 0 { 120 } else { 3 }),
        lapses_in: Duration::from_secs(seconds),
        unusable: (number == 7).then_some(Unusable::Loopback),
    });
    let useless: [(u8, Option<PeerId>, Unusable); 3] =
        [(7, Some(id(7)), Unusable::Loopback), (8, None, Unusable::NoTxt), (9, Some(id(0)), Unusable::Twin)];
    let ignored = useless.map(|(number, peer, reason)| Ignored { from: host(number), peer, reason });
    MdnsReport { interfaces: vec![interface], announcements: announcements.into(), ignored: ignored.into() }
}

fn start(world: &mut World, seconds: f64, n: u64, kind: Kind, key: &str) {
    let (query, key, known) = (QueryId(n), Key::new(key), (1..=3).map(id).collect());
    world.hear(seconds, Event::Command { n, line: format!("{} {key}", kind.word()) });
    world.hear(seconds, Event::QueryStarted { query, kind, key, cause: Cause::Command(n), known });
}

fn message(world: &mut World, seconds: f64, n: u64, kind: RpcKind, peer: PeerId, phase: Phase) {
    let rpc = Rpc {
        direction: Direction::Out,
        kind,
        phase,
        peer,
        key: None,
        query: Some(QueryId(n)),
        late: false,
        reply: None,
    };
    world.hear(seconds, Event::Rpc(rpc));
}

fn finish(world: &mut World, seconds: f64, n: u64, [asked, answered, failed]: [u32; 3]) {
    let query = QueryId(n);
    world.hear(seconds, Event::QueryFinished { query, asked, answered, failed, outcome: Outcome::default() });
}

/// A practice network in which somebody has worked: kad's own bootstrap, a put and a get that went well, a get that
/// did not, a lookup in flight.
fn busy() -> World {
    let mut world = practice(30);
    let (query, key) = (QueryId(1), Key::new(id(0).to_bytes()));
    let (kind, cause, known) = (Kind::Bootstrap, Cause::Automatic, vec![]);
    world.hear(61.0, Event::QueryStarted { query, kind, key, cause, known });
    finish(&mut world, 61.2, 1, [24, 23, 1]);
    start(&mut world, 70.0, 2, Kind::Put, "greeting");
    for number in 1..=20 {
        message(&mut world, 70.0, 2, RpcKind::PutValue, id(number), Phase::Asked { after_dial: false });
    }
    for number in 1..=20 {
        message(&mut world, 70.0, 2, RpcKind::PutValue, id(number), Phase::Answered { closer: vec![], unroutable: 0 });
    }
    finish(&mut world, 70.016, 2, [23, 23, 0]);
    start(&mut world, 75.0, 3, Kind::Get, "greeting");
    for number in 1..=4 {
        world.hear(75.0, Event::RecordFound { query: QueryId(3), peer: Some(id(number)), value: b"hello".to_vec() });
    }
    finish(&mut world, 75.004, 3, [21, 20, 1]);
    start(&mut world, 80.0, 4, Kind::Get, "nothing");
    finish(&mut world, 80.1, 4, [20, 20, 0]);
    start(&mut world, 89.0, 5, Kind::Closest, "漢字");
    for number in 1..=3 {
        message(&mut world, 89.0, 5, RpcKind::FindNode, id(number), Phase::Dialing);
    }
    message(&mut world, 89.5, 5, RpcKind::FindNode, id(1), Phase::Answered { closer: vec![id(9)], unroutable: 0 });
    world
}

/// The same, with the hand on a peer, on a query, in an opened bucket.
fn at_peers() -> World {
    busy().with(|ui| (ui.focus, ui.peer) = (Focus::Pane, Some(id(15))))
}

fn at_queries() -> World {
    busy().with(|ui| (ui.focus, ui.pane, ui.query) = (Focus::Pane, Pane::Queries, Some(QueryId(4))))
}

fn bucket_opened() -> World {
    busy().with(|ui| {
        (ui.focus, ui.pane) = (Focus::Pane, Pane::Buckets);
        (ui.bucket, ui.bucket_open, ui.bucket_peer) = (Some(0), true, Some(id(2)));
    })
}

fn with_error() -> World {
    busy().with(|ui| {
        ui.prompt.input = "putt greeting hello".into();
        let fault = Fault::Unknown { name: "putt".to_owned(), meant: Some(Verb::Put) };
        ui.prompt.error = Some(ParseError { at: 0..4, command: None, fault });
    })
}

fn filtered(filter: &str) -> World {
    busy().with(|ui| (ui.focus, ui.filter) = (Focus::Filter, filter.to_owned()))
}

fn page(page: Page) -> World {
    busy().with(|ui| (ui.focus, ui.pages) = (Focus::Pane, vec![page.into()]))
}

fn client() -> World {
    let mut world = local();
    world.hear(85.0, Event::ModeChanged { mode: Mode::Client });
    world
}

/// Every world by name, those with a lookup too.
fn all_worlds() -> Vec<(&'static str, World)> {
    worlds()
        .into_iter()
        .chain(first::worlds())
        .chain(first::trees())
        .chain(lookups::worlds())
        .chain(networks::worlds())
        .chain(replays::worlds())
        .chain(stored::worlds())
        .chain(crawl::worlds())
        .collect()
}

/// The worlds of the panes and simple pages, by name.
fn worlds() -> Vec<(&'static str, World)> {
    vec![
        ("lonely", lonely()),
        ("building", building()),
        ("practice", practice(200)),
        ("local", local()),
        ("client", client()),
        ("busy", busy()),
        ("peers", at_peers()),
        ("queries", at_queries()),
        ("bucket", bucket_opened()),
        ("zoomed", at_peers().with(|ui| ui.zoomed = true)),
        ("frozen", busy().with(|ui| ui.frozen = true)),
        ("candidates", busy().with(complete_p)),
        ("filter", filtered("n1")),
        ("no-match", filtered("zzz")),
        ("error", with_error()),
        ("help", page(Page::Help { command: None })),
        ("peer", page(Page::Peer(id(1)))),
        ("query", page(Page::Query(QueryId(2)))),
        ("notices", page(Page::Notices)),
        ("turned-away", turned_away()),
        ("table", told()),
        ("mdns", local().with(|ui| ui.pages = vec![Page::Mdns.into()])),
    ]
}

#[test]
fn screens_look_like_this() {
    let sizes = [(80, 24), (160, 48), (120, 40), (60, 15), (40, 12), (20, 5), (10, 3)];
    for (name, world) in worlds() {
        let of_this = if ["busy", "lonely", "local", "table"].contains(&name) { &sizes[..] } else { &sizes[..1] };
        for (width, height) in of_this {
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), world.screen(*width, *height));
        }
    }
}

#[test]
fn the_first_screen_looks_like_this() {
    for (name, world) in first::worlds() {
        for (width, height) in first::SIZES {
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), world.screen(width, height));
        }
    }
}

#[test]
fn the_first_screen_looks_like_this_without_colours_and_in_a_small_window() {
    for (name, world) in first::worlds() {
        insta::assert_snapshot!(format!("{name}_plain"), text_of(&world.draw(100, 30, &Theme::plain()).0));
        insta::assert_snapshot!(format!("{name}_60x15"), world.screen(60, 15));
    }
}

#[test]
fn trees_look_like_this() {
    for (name, world) in first::trees() {
        for (width, height) in [(80, 24), (120, 40), (250, 70)] {
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), world.screen(width, height));
        }
    }
}

#[test]
fn lookups_look_like_this() {
    for (name, world) in lookups::worlds() {
        insta::assert_snapshot!(format!("{name}_160x48"), world.screen(160, 48));
        if ["lookup-running", "lookup-done", "lookup-paused", "lookup-paused-panes", "lookup-scored"].contains(&name) {
            insta::assert_snapshot!(format!("{name}_80x24"), world.screen(80, 24));
        }
    }
    let done = lookups::done();
    insta::assert_snapshot!("lookup-done_120x40", done.screen(120, 40));
    insta::assert_snapshot!("lookup-done_40x12", done.screen(40, 12));
    insta::assert_snapshot!("lookup-done_plain", text_of(&done.draw(160, 48, &Theme::plain()).0));
}

#[test]
fn networks_look_like_this() {
    for (name, world) in networks::worlds() {
        insta::assert_snapshot!(format!("{name}_80x24"), world.screen(80, 24));
    }
    let held = networks::held();
    for (width, height) in [(160, 48), (120, 40), (60, 15), (40, 12), (20, 5)] {
        insta::assert_snapshot!(format!("network-held_{width}x{height}"), held.screen(width, height));
    }
    insta::assert_snapshot!("network-held_plain", text_of(&held.draw(160, 48, &Theme::plain()).0));
}

#[test]
fn what_a_node_holds_and_is_asked_looks_like_this() {
    for (name, world) in stored::worlds() {
        for (width, height) in [(160, 48), (80, 24)] {
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), world.screen(width, height));
        }
        if ["records-busy", "requests-busy"].contains(&name) {
            insta::assert_snapshot!(format!("{name}_40x12"), world.screen(40, 12));
            insta::assert_snapshot!(format!("{name}_plain"), text_of(&world.draw(120, 40, &Theme::plain()).0));
        }
    }
}

#[test]
fn a_whole_network_looks_like_this() {
    for (name, world) in crawl::worlds() {
        for (width, height) in [(160, 48), (80, 24)] {
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), world.screen(width, height));
        }
        if ["crawl-ended", "census", "copies-rounds"].contains(&name) {
            insta::assert_snapshot!(format!("{name}_40x12"), world.screen(40, 12));
            insta::assert_snapshot!(format!("{name}_plain"), text_of(&world.draw(120, 40, &Theme::plain()).0));
        }
    }
}

#[test]
fn replays_look_like_this() {
    for (name, world) in replays::worlds() {
        for (width, height) in [(160, 48), (80, 24)] {
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), world.screen(width, height));
        }
    }
    let playing = replays::playing();
    for (width, height) in [(60, 15), (40, 12), (26, 9)] {
        insta::assert_snapshot!(format!("replay-playing_{width}x{height}"), playing.screen(width, height));
    }
    insta::assert_snapshot!("replay-playing_plain", text_of(&playing.draw(80, 24, &Theme::plain()).0));
}

#[test]
fn no_size_makes_it_panic() {
    for (_, world) in all_worlds() {
        for width in (0..=120).step_by(7).chain([1, 2, 19, 20, 79, 80]) {
            for height in (0..=50).step_by(5).chain([1, 2, 3, 4, 19, 24]) {
                let _ = world.draw(width, height, &Theme::colour());
            }
        }
    }
}

#[test]
fn without_colour_not_one_cell_has_one() {
    for (name, world) in all_worlds() {
        for (width, height) in [(160, 48), (80, 24), (40, 12)] {
            let (buffer, _) = world.draw(width, height, &Theme::plain());
            let coloured = buffer.content.iter().find(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
            assert_eq!(coloured, None, "{name} at {width}x{height}");
        }
    }
}

#[test]
fn colour_changes_no_character_and_no_background() {
    for (name, world) in all_worlds() {
        let (colour, _) = world.draw(120, 40, &Theme::colour());
        let (plain, _) = world.draw(120, 40, &Theme::plain());
        assert_eq!(text_of(&colour), text_of(&plain), "{name}");
        assert!(colour.content.iter().all(|cell| cell.bg == Color::Reset), "{name}");
    }
}

#[test]
fn words_of_others_cannot_reorder_hide_or_steer() {
    let mut world = local();
    let evil = "x\u{202e}\u{1b}]0;owned\u{7}\u{200b}\u{feff}\u{e0041}";
    start(&mut world, 85.0, 1, Kind::Get, evil);
    world.hear(85.0, Event::RecordFound { query: QueryId(1), peer: Some(id(3)), value: evil.into() });
    finish(&mut world, 85.0, 1, [1, 1, 0]);
    world.hear(86.0, Event::Notice { warning: Warning::Said(evil.to_owned()) });
    world.hear(86.0, Event::DialFailed { peer: id(4), failure: Failure::Other(evil.to_owned()) });
    let (agent, protocols) = (format!("a\n{evil}"), vec![PROTOCOL.to_owned(), format!("/{evil}/1"), evil.into()]);
    world.hear(86.0, Event::Identified { peer: id(3), agent, protocols, addresses: vec![] });
    let mut world = world.with(|ui| {
        ui.prompt.input = evil.into();
        (ui.pane, ui.filter) = (Pane::Queries, evil.to_owned());
    });
    assert!(world.screen(220, 48).contains("a\\nx\\u{202e}\\u{"), "{}", world.screen(220, 48));
    let pages = [Page::Peer(id(3)), Page::Peer(id(4)), Page::Query(QueryId(1)), Page::Notices].map(Some);
    for page in std::iter::once(None).chain(pages) {
        world.ui.pages = page.into_iter().map(Into::into).collect();
        for (width, height) in [(160, 48), (80, 24), (40, 12)] {
            let screen = world.screen(width, height);
            let hostile = |c: &char| *c != '\n' && (c.is_control() || "\u{202e}\u{200b}\u{feff}\u{e0041}".contains(*c));
            assert_eq!(screen.chars().find(hostile), None, "{:?}\n{screen}", world.ui.page());
        }
    }
}

#[test]
fn a_peers_tail_a_buckets_fill_and_a_querys_outcome_are_never_cut() {
    for (width, height) in [(160, 48), (120, 40), (100, 30), (80, 24), (80, 20)] {
        let screen = at_peers().with(|ui| ui.query = Some(QueryId(3))).screen(width, height);
        for what in [tail(&id(15)).as_str(), "/20", "hello", "found", "at 4 peers"] {
            assert!(screen.contains(what), "{what} at {width}x{height}\n{screen}");
        }
    }
    let narrow = |world: World| world.screen(40, 12);
    assert!(narrow(at_peers()).contains(&tail(&id(15))));
    assert!(narrow(at_peers().with(|ui| ui.pane = Pane::Buckets)).contains("/20"));
    assert!(narrow(at_queries()).contains("has it"), "{}", narrow(at_queries()));
}

#[test]
fn the_hand_is_on_the_screen_wherever_it_is() {
    for number in 1..30 {
        let world = busy().with(|ui| (ui.focus, ui.peer) = (Focus::Pane, Some(id(number))));
        for (width, height) in [(80, 20), (40, 12), (20, 5)] {
            let screen = world.screen(width, height);
            let row = screen.lines().find(|line| line.contains('›')).unwrap_or_else(|| panic!("no hand:\n{screen}"));
            assert!(row.contains(&tail(&id(number))), "{screen}");
        }
    }
}

#[test]
fn the_cursor_stands_where_the_next_character_goes() {
    let cursor = |line: &str| {
        let world = lonely().with(|ui| ui.prompt.input = line.into());
        world.draw(80, 24, &Theme::colour()).1
    };
    assert_eq!(cursor(""), Some((4, 21)));
    assert_eq!(cursor("get a"), Some((9, 21)));
    assert_eq!(cursor("get 漢字"), Some((12, 21)));
    let (x, _) = cursor(&"漢".repeat(100)).expect("the prompt has the focus");
    assert!((70..79).contains(&x), "{x}");
    let in_pane = lonely().with(|ui| ui.focus = Focus::Pane);
    assert_eq!(in_pane.draw(80, 24, &Theme::colour()).1, None);
}

#[test]
fn one_frame_at_most_has_the_focus_and_it_is_where_keys_go() {
    let focused = |focus: Focus, page: Option<Page>| {
        let screen = busy()
            .with(|ui| (ui.focus, ui.pages) = (focus, page.into_iter().map(Into::into).collect()))
            .screen(160, 48);
        let titles = screen.lines().flat_map(|line| line.split('▶').skip(1));
        titles.map(|title| title.split_whitespace().next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    for page in [None, Some(Page::Notices)] {
        assert_eq!(focused(Focus::Prompt, page.clone()), ["Command"]);
        assert_eq!(focused(Focus::Search, page), ["Command"], "what is looked for stands in the command line");
    }
    assert_eq!(focused(Focus::Pane, None), ["Peers"]);
    assert_eq!(focused(Focus::Filter, None), ["Peers"], "its rows change while it is typed");
    assert_eq!(focused(Focus::Pane, Some(Page::Notices)), ["What"], "its title is: what happened");
}

#[test]
fn the_tables_last_line_is_a_whole_phrase() {
    let mut said = std::collections::BTreeSet::new();
    for width in 80..=200 {
        let screen = busy().screen(width, 40);
        let at = screen.find("cpl 5 and deeper").unwrap_or_else(|| panic!("{width}\n{screen}"));
        let phrase = screen[at..].split('│').next().expect("split gives at least one part").trim();
        said.insert(phrase.to_owned());
    }
    let whole = ["", ", nearer to us", ", nearer to us than any known peer"];
    assert_eq!(said, whole.map(|more| format!("cpl 5 and deeper: empty{more}")).into());
}

#[test]
fn seeded_keys_are_warned_of_where_others_can_reach_them() {
    let warns = |seeded, listens: &str| {
        let mut world = practice(200);
        world.lab.seeded = seeded;
        world.hear(1.0, Event::Listening { address: listens.parse().expect("a multiaddr") });
        world.screen(80, 24).contains("seeded keys: anyone can derive them")
    };
    assert!(warns(true, "/ip4/192.168.1.7/tcp/4001"));
    assert!(warns(true, "/ip6/2001:db8::7/udp/4001/quic-v1"));
    assert!(warns(true, "/ip4/0.0.0.0/tcp/4001"));
    assert!(!warns(false, "/ip4/192.168.1.7/tcp/4001"), "the seed is nobody's to know");
    for near in ["/memory/7", "/ip4/127.0.0.1/tcp/4001", "/ip4/127.9.9.9/tcp/1", "/ip6/::1/tcp/4001"] {
        assert!(!warns(true, near), "{near}");
    }
}

#[test]
fn a_page_scrolled_too_far_stands_at_its_end() {
    let scrolled = |scroll| page(Page::Query(QueryId(2))).with(|ui| ui.pages[0].scroll = scroll).screen(60, 15);
    assert_eq!(scrolled(u16::MAX), scrolled(1_000));
    assert!(scrolled(u16::MAX).contains("acknowledged by"), "{}", scrolled(u16::MAX));
}

#[test]
fn a_screen_at_rest_changes_by_the_minute() {
    let changes_in = |world: &World| {
        let World { state, lab, ui, now, .. } = world;
        view::changes_in(&Scene { state, lab, ui, theme: &Theme::plain(), now: *now }).as_secs()
    };
    assert_eq!(changes_in(&busy()), 1, "a query is in flight");
    assert_eq!(changes_in(&lonely()), 30, "half a minute into the session's second");
    let hour = World { now: at(3_630.0), ..lonely() };
    assert!(hour.screen(80, 24).contains("up 1 h"));
    let rest = World { now: at(1_020.0), ..practice(30) };
    assert_eq!(changes_in(&rest), 60);
    let later = |seconds| World { now: at(seconds), ..rest.clone() }.screen(120, 40);
    assert_eq!(later(1_020.0), later(1_021.0));
    for ui in [
        Ui { pages: vec![Page::Help { command: None }.into()], ..Ui::default() },
        Ui { pages: vec![Page::Peer(id(1)).into()], ..Ui::default() },
        Ui { pages: vec![Page::Query(QueryId(7)).into()], ..Ui::default() },
    ] {
        assert_eq!(changes_in(&World { ui, ..rest.clone() }), 60, "the header's clock goes on");
    }
    let mut met = rest.clone();
    met.hear(1_000.0, Event::Rtt { peer: id(2), rtt: Duration::from_millis(1) });
    assert_eq!(changes_in(&met), 1, "a peer was seen just now");
    met.now = at(1_062.0);
    assert_eq!(changes_in(&met), 3, "the last minutes move on above the queries, in columns of five seconds");
    met.now = at(1_320.0);
    assert_eq!(changes_in(&met), 60, "until nothing is in them any more");
}

/// How long that takes `cargo bench --bench frame` tells.
#[test]
fn of_a_long_list_the_part_around_the_selected_row_is_drawn() {
    let mut world = World::new(0, true);
    for _ in 0..20_000 {
        world.hear(1.0, Event::PeerDiscovered { peer: PeerId::random(), via: Via::Kad, addresses: vec![] });
    }
    let around: Vec<PeerId> = world.state.peers.iter().skip(9_999).take(3).map(|peer| peer.id).collect();
    let world = world.with(|ui| (ui.focus, ui.peer) = (Focus::Pane, Some(around[1])));
    let screen = text_of(&world.draw(160, 48, &Theme::plain()).0);
    assert!(around.iter().all(|peer| screen.contains(&tail(peer))), "{screen}");
}
