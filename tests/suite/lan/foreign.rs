//! The classic kv-store program: Kademlia and mDNS alone, no identify, no ping.

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
