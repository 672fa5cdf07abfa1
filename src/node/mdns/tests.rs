//! What is said on mDNS's port, and what becomes of it.

use super::*;

/// Somebody who listens at 10.0.0.1 and 192.168.7.1, and what is said to it.
struct Heard {
    mdns: Mdns,
    say: mpsc::Sender<Sound>,
}

const ME: u8 = 0;
const NEAR: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 9);
const HERE: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);

fn peer(number: u8) -> PeerId {
    PeerId::from_bytes(&[0, 1, number]).expect("an identity multihash")
}

fn at(address: &str) -> Multiaddr {
    address.parse().expect("a multiaddr")
}

fn named(number: u8, addresses: &[&str], seconds: u64) -> Named {
    let addresses = addresses.iter().map(|address| at(address)).collect();
    Named { peer: peer(number), addresses, ttl: Duration::from_secs(seconds) }
}

impl Heard {
    async fn new() -> Self {
        let (say, sounds) = mpsc::channel(8);
        let mut mdns = Mdns::hearing(peer(ME), sounds);
        mdns.listens(vec![at("/ip4/10.0.0.1/tcp/4001")]);
        let mut heard = Self { mdns, say };
        for net in ["10.0.0.1/24", "192.168.7.1/16"] {
            heard.say(Sound::Up(net.parse().expect("a network"))).await;
        }
        assert_eq!(heard.report().await.interfaces.len(), 2);
        heard
    }

    async fn say(&mut self, sound: Sound) {
        self.say.send(sound).await.expect("it listens");
    }

    async fn answers(&mut self, from: Ipv4Addr, named: Named) {
        self.say(Sound::Packet(from, Packet::Answer(vec![named]))).await;
    }

    async fn next(&mut self) -> News {
        self.mdns.next().await
    }

    async fn report(&mut self) -> MdnsReport {
        match self.next().await {
            News::Report(report) => report,
            other => panic!("{other:?} is no report"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_announces_itself_is_told_once_until_it_lapses_and_forgotten_a_minute_later() {
    let mut heard = Heard::new().await;
    let start = Instant::now();
    let address = "/ip4/10.0.0.9/tcp/4001";
    heard.answers(NEAR, named(7, &[address], 120)).await;
    let News::Discovered(who, addresses) = heard.next().await else { panic!("it is new") };
    assert_eq!((who, addresses), (peer(7), vec![at(address)]));
    let told = heard.report().await.announcements;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].peer, told[0].from, told[0].unusable), (peer(7), NEAR.into(), None));
    assert_eq!((told[0].ago, told[0].lapses_in), (REPORT_AFTER, Duration::from_secs(119)));

    tokio::time::sleep(Duration::from_secs(59)).await;
    heard.answers(NEAR, named(7, &[address], 120)).await;
    assert_eq!(heard.report().await.announcements.len(), 1, "renewed, and nothing new");
    let News::Lapsed(who) = heard.next().await else { panic!("nothing was heard of it") };
    assert_eq!((who, start.elapsed().as_secs()), (peer(7), 180));
    let News::Forgotten(who) = heard.next().await else { panic!("nothing was heard of it") };
    assert_eq!((who, start.elapsed().as_secs()), (peer(7), 240));
    assert!(heard.mdns.peers.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_goodbye_lapses_at_once_and_once_and_who_comes_back_is_news() {
    let mut heard = Heard::new().await;
    let address = "/ip4/10.0.0.9/tcp/4001";
    heard.answers(NEAR, named(7, &[address], 120)).await;
    assert!(matches!(heard.next().await, News::Discovered(..)));
    heard.answers(NEAR, named(7, &[address, "/ip4/10.0.0.9/tcp/4002"], 0)).await;
    assert!(matches!(heard.next().await, News::Lapsed(who) if who == peer(7)));
    let start = Instant::now();
    assert_eq!(heard.report().await.announcements.len(), 1);
    heard.answers(NEAR, named(7, &[address], 0)).await;
    assert!(heard.report().await.announcements.is_empty(), "one more goodbye is nothing new");
    assert!(matches!(heard.next().await, News::Forgotten(who) if who == peer(7)));
    assert_eq!(start.elapsed(), LAPSED_FOR, "its minute did not begin anew");
    heard.answers(NEAR, named(7, &[address], 120)).await;
    assert!(matches!(heard.next().await, News::Discovered(who, all) if who == peer(7) && all.len() == 1));
}

#[tokio::test(start_paused = true)]
async fn of_many_addresses_the_newest_are_kept_and_told_once() {
    let mut heard = Heard::new().await;
    let at = |port: usize| format!("/ip4/10.0.0.9/tcp/{port}");
    let many: Vec<String> = (0..MAX_ADDRESSES + 9).map(|port| at(4000 + port)).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for round in 0..3 {
        heard.answers(NEAR, named(7, &many, 120)).await;
        if round == 0 {
            assert!(matches!(heard.next().await, News::Discovered(_, all) if all.len() == MAX_ADDRESSES));
        }
        assert_eq!(heard.report().await.announcements.len(), 1, "round {round}");
    }
    let restarted = at(5000);
    heard.answers(NEAR, named(7, &[&restarted], 120)).await;
    let News::Discovered(_, all) = heard.next().await else { panic!("it has a new address") };
    assert_eq!((all.len(), all[0].to_string()), (MAX_ADDRESSES, restarted.clone()));
    for pause in [100, 30] {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        heard.mdns.take(Sound::Packet(NEAR, Packet::Answer(vec![named(7, &[&restarted], 120)])));
    }
    assert_eq!(heard.mdns.peers[&peer(7)].addresses.len(), 1, "the others lapsed");
}

#[tokio::test(start_paused = true)]
async fn who_cannot_be_reached_is_told_with_the_reason() {
    let mut heard = Heard::new().await;
    for (number, address, reason) in [
        (1, "/ip4/127.0.0.1/tcp/4001", Unusable::Loopback),
        (2, "/ip4/10.0.0.9/udp/4001/quic-v1/webtransport", Unusable::NotSpoken),
    ] {
        heard.answers(NEAR, named(number, &[address], 120)).await;
        let News::Discovered(who, addresses) = heard.next().await else { panic!("it is new") };
        assert_eq!((who, addresses), (peer(number), Vec::new()));
        let report = heard.report().await;
        assert_eq!(report.announcements[0].unusable, Some(reason));
        assert_eq!(report.ignored, [Ignored { from: NEAR.into(), peer: Some(peer(number)), reason }]);
    }
    heard.answers(HERE, named(3, &["/ip4/127.0.0.1/tcp/4002"], 120)).await;
    let News::Discovered(_, addresses) = heard.next().await else { panic!("it is new") };
    assert_eq!(addresses, [at("/ip4/127.0.0.1/tcp/4002")], "on this machine loopback leads to it");
}

#[tokio::test(start_paused = true)]
async fn the_senders_own_addresses_come_first() {
    let mut heard = Heard::new().await;
    let [other, own] = ["/ip4/172.17.0.1/tcp/4001", "/ip4/10.0.0.9/tcp/4001"];
    heard.answers(NEAR, named(7, &["/ip4/127.0.0.1/tcp/4001", other, own], 120)).await;
    let News::Discovered(_, addresses) = heard.next().await else { panic!("it is new") };
    assert_eq!(addresses, [at(own), at(other)]);
}

#[tokio::test(start_paused = true)]
async fn answers_that_name_us_are_ours_or_a_twins() {
    let mut heard = Heard::new().await;
    heard.answers(HERE, named(ME, &["/ip4/10.0.0.1/tcp/4001"], 360)).await;
    let report = heard.report().await;
    assert_eq!((report.interfaces[0].answered, report.ignored.len()), (1, 0));
    heard.answers(NEAR, named(ME, &["/ip4/10.0.0.1/tcp/4001"], 360)).await;
    assert!(heard.report().await.ignored.is_empty(), "a repeater sends our answer");
    for (from, address) in [(HERE, "/ip4/10.0.0.1/tcp/4002"), (NEAR, "/ip4/10.0.0.9/tcp/4001")] {
        heard.answers(from, named(ME, &[address], 360)).await;
        if from == HERE {
            assert!(matches!(heard.next().await, News::Twin(HERE)), "said once");
        }
        let twin = Ignored { from: from.into(), peer: Some(peer(ME)), reason: Unusable::Twin };
        assert_eq!(heard.report().await.ignored, [twin]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_at_another_port_keeps_both_addresses_and_is_told_of() {
    let mut heard = Heard::new().await;
    heard.answers(NEAR, named(7, &["/ip4/10.0.0.9/tcp/4001"], 120)).await;
    assert!(matches!(heard.next().await, News::Discovered(..)));
    heard.answers(NEAR, named(7, &["/ip4/10.0.0.9/tcp/4002"], 120)).await;
    let News::Discovered(_, addresses) = heard.next().await else { panic!("it has a new address") };
    assert_eq!(addresses.len(), 2);
    let moved = Ignored { from: NEAR.into(), peer: Some(peer(7)), reason: Unusable::OtherPort };
    assert_eq!(heard.report().await.ignored, [moved]);
}

#[tokio::test(start_paused = true)]
async fn messages_are_counted_where_they_came() {
    let mut heard = Heard::new().await;
    let far = Ipv4Addr::new(192, 168, 200, 3);
    for from in [HERE, NEAR, NEAR, far] {
        heard.say(Sound::Packet(from, Packet::Question)).await;
    }
    heard.say(Sound::Packet(far, Packet::Ignored(Unusable::NoTxt))).await;
    let report = heard.report().await;
    let counts = report.interfaces.iter().map(|on| (on.asked, on.heard, on.answers)).collect::<Vec<_>>();
    assert_eq!(counts, [(1, 2, 0), (0, 1, 0)]);
    assert_eq!(report.ignored, [Ignored { from: far.into(), peer: None, reason: Unusable::NoTxt }]);
    heard.say(Sound::Down(HERE)).await;
    assert_eq!(heard.report().await.interfaces.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_peers_and_of_answers_of_no_use_is_bounded_and_a_real_peer_gets_in() {
    let mut heard = Heard::new().await;
    let invented = |number: u16| {
        let [high, low] = number.to_be_bytes();
        PeerId::from_bytes(&[0, 3, 1, high, low]).expect("an identity multihash")
    };
    for number in 0..=u16::try_from(2 * MAX_PEERS).expect("it fits") {
        let ttl = Duration::from_secs(u64::from(u32::MAX));
        let named = Named { peer: invented(number), addresses: vec![at("/ip4/127.0.0.1/tcp/1")], ttl };
        heard.mdns.take(Sound::Packet(NEAR, Packet::Answer(vec![named])));
        heard.mdns.take(Sound::Packet(u32::from(number).into(), Packet::Ignored(Unusable::Garbled)));
    }
    assert_eq!((heard.mdns.peers.len(), heard.mdns.ignored.len()), (MAX_PEERS, MAX_IGNORED));
    heard.mdns.take(Sound::Packet(NEAR, Packet::Answer(vec![named(7, &["/ip4/10.0.0.9/tcp/4001"], 120)])));
    assert!(heard.mdns.peers.contains_key(&peer(7)) && heard.mdns.peers.len() == MAX_PEERS);
    let last = heard.mdns.peers.values().map(|known| known.lapses).max().expect("some are there");
    assert!(last <= Instant::now() + MAX_TTL, "nobody is good for ever");
}
