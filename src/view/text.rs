//! Text on its way to the terminal: made harmless, cut and wrapped by what the eye counts as a character; and numbers
//! as people read them.

use std::{borrow::Cow, fmt::Write as _, time::Duration};

use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;

use crate::dht::{Timestamp, is_plain};

pub(super) use crate::words::units::{clock, duration, long};

/// Returns a text in which control, bidirectional and invisible characters are spelled out (`\n`, `\u{202e}`): words of
/// others must neither steer the terminal nor hide.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hostile(c) {
            let _ = write!(safe, "{}", c.escape_default());
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// What keys may not contain, and characters that take a place but show nothing.
fn is_hostile(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    !is_plain(c.encode_utf8(&mut [0; 4]))
        || matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns how many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { Span::raw(text).width() }
}

/// Returns the text if it fits, else its beginning and an ellipsis. Looks no further than that.
pub(super) fn cut(text: &str, room: usize) -> Cow<'_, str> {
    let end = prefix(text, room);
    if end == text.len() {
        return Cow::Borrowed(text);
    }
    let Some(room) = room.checked_sub(1) else { return Cow::Borrowed("") };
    Cow::Owned(format!("{}…", &text[..prefix(&text[..end], room)]))
}

/// Returns the text if it fits, else its beginning and its end around an ellipsis: keys that begin alike are told apart.
pub(super) fn cut_middle(text: &str, room: usize) -> Cow<'_, str> {
    if room < 5 || prefix(text, room) == text.len() {
        return cut(text, room);
    }
    let (mut end, mut after) = (text.len(), 0);
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        after += width(grapheme);
        if after > (room - 1) / 2 {
            break;
        }
        end = at;
    }
    let before = prefix(text, room - 1 - width(&text[end..]));
    Cow::Owned(format!("{}…{}", &text[..before], &text[end..]))
}

/// Returns a bar a column, from low to high; a blank where there is none. The highest is the greatest of them.
pub(super) fn sparkline(columns: impl Iterator<Item = Option<u64>>) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let columns: Vec<_> = columns.collect();
    let greatest = columns.iter().flatten().max().copied().unwrap_or(0).max(1);
    let bar = |value: u64| {
        let nth = (u128::from(value) * BARS.len() as u128).div_ceil(greatest.into()).clamp(1, BARS.len() as u128) - 1;
        BARS[usize::try_from(nth).unwrap_or(0)]
    };
    columns.into_iter().map(|value| value.map_or(' ', bar)).collect()
}

/// Returns the same of times.
pub(super) fn sparkline_of<'a>(times: impl Iterator<Item = Option<&'a Duration>>) -> String {
    sparkline(times.map(|time| time.map(|time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX))))
}

/// Returns how many bytes of a text fit into so many columns.
fn prefix(text: &str, room: usize) -> usize {
    fitting(text, room).0
}

/// Returns how many bytes of a text fit into so many columns, and how many columns they take.
fn fitting(text: &str, room: usize) -> (usize, usize) {
    let ascii = text.len().min(room + 1);
    if text.as_bytes()[..ascii].is_ascii() {
        let end = text.len().min(room); // no mark follows the last one, as the next is a letter too
        return (end, end);
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let columns = width(grapheme);
        if used + columns > room {
            return (at, used);
        }
        used += columns;
    }
    (text.len(), used)
}

/// Returns the text in lines of at most so many columns, broken between words; a word that is longer is broken too.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for mut word in text.split(' ') {
        let gap = usize::from(!line.is_empty());
        let (mut end, mut columns) = fitting(word, room);
        if end == word.len() && used + gap + columns <= room {
            line.extend((gap == 1).then_some(' '));
            line.push_str(word);
            used += gap + columns;
            continue;
        }
        if gap == 1 {
            lines.push(std::mem::take(&mut line));
        }
        while end < word.len() {
            let first = word.graphemes(true).next().map_or(word.len(), str::len);
            if first == word.len() {
                break; // one character that is wider than the room
            }
            lines.push(word[..end.max(first)].to_owned());
            word = &word[end.max(first)..];
            (end, columns) = fitting(word, room);
        }
        word.clone_into(&mut line);
        used = columns;
    }
    lines.push(line);
    lines
}

/// Returns as much of a text as so many lines can show at most, with some to spare for marks, which take no column.
/// Whether it goes on is seen by its length.
pub(super) fn beginning(text: &str, room: usize, lines: usize) -> &str {
    let most = (room + 1).saturating_mul(lines + 1).saturating_mul(2);
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

/// Returns how long ago something was, coarsely: a screen at rest should rarely change. None is now.
pub(super) fn age(then: Timestamp, now: Timestamp) -> Option<String> {
    match now.since(then).as_secs() {
        0..5 => None,
        seconds @ 5..60 => Some(format!("{} s", seconds / 5 * 5)),
        seconds => Some(long(seconds)),
    }
}

/// Returns how long the session has lasted, coarsely, in minutes at best. None is less than one.
pub(super) fn uptime(now: Timestamp) -> Option<String> {
    let seconds = now.since(Timestamp::default()).as_secs();
    (seconds >= 60).then(|| long(seconds))
}

/// Returns a bar, longer for what is closer; the number stands beside it.
pub(super) fn bar(closeness: u32, closest: u32, width: usize) -> String {
    let halves = usize::try_from(closeness).unwrap_or(0) * width * 2 / usize::try_from(closest).unwrap_or(1).max(1);
    let halves = halves.min(width * 2);
    format!("{}{}", "━".repeat(halves / 2), if halves % 2 == 1 { "╸" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_key_is_cut_in_its_middle() {
        assert_eq!(cut_middle("greeting", 8), "greeting");
        assert_eq!(cut_middle("a-long-key-0001", 9), "a-lo…0001");
        for room in 0..20 {
            assert!(width(&cut_middle("漢字a漢字b漢字c漢字", room)) <= room, "{room}");
        }
    }

    #[test]
    fn times_are_bars_and_what_was_not_measured_is_blank() {
        assert_eq!(sparkline([Some(80), None, Some(10), Some(40)].into_iter()), "█ ▁▄");
        assert_eq!(sparkline([].into_iter()), "");
        assert_eq!(sparkline([Some(0)].into_iter()), "▁");
    }

    #[test]
    fn what_could_steer_a_terminal_is_spelled_out() {
        assert_eq!(clean("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(clean("line\nbreak\ttab"), "line\\nbreak\\ttab");
        assert_eq!(clean("\u{202e}txt"), "\\u{202e}txt");
        assert_eq!(clean("a\u{200b}b\u{3164}"), "a\\u{200b}b\\u{3164}");
        assert_eq!(clean("grün 漢字 0x12"), "grün 漢字 0x12");
    }

    #[test]
    fn text_is_cut_between_characters_as_the_eye_counts_them() {
        assert_eq!(cut("hello", 5), "hello");
        assert_eq!(cut("hello", 4), "hel…");
        assert_eq!(cut("漢字漢字", 4), "漢…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(cut("hello", 1), "…");
        assert_eq!(cut("hello", 0), "");
    }

    #[test]
    fn wrapped_lines_keep_every_word() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("漢字", 1), ["漢", "字"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("a b", 0), ["a", "b"]);
    }

    #[test]
    fn long_words_are_wrapped_in_one_go() {
        for (letter, lines) in [("a", 5_243), ("漢", 10_486)] {
            let word = letter.repeat(1 << 18);
            let wrapped = wrap(&word, 50);
            assert_eq!(wrapped.len(), lines);
            assert_eq!(wrapped.concat(), word);
        }
        assert_eq!(wrap("e\u{301}e\u{301}e\u{301} abc", 2), ["e\u{301}e\u{301}", "e\u{301}", "ab", "c"]);
        assert_eq!(beginning(&"x".repeat(1_000), 10, 2).len(), 66);
        assert_eq!(beginning("short", 10, 2), "short");
    }

    #[test]
    fn ages_and_durations_are_read_at_a_glance() {
        let at = |seconds: u64| Timestamp(seconds * 1_000_000);
        assert_eq!([0, 4].map(|seconds| age(at(0), at(seconds))), [None, None]);
        let ages = [44, 60, 3_599, 3_600, 200_000].map(|seconds| age(at(0), at(seconds)).unwrap_or_default());
        assert_eq!(ages, ["40 s", "1 min", "59 min", "1 h", "2 d"]);
        assert_eq!(clock(at(3_725)), "1:02:05");
        assert_eq!((uptime(at(59)), uptime(at(60))), (None, Some("1 min".to_owned())));
        let lasted = [310, 4_200, 42_000, 4_200_000, 42_000_000, 130_000_000];
        let lasted = lasted.map(|micros| duration(Duration::from_micros(micros)));
        assert_eq!(lasted, ["0.3 ms", "4.2 ms", "42 ms", "4.2 s", "42 s", "2 min"]);
    }
}
