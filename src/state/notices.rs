//! What just happened, in sentences: the last is on the screen, the others can be read back.

use std::collections::VecDeque;

use crate::dht::Timestamp;

/// Notices kept: a lecture's worth, and a few kilobytes.
const MAX_NOTICES: usize = 500;

/// One sentence about what happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// The sentence, or the line that was typed.
    pub text: String,
    /// What it tells.
    pub tells: Tells,
    /// When.
    pub at: Timestamp,
}

/// What a notice tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tells {
    /// This was typed.
    Typed,
    /// Something went well.
    Good,
    /// Something did not.
    Bad,
}

/// The last notices, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    all: VecDeque<Notice>,
}

impl Notices {
    /// Adds a notice; the same sentence twice in a row is one, with the later time.
    pub fn say(&mut self, text: String, ok: bool, at: Timestamp) -> bool {
        self.add(Notice { text, tells: if ok { Tells::Good } else { Tells::Bad }, at })
    }

    /// Adds a line that was typed.
    pub fn typed(&mut self, line: String, at: Timestamp) -> bool {
        self.add(Notice { text: line, tells: Tells::Typed, at })
    }

    fn add(&mut self, notice: Notice) -> bool {
        if self.all.back().is_some_and(|last| (&last.text, last.tells) == (&notice.text, notice.tells)) {
            self.all.pop_back();
        } else if self.all.len() == MAX_NOTICES {
            self.all.pop_front();
        }
        self.all.push_back(notice);
        true
    }

    /// Returns the newest.
    #[must_use]
    pub fn last(&self) -> Option<&Notice> {
        self.all.back()
    }

    /// Returns all that are kept, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Notice> {
        self.all.iter().rev()
    }
}
