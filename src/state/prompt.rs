//! The typed line: editing (tui-input), history, completion, and what is wrong with it.

use tui_input::Input;

use crate::command::ParseError;

/// The typed line.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    /// The text and the cursor.
    pub input: Input,
    /// What was wrong with the line when it was entered; gone with the next change.
    pub error: Option<ParseError>,
    /// What Tab offered last: the candidates, and which of them stands in the line.
    pub candidates: Vec<String>,
    /// Which candidate stands in the line.
    pub candidate: Option<usize>,
    /// Earlier lines, oldest first.
    pub history: Vec<String>,
    /// Which earlier line is shown, counted from the end; none while a new one is typed.
    pub recalled: Option<usize>,
}
