//! What a query found, in full: values and who holds them, providers, where it was stored, what failed and what was odd.

use ratatui::text::Line;

use crate::{
    dht::{PeerId, as_text, hex},
    state::{Lookup, Query, lookup::Hop},
    view::{Scene, names, text, writer::PageWriter},
    words::Language,
};

/// Bytes of a value that a page shows: some screens of them.
const MAX_SHOWN: usize = 4_000;
/// Odd answers and failures that are said in full.
const MAX_REASONS: usize = 60;

/// Returns the lines.
pub(super) fn lines(scene: &Scene, query: &Query, lookup: &Lookup, width: u16) -> Vec<Line<'static>> {
    let (language, labels) = (scene.ui.language, &scene.ui.language.lookup().facts);
    let mut to = PageWriter::new(scene, width);
    found(&mut to, scene, query);
    reasons(&mut to, scene, lookup);
    earlier(&mut to, scene, query);
    if lookup.dropped > 0 {
        to.fact(labels.not_kept, &language.only_heard_of(lookup.dropped));
    }
    to.fact(labels.started, &language.query_started(&text::clock(query.started)));
    to.fact(labels.quorum, &language.query_needed(query.needed));
    to.lines()
}

fn found(to: &mut PageWriter, scene: &Scene, query: &Query) {
    let (language, labels) = (scene.ui.language, &scene.ui.language.lookup().facts);
    if query.values.len() > 1 {
        to.fact(labels.disagree, &language.different_values(query.values.len()));
    }
    for (value, holders) in &query.values {
        to.fact(labels.value, &shown(language, value));
        let names = holders.iter().map(|holder| holder.map_or(labels.here.to_owned(), |peer| names::of(scene, &peer)));
        to.fact(labels.held_by, &joined(names));
    }
    if !query.providers.is_empty() {
        who_all(to, scene, labels.providers, query.providers.iter(), query.more_providers);
    }
    if query.without_address > 0 {
        to.fact(labels.without_address, &language.providers_without_address(query.without_address));
    }
    if query.stores > 0 {
        who_all(to, scene, labels.stored_at, query.stored.iter(), 0);
    }
    if !query.outcome.closest.is_empty() {
        who_all(to, scene, labels.closest, query.outcome.closest.iter(), 0);
    }
}

fn reasons(to: &mut PageWriter, scene: &Scene, lookup: &Lookup) {
    let (language, labels) = (scene.ui.language, &scene.ui.language.lookup().facts);
    let said = |hop: &&Hop| hop.failure.is_some() || !hop.odd.is_empty();
    for hop in lookup.hops.values().filter(said).take(MAX_REASONS) {
        let failed = hop.failure.as_ref().map(|failure| language.failure(failure));
        let odd = (!hop.odd.is_empty()).then(|| language.oddities(&hop.odd));
        let words = failed.into_iter().chain(odd).collect::<Vec<_>>().join("; ");
        to.fact(
            if hop.failure.is_some() { labels.failed } else { labels.odd },
            &format!("{}: {words}", names::of(scene, &hop.peer)),
        );
    }
}

/// The lookups before the one that is shown: a bootstrap is many.
fn earlier(to: &mut PageWriter, scene: &Scene, query: &Query) {
    let Some((_, earlier)) = query.lookups.split_last() else { return };
    for (nth, lookup) in earlier.iter().enumerate() {
        let asked = lookup.hops.values().filter(|hop| hop.asked.is_some()).count();
        let near = lookup.closest().next().map_or(0, |hop| hop.cpl);
        let lasted = lookup.ended.map(|at| text::duration(at.since(lookup.started)));
        let heard = lookup.hops.len() + lookup.dropped;
        let words = scene.ui.language.earlier_lookup(asked, heard, lookup.rounds(), lasted.as_deref(), near);
        to.fact(&scene.ui.language.lookup_nth(nth + 1), &words);
    }
}

/// Names all these peers, of whom there are so many more.
fn who_all<'a>(
    to: &mut PageWriter,
    scene: &Scene,
    name: &str,
    peers: impl ExactSizeIterator<Item = &'a PeerId>,
    more: usize,
) {
    let (many, language) = (peers.len(), scene.ui.language);
    let names = joined(peers.map(|peer| names::of(scene, peer)));
    let nobody = language.lookup().facts.nobody;
    to.fact(name, &if many == 0 { nobody.to_owned() } else { format!("{}: {names}", language.shown_of(many, more)) });
}

fn joined(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// A value, as text where it is text; a long one is cut, and its size said.
fn shown(language: Language, value: &[u8]) -> String {
    let text = as_text(value).unwrap_or_else(|| hex(value.get(..MAX_SHOWN).unwrap_or(value)));
    if value.len() <= MAX_SHOWN {
        return text;
    }
    language.value_begins(&text::cut(&text, MAX_SHOWN), value.len())
}
