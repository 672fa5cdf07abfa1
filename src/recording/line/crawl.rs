//! A walk through the whole network, in lines.

use super::{
    Encoder, LineFault,
    decode::{Decoder, address, duration, need},
    wire::{Text, Wire, WireReachable},
};
use crate::dht::{CrawlCounts, CrawlEnd, CrawlPlan, CrawlSummary, Crawled, Event};

impl Encoder {
    pub(super) fn crawl_plan(&mut self, plan: &CrawlPlan) -> &mut Self {
        let CrawlPlan { has_tables, parallel, limit } = *plan;
        self.flag("tables", has_tables).number("parallel", parallel as u64).number("limit", limit as u64)
    }

    pub(super) fn crawl_counts(&mut self, counts: &CrawlCounts) -> &mut Self {
        let CrawlCounts { known, reachable, unreachable, under_way, requests } = *counts;
        self.number("peers", known as u64).number("reachable", reachable as u64);
        self.number("unreachable", unreachable as u64).number("under_way", under_way as u64);
        self.number("requests", requests)
    }

    pub(super) fn crawled(&mut self, found: &Crawled) -> &mut Self {
        let Crawled { peer, address, is_reachable, agent, protocols, table, failure } = found;
        self.peer("peer", peer).flag("reachable", *is_reachable);
        if let Some(address) = address {
            self.address(address);
        }
        if let Some(agent) = agent {
            self.text("agent", agent).texts("protocols", protocols);
        }
        if let Some(table) = table {
            self.peers("table", table);
        }
        self.failure_if(failure.as_ref())
    }

    pub(super) fn crawl_summary(&mut self, summary: &CrawlSummary) -> &mut Self {
        let CrawlSummary { counts, answered, took, end } = summary;
        self.crawl_counts(counts).number("answered", *answered as u64);
        self.duration("ms", *took, 6).text("outcome", end.word())
    }
}

impl Decoder {
    /// Understands what is told of a crawl.
    pub(super) fn crawl(&mut self, wire: Wire) -> Result<Event, LineFault> {
        Ok(match wire.event.as_deref() {
            Some("crawl_started") => Event::CrawlStarted(crawl_plan(&wire)),
            Some("crawling") => Event::Crawling(crawl_counts(&wire)),
            Some("crawl_finished") => Event::CrawlFinished(crawl_summary(&wire)?),
            _ => Event::Crawled(Box::new(self.crawled(wire)?)),
        })
    }

    fn crawled(&mut self, wire: Wire) -> Result<Crawled, LineFault> {
        Ok(Crawled {
            peer: self.peer(&wire)?,
            address: wire.address.as_deref().map(|text| address(Some(text))).transpose()?,
            is_reachable: matches!(wire.reachable, WireReachable::Is(true)),
            table: wire.table.as_ref().map(|table| self.all(table)).transpose()?,
            failure: self.failure_if(&wire)?,
            agent: wire.agent.map(|Text(agent)| agent.into_owned()),
            protocols: wire.protocols.into_iter().map(|Text(protocol)| protocol.into_owned()).collect(),
        })
    }
}

fn crawl_plan(wire: &Wire) -> CrawlPlan {
    let plan = CrawlPlan::default();
    CrawlPlan {
        has_tables: wire.tables,
        parallel: wire.parallel.unwrap_or(plan.parallel),
        limit: wire.limit.unwrap_or(plan.limit),
    }
}

fn crawl_counts(wire: &Wire) -> CrawlCounts {
    let reachable = if let WireReachable::Count(count) = wire.reachable { count } else { 0 };
    CrawlCounts {
        known: wire.peers,
        reachable,
        unreachable: wire.unreachable,
        under_way: wire.under_way,
        requests: wire.requests.unwrap_or(0).into(),
    }
}

fn crawl_summary(wire: &Wire) -> Result<CrawlSummary, LineFault> {
    let word = need(wire.outcome.as_deref(), "outcome")?;
    let end = CrawlEnd::ALL.into_iter().find(|end| end.word() == word);
    Ok(CrawlSummary {
        counts: crawl_counts(wire),
        answered: wire.answered.unwrap_or(0) as usize,
        took: need(duration(wire.ms, 1e6), "ms")?,
        end: end.unwrap_or(CrawlEnd::Done), // of a later version
    })
}
