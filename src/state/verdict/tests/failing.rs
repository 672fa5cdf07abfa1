//! Nobody to ask, and nobody who answers.

use super::*;

#[test]
fn nobody_to_ask() {
    let lonely = || Told::nothing().start(Kind::Get, "k", []);
    lonely().says(false, "get k: not found. Nobody could be asked: no peer is known. `dial` one, or start with --peer");
    let of = |told: Told, said: &str| {
        told.start(Kind::Get, "k", []).says(false, &format!("get k: not found. Nobody could be asked: {said}"));
    };
    let lan = "/ipfs/lan/kad/1.0.0";
    of(
        Told::nothing().known(1..=3).identified(1..=3, &["/ipfs/ping/1.0.0", lan]),
        "all 3 known peers speak another DHT (/ipfs/lan/kad/1.0.0), not /ipfs/kad/1.0.0. To join it, start \
         kadscope with --network ipfs-lan",
    );
    of(
        Told::nothing().known([1]).identified([1], &[lan]),
        "the 1 known peer speaks another DHT (/ipfs/lan/kad/1.0.0), not /ipfs/kad/1.0.0. To join it, start \
         kadscope with --network ipfs-lan",
    );
    of(
        Told::nothing().known(1..=3).identified(1..=3, &["/ipfs/ping/1.0.0"]),
        "all 3 known peers are clients or other programs: they do not answer /ipfs/kad/1.0.0. Start a server, or say \
         `mode server` there",
    );
    of(
        Told::nothing().known([1]).identified([1], &[]),
        "the 1 known peer is a client or another program: it does not answer /ipfs/kad/1.0.0. Start a server, or say \
         `mode server` there",
    );
    of(Told::nothing().known(1..=3), "all 3 known peers have not said yet what they speak (identify). `dial` one");
    of(Told::nothing().known([1]), "the 1 known peer has not said yet what it speaks (identify). `dial` one");
    let gone = |n| Event::DialFailed { peer: id(n), failure: Failure::Refused };
    of(
        Told::nothing().known(1..=3).each(1..=3, gone),
        "all 3 known peers are gone. See whether they run, and `dial` one",
    );
    of(Told::nothing().known([1]).each([1], gone), "the 1 known peer is gone. See whether it runs, and `dial` it");
    of(
        Told::nothing().known(1..=6).identified([1], &[lan]).identified(2..=4, &[]),
        "of 6 known peers none is in the routing table (3 are clients, 1 is of another DHT, 2 are not identified \
         yet). Wait for a server that speaks /ipfs/kad/1.0.0, or start kadscope with --network ipfs-lan \
         to join /ipfs/lan/kad/1.0.0",
    );
    of(
        Told::nothing().known(1..=3).identified(1..=2, &[PROTOCOL]),
        "of 3 known peers none is in the routing table (2 are servers, 1 is not identified yet). `add` a server with \
         its address",
    );
    Told::nothing().known([1]).start(Kind::Closest, "k", []).table([1]).says(
        false,
        "closest k: no answer. Nobody could be asked: the routing table was empty. It has 1 peer now: try again",
    );
    Told::nothing().table([1]).start(Kind::Bootstrap, id(0).to_bytes(), [1]).out_of_time(
        false,
        "bootstrap: no answer. Nobody was asked: it ended before the first request. It ran out of time (60 s)",
    );
}

#[test]
fn a_bootstrap_whose_lookups_ask_the_same_peers_in_vain() {
    let again = |n| {
        let (direction, kind, phase) =
            (crate::dht::Direction::Out, RpcKind::FindNode, Phase::Asked { after_dial: false });
        let (key, query) = (Some(Key::new("a place in a bucket")), Some(ID));
        Event::Rpc(Rpc { direction, kind, phase, peer: id(n), key, query, late: false, reply: None })
    };
    let bootstrap = Told::nothing().table(1..=3).start(Kind::Bootstrap, id(0).to_bytes(), 1..=3);
    bootstrap.failed(RpcKind::FindNode, 1..=3, TIMEOUT).each(1..=3, again).out_of_time(
        false,
        "bootstrap: no answer. Made 6 requests, none answered: 3 failed (timed out), 3 stayed silent. It ran out of \
         time (60 s a phase, 80 s in all)",
    );
}

#[test]
fn asked_in_vain() {
    let ask = RpcKind::GetValue;
    get().failed(ask, 1..=5, TIMEOUT).says(
        false,
        "get k: not found. Asked 5 peers, none answered: 5 failed (timed out). `dial` one of them to see whether it \
         is still there",
    );
    get().failed(ask, 1..=3, Failure::Refused).failed(ask, 4..=5, TIMEOUT).says(
        false,
        "get k: not found. Asked 5 peers, none answered: 5 failed (3 of them: connection refused). `dial` one of \
         them to see whether it is still there",
    );
    get().failed(ask, 1..=5, Failure::NoListener).says(
        false,
        "get k: not found. Asked 5 peers, none answered: 5 failed (no node listens there). `dial` one of them \
         to see whether it is still there",
    );
    get().failed(ask, [1], Failure::Other("I/O is odd...".to_owned())).says(
        false,
        "get k: not found. Asked 1 peer, none answered: 1 failed (I/O is odd). `dial` it to see whether it is still \
         there",
    );
    get().failed(ask, [1], Failure::Other(String::new())).asked(ask, [2, 3]).says(
        false,
        "get k: not found. Asked 3 peers, none answered: 1 failed (no reason given), 2 stayed silent. `dial` one of \
         them to see whether it is still there",
    );
    get().asked(ask, [1]).says(
        false,
        "get k: not found. Asked 1 peer, none answered: 1 stayed silent. `dial` it to see whether it is still there",
    );
    get().asked(ask, 1..=3).out_of_time(
        false,
        "get k: not found. Asked 3 peers, none answered: 3 stayed silent. It ran out of time (60 s)",
    );
    get().failed(ask, [1], Failure::Other("\u{1b}[31m odd\u{202e}".to_owned())).says(
        false,
        "get k: not found. Asked 1 peer, none answered: 1 failed ([31m odd). `dial` it to see whether it is still \
         there",
    );
    get().failed(ask, [1], Failure::Other(format!("x{}", "I/O error during a Kademlia RPC query: x".repeat(49)))).says(
        false,
        "get k: not found. Asked 1 peer, none answered: 1 failed (xI/O error during a Kademlia RPC query: xI/O error \
         during a Kademlia RPC query: …). `dial` it to see whether it is still there",
    );
}

#[test]
fn an_answer_that_comes_late_does_not_count_but_is_said() {
    let came = Phase::Answered { closer: vec![], unroutable: 0 };
    let told = get().asked(RpcKind::GetValue, 1..=3).end_with(true, vec![]);
    let told = told.message(RpcKind::GetValue, [1], &came, true);
    told.has_said(
        false,
        "get k: not found. Asked 3 peers, none answered: 3 stayed silent. It ran out of time (60 s). 1 answer came \
         late, after the end, and does not count",
    );
    let told = told.message(RpcKind::GetValue, [2], &came, true);
    let told = told.message(RpcKind::GetValue, [3], &Phase::Failed { failure: TIMEOUT }, true);
    told.has_said(
        false,
        "get k: not found. Asked 3 peers, none answered: 3 stayed silent. It ran out of time (60 s). 2 answers came \
         late, after the end, and do not count",
    );
    let told = get().value([1], "v").asked(RpcKind::GetValue, [2]).end_with(false, vec![]);
    told.message(RpcKind::GetValue, [2], &came, true).has_said(true, "get k: v (found at 1 peer)");
}
