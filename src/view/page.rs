//! Pages over the panes: everything known of a peer, of a query; what happened so far; help. A page is lines, scrolled.

use ratatui::{
    layout::{Margin, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{
    Scene, canvas::Canvas, census, changes, copies, help, line::part, lookup, mdns, names, nodes, notices, pane, peers,
    records, remote_table, requests, scroll::Scrolled, text, writer::PageWriter,
};
use crate::{
    dht::{Answer, PeerId, TableSummary, hex, kad_index, name::spoken, tail},
    state::{Page, Peer, Row, State, notices::What},
};

/// Peers that a line of a node's page names.
const MAX_NAMED: usize = 20;
/// Characters of a key in a title.
const MAX_KEY: usize = 60;

/// Draws a page. Returns how many of its lines can be scrolled away at most beyond what its selected row needs.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene, page: &Page) -> u16 {
    let (language, labels) = (scene.ui.language, &scene.labels().page);
    let title = match page {
        Page::Query(query) => return lookup::draw(canvas, area, scene, *query),
        Page::Help { command: None } => labels.help.to_owned(),
        Page::Help { command: Some(command) } => language.page_help_on(&text::clean(command)),
        Page::Words(topic) => help::words_title(scene, *topic).to_owned(),
        Page::Peer(peer) => language.page_peer(&names::of(scene, peer)),
        Page::Mdns => scene.labels().mdns.title.to_owned(),
        Page::Record(_) => scene.labels().records.page.title.to_owned(),
        Page::Records(peer) => language.records_of(&names::of(scene, peer)),
        Page::Copies { key, what } => language.copies_title(*what, &text::cut(&text::clean(&spoken(key)), MAX_KEY)),
        Page::Census => scene.labels().crawl.census.title.to_owned(),
        Page::Changes(None) => scene.labels().changes.title.to_owned(),
        Page::Changes(Some(last)) => language.changes_of_last(*last),
        Page::Table(peer) => language.page_table(&names::of(scene, peer)),
        Page::Notices => labels.notices.to_owned(),
        Page::Notice(_) => labels.notice.to_owned(),
    };
    let title = vec![part(0, title, scene.theme.strong), part(1, labels.goes_back, scene.theme.quiet)];
    let inside = pane::boxed(canvas, area, scene, !scene.ui.focus.is_at_prompt(), title);
    let room = inside.inner(Margin::new(1, 0));
    let mut to = PageWriter::new(scene, room.width);
    match page {
        Page::Help { command } => help::write(&mut to, scene, command.as_deref()),
        Page::Words(topic) => help::write_words(&mut to, scene, *topic),
        Page::Peer(peer) => peer_page(&mut to, scene, *peer),
        Page::Query(_) => {}
        Page::Mdns => mdns::write(&mut to, scene),
        Page::Record(id) => records::write(&mut to, scene, *id),
        Page::Records(peer) => {
            if let Some(state) = inside_of(scene, peer) {
                return records::draw_of(canvas, inside, &Scene { state, ..*scene });
            }
            let labels = &scene.labels().records;
            to.text(if scene.ui.replay.is_some() { labels.not_told_in_recording } else { labels.not_told });
        }
        Page::Changes(last) => changes::write(&mut to, scene, *last),
        Page::Copies { key, what } => copies::write(&mut to, scene, key, *what),
        Page::Census => census::write(&mut to, scene),
        Page::Table(peer) => remote_table::write(&mut to, scene, peer),
        Page::Notices => notices_page(&mut to, scene),
        Page::Notice(number) => notice_page(&mut to, scene, *number),
    }
    show(canvas, inside, room, scene, to)
}

/// Shows the lines from where they are scrolled to, never past the last.
fn show(canvas: &mut Canvas, inside: Rect, room: Rect, scene: &Scene, page: PageWriter) -> u16 {
    let (rows, lines) = (page.rows(), page.lines());
    let selected = scene.ui.page_row().and_then(|row| rows.iter().find(|(other, _)| *other == row));
    let at = Scrolled::new(scene, lines.len(), selected.map(|(_, lines)| lines.start), room.height);
    if inside.width > 2 {
        at.draw_bar(canvas, inside, scene);
    }
    let shown = lines.into_iter().skip(at.from).take(room.height.into()).collect::<Vec<_>>();
    canvas.render_widget(Paragraph::new(shown), room);
    for (row, lines) in rows {
        at.mark(canvas, room, scene, row, lines);
    }
    at.last
}

fn peer_page(to: &mut PageWriter, scene: &Scene, id: PeerId) {
    let labels = &scene.labels().page;
    let offers = scene.ui.offers(&id, scene.state, scene.lab);
    for row in &offers {
        let words = match row {
            Row::Be(_) => labels.be_it.to_owned(),
            Row::Ping(_) => labels.ping_it.to_owned(),
            _ if scene.ui.replay.is_some() => labels.its_table.to_owned(),
            _ => labels.read_its_table.to_owned(),
        };
        let is_selected = scene.ui.page_row() == Some(*row);
        let style = if is_selected { scene.theme.strong } else { ratatui::style::Style::new() };
        to.row(*row, vec![Line::styled(format!("{} {words}", if is_selected { "›" } else { " " }), style)]);
    }
    if id == scene.state.session.peer {
        to.text(labels.is_us);
    } else if !offers.is_empty() && scene.ui.replay.is_none() {
        to.text(&scene.ui.language.page_ask(&tail(&id)));
    }
    to.blank();
    to.fact(labels.id, &id.to_base58());
    if let Some(name) = scene.lab.name(&id) {
        to.fact(labels.name, &name);
    }
    if let Some(number) = scene.lab.number(&id) {
        let node = &scene.lab.nodes[number];
        let life = nodes::life_word(scene.ui.language, node.life);
        let words = match scene.ui.replay {
            None => scene.ui.language.page_node(life, node.table, node.connections, node.holds, node.served),
            Some(_) => life.to_owned(), // the rest is in no recording
        };
        to.fact(labels.practice, &words);
    }
    let position = crate::dht::Position::of_peer(&id);
    to.fact(labels.position, &hex(position.bytes()));
    match scene.state.peers.get(&id) {
        Some(peer) => what_is_known(to, scene, peer),
        None if scene.state.crawls.last.as_ref().is_some_and(|crawl| crawl.get(&id).is_some()) => {} // that follows
        None => to.text(labels.nothing_known),
    }
    census::write_of(to, scene, &id);
    if let Some(state) = inside_of(scene, &id) {
        what_it_says(to, &Scene { state, ..*scene });
    }
    if id != scene.state.session.peer {
        what_it_told(to, scene, &id);
    }
}

/// Returns what a practice node knows: the one that is looked through, or another as it tells it while its page is open.
fn inside_of<'a>(scene: &Scene<'a>, peer: &PeerId) -> Option<&'a State> {
    let ours = Some(scene.state).filter(|state| state.session.peer == *peer);
    let other = scene.lab.inside.as_deref().filter(|state| state.session.peer == *peer);
    ours.or(other.filter(|_| scene.ui.replay.is_none()))
}

/// Writes what a node knows, holds and is asked; `scene` is of that node.
fn what_it_says(to: &mut PageWriter, scene: &Scene) {
    let Scene { state, now, .. } = *scene;
    let labels = &scene.labels().page;
    to.title(labels.its_life);
    let start = state.records.stores.start;
    to.fact(labels.runs_since, text::age(start, now).as_deref().unwrap_or(scene.labels().now));
    let connected = state.peers.iter().take(state.peers.connected_count());
    let connected: Vec<PeerId> = connected.map(|peer| peer.id).collect();
    to.fact(labels.connections, &names::several(scene, &connected, MAX_NAMED));
    to.title(scene.labels().buckets.title);
    for bucket in state.buckets.iter() {
        let peers: Vec<PeerId> = bucket.entries.iter().map(|entry| entry.peer).collect();
        let count = format!("{}/{}{}", peers.len(), state.session.k, if bucket.pending { "+" } else { "" });
        to.fact(&format!("cpl {} · {count}", bucket.cpl), &names::several(scene, &peers, MAX_NAMED));
    }
    to.title(scene.labels().records.title);
    records::write_of(to, scene);
    to.title(scene.labels().requests.title);
    requests::write_of(to, scene);
}

/// Writes what a peer told when it was asked.
fn what_it_told(to: &mut PageWriter, scene: &Scene, peer: &PeerId) {
    let Scene { state, ui, now, .. } = *scene;
    let (language, labels) = (ui.language, &scene.labels().page);
    let ago = |at| language.ago(text::age(at, now).as_deref());
    let mut told = Vec::new();
    if let Some((at, pinged)) = state.told.ping_of(peer) {
        told.push((format!("ping, {}", ago(*at)), language.answer(&Answer::Pinged(Box::new(pinged.clone())))));
    }
    if let Some(read) = state.tables.of(peer) {
        let summary = TableSummary::from(&*read.table);
        told.push((format!("table, {}", ago(read.at)), language.answer(&Answer::TableRead(Box::new(summary)))));
    }
    for (at, about) in state.told.keys_of(peer) {
        told.push((format!("ask, {}", ago(*at)), language.answer(&Answer::Told(Box::new(about.clone())))));
    }
    to.title(labels.what_it_told);
    if told.is_empty() {
        to.text(labels.told_nothing);
    }
    for (what, words) in told {
        to.fact(&what, &words);
    }
    to.title(labels.between_us);
    let sent = state.records.iter().filter(|(_, record)| record.from().as_ref() == Some(peer)).count();
    to.fact(scene.labels().records.title, &language.page_sent(sent));
    requests::write_from(to, scene, peer);
}

fn what_is_known(to: &mut PageWriter, scene: &Scene, peer: &Peer) {
    let Scene { state, ui, now, .. } = scene;
    let (language, labels) = (ui.language, &scene.labels().page);
    let ago = |then| language.ago(text::age(then, *now).as_deref());
    to.fact("cpl", &language.page_cpl(peer.cpl, kad_index(peer.cpl)));
    let in_table = state.buckets.bucket_of(&peer.id).is_some();
    to.fact(labels.routing_table, if in_table { labels.is_in_it } else { labels.is_not_in_it });
    to.blank();
    let status = if peer.is_silent() { peers::silent(scene) } else { peers::status(scene, peer.status) };
    to.facts(labels.status, vec![status]);
    if let Some(direction) = peer.direction {
        let words = match direction {
            crate::dht::Direction::In => labels.it_dialled,
            crate::dht::Direction::Out => labels.we_dialled,
        };
        to.fact(labels.last_connection, words);
    }
    if let Some(failure) = &peer.failure {
        to.fact(labels.why_not_connected, &language.failure(failure));
    }
    to.fact(labels.last_sign, &peer.seen.map_or_else(|| labels.no_sign.to_owned(), ago));
    to.fact(labels.first_heard, &ago(peer.since));
    to.fact(labels.round_trip, &peer.rtt.map_or_else(|| labels.not_measured.to_owned(), text::duration));
    if !peer.times.is_empty() {
        to.fact(labels.times, &text::sparkline_of(peer.times.last(*now, 24)));
    }
    to.blank();
    let via = peer.via.iter().map(|via| via.word()).collect::<Vec<_>>().join(", ");
    to.fact(labels.learned_by, &if peer.lapsed { language.page_lapsed(&via) } else { via });
    if let Some(heard) = state.mdns.peers.get(&peer.id) {
        to.fact(scene.labels().mdns.announcement, &mdns::announcement(scene, heard));
    }
    let unsaid = if peers::says_nothing(scene, peer) { scene.labels().peers.unsaid } else { labels.not_said };
    to.fact(labels.agent, peer.agent.as_deref().unwrap_or(unsaid));
    let server = match (peer.server, peer.kademlia().filter(|_| peer.stranger)) {
        (_, Some(other)) => &language.page_stranger(other),
        (Some(true), None) => labels.server,
        (Some(false), None) => labels.client,
        (None, None) => labels.not_said,
    };
    to.fact("Kademlia", server);
    if let Some(way) = peer.only_by() {
        to.fact(labels.reached, &language.peers_only_by(way));
    }
    list(to, labels.addresses, &peer.addresses.iter().map(ToString::to_string).collect::<Vec<_>>(), labels.none_known);
    list(to, labels.protocols, &peer.protocols, labels.none_known);
}

/// Writes a list one below the other, or that it is empty.
fn list(to: &mut PageWriter, name: &str, items: &[String], none: &str) {
    if items.is_empty() {
        return to.fact(name, none);
    }
    for (nth, item) in items.iter().enumerate() {
        to.fact(if nth == 0 { name } else { "" }, item);
    }
}

fn notices_page(to: &mut PageWriter, scene: &Scene) {
    let room = to.width.saturating_sub(9);
    for notice in scene.ui.notices(scene.state) {
        let mut time = Some(text::clock(notice.at));
        let mut lines = notices::lines_of(scene, notice, room);
        for line in &mut lines {
            line.spans.insert(0, Span::styled(format!("{:>7}  ", time.take().unwrap_or_default()), scene.theme.quiet));
        }
        to.row(Row::Notice(notice.number), lines);
    }
    if scene.ui.notices(scene.state).next().is_none() {
        to.text(scene.labels().page.no_notices);
    }
}

fn notice_page(to: &mut PageWriter, scene: &Scene, number: u64) {
    let labels = &scene.labels().page;
    let Some(notice) = scene.state.notices.get(number) else { return to.text(labels.nothing_known_of_notice) };
    to.fact(labels.at, &scene.ui.language.query_started(&text::clock(notice.at)));
    if let What::Ended { query, kind, called, .. } = &notice.what {
        to.fact(labels.about, &scene.ui.language.page_about(*query, *kind, called));
    }
    to.blank();
    for line in notices::lines_of(scene, notice, to.width) {
        to.line(line);
    }
}
