//! What each key does.

/// What a key does: the footer's word for it. Of two keys that do the same it shows one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Does {
    /// Carries the typed line out.
    Run,
    /// Completes the word.
    Complete,
    /// Shows the help.
    Help,
    /// Shows what the words mean that have the focus.
    Words,
    /// Lets our own queries make a step.
    Step,
    /// Shows another picture of the lookup.
    Picture,
    /// Goes on with the first minute.
    Next,
    /// Goes to the panes, or to the next of them.
    Panes,
    /// Goes to the practice network.
    Network,
    /// Goes to the prompt.
    Prompt,
    /// Brings back earlier lines.
    History,
    /// Clears the line.
    Clear,
    /// Ends the program.
    Quit,
    /// Lets a recording play.
    Play,
    /// Lets it stop.
    Stop,
    /// Goes an event on, or back.
    Event,
    /// Goes a round of a lookup on, or back.
    Round,
    /// Goes to the next query of a recording.
    Query,
    /// Plays faster, or slower.
    Speed,
    /// Jumps to a time.
    Jump,
    /// Selects a row.
    Select,
    /// Scrolls a page.
    Scroll,
    /// Opens what is selected.
    Open,
    /// Makes the selected node the one that is looked through.
    BeIt,
    /// Sorts the list.
    Sort,
    /// Closes a page.
    Close,
    /// Asks for a filter.
    Filter,
    /// Keeps the typed filter.
    Keep,
    /// Takes the line that is found.
    Take,
    /// Takes the filter away.
    ShowAll,
    /// Zooms a pane to the screen.
    Zoom,
    /// Shows all panes again.
    AllPanes,
    /// Copies what is selected.
    Copy,
    /// Freezes the picture.
    Freeze,
    /// Lets the picture go on.
    GoOn,
    /// Pauses our own queries, or resumes them.
    Pause,
    /// Goes back by a step.
    Back,
}

/// Fixed words: what each row of the table of keys does, in half a line.
pub struct Labels {
    /// In the place of a key's name.
    pub any_character: &'static str,

    // In the prompt.
    /// Enter.
    pub carry_out: &'static str,
    /// Tab.
    pub complete: &'static str,
    /// ↑ ↓
    pub history: &'static str,
    /// Enter, on an empty line.
    pub to_panes: &'static str,
    /// Enter, on an empty line, in the first minute.
    pub accept: &'static str,
    /// Ctrl-Y, on an empty line.
    pub put_back: &'static str,
    /// Any character, on an empty line.
    pub begins: &'static str,
    /// Ctrl-C.
    pub clear: &'static str,
    /// ← →
    pub by_character: &'static str,
    /// Ctrl-← Ctrl-→
    pub by_word: &'static str,
    /// Home End.
    pub to_ends: &'static str,
    /// Backspace; in the filter, too.
    pub delete: &'static str,
    /// Ctrl-D.
    pub delete_here: &'static str,
    /// Ctrl-W.
    pub cut_word: &'static str,
    /// Ctrl-U Ctrl-K Ctrl-Y.
    pub cut_and_put_back: &'static str,
    /// Any character; in the filter, too.
    pub typed: &'static str,

    // In the panes, while a recording is played.
    /// Space.
    pub play: &'static str,
    /// ← →
    pub event: &'static str,
    /// , .
    pub round: &'static str,
    /// ( )
    pub query: &'static str,
    /// [ ]
    pub speed: &'static str,
    /// { }
    pub recording_ends: &'static str,
    /// @
    pub jump: &'static str,

    // In the panes, in the practice network and on pages.
    /// ↑ ↓; in the filter, too.
    pub select: &'static str,
    /// ↑ ↓, on a page.
    pub select_or_scroll: &'static str,
    /// Enter.
    pub open: &'static str,
    /// < >, in the practice network.
    pub sort: &'static str,
    /// Tab Shift-Tab.
    pub next_pane: &'static str,
    /// :
    pub to_prompt: &'static str,
    /// /
    pub filter: &'static str,
    /// F1.
    pub help: &'static str,
    /// ?
    pub explain: &'static str,
    /// Ctrl-C Ctrl-D
    pub quit: &'static str,
    /// +
    pub zoom: &'static str,
    /// ;
    pub picture: &'static str,
    /// ;, on a query's page.
    pub picture_of_page: &'static str,
    /// =
    pub copy: &'static str,
    /// !
    pub freeze: &'static str,
    /// Alt-P
    pub pause: &'static str,
    /// Space.
    pub step: &'static str,
    /// Esc.
    pub back: &'static str,
    /// Home End
    pub first_and_last: &'static str,
    /// `PageUp` `PageDown`.
    pub ten_rows: &'static str,
    /// F2 to F8.
    pub views: &'static str,

    // While a filter is typed.
    /// Enter.
    pub keep: &'static str,
    /// Ctrl-U.
    pub delete_all: &'static str,
    /// Ctrl-C.
    pub delete_all_or_quit: &'static str,

    // While a line is looked for in the history.
    /// Enter.
    pub take_found: &'static str,
    /// Ctrl-C.
    pub leave_search: &'static str,

    // Everywhere.
    /// Ctrl-R.
    pub search: &'static str,
    /// Ctrl-L.
    pub redraw: &'static str,
    /// Ctrl-Z.
    pub suspend: &'static str,
}

say! { keys:
    /// Returns the fixed words of this room.
    fn keys() -> &'static Labels;
    /// Says what a key does now, in a word or two.
    fn key_does(does: Does) -> &'static str;
}
