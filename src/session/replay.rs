//! A recording in the place of a network: what it builds up is shown as if it happened now.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    runtime::Handle,
    select,
    sync::{mpsc, watch},
    task::spawn_blocking,
    time::{Instant, sleep},
};

use super::{Clock, Commands, Hub, INBOX, Inbox, Session, world::Past};
use crate::{
    dht::Timestamp,
    recording::{Milestone, Player, Unreadable},
    state::{
        Lab, Replay, State,
        replay::{PlayerCommand, SPEEDS},
    },
};

/// The time between two looks at what is to be shown.
const FRAME: Duration = Duration::from_millis(33);
/// How long the events between two looks may take: keys are taken in meanwhile.
const BUSY: Duration = Duration::from_millis(20);
/// The time between two looks at how far the recording was read.
const READING: Duration = Duration::from_millis(100);
/// Events played after which the clock is read.
const SOME: usize = 64;

/// A recording that is played.
pub struct Replayed {
    /// As a network would stand there.
    pub session: Session,
    /// Where the recording is.
    pub replay: watch::Receiver<Replay>,
    /// The time that is shown.
    pub clock: Clock,
}

/// Opens a recording, and begins to play it.
///
/// # Errors
/// Says why it cannot be played.
pub fn replay(path: &Path) -> Result<Replayed, Unreadable> {
    let mut player = Player::open(path, Past::default())?;
    player.to_event(1); // the first line says whose recording it is
    let Some(first) = player.world().state().cloned() else {
        return Err(Unreadable::Nobodys);
    };
    let now = Arc::new(AtomicU64::new(player.place().1.0));
    let clock: Clock = {
        let now = Arc::clone(&now);
        Arc::new(move || Timestamp(now.load(Relaxed)))
    };
    let (state, first) = watch::channel(first);
    let (shown, observed) = watch::channel(first);
    let (lab, lab_observed) = watch::channel(player.world().lab().clone());
    let (told, replay) = watch::channel(Replay::default());
    let (orders, inbox) = mpsc::channel(INBOX);
    let hub = Hub::new(Arc::clone(&clock), lab_observed.clone());
    let table =
        ReplayTask { player, state, lab, told, now, playing: true, speed: 0, since: Instant::now(), shown: None };
    // on a thread of its own: the player waits for files
    let task = spawn_blocking(move || {
        Handle::current().block_on(table.run(inbox));
        drop(shown);
        Ok(())
    });
    let commands = Commands::new(Inbox::Replay(orders), hub);
    Ok(Replayed { session: Session { task, observed, lab: lab_observed, commands }, replay, clock })
}

/// Plays, and shows where it is.
struct ReplayTask {
    player: Player<Past>,
    state: watch::Sender<State>,
    lab: watch::Sender<Lab>,
    told: watch::Sender<Replay>,
    /// The time that is shown, in microseconds.
    now: Arc<AtomicU64>,
    playing: bool,
    speed: i32,
    /// Up to when the recording's time was moved on.
    since: Instant,
    /// The place that is shown.
    shown: Option<u64>,
}

impl ReplayTask {
    async fn run(mut self, mut orders: mpsc::Receiver<PlayerCommand>) {
        loop {
            self.show();
            let rest = if self.playing { FRAME } else { READING };
            let is_reading = !self.told.borrow().is_whole;
            select! {
                order = orders.recv() => match order {
                    Some(order) => self.perform(order),
                    None => return,
                },
                () = sleep(rest), if self.playing || is_reading => self.go_on(),
            }
        }
    }

    fn perform(&mut self, order: PlayerCommand) {
        let here = self.player.place().0;
        match order {
            PlayerCommand::Toggle if !self.playing && self.player.next_at().is_none() => {
                self.player.to_event(1); // once more
                self.playing = true;
            }
            PlayerCommand::Toggle => self.playing = !self.playing,
            PlayerCommand::Speed(faster) => {
                let speed = self.speed + if faster { 1 } else { -1 };
                self.speed = speed.clamp(*SPEEDS.start(), *SPEEDS.end());
                return;
            }
            PlayerCommand::Events(by) => {
                self.playing = false;
                self.player.to_event(here.saturating_add_signed(by).max(1));
            }
            PlayerCommand::Round(on) => self.go_to(on, |moment| moment.round),
            PlayerCommand::Query(on) => self.go_to(on, |moment| moment.query),
            PlayerCommand::To(time) => self.jump(Timestamp::from(time)),
            PlayerCommand::Part(part) => {
                let end = self.player.end().0;
                let to = u128::from(end) * u128::from(part) / 100;
                self.jump(Timestamp(u64::try_from(to).unwrap_or(end)));
            }
            PlayerCommand::Start => self.player.to_event(1),
            PlayerCommand::End => self.player.to_end(),
        }
        self.since = Instant::now();
        let stays = matches!(order, PlayerCommand::Toggle) && self.player.place().0 == here;
        if !stays && !matches!(order, PlayerCommand::To(_) | PlayerCommand::Part(_)) {
            self.now.store(self.player.place().1.0, Relaxed);
        }
    }

    fn go_to(&mut self, on: bool, wanted: impl Fn(Milestone) -> bool) {
        self.playing = false;
        if on {
            self.player.forward_to(wanted);
        } else {
            self.player.back_to(wanted);
        }
    }

    fn jump(&mut self, to: Timestamp) {
        self.player.to_time(to);
        if self.player.place().0 == 0 {
            self.player.to_event(1);
        }
        self.now.store(to.max(self.player.place().1).min(self.player.overview().end).0, Relaxed);
    }

    /// Moves the recording's time on, and plays what has happened by then.
    fn go_on(&mut self) {
        let passed = self.since.elapsed();
        self.since = Instant::now();
        if !self.playing {
            return;
        }
        let micros = passed.as_secs_f64() * 1e6 * 2_f64.powi(self.speed);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most hours in microseconds")]
        let now = Timestamp(self.now.load(Relaxed).saturating_add(micros as u64));
        while self.player.next_at().is_some_and(|next| next <= now) && self.since.elapsed() < BUSY {
            for _ in 0..SOME {
                if self.player.next_at().is_none_or(|next| next > now) {
                    break;
                }
                self.player.step();
            }
        }
        let (at, next) = (self.player.place().1, self.player.next_at());
        self.playing = next.is_some();
        let shown = if next.is_none_or(|next| next <= now) { at } else { now }; // too much at once: time waits
        self.now.store(shown.0, Relaxed);
    }

    fn show(&mut self) {
        let (event, _) = self.player.place();
        if self.shown != Some(event) {
            self.shown = Some(event);
            let past = self.player.world();
            if let Some(state) = past.state() {
                self.state.send_replace(state.clone());
            }
            self.lab.send_replace(past.lab().clone());
        }
        let overview = self.player.overview();
        let replay = Replay {
            now: Timestamp(self.now.load(Relaxed)),
            end: overview.end,
            event,
            events: overview.events,
            playing: self.playing,
            speed: self.speed,
            is_whole: overview.is_whole,
            marks: Arc::new(overview.marks),
            mark: overview.mark,
        };
        self.told.send_if_modified(|told| {
            let differs = *told != replay;
            *told = replay;
            differs
        });
    }
}
