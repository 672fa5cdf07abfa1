//! The page of who holds a key: a line for each of the closest, and how it was round after round.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{Scene, names, records, text, writer::PageWriter};
use crate::{
    command::typed,
    dht::{CopyKind, Failure, HeldCopy, Key, PeerId, Timestamp, as_text, hex},
    state::{
        Peer, Row,
        copies::{CopyRounds, Round},
    },
};

/// Columns of a rank, a name, whether it has it, and how long that lives.
const WIDTHS: [usize; 4] = [5, 18, 14, 9];
/// Whom this node met so early may have been there long before.
const FIRST_MINUTE: Timestamp = Timestamp(60_000_000);
/// Characters of a key in a sentence.
const MAX_KEY: usize = 40;

/// Characters of a value.
const MAX_VALUE: usize = 200;

/// Writes the page.
pub(super) fn write(to: &mut PageWriter, scene: &Scene, key: &Key, what: CopyKind) {
    let labels = &scene.labels().copies;
    let Some(rounds) = scene.state.copies.of(key, what) else {
        return to.text(if scene.ui.replay.is_some() { labels.none_in_recording } else { labels.asking });
    };
    let last = rounds.last();
    if let Some(said) = scene.state.queries.get(last.query).and_then(|query| query.said(scene.ui.language)) {
        to.fact(labels.last, &format!("{} · {said}", text::clock(last.at)));
    }
    let common = last.copies.common_value().map(<[u8]>::to_vec);
    if let Some(value) = &common {
        to.fact(labels.value, &shown(value));
    }
    to.blank();
    let columns = &labels.columns;
    heading(to, scene, [columns.rank, columns.peer, columns.has, columns.left], columns.value);
    for (copy, rank) in last.copies.closest.iter().zip(1..) {
        let line = line(scene, last, copy, rank, common.as_deref(), to.width);
        to.row(Row::Peer(copy.peer), vec![line]);
    }
    if what == CopyKind::Provider {
        providers(to, scene, last);
    }
    history(to, scene, rounds);
    to.blank();
    let is_selected = scene.ui.page_row() == Some(Row::Query(last.query));
    let style = if is_selected { scene.theme.strong } else { Style::new() };
    let line = Line::styled(format!("{} {}", if is_selected { "›" } else { " " }, labels.lookup), style);
    to.row(Row::Query(last.query), vec![line]);
    if rounds.rounds.len() == 1 && scene.ui.replay.is_none() {
        to.text(&scene.ui.language.copies_again(what, &text::cut(&typed(key), MAX_KEY)));
    }
}

fn heading(to: &mut PageWriter, scene: &Scene, words: [&str; 4], last: &str) {
    let cells = words.iter().zip(WIDTHS).map(|(word, width)| format!("{word:<width$}"));
    let cells: Vec<String> = cells.chain([last.to_owned()]).collect();
    to.line(Line::styled(format!(" {}", cells.concat()), scene.theme.quiet));
}

fn line(
    scene: &Scene,
    round: &Round,
    copy: &HeldCopy,
    rank: usize,
    common: Option<&[u8]>,
    width: usize,
) -> Line<'static> {
    let (labels, theme) = (&scene.labels().copies, scene.theme);
    let is_other = copy.value.is_some() && copy.value.as_deref() != common;
    let (word, style) = match copy {
        _ if is_other => (labels.other, theme.mark),
        HeldCopy { has: true, value: Some(_), .. } => (labels.has, theme.good),
        HeldCopy { has: true, .. } => (labels.knows, theme.good),
        HeldCopy { failure: Some(_), .. } => (labels.no_answer, theme.bad),
        _ => (labels.has_not, theme.quiet),
    };
    let left = match (copy.has && copy.value.is_some(), copy.expires_in) {
        (false, _) => String::new(),
        (true, None) => labels.left_unsaid.to_owned(),
        (true, Some(left)) => records::clock(left),
    };
    let is_selected = scene.ui.page_row() == Some(Row::Peer(copy.peer));
    let [ranks, names, has, lefts] = WIDTHS;
    let rest = width.saturating_sub(WIDTHS.iter().sum::<usize>() + 1);
    let rank = format!("#{rank}");
    let name = text::cut(&names::of(scene, &copy.peer), names - 1).into_owned();
    let name = format!("{name}{}", " ".repeat(names.saturating_sub(text::width(&name))));
    let why = text::cut(&text::clean(&why(scene, round, copy, is_other)), rest).into_owned();
    Line::from(vec![
        Span::raw(if is_selected { "›" } else { " " }),
        Span::styled(format!("{rank:<ranks$}{name}"), if is_selected { theme.strong } else { Style::new() }),
        Span::styled(format!("{word:<has$}"), style),
        Span::raw(format!("{left:<lefts$}")),
        Span::styled(why, if is_other { theme.mark } else { theme.quiet }),
    ])
}

/// Says which value it is where it is another, which providers it knows, or why it has none.
fn why(scene: &Scene, round: &Round, copy: &HeldCopy, is_other: bool) -> String {
    let (language, labels) = (scene.ui.language, &scene.labels().copies);
    match copy {
        HeldCopy { value: Some(value), .. } if is_other => shown(value),
        HeldCopy { failure: Some(failure), .. } => language.failure(failure),
        HeldCopy { has: true, value: None, providers, .. } => names::several(scene, providers, 5),
        HeldCopy { has: true, .. } => String::new(),
        _ if is_later(scene, round, &copy.peer) => labels.later.to_owned(),
        _ => {
            let is_newcomer = |peer: &&Peer| peer.since > FIRST_MINUTE && scene.lab.number(&copy.peer).is_none();
            let known = scene.state.peers.get(&copy.peer).filter(is_newcomer);
            known.map_or_else(String::new, |peer| language.copies_since(&text::clock(peer.since)))
        }
    }
}

fn is_later(scene: &Scene, round: &Round, peer: &PeerId) -> bool {
    let truth = scene.state.queries.get(round.query).and_then(|query| query.truth.as_ref());
    truth.is_some_and(|truth| truth.later.contains(peer))
}

fn providers(to: &mut PageWriter, scene: &Scene, round: &Round) {
    let labels = &scene.labels().copies;
    if round.copies.providers.is_empty() {
        return;
    }
    to.title(labels.providers);
    for (peer, failure) in &round.copies.providers {
        let words = match failure {
            None => Span::styled(labels.reached, scene.theme.good),
            Some(failure) => Span::styled(scene.ui.language.failure(failure), scene.theme.bad),
        };
        let knowing = round.copies.closest.iter().filter(|copy| copy.providers.contains(peer)).count();
        let name = names::of(scene, peer);
        let gap = " ".repeat(24_usize.saturating_sub(text::width(&name)));
        let known = Span::styled(format!("{knowing:>3}/{:<4}", round.copies.answering()), scene.theme.quiet);
        to.line(Line::from(vec![Span::raw(format!("  {name}{gap}")), known, words]));
    }
}

/// Draws all rounds: a row for each of the closest, a column for each round.
fn history(to: &mut PageWriter, scene: &Scene, rounds: &CopyRounds) {
    let (language, labels) = (scene.ui.language, &scene.labels().copies);
    let (Some(first), last) = (rounds.rounds.front(), rounds.last()) else { return };
    if rounds.rounds.len() < 2 {
        return;
    }
    to.title(labels.rounds);
    to.text(&language.copies_rounds(rounds.rounds.len(), &text::clock(first.at), &text::clock(last.at)));
    let name = WIDTHS[0] + WIDTHS[1];
    let shown = to.width.saturating_sub(name + 2).max(1);
    let from = rounds.rounds.len().saturating_sub(shown);
    let counts = rounds.rounds.iter().skip(from).map(|round| Some(round.copies.held() as u64));
    to.line(Line::from(vec![
        Span::styled(format!(" {:<name$}", labels.columns.has), scene.theme.quiet),
        Span::raw(text::sparkline(counts)),
        Span::styled(format!(" {}/{}", last.copies.held(), last.copies.answering()), scene.theme.quiet),
    ]));
    for (copy, rank) in last.copies.closest.iter().zip(1..) {
        let rank = format!("#{rank}");
        let called = text::cut(&names::of(scene, &copy.peer), WIDTHS[1] - 1).into_owned();
        let gap = " ".repeat(WIDTHS[1].saturating_sub(text::width(&called)));
        let mut spans = vec![Span::raw(format!(" {rank:<width$}{called}{gap}", width = WIDTHS[0]))];
        spans.extend(rounds.rounds.iter().skip(from).map(|round| cell(scene, round, &copy.peer)));
        to.line(Line::from(spans));
    }
    to.text(labels.legend);
}

fn cell(scene: &Scene, round: &Round, peer: &PeerId) -> Span<'static> {
    let theme = scene.theme;
    let Some(copy) = round.of(peer) else { return Span::raw(" ") };
    let common = round.copies.common_value();
    match copy {
        HeldCopy { value: Some(value), .. } if Some(value.as_slice()) != common => Span::styled("≠", theme.mark),
        HeldCopy { has: true, .. } => Span::styled("■", theme.good),
        HeldCopy { failure: Some(Failure::GivenUp), .. } => Span::raw(" "),
        HeldCopy { failure: Some(_), .. } => Span::styled("×", theme.bad),
        _ => Span::styled("·", theme.quiet),
    }
}

/// Returns a look at a value: its text, or its bytes.
fn shown(value: &[u8]) -> String {
    let text = as_text(value).unwrap_or_else(|| hex(value.get(..MAX_VALUE).unwrap_or(value)));
    text::cut(&text, MAX_VALUE).into_owned()
}
