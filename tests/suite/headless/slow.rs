//! What takes as long as a dial may take.

use std::net::TcpListener;

use super::*;

#[test]
#[ignore = "waits for kad's real clock: cargo test -- --ignored slow::"]
fn a_dial_that_nobody_answers_times_out() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let dial = format!("dial /ip4/127.0.0.1/tcp/{}", silent.local_addr().expect("is bound").port());
    let output = run(&["--no-mdns", "--listen", "/ip4/127.0.0.1/tcp/0", "-c", &dial]);
    assert_eq!(verdicts(&output), ["not ok: could not connect: timed out"]);
}
