//! Three programs on one local network find each other by mDNS: two kadscopes in real terminals, and a classic
//! kv-store program that is not kadscope.
//!
//! mDNS is multicast, so the network is made here: network namespaces on a bridge that leads nowhere. That needs Linux,
//! root and `ip`; where they are missing the test says so and is skipped.

#![cfg(target_os = "linux")]

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use crate::common::terminal::Terminal;
use portable_pty::CommandBuilder;

/// Set in the process that plays the program that is not kadscope.
const FOREIGN: &str = "KADSCOPE_TEST_FOREIGN";
/// How long the others may take to show something.
const PATIENCE: Duration = Duration::from_secs(60);

/// A network of three hosts and a bridge; taken down when dropped.
struct Lan {
    names: Vec<String>,
}

impl Lan {
    /// Makes the network, or says why it cannot.
    fn make(hosts: usize) -> Result<Self, String> {
        static NETWORKS: AtomicUsize = AtomicUsize::new(0);
        let id = format!("kadscope-{}-{}", std::process::id(), NETWORKS.fetch_add(1, Ordering::Relaxed));
        let hub = format!("{id}-hub");
        let mut lan = Self { names: Vec::new() };
        lan.add(hub.clone())?;
        ip(&["-n", &hub, "link", "add", "bridge", "type", "bridge", "mcast_snooping", "0"])?;
        ip(&["-n", &hub, "link", "set", "bridge", "up"])?;
        for number in 1..=hosts {
            let (name, port) = (format!("{id}-{number}"), format!("port{number}"));
            lan.add(name.clone())?;
            ip(&["-n", &hub, "link", "add", &port, "type", "veth", "peer", "name", "lan", "netns", &name])?;
            ip(&["-n", &hub, "link", "set", &port, "master", "bridge", "up"])?;
            ip(&["-n", &name, "addr", "add", &format!("10.99.0.{number}/24"), "dev", "lan"])?;
            ip(&["-n", &name, "link", "set", "lo", "up"])?;
            ip(&["-n", &name, "link", "set", "lan", "up"])?;
        }
        Ok(lan)
    }

    fn add(&mut self, name: String) -> Result<(), String> {
        ip(&["netns", "add", &name])?;
        self.names.push(name);
        Ok(())
    }

    fn host(&self, number: usize) -> &str {
        &self.names[number]
    }
}

impl Drop for Lan {
    fn drop(&mut self) {
        for name in &self.names {
            let _ = ip(&["netns", "del", name]);
        }
    }
}

fn ip(arguments: &[&str]) -> Result<(), String> {
    let ran = Command::new("ip").args(arguments).output().map_err(|error| format!("ip: {error}"))?;
    if ran.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&ran.stderr).trim().to_owned()) }
}

fn kadscope(lan: &Lan, host: usize, arguments: &[&str]) -> Terminal {
    let mut command = CommandBuilder::new("ip");
    command.args(["netns", "exec", lan.host(host), env!("CARGO_BIN_EXE_kadscope")]);
    command.args(arguments);
    command.env("TERM", "xterm-256color");
    command.env("KADSCOPE_HISTORY", "");
    Terminal::start(command, 140, 40)
}

/// The program that is not kadscope, in another process; it is ended when this is dropped.
struct Foreign {
    child: Child,
    input: ChildStdin,
    output: mpsc::Receiver<String>,
}

impl Foreign {
    fn start(lan: &Lan, host: usize) -> Self {
        let here = env::current_exe().expect("this test has a path");
        let mut child = Command::new("ip")
            .args(["netns", "exec", lan.host(host)])
            .arg(here)
            .args(["lan::the_program_that_is_not_kadscope", "--exact", "--nocapture"])
            .env(FOREIGN, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let input = child.stdin.take().expect("its input is a pipe");
        let lines = BufReader::new(child.stdout.take().expect("its output is a pipe")).lines();
        let (send, output) = mpsc::channel();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line)));
        Self { child, input, output }
    }

    fn line(&mut self, line: &str) {
        writeln!(self.input, "{line}").expect("the program reads");
    }

    fn wait_for(&self, text: &str) {
        let mut said = String::new();
        while !said.contains(text) {
            let line = self.output.recv_timeout(PATIENCE);
            said = line.unwrap_or_else(|_| panic!("waited for {text:?}; it last said {said:?}"));
        }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns a network; none where none can be made, which is said.
fn lan(hosts: usize) -> Option<Lan> {
    Lan::make(hosts)
        .map_err(|reason| {
            let _ = writeln!(std::io::stderr(), "SKIPPED: no network namespaces can be made here: {reason}");
        })
        .ok()
}

#[test]
fn another_machine_joins_a_practice_network_by_mdns() {
    let Some(lan) = lan(2) else { return };
    let mut teacher = kadscope(&lan, 1, &["demo", "40", "--seed", "7", "--latency", "0", "--tcp=10.99.0.1", "--mdns"]);
    let mut pupil = kadscope(&lan, 2, &[]);
    teacher.wait_for("seeded keys: anyone can derive them");
    pupil.wait_for("1 by mDNS");
    teacher.line("put greeting hello class");
    teacher.wait_for("stored at 20 of 20");
    pupil.line("get greeting");
    pupil.wait_for("hello class");
    pupil.line("put answer hello teacher");
    pupil.wait_for("stored at 20 of 20");
    teacher.line("be n39");
    teacher.wait_for("n39>");
    teacher.line("get answer");
    teacher.wait_for("hello teacher");
}

#[test]
fn three_programs_find_each_other_by_mdns_and_each_ones_put_is_the_others_get() {
    let Some(lan) = lan(3) else { return };
    let (mut one, mut two) = (kadscope(&lan, 1, &[]), kadscope(&lan, 2, &[]));
    for screen in [&one, &two] {
        screen.wait_for("1 by mDNS");
    }
    // Now that both answer: the other looks around once, and then not again for five minutes.
    let mut other = Foreign::start(&lan, 3);
    for screen in [&one, &two] {
        screen.wait_for("2 by mDNS");
    }
    other.wait_for("discovered 2");

    one.line("put first from kadscope one");
    one.wait_for("stored at 2 of 2 peers");
    two.line("get first");
    two.wait_for("from kadscope one");
    other.line("GET first");
    other.wait_for("GOT from kadscope one");

    two.line("put second from kadscope two");
    two.wait_for("stored at 2 of 2 peers");
    one.line("get second");
    one.wait_for("from kadscope two");

    other.line("PUT third from-elsewhere");
    other.wait_for("STORED");
    one.line("get third");
    one.wait_for("from-elsewhere");
    two.line("get third");
    two.wait_for("from-elsewhere");
}

/// The classic kv-store program: Kademlia and mDNS alone, no identify, no ping. Runs only in a process of its own.
#[test]
fn the_program_that_is_not_kadscope() {
    if env::var_os(FOREIGN).is_some() {
        tokio::runtime::Runtime::new().expect("a runtime starts").block_on(foreign::run());
    }
}

mod foreign {
    use std::collections::HashSet;

    use futures::StreamExt as _;
    use libp2p::{
        PeerId, Swarm, SwarmBuilder, kad, mdns, noise,
        swarm::{NetworkBehaviour, SwarmEvent},
        tcp, yamux,
    };
    use tokio::sync::mpsc;

    #[derive(NetworkBehaviour)]
    struct Behaviour {
        kad: kad::Behaviour<kad::store::MemoryStore>,
        mdns: mdns::tokio::Behaviour,
    }

    pub(super) async fn run() {
        let mut swarm = swarm();
        swarm.listen_on("/ip4/0.0.0.0/tcp/0".parse().expect("a multiaddr")).expect("it listens");
        let mut lines = lines();
        let mut found = HashSet::new();
        loop {
            tokio::select! {
                line = lines.recv() => match line {
                    Some(line) => perform(&mut swarm, &line),
                    None => return,
                },
                event = swarm.select_next_some() => happened(&mut swarm, &mut found, event),
            }
        }
    }

    fn swarm() -> Swarm<Behaviour> {
        SwarmBuilder::with_new_identity()
            .with_tokio()
            .with_tcp(tcp::Config::default(), noise::Config::new, yamux::Config::default)
            .expect("TCP is set up")
            .with_behaviour(|key| {
                let me = key.public().to_peer_id();
                let mut kad = kad::Behaviour::new(me, kad::store::MemoryStore::new(me));
                kad.set_mode(Some(kad::Mode::Server));
                let mdns = mdns::tokio::Behaviour::new(mdns::Config::default(), me)?;
                Ok(Behaviour { kad, mdns })
            })
            .expect("the behaviour is set up")
            .build()
    }

    fn lines() -> mpsc::UnboundedReceiver<String> {
        let (send, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || std::io::stdin().lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        lines
    }

    fn perform(swarm: &mut Swarm<Behaviour>, line: &str) {
        let kad = &mut swarm.behaviour_mut().kad;
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["GET", key] => {
                kad.get_record(kad::RecordKey::new(&key));
            }
            ["PUT", key, value] => {
                let key = kad::RecordKey::new(&key);
                let record = kad::Record { key, value: value.into(), publisher: None, expires: None };
                kad.put_record(record, kad::Quorum::One).expect("it is kept");
            }
            _ => panic!("GET or PUT, not {line}"),
        }
    }

    fn happened(swarm: &mut Swarm<Behaviour>, found: &mut HashSet<PeerId>, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::Behaviour(BehaviourEvent::Mdns(mdns::Event::Discovered(list))) => {
                for (peer, address) in list {
                    swarm.behaviour_mut().kad.add_address(&peer, address);
                    found.insert(peer);
                }
                say(&format!("discovered {}", found.len()));
            }
            SwarmEvent::Behaviour(BehaviourEvent::Kad(kad::Event::OutboundQueryProgressed { result, .. })) => {
                match result {
                    kad::QueryResult::GetRecord(Ok(kad::GetRecordOk::FoundRecord(found))) => {
                        say(&format!("GOT {}", String::from_utf8_lossy(&found.record.value)));
                    }
                    kad::QueryResult::PutRecord(Ok(_)) => say("STORED"),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn say(text: &str) {
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), "{text}");
    }
}
