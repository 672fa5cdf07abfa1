//! The first minute: what it types, when, and what ends it.

use super::*;
use crate::state::ui::tour::{ACTS, act};

/// The line that an act types.
fn line(number: usize) -> Option<String> {
    act(number, &empty(), &nodes(5)).map(|command| command.to_string())
}

struct Played {
    ui: Ui,
    state: State,
    lab: Lab,
    now: Duration,
}

impl Played {
    fn new() -> Self {
        let mut lab = nodes(5);
        lab.started = 5;
        let ui = Ui { tour: Some(Tour::default()), ..Ui::default() };
        Self { ui, state: empty(), lab, now: Duration::from_secs(1) }
    }

    /// Lets time go by, and returns what is typed meanwhile.
    fn wait(&mut self, millis: u64) -> Vec<String> {
        let mut typed = Vec::new();
        for _ in 0..millis / 10 {
            self.now += Duration::from_millis(10);
            if let Some(Effect::Run { line, .. }) = self.update(Action::Tick(Timestamp::from(self.now))) {
                match line.as_str() {
                    "pause" => self.hear(&Event::Paused),
                    "resume" => self.hear(&Event::Resumed),
                    _ => {}
                }
                typed.push(line);
            }
        }
        typed
    }

    fn ghost(&self) -> Option<String> {
        self.ui.ghost(&self.state, &self.lab).map(|command| command.to_string())
    }

    fn update(&mut self, action: Action) -> Option<Effect> {
        self.ui.update(action, &self.state, &self.lab)
    }

    fn hear(&mut self, event: &Event) {
        self.state.apply(event, Timestamp::from(self.now));
    }

    /// A query begins, whose lookup knows nobody.
    fn begin(&mut self, id: u64, kind: Kind) {
        let (query, cause) = (QueryId(id), Cause::Command(id));
        self.hear(&Event::QueryStarted {
            query,
            kind,
            key: Key::new("greeting"),
            cause,
            known: vec![peer(1), peer(2)],
        });
    }

    fn end(&mut self, id: u64) {
        let query = QueryId(id);
        self.hear(&Event::QueryFinished { query, asked: 2, answered: 2, failed: 0, outcome: Outcome::default() });
    }
}

#[test]
fn enter_takes_the_offer_and_the_program_makes_the_steps() {
    let mut played = Played::new();
    assert_eq!(played.ghost(), line(0));
    assert!(played.wait(500).is_empty(), "nothing happens by itself");
    played.update(Action::Accept);
    assert_eq!(played.wait(100), ["pause".to_owned(), line(0).expect("there is one")]);
    assert_eq!(played.ghost(), None, "it plays");
    played.begin(1, Kind::Put);
    assert_eq!(played.wait(100), ["step"], "the first at once");
    assert_eq!(played.wait(300), [""; 0], "and no other before that has asked somebody");
    played.end(1);
    assert_eq!(played.wait(100), ["resume"]);
    assert_eq!((played.ghost(), played.state.paused), (line(1), None));
}

#[test]
fn enter_pressed_meanwhile_is_kept_and_no_more_often_than_there_are_acts() {
    let mut played = Played::new();
    for _ in 0..20 {
        played.update(Action::Accept);
    }
    let mut typed = Vec::new();
    for id in 1..=40 {
        let lines = played.wait(2_500);
        if lines.iter().any(|line| line.contains("greeting")) {
            played.begin(id, Kind::Get);
            played.wait(50);
            played.end(id);
        }
        typed.extend(lines);
    }
    let all: Vec<String> = (0..ACTS).filter_map(line).collect();
    assert_eq!(typed.into_iter().filter(|line| all.contains(line)).collect::<Vec<_>>(), all);
    assert_eq!((played.ghost(), played.state.paused), (None, None));
    assert!(played.wait(5_000).is_empty(), "it is over");
}

#[test]
fn a_command_of_ones_own_or_escape_ends_it_and_what_it_paused_goes_on() {
    for leave in [Action::Back, Action::Submit] {
        let mut played = Played::new();
        played.update(Action::Accept);
        played.wait(100);
        played.begin(1, Kind::Put);
        played.update(Action::Paste("get other".to_owned()));
        assert_eq!(played.ui.tour.as_ref().map(Tour::is_left), Some(false), "typing alone does not end it");
        let effect = played.update(leave.clone());
        assert_eq!(effect.is_some(), leave == Action::Submit);
        assert_eq!(played.wait(100), ["resume"], "{leave:?}");
        assert_eq!((played.state.paused, &played.ui.tour), (None, &None));
    }
    let mut played = Played::new();
    played.update(Action::Accept);
    played.wait(100);
    played.begin(1, Kind::Put);
    played.update(Action::Paste("step".to_owned()));
    played.update(Action::Submit);
    assert!(played.wait(500).is_empty() && played.state.paused.is_some(), "who steps by hand wants it to stand still");
}

#[test]
fn the_offer_stands_only_where_it_would_be_taken() {
    let mut played = Played::new();
    played.update(Action::View(3));
    assert_eq!(played.ghost(), None, "a pane has the focus");
    played.update(Action::ToPrompt);
    played.update(Action::Paste("g".to_owned()));
    assert_eq!(played.ghost(), None, "something is typed");
    played.update(Action::ClearOrQuit);
    assert_eq!(played.ghost(), line(0));
    played.update(Action::View(1));
    played.update(Action::Back);
    assert_eq!(played.ghost(), line(0), "Esc goes to the prompt first");
    played.update(Action::Back);
    assert_eq!((played.ghost(), &played.ui.tour), (None, &None), "and then leaves it out");
}
