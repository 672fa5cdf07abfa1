//! The help page: keys and commands as their tables have them.

use ratatui::text::Line;

use super::{Scene, writer::PageWriter};
use crate::{
    command::{COMMANDS, Spec},
    keymap::{BINDINGS, Scope},
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
    to.title(labels.words);
    for (word, meaning) in labels.meanings {
        to.fact(word, meaning);
    }
}

fn commands(to: &mut PageWriter, scene: &Scene) {
    for spec in COMMANDS {
        to.fact(&format!("{} {}", spec.name, spec.arguments), scene.ui.language.about(spec.verb));
    }
}
