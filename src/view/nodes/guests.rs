//! Who came into the practice network from outside.

use std::cmp::Reverse;

use ratatui::text::{Line, Span};

use super::{Scene, is_told};
use crate::{
    dht::{PeerId, tail},
    state::guests::Guest,
    view::text,
};

/// Of the lines within the frame the guests have so many at most: the nodes are worth more.
const SHARE: u16 = 3;
/// Below this height within the frame there is no room for them.
const LEAST: u16 = 9;

/// Returns a line for each, those who can be reached first, among them the newest; the last says how many more there are.
pub(super) fn lines(scene: &Scene, width: usize, height: u16) -> Vec<Line<'static>> {
    if height < LEAST {
        return Vec::new();
    }
    let mut guests: Vec<_> = scene.lab.guests.iter().collect();
    guests.sort_by_key(|(_, guest)| (guest.is_gone, Reverse(guest.number)));
    let most = usize::from(height / SHARE).max(1);
    let more = guests.len().saturating_sub(most);
    let mut lines: Vec<_> = guests.iter().take(most).map(|(peer, guest)| line(scene, peer, guest, width)).collect();
    if more > 0 {
        lines.push(Line::styled(scene.ui.language.guests_more(more), scene.theme.quiet));
    }
    lines
}

fn line(scene: &Scene, peer: &PeerId, guest: &Guest, width: usize) -> Line<'static> {
    let (language, labels) = (scene.ui.language, scene.ui.language.nodes());
    let known = scene.state.peers.get(peer).and_then(|peer| peer.agent.as_deref()); // a recording tells it of peers alone
    let agent = guest.agent.as_deref().or(known);
    let mut parts = vec![tail(peer)];
    if !scene.ui.presents {
        let unsaid = is_told(scene).then_some(labels.guest_unsaid);
        parts.extend(agent.or(unsaid).map(str::to_owned));
        parts.push(guest.address.to_string());
    }
    if guest.is_server == Some(false) {
        parts.push(labels.guest_no_server.to_owned());
    }
    if guest.is_gone {
        parts.push(labels.guest_gone.to_owned());
    } else if is_told(scene) {
        parts.push(language.guest_at(guest.nodes.len()));
    }
    let words = format!(" {}", parts.join("  "));
    let style = if guest.is_gone { scene.theme.quiet } else { scene.theme.mark };
    let room = width.saturating_sub(text::width(labels.guest) + 1);
    Line::from(vec![
        Span::styled(format!(" {}", labels.guest), style),
        Span::raw(text::cut(&text::clean(&words), room).into_owned()),
    ])
}
