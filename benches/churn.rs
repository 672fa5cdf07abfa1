//! Ten minutes of bad weather: 500 practice nodes, of which 60 a minute leave and as many join, 5 % loss, 100 ms latency,
//! and a PUT or a GET every second while other nodes are looked at in turn. It fails if a query is open for more than
//! 90 s, if memory grows by more than a tenth after the second minute, or if a value that somebody acknowledged is not
//! found and there is no cause for it: no holder runs, or none among the closest that run now.
//!
//! `cargo bench --bench churn`, or `cargo bench --bench churn -- 60` for so many seconds.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

#[path = "../tests/common/mod.rs"]
mod common;

#[path = "../tests/common/churn.rs"]
mod churn;

use std::{env, time::Duration};

use churn::{Cost, Weather, rain};

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The length that is promised, in seconds.
const LENGTH: u64 = 600;
/// The twentieths of it that are compared: the one before the end of the second minute, and the last.
const EARLY: usize = 3;
const LATE: usize = 19;

#[tokio::main]
async fn main() {
    let seconds = env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(LENGTH);
    let length = Duration::from_secs(seconds);
    let weather = Weather { nodes: 500, churn: 60, loss: 5, latency: Duration::from_millis(100), length };
    let account = rain(weather).await;
    println!("in {seconds} s: {} values stored, {} lookups of them found", account.stored, account.found);
    for (cause, count) in &account.causes {
        println!("    {count:>4} not found: {cause}");
    }
    println!("    {:>4} queries ended while another node was looked at", account.unseen);
    println!("longest query {:.1} s", account.longest.as_secs_f64());
    let told = |each: fn(&Cost) -> usize| account.cost.iter().map(|cost| each(cost).to_string()).collect::<Vec<_>>();
    println!("memory, MB in each twentieth of the time: {}", told(|cost| cost.memory).join(" "));
    println!("ends of connections in the same parts:    {}", told(|cost| cost.ends).join(" "));
    let (early, late) = (account.cost[EARLY].memory, account.cost[LATE].memory);
    if let Some(percent) = (late * 100).checked_div(early) {
        println!("memory {early} MB after a fifth of the time, {late} MB at the end: {percent} %");
    }
    account.must_be_clean();
    assert!(seconds < LENGTH || late * 10 <= early * 11, "memory grew by more than a tenth");
}
