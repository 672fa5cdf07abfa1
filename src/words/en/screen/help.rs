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
    words: "Words",
    meanings: [
        (
            "NODE",
            "n7, n3-n9, random:10 (ten at random), holders:10 (ten of those that hold the key of the last query).",
        ),
        ("connected", "A connection to the peer is open."),
        ("known", "No connection is open, and none need be: Kademlia connects when it asks."),
        ("gone", "The last dial failed."),
        ("cpl", "Common prefix length: how many leading bits a peer's place shares with ours. More is nearer."),
        ("i", "kad's own number of the same bucket: 255 − cpl."),
        ("k, α", "Places in a bucket and copies of a record; requests a lookup has open at a time."),
        ("asked", "Requests of a query; answered and failed are what became of them."),
    ],
};

pub(in crate::words) fn help_no_command(name: &str) -> String {
    format!("There is no command {name}. All there are:")
}
