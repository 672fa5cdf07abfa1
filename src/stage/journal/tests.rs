//! That lines and a recording say the same, to the end.

use super::*;
use crate::{
    command::Command,
    dht::{Session, program::Program},
    stage::{Commands, Inbox},
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
    let (journal, kept, peer) = (Journal::of_nothing(), Kept::default(), PeerId::random());
    let state = watch::Sender::new(State::new(Session::of(peer)));
    journal.write_lines(kept.clone(), |trouble| panic!("{trouble:?}")).expect("a thread");
    journal.record(&path).expect("can be written");
    journal.deliver(peer, &state, Event::Session(Session::of(peer)));
    let is_over = AtomicBool::new(false);
    let (mut spoken, first) = (0_u64, std::sync::Barrier::new(2));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Relaxed) {
                journal.deliver(peer, &state, Event::Notice { warning: Warning::Said(format!("still here {spoken}")) });
                spoken += 1;
                if spoken == 1 {
                    first.wait();
                }
                std::thread::sleep(Duration::from_micros(100));
            }
        });
        first.wait();
        let finish = journal.finish(Duration::from_secs(60));
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
    let mut commands = Commands::new(Inbox::Node(orders), Journal::of_nothing());
    let _progress = commands.journal.progress(); // somebody waits for what comes of commands
    let journal = commands.journal.clone();
    let waiting = || journal.ears().steps.iter().map(|(n, _)| *n).collect::<Vec<_>>();
    let mut give = || commands.give("step".to_owned(), Command::Node(NodeCommand::Step { steps: 1 }));
    assert_eq!(give(), Ok(1));
    assert_eq!(give(), Err(Program::Busy("step".to_owned())));
    assert_eq!(waiting(), [1], "only the step that was taken is waited for");
    assert!(inbox.try_recv().is_ok());
    assert_eq!(give(), Ok(2));
    assert_eq!(waiting(), [1, 2]);
}
