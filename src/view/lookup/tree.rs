//! Who told whom: our own table at the root, below each peer those it named first that were asked.

use std::collections::HashMap;

use ratatui::text::{Line, Span};

use super::mark::HopMark;
use crate::{
    dht::PeerId,
    state::{
        Lookup,
        lookup::{Hop, Stage},
    },
    view::{Scene, names, text},
};

/// Deeper peers stand no further to the right: there is no room, and a hop's number says it.
const MAX_DEPTH: usize = 12;

/// The tree while it is written.
struct Tree<'a> {
    scene: &'a Scene<'a>,
    lookup: &'a Lookup,
    /// Those that were asked, by who named them.
    asked: HashMap<Option<PeerId>, Vec<&'a Hop>>,
    width: usize,
    height: usize,
    lines: Vec<Line<'static>>,
    /// Peers that had no room.
    left: usize,
}

/// Returns the tree in at most so many lines.
pub(super) fn lines(scene: &Scene, lookup: &Lookup, width: usize, height: usize) -> Vec<Line<'static>> {
    let mut asked: HashMap<Option<PeerId>, Vec<&Hop>> = HashMap::new();
    let mut unasked = 0;
    for hop in lookup.hops.values() {
        match hop.stage {
            Stage::Heard => unasked += usize::from(hop.source.is_none()),
            _ => asked.entry(hop.source).or_default().push(hop),
        }
    }
    for all in asked.values_mut() {
        all.sort_by_key(|hop| hop.asked);
    }
    let mut tree = Tree { scene, lookup, asked, width, height: height.saturating_sub(1), lines: vec![], left: 0 };
    tree.line(title(scene, width));
    let known = tree.asked.get(&None).map_or(0, Vec::len);
    tree.line(Line::raw(text::cut(&scene.ui.language.tree_root(known, unasked), width).into_owned()));
    tree.branch(None, "");
    let Tree { mut lines, left, .. } = tree;
    if left > 0 {
        lines.push(Line::styled(scene.ui.language.tree_left(left), scene.theme.quiet));
    }
    lines.truncate(height);
    lines
}

fn title(scene: &Scene, width: usize) -> Line<'static> {
    let labels = &scene.ui.language.lookup().tree;
    let about = if scene.state.session.disjoint_paths { labels.about_paths } else { labels.about };
    let more = format!("  {about}");
    let more = text::cut(&more, width.saturating_sub(text::width(labels.title) + 1)).into_owned();
    Line::from(vec![Span::styled(labels.title, scene.theme.strong), Span::styled(more, scene.theme.quiet)])
}

impl Tree<'_> {
    fn line(&mut self, line: Line<'static>) {
        if self.lines.len() < self.height {
            self.lines.push(line);
        }
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= self.height
    }

    /// Writes those that a peer named: first, a line each, those that named others in turn; then the rest together.
    fn branch(&mut self, source: Option<PeerId>, indent: &str) {
        let Some(all) = self.asked.remove(&source) else { return };
        let (fruitful, others): (Vec<&Hop>, Vec<&Hop>) =
            all.into_iter().partition(|hop| self.asked.contains_key(&Some(hop.peer)));
        let nodes = fruitful.len();
        for (nth, hop) in fruitful.into_iter().enumerate() {
            let is_last = nth + 1 == nodes && others.is_empty();
            let (tee, below) = if is_last { ("└ ", "  ") } else { ("├ ", "│ ") };
            self.left += usize::from(self.is_full());
            let line = self.node(hop, format!("{indent}{tee}"));
            self.line(line);
            let deeper = indent.chars().count() / 2 < MAX_DEPTH;
            let indent = if deeper { format!("{indent}{below}") } else { indent.to_owned() };
            self.branch(Some(hop.peer), &indent);
        }
        self.leaves(&others, indent);
    }

    fn node(&self, hop: &Hop, indent: String) -> Line<'static> {
        let Scene { theme, .. } = self.scene;
        let unasked =
            usize::from(hop.added) - self.asked.get(&Some(hop.peer)).map_or(0, Vec::len).min(hop.added.into());
        let told = self.scene.ui.language.tree_told(hop.cpl, hop.added, hop.named, unasked);
        let mut spans = vec![Span::styled(indent, theme.quiet)];
        spans.extend(self.peer(hop));
        let used: usize = spans.iter().map(Span::width).sum();
        let words = text::cut(&format!("  {told}"), self.width.saturating_sub(used)).into_owned();
        spans.push(Span::styled(words, theme.quiet));
        Line::from(spans)
    }

    /// A peer as short as can be: how it stands, and its name.
    fn peer(&self, hop: &Hop) -> [Span<'static>; 2] {
        let mark = HopMark::of(self.lookup, hop, false, self.scene.now);
        let glyph = Span::styled(format!("{} ", mark.glyph()), mark.style(self.scene.theme));
        [glyph, Span::raw(names::short(self.scene, &hop.peer))]
    }

    /// Those that named nobody who was asked, as many on a line as fit.
    fn leaves(&mut self, all: &[&Hop], indent: &str) {
        let mut tee = "└ ";
        let mut rest = all;
        while !rest.is_empty() {
            let mut spans = vec![Span::styled(format!("{indent}{tee}"), self.scene.theme.quiet)];
            let mut used = spans[0].width();
            let mut taken = 0;
            for hop in rest {
                let [glyph, name] = self.peer(hop);
                let width = glyph.width() + name.width() + 2;
                if taken > 0 && used + width > self.width + 2 {
                    break;
                }
                used += width;
                taken += 1;
                spans.extend([glyph, name, Span::raw("  ")]);
            }
            if self.is_full() {
                self.left += rest.len();
                return;
            }
            self.lines.push(Line::from(spans));
            (tee, rest) = ("  ", &rest[taken..]);
        }
    }
}
