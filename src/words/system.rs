//! What the system and libraries say in words of their own, as far as a person can use it.

use std::error::Error;

/// Returns what an error says, on one line and without its number; nothing where it says what only a
/// programmer understands.
#[must_use]
pub fn in_words(error: &(dyn Error + 'static)) -> String {
    let said = error.to_string();
    let words = match said.rsplit_once(" (os error ") {
        Some((words, number)) if number.ends_with(')') => words,
        _ => &said,
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_code =
        ["Error", "Some(", "None", "{", "}", "::", "os error", "\u{fffd}"].iter().any(|part| words.contains(part));
    if is_code { String::new() } else { words }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn what_an_error_says_is_a_clause_for_people() {
        assert_eq!(in_words(&io::Error::from_raw_os_error(2)), "No such file or directory");
        assert_eq!(in_words(&io::Error::other("a line\n - and another")), "a line - and another");
        assert_eq!(in_words(&io::Error::other("Query { name: x }")), "");
        assert_eq!(in_words(&io::Error::other("core::num::ParseIntError")), "");
    }
}
