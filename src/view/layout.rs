//! Where everything stands in a window of some size; pure geometry.

use ratatui::layout::{Constraint, Layout, Rect};

/// From this size all panes are on the screen at once.
const WIDE: (u16, u16) = (80, 20);
/// Below this size there is room for one line only.
const NARROW: (u16, u16) = (20, 5);
/// The routing table's least width: its columns and a bar of nine.
const TABLE: u16 = 34;

/// Where things stand. What has no room has no height.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Rooms {
    /// Who we are, on which network.
    pub(super) header: Rect,
    /// Which pane is shown, where only one is.
    pub(super) tabs: Rect,
    /// All panes together.
    pub(super) body: Rect,
    /// Peers, routing table and queries, where all are shown.
    pub(super) panes: Option<[Rect; 3]>,
    /// The frame around notices and prompt, where there is room for one.
    pub(super) console: Rect,
    /// What just happened.
    pub(super) notices: Rect,
    /// The typed line.
    pub(super) prompt: Rect,
    /// The keys that hold now.
    pub(super) footer: Rect,
}

/// Returns where everything stands; none where the window is too small for more than one line. To an audience what happened
/// has little room, and the rest more.
pub(super) fn rooms(area: Rect, presents: bool) -> Option<Rooms> {
    if area.width < NARROW.0 || area.height < NARROW.1 {
        return None;
    }
    Some(if area.width >= WIDE.0 && area.height >= WIDE.1 { wide(area, presents) } else { narrow(area) })
}

fn wide(area: Rect, presents: bool) -> Rooms {
    let framed = area.height >= 24;
    let lines = if framed { 3 + (area.height - 24) / 6 } else { 3 };
    let lines = if presents { 2 } else { lines.min(8) };
    let [header, body, console, footer] = Layout::vertical([
        Constraint::Length(2),
        Constraint::Fill(1),
        Constraint::Length(lines + if framed { 2 } else { 0 }),
        Constraint::Length(1),
    ])
    .areas(area);
    let [notices, prompt] = lines_of(if framed { inside(console) } else { console });
    let console = if framed { console } else { Rect::default() };
    let below = (body.height * 11 / 20).max(6); // the largest room: a lookup plays there
    let [above, queries] = Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(body);
    let right = (area.width * 21 / 50).clamp(TABLE, 72);
    let [peers, buckets] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(right)]).areas(above);
    Rooms {
        header,
        tabs: Rect::default(),
        body,
        panes: Some([peers, buckets, queries]),
        console,
        notices,
        prompt,
        footer,
    }
}

fn narrow(area: Rect) -> Rooms {
    let if_high = |from: u16, lines: u16| Constraint::Length(if area.height >= from { lines } else { 0 });
    let notices = if area.height >= 14 { 2 } else { 1 };
    let [header, tabs, body, console, footer] = Layout::vertical([
        if_high(8, 1),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(notices + 1),
        if_high(10, 1),
    ])
    .areas(area);
    let [notices, prompt] = lines_of(console);
    Rooms { header, tabs, body, panes: None, console: Rect::default(), notices, prompt, footer }
}

fn lines_of(console: Rect) -> [Rect; 2] {
    Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(console)
}

/// Returns what is left within a border.
fn inside(area: Rect) -> Rect {
    area.inner(ratatui::layout::Margin::new(1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(width: u16, height: u16) -> Option<Rooms> {
        rooms(Rect::new(0, 0, width, height), false)
    }

    #[test]
    fn at_80x24_every_pane_has_three_rows_of_content() {
        let rooms = of(80, 24).expect("large enough");
        let panes = rooms.panes.expect("all at once");
        for pane in panes {
            assert!(pane.height >= 2 + 1 + 3, "a border, column titles, three rows: {pane:?}");
        }
        assert_eq!(rooms.notices.height + rooms.prompt.height, 3);
        assert_eq!(panes[0].width + panes[1].width, 80);
    }

    #[test]
    fn from_80x20_all_panes_are_on_the_screen() {
        assert!(of(80, 20).expect("large enough").panes.is_some());
        assert!(of(79, 20).expect("large enough").panes.is_none());
        assert!(of(80, 19).expect("large enough").panes.is_none());
    }

    #[test]
    fn below_20x5_there_is_one_line() {
        assert!(of(20, 5).is_some());
        assert_eq!(of(19, 5), None);
        assert_eq!(of(20, 4), None);
        assert_eq!(of(0, 0), None);
    }

    #[test]
    fn nothing_overlaps_or_leaves_the_window() {
        for (width, height) in (20..200).step_by(7).flat_map(|width| (5..80).map(move |height| (width, height))) {
            let Rooms { header, tabs, body, panes, console, notices, prompt, footer } =
                of(width, height).expect("large enough");
            let area = Rect::new(0, 0, width, height);
            let lower = if console.is_empty() { vec![notices, prompt] } else { vec![console] };
            let mut all = vec![header, tabs, footer];
            all.extend(lower);
            all.extend(panes.map_or(vec![body], Vec::from));
            let cells: u32 = all.iter().map(|room| room.area()).sum();
            assert_eq!(cells, area.area(), "{width}x{height}");
            for (nth, room) in all.iter().enumerate() {
                assert_eq!(area.intersection(*room), *room, "{width}x{height}");
                assert!(all[..nth].iter().all(|other| !other.intersects(*room)), "{width}x{height}");
            }
            assert!(prompt.height == 1 && notices.height >= 1 && body.height >= 2, "{width}x{height}");
        }
    }
}
