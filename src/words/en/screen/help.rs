//! The help page.

use crate::words::screen::Help;

pub(super) const LABELS: Help = Help {
    example: "e.g.",
    also: "also",
    commands: "Commands",
    keys_everywhere: "Keys everywhere, while typing too",
    keys_in_line: "Keys while something is typed, wherever the focus is",
    keys_idle: "Keys while nothing is typed, wherever the focus is",
    keys_in_prompt: "Keys in the prompt while nothing is typed",
    keys_in_panes: "Keys in panes and on pages while nothing is typed",
    keys_in_filter: "Keys while a filter is typed",
    keys_in_search: "Keys while a line is looked for in the history",
    mouse: "The mouse",
    mouse_does: &[
        ("click", "select what is there; on what is selected, open it"),
        ("wheel", "move the selection, or scroll"),
        ("Shift-drag", "select text, as the terminal does it (on macOS: Option)"),
        ("mouse off", "leaves the mouse to the terminal"),
    ],
};

pub(in crate::words) fn help_no_command(name: &str) -> String {
    format!("There is no command {name}. All there are:")
}
