//! What is known of programs by the names that they give themselves.

/// Returns whether a program asks a newcomer whom it knows near itself before it takes it into its routing table, and takes in
/// nobody who names nobody: go-libp2p-kad-dht does, in Kubo and others.
#[must_use]
pub fn checks_newcomers(agent: &str) -> bool {
    ["kubo/", "go-ipfs/", "go-libp2p", "github.com/libp2p/go-libp2p"].iter().any(|of| agent.starts_with(of))
}
