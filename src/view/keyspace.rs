//! The keyspace as a strip: 256 bits on one row, and below it the window around the key where the closest lie.

use std::collections::HashSet;

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{Scene, text};
use crate::{
    dht::{PeerId, Position},
    state::{
        Lookup, Query,
        keyspace::Window,
        lab::Life,
        lookup::{Hop, Stage},
    },
};

/// Columns before and after the strip: its ends' names.
pub(super) const EDGE: usize = 2;

/// What stands on a strip; where two meet, the later one here is seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum KeyspaceMark {
    /// Nothing there.
    Empty,
    /// Nothing, in the part that the other strip shows.
    Zoomed,
    /// Somebody named it.
    Heard,
    /// It was asked.
    Asked,
    /// It held the value, and was killed.
    Gone,
    /// It holds the value, or provides the key.
    Holder,
    /// This node.
    Me,
    Key,
}

impl KeyspaceMark {
    fn of(scene: &Scene, hop: &Hop, holders: &HashSet<PeerId>) -> Self {
        match hop.stage {
            Stage::Heard if !holders.contains(&hop.peer) => Self::Heard,
            _ if is_gone(scene, &hop.peer) => Self::Gone,
            _ if !holders.is_empty() && holders.contains(&hop.peer) => Self::Holder,
            Stage::Heard => Self::Heard,
            _ => Self::Asked,
        }
    }

    pub(super) fn glyph(self, scene: &Scene) -> (&'static str, Style) {
        let theme = scene.theme;
        match self {
            Self::Empty => ("─", theme.quiet),
            Self::Zoomed => ("═", theme.quiet),
            Self::Heard => ("·", Style::new()),
            Self::Asked => ("●", theme.good),
            Self::Gone => ("×", theme.bad),
            Self::Holder => ("■", theme.mark),
            Self::Me => ("@", theme.strong),
            Self::Key => ("◆", theme.strong),
        }
    }
}

/// Returns the strips with what their marks mean: four lines, or two where everybody near the key is all over the space.
pub(super) fn lines(scene: &Scene, query: &Query, lookup: &Lookup, width: usize) -> Vec<Line<'static>> {
    let cells = width.saturating_sub(2 * EDGE).max(1);
    let holders = holders(query);
    let marks = marks(scene, lookup, &holders);
    let whole = Window::new(lookup.target, 0);
    let near = Window::new(lookup.target, bits_near(lookup));
    let mut lines = vec![legend(scene, query, width)];
    let covers = (near.bits() > 0).then(|| near.covers(cells));
    let mut row = vec![KeyspaceMark::Empty; cells];
    if let Some(covers) = covers {
        row[covers].fill(KeyspaceMark::Zoomed);
    }
    lines.push(strip(scene, row, &whole, &marks, ["0", "1"]));
    if near.bits() > 0 {
        lines.push(caption(&near, lookup, width, scene));
        lines.push(strip(scene, vec![KeyspaceMark::Empty; cells], &near, &marks, ["", ""]));
    }
    lines
}

fn holders(query: &Query) -> HashSet<PeerId> {
    let had = query.values.iter().flat_map(|(_, holders)| holders.iter().flatten());
    had.chain(&query.stored).chain(&query.providers).copied().collect()
}

/// Returns the marks of all that is to be seen, with where each lies.
fn marks(scene: &Scene, lookup: &Lookup, holders: &HashSet<PeerId>) -> Vec<(Position, KeyspaceMark)> {
    let heard =
        lookup.hops.iter().map(|(distance, hop)| (lookup.target.at(distance), KeyspaceMark::of(scene, hop, holders)));
    let others = holders.iter().filter(|peer| lookup.hop(peer).is_none());
    let mark = |peer| if is_gone(scene, peer) { KeyspaceMark::Gone } else { KeyspaceMark::Holder };
    let others = others.map(|peer| (Position::of_peer(peer), mark(peer)));
    heard.chain(others).chain([(scene.state.position, KeyspaceMark::Me), (lookup.target, KeyspaceMark::Key)]).collect()
}

/// Returns whether a node of the practice network was killed.
fn is_gone(scene: &Scene, peer: &PeerId) -> bool {
    scene.lab.number(peer).is_some_and(|number| scene.lab.nodes[number].life == Life::Dead)
}

/// Returns how many bits all the closest share with the key, as many as are looked for.
fn bits_near(lookup: &Lookup) -> u16 {
    lookup.hops.values().take(lookup.wanted).map(|hop| hop.cpl).min().unwrap_or(0)
}

fn strip(
    scene: &Scene,
    mut row: Vec<KeyspaceMark>,
    window: &Window,
    marks: &[(Position, KeyspaceMark)],
    ends: [&'static str; 2],
) -> Line<'static> {
    for (position, mark) in marks {
        if let Some(cell) = window.cell(position, row.len()).and_then(|cell| row.get_mut(cell)) {
            *cell = (*cell).max(*mark);
        }
    }
    let edge = |words: String| Span::styled(words, scene.theme.quiet);
    let mut spans = vec![edge(format!("{:1}├", ends[0]))];
    spans.extend(row.into_iter().map(|mark| {
        let (glyph, style) = mark.glyph(scene);
        Span::styled(glyph, style)
    }));
    spans.push(edge(format!("┤{}", ends[1])));
    Line::from(spans)
}

fn legend(scene: &Scene, query: &Query, width: usize) -> Line<'static> {
    let labels = &scene.ui.language.lookup().keyspace;
    let mut spans = vec![Span::styled(labels.title, scene.theme.strong)];
    let has_it = match query.kind {
        crate::dht::Kind::Providers => labels.provides,
        crate::dht::Kind::Provide | crate::dht::Kind::Reprovide => labels.told,
        _ => labels.holds,
    };
    let all = [
        (KeyspaceMark::Key, labels.key),
        (KeyspaceMark::Me, labels.me),
        (KeyspaceMark::Asked, labels.asked),
        (KeyspaceMark::Holder, has_it),
        (KeyspaceMark::Gone, labels.gone),
        (KeyspaceMark::Heard, labels.heard),
    ];
    let asked = query.lookup().into_iter().flat_map(|lookup| lookup.hops.values()).filter(|hop| hop.asked.is_some());
    let is_any_gone = asked.map(|hop| &hop.peer).chain(&holders(query)).any(|peer| is_gone(scene, peer));
    for (mark, words) in all.into_iter().filter(|(mark, _)| *mark != KeyspaceMark::Gone || is_any_gone) {
        let (glyph, style) = mark.glyph(scene);
        spans.extend([Span::styled(format!("  {glyph} "), style), Span::styled(words, scene.theme.quiet)]);
    }
    while spans.iter().map(Span::width).sum::<usize>() > width && spans.len() > 1 {
        spans.truncate(spans.len() - 2);
    }
    Line::from(spans)
}

fn caption(near: &Window, lookup: &Lookup, width: usize, scene: &Scene) -> Line<'static> {
    let many = lookup.hops.len().min(lookup.wanted);
    let words = format!("  ═ {}", scene.ui.language.keyspace_zoomed(near.bits(), many, parts(near)));
    Line::styled(text::cut(&words, width).into_owned(), scene.theme.quiet)
}

/// Returns how many windows of this size the whole space has, if a number can tell.
pub(super) fn parts(window: &Window) -> Option<u64> {
    1_u64.checked_shl(window.bits().into())
}
