//! Those of stores, of copies and of crawls.

use super::Any;
use crate::dht::{
    Copies, CopyKind, CrawlCounts, CrawlEnd, CrawlPlan, CrawlSummary, Crawled, Event, Failure, Gone, HeldCopy, How,
    StoredProvider, StoredRecord,
};

impl Any {
    fn copies(&mut self) -> Copies {
        let copy = |any: &mut Self| HeldCopy {
            peer: any.peer(),
            has: any.0.bool(),
            value: any.maybe(Self::bytes),
            expires_in: any.maybe(Self::duration),
            providers: any.peers(),
            more_providers: any.0.u16(..).into(),
            failure: any.maybe(Self::failure),
        };
        let closest = (0..self.0.usize(..4)).map(|_| copy(self)).collect();
        let mut providers: Vec<_> = self.peers().into_iter().map(|peer| (peer, self.maybe(Self::failure))).collect();
        providers.sort_by_key(|(peer, _)| *peer);
        providers.dedup_by_key(|(peer, _)| *peer); // each stands there once
        Copies { what: self.one(&[CopyKind::Value, CopyKind::Provider]), closest, here: self.0.bool(), providers }
    }

    fn crawl_counts(&mut self) -> CrawlCounts {
        CrawlCounts {
            known: self.0.usize(..),
            reachable: self.0.usize(..),
            unreachable: self.0.usize(..),
            under_way: self.0.usize(..),
            requests: self.0.u32(..).into(),
        }
    }

    fn crawled(&mut self) -> Crawled {
        let agent = self.maybe(Self::text);
        Crawled {
            peer: self.peer(),
            address: self.maybe(Self::address),
            is_reachable: self.0.bool(),
            protocols: if agent.is_some() { self.texts() } else { Vec::new() },
            agent,
            table: self.maybe(Self::peers),
            failure: self.maybe(Self::failure),
        }
    }

    pub(super) fn walked(&mut self, which: usize) -> Event {
        match which {
            46 => Event::Copies { query: self.query(), key: self.key(), copies: Box::new(self.copies()) },
            47 => Event::CrawlStarted(CrawlPlan {
                has_tables: self.0.bool(),
                parallel: self.0.usize(..),
                limit: self.0.usize(..),
            }),
            48 => Event::Crawling(self.crawl_counts()),
            49 => Event::Crawled(Box::new(self.crawled())),
            _ => Event::CrawlFinished(CrawlSummary {
                counts: self.crawl_counts(),
                answered: self.0.u32(..) as usize,
                took: self.duration(),
                end: self.one(&CrawlEnd::ALL),
            }),
        }
    }

    pub(super) fn stored(&mut self, which: usize) -> Event {
        match which {
            25 => Event::RecordStored(Box::new(StoredRecord {
                key: self.key(),
                size: self.0.usize(..),
                value: self.maybe(Self::bytes),
                publisher: self.maybe(Self::peer),
                expires_in: self.maybe(Self::duration),
                how: self.maybe(|any| any.one(&How::ALL)),
                from: self.maybe(Self::peer),
            })),
            26 => Event::RecordExpired { key: self.key(), why: self.maybe(|any| any.one(&Gone::ALL)) },
            27 => Event::ProviderAdded(Box::new(StoredProvider {
                key: self.key(),
                peer: self.peer(),
                expires_in: self.maybe(Self::duration),
                how: self.maybe(|any| any.one(&How::ALL)),
                from: self.maybe(Self::peer),
            })),
            42 => Event::ProviderExpired {
                key: self.key(),
                peer: self.peer(),
                why: self.maybe(|any| any.one(&Gone::ALL)),
            },
            43 => Event::RecordRefused { key: self.key(), from: self.peer(), failure: Failure::StoreFull },
            44 => Event::ProviderRefused { key: self.key(), from: self.peer(), failure: Failure::TooManyProviders },
            _ => Event::Requests(Box::new(self.requests())),
        }
    }
}
