//! What is typed: the line, which becomes a command, and the filter.

use tui_input::InputRequest;
use unicode_segmentation::UnicodeSegmentation;

use super::{Focus, Page, Pane, Ui, find, tour::is_about_pausing};
use crate::{
    command::{Command, Known, LabCommand, Moment, NodeCommand, Question, SessionCommand, parse},
    dht::{PeerId, program::Program, tail},
    state::{
        Lab, State,
        action::Effect,
        prompt::{MAX_LINE, Prompt, Search},
        replay::PlayerCommand,
    },
    words::notices::Remark,
};

/// Bytes of the longest filter: longer than anything it could match.
const MAX_FILTER: usize = 200;
/// Peers whose tails Tab offers: the first of the list, so that Tab takes no time in the public network.
const MAX_OFFERED: usize = 2_000;

impl Ui {
    /// Edits the filter while one is typed; else the line, which gets the focus, while what is open stays open.
    pub(super) fn edit(&mut self, request: InputRequest) {
        match (self.focus, request) {
            (Focus::Filter, _) => return self.edit_filter(request),
            (Focus::Search, InputRequest::InsertChar(c)) => return self.prompt.search.edit(Some(c)),
            (Focus::Search, InputRequest::DeletePrevChar) => return self.prompt.search.edit(None),
            (Focus::Prompt | Focus::Pane | Focus::Search, _) => {}
        }
        self.focus = Focus::Prompt;
        let fits = self.prompt.edit(request);
        self.say_full(fits);
    }

    /// Types a text at once.
    pub(super) fn paste(&mut self, text: &str) {
        if matches!(self.focus, Focus::Filter | Focus::Search) {
            return text.chars().for_each(|c| self.edit(InputRequest::InsertChar(c)));
        }
        self.focus = Focus::Prompt;
        let fits = self.prompt.paste(text);
        self.say_full(fits);
    }

    /// Begins to look for a line in the history, or goes on to an older one.
    pub(super) fn search(&mut self) {
        if self.focus == Focus::Search {
            return self.prompt.search.go_back(&self.prompt.history);
        }
        self.focus = Focus::Search;
        self.prompt.search = Search::default();
    }

    /// Shows another line of the history.
    pub(super) fn recall(&mut self, which: impl FnOnce(&mut Prompt)) {
        self.focus = Focus::Prompt;
        which(&mut self.prompt);
    }

    fn say_full(&mut self, fits: bool) {
        if !fits {
            self.remark = Some(Remark::LineFull(MAX_LINE));
        }
    }

    fn edit_filter(&mut self, request: InputRequest) {
        match request {
            InputRequest::InsertChar(c) if !c.is_control() && self.filter.len() + c.len_utf8() <= MAX_FILTER => {
                self.filter.push(c);
            }
            InputRequest::DeletePrevChar => {
                let last = self.filter.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
                self.filter.truncate(last);
            }
            InputRequest::DeleteLine => self.filter.clear(),
            _ => {} // there is no cursor to move
        }
    }

    /// Carries the typed line out, or keeps the filter.
    pub(super) fn submit(&mut self, state: &State, lab: &Lab) -> Option<Effect> {
        match self.focus {
            Focus::Filter => {
                self.focus = Focus::Pane;
                None
            }
            Focus::Search => {
                self.prompt.take_found();
                self.focus = Focus::Prompt;
                None
            }
            Focus::Prompt | Focus::Pane if self.prompt.line().trim().is_empty() => None,
            Focus::Prompt | Focus::Pane => self.run(state, lab),
        }
    }

    fn run(&mut self, state: &State, lab: &Lab) -> Option<Effect> {
        let command = match parse(self.prompt.line(), &|word| find(state, lab, word)) {
            Ok(command) => command,
            Err(error) => {
                self.prompt.refuse(error);
                return None;
            }
        };
        let line = self.prompt.submit();
        if !matches!(command, Command::Session(_)) {
            self.leave_tour(is_about_pausing(&command)); // who only looks, or writes down, may go on with it
        }
        match command {
            Command::Session(SessionCommand::Jump { to }) if self.replay.is_some() => Some(Effect::Play(match to {
                Moment::At(time) => PlayerCommand::To(time),
                Moment::Part(part) => PlayerCommand::Part(part),
            })),
            Command::Session(SessionCommand::Jump { .. }) => {
                self.remark = Some(Remark::OnlyInRecordings);
                None
            }
            Command::Node(_)
            | Command::Lab(_)
            | Command::Session(SessionCommand::Record { .. } | SessionCommand::Export { last: Some(_), .. })
                if self.replay.is_some() =>
            {
                self.remark = Some(Program::IsRecording.into());
                None
            }
            Command::Lab(_) if !lab.is_any() => {
                self.remark = Some(Program::NoPractice.into());
                None
            }
            Command::Node(_) | Command::Lab(_) => {
                self.frozen = false; // what comes of it would not be seen
                if let Some(peer) = table_asked_for(&command) {
                    self.show(Page::Table(peer), state, lab);
                }
                if matches!(command, Command::Lab(LabCommand::Be { .. })) {
                    self.leave_node();
                }
                match &command {
                    Command::Node(NodeCommand::Copies { key, what, .. }) => {
                        self.show(Page::Copies { key: key.clone(), what: *what }, state, lab);
                    }
                    Command::Node(NodeCommand::Crawl(_)) => self.show_crawl(),
                    _ => {}
                }
                if matches!(&command, Command::Node(command) if command.is_query()) {
                    self.query = None; // the new one is followed
                }
                if lab.is_building() {
                    self.remark = Some(Remark::WaitsForNetwork);
                }
                Some(Effect::Run { line, command })
            }
            Command::Session(SessionCommand::Wait { .. } | SessionCommand::Expect(_)) => {
                self.remark = Some(Remark::OnlyInScripts);
                None
            }
            Command::Session(
                SessionCommand::Record { .. } | SessionCommand::Export { .. } | SessionCommand::Screen { .. },
            ) => Some(Effect::Run { line, command }),
            Command::Session(SessionCommand::Mouse { on }) => {
                self.remark = Some(Remark::Mouse(on));
                Some(Effect::Mouse(on))
            }
            Command::Session(SessionCommand::Mdns) => {
                self.show(Page::Mdns, state, lab);
                None
            }
            Command::Session(SessionCommand::Records { node }) => {
                match node.filter(|node| *node != state.session.peer) {
                    Some(node) => self.show(Page::Records(node), state, lab),
                    None => self.show_alone(Pane::Records),
                }
                None
            }
            Command::Session(SessionCommand::Requests) => {
                self.show_alone(Pane::Requests);
                None
            }
            Command::Session(SessionCommand::Changes { last }) => {
                self.show(Page::Changes(last), state, lab);
                None
            }
            Command::Session(SessionCommand::Census) => {
                self.show(Page::Census, state, lab);
                None
            }
            Command::Session(SessionCommand::Clear) => {
                self.cleared = state.notices.last().map(|notice| notice.at);
                None
            }
            Command::Session(SessionCommand::Quit) => Some(Effect::Quit),
            Command::Session(SessionCommand::Help { command }) => {
                self.show(Page::Help { command }, state, lab);
                None
            }
        }
    }

    /// Completes the word under the cursor.
    pub(super) fn complete(&mut self, state: &State, lab: &Lab) {
        self.focus = Focus::Prompt;
        let names = (0..lab.nodes.len()).map(|number| format!("n{number}"));
        let tails = state.peers.iter().take(MAX_OFFERED).map(|peer| tail(&peer.id));
        self.prompt.complete(Known { keys: &mut state.keys.iter(), peers: &mut names.chain(tails) });
    }

    /// Empties what is being typed. Returns whether there was anything.
    pub(super) fn clear(&mut self) -> bool {
        match self.focus {
            Focus::Filter if !self.filter.is_empty() => self.filter.clear(),
            Focus::Prompt | Focus::Pane if !self.prompt.is_empty() => self.prompt.clear(),
            Focus::Search => self.focus = Focus::Prompt,
            Focus::Filter | Focus::Prompt | Focus::Pane => return false,
        }
        true
    }
}

/// Returns whose routing table a command asks for, where that is known beforehand.
fn table_asked_for(command: &Command) -> Option<PeerId> {
    match command {
        Command::Node(NodeCommand::Ask { whom, question: Question::Table }) => whom.peer(),
        _ => None,
    }
}
