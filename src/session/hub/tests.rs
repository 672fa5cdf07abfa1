//! That lines and a recording say the same, to the end.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::*;
use crate::{
    command::Command,
    dht::{Cause, Key, Kind, Outcome, QueryId, SessionInfo, program::Program},
    node::LARGE,
    session::{Commands, Inbox},
};

/// Takes whatever is written.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn lines_and_a_recording_end_with_the_same_event() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("session.jsonl");
    let (hub, kept, peer) = (Hub::of_nothing(), Kept::default(), PeerId::random());
    let state = watch::Sender::new(State::new(SessionInfo::of(peer)));
    hub.write_lines(kept.clone(), |trouble| panic!("{trouble:?}")).expect("a thread");
    hub.record(&path, None).expect("can be written");
    hub.deliver(peer, &state, Event::Session(SessionInfo::of(peer)));
    let is_over = AtomicBool::new(false);
    let (mut spoken, first) = (0_u64, std::sync::Barrier::new(2));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Relaxed) {
                hub.deliver(peer, &state, Event::Notice { warning: Warning::Said(format!("still here {spoken}")) });
                spoken += 1;
                if spoken == 1 {
                    first.wait();
                }
                std::thread::sleep(Duration::from_micros(100));
            }
        });
        first.wait();
        let finish = hub.finish(Duration::from_secs(60));
        is_over.store(true, Relaxed);
        assert_eq!(finish, Finish { is_printed: true, missing: None });
    });
    let (lines, recorded) = (kept.0.lock().clone(), std::fs::read(&path).expect("is there"));
    assert_eq!(String::from_utf8_lossy(&lines), String::from_utf8_lossy(&recorded));
    assert!(lines.split(|byte| *byte == b'\n').count() > 2);
}

#[test]
fn a_command_that_is_not_taken_gets_no_number_and_leaves_no_trace() {
    let (orders, mut inbox) = mpsc::channel(1);
    let mut commands = Commands::new(Inbox::Node(orders), Hub::of_nothing());
    let _progress = commands.hub.progress(); // somebody waits for what comes of commands
    let hub = commands.hub.clone();
    let waiting = || hub.sinks().listeners.steps.iter().map(|(n, _)| *n).collect::<Vec<_>>();
    let mut give = || commands.give("step".to_owned(), Command::Node(NodeCommand::Step { steps: 1 }));
    assert_eq!(give(), Ok(1));
    assert_eq!(give(), Err(Program::Busy("step".to_owned())));
    assert_eq!(waiting(), [1], "only the step that was taken is waited for");
    assert!(inbox.try_recv().is_ok());
    assert_eq!(give(), Ok(2));
    assert_eq!(waiting(), [1, 2]);
}

/// A command is done when its query has ended, its value was read back, and those in doubt were asked, in whichever order.
#[test]
fn a_put_is_done_when_nothing_more_is_to_come() {
    let put = NodeCommand::Put { key: Key::new("k"), value: vec![0; LARGE + 1] };
    let small = NodeCommand::Put { key: Key::new("k"), value: vec![0] };
    let (query, held) = (QueryId(1), Vec::new());
    let ended = |in_doubt: bool, unseen: bool| {
        let in_doubt = if in_doubt { vec![PeerId::random()] } else { Vec::new() };
        Event::QueryFinished {
            query,
            asked: 1,
            answered: 1,
            failed: 0,
            outcome: Outcome { unseen, in_doubt, ..Outcome::default() },
        }
    };
    let read_back = || Event::ReadBack { query, holders: 1 };
    let checked = || Event::StoreChecked { query, held: held.clone() };
    for (command, events) in [
        (&small, vec![ended(false, false)]),
        (&small, vec![ended(true, false), checked()]),
        (&put, vec![ended(false, false), read_back()]),
        (&put, vec![ended(true, false), read_back(), checked()]),
        (&put, vec![ended(true, false), checked(), read_back()]),
        (&put, vec![ended(false, true)]), // it ended while another node was looked at: nothing more comes
    ] {
        let (hub, peer) = (Hub::of_nothing(), PeerId::random());
        let mut progress = hub.progress();
        let state = watch::Sender::new(State::new(SessionInfo::of(peer)));
        hub.gives(7, command);
        let (kind, key, cause) = (Kind::Put, Key::new("k"), Cause::Command(7));
        hub.deliver(peer, &state, Event::QueryStarted { query, kind, key, cause, known: Vec::new() });
        assert_eq!(progress.try_recv(), Ok(Progress::Started(7)));
        let last = events.len() - 1;
        for (nth, event) in events.into_iter().enumerate() {
            assert!(progress.try_recv().is_err(), "not before the last");
            hub.deliver(peer, &state, event);
            let is_done = matches!(progress.try_recv(), Ok(Progress::Ended(ended)) if ended.n == 7);
            assert_eq!(is_done, nth == last);
        }
    }
}
