//! The practice network: every node with how it is, how near it lies to the key that was looked for, and whether it
//! holds it. Takes the place of all panes; of the list only the rows on the screen are made.

mod crawl;
mod guests;
mod strip;
mod table;

use std::ops::Range;

use ratatui::{
    layout::{Constraint, Layout, Rect},
    widgets::Paragraph,
};

use super::{
    Scene,
    bucket_tree::BucketTree,
    buckets,
    canvas::Canvas,
    line::{Part, part},
    pane, text,
};
use crate::{
    state::{
        Pane,
        lab::{Holding, Life},
        nodes::{Aim, NodesView, Roll},
    },
    view::names,
    words::Language,
};
pub(super) use crawl::reach;
use strip::Keyspace;
use table::NodesTable;

/// Columns of a key in the title; in a narrow one the fifth part of it.
const MAX_KEY: u16 = 32;

/// What the list is drawn from, beside the list itself.
struct Measured {
    /// The key that nodes are measured against; none where it is our own place.
    aim: Option<Aim>,
    /// The nodes that run and are closest to it, nearest first.
    closest: Vec<usize>,
}

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas, area: Rect, scene: &Scene) {
    let Scene { state, lab, ui, .. } = *scene;
    if let Some(shown) = ui.crawl_shown(state, lab) {
        return crawl::draw(canvas, area, scene, shown);
    }
    let aim = ui.nodes.aim(ui.query, &state.queries);
    let place = aim.as_ref().map_or(state.position, |aim| aim.position);
    // of our own place we would be the nearest ourselves; of a key every node has its rank, whoever looks
    let without = aim.is_none().then_some(&state.session.peer);
    let measured = Measured { closest: lab.closest(&place, state.session.k, without), aim };
    let mut roll = Roll::new(ui, state, lab);
    let inside = pane::draw(canvas, area, scene, Pane::Nodes, title(scene, &roll, measured.aim.as_ref(), area.width));
    if lab.nodes.is_empty() {
        pane::say(canvas, inside, scene.theme.quiet, &building(scene));
        return;
    }
    let mut strips = strip::lines(scene, &keyspace(scene, &roll, &measured), inside.width.into(), inside.height);
    strips.extend(guests::lines(scene, inside.width.into(), inside.height));
    let [above, list] =
        Layout::vertical([Constraint::Length(u16::try_from(strips.len()).unwrap_or(0)), Constraint::Fill(1)])
            .areas(inside);
    canvas.render_widget(Paragraph::new(strips), above);
    if ui.nodes.view == NodesView::Tree
        && let Some(tree) = BucketTree::new(scene, list.width)
    {
        buckets::draw_tree(canvas, list, scene, &tree);
        return pane::foot(canvas, area, scene, &scene.labels().buckets.tree_legend, [false, false]);
    }
    if roll.is_empty() {
        let words = ui.language.nodes_unmatched(&text::clean(&ui.filter));
        pane::say(canvas, list, scene.theme.quiet, &words);
        return;
    }
    let selected = ui.nodes.node.and_then(|peer| roll.row_of(&peer));
    let (window, more) = window(scene, selected, roll.len(), list.height);
    let rows = roll.rows(window);
    NodesTable::new(scene, &roll, &measured, list.width).draw(canvas, list, rows);
    pane::foot(canvas, area, scene, &[], more);
}

/// Returns which rows of a list stand below its heading, the selected one among them, and whether there are more above and
/// below.
fn window(scene: &Scene, selected: Option<usize>, all: usize, height: u16) -> (Range<usize>, [bool; 2]) {
    let height = usize::from(height.saturating_sub(1));
    let lead = pane::clicked_line(scene, Pane::Nodes).map_or(height / 2, usize::from).min(height.saturating_sub(1));
    let from = selected.unwrap_or(0).saturating_sub(lead).min(all.saturating_sub(height));
    (from..from + height, [from > 0, from + height < all])
}

fn keyspace(scene: &Scene, roll: &Roll, measured: &Measured) -> Keyspace {
    let Scene { state, lab, .. } = *scene;
    let at = |number: usize| lab.nodes[number].position;
    Keyspace {
        around: measured.aim.as_ref().map_or(state.position, |aim| aim.position),
        is_key: measured.aim.is_some(),
        all: lab.nodes.iter().filter(|node| node.life == Life::Alive).map(|node| node.position).collect(),
        holders: measured
            .aim
            .as_ref()
            .filter(|aim| are_holders_told(scene, aim))
            .map(|_| roll.holders().map(at).collect()),
        closest: measured.closest.iter().map(|number| at(*number)).collect(),
    }
}

/// Returns how far the building of the practice network is.
pub(super) fn building(scene: &Scene) -> String {
    let lab = scene.lab;
    scene.ui.language.header_building((lab.started + 1).min(lab.wanted), lab.wanted)
}

fn title(scene: &Scene, roll: &Roll, aim: Option<&Aim>, width: u16) -> Vec<Part> {
    let Scene { state, lab, theme, ui, .. } = scene;
    let language = ui.language;
    let mut lives = [0_usize; 4];
    lab.nodes.iter().for_each(|node| lives[node.life as usize] += 1);
    let counted = |life: Life| lives[life as usize];
    let said = |life: Life| so_many(language, life, counted(life));
    let all = lab.nodes.len().max(lab.wanted);
    let listed = (roll.len() < lab.nodes.len()).then_some(roll.len());
    let mut title =
        vec![part(0, language.nodes_title(listed, all), theme.strong), part(3, said(Life::Alive), theme.good)];
    let others = [(Life::Silent, 5, theme.mark), (Life::Dead, 4, theme.bad), (Life::Waiting, 6, theme.quiet)];
    for (life, priority, style) in others.into_iter().filter(|(life, ..)| counted(*life) > 0) {
        title.push(part(priority, said(life), style));
    }
    let guests = lab.guests.present().count();
    if guests > 0 {
        title.push(part(2, language.nodes_guests(guests), theme.mark));
    }
    let near = match aim {
        Some(aim) => text::cut(&text::clean(&aim.key.to_string()), MAX_KEY.min(width / 5).into()).into_owned(),
        None => names::short(scene, &state.session.peer),
    };
    title.push(part(2, language.nodes_measured(&near), theme.strong));
    title.extend(
        aim.filter(|aim| are_holders_told(scene, aim)).map(|aim| part(1, holders(scene, roll, aim), theme.mark)),
    );
    title.extend(conditions(scene).map(|words| part(7, words, theme.mark)));
    title
}

/// Returns the word for whether a node runs.
pub(super) fn life_word(language: Language, life: Life) -> &'static str {
    let labels = &language.nodes().life;
    match life {
        Life::Alive => labels.alive,
        Life::Silent => labels.silent,
        Life::Dead => labels.dead,
        Life::Waiting => labels.waiting,
    }
}

/// Says how many nodes stand so.
fn so_many(language: Language, life: Life, n: usize) -> String {
    match life {
        Life::Alive => language.nodes_alive(n),
        Life::Silent => language.nodes_silent(n),
        Life::Dead => language.nodes_dead(n),
        Life::Waiting => language.nodes_waiting(n),
    }
}

/// Returns whether it is known who holds what is looked for: in a recording only what was true at the end of a query is.
fn are_holders_told(scene: &Scene, aim: &Aim) -> bool {
    is_told(scene) || scene.lab.is_told_of(aim.what, &aim.key)
}

/// Returns whether it is known how busy the nodes are and what they hold: recordings do not tell.
fn is_told(scene: &Scene) -> bool {
    scene.ui.replay.is_none()
}

/// Says how many hold what is looked for; our own copy apart.
fn holders(scene: &Scene, roll: &Roll, aim: &Aim) -> String {
    let me = scene.lab.number(&scene.state.session.peer);
    let here = me.is_some_and(|number| roll.holds(number));
    let others = roll.holders().len() - usize::from(here);
    match aim.what {
        Holding::Value => scene.ui.language.nodes_holders(others, here),
        Holding::Provider => scene.ui.language.nodes_knowing(others, here),
    }
}

/// Says how the lines between the nodes are, where they are not as they were: each in a word or two.
pub(super) fn conditions(scene: &Scene) -> Option<String> {
    let (lines, language) = (scene.lab.conditions, scene.ui.language);
    let mut said = Vec::new();
    if !lines.latency.is_zero() {
        said.push(language.nodes_latency(&text::duration(lines.latency)));
    }
    if lines.loss > 0 {
        said.push(language.nodes_loss(lines.loss));
    }
    if lines.churn > 0 {
        said.push(language.nodes_churn(lines.churn));
    }
    if lines.sides > 0 {
        said.push(language.nodes_cut(lines.sides));
    }
    (!said.is_empty()).then(|| said.join(" · "))
}
