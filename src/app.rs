//! Joins node, state, keys and screen. [`start`] wires them; [`run`] is the loop: wait → update → draw.
//!
//! A `watch` guard is taken for one picture, or for one key, and never twice at once, nor across an `.await`: a second
//! guard in one thread while a writer waits never comes. (`headless` keeps to the same.) Drawing fills a buffer under the
//! guard; the slow write to the terminal comes when the guard is gone.

mod picture;

use std::{
    env,
    future::Future,
    io,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use crossterm::event::Event;
use tokio::{
    select,
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep_until, timeout},
};

use crate::{
    command::{Command, Drawing},
    dht::{Timestamp, program::Program},
    history::History,
    keymap,
    recording::Unreadable,
    session::{self, Clock, Commands, Config, Observed, Replayed, Session, Signal},
    state::{
        Focus, Lab, Pane, Prompt, Replay, State, Tour, Ui,
        action::{Action, Effect},
    },
    terminal::{self, Screen, Tty},
    view::{self, Scene, Theme},
    words::{Language, notices::Remark},
};

use picture::Picture;

/// The shortest time between two pictures: nobody reads faster, and a slow line keeps up.
const FRAME: Duration = Duration::from_millis(33);

/// How often is looked whether the first minute goes on, while it does.
const TICK: Duration = FRAME;

/// How long a node may take to close its connections before it is let go.
const FAREWELL: Duration = Duration::from_secs(2);

/// The size of a screen where there is none: all panes have room.
const USUAL: (u16, u16) = (120, 40);

/// Why the loop ended, where nothing failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExplorerEnd {
    /// The user wanted it.
    Quit,
    /// This signal came.
    Signal(Signal),
    /// The node stopped, or nobody types any more.
    Closed,
    /// Something panicked; its words are printed when the screen is left.
    Panicked,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The terminal does not work.
    #[error("{}", Language::English.terminal_silent(.0))]
    Terminal(#[from] io::Error),
    /// What was to be observed could not start.
    #[error(transparent)]
    Session(#[from] session::Error),
    /// What happens cannot be recorded.
    #[error("{}", Language::English.answer(&.0.clone().into()))]
    Record(Program),
    /// A recording cannot be played.
    #[error("{file}: {reason}")]
    Unreadable { file: String, reason: Unreadable },
    /// Something panicked, and said so itself.
    #[error("{}", Language::English.program().start.bug)]
    Panicked,
}

/// What the loop is joined to; tests bring their own ends.
pub struct Channels<C> {
    /// What is typed, pasted, resized.
    pub events: mpsc::Receiver<Event>,
    /// What the node that is observed knows.
    pub observed: Observed,
    /// What is known of the practice network.
    pub lab: watch::Receiver<Lab>,
    /// Where commands go.
    pub commands: Commands,
    /// Where the recording is, if one is played.
    pub replay: Option<watch::Receiver<Replay>>,
    /// Colours, or none.
    pub theme: Theme,
    /// The time since the session's start.
    pub clock: C,
}

/// How the explorer shows itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// In this language; none is the locale's.
    pub language: Option<Language>,
    /// Whether it is shown to an audience, with less on the screen.
    pub presents: bool,
    /// Whether the first minute is offered.
    pub has_tour: bool,
}

/// Starts what the configuration says and shows it, until the user quits, a signal comes or the node stops. What
/// happens is recorded, if a file for it is named; the line that starts the same `again` is said at the end.
///
/// # Errors
/// Says what could not be started, or failed later.
pub async fn start(
    settings: Settings,
    config: Config,
    record: Option<PathBuf>,
    again: Option<String>,
) -> Result<ExplorerEnd, Error> {
    let started = Instant::now();
    let clock: Clock = Arc::new(move || Timestamp::from(started.elapsed()));
    let stop = stopped()?;
    let history = History::load();
    let prompt = Prompt::with_history(history.lines().to_vec());
    let tour = settings.has_tour.then(Tour::default);
    let pane = if settings.has_tour { Pane::Queries } else { Pane::Peers }; // the only one in a small window
    let mut ui = Ui { pane, tour, prompt, ..as_set(settings) };

    // The recording first of all: what is wrong with it is said before the screen is open.
    let (session, ()) = session::start_with(config, Arc::clone(&clock), |hub| {
        record.map_or(Ok(()), |file| hub.record(&file, None)).map_err(Error::Record)
    })?;
    let mut tty = Tty::enter()?;
    let Session { task, observed, lab, commands } = session;
    let hub = commands.hub.clone();
    let clock = move || clock();
    let theme = Theme::by_environment(terminal::wants_colour(), terminal::has_utf8());
    let channels = Channels { events: terminal::events()?, observed, lab, commands, replay: None, theme, clock };
    let ended = run(&mut tty, &mut ui, channels, stop).await;
    // From here on it is allowed to print; and the node's inbox is closed, so it ends.
    drop(tty);
    // A program without its history is better than one that fails for it.
    let _ = history.save(&ui.prompt.history);
    let farewell = parted(task).await;
    if let Some(warning) = hub.finish(FAREWELL).missing {
        session::say(&ui.language.warning(&warning));
    }
    match ended? {
        ExplorerEnd::Panicked => Err(Error::Panicked),
        end => {
            farewell?;
            if let Some(line) = again {
                session::say(&ui.language.same_again(&line));
            }
            Ok(end)
        }
    }
}

/// Shows a recording, until the user quits or a signal comes.
///
/// # Errors
/// Says why it cannot be played, or what failed later.
pub async fn replay(settings: Settings, path: &Path) -> Result<ExplorerEnd, Error> {
    let stop = stopped()?;
    let opened =
        session::replay(path).map_err(|reason| Error::Unreadable { file: path.display().to_string(), reason })?;
    let Replayed { session: Session { observed, lab, commands, .. }, replay, clock } = opened;
    let history = History::load();
    let prompt = Prompt::with_history(history.lines().to_vec());
    let now = replay.borrow().clone();
    let mut ui = Ui { prompt, focus: Focus::Pane, replay: Some(now), ..as_set(settings) };
    let mut tty = Tty::enter()?;
    let theme = Theme::by_environment(terminal::wants_colour(), terminal::has_utf8());
    let events = terminal::events()?;
    let channels = Channels { events, observed, lab, commands, replay: Some(replay), theme, clock: move || clock() };
    let ended = run(&mut tty, &mut ui, channels, stop).await;
    drop(tty);
    let _ = history.save(&ui.prompt.history);
    match ended? {
        ExplorerEnd::Panicked => Err(Error::Panicked),
        end => Ok(end),
    }
}

/// Returns what the user does at first, in the language that was asked for, or else the locale's.
fn as_set(Settings { language, presents, .. }: Settings) -> Ui {
    let language = language.unwrap_or_else(|| Language::of_environment(|name| env::var(name).ok()));
    Ui { language, presents, ..Ui::default() }
}

/// Returns what would be on a screen.
#[must_use]
pub fn picture(language: Language, state: &State, lab: &Lab, now: Timestamp, drawing: Drawing) -> String {
    let (ui, theme) = (Ui { language, ..Ui::default() }, Theme::plain());
    view::capture(&Scene { state, lab, ui: &ui, theme: &theme, now }, drawing, USUAL.0, USUAL.1)
}

/// Waits for the node to end, for a while.
async fn parted(mut task: JoinHandle<Result<(), session::Error>>) -> Result<(), Error> {
    match timeout(FAREWELL, &mut task).await {
        Ok(Ok(ended)) => ended.map_err(Error::from),
        Ok(Err(failed)) if failed.is_panic() => Err(Error::Panicked),
        Ok(Err(_)) => Ok(()),
        Err(_) => {
            task.abort();
            Ok(())
        }
    }
}

/// Waits for what ends the program from outside: a signal, or a panic of any task.
fn stopped() -> io::Result<impl Future<Output = ExplorerEnd>> {
    let signal = session::stopped()?;
    Ok(async move {
        select! {
            name = signal => ExplorerEnd::Signal(name),
            () = terminal::panicked() => ExplorerEnd::Panicked,
        }
    })
}

/// Waits for a key or for news from the node, updates, and draws.
///
/// Nothing in here waits for the network: commands are offered, and a full inbox is a remark. A frame that is due goes
/// first, and is due at most 30 times a second, so that neither keys nor news can starve it, nor it them.
///
/// # Errors
/// Says why the terminal does not take the picture.
pub async fn run<C: Fn() -> Timestamp>(
    screen: &mut impl Screen,
    ui: &mut Ui,
    channels: Channels<C>,
    stop: impl Future<Output = ExplorerEnd>,
) -> Result<ExplorerEnd, Error> {
    let Channels { mut events, mut observed, lab, mut commands, mut replay, theme, clock } = channels;
    let node = observed.borrow_and_update().clone();
    let mut picture = Picture::new(node, lab, theme, clock);
    let mut stop = pin!(stop);
    let mut frames = interval(FRAME);
    frames.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut drawn = tokio::time::Instant::now();
    let (mut stale, mut resized) = (true, false);
    loop {
        select! {
            biased;
            end = &mut stop => return Ok(end),
            _ = frames.tick(), if stale => {
                ui.recording = commands.hub.recording().is_some();
                if std::mem::take(&mut resized) {
                    screen.clear()?; // a window that was small for a moment, and is as it was, has lost a part
                }
                picture.draw(screen, ui)?;
                commands.look_into(picture.looks_into(ui));
                drawn = tokio::time::Instant::now();
                stale = false;
            }
            event = events.recv() => {
                let Some(event) = event else { return Ok(ExplorerEnd::Closed) };
                if stale && matches!(event, Event::Mouse(_)) {
                    picture.draw(screen, ui)?; // a click is on what is seen, not on what was
                }
                resized |= matches!(event, Event::Resize(..));
                stale |= resized;
                if let Some(action) = keymap::action(&event, ui, picture.under(&event)) {
                    stale = true;
                    let effect = picture.update(ui, |ui, state, lab| ui.update(action, state, lab));
                    if let Some(effect) = effect
                        && let Some(end) = carry_out(effect, screen, ui, &mut commands, &picture)?
                    {
                        return Ok(end);
                    }
                }
            }
            _ = ticks.tick(), if ui.tour.as_ref().is_some_and(Tour::is_going_on) => {
                let now = picture.now();
                let effect = picture.update(ui, |ui, state, lab| ui.update(Action::Tick(now), state, lab));
                stale |= effect.is_some();
                if let Some(effect) = effect {
                    carry_out(effect, screen, ui, &mut commands, &picture)?;
                }
            }
            Ok(()) = observed.changed() => {
                picture.node = observed.borrow_and_update().clone();
                stale |= !picture.is_frozen();
            }
            news = picture.node.changed(), if !stale => {
                if news.is_err() { return Ok(ExplorerEnd::Closed) }
                stale = !picture.is_frozen();
            }
            news = picture.lab.changed(), if !stale => {
                if news.is_err() { return Ok(ExplorerEnd::Closed) }
                stale = !picture.is_frozen();
            }
            () = moved(&mut replay), if !stale => {
                ui.replay = replay.as_ref().map(|replay| replay.borrow().clone());
                stale = true;
            }
            () = commands.nobody_takes() => return Ok(ExplorerEnd::Closed),
            () = sleep_until(drawn + picture.true_for.unwrap_or_default()), if picture.true_for.is_some() && !stale => stale = true,
        }
    }
}

/// Waits until the recording is somewhere else.
async fn moved(replay: &mut Option<watch::Receiver<Replay>>) {
    let changed = match replay {
        Some(replay) => replay.changed().await.is_ok(),
        None => false,
    };
    if !changed {
        std::future::pending::<()>().await;
    }
}

/// Does what an action wants of the world outside. Returns whether that ends the program.
fn carry_out<C: Fn() -> Timestamp>(
    effect: Effect,
    screen: &mut impl Screen,
    ui: &mut Ui,
    commands: &mut Commands,
    picture: &Picture<C>,
) -> io::Result<Option<ExplorerEnd>> {
    match effect {
        Effect::Run { line, command: Command::Session(command) } => {
            let (width, height) = crossterm::terminal::size().unwrap_or(USUAL);
            let document = |file: &Path, lines: Option<Vec<String>>| {
                picture
                    .with(ui, &|scene| session::document(file, (scene.state, scene.lab, scene.now), lines.as_deref()))
            };
            let text = |drawing| picture.with(ui, &|scene| view::capture(scene, drawing, width, height));
            let given = session::perform(commands, line, command, &document, &text);
            if ui.replay.is_some() {
                ui.remark = given.answer.map(Remark::Answered); // what is shown has been, and is not added to
            }
        }
        Effect::Run { line, command } => {
            if let Err(refusal) = commands.give(line, command) {
                ui.remark = Some(refusal.into());
            }
        }
        Effect::Play(transport) => commands.play(transport),
        Effect::Copy(text) => screen.copy(&text)?,
        Effect::Mouse(on) => screen.set_mouse(on)?,
        Effect::Redraw => screen.clear()?,
        Effect::Suspend => screen.suspend()?,
        Effect::Quit => return Ok(Some(ExplorerEnd::Quit)),
    }
    Ok(None)
}
