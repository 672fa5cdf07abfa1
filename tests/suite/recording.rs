//! Recordings: what is played back is what was; what is broken in one is said; and any place in one can be gone to.

use std::{
    fs,
    io::Write as _,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use fastrand::Rng;
use kadscope::{
    command::{Command, parse},
    dht::{
        Direction, Event, Failure, Multiaddr, PeerId, QueryId, RpcKind, SessionInfo, Timestamp, Warning, verdict::Code,
    },
    lab, node,
    recording::{
        Milestone, Player, World,
        line::{Derived, Encoder},
    },
    session::{self, Past, Progress, Session},
    state::{Lab, State, crawl::Crawl, lab::Life, ui::find},
    words::Language,
};
use libp2p::identity::Keypair;
use tokio::time::{sleep, timeout};

/// How long anything may take before a test gives up; far more than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is typed by chance.
const LINES: [&str; 20] = [
    "put a b",
    "put long VALUE",
    "get a",
    "get nothing",
    "provide a",
    "providers a",
    "copies a",
    "copies --providers a",
    "crawl --tables",
    "closest a",
    "closest n8",
    "bootstrap",
    "quorum majority",
    "pause",
    "step 2",
    "resume",
    "be random:1",
    "be n0",
    "kill random:2",
    "spawn",
];

/// Returns lines by chance.
fn by_chance(lines: usize, seed: u64) -> Vec<String> {
    let mut rng = Rng::with_seed(seed);
    (0..lines).map(|_| rng.choice(&LINES).expect("some").replace("VALUE", &"long ".repeat(2_000))).collect()
}

/// What was known at the end of a session.
struct Known {
    state: State,
    /// The practice network's nodes, and whether they run.
    nodes: Vec<(PeerId, bool)>,
}

/// Returns the practice network's nodes, and whether they run.
fn nodes_of(lab: &Lab) -> Vec<(PeerId, bool)> {
    lab.nodes.iter().map(|node| (node.peer, node.life == Life::Alive)).collect()
}

/// Runs a session of lines; `wait 20` lets so many milliseconds go by, `until replicate` waits for a query of that kind.
/// Returns what was known at its end.
async fn session(config: session::Config, lines: &[String], to: &Path) -> Known {
    let started = Instant::now();
    let file = fs::File::create(to).expect("can be written");
    let clock = Arc::new(move || Timestamp::from(started.elapsed()));
    let begun = session::start_with(config, clock, |hub| {
        hub.write_lines(file, |trouble| panic!("{trouble:?}")).map(|()| hub.progress())
    });
    let (Session { task, observed, lab, mut commands }, mut progress) = begun.expect("a thread");
    let state = || observed.borrow().borrow().clone();
    while lab.borrow().is_building() || state().listening.is_empty() {
        sleep(Duration::from_millis(10)).await;
    }
    for line in lines {
        if let Some(millis) = line.strip_prefix("wait ") {
            sleep(Duration::from_millis(millis.parse().expect("a number"))).await;
            continue;
        }
        if let Some(kind) = line.strip_prefix("until ") {
            let asked = async {
                while !state().queries.iter().any(|query| query.kind.word() == kind) {
                    sleep(Duration::from_millis(10)).await;
                }
            };
            timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("{line}"));
            continue;
        }
        let (known, nodes) = (state(), lab.borrow().clone());
        let command =
            parse(line, &|word| find(&known, &nodes, word)).unwrap_or_else(|error| panic!("{line}: {error:?}"));
        let asks = matches!(command, Command::Node(_));
        let Ok(n) = commands.give(line.clone(), command) else { continue };
        loop {
            match timeout(PATIENCE, progress.recv()).await.expect("in time").expect("it runs") {
                Progress::Ended(outcome) if outcome.n == n => break,
                Progress::Started(begun) if begun == n && asks && state().paused.is_some() => break,
                Progress::Ended(_) | Progress::Started(_) => {}
            }
        }
    }
    // who is about to join is told as started before it runs
    let mut joined = lab.clone();
    let joined = joined.wait_for(|lab| lab.nodes.iter().all(|node| node.life != Life::Waiting));
    let nodes = nodes_of(&timeout(PATIENCE, joined).await.expect("in time").expect("it runs"));
    let hub = commands.hub.clone();
    drop(commands);
    let _ = timeout(PATIENCE, task).await.expect("ends in time");
    let mut watched = observed.borrow().clone();
    loop {
        watched.mark_unchanged();
        sleep(Duration::from_millis(300)).await; // the other nodes' tasks end too
        if !watched.has_changed().unwrap_or(false) {
            break;
        }
    }
    assert_eq!(hub.finish(PATIENCE), session::Finish { is_printed: true, missing: None });
    assert!(!watched.has_changed().unwrap_or(false), "somebody spoke after the end");
    Known { state: state(), nodes }
}

fn practice(nodes: usize, seed: u64) -> session::Config {
    session::Config::Practice(lab::Config::new(nodes, seed, node::Config::new(Keypair::generate_ed25519())))
}

fn alone() -> session::Config {
    let listen = vec!["/ip4/127.0.0.1/tcp/0".parse().expect("a multiaddr")];
    session::Config::Node(node::Config { listen, mdns: false, ..node::Config::new(Keypair::generate_ed25519()) })
}

/// Makes sure that two states know the same.
fn same(live: &State, played: &State) {
    let of = |state: &State| {
        let State { session, listening, quorum, buckets, paused, requests, records, changes, .. } = state;
        let totals = [Direction::In, Direction::Out].map(|way| RpcKind::ALL.map(|kind| requests.total(way, kind)));
        let requests = (totals, requests.newest_first().collect::<Vec<_>>(), &requests.pulse);
        let records = (records.iter().collect::<Vec<_>>(), &records.gone, &records.refused, records.stores);
        let peers: Vec<_> = state.peers.iter().map(|peer| format!("{peer:?}")).collect();
        let notices: Vec<_> =
            state.notices.newest_first().map(|notice| (notice.at, notice.what.said(Language::English))).collect();
        let keys: Vec<_> = state.keys.iter().map(|key| format!("{key:?}")).collect();
        let crawls = [&state.crawls.last, &state.crawls.before].map(|crawl| {
            let of = |crawl: &Crawl| format!("{:?} {:?} {:?}", crawl.finished, crawl.peers, crawl.changes);
            crawl.as_deref().map(of)
        });
        let copies: Vec<_> = state.copies.iter().collect();
        let rest = format!(
            "{session:?} {listening:?} {quorum:?} {buckets:?} {paused:?} {requests:?} {records:?} {changes:?} {crawls:?} {copies:?}"
        );
        (rest, peers, notices, keys)
    };
    let ((rest, peers, notices, keys), other) = (of(live), of(played));
    assert_eq!(rest, other.0);
    assert_eq!(notices, other.2);
    assert_eq!(keys, other.3);
    assert_eq!(peers.len(), other.1.len());
    for (live, played) in peers.iter().zip(&other.1) {
        assert_eq!(live, played);
    }
    assert_eq!(live.queries.len(), played.queries.len());
    for (live, played) in live.queries.iter().zip(played.queries.iter()) {
        assert_eq!(live.lookups, played.lookups, "{}", live.id);
        let rest = |query: &kadscope::state::Query| {
            let query = kadscope::state::Query { lookups: Vec::new(), ..query.clone() };
            format!("{query:?}")
        };
        assert_eq!(rest(live), rest(played));
    }
}

fn played(path: &Path) -> Player<Past> {
    let mut player = Player::open(path, Past::default()).expect("is a recording");
    player.to_end();
    player
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_played_back_is_what_was() {
    let folder = tempfile::tempdir().expect("a folder");
    for seed in 0..6 {
        let path = folder.path().join(format!("{seed}.jsonl"));
        let (config, lines) = if seed == 5 {
            (alone(), 5)
        } else {
            (practice(20 + 20 * usize::try_from(seed).expect("small"), seed), 25)
        };
        let live = session(config, &by_chance(lines, seed), &path).await;
        is_played_back(&live, &path, seed);
    }
}

/// Makes sure that a recording leads to what was known, and to the same at any place of it, wherever one comes from.
fn is_played_back(live: &Known, path: &Path, seed: u64) {
    let mut player = played(path);
    let end = player.place().0;
    same(&live.state, player.world().state().expect("somebody is looked at"));
    assert_eq!(live.nodes, nodes_of(player.world().lab()));
    let mut rng = Rng::with_seed(seed);
    for _ in 0..3 {
        let place = rng.u64(1..=end);
        let mut straight = Player::open(path, Past::default()).expect("is a recording");
        while straight.place().0 < place {
            assert!(straight.step());
        }
        player.to_event(place);
        same(straight.world().state().expect("somebody is"), player.world().state().expect("somebody is"));
        assert_eq!(nodes_of(straight.world().lab()), nodes_of(player.world().lab()));
    }
}

/// What no session by chance may lack: every kind of query, asked while paused too, seen by others.
const ALL_KINDS: &str = "put a b|get a|get nothing|provide a|providers a|closest a|closest n8|bootstrap|put long VALUE|\
    pause|get a|put x y|provide x|closest x|step|step 2|resume|pause|step|resume|remove a|unprovide a|mode client|\
    mode server|quorum 3|get nothing|put q r|quorum one|be n3|providers a|pause|get a|step|be n0|resume|be n3|resume|\
    latency 2ms|loss 5|partition n5-n9|put c d|heal|latency 0|loss 0|be n0|churn 600|wait 500|get a|churn off";

/// A node is visited, leaves, and is another when it is visited again; so are those that join later.
const LIVES: &str = "put a b|be n3|get a|put c d|be n0|get c|kill n3|get c|be n3|restart n3|wait 700|be n3|get c|put e f|\
    be n4|kill n0 n3|restart n0|wait 700|be n0|get a|closest n3|spawn 2|wait 700|be n30|get a|be n31|kill n30|\
    restart n30|wait 700|be n30|get e|be n0|kill --silent n31 n30|get a|restart n30-n31|wait 700|be n31|put g h|\
    restart n0|wait 700|be n0|get g";

async fn script_is_played_back(script: &str, seed: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("session.jsonl");
    let lines = script.replace("VALUE", &"long ".repeat(2_000));
    let lines: Vec<String> = lines.split('|').map(str::to_owned).collect();
    let live = session(practice(30, seed), &lines, &path).await;
    is_played_back(&live, &path, seed);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_pause_and_visit_is_played_back() {
    script_is_played_back(ALL_KINDS, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lives_of_nodes_that_are_visited_are_played_back() {
    script_is_played_back(LIVES, 1).await;
}

/// What Kademlia does by its clock, too: in a network whose records are short-lived.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_typed_is_played_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("clock.jsonl");
    let mut node = node::Config::new(Keypair::generate_ed25519());
    (node.record_ttl, node.republish) = (Duration::from_secs(30), Duration::from_secs(1));
    let config = session::Config::Practice(lab::Config::new(20, 3, node));
    // whoever holds a value passes it on, unless another has done so: none is left
    let lines = "put a b|provide a|until republish|until reprovide|be n1|kill n0 n2-n19|until replicate|restart n2|\
        wait 500|be n2|get a";
    let lines: Vec<String> = lines.split('|').map(str::to_owned).collect();
    let live = session(config, &lines, &path).await;
    is_played_back(&live, &path, 3);
}

/// A world that only remembers.
#[derive(Clone, Default)]
struct Memory(Vec<String>);

impl World for Memory {
    fn apply(&mut self, event: Event, _: Timestamp) -> Milestone {
        let Event::Notice { warning: Warning::Said(text) } = event else { return Milestone::default() };
        let number: u64 = text.parse().unwrap_or(1);
        self.0.push(text);
        Milestone {
            query: number.is_multiple_of(1_000),
            round: number.is_multiple_of(10),
            failure: number.is_multiple_of(7_000),
        }
    }

    fn complain(&mut self, text: String, _: Timestamp) {
        self.0.push(text);
    }
}

/// Writes a recording of so many numbered notices, one every millisecond.
fn numbers(path: &Path, count: u64) {
    let mut file = std::io::BufWriter::new(fs::File::create(path).expect("can be written"));
    let mut encoder = Encoder::default();
    for n in 1..=count {
        let event = Event::Notice { warning: Warning::Said(n.to_string()) };
        file.write_all(encoder.lines(Timestamp(n * 1_000), &event, &Derived::Nothing)).expect("can be written");
    }
}

/// Where a player is: how many notices were taken in, in their order.
fn place(player: &Player<Memory>) -> u64 {
    let taken = &player.world().0;
    assert!(taken.iter().zip(1..).all(|(text, n): (_, u64)| *text == n.to_string()));
    assert_eq!(player.place().0, taken.len() as u64);
    taken.len() as u64
}

#[test]
fn any_place_can_be_gone_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("numbers.jsonl");
    numbers(&path, 200_000);
    let mut player = Player::open(&path, Memory::default()).expect("is a recording");
    let mut rng = Rng::with_seed(1);
    for turn in 0..200 {
        let before = place(&player);
        match rng.u8(..6) {
            0 => {
                let to = rng.u64(..210_000);
                player.to_event(to);
                assert_eq!(place(&player), to.min(200_000));
            }
            1 => {
                let to = rng.u64(..210_000);
                player.to_time(Timestamp(to * 1_000 + 500));
                assert_eq!(place(&player), to.min(200_000));
            }
            2 => {
                let found = player.forward_to(|moment| moment.query);
                let expected = (before / 1_000 + 1) * 1_000;
                assert_eq!((found, place(&player)), (expected <= 200_000, expected.min(200_000)), "{turn}");
            }
            3 => {
                let found = player.back_to(|moment| moment.query);
                let expected = before.saturating_sub(1) / 1_000 * 1_000;
                assert_eq!(
                    (found, place(&player)),
                    (expected > 0, if expected > 0 { expected } else { before }),
                    "{turn}"
                );
            }
            4 => {
                player.back_to(|moment| moment.round);
            }
            _ => _ = player.step(),
        }
    }
    player.to_end();
    assert_eq!(place(&player), 200_000);
    let start = Instant::now();
    while !player.overview().is_whole && start.elapsed() < PATIENCE {}
    let overview = player.overview();
    assert_eq!((overview.events, overview.end), (200_000, Timestamp(200_000_000)));
    assert!(overview.marks.len() <= 512 && overview.marks.contains(&kadscope::recording::TimelineMark::Failure));
}

#[test]
fn packed_is_read_as_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let (plain, packed) = (folder.path().join("plain"), folder.path().join("packed"));
    numbers(&plain, 5_000);
    let file = fs::File::create(&packed).expect("can be written");
    let mut writer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    writer.write_all(&fs::read(&plain).expect("is there")).expect("can be written");
    writer.finish().expect("can be written");
    let mut player = Player::open(&packed, Memory::default()).expect("is a recording");
    player.to_end();
    assert_eq!(place(&player), 5_000);
    let whole = fs::read(&packed).expect("is there");
    fs::write(&packed, &whole[..whole.len() / 2]).expect("can be written");
    let mut player = Player::open(&packed, Memory::default()).expect("what was packed first is there");
    player.to_end();
    assert!(player.place().0 > 100);
}

#[test]
fn the_readmes_lines_can_be_played() {
    let readme = include_str!("../../README.md").replace("\r\n", "\n");
    let (_, after) = readme.split_once("<!-- lines -->\n").expect("they are there");
    let (lines, _) = after.split_once("<!-- end -->").expect("they end");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("readme.jsonl");
    fs::write(&path, lines.trim_start()).expect("can be written");
    let player = played(&path);
    let state = player.world().state().expect("somebody is looked at");
    let query = state.queries.iter().next().expect("a query");
    assert!(query.verdict.as_ref().is_some_and(|verdict| verdict.ok));
    assert_eq!(query.said(Language::English).as_deref(), Some("get greeting: hello (found at 1 peer)"));
    assert_eq!(state.notices.newest_first().count(), 3, "nothing was amiss");
}

fn notice(n: u64) -> String {
    format!("{{\"t\":{n},\"event\":\"notice\",\"text\":\"{n}\"}}\n")
}

#[test]
fn what_is_broken_is_said_and_the_rest_is_played() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.jsonl");
    for (middle, said) in [
        ("{\"t\":1,\"event\":\"moonrise\"}\n", "line 2: the event \"moonrise\" is not known here: skipped"),
        ("nonsense\n", "line 2: column 2: expected ident"),
        ("\u{0}\u{1}\n", "line 2: column 1: expected value"),
        ("{\"t\":1,\"event\":\"notice\"}\n", "line 2: the field text is missing"),
    ] {
        fs::write(&path, format!("{}{middle}{}", notice(1), notice(3))).expect("can be written");
        let mut player = Player::open(&path, Memory::default()).expect("is a recording");
        player.to_end();
        assert_eq!(player.world().0, ["1", said, "3"]);
    }
    fs::write(&path, format!("{}\n{}", notice(1), notice(3).trim_end())).expect("can be written");
    let mut player = Player::open(&path, Memory::default()).expect("is a recording");
    player.to_end();
    assert_eq!(player.world().0, ["1", "3"], "a last line that is whole but for its end");
    fs::write(&path, format!("{}{}", notice(1), &notice(3)[..20])).expect("can be written");
    let mut player = Player::open(&path, Memory::default()).expect("is a recording");
    player.to_end();
    assert_eq!(player.world().0, ["1", "line 2 is cut off: it ends here"]);
}

#[test]
fn what_is_not_known_yet_is_said_once_or_is_skipped() {
    let readme = include_str!("../../README.md").replace("\r\n", "\n");
    let (_, after) = readme.split_once("<!-- lines -->\n").expect("they are there");
    let first = after.trim_start().lines().next().expect("a line");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("later.jsonl");
    let said = |lines: &[&str]| -> Vec<String> {
        fs::write(&path, lines.join("\n") + "\n").expect("can be written");
        let player = played(&path);
        let state = player.world().state().expect("somebody is looked at");
        state.notices.newest_first().map(|notice| notice.what.said(Language::English)).collect()
    };
    let later = first.replace("\"version\":1", "\"version\":2");
    let text = "line 1: written by a later kadscope (version 2 of the lines, 1 here): what is not known is skipped";
    assert_eq!(said(&[&later]), [text]);
    let field = first.replace("\"event\"", "\"mood\":{\"good\":[1,null]},\"event\"");
    assert_eq!(said(&[&field]), [""; 0]);
    let (moon, sun) = ("{\"t\":1,\"event\":\"moonrise\",\"phase\":\"full\"}", "{\"t\":1,\"event\":\"sunrise\"}");
    let mut text = said(&[first, moon, moon, sun, moon]);
    text.sort();
    let unknown = |n: u8, name: &str| format!("line {n}: the event \"{name}\" is not known here: skipped");
    assert_eq!(text, [unknown(2, "moonrise"), unknown(4, "sunrise")]);
    let sized = "{\"t\":1,\"event\":\"moonrise\",\"size\":\"big\"}";
    assert_eq!(said(&[first, sized]), [unknown(2, "moonrise")], "its fields are its own");
    assert_eq!(said(&[moon, first]), [unknown(1, "moonrise")]);
}

#[test]
fn what_is_said_is_said_again_on_the_way_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("unknown.jsonl");
    let unknown = "{\"t\":2,\"event\":\"moonrise\"}\n";
    fs::write(&path, format!("{}{}{unknown}{}", notice(1), notice(2), notice(3))).expect("can be written");
    let mut player = Player::open(&path, Memory::default()).expect("is a recording");
    while player.step() {}
    let all = player.world().0.clone();
    player.to_event(1);
    while player.step() {}
    assert_eq!(player.world().0, all);
}

#[test]
fn a_line_of_a_gigabyte_is_skipped() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.jsonl");
    let mut file = fs::File::create(&path).expect("can be written");
    file.write_all(notice(1).as_bytes()).expect("can be written");
    file.set_len(1 << 30).expect("can be long"); // zeros, which take no room
    let mut file = fs::OpenOptions::new().append(true).open(&path).expect("is there");
    file.write_all(format!("\n{}", notice(3)).as_bytes()).expect("can be written");
    let mut player = Player::open(&path, Memory::default()).expect("is a recording");
    player.to_end();
    assert_eq!(player.world().0, ["1", "line 2 is longer than 16 MiB: skipped", "3"]);
}

#[test]
fn what_is_no_recording_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    let said = |path: &Path| match Player::open(path, Memory::default()) {
        Ok(_) => panic!("it was opened"),
        Err(error) => error.to_string(),
    };
    assert_eq!(said(folder.path()), "this is a folder");
    assert_eq!(said(&path), "cannot read it: No such file or directory");
    fs::write(&path, "").expect("can be written");
    assert_eq!(said(&path), "it is empty");
    fs::write(&path, [0x7f, b'E', b'L', b'F', 0, 1, 2, b'\n']).expect("can be written");
    assert_eq!(said(&path), "this is no recording: line 1: column 1: expected value");
    fs::write(&path, [0x1f, 0x8b, 0, 0, 1, 2]).expect("can be written");
    assert!(said(&path).starts_with("it is packed with gzip, and broken: "));
}

/// More than a pipe holds that nobody reads.
#[cfg(unix)]
const MUCH: usize = 200_000;

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn who_ends_a_recording_does_not_wait_until_it_is_written() {
    use kadscope::command::SessionCommand;

    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let (read, may_read) = std::sync::mpsc::channel();
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || {
            let mut pipe = fs::File::open(pipe).expect("a pipe");
            may_read.recv().expect("it is told");
            std::io::read_to_string(&mut pipe).expect("text")
        }
    });
    let Session { mut commands, .. } = session::start(alone(), Arc::new(Default::default));
    let hub = commands.hub.clone();
    let mut progress = hub.progress();
    let mut carry_out = |file| {
        session::perform(
            &mut commands,
            "record".to_owned(),
            SessionCommand::Record { file, last: None },
            &|_, _| Ok(String::new()),
            &|_| String::new(),
        )
    };
    assert!(carry_out(Some(pipe)).answer.is_some_and(|answer| answer.is_ok()));
    assert!(matches!(progress.recv().await, Some(Progress::Ended(_))));
    hub.say(Event::Notice { warning: Warning::Said("long ".repeat(MUCH / 5)) });
    let given = carry_out(None);
    assert_eq!(given.answer, None, "it is still being written");
    assert!(progress.try_recv().is_err());
    read.send(()).expect("the reader waits");
    let Some(Progress::Ended(outcome)) = progress.recv().await else { panic!("it ends") };
    assert!(outcome.n == given.n && outcome.code == Code::Ok, "{outcome:?}");
    let all = reader.join().expect("it reads");
    assert!(all.len() > MUCH && all.ends_with("}\n"));
}

/// Returns the time and the verdict of each query, as the version that recorded them wrote them down.
fn verdicts(path: &Path) -> Vec<(Timestamp, QueryId, bool, String)> {
    let file = fs::File::open(path).expect("is there");
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(file)).expect("packed text");
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    lines
        .filter(|line| line["event"] == "query_finished")
        .map(|line| {
            let at = Duration::try_from_secs_f64(line["t"].as_f64().expect("a time")).expect("a time");
            let query = QueryId(line["query"].as_u64().expect("a number"));
            let verdict = line["verdict"].as_str().expect("a sentence").to_owned();
            (Timestamp::from(at + Duration::from_nanos(500)), query, line["ok"].as_bool().expect("a flag"), verdict)
        })
        .collect()
}

/// Two recordings of November 2026: a practice network in which much was tried, and a node with a js-libp2p peer and a dead
/// one. What was said then is said for ever.
#[test]
fn an_old_recording_comes_to_the_verdicts_of_its_time() {
    for (name, count) in [("practice", 24), ("real", 17)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.jsonl.gz"));
        let verdicts = verdicts(&path);
        assert_eq!(verdicts.len(), count, "{name}");
        let mut player = Player::open(&path, Past::default()).expect("is a recording");
        for (at, id, ok, text) in verdicts {
            player.to_time(at);
            let state = player.world().state().expect("somebody is looked at");
            let query = state.queries.get(id).expect("it is kept");
            let (is_ok, said) = (query.verdict.as_ref().map(|verdict| verdict.ok), query.said(Language::English));
            assert_eq!((is_ok, said), (Some(ok), Some(as_said_today(&text))), "{name}, {id} at {at:?}");
        }
    }
}

/// Sentences may change: what was acknowledged was told to be stored, a multihash in hex digits; copies as so many of k, the holders beside the asker.
fn as_said_today(text: &str) -> String {
    let mut text =
        text.replace("Start a second node on this network, or `dial` one", "`dial` one, or start with --peer");
    text = text.replace("none knows one besides us", "none knows one");
    if let Some((before, after)) = text.split_once(": stored at ") {
        let after =
            after.replace("refused it (closed the stream without an answer)", "gave no answer (the stream closed)");
        text = format!("{before}: acknowledged by {after}");
    }
    if let Some((before, digest)) = text.split_once("0x1220") {
        let (shown, after) = digest.split_once('…').expect("more digits than a sentence shows");
        return format!("{before}sha2-256 {}…{after}", &shown[..51]);
    }
    if text.starts_with("provide raw-key: told 1 peer") {
        text.push_str(
            ". 1 of them, js-libp2p, drops it: the key is no multihash, as those of CIDs and of hash:TEXT are",
        );
    }
    let Some((told, copies)) = text.split_once(" alive: ") else { return text };
    let (holders, rest) = copies.split_once(" of ").expect("so many of k");
    let (k, here) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
    let others = if holders == "1" { "other" } else { "others" };
    format!("{told} alive: at {holders} {others} (k {k}){here}")
}

#[test]
fn what_nobody_recorded_is_in_a_recording_that_begins_before_its_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("late.jsonl");
    let record = format!("record {} --last 5m", path.display());
    let document = folder.path().join("now.json");
    let export = format!("export {} --last 5m", document.display());
    let script = ["put a b", "get nothing", &record, "get a", "record off", &export];
    let commands = script.iter().flat_map(|line| ["-c", line]);
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_kadscope"))
        .args(["run", "--demo", "12", "--seed", "7"])
        .args(commands)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(said.contains("lines are recorded in"), "{said}");

    let mut player = Player::open(&path, Past::default()).expect("is a recording");
    player.to_time(Timestamp(u64::MAX));
    let state = player.world().state().expect("somebody is observed");
    let queries: Vec<_> = state.queries.iter().filter_map(|query| query.said(Language::English)).collect();
    let of = |kind: &str| queries.iter().find(|said| said.starts_with(kind)).unwrap_or_else(|| panic!("{queries:?}"));
    assert!(of("put a").contains("acknowledged by 11 of 11") && of("get a").contains("get a: b"), "{queries:?}");
    assert!(of("get nothing").contains("not found"));
    assert_eq!(state.buckets.entries(), 11);
    let wrong = state.notices.newest_first().map(|notice| notice.what.said(Language::English));
    assert!(!wrong.into_iter().any(|said| said.contains("line ")), "it is whole");

    let text = fs::read_to_string(&document).expect("is there");
    let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let lines = document["lines"].as_array().expect("the lines of the last minutes");
    let told = |event: &str| lines.iter().filter(|line| line["event"] == event).count();
    assert_eq!((told("query_started"), told("query_finished"), told("node_started")), (3, 3, 12));
}

#[test]
fn a_recording_that_begins_before_its_command_says_who_ran_then() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("late.jsonl");
    let record = format!("record {} --last 5m", path.display());
    let script = ["put a b", "kill n5", "spawn 1", &record, "record off"];
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_kadscope"))
        .args(["run", "--demo", "12", "--seed", "7"])
        .args(script.iter().flat_map(|line| ["-c", line]))
        .output()
        .expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));

    let text = fs::read_to_string(&path).expect("can be read");
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut is_before = true;
    for line in lines {
        is_before &= line["event"] != "command";
        if let (Some(event @ ("node_started" | "node_stopped")), Some(name)) =
            (line["event"].as_str(), line["name"].as_str())
        {
            let told = if is_before { &mut before } else { &mut after };
            told.push(format!("{event} {name}"));
        }
    }
    before.sort_by_key(|line| line.rsplit('n').next().and_then(|number| number.parse::<u8>().ok()));
    assert_eq!(before, (0..12).map(|number| format!("node_started n{number}")).collect::<Vec<_>>());
    let (stopped, started) = after.split_first().expect("one stopped");
    assert_eq!(stopped, "node_stopped n5");
    // on a busy machine the new node starts only when nobody records any more
    assert!(started.is_empty() || started == ["node_started n12"], "it is told of once: {started:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_begins_while_the_network_is_built_tells_each_node_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("early.jsonl");
    let begun = session::start_with(practice(40, 7), Arc::new(Default::default), |hub| {
        Ok::<_, std::convert::Infallible>(hub.clone())
    });
    let Ok((Session { lab, task, .. }, hub)) = begun;
    hub.record(&path, None).expect("can be written");
    let is_known = |lab: &Lab| !lab.is_building() && lab.living().count() == 40;
    timeout(PATIENCE, lab.clone().wait_for(is_known)).await.expect("in time").expect("it runs");
    let text = || fs::read_to_string(&path).expect("can be read");
    let started = || text().lines().filter(|line| line.contains(r#""event":"node_started""#)).count();
    let all = async {
        while started() < 40 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, all).await.expect("all are told of");
    task.abort();
    assert_eq!(hub.finish(PATIENCE).missing, None);
    let mut player = Player::open(&path, Past::default()).expect("is a recording");
    player.to_time(Timestamp(u64::MAX));
    assert_eq!(player.world().lab().living().count(), 40);
    assert_eq!(started(), 40, "each once");
    assert!(text().starts_with("{\"t\":0.000000,\"event\":\"session\""), "it says whose it is first");
}

#[test]
fn guests_come_and_go_in_a_replay() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("guests.jsonl");
    let [me, near, far] = [1, 2, 3].map(|number| PeerId::from_bytes(&[0, 1, number]).expect("an identity multihash"));
    let address: Multiaddr = "/ip4/10.0.0.9/tcp/4001".parse().expect("a multiaddr");
    let mut events = vec![Event::Session(SessionInfo { nodes: 1, ..SessionInfo::of(me) })];
    events.extend([near, far].map(|peer| Event::GuestJoined { peer, address: address.clone() }));
    events.push(Event::GuestLeft { peer: far, failure: Failure::Refused });
    let mut encoder = Encoder::default();
    let lines = events.iter().flat_map(|event| encoder.lines(Timestamp(0), event, &Derived::Nothing).to_vec());
    fs::write(&path, lines.collect::<Vec<u8>>()).expect("the folder is ours");

    let mut player = Player::open(&path, Past::default()).expect("is a recording");
    player.to_time(Timestamp(u64::MAX));
    let guests = &player.world().lab().guests;
    assert_eq!((guests.present().collect::<Vec<_>>(), guests.iter().len()), (vec![&near], 2));
    let state = player.world().state().expect("somebody is observed");
    let said = state.notices.last().expect("it is told").what.said(Language::English);
    assert!(said.ends_with("cannot be reached: connection refused"), "{said}");
}
