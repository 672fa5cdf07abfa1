//! Who we are, on which network, and what has to be known about both; the tabs of a small window; the one line of a
//! tiny one.

use std::time::Duration;

use libp2p::multiaddr::Protocol;
use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Line,
    widgets::Tabs,
};

use super::{
    Scene,
    line::{self, Part, part},
    network, queries, replay, text,
};
use crate::{
    dht::{ALPHA, MAX_K, Mode, Multiaddr, Quorum, RECORD_TTL, REPUBLISH, Session, tail},
    state::{Focus, Lab, Pane},
};

/// Up to this size a practice network with many places a bucket has no secrets to look up.
const FULL_MESH: usize = 64;
/// With so few places a bucket even a small network has some.
const SMALL_K: usize = 4;

/// Draws one line, or two where there is room.
pub(super) fn draw(frame: &mut Frame, area: Rect, scene: &Scene) {
    let room = usize::from(area.width).saturating_sub(2);
    let at = |nth: u16| Rect { x: area.x + 1, y: area.y + nth, width: area.width.saturating_sub(2), height: 1 };
    if area.height > u16::from(scene.ui.replay.is_some()) {
        frame.render_widget(line::fit(who(scene), "  ", room), at(0));
    }
    if let (Some(replay), true) = (&scene.ui.replay, area.height > 0) {
        return replay::draw(frame, at(area.height - 1), scene, replay);
    }
    if area.height > 1 {
        let uptime = format!("up {}", text::uptime(scene.now));
        let [left, _, right] = Layout::horizontal([
            Constraint::Fill(1),
            Constraint::Length(2),
            Constraint::Length(u16::try_from(uptime.len()).unwrap_or(0)),
        ])
        .areas(at(1));
        frame.render_widget(line::fit(place(scene), "  ", left.width.into()), left);
        frame.render_widget(Line::styled(uptime, scene.theme.quiet), right);
    }
}

fn who(scene: &Scene) -> Vec<Part> {
    let Scene { state, lab, ui, theme, .. } = scene;
    let session = &state.session;
    let plain = ratatui::style::Style::new();
    let mut parts = vec![part(7, "kadscope", theme.focus)];
    if ui.replay.is_some() {
        parts.push(part(0, " REPLAY ", theme.badge));
    }
    if ui.frozen {
        parts.push(part(0, " FROZEN ", theme.badge));
    }
    if ui.recording {
        parts.push(part(1, " REC ", theme.badge));
    }
    if let Some(step) = state.paused {
        parts.push(part(0, format!(" PAUSED · step {step} "), theme.badge));
        let keys = match ui.focus {
            Focus::Prompt => "Space steps · resume goes on",
            Focus::Pane | Focus::Filter => "Space steps · p resumes",
        };
        parts.extend(ui.replay.is_none().then(|| part(3, keys, theme.strong)));
    }
    let me = match lab.name(&session.peer) {
        Some(name) => format!("{name} …{}", tail(&session.peer)),
        None => format!("…{}", tail(&session.peer)),
    };
    parts.push(part(1, me, theme.strong));
    let mode = match session.mode {
        Mode::Server => "server",
        Mode::Client => "client: asks, is not asked",
    };
    parts.push(part(2, mode, plain));
    parts.push(part(5, text::clean(&session.protocol), plain));
    parts.push(part(4, format!("k {}  α {}", session.k, session.alpha), plain));
    parts.push(part(3, which_network(scene), plain));
    parts
}

fn which_network(scene: &Scene) -> String {
    let Scene { state, lab, .. } = scene;
    match (state.session.nodes, state.session.mdns) {
        _ if lab.is_any() && lab.is_building() => building(lab),
        (0, true) => "local network".to_owned(),
        (0, false) => "no mDNS".to_owned(),
        (nodes, _) if lab.nodes.len() < nodes => format!("practice network of {nodes}"), // not all are known yet
        _ => format!("practice network of {}", lab.living().count()),
    }
}

/// Returns how far the building of the practice network is.
pub(super) fn building(lab: &Lab) -> String {
    format!("starting node {} of {}", (lab.started + 1).min(lab.wanted), lab.wanted)
}

/// What stands in the second line: the badge first, it is rare and says what to do.
fn place(scene: &Scene) -> Vec<Part> {
    let Scene { state, lab, theme, .. } = scene;
    let mut parts = Vec::new();
    if (2..=FULL_MESH).contains(&state.session.nodes) && state.session.k > SMALL_K {
        parts.push(part(0, " everybody knows everybody: try demo 1000, or --k 4 ", theme.badge));
    }
    if lab.seeded && state.listening.iter().any(reaches_out) {
        parts.push(part(0, " seeded keys: anyone can derive them ", theme.badge));
    }
    if let Some(next) = queries::next_step(scene) {
        parts.push(part(0, next, theme.strong));
    }
    parts.extend(unusual(&state.session).map(|words| part(0, words, theme.badge)));
    parts.extend(unusual_times(&state.session).map(|words| part(1, words, theme.badge)));
    parts.extend(network::lines(lab).map(|words| part(1, words, theme.mark)));
    parts.push(part(2, listening(&state.listening), theme.quiet));
    if state.quorum != Quorum::One {
        parts.push(part(1, format!("quorum {}", state.quorum), theme.strong));
    }
    if state.requests.served() > 0 {
        parts.push(part(3, format!("asked by others {}×", state.requests.served()), theme.quiet));
    }
    parts
}

/// Says which of the parameters are not Kademlia's own, and where libp2p-kad goes by its own k all the same.
fn unusual(session: &Session) -> Option<String> {
    let alpha = (session.alpha != ALPHA).then(|| format!("α {}, not {ALPHA}", session.alpha));
    let kept = "answers, seeds and bootstrap keep 20";
    let k = (session.k != MAX_K).then(|| format!("k {}, not {MAX_K}: {kept}", session.k));
    let words: Vec<String> = alpha.into_iter().chain(k).collect();
    (!words.is_empty()).then(|| format!(" {} ", words.join("; ")))
}

/// Says which of the times of records are not kad's own.
fn unusual_times(session: &Session) -> Option<String> {
    let told = |time: Duration| humantime::format_duration(time).to_string();
    let ttl = (session.record_ttl != RECORD_TTL).then(|| format!("records live {}", told(session.record_ttl)));
    let again = (session.republish != REPUBLISH).then(|| format!("stored again every {}", told(session.republish)));
    let words: Vec<String> = ttl.into_iter().chain(again).collect();
    (!words.is_empty()).then(|| format!(" {} ", words.join(", ")))
}

/// Returns whether others than this machine can reach an address.
fn reaches_out(address: &Multiaddr) -> bool {
    match address.iter().next() {
        Some(Protocol::Memory(_)) | None => false,
        Some(Protocol::Ip4(ip)) => !ip.is_loopback(),
        Some(Protocol::Ip6(ip)) => !ip.is_loopback(),
        Some(_) => true,
    }
}

fn listening(all: &[Multiaddr]) -> String {
    if all.is_empty() {
        return "not listening".to_owned();
    }
    let all = all.iter().map(Multiaddr::to_string).collect::<Vec<_>>();
    format!("listens at {}", text::clean(&all.join(" ")))
}

/// Draws which of the panes is shown, where only one is.
pub(super) fn tabs(frame: &mut Frame, area: Rect, scene: &Scene) {
    if area.is_empty() {
        return;
    }
    let Scene { state, lab, ui, theme, .. } = scene;
    let counts = [state.peers.len(), state.buckets.entries(), state.queries.len()];
    let counted = area.width >= if ui.pane == Pane::Network { 56 } else { 40 };
    let network = (ui.pane == Pane::Network).then_some((if counted { "Network" } else { "Net" }, lab.nodes.len()));
    let titles = ["Peers", "Table", "Queries"].into_iter().zip(counts).chain(network);
    let titles = titles.map(|(title, n)| if counted { format!(" {title} {n} ") } else { title.to_owned() });
    let at = match ui.pane {
        Pane::Peers => 0,
        Pane::Buckets => 1,
        Pane::Queries => 2,
        Pane::Network => 3,
    };
    let tabs = Tabs::new(titles).select(at).highlight_style(theme.badge).divider("│").padding("", "");
    frame.render_widget(tabs, area);
}

/// Draws what there is room for in a tiny window: that it is one, or the last word.
pub(super) fn too_small(frame: &mut Frame, area: Rect, scene: &Scene) {
    let words = match area.width {
        0..12 => "20×5 please".to_owned(),
        12..34 => "kadscope: 20×5 at least".to_owned(),
        _ => format!("kadscope …{}: needs 20×5 at least", tail(&scene.state.session.peer)),
    };
    frame.render_widget(Line::raw(text::cut(&words, area.width.into()).into_owned()), area);
}
