//! What kad's own types say, in our words: what a query is for, what it sends, how far it got. Pure.

use libp2p::{
    Multiaddr, PeerId,
    kad::{
        self, AddProviderContext, AddProviderPhase, InboundRequest, PutRecordContext, PutRecordPhase, QueryId,
        QueryInfo, QueryResult,
    },
    multiaddr::Protocol,
    swarm::{DialError, FromSwarm},
};

use super::{FromHandler, ToHandler};
use crate::{
    dht::{Failure, Key, Kind, Phase, Reply, RpcKind},
    node::failure,
};

pub(super) fn counts(stats: &kad::QueryStats) -> [u32; 3] {
    [stats.num_requests(), stats.num_successes(), stats.num_failures()]
}

pub(super) fn sum(a: [u32; 3], b: [u32; 3]) -> [u32; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(super) fn closer<'a>(peers: impl Iterator<Item = &'a kad::KadPeer> + Clone) -> Phase {
    let unroutable = peers.clone().filter(|peer| !peer.multiaddrs.iter().any(can_be_dialled)).count();
    Phase::Answered { closer: peers.map(|peer| peer.node_id).collect(), unroutable }
}

fn can_be_dialled(address: &Multiaddr) -> bool {
    let leads_somewhere = address.iter().any(|part| !matches!(part, Protocol::P2p(_))); // kad adds the id at the end
    leads_somewhere
        && !address.iter().any(|part| match part {
            Protocol::Ip4(ip) => ip.is_unspecified(),
            Protocol::Ip6(ip) => ip.is_unspecified(),
            Protocol::Tcp(port) | Protocol::Udp(port) => port == 0,
            _ => false,
        })
}

/// Returns which lookup or store phase a query is in, and the counts of the phases before where kad keeps them.
pub(super) fn phase(info: &QueryInfo) -> (u32, Option<[u32; 3]>) {
    match info {
        QueryInfo::PutRecord { phase: PutRecordPhase::PutRecord { get_closest_peers_stats, .. }, .. }
        | QueryInfo::AddProvider { phase: AddProviderPhase::AddProvider { get_closest_peers_stats, .. }, .. } => {
            (1, Some(counts(get_closest_peers_stats)))
        }
        QueryInfo::Bootstrap { step, .. } => (u32::try_from(step.count.get() - 1).unwrap_or(u32::MAX), None),
        QueryInfo::PutRecord { phase: PutRecordPhase::GetClosestPeers, .. }
        | QueryInfo::AddProvider { phase: AddProviderPhase::GetClosestPeers, .. }
        | QueryInfo::GetClosestPeers { .. }
        | QueryInfo::GetProviders { .. }
        | QueryInfo::GetRecord { .. } => (0, None),
    }
}

/// Returns what a query is for, and what it looks for now.
pub(super) fn purpose(info: &QueryInfo) -> (Kind, Key) {
    match info {
        QueryInfo::Bootstrap { peer, .. } => (Kind::Bootstrap, Key::new(peer.to_bytes())),
        QueryInfo::GetClosestPeers { key, .. } => (Kind::Closest, Key::new(key.clone())),
        QueryInfo::GetProviders { key, .. } => (Kind::Providers, Key::new(key.to_vec())),
        QueryInfo::GetRecord { key, .. } => (Kind::Get, Key::new(key.to_vec())),
        QueryInfo::AddProvider { key, context, .. } => {
            let kind = match context {
                AddProviderContext::Publish => Kind::Provide,
                AddProviderContext::Republish => Kind::Reprovide,
            };
            (kind, Key::new(key.to_vec()))
        }
        QueryInfo::PutRecord { record, context, .. } => {
            let kind = match context {
                PutRecordContext::Publish | PutRecordContext::Custom => Kind::Put,
                PutRecordContext::Republish => Kind::Republish,
                PutRecordContext::Replicate => Kind::Replicate,
            };
            (kind, Key::new(record.key.to_vec()))
        }
    }
}

/// Returns the message that a query sends in its present phase.
pub(super) fn request(info: &QueryInfo) -> RpcKind {
    match info {
        QueryInfo::GetRecord { .. } => RpcKind::GetValue,
        QueryInfo::GetProviders { .. } => RpcKind::GetProviders,
        QueryInfo::PutRecord { phase: PutRecordPhase::PutRecord { .. }, .. } => RpcKind::PutValue,
        QueryInfo::AddProvider { phase: AddProviderPhase::AddProvider { .. }, .. } => RpcKind::AddProvider,
        QueryInfo::PutRecord { phase: PutRecordPhase::GetClosestPeers, .. }
        | QueryInfo::AddProvider { phase: AddProviderPhase::GetClosestPeers, .. }
        | QueryInfo::Bootstrap { .. }
        | QueryInfo::GetClosestPeers { .. } => RpcKind::FindNode,
    }
}

/// Returns what an automatic query was for that ended before it was seen.
pub(super) fn purpose_of_result(result: &QueryResult) -> (Kind, Key) {
    match result {
        QueryResult::Bootstrap(_) => (Kind::Bootstrap, Key::new(Vec::new())),
        QueryResult::GetClosestPeers(Ok(ok)) => (Kind::Closest, Key::new(ok.key.clone())),
        QueryResult::GetClosestPeers(Err(error)) => (Kind::Closest, Key::new(error.key().clone())),
        QueryResult::GetProviders(Err(error)) => (Kind::Providers, Key::new(error.key().to_vec())),
        QueryResult::GetProviders(Ok(_)) => (Kind::Providers, Key::new(Vec::new())),
        QueryResult::GetRecord(Err(error)) => (Kind::Get, Key::new(error.key().to_vec())),
        QueryResult::GetRecord(Ok(_)) => (Kind::Get, Key::new(Vec::new())),
        QueryResult::StartProviding(Ok(ok)) => (Kind::Provide, Key::new(ok.key.to_vec())),
        QueryResult::StartProviding(Err(error)) => (Kind::Provide, Key::new(error.key().to_vec())),
        QueryResult::RepublishProvider(Ok(ok)) => (Kind::Reprovide, Key::new(ok.key.to_vec())),
        QueryResult::RepublishProvider(Err(error)) => (Kind::Reprovide, Key::new(error.key().to_vec())),
        QueryResult::PutRecord(Ok(ok)) => (Kind::Put, Key::new(ok.key.to_vec())),
        QueryResult::PutRecord(Err(error)) => (Kind::Put, Key::new(error.key().to_vec())),
        QueryResult::RepublishRecord(Ok(ok)) => (Kind::Republish, Key::new(ok.key.to_vec())),
        QueryResult::RepublishRecord(Err(error)) => (Kind::Republish, Key::new(error.key().to_vec())),
    }
}

pub(super) fn is_provide(result: &QueryResult) -> bool {
    matches!(result, QueryResult::StartProviding(_) | QueryResult::RepublishProvider(_))
}

/// Returns the query, kind and key of a request on its way out; none for what is no request.
pub(super) fn outbound(event: &ToHandler) -> Option<(QueryId, RpcKind, Key)> {
    match event {
        ToHandler::FindNodeReq { key, query_id } => Some((*query_id, RpcKind::FindNode, Key::new(key.clone()))),
        ToHandler::GetProvidersReq { key, query_id } => {
            Some((*query_id, RpcKind::GetProviders, Key::new(key.to_vec())))
        }
        ToHandler::GetRecord { key, query_id } => Some((*query_id, RpcKind::GetValue, Key::new(key.to_vec()))),
        ToHandler::PutRecord { record, query_id } => {
            Some((*query_id, RpcKind::PutValue, Key::new(record.key.to_vec())))
        }
        ToHandler::AddProvider { key, query_id, .. } => Some((*query_id, RpcKind::AddProvider, Key::new(key.to_vec()))),
        ToHandler::Reset(_)
        | ToHandler::ReconfigureMode { .. }
        | ToHandler::FindNodeRes { .. }
        | ToHandler::GetProvidersRes { .. }
        | ToHandler::GetRecordRes { .. }
        | ToHandler::PutRecordRes { .. } => None,
    }
}

/// Returns the kind and key of a request of another; none for what is no request.
pub(super) fn inbound(event: &FromHandler) -> Option<(RpcKind, Key)> {
    match event {
        FromHandler::FindNodeReq { key, .. } => Some((RpcKind::FindNode, Key::new(key.clone()))),
        FromHandler::GetProvidersReq { key, .. } => Some((RpcKind::GetProviders, Key::new(key.to_vec()))),
        FromHandler::GetRecord { key, .. } => Some((RpcKind::GetValue, Key::new(key.to_vec()))),
        FromHandler::PutRecord { record, .. } => Some((RpcKind::PutValue, Key::new(record.key.to_vec()))),
        FromHandler::AddProvider { key, .. } => Some((RpcKind::AddProvider, Key::new(key.to_vec()))),
        FromHandler::FindNodeRes { .. }
        | FromHandler::GetProvidersRes { .. }
        | FromHandler::GetRecordRes { .. }
        | FromHandler::PutRecordRes { .. }
        | FromHandler::QueryError { .. }
        | FromHandler::ProtocolConfirmed { .. }
        | FromHandler::ProtocolNotSupported { .. } => None,
    }
}

/// Returns what a question of another was answered; none for what it asked to be kept.
pub(super) fn reply(request: &InboundRequest) -> Option<Reply> {
    match *request {
        InboundRequest::GetRecord { present_locally: true, .. } => Some(Reply::Value),
        InboundRequest::FindNode { num_closer_peers }
        | InboundRequest::GetRecord { num_closer_peers, .. }
        | InboundRequest::GetProvider { num_closer_peers, num_provider_peers: 0 } => {
            Some(Reply::Closer(num_closer_peers))
        }
        InboundRequest::GetProvider { num_provider_peers, .. } => Some(Reply::Providers(num_provider_peers)),
        InboundRequest::AddProvider { .. } | InboundRequest::PutRecord { .. } => None,
    }
}

/// A peer that cannot be asked any more as it was.
pub(super) struct Lost {
    pub(super) peer: PeerId,
    pub(super) failure: Failure,
    /// Whether a dial failed; else the last connection closed.
    pub(super) by_dial: bool,
}

/// Returns who is lost by an event of the swarm; nobody where a dial was only not needed.
pub(super) fn lost(event: &FromSwarm<'_>) -> Option<Lost> {
    match event {
        FromSwarm::DialFailure(failed) => match failed.error {
            DialError::DialPeerConditionFalse(_) => None,
            error => Some(Lost { peer: failed.peer_id?, failure: failure::of_dial(error), by_dial: true }),
        },
        FromSwarm::ConnectionClosed(closed) if closed.remaining_established == 0 => {
            Some(Lost { peer: closed.peer_id, failure: Failure::Closed, by_dial: false })
        }
        _ => None,
    }
}
