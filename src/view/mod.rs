//! `&State`, `&Lab` and `&Ui` become a picture. Nothing here writes, waits, or asks a clock or the environment.
//!
//! ```text
//!   from 80×20: everything at once                                  below: one pane at a time
//!   kadscope  n0 …kQ7vab  server  /ipfs/kad/1.0.0  k 20 α 3         …kQ7vab  server
//!   listens at /ip4/192.168.1.7/tcp/4001                     3 min  Peers 4 │ Table 37 │ Queries 2
//!  ┏ ▶ Peers 4 · 1 connected ──────────┓┌ Routing table 37 ──────┐ ┌ Peers 4 · 1 connected ───────┐
//!  ┃›● connected  kQ7vab  ◆ mDNS    3 s┃│  0 255  50 %  ████ 20/20│ │›● connected  kQ7vab  ◆ mDNS  │
//!  ┃ ○ known      9aRtcd  identify 40 s┃│  1 254  25 %  ██▒· 11/20│ │ ○ known      9aRtcd  identify│
//!  ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛└─────────────────────────┘ └──────────────────────────────┘
//!  ┌ Queries 1 in flight · 2 done ───┬──────────────────────────┐    ✓ put greeting: acknowledged …
//!  │ ✓ #2 put  greeting  acknowledge…│ the lookup that is       │    > get greeting▏
//!  │ ✓ #1 get  greeting  hello       │ followed, from 100 on    │    F1 help  Tab pane  Ctrl-C quit
//!  └─────────────────────────────────┴──────────────────────────┘
//!  ┌ Command ───────────────────────────────────────────────────┐    below 20×5: one line
//!  │ ✓ put greeting: acknowledged by 20 of 20 peers asked       │
//!  │ > get greeting▏  get KEY · Fetch a value                   │
//!  └────────────────────────────────────────────────────────────┘
//!   F1 help  Tab pane  Ctrl-C quit
//! ```
//!
//! A page (help, words, all of a peer, all of a query, notices, one of them) takes the place of the panes; so do one pane,
//! zoomed, and the practice network. What Tab offers is a menu above the typed word. While the first minute plays, its
//! captions stand where the queries do.

mod ascii;
mod bucket_tree;
mod buckets;
mod canvas;
mod capture;
mod census;
mod changes;
mod columns;
mod copies;
mod footer;
mod header;
mod help;
mod keyspace;
mod layout;
mod line;
mod list;
mod lookup;
mod mdns;
mod menu;
mod names;
mod nodes;
mod notices;
mod page;
mod pane;
mod panes;
mod peers;
mod prompt;
mod pulse;
mod queries;
mod records;
mod remote_table;
mod replay;
mod requests;
mod scroll;
mod stars;
mod svg;
mod text;
mod theme;
mod tour;
mod writer;

pub use canvas::Drawn;
pub use capture::{capture, text};
pub use svg::Palette;
pub use theme::Theme;

use std::time::Duration;

use ratatui::Frame;

use crate::{
    dht::{PeerId, Timestamp},
    state::{
        Lab, Page, Pane, Peer, Spot, State, Ui,
        columns::{COLUMN, MAX_COLUMNS},
    },
    words::screen::Labels,
};
use canvas::Canvas;
use layout::Rooms;

/// How often what grows older is drawn again: in seconds below a minute, in minutes at best from there on.
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
/// Columns after which the last minutes are at rest, if nothing was noted in them.
const QUIET: usize = MAX_COLUMNS + 1;
/// Peers around the selection that can be on a screen.
const NEAR: usize = 100;

/// All that a picture is made of.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// What the node knows.
    pub state: &'a State,
    /// The practice network, if there is one.
    pub lab: &'a Lab,
    /// What the user is doing.
    pub ui: &'a Ui,
    /// What styles mean.
    pub theme: &'a Theme,
    /// When the picture is taken.
    pub now: Timestamp,
}

impl Scene<'_> {
    /// Returns the fixed words of the screen, in the user's language.
    fn labels(&self) -> &'static Labels {
        self.ui.language.screen()
    }
}

/// Draws the whole screen. Returns what lies where on it, for the mouse, and how far an open page can be scrolled.
pub fn draw(frame: &mut Frame, scene: &Scene) -> Drawn {
    let mut canvas = Canvas::new(frame);
    let last_line = draw_all(&mut canvas, scene);
    let drawn = canvas.drawn(last_line);
    if scene.theme.is_ascii {
        ascii::replace(frame.buffer_mut());
    }
    drawn
}

fn draw_all(canvas: &mut Canvas, scene: &Scene) -> u16 {
    let area = canvas.area();
    if area.is_empty() {
        return 0;
    }
    let Some(rooms) = layout::rooms(area, scene.ui.presents) else {
        header::too_small(canvas, area, scene);
        return 0;
    };
    header::draw(canvas, rooms.header, scene);
    header::tabs(canvas, rooms.tabs, scene);
    let last_line = draw_body(canvas, &rooms, scene);
    if !rooms.console.is_empty() {
        pane::plain(canvas, rooms.console, scene, scene.ui.focus.is_at_prompt(), scene.labels().command);
        canvas.mark(rooms.console, Spot::Prompt);
    }
    canvas.mark(rooms.notices, Spot::Notices);
    canvas.mark(rooms.prompt, Spot::Prompt);
    notices::draw(canvas, rooms.notices, scene);
    prompt::draw(canvas, rooms.prompt, scene);
    menu::draw(canvas, rooms.prompt, scene);
    footer::draw(canvas, rooms.footer, scene);
    last_line
}

fn draw_body(canvas: &mut Canvas, rooms: &Rooms, scene: &Scene) -> u16 {
    if let Some(page) = scene.ui.page() {
        canvas.mark(rooms.body, Spot::Page);
        return page::draw(canvas, rooms.body, scene, page);
    }
    match rooms.panes {
        Some(panes) if !scene.ui.zoomed && !scene.ui.pane.is_alone() => {
            for (pane, area) in scene.ui.pane.row().iter().zip(panes) {
                panes::draw(canvas, area, scene, *pane);
            }
        }
        _ => panes::draw(canvas, rooms.body, scene, scene.ui.pane),
    }
    0
}

/// Returns how long the picture stays true if nothing happens: what is young grows older by the second, the rest by the
/// minute.
#[must_use]
pub fn changes_in(scene: &Scene) -> Duration {
    if is_young(scene) {
        return SECOND;
    }
    if shows_columns(scene) {
        return until(scene.now, COLUMN);
    }
    until(scene.now, MINUTE)
}

/// Returns how long it is until the next whole so long.
fn until(now: Timestamp, whole: Duration) -> Duration {
    let into = now.since(Timestamp::default()).as_micros() % whole.as_micros();
    whole.saturating_sub(Duration::from_micros(u64::try_from(into).unwrap_or(0)))
}

/// Returns whether something is seen that changes every five seconds: the last minutes, or a life that goes on.
fn shows_columns(scene: &Scene) -> bool {
    let Scene { state, ui, now, .. } = *scene;
    match ui.page() {
        Some(Page::Record(_)) => true,
        Some(_) => false,
        None if ui.pane == Pane::Records => !state.records.is_empty(),
        None if ui.pane == Pane::Nodes => false,
        None => state.requests.pulse.last(now, QUIET).any(|column| column.is_some()),
    }
}

/// Returns whether an age on the screen is shown in seconds: of a query in flight, of a peer seen just now.
fn is_young(scene: &Scene) -> bool {
    let Scene { state, ui, now, .. } = *scene;
    match ui.page() {
        Some(
            Page::Help { .. }
            | Page::Words(_)
            | Page::Notices
            | Page::Notice(_)
            | Page::Table(_)
            | Page::Changes(_)
            | Page::Copies { .. },
        ) => false,
        Some(Page::Census) => state.crawls.is_running(),
        Some(Page::Mdns) => !state.mdns.peers.is_empty(),
        Some(Page::Query(id)) => state.queries.get(*id).is_some_and(|query| query.finished.is_none()),
        Some(Page::Peer(id)) => state.peers.get(id).is_some_and(|peer| is_fresh(peer, now)),
        Some(Page::Record(id)) => state.records.get(*id).is_some_and(|record| records::changes(record, now)),
        Some(Page::Records(_)) => true,
        None if ui.pane == Pane::Records => records::any_changes(scene),
        None if ui.pane == Pane::Requests => false,
        None if ui.pane == Pane::Nodes => state.crawls.is_running() && ui.crawl_shown(state, scene.lab).is_some(),
        None => state.queries.in_flight() > 0 || any_is_fresh(scene),
    }
}

/// Returns whether a peer that may be on the screen was seen just now: around the selection, or in the bucket that is listed.
fn any_is_fresh(scene: &Scene) -> bool {
    let Scene { state, ui, now, .. } = *scene;
    let peers = &state.peers;
    let fresh = |peer: &Peer| is_fresh(peer, now);
    let known = |id: &PeerId| peers.get(id).is_some_and(fresh);
    let bucket = buckets::listed(scene).and_then(|cpl| state.buckets.get(cpl));
    bucket.is_some_and(|bucket| bucket.entries.iter().any(|entry| known(&entry.peer)))
        || match ui.peer.filter(|peer| peers.get(peer).is_some()) {
            Some(at) => known(&at) || peers.before(&at).take(NEAR).chain(peers.after(&at).take(NEAR)).any(fresh),
            None => peers.iter().take(NEAR).any(fresh),
        }
}

fn is_fresh(peer: &Peer, now: Timestamp) -> bool {
    let fresh = |then: Timestamp| now.since(then) < MINUTE;
    fresh(peer.since) || peer.seen.is_some_and(fresh)
}
