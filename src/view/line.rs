//! One line of several parts, of which the least important are left out where there is no room.

use ratatui::text::{Line, Span};

use super::text;

/// A part of a line.
pub(super) struct Part {
    /// Who is left out last: 0.
    pub(super) priority: u8,
    /// What stands there.
    pub(super) spans: Vec<Span<'static>>,
}

/// Returns a part of one style.
pub(super) fn part(priority: u8, text: impl Into<String>, style: ratatui::style::Style) -> Part {
    Part { priority, spans: vec![Span::styled(text.into(), style)] }
}

/// Returns a line of as many parts as fit, in their order, with `gap` between them. The most important one is cut where
/// it alone is too long.
pub(super) fn fit(mut parts: Vec<Part>, gap: &'static str, room: usize) -> Line<'static> {
    let width = |part: &Part| part.spans.iter().map(Span::width).sum::<usize>();
    let gap_width = text::width(gap);
    let mut used = parts.iter().map(|part| width(part) + gap_width).sum::<usize>();
    while used > room + gap_width && parts.len() > 1 {
        let last = (0..parts.len()).max_by_key(|at| parts[*at].priority).unwrap_or(0);
        used -= width(&parts.remove(last)) + gap_width;
    }
    let mut spans: Vec<Span> = Vec::with_capacity(parts.len() * 2);
    for part in parts {
        spans.extend((!spans.is_empty()).then_some(Span::raw(gap)));
        spans.extend(part.spans);
    }
    let line = Line::from(spans);
    if line.width() <= room { line } else { cut(&line, room) }
}

fn cut(line: &Line<'static>, room: usize) -> Line<'static> {
    let style = line.spans.first().map_or_else(Default::default, |span| span.style);
    let whole: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
    Line::styled(text::cut(&whole, room).into_owned(), style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_important_part_is_left_out_and_the_order_stays() {
        let parts = || {
            let style = ratatui::style::Style::new();
            vec![part(1, "who", style), part(2, "time", style), part(0, "FROZEN", style)]
        };
        let fitted = |room| fit(parts(), "  ", room).to_string();
        assert_eq!(fitted(17), "who  time  FROZEN");
        assert_eq!(fitted(16), "who  FROZEN");
        assert_eq!(fitted(10), "FROZEN");
        assert_eq!(fitted(4), "FRO…");
        assert_eq!(fitted(0), "");
    }
}
