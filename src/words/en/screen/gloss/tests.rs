//! Nothing stands on the screen that is not explained.

use crate::words::{
    Language,
    lookup::{List, Mark},
    nodes::Columns,
    screen::{
        CensusWords, CopyColumns, CrawlColumns, Meaning, PeerColumns, PulseWords, QueryColumns, RecordColumns,
        TableWords,
    },
};

use super::LABELS;

/// Returns whether a word, or one of several beside it, is explained.
fn is_explained(word: &str, by: &[Meaning]) -> bool {
    by.iter().any(|(words, _)| *words == word || words.split(", ").any(|explained| explained == word))
}

/// Taken apart, so that a new column does not compile without a word on it.
#[test]
fn every_column_and_every_mark_is_explained() {
    let (screen, lookup) = (Language::English.screen(), Language::English.lookup());
    let &PeerColumns { status, name, peer, via, seen, rtt, times, agent, address, since, announced, lapses } =
        &screen.peers.columns;
    let &QueryColumns { kind, key, asked, answered, answered_short, failed, failed_short, time, outcome } =
        &screen.queries.columns;
    let &List {
        peer: who,
        nearness,
        bits,
        rank,
        hop,
        told_by,
        told_by_from,
        asked_at,
        took,
        new,
        store,
        own_table,
        no_answer,
    } = &lookup.list;
    let &TableWords {
        told,
        us,
        known,
        changes,
        truth,
        new: came,
        not_read: _,
        buckets: _,
        legend: _,
        entries: _,
        is_us: _,
        unknown: _,
        untold: _,
    } = &screen.table;
    let others_table = [told, us, known, changes, truth, came];
    let &Mark {
        heard,
        next,
        dialing,
        asked: open,
        silent,
        not_needed,
        not_awaited,
        answered: here,
        failed: lost,
        late,
    } = &lookup.mark;
    let Columns {
        node,
        peer: id,
        life,
        side,
        nearness: near,
        near: cpl,
        closest,
        holder,
        table,
        connections,
        keys,
        served,
    } = &Language::English.nodes().columns;
    let peers = [status, name, peer, via, "cpl", seen, rtt, times, agent, address, since, announced, lapses];
    let buckets = ["cpl", "i", screen.buckets.share, screen.buckets.fill, "n/k", screen.buckets.order];
    let queries = [kind, key, asked, answered, answered_short, failed, failed_short, time, outcome];
    let hops =
        [who, nearness, bits, rank, hop, told_by, told_by_from, asked_at, took, new, store, own_table, no_answer];
    let marks = [heard, next, dialing, open, silent, not_needed, not_awaited, here, lost, late];
    let pictures = [lookup.keyspace.title, lookup.chart.title, lookup.tree.title, lookup.bits.title];
    let others = [lookup.standing.stalled, "α", "k", "round"];
    let plain = [node, life, cpl, holder, table, connections, keys, served].map(|title| title.plain);
    let nodes = [*id, *side, *near, *closest, Language::English.nodes().you, Language::English.nodes().holds];
    for (words, gloss) in [
        (&peers[..], LABELS.peers),
        (&buckets, LABELS.buckets),
        (&queries, LABELS.queries),
        (&hops, LABELS.lookup),
        (&marks, LABELS.lookup),
        (&pictures, LABELS.lookup),
        (&others, LABELS.lookup),
        (&others_table, LABELS.table),
        (&plain, LABELS.nodes),
        (&nodes, LABELS.nodes),
    ] {
        for word in words {
            assert!(is_explained(word, gloss), "{word}");
        }
    }
}

#[test]
fn what_a_node_holds_and_is_asked_is_explained() {
    let screen = Language::English.screen();
    let &RecordColumns {
        key: under,
        kind: sort,
        what,
        size,
        came: way,
        publisher,
        rank: place,
        life: left_bar,
        left,
        again,
    } = &screen.records.columns;
    let records = [under, sort, what, size, way, publisher, place, left_bar, left, again, screen.records.expired[1]];
    let words = &screen.requests;
    let requests = [
        words.kind,
        words.came,
        words.left,
        words.minutes,
        words.half,
        words.most,
        words.nearly_all,
        words.time,
        words.identify,
        words.at,
        words.who,
        words.asks,
        words.key,
        words.answer,
        words.top_askers,
        words.top_keys,
    ];
    let &PulseWords { out, came: inwards, failed: lost_requests, rtt: trip, table: entries, records: kept } =
        &screen.pulse;
    let pulse = [out, inwards, lost_requests, trip, entries, kept];
    for (words, gloss) in [(&records[..], LABELS.records), (&requests, LABELS.requests), (&pulse, LABELS.queries)] {
        for word in words {
            assert!(is_explained(word, gloss), "{word}");
        }
    }
}

#[test]
fn copies_a_crawl_and_the_census_are_explained() {
    let screen = Language::English.screen();
    let &CopyColumns { rank, peer, has, knows, left, rounds, value } = &screen.copies.columns;
    let words = &screen.copies;
    let copies = [rank, has, knows, left, rounds, value, words.last, words.rounds, words.value, words.providers];
    let CrawlColumns { peer: who, reach, nearness, near, closest, table, named_by, agent } = &screen.crawl.columns;
    let list = [*who, reach.plain, *nearness, near.plain, *closest, table.plain, named_by.plain, agent.plain];
    let &CensusWords {
        reckoned,
        took,
        tables,
        programs,
        versions,
        protocols,
        density,
        came,
        went,
        title: _,
        peers: _,
        no_tables: _,
        partial: _,
        failures: _,
        all_reached: _,
        density_columns: _,
        no_change: _,
        unsaid: _,
        reach: _,
        address: _,
        table: _,
        known_by: _,
    } = &screen.crawl.census;
    let census = [reckoned, took, tables, programs, versions, protocols, density, came, went];
    for (words, gloss) in
        [(&copies[..], LABELS.copies), (&[peer], LABELS.crawl), (&list, LABELS.crawl), (&census, LABELS.crawl)]
    {
        for word in words {
            assert!(is_explained(word, gloss), "{word}");
        }
    }
    for mark in ["●", "◌", "×", "…"] {
        assert!(LABELS.crawl.iter().any(|(_, meaning)| meaning.contains(mark)), "{mark}");
    }
    for mark in ["■", "≠", "·", "×"] {
        assert!(LABELS.copies.iter().any(|(_, meaning)| meaning.contains(mark)), "{mark}");
    }
}
