//! What the command line means, and what is refused with which words.

use super::{
    options::{LISTEN, addresses},
    *,
};
use crate::{
    command::ModeChoice,
    dht::PROTOCOL,
    node::{self, RecordRules},
};

fn started(line: &str) -> session::Config {
    let arguments = parse(line.split(' ')).unwrap_or_else(|error| panic!("{line}: {error}"));
    match arguments.task().expect("no identity file to fail") {
        Task::Explore { session, .. } => session,
        Task::Run(run) => run.session,
        Task::Replay { .. } | Task::Tell(_) => panic!("{line} starts nothing"),
    }
}

fn node(line: &str) -> node::Config {
    match started(line) {
        session::Config::Node(node) => node,
        session::Config::Practice(lab) => lab.node,
    }
}

fn refusal(line: &str) -> String {
    let error = parse(line.split(' ')).expect_err(line);
    assert_eq!(error.exit_code(), 2, "{line}");
    error.to_string()
}

#[test]
fn the_definition_holds_together() {
    Arguments::command().debug_assert();
}

#[test]
fn without_arguments_it_is_a_server_on_any_port_with_mdns() {
    let node = node("kadscope");
    assert_eq!(node.listen, addresses(&LISTEN));
    assert_eq!((node.k, node.alpha, node.mode, node.mdns, node.nodes), (20, 3, ModeChoice::Server, true, 0));
    assert_eq!(node.protocol, PROTOCOL);
}

#[test]
fn a_practice_network_has_200_nodes_and_opens_no_port() {
    let session::Config::Practice(lab) = started("kadscope demo") else { panic!("no practice network") };
    assert_eq!((lab.nodes, lab.node.nodes), (200, 200));
    assert!(lab.node.listen.is_empty() && !lab.seeded);
    assert!(!lab.node.mdns);
    assert_eq!(lab.node.policy, node::Policy::PRACTICE);
    assert_eq!(node("kadscope demo 300 --plain").policy, node::Policy::PLAIN);
    assert_eq!(node("kadscope").policy, node::Policy::PLAIN);
}

#[test]
fn the_language_is_the_locales_unless_one_is_named_before_or_after_the_subcommand() {
    let language = |line: &str| match parse(line.split(' ')).expect(line).task().expect("no identity file") {
        Task::Explore { settings, .. } | Task::Replay { settings, .. } => settings.language,
        Task::Run(run) => Some(run.language),
        Task::Tell(_) => None,
    };
    for line in ["kadscope", "kadscope demo", "kadscope replay a"] {
        assert_eq!(language(line), None, "{line}");
    }
    assert_eq!(language("kadscope run -c help"), Some(Language::English), "scripts do not hang on the locale");
    for line in ["--lang en", "--lang en demo", "demo --lang en", "replay a --lang en-GB", "run -c help --lang en"] {
        assert_eq!(language(&format!("kadscope {line}")), Some(Language::English), "{line}");
    }
    assert!(refusal("kadscope --lang tlh").contains("expected one of: en"));
}

#[test]
fn a_practice_network_can_be_started_again() {
    let again = |line: &str| match parse(line.split(' ')).expect(line).task().expect("no identity file") {
        Task::Explore { session: session::Config::Practice(lab), again, .. } => (lab.seed, again),
        _ => panic!("{line} is no practice network"),
    };
    let (seed, line) = again("kadscope --k 4 demo 12 --latency 0");
    let line = line.expect("nobody named its seed");
    assert_eq!(line, format!("kadscope --k 4 demo 12 --latency 0 --seed {seed}"));
    assert_eq!(again(&line), (seed, Some(line.clone())), "a seed that was named stays");
    let line = |line: &str| again(line).1.expect("nobody named its seed").replace(char::is_numeric, "");
    assert_eq!(line("kadscope demo --record a.jsonl --tcp"), "kadscope demo --tcp --seed ");
    assert_eq!(
        line("kadscope demo --record=a.jsonl --protocol=/it's;kad"),
        r"kadscope demo '--protocol=/it'\''s;kad' --seed "
    );
}

#[test]
fn options_hold_before_and_after_demo() {
    for line in
        ["kadscope --k 4 demo 12 --seed 1", "kadscope demo 12 --seed 1 --k 4", "kadscope demo --k 4 --seed 1 12"]
    {
        let session::Config::Practice(lab) = started(line) else { panic!("no practice network") };
        assert_eq!((lab.nodes, lab.seed, lab.seeded, lab.node.k), (12, 1, true, 4), "{line}");
    }
    let both = node("kadscope --listen /ip4/127.0.0.1/tcp/1 demo --listen /ip4/127.0.0.1/tcp/2");
    assert_eq!((both.listen.len(), both.nodes), (2, 200), "one value each, so that demo is no address");
    assert_eq!(node("kadscope --k 4 demo --k 5").k, 5, "the later holds");
}

#[test]
fn a_practice_network_meets_others_where_it_listens() {
    let session::Config::Practice(open) = started("kadscope demo 30 --tcp=127.0.0.1 --mdns") else {
        panic!("no practice network")
    };
    assert_eq!((open.nodes, open.tcp, open.node.mdns), (30, Some([127, 0, 0, 1].into()), true));
    assert!(!node("kadscope demo --tcp=127.0.0.1").mdns, "mDNS only when it is asked for");
    let met = node("kadscope demo --peer /ip4/127.0.0.1/tcp/4001 --listen /ip4/127.0.0.1/tcp/0");
    assert_eq!((met.peers.len(), met.listen.len()), (1, 1));
    assert_eq!(node("kadscope demo --peer /memory/7").peers.len(), 1);
}

#[test]
fn ipfs_is_a_client_without_mdns_unless_said_otherwise() {
    let quiet = node("kadscope --network ipfs");
    assert_eq!((quiet.mode, quiet.mdns, quiet.protocol.as_str()), (ModeChoice::Client, false, PROTOCOL));
    assert!(quiet.records == RecordRules::Ipfs && !quiet.is_reachable);
    assert_eq!(node("kadscope --network ipfs --mode server").mode, ModeChoice::Server);
}

#[test]
fn ipfs_is_joined_through_its_own_bootstrap_peers_unless_others_are_named() {
    let peers = |line: &str| node(line).peers.iter().map(ToString::to_string).collect::<Vec<_>>();
    let own = peers("kadscope --network ipfs");
    assert_eq!(own.len(), 7);
    let ids = [
        "QmNnooDu7bfjPFoTZYxMNLWUQJyrVwtbZg5gBMjTezGAJN",
        "QmQCU2EcMqAqQPR2i9bChDtGNJchTbq5TbXJJ16u19uLTa",
        "QmbLHAnMoJPWSCR5Zhtx6BHJX9KiKNN6tpvbUcqanj75Nb",
        "QmcZf59bWwK5XFi76CZX8cbJ4BhTzzA3gU1ZjYZcYW3dwt",
    ];
    for (address, id) in own.iter().zip(ids) {
        assert_eq!(*address, format!("/dnsaddr/bootstrap.libp2p.io/p2p/{id}"));
    }
    assert!(own[4].starts_with("/dnsaddr/va1.bootstrap.libp2p.io/p2p/12D3KooWKnDdG3iXw9eT"));
    assert!(own[5].starts_with("/ip4/104.131.131.82/tcp/4001/") && own[6].contains("/quic-v1/"));
    let other = "/ip4/10.0.0.1/tcp/4001";
    assert_eq!(peers(&format!("kadscope --network ipfs --bootstrap {other}")), [other]);
    assert_eq!(peers(&format!("kadscope run -c help --network ipfs --bootstrap {other} --bootstrap {other}")).len(), 2);
    assert_eq!(peers(&format!("kadscope --network ipfs --peer {other}")).len(), 8, "--peer adds");
}

#[test]
fn ipfs_on_private_addresses_is_found_by_mdns() {
    let lan = node("kadscope --network ipfs-lan");
    assert_eq!((lan.mode, lan.mdns, lan.protocol.as_str()), (ModeChoice::Server, true, "/ipfs/lan/kad/1.0.0"));
    assert!(lan.peers.is_empty() && lan.records == RecordRules::Ipfs && lan.is_reachable);
    assert_eq!(node("kadscope --network ipfs-lan --protocol /my/kad").protocol, "/my/kad");
}

#[test]
fn the_networks_are_listed() {
    for line in ["kadscope --network", "kadscope --no-mdns --network", "kadscope run --network"] {
        let arguments = parse(line.split(' ')).expect(line);
        assert!(!arguments.needs_terminal(), "{line}");
        let Ok(Task::Tell(said)) = arguments.task() else { panic!("{line} starts something") };
        assert!(said.contains("\nipfs-lan  IPFS nodes on private") && said.contains("6 bootstrap peers"), "{said}");
    }
}

#[test]
fn fewer_than_three_in_a_bucket_are_asked_together() {
    assert_eq!(node("kadscope --k 2").alpha, 2);
    assert_eq!(node("kadscope --alpha 20").alpha, 20);
}

#[test]
fn durations_are_as_people_write_them() {
    let node = node("kadscope --record-ttl 90s --republish 5m");
    assert_eq!((node.record_ttl.as_secs(), node.republish.as_secs()), (90, 300));
}

#[test]
fn what_is_wrong_is_said_with_its_reason() {
    for (line, words) in [
        ("kadscope --k 0", "at least one peer"),
        ("kadscope --k 21", "libp2p-kad keeps 20"),
        ("kadscope --k many", "expected a number"),
        ("kadscope --alpha 0", "--alpha is 1 to 20"),
        ("kadscope --k 4 --alpha 5", "--alpha is 1 to 4"),
        ("kadscope demo 0", "at least one node"),
        ("kadscope demo 10001", "at most 10000"),
        ("kadscope demo 301 --plain", "--plain: at most 300 nodes"),
        ("kadscope run --demo 1000 --plain -c help", "--plain: at most 300 nodes"),
        ("kadscope run --plain -c help", "add --demo"),
        ("kadscope demo x", "expected a number of nodes"),
        ("kadscope demo --network ipfs", "--network cannot be used with demo"),
        ("kadscope --identity key demo", "--identity cannot be used with demo"),
        ("kadscope demo --peer /ip4/127.0.0.1/tcp/4001", "add --tcp, or --listen /ip4/127.0.0.1/tcp/0"),
        ("kadscope demo --mdns", "--tcp"),
        ("kadscope demo --tcp=nowhere", "invalid IP address"),
        ("kadscope --peer /memory/1 --peer /ip4/127.0.0.1/tcp/4001 demo 12", "--peer /ip4/127.0.0.1/tcp/4001"),
        ("kadscope --protocol ipfs/kad", "starts with a slash"),
        ("kadscope --listen 127.0.0.1:80", "expected a multiaddr"),
        ("kadscope --record-ttl soon", "expected a duration"),
        ("kadscope --republish 0s", "longer than nothing"),
        ("kadscope --mode both", "server, client, auto"),
        ("kadscope --network bitcoin", "ipfs-lan"),
        ("kadscope --bootstrap /ip4/10.0.0.1/tcp/4001", "add --network"),
        ("kadscope demos", "demo"),
    ] {
        let said = refusal(line);
        assert!(said.contains(words), "{line}: {said}");
    }
}

#[test]
fn the_first_minute_is_offered_in_demo_alone_and_an_audience_sees_less() {
    let settings = |line: &str| match parse(line.split(' ')).expect(line).task().expect("no identity file") {
        Task::Explore { settings, .. } | Task::Replay { settings, .. } => (settings.has_tour, settings.presents),
        Task::Run(_) | Task::Tell(_) => panic!("{line} has no screen"),
    };
    assert_eq!(settings("kadscope demo"), (true, false));
    assert_eq!(settings("kadscope demo --expert --present"), (false, true));
    assert_eq!(settings("kadscope --no-mdns"), (false, false));
    assert_eq!(settings("kadscope --present replay a.jsonl"), (false, true));
}

#[test]
fn an_address_behind_tcp_is_its_own_and_a_number_is_not() {
    let tcp = |line: &str| match started(line) {
        session::Config::Practice(lab) => (lab.nodes, lab.tcp.map(|ip| ip.to_string())),
        session::Config::Node(_) => panic!("{line} is no practice network"),
    };
    let here = |nodes| (nodes, Some("127.0.0.1".to_owned()));
    assert_eq!(tcp("kadscope demo --tcp 127.0.0.1"), here(200));
    assert_eq!(tcp("kadscope demo --tcp=127.0.0.1 60"), here(60));
    assert_eq!(tcp("kadscope demo 60 --tcp 127.0.0.1"), here(60));
    assert_eq!(tcp("kadscope demo --tcp ::1"), (200, Some("::1".to_owned())));
    let words = ["kadscope", "demo", "--tcp", "60"].map(Into::into);
    assert_eq!(values::joined(&words), words, "60 nodes, where others see this machine");
}
