//! What takes as long as kad itself waits.

use super::*;

#[tokio::test]
#[ignore = "waits for kad's real clock: cargo test -- --ignored slow::"]
async fn a_request_whose_dial_outlasts_its_lookup_is_told_as_never_sent() {
    let node = kadscope::node::Config::new(Keypair::generate_ed25519());
    let config = lab::Config { latency: Duration::from_millis(20), ..lab::Config::new(200, 7, node) };
    let mut practice = Watched::lab(config).await;
    practice.line("loss 10").await;
    practice.line("bootstrap").await;
    practice.wait(Duration::from_secs(11)).await; // kad's own limit for an answer is 10 s
    let mut open: HashSet<PeerId> = HashSet::new();
    let mut never_sent = 0;
    for event in &practice.events {
        match event {
            Event::Rpc(Rpc { query: Some(_), phase: Phase::Dialing | Phase::Asked { .. }, peer, .. }) => {
                open.insert(*peer);
            }
            Event::Rpc(Rpc { query: Some(_), phase, peer, .. }) => {
                never_sent += usize::from(*phase == Phase::NotSent);
                open.remove(peer);
            }
            _ => {}
        }
    }
    assert!(never_sent > 0, "no dial outlasted its lookup: this shows nothing");
    assert!(open.is_empty(), "called asked, and nothing came of it: {open:?}");
}
