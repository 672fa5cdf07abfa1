//! What a key means: an action on what the user is doing. `keymap` gives them, [`Ui::update`](super::Ui::update) takes them.

use tui_input::InputRequest;

use super::{Spot, replay::PlayerCommand};
use crate::{command::Command, dht::Timestamp};

/// What a key means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Action {
    /// Edit the typed line (the prompt's, or the filter's).
    Edit(InputRequest),
    /// Type a text at once; line breaks are blanks.
    Paste(String),
    /// Carry out the typed line; keep the filter.
    Submit,
    /// The typed line before this one in the history.
    Earlier,
    /// The typed line after this one.
    Later,
    /// Look for a line in the history; while that is done, for an older one.
    Search,
    /// Complete the word; again, with the next candidate.
    Complete,
    /// Complete it with the candidate before.
    CompleteBack,
    /// To the prompt; what is open stays open.
    ToPrompt,
    /// Take the command that the prompt offers; while one is carried out, the next.
    Accept,
    /// Time went by: what the program does by itself goes on.
    Tick(Timestamp),
    /// From the prompt to the page that is open, or to the pane.
    ToPane,
    /// To the next pane.
    NextPane,
    /// To the pane before.
    PreviousPane,
    /// Move the selection so many rows down (up, if negative).
    Move(i32),
    /// A screenful down (1) or up (-1).
    MovePage(i32),
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// Open what is selected.
    Open,
    /// Close what lies on top, leave the bucket, the filter, the zoom, the prompt: one thing a time.
    Back,
    /// Let the pane fill the screen, or not.
    Zoom,
    /// Show another picture of the lookup that is followed.
    NextPicture,
    /// Start to type a filter, or go on with it.
    Filter,
    /// Copy what is selected.
    Copy,
    /// Freeze the picture, or let it go on.
    Freeze,
    /// Let our own queries stand still, or go on.
    Pause,
    /// Let them go one step on, if they stand still.
    Step,
    /// Move in the recording that is played.
    Replay(PlayerCommand),
    /// Begin to type where in the recording to go.
    JumpTo,
    /// Show or hide help.
    Help,
    /// Show or hide what the words of the focused pane or page mean.
    Explain,
    /// A click on what lies there.
    Click(Spot),
    /// A turn of the wheel there, so many rows down (up, if negative).
    Wheel(Spot, i32),
    /// Show this pane or page (F2 and on): 1 peers, 2 buckets, 3 queries, 4 notices, 5 the practice network, 6 records, 7 requests.
    View(u8),
    /// Sort the practice network's nodes by the next column.
    Sort,
    /// Sort them the other way round.
    SortReversed,
    /// Draw all of the screen again.
    Redraw,
    /// Stop as Ctrl-Z does.
    Suspend,
    /// Clear the typed line; on an empty one, quit.
    ClearOrQuit,
    /// Quit; asked once where something would be lost.
    Quit,
}

/// What has to happen outside, after an action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Tell the node, or the practice network.
    Run {
        /// As it was typed.
        line: String,
        /// What it means.
        command: Command,
    },
    /// Move in the recording that is played.
    Play(PlayerCommand),
    /// Put a text on the clipboard.
    Copy(String),
    /// Take clicks and the wheel, or leave the mouse to the terminal.
    Mouse(bool),
    /// Draw all of the screen again.
    Redraw,
    /// Stop until the shell continues us.
    Suspend,
    /// End.
    Quit,
}

impl Effect {
    /// Carries a command out as if it had been typed.
    pub(super) fn typed(command: Command) -> Self {
        Self::Run { line: command.to_string(), command }
    }
}
