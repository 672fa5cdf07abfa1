//! The typed line: editing (tui-input), history, completion, and what is wrong with it. Reads and writes no file.

mod search;

pub use search::Search;

use std::{collections::VecDeque, ops::Range};

use tui_input::{Input, InputRequest};

use crate::command::{Candidate, Known, ParseError, complete};

/// Bytes of the longest line: kad's own limit for a value, 65 KiB, is hardly reached by typing, and each key typed costs
/// as much as the line is long.
pub const MAX_LINE: usize = 64 * 1024;
/// Earlier lines kept: weeks of typing, and a file that is read in no time.
pub const MAX_HISTORY: usize = 1_000;

/// The typed line.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    /// The text and the cursor.
    pub input: Input,
    /// What was wrong with the line when it was entered; gone with the next change.
    pub error: Option<ParseError>,
    /// Whether it was refused just now, and nothing was typed since.
    refused: bool,
    /// What Tab offered last: the candidates, and which of them stands in the line.
    pub candidates: Vec<Candidate>,
    /// Which candidate stands in the line.
    pub candidate: Option<usize>,
    /// Byte range of the word that the next candidate replaces.
    pub completing: Range<usize>,
    /// Earlier lines, oldest first.
    pub history: Vec<String>,
    /// Which earlier line is shown, counted from the end; none while a new one is typed.
    pub recalled: Option<usize>,
    /// What was typed when the history was entered; it comes back at its end.
    pub draft: String,
    /// What is looked for in the history.
    pub search: Search,
    /// The lines that were pasted after this one: each comes when the one before it is entered.
    pub pasted: VecDeque<String>,
}

impl Prompt {
    /// Returns an empty line with these earlier ones, oldest first.
    #[must_use]
    pub fn with_history(mut history: Vec<String>) -> Self {
        history.drain(..history.len().saturating_sub(MAX_HISTORY));
        Self { history, ..Self::default() }
    }

    /// Returns the typed text.
    #[must_use]
    pub fn line(&self) -> &str {
        self.input.value()
    }

    /// Returns whether nothing is typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.line().is_empty()
    }

    /// Returns where the cursor stands, as a byte index into the text.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.line().char_indices().nth(self.input.cursor()).map_or(self.line().len(), |(at, _)| at)
    }

    /// Changes the text or moves the cursor. Returns whether it fits.
    pub fn edit(&mut self, request: InputRequest) -> bool {
        match request {
            InputRequest::InsertChar(c) if c.is_control() => return true,
            InputRequest::InsertChar(c) if self.refused && c.is_alphabetic() => self.start_anew(),
            InputRequest::InsertChar(c) if self.line().len() + c.len_utf8() > MAX_LINE => return false,
            InputRequest::Yank => {
                let mut longer = self.input.clone(); // how long the cut text is, only the input itself knows
                longer.handle(request);
                if longer.value().len() > MAX_LINE {
                    return false;
                }
            }
            _ => {}
        }
        self.settle();
        self.refused = false;
        if self.input.handle(request).is_some_and(|changed| changed.value) {
            self.changed();
        }
        true
    }

    /// Types a text at once; of several lines the first, and the others wait. Tabs become blanks, other control characters go.
    /// Returns whether there was room: else nothing is typed.
    pub fn paste(&mut self, text: &str) -> bool {
        let plain = |line: &str| line.replace('\t', " ").replace(char::is_control, "");
        let is_one = !text.trim_end().contains(['\r', '\n']);
        let mut lines: VecDeque<String> = if is_one {
            VecDeque::from([plain(text)])
        } else {
            text.split(['\r', '\n']).map(plain).filter(|line| !line.trim().is_empty()).collect()
        };
        let Some(first) = lines.pop_front() else { return true };
        if self.refused && first.starts_with(char::is_alphabetic) {
            self.start_anew();
        }
        if self.line().len() + first.len() > MAX_LINE || lines.iter().any(|line| line.len() > MAX_LINE) {
            return false;
        }
        let cursor = self.cursor();
        self.settle();
        self.changed();
        self.replace(cursor..cursor, &first);
        self.pasted.extend(lines);
        true
    }

    /// Empties the line, forgets what was wrong with it, and what else was pasted.
    pub fn clear(&mut self) {
        self.put_down("");
        self.pasted.clear();
    }

    /// Takes the line out, and keeps it in the history; if more lines were pasted, the next is there.
    pub fn submit(&mut self) -> String {
        let line = self.line().trim().to_owned();
        let next = self.pasted.pop_front().unwrap_or_default();
        self.put_down(&next);
        self.remember(&line);
        line
    }

    /// Puts another line in the place of this one.
    fn put_down(&mut self, line: &str) {
        self.set(line);
        self.settle();
        self.changed();
        self.refused = false;
    }

    /// Puts a refused line away, since the user types another; it is the one before in the history.
    fn start_anew(&mut self) {
        let line = self.line().trim().to_owned();
        self.put_down(""); // what else was pasted still waits
        self.remember(&line);
    }

    /// Keeps a line in the history.
    pub fn remember(&mut self, line: &str) {
        if !line.is_empty() && self.history.last().is_none_or(|last| last != line) {
            self.history.push(line.to_owned());
            self.history.drain(..self.history.len().saturating_sub(MAX_HISTORY));
        }
    }

    /// Keeps the line for correction, with the cursor behind the word that is wrong. Whoever types a letter, as every command
    /// begins, starts with an empty one; all else goes on with the word.
    pub fn refuse(&mut self, error: ParseError) {
        self.settle();
        let cursor = self.line().get(..error.at.end).map_or(usize::MAX, |before| before.chars().count());
        self.input.handle(InputRequest::SetCursor(cursor));
        self.error = Some(error);
        self.refused = true;
    }

    /// Puts the line that is found in the place of the typed one.
    pub fn take_found(&mut self) {
        if let Some(line) = self.search.found(&self.history).map(str::to_owned) {
            self.set(&line);
            self.settle();
            self.changed();
            self.refused = false;
        }
    }

    /// Shows the line before the one shown.
    pub fn earlier(&mut self) {
        let older = self.recalled.map_or(0, |shown| shown + 1);
        if older >= self.history.len() {
            return;
        }
        if self.recalled.is_none() {
            self.draft = self.line().to_owned();
        }
        self.recall(Some(older));
    }

    /// Shows the line after the one shown; behind the last, what was typed before.
    pub fn later(&mut self) {
        if let Some(shown) = self.recalled {
            self.recall(shown.checked_sub(1));
        }
    }

    fn recall(&mut self, shown: Option<usize>) {
        let line = match shown {
            Some(shown) => self.history.iter().rev().nth(shown).cloned().unwrap_or_default(),
            None => std::mem::take(&mut self.draft),
        };
        self.set(&line);
        self.settle();
        self.error = None;
        self.recalled = shown;
    }

    /// Completes the word under the cursor as far as it is clear; the next times, puts one candidate after another.
    pub fn complete(&mut self, known: Known<'_>) {
        if !self.candidates.is_empty() {
            return self.choose(|chosen, all| chosen.map_or(0, |chosen| (chosen + 1) % all));
        }
        let found = complete(self.line(), self.cursor(), known);
        self.completing = found.at.clone();
        match found.candidates.as_slice() {
            [] => {}
            [only] => {
                let blank = if found.at.end == self.line().len() { " " } else { "" };
                let word = format!("{}{blank}", only.word);
                self.put(&word);
            }
            [first, others @ ..] => {
                let common = others.iter().fold(first.word.as_str(), |common, other| common_start(common, &other.word));
                if common.len() > found.at.len() && common.starts_with(&self.line()[found.at]) {
                    let common = common.to_owned();
                    self.put(&common);
                }
                self.candidates = found.candidates;
            }
        }
    }

    /// Hides what Tab offered. Returns whether it offered anything.
    pub fn settle(&mut self) -> bool {
        self.candidate = None;
        !std::mem::take(&mut self.candidates).is_empty()
    }

    /// Puts the candidate before the one that stands in the line.
    pub fn complete_back(&mut self) {
        if !self.candidates.is_empty() {
            self.choose(|chosen, all| chosen.unwrap_or(0).checked_sub(1).unwrap_or(all - 1));
        }
    }

    /// Puts this candidate, if it is offered.
    pub fn put_candidate(&mut self, nth: usize) {
        if nth < self.candidates.len() {
            self.choose(|_, _| nth);
        }
    }

    /// Puts a candidate of so many, by the one that stands in the line.
    fn choose(&mut self, which: impl FnOnce(Option<usize>, usize) -> usize) {
        let next = which(self.candidate, self.candidates.len());
        let word = self.candidates[next].word.clone();
        self.put(&word);
        self.candidate = Some(next);
    }

    /// Puts a word where the completed one stands.
    fn put(&mut self, word: &str) {
        if self.line().len() - self.completing.len() + word.len() > MAX_LINE {
            return;
        }
        self.changed();
        let at = self.completing.clone();
        self.completing = at.start..at.start + word.len();
        self.replace(at, word);
    }

    /// Replaces a part of the text; the cursor goes behind it.
    fn replace(&mut self, at: Range<usize>, with: &str) {
        let line = self.line();
        let before = format!("{}{with}", &line[..at.start]);
        let cursor = before.chars().count();
        let line = before + &line[at.end..];
        self.set(&line);
        self.input.handle(InputRequest::SetCursor(cursor));
    }

    /// Sets the text, cursor at its end; what was cut stays for Ctrl-Y.
    fn set(&mut self, line: &str) {
        self.input = std::mem::take(&mut self.input).with_value(line.to_owned());
    }

    fn changed(&mut self) {
        self.error = None;
        self.recalled = None;
    }
}

fn common_start<'a>(a: &'a str, b: &str) -> &'a str {
    let end = a.char_indices().zip(b.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    &a[..end.unwrap_or(a.len().min(b.len()))]
}

#[cfg(test)]
mod tests;
