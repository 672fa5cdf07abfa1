//! The help page.

use super::Meaning;

pub struct Help {
    /// Before an example.
    pub example: &'static str,
    /// Before other names of a command.
    pub also: &'static str,
    /// The title of the commands.
    pub commands: &'static str,
    /// The title of the keys that hold everywhere.
    pub keys_everywhere: &'static str,
    /// The title of those in the prompt.
    pub keys_in_line: &'static str,
    pub keys_idle: &'static str,
    pub keys_in_prompt: &'static str,
    /// The title of those in panes and on pages.
    pub keys_in_panes: &'static str,
    /// The title of those in the filter.
    pub keys_in_filter: &'static str,
    pub keys_in_search: &'static str,
    /// The title of what the mouse does.
    pub mouse: &'static str,
    /// What the mouse does.
    pub mouse_does: &'static [Meaning],
}

say! { screen:
    /// Says that no command has a name.
    fn help_no_command(name: &str) -> String;
}
