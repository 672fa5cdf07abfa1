//! The first minute, where the queries are: a caption above what plays, and the whole network while nothing does.

use std::collections::HashSet;

use ratatui::{
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::Paragraph,
};

use super::{Scene, canvas::Canvas, stars, text};
use crate::{
    command::{Command, LabCommand},
    dht::Kind,
    state::{
        Focus, Lookup, Query, Tour,
        lab::{Holding, Life},
        lookup::Storing,
        ui::tour::{ACTS, Act, act, others_holding, to_kill},
    },
    words::tour::Came,
};

/// Lines of a caption at most.
const LINES: usize = 3;

/// Draws the caption. Returns the room below it, none of it where the network has taken it.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene, tour: &Tour) -> Option<Rect> {
    let is_quiet = scene.ui.followed(scene.state).is_none() && tour.playing.is_none();
    let width = usize::from(area.width).saturating_sub(2);
    let language = scene.ui.language;
    let number = language.tour_act((tour.ended + 1).min(ACTS), ACTS, tour.wanted());
    let is_elsewhere = tour.is_offering() && scene.ui.focus == Focus::Pane;
    let how = if is_elsewhere { language.tour_elsewhere() } else { "" };
    let words = text::wrap(&format!("{number}  {}{how}", caption(scene, tour)), width);
    let lines: Vec<Line> =
        words.into_iter().take(LINES).map(|line| Line::styled(format!(" {line}"), scene.theme.strong)).collect();
    let [above, below] =
        Layout::vertical([Constraint::Length(u16::try_from(lines.len()).unwrap_or(0)), Constraint::Fill(1)])
            .areas(area);
    canvas.render_widget(Paragraph::new(lines), above);
    if !is_quiet {
        return Some(below);
    }
    let has_key = scene.ui.nodes.aim.is_some();
    let legend = Line::from(Span::styled(format!(" {}", scene.ui.language.tour_legend(has_key)), scene.theme.quiet));
    let height = usize::from(below.height.saturating_sub(1));
    let mut picture = vec![legend];
    picture.extend(stars::lines(scene, below.width.into(), height));
    canvas.render_widget(Paragraph::new(picture), below);
    None
}

fn caption(scene: &Scene, tour: &Tour) -> String {
    let Scene { state, lab, ui, .. } = *scene;
    if let Some(playing) = &tour.playing {
        return step(scene, tour, playing);
    }
    match came(scene, tour) {
        None => ui.language.tour_opening(lab.nodes.len().max(lab.wanted), state.session.k),
        Some(came) if tour.ended == ACTS => {
            format!("{} {}", ui.language.tour_came(&came, tour.ended - 1), ui.language.tour_end())
        }
        Some(came) => ui.language.tour_came(&came, tour.ended - 1),
    }
}

/// What the last step of the act did.
fn step(scene: &Scene, tour: &Tour, act: &Act) -> String {
    let language = scene.ui.language;
    let lookup = act.query(scene.state).and_then(|query| Some((query, query.lookup()?)));
    let Some((query, lookup)) = lookup else { return language.tour_begins(tour.ended).to_owned() };
    if query.stores > 0 {
        let done = lookup.hops.values().filter(|hop| hop.store == Some(Storing::Done)).count();
        return language.tour_stores(done, query.stores as usize);
    }
    let told = act.told(lookup, scene.now);
    match &act.before {
        _ if told.asked == 0 => language.tour_begins(tour.ended).to_owned(),
        Some(before) if told.open > 0 => {
            format!("{}. {}", language.tour_asked(before), language.tour_asking(told.asked, before.nearer == 0))
        }
        _ => language.tour_asked(&told),
    }
}

/// What the last act came to.
fn came(scene: &Scene, tour: &Tour) -> Option<Came> {
    let Scene { state, lab, ui, .. } = *scene;
    let last = act(tour.ended.checked_sub(1)?, state, lab)?;
    let typed = || state.queries.iter().filter(|query| query.is_commanded()).max_by_key(|query| query.id);
    Some(match last {
        Command::Lab(LabCommand::Kill { .. }) => {
            let me = lab.number(&state.session.peer);
            let here = lab.holders(Holding::Value, &ui.nodes.aim.as_ref()?.key).any(|number| Some(number) == me);
            let left = others_holding(state, lab);
            let gone = lab.nodes.iter().filter(|node| node.life == Life::Dead).count();
            Came::Killed { gone, left, here }
        }
        Command::Lab(_) => Came::Become { name: lab.name(&state.session.peer)? },
        _ => of_query(scene, typed()?),
    })
}

fn of_query(scene: &Scene, query: &Query) -> Came {
    let is_good = query.verdict.as_ref().is_some_and(|verdict| verdict.ok);
    match query.kind {
        Kind::Put => {
            let known: HashSet<_> = query.lookup().into_iter().flat_map(Lookup::known).collect();
            Came::Stored {
                at: query.stored.len(),
                known: query.stored.iter().filter(|peer| known.contains(peer)).count(),
            }
        }
        _ if !is_good => Came::Lost,
        _ => {
            let holders = query.values.iter().flat_map(|(_, holders)| holders.iter().flatten()).count();
            let here = query.values.iter().any(|(_, holders)| holders.contains(&None));
            let killed = scene.lab.nodes.iter().any(|node| node.life == Life::Dead);
            Came::Fetched { asked: query.asked, holders, here, killed, next: to_kill(scene.state, scene.lab) }
        }
    }
}
