//! The page of who holds a key: a line for each of the closest, and how it was round after round.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use super::{Scene, names, records, text, writer::PageWriter};
use crate::{
    command::typed,
    dht::{CopyKind, CopyMark, HeldCopy, Key, PeerId, Timestamp, as_text, hex},
    state::{
        Peer, Query, Row,
        copies::{CopyRounds, Round},
    },
};

/// Rounds that are drawn.
const MAX_DRAWN: usize = 30;
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
        to.text(if scene.ui.replay.is_some() { labels.none_in_recording } else { labels.asking });
        if let Some(since) = under_way(scene, key, what) {
            to.text(&scene.ui.language.copies_under_way(&text::clock(since)));
        }
        return;
    };
    let last = &rounds.last;
    if let Some(said) = scene.state.queries.get(last.query).and_then(|query| query.said(scene.ui.language)) {
        to.fact(labels.last, &format!("{} · {said}", text::clock(last.at)));
    }
    if let Some(since) = under_way(scene, key, what) {
        to.fact(labels.next, &scene.ui.language.copies_under_way(&text::clock(since)));
    }
    history(to, scene, rounds);
    if what == CopyKind::Provider {
        providers(to, scene, last);
    }
    let common = last.copies.common_value().map(<[u8]>::to_vec);
    if let Some(value) = &common {
        to.fact(labels.value, &shown(value));
    }
    to.blank();
    let table = Table { scene, rounds, common: common.as_deref(), width: to.width };
    to.line(table.heading());
    for (copy, rank) in last.copies.closest.iter().zip(1..) {
        to.row(Row::Peer(copy.peer), vec![table.line(copy, rank)]);
    }
    if rounds.marks.len() > 1 {
        to.text(if what == CopyKind::Provider { labels.legend_of_providers } else { labels.legend });
    }
    to.blank();
    let is_selected = scene.ui.page_row() == Some(Row::Query(last.query));
    let style = if is_selected { scene.theme.strong } else { Style::new() };
    let line = Line::styled(format!("{} {}", if is_selected { "›" } else { " " }, labels.lookup), style);
    to.row(Row::Query(last.query), vec![line]);
    if rounds.marks.len() == 1 && scene.ui.replay.is_none() {
        to.text(&scene.ui.language.copies_again(what, &text::cut(&typed(key), MAX_KEY)));
    }
}

/// Returns since when a round goes on of which nothing is known yet, if one does.
fn under_way(scene: &Scene, key: &Key, what: CopyKind) -> Option<Timestamp> {
    let is_open = |query: &&Query| query.finished.is_none() || query.is_being_checked();
    let rounds = scene.state.queries.iter().filter(|query| query.kind == what.kind() && query.key == *key);
    rounds.filter(is_open).map(|query| query.started).min()
}

/// Says how many rounds there were, and draws how many of the closest had it in each.
fn history(to: &mut PageWriter, scene: &Scene, rounds: &CopyRounds) {
    let (language, labels) = (scene.ui.language, &scene.labels().copies);
    let (Some(first), Some(last)) = (rounds.marks.front(), rounds.marks.back()) else { return };
    if rounds.marks.len() < 2 {
        return;
    }
    let words = language.copies_rounds(rounds.marks.len(), &text::clock(first.at), &text::clock(last.at));
    let from = rounds.marks.len().saturating_sub(MAX_DRAWN);
    let drawn = text::sparkline(rounds.marks.iter().skip(from).map(|round| Some(round.held as u64)));
    let held = format!("{} → {}/{}", rounds.marks[from].held, last.held, last.answering);
    to.fact(labels.rounds, &format!("{drawn} {held} · {words}"));
}

/// Those closest, a line each.
struct Table<'a> {
    scene: &'a Scene<'a>,
    rounds: &'a CopyRounds,
    /// The value that most have.
    common: Option<&'a [u8]>,
    width: usize,
}

impl Table<'_> {
    /// Returns the columns for the rounds: none where there was one alone.
    fn rounds_width(&self) -> usize {
        let least = self.scene.labels().copies.columns.rounds.len();
        match self.rounds.marks.len() {
            0 | 1 => 0,
            rounds => {
                rounds.min(self.width.saturating_sub(WIDTHS.iter().sum::<usize>()) / 2).min(MAX_DRAWN).max(least) + 1
            }
        }
    }

    fn heading(&self) -> Line<'static> {
        let columns = &self.scene.labels().copies.columns;
        let (has, left) = match self.rounds.what {
            CopyKind::Value => (columns.has, columns.left),
            CopyKind::Provider => (columns.knows, ""),
        };
        let cells = [columns.rank, columns.peer, has, left].into_iter().zip(WIDTHS);
        let cells: Vec<String> = cells.map(|(word, width)| format!("{word:<width$}")).collect();
        let rounds = self.rounds_width();
        let drawn = if rounds > 0 { format!("{:<rounds$}", columns.rounds) } else { String::new() };
        Line::styled(format!(" {}{drawn}{}", cells.concat(), columns.value), self.scene.theme.quiet)
    }

    fn line(&self, copy: &HeldCopy, rank: usize) -> Line<'static> {
        let (labels, theme) = (&self.scene.labels().copies, self.scene.theme);
        let mark = CopyMark::of(copy, self.common);
        let word = labels.word(mark, self.rounds.what);
        let left = match (copy.value.is_some(), copy.expires_in) {
            (false, _) => String::new(),
            (true, None) => labels.left_unsaid.to_owned(),
            (true, Some(left)) => records::clock(left),
        };
        let is_selected = self.scene.ui.page_row() == Some(Row::Peer(copy.peer));
        let [ranks, names, has, lefts] = WIDTHS;
        let rank = format!("#{rank}");
        let name = text::cut(&names::of(self.scene, &copy.peer), names - 1).into_owned();
        let name = format!("{name}{}", " ".repeat(names.saturating_sub(text::width(&name))));
        let mut spans = vec![
            Span::raw(if is_selected { "›" } else { " " }),
            Span::styled(format!("{rank:<ranks$}{name}"), if is_selected { theme.strong } else { Style::new() }),
            Span::styled(format!("{word:<has$}"), drawn(self.scene, mark).style),
            Span::raw(format!("{left:<lefts$}")),
        ];
        let rounds = self.rounds_width();
        if rounds > 0 {
            let marks = &self.rounds.marks;
            let shown = marks.iter().skip(marks.len().saturating_sub(rounds - 1));
            let cells = shown.map(|round| round.get(&copy.peer).map_or(Span::raw(" "), |mark| drawn(self.scene, mark)));
            let count = spans.len();
            spans.extend(cells);
            spans.push(Span::raw(" ".repeat(rounds.saturating_sub(spans.len() - count))));
        }
        let is_other = mark == CopyMark::HasOther;
        let rest = self.width.saturating_sub(WIDTHS.iter().sum::<usize>() + rounds + 1);
        let why = text::cut(&text::clean(&why(self.scene, &self.rounds.last, copy, is_other)), rest).into_owned();
        spans.push(Span::styled(why, if is_other { theme.mark } else { theme.quiet }));
        Line::from(spans)
    }
}

/// Draws what a peer had in a round.
fn drawn(scene: &Scene, mark: CopyMark) -> Span<'static> {
    let theme = scene.theme;
    match mark {
        CopyMark::HasOther => Span::styled("≠", theme.mark),
        CopyMark::Has => Span::styled("■", theme.good),
        CopyMark::NoAnswer => Span::styled("×", theme.bad),
        CopyMark::HasNot => Span::styled("·", theme.quiet),
        CopyMark::GivenUp => Span::raw(" "),
    }
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

/// Returns a look at a value: its text, or its bytes.
fn shown(value: &[u8]) -> String {
    let text = as_text(value).unwrap_or_else(|| hex(value.get(..MAX_VALUE).unwrap_or(value)));
    text::cut(&text, MAX_VALUE).into_owned()
}
