//! Understands what is asked of the network as a whole.

use std::time::Duration;

use super::ArgumentReader;
use crate::{
    command::{Argument, Fault, NodeCommand, ParseError},
    dht::{CopyKind, CrawlPlan},
};

/// The most peers that are asked at a time: more than this many connections few machines allow.
const MOST_PARALLEL: usize = 1_000;
/// The most peers that a crawl can be told to know: a few hundred bytes each.
const MOST_LIMIT: usize = 500_000;
/// The shortest time between two rounds.
const MIN_EVERY: Duration = Duration::from_secs(1);

impl ArgumentReader<'_> {
    /// Reads whose copies are counted, and how often; or `off`, without quotes. The options may stand before the key or behind it.
    pub(in crate::command) fn copies(&mut self) -> Result<NodeCommand, ParseError> {
        if self.flag("off") {
            return Ok(NodeCommand::EndCopies);
        }
        let of_providers = self.words.clone().any(|word| word.raw == "--providers");
        let mut every = None;
        self.copies_options(&mut every)?;
        let key = if of_providers { self.content_key() } else { self.record_key() }?;
        self.copies_options(&mut every)?;
        let what = if of_providers { CopyKind::Provider } else { CopyKind::Value };
        Ok(NodeCommand::Copies { key, what, every })
    }

    fn copies_options(&mut self, every: &mut Option<Duration>) -> Result<(), ParseError> {
        loop {
            if self.flag("--every") {
                let word = self.words.clone().next();
                let duration = self.duration()?;
                if let Some(word) = word.filter(|_| duration < MIN_EVERY) {
                    return self.wrong(&word, Fault::TooOften(word.plain().to_owned()));
                }
                *every = Some(duration);
            } else if !self.flag("--providers") {
                return self.no_option();
            }
        }
    }

    /// Complains of an option that there is not: a key that begins so is quoted.
    fn no_option(&mut self) -> Result<(), ParseError> {
        match self.words.clone().next().filter(|word| word.raw.starts_with("--")) {
            Some(word) => self.wrong(&word, Fault::TooMuch(word.raw.to_owned())),
            None => Ok(()),
        }
    }

    /// Reads how the network is walked; or `off`.
    pub(in crate::command) fn crawl(&mut self) -> Result<NodeCommand, ParseError> {
        if self.flag("off") {
            return Ok(NodeCommand::EndCrawl);
        }
        let mut plan = CrawlPlan::default();
        loop {
            if self.flag("--tables") {
                plan.has_tables = true;
            } else if self.flag("--parallel") {
                plan.parallel = self.number(MOST_PARALLEL)?;
            } else if self.flag("--limit") {
                plan.limit = self.number(MOST_LIMIT)?;
            } else {
                return Ok(NodeCommand::Crawl(plan));
            }
        }
    }

    /// Reads a number from 1.
    fn number(&mut self, most: usize) -> Result<usize, ParseError> {
        let word = self.word(Argument::Number)?;
        match word.plain().parse() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => self.wrong(&word, Fault::NoNumber { word: word.plain().to_owned(), most }),
        }
    }
}
