//! Real nodes, over memory and loopback: what a user's commands do, as the node's own events tell it.

mod common;

use std::time::Duration;

use common::{Practice, key};
use kadscope::command::NodeCommand;

#[tokio::test]
async fn a_value_put_into_a_practice_network_is_stored_at_twenty_and_found() {
    let mut practice = Practice::start(60).await;
    let query = practice.ask(NodeCommand::Put { key: key("greeting"), value: b"hello world".to_vec() }).await;
    assert_eq!(
        query.verdict.as_ref().map(|verdict| (verdict.ok, verdict.text.as_str())),
        Some((true, "put greeting: stored at 20 of 20 peers asked"))
    );
    assert_eq!(query.stored.len(), 20);
    let query = practice.ask(NodeCommand::Get { key: key("greeting") }).await;
    assert_eq!(query.best_value().map(|(value, _)| value), Some(&b"hello world"[..]));
    assert!(practice.at_rest(Duration::from_millis(200)).await, "nothing happens at rest");
}
