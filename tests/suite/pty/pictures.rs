//! Takes the README's pictures anew: `cargo test --test suite -- --ignored pictures::`.

use super::*;

/// Starts what is to be seen, in a window of this size.
fn opened(arguments: &[&str], columns: u16, rows: u16) -> Session {
    let session = Session::start(arguments);
    session.resize(rows, columns);
    session.wait_for("practice network of");
    thread::sleep(Duration::from_millis(500));
    session
}

/// Takes a picture of what is on the screen.
fn take(session: &mut Session, name: &str) {
    session.type_keys(&format!("screen {name}\r"));
    session.wait_for("is written");
    session.type_keys("clear\r");
    let svg = fs::read_to_string(session.home.path().join(name)).expect("it is written");
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name), &svg).expect("it can be written");
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"), "{name}");
}

#[test]
#[ignore = "writes into the tree: cargo test --test suite -- --ignored pictures::"]
fn the_readmes_pictures_are_taken() {
    let mut minute = opened(&["demo", "--seed", "7"], 120, 40);
    take(&mut minute, "minute-1.svg");
    minute.type_keys("\r");
    minute.wait_for("To be sure");
    take(&mut minute, "minute-2.svg");
    minute.wait_for("Enter fetches it back");
    minute.type_keys("\r");
    minute.wait_for("Enter kills 10");
    minute.type_keys("\r");
    minute.wait_for("Do they answer?");
    take(&mut minute, "minute-3.svg");
    minute.type_keys("quit\r");
    minute.end();

    let mut screen = opened(&["demo", "--seed", "7", "--expert"], 140, 42);
    screen.type_keys("put greeting hello world\r");
    screen.wait_for("Stored at 20");
    screen.type_keys("get greeting\r");
    screen.wait_for("✓ get greeting: hello world (found");
    take(&mut screen, "screen.svg");
    screen.type_keys("\x1bOR\x1bOR"); // F3 twice
    screen.wait_for("hop 0");
    take(&mut screen, "tree.svg");
    screen.type_keys("kill holders:10\r");
    screen.wait_for("killed");
    screen.type_keys("\x1b[17~"); // F6
    screen.wait_for("Network");
    take(&mut screen, "network.svg");
    screen.type_keys("quit\r");
    screen.end();

    let times = ["--k", "4", "--record-ttl", "40s", "--republish", "12s"];
    let mut records = opened(&[&["demo", "60", "--seed", "7", "--expert"], &times[..]].concat(), 140, 28);
    for (line, done) in [("put greeting hello world", "Stored at 4"), ("provide greeting", "Told 4")] {
        records.type_keys(&format!("{line}\r"));
        records.wait_for(done);
    }
    records.type_keys("be n45\r");
    records.wait_for("you are n45");
    records.type_keys("\x1b[18~"); // F7
    records.wait_for("sent by n0");
    thread::sleep(Duration::from_secs(14)); // each is renewed once
    take(&mut records, "records.svg");
    records.type_keys("quit\r");
    records.end();

    let mut lookup = opened(&["demo", "1000", "--seed", "7", "--expert", "--latency", "50ms"], 160, 48);
    lookup.type_keys("put greeting hello world\r");
    lookup.wait_for("acknowledged: 20 of 20");
    lookup.type_keys("\x1bOS\x1b[B\r"); // F4, down, Enter
    lookup.wait_for("Shared bits");
    take(&mut lookup, "lookup.svg");
    lookup.type_keys("quit\r");
    lookup.end();
}

#[test]
#[ignore = "writes into the tree: cargo test --test suite -- --ignored pictures::"]
fn the_readmes_pictures_of_a_whole_network_are_taken() {
    let mut screen = opened(&["demo", "200", "--seed", "7", "--expert", "--latency", "10ms"], 140, 36);
    for (line, done) in [("put greeting hello world", "Stored at 20"), ("copies greeting --every 1s", "held by 20 of")]
    {
        screen.type_keys(&format!("{line}\r"));
        screen.wait_for(done);
    }
    thread::sleep(Duration::from_secs(4)); // some rounds
    screen.type_keys("kill holders:5\r");
    screen.wait_for("held by 15 of");
    thread::sleep(Duration::from_secs(4)); // some more
    take(&mut screen, "copies.svg");
    for (line, done) in
        [("copies off", "no more rounds"), ("kill random:25", "are dead"), ("crawl --tables", "peers found")]
    {
        screen.type_keys(&format!("{line}\r"));
        screen.wait_for(done);
    }
    take(&mut screen, "crawl.svg");
    screen.type_keys("quit\r");
    screen.end();
}
