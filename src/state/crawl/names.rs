//! Texts that many peers share, each kept once.

use crate::{dht::cut, state::HashMap};

/// Different texts kept: honest networks have some hundreds.
const MAX_NAMES: usize = 2_000;
/// Characters kept of one.
const MAX_LENGTH: usize = 2_000;

/// Texts, by number.
#[derive(Clone, Debug, Default)]
pub struct Names {
    texts: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    /// Returns the text of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", String::as_str)
    }

    /// Returns the number of a text; none where too many are known.
    pub(super) fn number(&mut self, text: &str) -> Option<u32> {
        let text = cut(text, MAX_LENGTH);
        if let Some(number) = self.numbers.get(&text) {
            return Some(*number);
        }
        let number = u32::try_from(self.texts.len()).ok().filter(|_| self.texts.len() < MAX_NAMES)?;
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        Some(number)
    }
}
