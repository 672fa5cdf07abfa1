//! Bytes as people read them: as text where they are text, with what would spoil a screen made visible, else as hex digits.

use data_encoding::HEXLOWER;

/// Returns the first characters of a text, with an ellipsis where more would follow.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns whether a text can be shown as it is: not empty, no control, bidirectional or invisible characters, and not
/// itself spelled like hex.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.starts_with("0x") && !text.chars().any(is_hostile)
}

/// Returns whether it is a control character, or a format character that reorders or hides what stands around it. The joiners
/// of scripts and of emoji (ZWJ, ZWNJ) are text.
#[must_use]
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Returns a text with what would move, hide or reorder something made visible: line breaks and tabs as `\n` and `\t`, other such
/// characters as `\u{…}`.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hostile(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}

/// Returns the text that a value is, with what is not plain in it made visible; none where it is no text: not UTF-8, or with a
/// control character that no text has.
#[must_use]
pub fn as_text(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok().filter(|text| !text.is_empty())?;
    let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{1b}');
    text.chars().all(is_text).then(|| visible(text))
}

/// Returns `0x` and two hex digits a byte.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = "0x".to_owned();
    HEXLOWER.encode_append(bytes, &mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_text_is_shown_as_text() {
        for (value, shown) in [
            ("two\nlines\tand a tab\r\n", "two\\nlines\\tand a tab\\r\\n"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("👩\u{200d}🚀 می\u{200c}خواهم", "👩\u{200d}🚀 می\u{200c}خواهم"),
            ("abc\u{202e}cba", "abc\\u{202e}cba"),
            ("a\u{feff}b\u{200b}c", "a\\u{feff}b\\u{200b}c"),
        ] {
            assert_eq!(as_text(value.as_bytes()).as_deref(), Some(shown));
        }
        for value in [&b"\xff\xfe"[..], b"", b"\x08\x01\x12\x02ab", b"a\0b"] {
            assert_eq!(as_text(value), None, "{value:?}");
        }
    }
}
