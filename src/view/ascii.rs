//! For a terminal whose locale is not UTF-8: lines, marks and all else become characters that it has.

use ratatui::buffer::Buffer;

/// Puts ASCII in the place of all else.
pub(super) fn replace(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let mut letters = cell.symbol().chars();
            let plain = match (letters.next(), letters.next()) {
                (Some(only), None) => of(only),
                _ => '?', // of several parts, as flags are
            };
            cell.set_char(plain);
        }
    }
}

/// Returns what is most like a character, as far as we draw it ourselves.
fn of(c: char) -> char {
    match c {
        '─' | '━' | '═' | '╸' | '╺' | '–' | '—' | '−' | '▃' | '▄' => '-',
        '│' | '┃' | '║' | '▏' | '▎' | '▕' => '|',
        '\u{2500}'..='\u{257f}' => '+',
        '█' | '▇' | '▓' | '■' => '#',
        '▅' | '▆' => '=',
        '▁' | '▂' => '_',
        '●' => '*',
        '◆' => '%',
        '○' | '◇' | '□' => 'o',
        '◌' | '≈' => '~',
        '▒' | '\u{2801}'..='\u{28ff}' => ':', // of Braille every pattern but the empty one
        '·' | '…' | '•' | '░' => '.',
        '✓' | '↓' | '▼' => 'v',
        '✗' | '×' => 'x',
        '▶' | '▸' | '›' | '→' => '>',
        '◀' | '◂' | '‹' | '←' => '<',
        '↑' | '▲' => '^',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        'α' => 'a',
        '\u{2800}' => ' ',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn nothing_but_ascii_is_left() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        buffer.set_string(0, 0, "┌─●✓ grün 漢 α…▶⠿│", ratatui::style::Style::new());
        replace(&mut buffer);
        let text: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(text, "+-*v gr?n ?  a.>:|  ");
    }
}
