//! The screen as a picture: an SVG file, each column where the terminal has it, whatever the font of the reader does.
//!
//! A run of ASCII characters of one style is one text, stretched to its columns; of all else (frames, bars, marks, wide
//! characters) each character stands alone at its place, runs of the same one together.

use std::fmt::Write as _;

use ratatui::{
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};

use super::text;

/// Pixels of a cell.
const CELL: (usize, usize) = (9, 18);
/// Pixels from the top of a cell to the line that letters stand on.
const BASE: usize = 14;
/// Pixels around the screen.
const EDGE: usize = 9;

/// The colours of a picture, as `#rrggbb`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Palette {
    pub background: &'static str,
    pub text: &'static str,
    /// What is there to be overlooked, and can be read all the same.
    pub quiet: &'static str,
    pub blue: &'static str,
    pub red: &'static str,
    pub magenta: &'static str,
}

impl Palette {
    pub const DARK: Self = Self {
        background: "#16181d",
        text: "#e6e6e6",
        quiet: "#9a9fa8",
        blue: "#6cb2ff",
        red: "#ff7a70",
        magenta: "#d58cff",
    };
    pub const LIGHT: Self = Self {
        background: "#fcfcfa",
        text: "#1d1f23",
        quiet: "#62666d",
        blue: "#0b5fc4",
        red: "#b3261e",
        magenta: "#8a2bb8",
    };

    fn colour(&self, cell: &Cell) -> &'static str {
        match cell.fg {
            Color::LightBlue => self.blue,
            Color::Red => self.red,
            Color::Magenta => self.magenta,
            _ if cell.modifier.contains(Modifier::DIM) => self.quiet,
            _ => self.text,
        }
    }
}

/// Returns a drawn screen as an SVG document.
pub(super) fn of(buffer: &Buffer, palette: &Palette) -> String {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 2 * EDGE, rows * CELL.1 + 2 * EDGE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\" xml:space=\"preserve\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n",
        palette.background
    );
    for (row, cells) in buffer.content.chunks(columns.max(1)).enumerate() {
        for run in runs(cells) {
            write_run(&mut svg, palette, row, &run);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Cells of one style that are drawn as one text.
struct Run<'a> {
    column: usize,
    columns: usize,
    words: String,
    cell: &'a Cell,
}

/// Divides a row into runs; blank ones that need no background are left out.
fn runs(cells: &[Cell]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run> = Vec::new();
    let mut column = 0;
    while let Some(cell) = cells.get(column) {
        let (words, columns) = (cell.symbol(), text::width(cell.symbol()).max(1));
        match runs.last_mut() {
            Some(run)
                if run.column + run.columns == column && has_same_style(run.cell, cell) && joins(&run.words, words) =>
            {
                run.words.push_str(words);
                run.columns += columns;
            }
            _ => runs.push(Run { column, columns, words: words.to_owned(), cell }),
        }
        column += columns;
    }
    let is_seen = |run: &Run| run.cell.modifier.contains(Modifier::REVERSED);
    for run in runs.iter_mut().filter(|run| !is_seen(run)) {
        let words = run.words.trim_end();
        run.columns -= run.words.len() - words.len(); // a blank is a byte and a column
        run.words.truncate(words.len());
    }
    runs.retain(|run| !run.words.is_empty());
    runs
}

fn has_same_style(one: &Cell, other: &Cell) -> bool {
    (one.fg, one.modifier) == (other.fg, other.modifier)
}

/// Returns whether a character can stand in one text with those before it: ASCII with ASCII, but for what begins a column
/// behind several blanks; others with the same.
fn joins(before: &str, next: &str) -> bool {
    let blanks = before.len() - before.trim_end().len();
    let is_ascii = before.is_ascii() && next.is_ascii() && (next.trim().is_empty() || blanks < 2);
    is_ascii || before.ends_with(next) && before.chars().all(|c| before.starts_with(c)) && !next.is_ascii()
}

fn write_run(svg: &mut String, palette: &Palette, row: usize, run: &Run) {
    let (x, y) = (EDGE + run.column * CELL.0, EDGE + row * CELL.1);
    let width = run.columns * CELL.0;
    let is_reversed = run.cell.modifier.contains(Modifier::REVERSED);
    let colour = palette.colour(run.cell);
    if is_reversed {
        let _ = writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{colour}\"/>", CELL.1);
    }
    if run.words.trim().is_empty() {
        return;
    }
    let fill = if is_reversed { palette.background } else { colour };
    let bold = if run.cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let under = if run.cell.modifier.contains(Modifier::UNDERLINED) { " text-decoration=\"underline\"" } else { "" };
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{fill}\"{bold}{under}>{}</text>",
        y + BASE,
        escaped(&run.words)
    );
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};

    use super::*;

    fn drawn(line: &str, style: Style) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        buffer.set_string(0, 0, line, style);
        of(&buffer, &Palette::DARK)
    }

    #[test]
    fn each_character_stands_in_its_column() {
        let svg = drawn("ab ──漢x", Style::new());
        for (x, width, words) in [(9, 18, "ab"), (36, 18, "──"), (54, 18, "漢"), (72, 9, "x")] {
            let text = format!("<text x=\"{x}\" y=\"23\" textLength=\"{width}\"");
            assert!(svg.contains(&text) && svg.contains(&format!(">{words}</text>")), "{words}: {svg}");
        }
        let svg = drawn("a b   c", Style::new());
        assert!(svg.contains(">a b</text>") && svg.contains("<text x=\"63\""), "columns stand apart: {svg}");
        let svg = drawn("<&>", Style::new().add_modifier(Modifier::REVERSED));
        assert!(
            svg.contains("&lt;&amp;&gt;") && svg.contains("<rect x=\"9\" y=\"9\" width=\"27\" height=\"18\""),
            "{svg}"
        );
    }

    /// The contrast of two colours (WCAG 2.2, relative luminance).
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |colour: &str| -> f64 {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("two digits")) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn all_that_is_written_can_be_read() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
        for palette in [Palette::DARK, Palette::LIGHT] {
            let Palette { background, text, quiet, blue, red, magenta } = palette;
            for colour in [text, quiet, blue, red, magenta] {
                let contrast = contrast(colour, background);
                assert!(contrast >= 4.5, "{colour} on {background}: {contrast}");
            }
        }
    }
}
