//! What a filter's text occurs in: in small letters it takes either case, with a capital letter in it only its own (smart case).

/// Returns whether a filter's text occurs in another.
#[must_use]
pub fn occurs(filter: &str, text: &str) -> bool {
    if filter.chars().any(char::is_uppercase) {
        return text.contains(filter);
    }
    if text.is_ascii() && filter.is_ascii() {
        let (text, filter) = (text.as_bytes(), filter.as_bytes());
        return filter.is_empty() || text.windows(filter.len()).any(|part| part.eq_ignore_ascii_case(filter));
    }
    text.to_lowercase().contains(filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_take_either_case_and_capitals_only_their_own() {
        for (filter, text, is_in) in [
            ("kubo", "Kubo/0.30", true),
            ("Kubo", "kubo/0.30", false),
            ("Kubo", "Kubo/0.30", true),
            ("grün", "GRÜN", true),
            ("ä", "Ähre", true),
            ("", "", true),
            ("longer", "long", false),
        ] {
            assert_eq!(occurs(filter, text), is_in, "{filter} in {text}");
        }
    }
}
