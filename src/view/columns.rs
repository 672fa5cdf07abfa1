//! Columns: which of them fit, how wide each is, and the table they make.

use ratatui::{
    layout::{Alignment, Constraint, Layout, Rect},
    style::Style,
    text::{Line, Text},
    widgets::{self, Paragraph, Table},
};

use super::{canvas::Canvas, text, theme::Theme};
use crate::state::{Pane, Row, Spot};

/// Points at the selected row.
const POINTER: &str = "›";

/// One column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Column {
    /// Its title.
    pub(super) title: &'static str,
    /// Below this width it is left out.
    pub(super) least: u16,
    /// More it does not need; `u16::MAX` takes all that is left.
    pub(super) most: u16,
    /// Who is left out last: 0.
    pub(super) priority: u8,
    /// Whether its cells stand at the right, as numbers do.
    pub(super) right: bool,
}

/// Returns the width of each column, 0 where it is left out: first come the least widths, the most important column
/// first, then what is left over in the same order.
pub(super) fn fit(columns: &[Column], room: u16) -> Vec<u16> {
    let mut order: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].most > 0).collect();
    order.sort_by_key(|at| columns[*at].priority);
    let mut widths = vec![0; columns.len()];
    let mut left = room.saturating_add(1); // each column but one has a blank beside it
    for (nth, &at) in order.iter().enumerate() {
        let least = if nth == 0 { columns[at].least.min(room) } else { columns[at].least };
        if least >= left {
            break; // what matters less does not slip in before what matters more
        }
        widths[at] = least;
        left -= least + u16::from(least > 0);
    }
    for at in order.into_iter().filter(|at| columns[*at].least > 0) {
        if widths[at] > 0 {
            let more = left.min(columns[at].most.saturating_sub(widths[at]));
            widths[at] += more;
            left -= more;
        }
    }
    widths
}

/// One row: a text for each column, what it shows, and whether it is the selected one.
pub(super) struct TableRow {
    /// What a click on it means.
    pub(super) row: Row,
    /// The cells, one a column, also of columns that are left out.
    pub(super) cells: Vec<Text<'static>>,
    /// Whether it is selected.
    pub(super) selected: bool,
}

/// Draws rows of a pane under the titles of their columns, the selection before them. `focused` is whether keys move the
/// selection here.
pub(super) fn draw(
    canvas: &mut Canvas,
    area: Rect,
    theme: &Theme,
    (columns, widths): (&[Column], &[u16]),
    rows: Vec<TableRow>,
    (pane, focused): (Pane, bool),
) {
    mark(canvas, area, pane, &rows);
    let [pointers, area] = Layout::horizontal([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let mut column = vec![Line::default()];
    for row in &rows {
        column.push(Line::styled(if row.selected { POINTER } else { " " }, theme.strong));
        column.extend((1..height(row)).map(|_| Line::default()));
    }
    canvas.render_widget(Paragraph::new(column), pointers);

    let shown = |at: &usize| widths[*at] > 0;
    let title = |at: usize| {
        let title = text::cut(columns[at].title, widths[at].into()).into_owned();
        Text::from(title).alignment(alignment(&columns[at]))
    };
    let header = widgets::Row::new((0..columns.len()).filter(shown).map(title)).style(theme.quiet);
    let rows = rows.into_iter().map(|row| {
        let height = u16::try_from(height(&row)).unwrap_or(u16::MAX);
        let style = match (row.selected, focused) {
            (true, true) => theme.selected,
            (true, false) => theme.kept,
            (false, _) => Style::new(),
        };
        let cells = row.cells.into_iter().enumerate().filter(|(at, _)| shown(at));
        let even = row.selected && focused; // reversed colours would make stripes
        let cells =
            cells.map(|(at, cell)| if even { uncoloured(cell) } else { cell }.alignment(alignment(&columns[at])));
        widgets::Row::new(cells).height(height).style(style)
    });
    let constraints = widths.iter().filter(|width| **width > 0).map(|width| Constraint::Length(*width));
    canvas.render_widget(Table::new(rows, constraints).column_spacing(1).header(header), area);
}

/// Notes where each row stands.
fn mark(canvas: &mut Canvas, area: Rect, pane: Pane, rows: &[TableRow]) {
    let mut line: u16 = 0;
    for cells in rows {
        let height = u16::try_from(height(cells)).unwrap_or(u16::MAX);
        let room = Rect { y: area.y.saturating_add(1 + line), height, ..area }.intersection(area);
        canvas.mark(room, Spot::Row(pane, cells.row, Some(line)));
        line = line.saturating_add(height);
    }
}

/// Returns how many lines a row takes.
pub(super) fn height(row: &TableRow) -> usize {
    row.cells.iter().map(Text::height).max().unwrap_or(1).max(1)
}

fn alignment(column: &Column) -> Alignment {
    if column.right { Alignment::Right } else { Alignment::Left }
}

fn uncoloured(mut cell: Text<'static>) -> Text<'static> {
    cell.style = Style::new();
    for line in &mut cell.lines {
        line.style = Style::new();
        line.spans.iter_mut().for_each(|span| span.style = Style::new());
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { title: "status", least: 9, most: 9, priority: 1, right: false },
        Column { title: "peer", least: 6, most: 10, priority: 0, right: false },
        Column { title: "agent", least: 8, most: u16::MAX, priority: 2, right: false },
    ];

    #[test]
    fn what_matters_least_is_left_out_first() {
        assert_eq!(fit(&COLUMNS, 30), [9, 10, 9]);
        assert_eq!(fit(&COLUMNS, 24), [9, 10, 0], "6 + 1 + 9 + 1 + 8 would be 25");
        assert_eq!(fit(&COLUMNS, 15), [0, 10, 0]);
        assert_eq!(fit(&COLUMNS, 3), [0, 3, 0], "the first is never left out");
        assert_eq!(fit(&COLUMNS, 0), [0, 0, 0]);
    }

    #[test]
    fn columns_and_the_blanks_between_them_fill_no_more_than_the_room() {
        for room in 0..100 {
            let widths = fit(&COLUMNS, room);
            let shown = widths.iter().filter(|width| **width > 0).count();
            let used = widths.iter().sum::<u16>() + u16::try_from(shown.saturating_sub(1)).expect("three at most");
            assert!(used <= room, "{used} of {room}");
        }
    }
}
