//! What is known of programs by the names that they give themselves.

/// What is known of a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Habits {
    /// It asks a newcomer whom it knows near itself before it takes it into its routing table, and takes in nobody who names
    /// nobody: go-libp2p-kad-dht does, in Kubo and others.
    pub checks_newcomers: bool,
    /// It acknowledges a value also when its validator refuses it, and takes a provider record of any key but keeps only those
    /// of a multihash: js-libp2p does (`@libp2p/kad-dht`).
    pub acknowledges_unread: bool,
}

impl Habits {
    /// Returns what is known of the program that calls itself so.
    #[must_use]
    pub fn of(agent: &str) -> Self {
        let is_of = |programs: &[&str]| programs.iter().any(|name| agent.starts_with(name));
        Self {
            checks_newcomers: is_of(&["kubo/", "go-ipfs/", "go-libp2p", "github.com/libp2p/go-libp2p"]),
            acknowledges_unread: is_of(&["js-libp2p", "js-ipfs", "helia/", "@helia/"]),
        }
    }
}
