//! Looks for a line in the history.

/// Bytes of what is looked for, at most: longer than anybody types to find a line.
const MAX_SOUGHT: usize = 200;

/// What is looked for in the history.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The line must contain this.
    pub sought: String,
    /// How many lines that contain it are newer than the one that is found.
    newer: usize,
}

impl Search {
    /// Changes what is looked for: a character more, or the last one less.
    pub fn edit(&mut self, change: Option<char>) {
        match change {
            Some(c) if !c.is_control() && self.sought.len() < MAX_SOUGHT => self.sought.push(c),
            Some(_) => {}
            None => _ = self.sought.pop(),
        }
        self.newer = 0;
    }

    /// Goes to an older line that contains it, if there is one. The history is oldest first.
    pub fn go_back(&mut self, history: &[String]) {
        let has_older = self.matching(history).nth(self.newer + 1).is_some();
        self.newer += usize::from(has_older);
    }

    /// Returns the line that is found.
    #[must_use]
    pub fn found<'a>(&self, history: &'a [String]) -> Option<&'a str> {
        self.matching(history).nth(self.newer)
    }

    fn matching<'a>(&self, history: &'a [String]) -> impl Iterator<Item = &'a str> {
        let newest_first = history.iter().rev().map(String::as_str);
        newest_first.filter(|line| !self.sought.is_empty() && line.contains(&self.sought))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_history_is_found_by_what_it_contains() {
        let history = ["put a b", "get a", "get b", "help"].map(str::to_owned);
        let mut search = Search::default();
        assert_eq!(search.found(&history), None);
        "get".chars().for_each(|c| search.edit(Some(c)));
        assert_eq!(search.found(&history), Some("get b"));
        search.go_back(&history);
        search.go_back(&history);
        assert_eq!(search.found(&history), Some("get a"), "it stays at the oldest");
        search.edit(Some('x'));
        assert_eq!(search.found(&history), None);
        search.edit(None);
        assert_eq!(search.found(&history), Some("get b"));
    }
}
