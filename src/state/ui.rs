//! What the user is doing: where the focus is, what is selected, opened, filtered, frozen and typed.
//!
//! Written only by the app's loop, through [`Ui::update`]. What is selected is held by identity, never by row: a list
//! that moves does not move the selection to another peer. What is typed
//! is taken in by `typing`, and the selection moved by `selection`.

mod find;
mod mouse;
mod nodes;
mod pages;
mod panes;
mod picture;
mod selection;
mod stored;
pub mod tour;
mod typing;

pub use find::find;
pub use pages::{MAX_CHANGED, OpenPage, Page, Topic};
pub use panes::Pane;
pub use picture::LookupPicture;
pub use stored::{MAX_FILTERED, StoredFilter};
pub use tour::Tour;

use super::{
    Lab, Notice, State,
    action::{Action, Effect},
    nodes::Survey,
    prompt::Prompt,
    records::RecordId,
    replay::Replay,
};
use crate::{
    command::{Command, NodeCommand},
    dht::{PeerId, QueryId, Timestamp},
    words::{Language, notices::Remark},
};
use selection::Step;

/// Rows of a screenful: less than any pane has in a large window, so that nothing is skipped unseen.
const SCREENFUL: i32 = 10;

/// Where typed keys go.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Focus {
    /// The command line.
    #[default]
    Prompt,
    /// The pane that [`Ui::pane`] names.
    Pane,
    /// The filter of that pane, while it is typed.
    Filter,
    /// What is looked for in the history.
    Search,
}

impl Focus {
    /// Returns whether keys go to the command line or its history, and none to what lies above it.
    #[must_use]
    pub fn is_at_prompt(self) -> bool {
        matches!(self, Self::Prompt | Self::Search)
    }
}

/// What Esc closes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Opened {
    Candidates,
    Search,
    TypedFilter,
    Page,
    Bucket,
    Filter,
    Alone,
    Zoom,
    Tour,
}

/// What the user is doing.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own; any may be on with any other")]
pub struct Ui {
    /// What the user reads is written in this.
    pub language: Language,
    /// Where typed keys go.
    pub focus: Focus,
    /// The pane that has, or had last, the focus; the only one shown where the window is small.
    pub pane: Pane,
    /// The selected peer.
    pub peer: Option<PeerId>,
    /// The selected bucket's common prefix length.
    pub bucket: Option<u16>,
    /// Whether that bucket is opened, so that the selection moves among its peers.
    pub bucket_open: bool,
    /// The selected peer in the opened bucket.
    pub bucket_peer: Option<PeerId>,
    /// The selected query.
    pub query: Option<QueryId>,
    /// The practice network's list: what is selected in it, how it is sorted, what its nodes are measured against.
    pub nodes: Survey,
    /// The selected record of the store.
    pub record: Option<RecordId>,
    /// The selected request of another, by its number.
    pub request: Option<u64>,
    /// The pane to go back to from one that takes the place of all others.
    pub former: Pane,
    /// The pages that lie over the panes, the innermost last.
    pub pages: Vec<OpenPage>,
    /// What had the focus before the first of them was opened.
    pub before_page: Focus,
    /// The line of the pane's list in which the selected row stands, where it was clicked; else it stands in the middle.
    pub line: Option<u16>,
    /// What is shown of the lookup that is followed.
    pub picture: LookupPicture,
    /// Whether it is shown to an audience: no addresses, agents or indices, and more room for the rest.
    pub presents: bool,
    /// The first minute, while it is offered or plays.
    pub tour: Option<Tour>,
    /// Whether the pane fills the screen.
    pub zoomed: bool,
    /// Show only rows that contain this, in the pane that has the focus; empty shows all.
    pub filter: String,
    /// Whether the picture is frozen while the node goes on.
    pub frozen: bool,
    /// The typed line, its history and completion.
    pub prompt: Prompt,
    /// A word to the user that is no news from the node: what was copied, why a key did nothing, *again to quit*.
    pub remark: Option<Remark>,
    /// When `clear` was typed: older notices are not shown.
    pub cleared: Option<Timestamp>,
    /// The recording that is played, if that is what is seen.
    pub replay: Option<Replay>,
    /// Whether what happens is being recorded.
    pub recording: bool,
    /// Whether one more quit key ends the program.
    pub quit_asked: bool,
}

impl Ui {
    /// Takes in what a key means. Returns what has to happen outside.
    pub fn update(&mut self, action: Action, state: &State, lab: &Lab) -> Option<Effect> {
        if let Action::Tick(now) = action {
            return self.go_on(state, lab, now); // nobody pressed a key
        }
        self.remark = None;
        self.nodes.aim = self.nodes.aim(self.query, &state.queries);
        let asked = std::mem::take(&mut self.quit_asked);
        match action {
            Action::Edit(request) => self.edit(request),
            Action::Paste(text) => self.paste(&text),
            Action::Submit => return self.submit(state, lab),
            Action::Earlier => self.recall(Prompt::earlier),
            Action::Later => self.recall(Prompt::later),
            Action::Complete => self.complete(state, lab),
            Action::CompleteBack => self.prompt.complete_back(),
            Action::ToPrompt => self.focus = Focus::Prompt,
            Action::Accept => self.accept(),
            Action::Tick(_) => {}
            Action::ToPane => self.focus = Focus::Pane,
            Action::NextPane => self.next_pane(),
            Action::PreviousPane => self.previous_pane(),
            Action::Move(rows) => self.step(Step::By(rows), state, lab),
            Action::MovePage(pages) => self.step(Step::By(pages.saturating_mul(SCREENFUL)), state, lab),
            Action::First => self.step(Step::First, state, lab),
            Action::Last => self.step(Step::Last, state, lab),
            Action::Open => return self.open(state, lab),
            Action::Back => self.back(),
            Action::Zoom => self.zoomed = !self.zoomed,
            Action::NextPicture if self.pane == Pane::Nodes && self.pages.is_empty() => {
                self.nodes.view = self.nodes.view.next(state.crawls.last.is_some());
            }
            Action::NextPicture if self.followed(state).is_none() => {} // there is none
            Action::NextPicture => self.picture = self.picture.next(),
            Action::Filter => self.focus = Focus::Filter,
            Action::Search => self.search(),
            Action::Copy => return self.copy(state, lab),
            Action::Freeze => self.frozen = !self.frozen,
            Action::Replay(transport) => return Some(Effect::Play(transport)),
            Action::JumpTo => self.paste("jump "),
            Action::Pause => return Some(pause(state)),
            Action::Step => return self.step_on(state),
            Action::Help => self.toggle(Page::Help { command: None }, state, lab),
            Action::Explain => self.explain(state, lab),
            Action::Click(spot) => return self.click(spot, state, lab),
            Action::Wheel(spot, rows) => self.wheel(spot, rows, state, lab),
            Action::View(number) => self.view(number, state, lab),
            Action::Sort => self.sort(false, state, lab),
            Action::SortReversed => self.sort(true, state, lab),
            Action::Redraw => return Some(Effect::Redraw),
            Action::Suspend => return Some(Effect::Suspend),
            Action::ClearOrQuit => return if self.clear() { None } else { self.quit(asked, lab) },
            Action::Quit => return self.quit(asked, lab),
        }
        None
    }

    /// One step, if our own queries stand still.
    fn step_on(&mut self, state: &State) -> Option<Effect> {
        if state.paused.is_some() {
            return Some(run("step", NodeCommand::Step { steps: 1 }));
        }
        self.remark = Some(Remark::NotPaused);
        None
    }

    /// Returns the notices that are shown, newest first.
    pub fn notices<'a>(&self, state: &'a State) -> impl Iterator<Item = &'a Notice> {
        let cleared = self.cleared;
        state.notices.newest_first().take_while(move |notice| cleared.is_none_or(|at| notice.at > at))
    }

    /// Returns whether Esc leads anywhere: something is open, or a pane has the focus.
    #[must_use]
    pub fn has_way_back(&self) -> bool {
        self.focus != Focus::Prompt || self.innermost().is_some()
    }

    fn enter_prompt(&mut self) {
        self.pages.clear();
        self.focus = Focus::Prompt;
    }

    /// Goes to the pane behind this one; from the prompt to the first, from the last to the prompt.
    fn next_pane(&mut self) {
        let row = self.pane.row();
        match self.focus {
            Focus::Prompt => self.go(row[0]),
            _ => self.go_or_leave(row.iter().skip_while(|pane| **pane != self.pane).nth(1)),
        }
    }

    /// Goes the other way.
    fn previous_pane(&mut self) {
        let row = self.pane.row();
        match self.focus {
            Focus::Prompt => self.go(row[row.len() - 1]),
            _ => self.go_or_leave(row.iter().take_while(|pane| **pane != self.pane).last()),
        }
    }

    fn go_or_leave(&mut self, pane: Option<&Pane>) {
        match pane {
            Some(pane) => self.go(*pane),
            None => self.enter_prompt(),
        }
    }

    /// Puts the focus on a pane; a filter stays behind with the pane it was typed for.
    fn go(&mut self, pane: Pane) {
        if self.pane != pane {
            self.filter.clear();
            self.line = None;
        }
        self.pane = pane;
        self.pages.clear();
        self.focus = Focus::Pane;
    }

    /// Goes to a pane; where it has the focus already, zooms it, or shows all panes again.
    fn go_or_zoom(&mut self, pane: Pane) {
        if self.pane == pane && self.focus == Focus::Pane && self.pages.is_empty() {
            self.zoomed = !self.zoomed;
        } else {
            self.go(pane);
        }
    }

    fn view(&mut self, number: u8, state: &State, lab: &Lab) {
        match number {
            1 => self.go_or_zoom(Pane::Peers),
            2 => self.go_or_zoom(Pane::Buckets),
            3 => self.go_or_zoom(Pane::Queries),
            4 => self.toggle(Page::Notices, state, lab),
            5 => self.toggle_alone(Pane::Nodes),
            6 => self.toggle_alone(Pane::Records),
            7 => self.toggle_alone(Pane::Requests),
            _ => {} // no key gives another number
        }
    }

    /// Closes the innermost thing that is open; where nothing is, goes to the prompt.
    fn back(&mut self) {
        let focus = self.focus;
        match self.innermost() {
            Some(Opened::Candidates) => _ = self.prompt.settle(),
            Some(Opened::TypedFilter) => {
                self.filter.clear();
                self.focus = Focus::Pane;
            }
            Some(Opened::Page) => self.close_page(),
            Some(Opened::Bucket) => self.bucket_open = false,
            Some(Opened::Filter) => self.filter.clear(),
            Some(Opened::Alone) => {
                self.leave_alone();
                self.focus = focus;
            }
            Some(Opened::Zoom) => self.zoomed = false,
            Some(Opened::Tour) => {
                self.leave_tour(false);
                self.remark = Some(Remark::TourOver);
            }
            Some(Opened::Search) | None => self.focus = Focus::Prompt,
        }
    }

    /// Returns what is open, the innermost first.
    fn innermost(&self) -> Option<Opened> {
        [
            (Opened::Candidates, !self.prompt.candidates.is_empty()),
            (Opened::Search, self.focus == Focus::Search),
            (Opened::TypedFilter, self.focus == Focus::Filter),
            (Opened::Page, !self.pages.is_empty()),
            (Opened::Bucket, self.pane == Pane::Buckets && self.bucket_open),
            (Opened::Filter, !self.filter.is_empty()),
            (Opened::Alone, self.pane.is_alone()),
            (Opened::Zoom, self.zoomed),
            (Opened::Tour, self.focus == Focus::Prompt && self.tour.as_ref().is_some_and(|tour| !tour.is_left())),
        ]
        .into_iter()
        .find_map(|(open, is_open)| is_open.then_some(open))
    }

    fn quit(&mut self, asked: bool, lab: &Lab) -> Option<Effect> {
        let lost = match (lab.is_any() && self.replay.is_none(), self.recording) {
            (false, false) => return Some(Effect::Quit),
            _ if asked => return Some(Effect::Quit),
            (true, _) => Remark::EndsNetwork,
            (false, true) => Remark::EndsRecording,
        };
        self.quit_asked = true;
        self.prompt.error = None; // the question must be seen
        self.remark = Some(lost);
        None
    }
}

#[cfg(test)]
mod tests;

fn pause(state: &State) -> Effect {
    if state.paused.is_some() { run("resume", NodeCommand::Resume) } else { run("pause", NodeCommand::Pause) }
}

fn run(line: &str, command: NodeCommand) -> Effect {
    Effect::Run { line: line.to_owned(), command: Command::Node(command) }
}
