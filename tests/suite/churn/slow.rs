//! A short while of bad weather; `cargo bench --bench churn` is the long one.

use std::time::Duration;

use crate::common::churn::{Weather, rain};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "waits for kad's real clock: cargo test -- --ignored slow::"]
async fn what_was_acknowledged_is_found_or_it_is_known_why_not() {
    let latency = Duration::from_millis(10);
    let account = rain(Weather { nodes: 100, churn: 120, loss: 2, latency, length: Duration::from_secs(25) }).await;
    account.must_be_clean();
}
