//! The page of what a crawl found of the network as a whole.

use ratatui::text::{Line, Span};

use super::{Scene, names, text, writer::PageWriter};
use crate::{
    dht::PeerId,
    state::{
        Row,
        crawl::{
            Crawl, CrawledPeer,
            census::{Census, NEAREST},
        },
        ui::MAX_CHANGED,
    },
};

/// Lines of each list.
const MAX_LINES: usize = 12;
/// Columns of the counts.
const COUNT: usize = 7;
/// Columns of a bar.
const BAR: usize = 24;
/// Peers that know another, which its page names.
const MAX_NAMED: usize = 20;

/// Writes the page.
pub(super) fn write(to: &mut PageWriter, scene: &Scene) {
    let labels = &scene.labels().crawl;
    let Some(crawl) = scene.state.crawls.last.as_deref() else {
        return to.text(if scene.ui.replay.is_some() { labels.none_in_recording } else { labels.none });
    };
    let census = Census::of(crawl, &scene.state.position);
    summary(to, scene, crawl, &census);
    failures(to, scene, crawl, &census);
    changes(to, scene, crawl);
    let unsaid = labels.census.unsaid;
    let said = |all: &[(Option<String>, usize)]| -> Vec<(String, usize)> {
        all.iter().map(|(name, count)| (name.clone().unwrap_or_else(|| unsaid.to_owned()), *count)).collect()
    };
    counts(to, scene, labels.census.programs, &said(&census.agents));
    counts(to, scene, labels.census.versions, &said(&census.versions));
    counts(to, scene, labels.census.protocols, &census.protocols);
    density(to, scene, &census);
}

fn summary(to: &mut PageWriter, scene: &Scene, crawl: &Crawl, census: &Census) {
    let (language, labels) = (scene.ui.language, &scene.labels().crawl.census);
    let ended = crawl.finished.as_ref().map(|(at, _)| text::clock(*at));
    let title = language.crawl_title(&text::clock(crawl.started), ended.as_deref(), None, crawl.known());
    to.fact(labels.took, &title);
    to.fact(
        labels.peers,
        &match &crawl.finished {
            Some((_, summary)) => language.answer(&crate::dht::Answer::Crawled(*summary)),
            None => language.crawl_progress(&crawl.counts, crawl.time_left(scene.now)),
        },
    );
    if !crawl.is_whole() {
        to.fact("", labels.partial);
    }
    if let Some(estimate) = census.estimate {
        to.fact(labels.reckoned, &language.census_reckoned(estimate, NEAREST));
    }
    let [entries, dead] = census.entries;
    let tables = language.census_tables(census.tables, entries, dead);
    to.fact(labels.tables, if crawl.plan.has_tables { &tables } else { labels.no_tables });
}

/// Writes why peers were not reached, or did not answer.
fn failures(to: &mut PageWriter, scene: &Scene, crawl: &Crawl, census: &Census) {
    let labels = &scene.labels().crawl.census;
    let failures = census.failures.iter().map(|(failure, count)| (scene.ui.language.failure(failure), *count));
    counts(to, scene, labels.failures, &failures.collect::<Vec<_>>());
    if census.failures.is_empty() && crawl.is_whole() {
        to.title(labels.failures);
        to.text(labels.all_reached);
    }
}

/// Writes who came and who went since the crawl before.
fn changes(to: &mut PageWriter, scene: &Scene, crawl: &Crawl) {
    let (language, labels) = (scene.ui.language, &scene.labels().crawl.census);
    let (Some([came, went]), Some(at)) = (&crawl.changes, scene.state.crawls.ended_before()) else { return };
    to.title(&language.census_since(&text::clock(at)));
    if came.is_empty() && went.is_empty() {
        to.text(labels.no_change);
    }
    for (word, style, peers) in [(labels.came, scene.theme.good, came), (labels.went, scene.theme.bad, went)] {
        for peer in peers.iter().take(MAX_CHANGED) {
            let line = vec![Span::styled(format!(" {word:<6}"), style), Span::raw(names::of(scene, peer))];
            to.row(Row::Peer(*peer), vec![Line::from(line)]);
        }
        if peers.len() > MAX_CHANGED {
            to.text(&language.census_more(peers.len() - MAX_CHANGED));
        }
    }
}

fn counts(to: &mut PageWriter, scene: &Scene, title: &str, all: &[(String, usize)]) {
    if !all.is_empty() {
        to.title(title);
        bars(to, scene, all);
    }
}

/// Writes counts with bars, the longest for the most.
fn bars(to: &mut PageWriter, scene: &Scene, all: &[(String, usize)]) {
    let most = all.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let room = to.width.saturating_sub(COUNT + BAR + 4);
    for (name, count) in all.iter().take(MAX_LINES) {
        let bar = "━".repeat((count * BAR).div_ceil(most));
        to.line(Line::from(vec![
            Span::raw(format!("{count:>COUNT$}  ")),
            Span::styled(format!("{bar:<BAR$}  "), scene.theme.good),
            Span::raw(text::cut(&text::clean(name), room).into_owned()),
        ]));
    }
    if let Some(more) = all.len().checked_sub(MAX_LINES).filter(|more| *more > 0) {
        to.text(&format!("{:COUNT$}  {}", "", scene.ui.language.census_more(more)));
    }
}

/// Writes how many share how many bits with this node, beside how many would by chance.
fn density(to: &mut PageWriter, scene: &Scene, census: &Census) {
    let labels = &scene.labels().crawl.census;
    if census.density.is_empty() {
        return;
    }
    to.title(labels.density);
    to.text(labels.density_columns);
    let most = f64::from(u32::try_from(census.reached.max(1)).unwrap_or(u32::MAX)).log2() + 1.0;
    let length = |count: f64| {
        let part = if count < 1.0 { 0.0 } else { (count.log2() + 1.0) / most };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "columns of a bar")]
        let length = (part * 30.0).round() as usize;
        length.min(30)
    };
    for (bits, count, expected) in &census.density {
        let (have, wanted) = (length(f64::from(u32::try_from(*count).unwrap_or(u32::MAX))), length(*expected));
        let mut spans = vec![
            Span::raw(scene.ui.language.census_density(*bits, *count, *expected)),
            Span::styled("━".repeat(have), scene.theme.good),
        ];
        if wanted > have {
            spans.push(Span::styled("·".repeat(wanted - have), scene.theme.quiet));
        }
        to.line(Line::from(spans));
    }
}

/// Writes what a crawl found of a peer, on its page.
pub(super) fn write_of(to: &mut PageWriter, scene: &Scene, peer: &PeerId) {
    let Scene { state, ui, .. } = *scene;
    let Some(crawl) = state.crawls.last.as_deref().filter(|crawl| crawl.get(peer).is_some()) else { return };
    let (Some(found), Some(number)) = (crawl.get(peer), crawl.number(peer)) else { return };
    let labels = &scene.labels().crawl.census;
    let at = crawl.finished.as_ref().map_or(crawl.started, |(at, _)| *at);
    to.title(&ui.language.crawl_of_peer(&text::clock(at)));
    to.facts(labels.reach, vec![super::nodes::reach(scene, crawl, found)]);
    said(to, scene, crawl, found);
    if let Some(table) = &found.table {
        let entries: Vec<PeerId> = table.iter().map(|number| crawl.peers[*number as usize].peer).collect();
        to.fact(labels.table, &names::several(scene, &entries, MAX_NAMED));
    }
    if crawl.plan.has_tables {
        let known_by: Vec<PeerId> = crawl.known_by(number).map(|found| found.peer).collect();
        let whose = names::several(scene, &known_by, MAX_NAMED);
        to.fact(labels.known_by, &ui.language.crawl_known_by(found.named_by, &whose));
    }
}

fn said(to: &mut PageWriter, scene: &Scene, crawl: &Crawl, found: &CrawledPeer) {
    let (labels, page) = (&scene.labels().crawl.census, &scene.labels().page);
    if let Some(failure) = &found.failure {
        to.fact(page.why_not_connected, &scene.ui.language.failure(failure));
    }
    if let Some(address) = &found.address {
        to.fact(labels.address, &address.to_string());
    }
    if let Some(agent) = found.agent {
        to.fact(page.agent, crawl.agents.get(agent));
    }
    if let Some(protocols) = found.protocols {
        to.fact(page.protocols, &crawl.protocols.get(protocols).replace('\n', ", "));
    }
}
