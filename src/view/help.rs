//! The help page: keys and commands as their tables have them.

use ratatui::text::Line;

use super::{Scene, writer::PageWriter};
use crate::{
    command::{COMMANDS, Offer, Spec},
    keymap::{BINDINGS, Scope},
    state::{Pane, Topic},
    words::screen::Meaning,
};

/// Writes help on everything, or on one command.
pub(super) fn write(to: &mut PageWriter, scene: &Scene, command: Option<&str>) {
    let named = |spec: &&Spec| command.is_some_and(|name| is_called(spec, name));
    match (command, COMMANDS.iter().find(named)) {
        (Some(_), Some(spec)) => one(to, scene, spec),
        (Some(name), None) => {
            to.text(&scene.ui.language.help_no_command(name));
            to.blank();
            commands(to, scene);
        }
        (None, _) => all(to, scene),
    }
}

fn is_called(spec: &Spec, name: &str) -> bool {
    std::iter::once(&spec.name).chain(spec.aliases).any(|known| known.eq_ignore_ascii_case(name))
}

fn one(to: &mut PageWriter, scene: &Scene, spec: &Spec) {
    to.line(Line::styled(format!("{} {}", spec.name, spec.arguments), scene.theme.strong));
    to.text(scene.ui.language.about(spec.verb));
    to.blank();
    let labels = &scene.labels().help;
    to.fact(labels.example, spec.example);
    for option in spec.options() {
        to.fact(option, scene.ui.language.offer(Offer::Word(option)));
    }
    if !spec.aliases.is_empty() {
        to.fact(labels.also, &spec.aliases.join(", "));
    }
}

fn all(to: &mut PageWriter, scene: &Scene) {
    let labels = &scene.labels().help;
    to.title(labels.commands);
    commands(to, scene);
    let places = [
        (Scope::Line, labels.keys_in_line),
        (Scope::Idle, labels.keys_idle),
        (Scope::Panes, labels.keys_in_panes),
        (Scope::Prompt, labels.keys_in_prompt),
        (Scope::Filter, labels.keys_in_filter),
        (Scope::Search, labels.keys_in_search),
        (Scope::Everywhere, labels.keys_everywhere),
    ];
    let keys = scene.ui.language.keys();
    for (place, title) in places {
        to.title(title);
        for binding in BINDINGS.iter().filter(|binding| binding.place == place) {
            to.fact(binding.keys(keys), (binding.about)(keys));
        }
    }
    to.title(labels.mouse);
    meanings(to, labels.mouse_does);
    let gloss = &scene.labels().gloss;
    to.title(gloss.everywhere_title);
    meanings(to, gloss.everywhere);
    for topic in TOPICS {
        let (title, words) = words_of(scene, topic);
        to.title(title);
        meanings(to, words);
    }
}

/// Every topic, in the order of the help.
const TOPICS: [Topic; 10] = [
    Topic::Pane(Pane::Peers),
    Topic::Pane(Pane::Buckets),
    Topic::Pane(Pane::Queries),
    Topic::Lookup,
    Topic::Table,
    Topic::Copies,
    Topic::Pane(Pane::Nodes),
    Topic::Crawl,
    Topic::Pane(Pane::Records),
    Topic::Pane(Pane::Requests),
];

/// Returns the title above a topic's words.
pub(super) fn words_title(scene: &Scene, topic: Topic) -> &'static str {
    words_of(scene, topic).0
}

/// Writes what a topic's words mean.
pub(super) fn write_words(to: &mut PageWriter, scene: &Scene, topic: Topic) {
    meanings(to, words_of(scene, topic).1);
    if topic == Topic::Pane(Pane::Queries) {
        to.title(scene.labels().gloss.lookup_title); // they stand beside them
        meanings(to, scene.labels().gloss.lookup);
    }
}

fn words_of(scene: &Scene, topic: Topic) -> (&'static str, &'static [Meaning]) {
    let gloss = &scene.labels().gloss;
    match topic {
        Topic::Pane(Pane::Peers) => (gloss.peers_title, gloss.peers),
        Topic::Pane(Pane::Buckets) => (gloss.buckets_title, gloss.buckets),
        Topic::Pane(Pane::Queries) => (gloss.queries_title, gloss.queries),
        Topic::Pane(Pane::Nodes) => (gloss.nodes_title, gloss.nodes),
        Topic::Pane(Pane::Records) => (gloss.records_title, gloss.records),
        Topic::Pane(Pane::Requests) => (gloss.requests_title, gloss.requests),
        Topic::Lookup => (gloss.lookup_title, gloss.lookup),
        Topic::Copies => (gloss.copies_title, gloss.copies),
        Topic::Crawl => (gloss.crawl_title, gloss.crawl),
        Topic::Table => (gloss.table_title, gloss.table),
    }
}

fn meanings(to: &mut PageWriter, all: &[Meaning]) {
    for (word, meaning) in all {
        to.fact(word, meaning);
    }
}

fn commands(to: &mut PageWriter, scene: &Scene) {
    for spec in COMMANDS {
        to.fact(&format!("{} {}", spec.name, spec.arguments), scene.ui.language.about(spec.verb));
    }
}
