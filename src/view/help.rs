//! The help page: keys and commands as their tables have them.

use ratatui::text::Line;

use super::{Scene, page::Writer};
use crate::{
    command::{COMMANDS, Spec},
    keymap::{BINDINGS, Place},
};

/// Writes help on everything, or on one command.
pub(super) fn write(to: &mut Writer, scene: &Scene, command: Option<&str>) {
    let named = |spec: &&Spec| command.is_some_and(|name| is_called(spec, name));
    match (command, COMMANDS.iter().find(named)) {
        (Some(_), Some(spec)) => one(to, scene, spec),
        (Some(name), None) => {
            to.text(&format!("There is no command {name}. All there are:"));
            to.blank();
            commands(to, scene);
        }
        (None, _) => all(to, scene),
    }
}

fn is_called(spec: &Spec, name: &str) -> bool {
    std::iter::once(&spec.name).chain(spec.aliases).any(|known| known.eq_ignore_ascii_case(name))
}

fn one(to: &mut Writer, scene: &Scene, spec: &Spec) {
    to.line(Line::styled(format!("{} {}", spec.name, spec.arguments), scene.theme.strong));
    to.text(scene.ui.language.about(spec.verb));
    to.blank();
    to.fact("e.g.", spec.example);
    if !spec.aliases.is_empty() {
        to.fact("also", &spec.aliases.join(", "));
    }
}

fn all(to: &mut Writer, scene: &Scene) {
    to.title("Commands");
    commands(to, scene);
    let places = [
        (Place::Everywhere, "Keys everywhere, while typing too"),
        (Place::Prompt, "Keys in the prompt"),
        (Place::Panes, "Keys in panes and on pages"),
        (Place::Filter, "Keys while a filter is typed"),
    ];
    let labels = scene.ui.language.keys();
    for (place, title) in places {
        to.title(title);
        for binding in BINDINGS.iter().filter(|binding| binding.place == place) {
            to.fact(binding.keys(labels), (binding.about)(labels));
        }
    }
    to.title("Words");
    for (word, meaning) in WORDS {
        to.fact(word, meaning);
    }
}

fn commands(to: &mut Writer, scene: &Scene) {
    for spec in COMMANDS {
        to.fact(&format!("{} {}", spec.name, spec.arguments), scene.ui.language.about(spec.verb));
    }
}

/// What the words of the panes and commands mean.
const WORDS: [(&str, &str); 8] = [
    ("NODE", "n7, n3-n9, random:10 (ten by chance), holders:10 (ten of those that hold the key of the last query)."),
    ("connected", "A connection to the peer is open."),
    ("known", "No connection is open, and none need be: Kademlia connects when it asks."),
    ("gone", "The last dial failed."),
    ("cpl", "Common prefix length: how many leading bits a peer's place shares with ours. More is nearer."),
    ("i", "kad's own number of the same bucket: 255 − cpl."),
    ("k, α", "Places in a bucket and copies of a record; requests a lookup has open at a time."),
    ("asked", "Requests of a query; answered and failed are what became of them."),
];
