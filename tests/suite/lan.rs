//! Programs on one network: by mDNS two kadscopes in real terminals and a classic kv-store program find each other; a client
//! joins through names.
//!
//! mDNS is multicast, so the network is made here: network namespaces on a bridge that leads nowhere. That needs Linux,
//! root and `ip`; where they are missing the test says so and is skipped.

#![cfg(target_os = "linux")]

mod announcer;
mod foreign;
mod ipfs;
mod names;
mod net;

use std::env;

use crate::common::terminal::Terminal;
use net::{Lan, PART, Talker};
use portable_pty::CommandBuilder;

fn kadscope(lan: &Lan, host: usize, arguments: &[&str]) -> Terminal {
    let mut command = CommandBuilder::new("ip");
    command.args(["netns", "exec", lan.host(host), env!("CARGO_BIN_EXE_kadscope")]);
    command.args(arguments);
    command.env("TERM", "xterm-256color");
    command.env("KADSCOPE_HISTORY", "");
    Terminal::start(command, 140, 40)
}

/// Returns a network with so many hosts; none where none can be made.
fn lan(hosts: usize) -> Option<Lan> {
    Lan::of(&(1..=hosts).map(|number| format!("10.99.0.{number}/24")).collect::<Vec<_>>())
}

#[test]
fn another_machine_joins_a_practice_network_by_mdns() {
    let Some(lan) = lan(2) else { return };
    let mut teacher = kadscope(&lan, 1, &["demo", "40", "--seed", "7", "--latency", "0", "--tcp=10.99.0.1", "--mdns"]);
    let mut pupil = kadscope(&lan, 2, &[]);
    teacher.wait_for("seeded keys: anyone can derive them");
    pupil.wait_for("1 by mDNS");
    teacher.line("put greeting hello class");
    teacher.wait_for("acknowledged by 20 of 20");
    pupil.line("get greeting");
    pupil.wait_for("hello class");
    pupil.line("put answer hello teacher");
    pupil.wait_for("acknowledged by 20 of 20");
    teacher.line("be n39");
    teacher.wait_for("n39>");
    teacher.line("get answer");
    teacher.wait_for("hello teacher");
}

#[test]
fn three_programs_find_each_other_by_mdns_and_each_ones_put_is_the_others_get() {
    let Some(lan) = lan(3) else { return };
    let (mut one, mut two) = (kadscope(&lan, 1, &[]), kadscope(&lan, 2, &[]));
    for screen in [&one, &two] {
        screen.wait_for("1 by mDNS");
    }
    // Now that both answer: the other looks around once, and then not again for five minutes.
    let mut other = Talker::part(&lan, 3, "foreign");
    for screen in [&one, &two] {
        screen.wait_for("2 by mDNS");
    }
    other.wait_for("discovered 2");

    one.line("put first from kadscope one");
    one.wait_for("acknowledged by 2 of 2 peers");
    two.line("get first");
    two.wait_for("from kadscope one");
    other.line("GET first");
    other.wait_for("GOT from kadscope one");

    two.line("put second from kadscope two");
    two.wait_for("acknowledged by 2 of 2 peers");
    one.line("get second");
    one.wait_for("from kadscope two");

    other.line("PUT third from-elsewhere");
    other.wait_for("STORED");
    one.line("get third");
    one.wait_for("from-elsewhere");
    two.line("get third");
    two.wait_for("from-elsewhere");
}

#[test]
fn who_answers_as_js_does_is_heard_and_who_cannot_be_reached_is_shown_with_the_reason() {
    let Some(lan) = lan(2) else { return };
    let mut screen = kadscope(&lan, 1, &[]);
    let announcer = Talker::part(&lan, 2, "announcer");
    announcer.wait_for("announces");
    screen.wait_for("2 by mDNS");
    screen.line("mdns");
    screen.wait_for("10.99.0.1/24");
    screen.wait_for("from 10.99.0.2, just now, good for 1 min more: announces loopback addresses only");
}

/// What plays a part in another test, in a process of its own.
#[test]
fn a_part_of_another_test() {
    let Some(part) = env::var_os(PART) else { return };
    match part.to_string_lossy().as_ref() {
        "foreign" => tokio::runtime::Runtime::new().expect("a runtime starts").block_on(foreign::run()),
        "announcer" => announcer::run(),
        "names" => names::run(),
        other => panic!("nobody plays {other}"),
    }
}
