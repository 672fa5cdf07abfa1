//! The public IPFS DHT as far as it can be had in a test: nodes with RSA keys at public addresses, each in another /16, and a
//! name server. Nobody can have the keys of the real bootstrap peers, so ours stand in their place.

use std::{fs, path::Path};

use libp2p::identity::Keypair;

use super::net::{Lan, Talker};

const PROGRAM: &str = env!("CARGO_BIN_EXE_kadscope");

#[test]
fn network_ipfs_is_joined_through_a_name_that_leads_to_names() {
    let address = |host: usize| format!("5.{host}.0.1/8");
    let Some(lan) = Lan::of(&[1, 2, 3, 4].map(address)) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let [one, two] = [(1, "rsa"), (2, "rsa-2")].map(|(host, key)| bootstrap_peer(&lan, host, key, folder.path()));

    let mut names = Talker::part(&lan, 3, "names");
    for (name, peer, host) in [("a", &one.id, 1), ("b", &two.id, 2)] {
        names.line(&format!("_dnsaddr.bootstrap.libp2p.io dnsaddr=/dnsaddr/{name}.bootstrap.libp2p.io/p2p/{peer}"));
        let own = format!("_dnsaddr.{name}.bootstrap.libp2p.io");
        names.line(&format!("{own} dnsaddr=/ip4/5.{host}.0.1/tcp/4001/p2p/{peer}"));
        names.line(&format!("{own} dnsaddr=/dns4/{name}.bootstrap.libp2p.io/tcp/443/wss/p2p/{peer}")); // tried first
    }
    names.line("");
    names.wait_for("serves");

    lan.resolve(4, "5.3.0.1");
    let mut user = lan.command(4, PROGRAM);
    user.args(["run", "--network", "ipfs", "--json", "-"]);
    for peer in [&one, &two] {
        user.args(["--bootstrap", &format!("/dnsaddr/bootstrap.libp2p.io/p2p/{}", peer.id)]);
    }
    let mut user = Talker::start(user);
    let session = user.wait_for(r#""event":"session""#);
    assert!(session.contains(r#""mode":"client""#) && !session.contains(r#""mdns""#), "{session}");
    user.line("bootstrap");
    let said = user.wait_for(r#""event":"command_finished""#);
    assert!(said.contains(r#""ok":true"#), "{said}");
    for peer in [&one, &two] {
        user.line(&format!("closest {}", peer.id));
        let said = user.wait_for(r#""event":"command_finished""#);
        assert!(said.contains("2 found, 2 of 2 asked answered"), "{said}");
    }
    user.line("providers QmRN6wdp1S2A5EtjW9A3M1vKSBuQQGcgvuhoMUoEz4iiT5");
    let said = user.wait_for(r#""event":"command_finished""#);
    assert!(said.contains(r#""outcome":"not_found""#), "{said}");
}

/// A bootstrap peer of ours.
struct BootstrapPeer {
    id: String,
    _runs: Talker,
}

fn bootstrap_peer(lan: &Lan, host: usize, key: &str, folder: &Path) -> BootstrapPeer {
    let from = format!("{}/tests/keys/{key}.pk8", env!("CARGO_MANIFEST_DIR"));
    let mut bytes = fs::read(from).expect("a key made for tests");
    let identity = folder.join(key);
    fs::write(&identity, &bytes).expect("the folder is ours");
    let id = Keypair::rsa_from_pkcs8(&mut bytes).expect("an RSA key").public().to_peer_id().to_string();
    let mut command = lan.command(host, PROGRAM);
    command.args(["run", "--no-mdns", "--json", "--listen", &format!("/ip4/5.{host}.0.1/tcp/4001"), "--identity"]);
    command.arg(identity).arg("-");
    let runs = Talker::start(command);
    runs.wait_for(r#""event":"listening""#);
    BootstrapPeer { id, _runs: runs }
}
