//! Completes the word under the cursor.

/// What a line can be completed with.
pub struct Known<'a> {
    /// Keys as they are typed.
    pub keys: &'a mut dyn Iterator<Item = String>,
    /// Peers by tail or node name.
    pub peers: &'a mut dyn Iterator<Item = String>,
}

/// The candidates for the word under the cursor, and where that word stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// Byte range of the word that a candidate replaces.
    pub at: std::ops::Range<usize>,
    /// What could stand there, best first.
    pub candidates: Vec<String>,
}

/// Returns what could stand at the cursor (a byte index into the line).
#[must_use]
pub fn complete(_line: &str, _cursor: usize, _known: Known<'_>) -> Completion {
    Completion::default()
}
