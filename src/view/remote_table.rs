//! The page of a peer's routing table as it told it: its buckets, as bars and at their places in the keyspace, and its entries.

use std::collections::BTreeSet;

use ratatui::text::{Line, Span};

use super::{
    Scene,
    bucket_tree::{BucketTree, Owner},
    buckets, names, peers, text,
    writer::PageWriter,
};
use crate::{
    dht::{Bucket, Entry, PeerId, Position, RemoteEntry},
    state::{Buckets, Row, Status, tables::ReadTable},
};

/// Columns of an entry's common prefix length and name.
const NAME: usize = 18;
/// Columns of its status.
const STATUS: usize = 13;
/// Names of those that differ.
const NAMED: usize = 6;

/// Writes the page.
pub(super) fn write(to: &mut PageWriter, scene: &Scene, owner: &PeerId) {
    let labels = &scene.labels().table;
    let read = scene.state.tables.of(owner);
    if let Some((at, why)) = scene.state.tables.unread(owner) {
        let before = read.map(|read| text::clock(read.at));
        to.text(&scene.ui.language.table_unread(&text::clock(*at), why, before.as_deref()));
        to.blank();
    }
    let Some(read) = read else {
        if scene.state.tables.unread(owner).is_none() {
            to.text(labels.not_read);
        }
        return;
    };
    let changes = read.changes();
    summary(to, scene, read, &changes);
    to.title(labels.buckets);
    let all = buckets_of(scene, read);
    let longest = all.iter().map(|bucket| bucket.entries.len()).max().unwrap_or(0);
    for bucket in all.iter() {
        to.line(bar(scene, bucket, longest, to.width));
    }
    if let Some(tree) = u16::try_from(to.width).ok().and_then(|width| tree(scene, owner, &all, width)) {
        to.blank();
        tree.lines().into_iter().for_each(|line| to.line(line));
        to.text(labels.legend);
    }
    to.title(labels.entries);
    let new: BTreeSet<PeerId> = changes.0.into_iter().collect();
    for bucket in &read.table.buckets {
        for entry in &bucket.entries {
            let line = line(scene, bucket.cpl, entry, new.contains(&entry.peer), to.width);
            to.row(Row::Peer(entry.peer), vec![line]);
        }
    }
    to.blank();
    to.text(labels.untold);
}

fn summary(to: &mut PageWriter, scene: &Scene, read: &ReadTable, (came, went): &(Vec<PeerId>, Vec<PeerId>)) {
    let (language, labels) = (scene.ui.language, &scene.labels().table);
    let told = language.table_told(&text::clock(read.at), &read.table);
    to.fact(labels.told, &told);
    let me = scene.state.session.peer;
    let ours = read.table.buckets.iter().find(|bucket| bucket.entries.iter().any(|entry| entry.peer == me));
    to.fact(labels.us, &language.table_has_us(ours.map(|bucket| bucket.cpl)));
    let known: Vec<_> = read.table.entries().filter_map(|entry| peers::status_of(scene, &entry.peer)).collect();
    let gone = known.iter().filter(|status| **status == Status::Gone).count();
    to.fact(labels.known, &language.table_known(known.len() - gone, gone, read.table.len()));
    if let Some((then, _)) = &read.before {
        let [came, went] = [came, went].map(|all| names::several(scene, all, NAMED));
        to.fact(labels.changes, &language.table_changes(&text::clock(*then), &came, &went));
    }
    if let Some((untold, gone)) = read.against_truth() {
        let [untold, gone] = [&untold, &gone].map(|all| names::several(scene, all, NAMED));
        to.fact(labels.truth, &language.table_truth(&untold, &gone));
    }
}

/// The buckets as our own are drawn: full are entries that we know, half those that are unknown to us, or gone.
fn buckets_of(scene: &Scene, read: &ReadTable) -> Buckets {
    let entry = |entry: &RemoteEntry| {
        let status = peers::status_of(scene, &entry.peer);
        Entry { peer: entry.peer, connected: status.is_some_and(|status| status != Status::Gone) }
    };
    let buckets = read.table.buckets.iter().map(|bucket| {
        let entries = bucket.entries.iter().map(entry).collect();
        Bucket { cpl: bucket.cpl, entries, pending: false }
    });
    let mut all = Buckets::default();
    all.replace(buckets.collect());
    all
}

/// A bucket's entries as a bar, with a mark at k where some bucket has more: by its common prefix, an answer can tell more.
fn bar(scene: &Scene, bucket: &Bucket, longest: usize, width: usize) -> Line<'static> {
    let k = scene.state.session.k;
    let most = longest.max(k);
    let room = width.saturating_sub(32).min(40);
    let mut spans = vec![Span::raw(format!("  {:>3} {:>7}  ", bucket.cpl, buckets::share(bucket.cpl)))];
    let bar = buckets::bar(scene.theme, Some(bucket), most, room);
    if longest > k {
        let mark = k * bar.width() / most;
        let cells = bar.spans.iter().flat_map(|span| span.content.chars().map(|glyph| (glyph, span.style)));
        spans.extend(cells.enumerate().map(|(cell, (glyph, style))| {
            if cell == mark { Span::styled("│", scene.theme.strong) } else { Span::styled(glyph.to_string(), style) }
        }));
    } else {
        spans.extend(bar.spans);
    }
    spans.push(Span::raw(format!("  {}", scene.ui.language.table_count(bucket.entries.len(), k))));
    Line::from(spans)
}

fn tree<'a>(scene: &'a Scene<'a>, owner: &PeerId, all: &'a Buckets, width: u16) -> Option<BucketTree<'a>> {
    BucketTree::of(scene, Owner { position: Position::of_peer(owner), buckets: all, is_us: false }, width)
}

fn line(scene: &Scene, cpl: u16, entry: &RemoteEntry, is_new: bool, width: usize) -> Line<'static> {
    let labels = &scene.labels().table;
    let status = match peers::status_of(scene, &entry.peer) {
        _ if entry.peer == scene.state.session.peer => Line::styled(labels.is_us, scene.theme.strong),
        Some(status) => peers::status(scene, status),
        None => Line::styled(labels.unknown, scene.theme.quiet),
    };
    let padding = STATUS.saturating_sub(status.width());
    let name = text::cut(&names::of(scene, &entry.peer), NAME).into_owned();
    let gap = NAME.saturating_sub(text::width(&name));
    let mut spans = vec![Span::raw(format!(" {cpl:>3}  {name}{}", " ".repeat(gap)))];
    spans.extend(status.spans.into_iter().map(|span| span.patch_style(status.style)));
    spans.push(Span::raw(" ".repeat(padding)));
    if is_new {
        spans.push(Span::styled(format!("{}  ", labels.new), scene.theme.mark));
    }
    if !scene.ui.presents {
        let addresses = entry.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let room = width.saturating_sub(NAME + STATUS + 8);
        spans.push(Span::styled(text::cut(&text::clean(&addresses), room).into_owned(), scene.theme.quiet));
    }
    Line::from(spans)
}
