//! The table of commands: parsing, help, completion and the README's list are read from it.

/// One command.
pub struct Spec {
    /// Its name.
    pub name: &'static str,
    /// Other spellings, the classic ones among them.
    pub aliases: &'static [&'static str],
    /// Its arguments, as help and the hint show them, e.g. `KEY VALUE`.
    pub arguments: &'static str,
    /// What it does, in half a line.
    pub about: &'static str,
    /// A line that parses.
    pub example: &'static str,
}

/// Every command, in the order of the help.
pub const COMMANDS: &[Spec] = &[];

/// Returns the hint for a line being typed: what the arguments of its command are.
#[must_use]
pub fn hint(_line: &str) -> Option<&'static Spec> {
    None
}
