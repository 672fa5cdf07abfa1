//! What a recording that begins late starts with: the events that lead to what is known now, as far as that matters for
//! what comes. What has ended is not among them.

use std::{sync::Arc, time::Duration};

use crate::{
    dht::{
        Direction, Event, Failure, How, Multiaddr, Quorum, RemoteTable, SessionInfo, StoredProvider, StoredRecord,
        Timestamp,
    },
    state::{Peer, Query, State, Status, records::KeptRecord},
};

/// Returns events that a new state would take in to know what this one knows.
pub(super) fn of(state: &State, now: Timestamp) -> Vec<Event> {
    let mut events =
        vec![Event::Session(SessionInfo { up: Some(now.since(state.records.stores.start)), ..state.session.clone() })];
    events.extend(state.listening.iter().map(|address| Event::Listening { address: address.clone() }));
    if state.quorum != Quorum::One {
        events.push(Event::QuorumChanged { quorum: state.quorum });
    }
    state.peers.iter().for_each(|peer| of_peer(peer, &mut events));
    if !state.mdns.interfaces.is_empty() {
        events.push(Event::Mdns(state.mdns.report(now)));
    }
    for read in state.tables.iter() {
        let before = read.before.iter().map(|(_, table)| table);
        events.extend(before.cloned().map(Event::RemoteTable));
        if let Some(truth) = &read.truth {
            events.push(Event::TrueTable { peer: read.table.peer, entries: truth.iter().copied().collect() });
        }
        events.push(Event::RemoteTable(read.table.clone()));
    }
    for (peer, (_, why)) in state.tables.all_unread() {
        events.push(Event::RemoteTable(Arc::new(RemoteTable::unread(*peer, Duration::ZERO, why.clone()))));
    }
    events.push(Event::RoutingTable { buckets: state.buckets.iter().cloned().collect() });
    events.extend(state.records.iter().rev().map(|(_, record)| of_record(record, now)));
    events.push(Event::Requests(Box::new(state.requests.summary(now))));
    events.extend(state.queries.running().map(of_query));
    if let Some(step) = state.paused {
        events.push(Event::Paused);
        if step > 0 {
            events.push(Event::Stepped { step, asks: Vec::new() });
        }
    }
    events
}

fn of_peer(peer: &Peer, events: &mut Vec<Event>) {
    let id = peer.id;
    for via in &peer.via {
        events.push(Event::PeerDiscovered { peer: id, via: *via, addresses: peer.addresses.clone() });
    }
    if peer.lapsed {
        events.push(Event::PeerExpired { peer: id });
    }
    match peer.status {
        Status::Connected => events.push(Event::Connected {
            peer: id,
            direction: peer.direction.unwrap_or(Direction::Out),
            address: peer.addresses.first().cloned().unwrap_or_else(Multiaddr::empty),
        }),
        Status::Gone => {
            let failure = peer.failure.clone().unwrap_or(Failure::Other(String::new()));
            events.push(Event::DialFailed { peer: id, failure });
        }
        Status::Known => {}
    }
    if let Some(agent) = &peer.agent {
        events.push(Event::Identified {
            peer: id,
            agent: agent.clone(),
            protocols: peer.protocols.clone(),
            addresses: peer.addresses.clone(),
        });
    }
    if let Some(rtt) = peer.rtt {
        events.push(Event::Rtt { peer: id, rtt });
    }
}

fn of_record(record: &KeptRecord, now: Timestamp) -> Event {
    let KeptRecord { item, size, value, publisher, expires, .. } = record;
    let (how, expires_in) = (Some(How::Held), expires.map(|at| at.since(now)));
    let (key, from) = (item.key.clone(), record.from());
    match item.provider() {
        Some(peer) => Event::ProviderAdded(Box::new(StoredProvider { key, peer, expires_in, how, from })),
        None => Event::RecordStored(Box::new(StoredRecord {
            key,
            size: *size,
            value: value.as_ref().map(|value| value.to_vec()),
            publisher: *publisher,
            expires_in,
            how,
            from,
        })),
    }
}

fn of_query(query: &Query) -> Event {
    Event::QueryStarted {
        query: query.id,
        kind: query.kind,
        key: query.key.clone(),
        cause: query.cause,
        known: query.lookups.first().into_iter().flat_map(crate::state::Lookup::known).collect(),
    }
}
