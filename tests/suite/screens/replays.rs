//! Worlds that are played back: a small session is written down line by line, read again, and shown at places in it.

use std::{fs, io::Write as _, path::Path, thread::sleep};

use kadscope::{
    dht::program::Program,
    recording::{
        Overview, Player,
        line::{Derived, Encoder},
    },
    session::Past,
    state::Replay,
};

use super::*;

/// When the last thing happens in the session, in seconds.
const END: f64 = 95.0;

/// A session of a minute and a half: a network at rest, a put that went well, a get that did not, a pause, another
/// lookup with a step, and a lookup that is still in flight.
fn session() -> World {
    let mut world = lookups::done();
    let asked = |world: &mut World, seconds, n, peer| {
        message(world, seconds, n, RpcKind::FindNode, id(peer), Phase::Asked { after_dial: false });
        let answer = Phase::Answered { closer: vec![id(peer + 20)], unroutable: 0 };
        message(world, seconds + 0.2, n, RpcKind::FindNode, id(peer), answer);
    };
    start(&mut world, 80.0, 2, Kind::Get, "nothing");
    (1..=3).for_each(|peer| asked(&mut world, 80.0, 2, peer));
    finish(&mut world, 80.5, 2, [3, 3, 0]);
    world.hear(84.0, Event::Command { n: 3, line: "pause".to_owned() });
    world.hear(84.0, Event::Paused);
    start(&mut world, 85.0, 4, Kind::Closest, "greeting");
    (1..=3).for_each(|peer| asked(&mut world, 86.0, 4, peer));
    world.hear(86.2, Event::Stepped { step: 1, asks: vec![id(1), id(2), id(3)] });
    world.hear(90.0, Event::Resumed);
    finish(&mut world, 90.5, 4, [3, 3, 0]);
    start(&mut world, 94.0, 5, Kind::Providers, "漢字");
    asked(&mut world, END - 0.2, 5, 4);
    world
}

/// Writes a session down.
fn record(world: &World, to: &Path) {
    let (mut file, mut encoder) = (Vec::new(), Encoder::default());
    let mut write = |at: Timestamp, event: &Event| {
        file.write_all(encoder.lines(at, event, &Derived::Nothing)).expect("memory takes all");
    };
    let (first, others) = world.heard.split_first().expect("a session begins");
    write(first.0, &first.1);
    for (number, node) in world.lab.nodes.iter().enumerate() {
        write(first.0, &Event::NodeStarted { name: format!("n{number}"), peer: node.peer });
    }
    let mut others: Vec<_> = others.iter().filter(|(at, _)| *at <= super::at(END)).collect();
    others.sort_by_key(|(at, _)| *at);
    for (at, event) in others {
        write(*at, event);
    }
    fs::write(to, file).expect("can be written");
}

/// What is shown at a time of the session.
fn shown(seconds: f64) -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("session.jsonl");
    let session = session();
    record(&session, &path);
    let mut player = Player::open(&path, Past::default()).expect("is a recording");
    while !player.overview().is_whole {
        sleep(Duration::from_millis(1));
    }
    player.to_time(at(seconds));
    let state = player.world().state().expect("somebody is looked at").clone();
    let (lab, now, heard) = (player.world().lab().clone(), at(seconds), Vec::new());
    let Overview { events, end, is_whole, marks, mark } = player.overview();
    let (event, playing, speed, marks) = (player.place().0, true, 0, marks.into());
    let replay = Some(Replay { now, end, event, events, playing, speed, is_whole, marks, mark });
    World { state, lab, ui: Ui { focus: Focus::Pane, replay, ..Ui::default() }, now, heard }
}

fn stopped(seconds: f64) -> World {
    shown(seconds).with(|ui| change(ui, |replay| replay.playing = false))
}

fn change(ui: &mut Ui, change: impl FnOnce(&mut Replay)) {
    change(ui.replay.as_mut().expect("a recording is played"));
}

/// Twice as fast, before anything was asked; the marks are ahead.
pub(super) fn playing() -> World {
    shown(68.0).with(|ui| change(ui, |replay| replay.speed = 1))
}

/// Stopped in the middle of the put's lookup, which is opened.
fn in_a_lookup() -> World {
    stopped(70.03).with(|ui| {
        ui.pages = vec![Page::Query(QueryId(1)).into()];
        change(ui, |replay| replay.speed = -3);
    })
}

/// Our own queries stood still.
fn paused() -> World {
    stopped(88.0)
}

/// At its end; somebody typed what needs a network.
fn at_the_end() -> World {
    stopped(END).with(|ui| {
        ui.focus = Focus::Prompt;
        ui.remark = Some(Program::IsRecording.into());
    })
}

/// Half of it is read, and a minute shown.
fn still_reading() -> World {
    shown(62.0).with(|ui| {
        change(ui, |replay| {
            (replay.end, replay.events, replay.is_whole) = (at(82.0), 2_000, false);
            let read = usize::try_from(82_000_000 / replay.mark).expect("few marks");
            replay.marks = replay.marks[..read].to_vec().into();
        });
    })
}

/// The practice network, as far as a recording tells of it.
fn network() -> World {
    stopped(81.0).with(|ui| {
        ui.pane = Pane::Nodes;
        ui.nodes.node = Some(id(3));
    })
}

/// Worlds of a recording, by name.
pub(super) fn worlds() -> Vec<(&'static str, World)> {
    vec![
        ("replay-playing", playing()),
        ("replay-lookup", in_a_lookup()),
        ("replay-paused", paused()),
        ("replay-end", at_the_end()),
        ("replay-reading", still_reading()),
        ("replay-network", network()),
    ]
}
