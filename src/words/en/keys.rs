//! What each key does.

use crate::words::keys::{Does, Labels};

static LABELS: Labels = Labels {
    any_character: "any character",

    carry_out: "carry the line out",
    complete: "complete the word; again, the next candidate, the one before",
    history: "earlier and later lines",
    to_panes: "to the page that is open, or to the pane",
    accept: "in the first minute of demo: carry out what the prompt offers; while it is, the next",
    put_back: "put back what was cut",
    begins: "begins a command, wherever the focus is",
    clear: "clear the line",
    by_character: "move by a character",
    by_word: "move by a word",
    to_ends: "to the start, to the end",
    delete: "delete a character",
    delete_here: "delete the character under the cursor",
    cut_word: "cut a word",
    cut_and_put_back: "cut to the start, cut to the end, put back",
    typed: "is typed",

    play: "in a recording: play, and stop",
    event: "in a recording: an event back, an event on",
    round: "in a recording: a round of a lookup back, one on",
    query: "in a recording: to the query before, to the next",
    speed: "in a recording: half as fast, twice as fast",
    recording_ends: "in a recording: to its beginning, to its end",
    jump: "in a recording: type a time to jump to",

    select: "select a row",
    select_or_scroll: "on a page: select a row, or scroll",
    open: "open what is selected: a peer, a bucket, a query, a notice, a node; on a node's page, be it",
    sort: "in the practice network: sort by the next column, the other way round",
    next_pane: "next pane, pane before; behind the last is the prompt",
    to_prompt: "to the prompt",
    filter: "show only what contains a text",
    help: "this help",
    explain: "what the words of the focused pane or page mean; this help, where the prompt has the focus",
    quit: "quit",
    zoom: "zoom the pane to the screen, and back",
    picture: "the lookup beside the queries: all of it, one picture after another, none; in the practice network: list or tree",
    copy: "copy the peer id, key or value",
    freeze: "freeze the screen, and let it go on",
    pause: "pause our own queries, and resume",
    step: "while paused: one step, whatever page is open",
    back: "close what is open, one thing a time: page, bucket, filter, network, zoom; then to the prompt",
    first_and_last: "first row, last row",
    ten_rows: "ten rows up or down",
    views: "peers, buckets, queries, notices, the practice network",

    keep: "keep the filter",
    delete_all: "delete all",
    delete_all_or_quit: "delete all; nothing typed, quit",

    take_found: "take the line that is found",
    leave_search: "leave the search",

    search: "look for an earlier line that contains what is typed; again, for an older one",
    redraw: "draw the screen again",
    suspend: "suspend",
};

pub(in crate::words) fn keys() -> &'static Labels {
    &LABELS
}

pub(in crate::words) fn key_does(does: Does) -> &'static str {
    match does {
        Does::Run => "run",
        Does::Complete => "complete",
        Does::Help => "help",
        Does::Words => "words",
        Does::Step => "step",
        Does::Picture => "picture",
        Does::Panes => "panes",
        Does::Network => "network",
        Does::Prompt => "prompt",
        Does::History => "history",
        Does::Clear => "clear",
        Does::Quit => "quit",
        Does::Play => "play",
        Does::Stop => "stop",
        Does::Event => "event",
        Does::Round => "round",
        Does::Query => "query",
        Does::Speed => "speed",
        Does::Jump => "jump",
        Does::Select => "select",
        Does::Scroll => "scroll",
        Does::Open => "open",
        Does::BeIt => "be it",
        Does::Sort => "sort",
        Does::Close => "close",
        Does::Filter => "filter",
        Does::Keep => "keep",
        Does::Take => "take it",
        Does::ShowAll => "show all",
        Does::Zoom => "zoom",
        Does::AllPanes => "all panes",
        Does::Copy => "copy",
        Does::Freeze => "freeze",
        Does::GoOn | Does::Next => "go on",
        Does::Pause => "pause",
        Does::Back => "back",
    }
}
