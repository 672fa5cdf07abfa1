//! Ten minutes of bad weather: 500 practice nodes, of which 60 a minute leave and as many join, 5 % loss, 100 ms latency,
//! and a PUT or a GET every second while other nodes are looked at in turn. It fails if a query is open for more than
//! 90 s, or if a value that somebody acknowledged is not found and there is no cause for it: no holder runs, or none among
//! the closest that run now. It tells what memory it takes in the middle and at the end, with the connections open then:
//! 500 MB are aimed at, and between the two no more than 60 kB for each connection more.
//!
//! `cargo bench --bench churn`, or `cargo bench --bench churn -- 60` for so many seconds.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]

#[path = "../tests/suite/common/mod.rs"]
mod common;

use std::{env, time::Duration};

use common::churn::{Cost, Weather, rain};

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The usual length, in seconds.
const LENGTH: u64 = 600;
/// The twentieths of the time that are compared: the last of the first half, and the last of all.
const MIDDLE: usize = 9;
const LAST: usize = 19;

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
    let (middle, last) = (account.cost[MIDDLE], account.cost[LAST]);
    println!("in the middle {} MB at {} ends of connections", middle.memory, middle.ends);
    println!("at the end    {} MB at {} ends of connections", last.memory, last.ends);
    if let Some(each) =
        (last.memory.saturating_sub(middle.memory) * 1024).checked_div(last.ends.saturating_sub(middle.ends))
    {
        println!("it grew by {each} kB for each end more");
    }
    account.must_be_clean();
}
