//! What a lookup is for, how it stands, how many rounds it took and which rule ended it; and where its key lies.

use ratatui::{
    style::{Modifier, Style},
    text::{Line, Span},
};

use super::{truth, why};
use crate::{
    dht::Position,
    state::{Lookup, Query, lookup::HopEnd},
    view::{
        Scene,
        line::{self, Part, part},
        names, queries, text,
    },
    words::lookup::Stand,
};

/// Lines of a verdict that are shown at most.
const VERDICT: usize = 3;
/// From this width sentences are told whole.
const ROOMY: usize = 90;
/// Bits of a position that are shown at most: a network of 2^32 nodes.
const BITS: u16 = 32;

/// Returns the lines about a query and its lookup.
pub(super) fn lines(scene: &Scene, query: &Query, lookup: &Lookup, width: usize) -> Vec<Line<'static>> {
    let plain = Style::new();
    let mut lines = vec![title_line(scene, query, width)];
    if query.verdict.is_some() {
        let verdict = text::wrap(&queries::outcome(scene, query, false), width);
        lines.extend(verdict.into_iter().take(VERDICT).map(Line::from));
    }
    lines.extend(truth::lines(scene, query, width, width >= ROOMY));
    let mut say = |words: String| {
        lines.extend(text::wrap(&text::clean(&words), width).into_iter().map(|line| Line::styled(line, plain)));
    };
    say(format!("{} · {}", counts(scene, query), rounds(scene, lookup)));
    if let Some(stalls) = stalls(scene, lookup, width >= ROOMY) {
        say(stalls);
    }
    let names = if width >= ROOMY { 10 } else { 4 };
    say(why::line(scene, query, lookup, names));
    lines
}

/// Returns how a query stands, since when, and what it is for.
pub(super) fn title_line(scene: &Scene, query: &Query, width: usize) -> Line<'static> {
    line::fit(title(scene, query), "  ", width)
}

fn title(scene: &Scene, query: &Query) -> Vec<Part> {
    let (theme, language, is_over) = (scene.theme, scene.ui.language, query.finished.is_some());
    let (word, style) = standing(scene, query);
    let glyph = queries::glyph(theme, query);
    let state = vec![Span::styled(glyph.to_string(), glyph.style), Span::raw(" "), Span::styled(word, style)];
    let lasted = text::duration(query.lasted(scene.now));
    let key = text::clean(&query.target()).into_owned();
    let mut parts = vec![
        Part { priority: 0, spans: state },
        part(2, language.query_lasted(&lasted, is_over), Style::new()),
        part(1, format!("{} {}", query.kind.word(), text::cut_middle(&key, 48)), theme.strong),
    ];
    if !query.is_commanded() {
        parts.push(part(5, language.query_cause(query.kind, query.cause), theme.quiet));
    }
    if query.lookups.len() > 1 {
        parts.insert(3, part(3, language.query_lookups(query.lookups.len(), is_over), theme.strong));
    }
    if query.needed > 1 {
        parts.push(part(4, language.query_quorum(query.needed), Style::new()));
    }
    parts
}

/// Returns the word for how a query stands.
fn standing(scene: &Scene, query: &Query) -> (&'static str, Style) {
    let (theme, labels) = (scene.theme, &scene.ui.language.lookup().standing);
    let stalled = query.lookup().is_some_and(Lookup::is_stalled) && query.stores == 0;
    match (&query.verdict, query.finished) {
        (Some(verdict), Some(_)) if !verdict.ok => (labels.failed, theme.bad),
        (_, Some(_)) => (labels.done, theme.good),
        (_, None) if scene.state.paused.is_some() => (labels.paused, theme.badge),
        (_, None) if stalled => (labels.stalled, theme.mark),
        (_, None) => (labels.running, theme.mark),
    }
}

/// Says what came of its requests, those of the lookup and those to store apart.
pub(super) fn counts(scene: &Scene, query: &Query) -> String {
    let language = scene.ui.language;
    let end = query.lookup().and_then(|lookup| lookup.end);
    let stand = match end {
        Some(HopEnd::ClosestAnswered) => Stand::Satisfied,
        None if query.stores > 0 => Stand::Satisfied,
        Some(HopEnd::NobodyLeft | HopEnd::OutOfTime) => Stand::Ended,
        None => Stand::Runs,
    };
    let counts = language.lookup_counts(&query.counts(scene.now), stand);
    match queries::acknowledged(scene, query) {
        Some(acknowledged) => format!("{counts} · {acknowledged}"),
        None => counts,
    }
}

/// Rounds beside what the theory says: the logarithm of the network's size.
fn rounds(scene: &Scene, lookup: &Lookup) -> String {
    let rounds = scene.ui.language.lookup_rounds(lookup.rounds());
    let nodes = scene.state.session.nodes.max(scene.lab.nodes.len());
    match u32::try_from(nodes) {
        Ok(0) | Err(_) => rounds,
        Ok(nodes) => format!("{rounds} · log2({nodes}) = {:.1}", f64::from(nodes).log2()),
    }
}

fn stalls(scene: &Scene, lookup: &Lookup, roomy: bool) -> Option<String> {
    let language = scene.ui.language;
    let first = lookup.stalls.first()?;
    let at = text::duration(first.since(lookup.started));
    let (answers, most) = (lookup.alpha, lookup.wanted.max(lookup.alpha));
    Some(if roomy {
        language.lookup_stalled(&at, lookup.stalls.len() - 1, answers, most)
    } else {
        language.lookup_stalled_briefly(&at, answers, most)
    })
}

/// Returns where the key lies bit by bit, and how many of its first bits the best peer and this node share.
pub(super) fn bits(scene: &Scene, lookup: &Lookup, width: usize) -> Vec<Line<'static>> {
    let (theme, language, labels) = (scene.theme, scene.ui.language, &scene.ui.language.lookup().bits);
    let best = lookup.closest().next().map(|hop| hop.peer);
    let mut rows = vec![(labels.key.to_owned(), lookup.target)];
    rows.extend(best.map(|peer| (names::short(scene, &peer), Position::of_peer(&peer))));
    rows.push((labels.us.to_owned(), scene.state.position));
    let names = rows.iter().map(|(name, _)| text::width(name)).max().unwrap_or(0);
    let shown = u16::try_from(width.saturating_sub(names + 12) * 4 / 5).unwrap_or(BITS).min(BITS) / 4 * 4;
    let hex = crate::dht::hex(lookup.target.bytes());
    let hex = Span::styled(format!("  {}", language.key_hash(&hex[..18])), theme.quiet);
    let title = Span::styled(labels.title, theme.strong);
    let title = if width >= title.width() + hex.width() { Line::from(vec![title, hex]) } else { Line::from(title) };
    let mut lines = vec![title];
    for (nth, (name, position)) in rows.into_iter().enumerate() {
        let shared = position.common_prefix(&lookup.target);
        let mut spans = vec![Span::raw(format!("{name:names$}  "))];
        if shown >= 8 {
            spans.extend(binary(scene, &position, shared, shown));
            spans.push(Span::raw(" "));
        }
        if nth > 0 {
            spans.push(Span::styled(language.shared_bits(shared), if shared > 0 { theme.strong } else { theme.quiet }));
        }
        lines.push(Line::from(spans));
    }
    lines
}

/// The first bits in groups of four, the shared ones underlined.
fn binary(scene: &Scene, position: &Position, shared: u16, shown: u16) -> Vec<Span<'static>> {
    let together = scene.theme.strong.add_modifier(Modifier::UNDERLINED);
    let mut texts = [String::new(), String::new()];
    for nth in 0..shown {
        let byte = position.bytes()[usize::from(nth / 8)];
        let to = &mut texts[usize::from(nth >= shared)];
        if nth > 0 && nth % 4 == 0 {
            to.push(' ');
        }
        to.push(if byte >> (7 - nth % 8) & 1 == 1 { '1' } else { '0' });
    }
    let [same, other] = texts;
    vec![Span::styled(same, together), Span::styled(other, scene.theme.quiet)]
}
