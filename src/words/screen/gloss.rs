//! What the words mean that stand on the screen: `?` shows those of what has the focus, the help shows all.

/// A word, and what it means, in a line or two.
pub type Meaning = (&'static str, &'static str);

/// Every word, by where it stands.
pub struct Gloss {
    /// The title of the peers' words.
    pub peers_title: &'static str,
    pub peers: &'static [Meaning],
    pub buckets_title: &'static str,
    pub buckets: &'static [Meaning],
    pub queries_title: &'static str,
    pub queries: &'static [Meaning],
    /// The title of the words of a lookup, on its page and beside the queries.
    pub lookup_title: &'static str,
    pub lookup: &'static [Meaning],
    /// The title of the words of another peer's routing table.
    pub table_title: &'static str,
    pub table: &'static [Meaning],
    /// The title of the words of the copies of a key.
    pub copies_title: &'static str,
    pub copies: &'static [Meaning],
    /// The title of the words of a crawl and its census.
    pub crawl_title: &'static str,
    pub crawl: &'static [Meaning],
    /// The title of the practice network's words.
    pub nodes_title: &'static str,
    pub nodes: &'static [Meaning],
    pub records_title: &'static str,
    pub records: &'static [Meaning],
    pub requests_title: &'static str,
    pub requests: &'static [Meaning],
    /// The title of the words that stand above and below the panes, and of what is typed.
    pub everywhere_title: &'static str,
    pub everywhere: &'static [Meaning],
}
