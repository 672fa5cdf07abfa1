//! Why a lookup does what it does, in one line: whom it asks next and by which rule, what it waits for, when it ends or why
//! it did.

use crate::{
    state::{
        Lookup, Query,
        lookup::{HopEnd, Stage, Storing},
    },
    view::{Scene, names, queries},
};

/// Returns the line. `most_names` is how many peers are named at most.
pub(super) fn line(scene: &Scene, query: &Query, lookup: &Lookup, most_names: usize) -> String {
    let language = scene.ui.language;
    if let Some(end) = ended(scene, query, lookup) {
        return end;
    }
    if query.stores > 0 {
        let open = lookup.hops.values().filter(|hop| hop.store == Some(Storing::Asked)).count();
        return language.lookup_stores(lookup.closest().count(), open, query.kind.is_provide());
    }
    let ends_when = language.lookup_ends_when((lookup.hops.len() > lookup.wanted).then_some(lookup.wanted));
    let most = (!lookup.is_stalled()).then_some(lookup.alpha);
    let next = if scene.state.session.disjoint_paths { Vec::new() } else { lookup.next(scene.now) };
    if !next.is_empty() && lookup.ends(scene.now).is_none() {
        let who = names::several(scene, &next, most_names);
        return format!("{} {ends_when}", language.lookup_why_next(&who, next.len(), most));
    }
    if query.kind.stores() && lookup.ends(scene.now).is_some() {
        let to: Vec<_> = lookup.closest().map(|hop| hop.peer).collect();
        let who = names::several(scene, &to, most_names);
        return language.lookup_why_stores(&who, to.len(), query.kind.is_provide());
    }
    if let Some(step) = queries::next_asks(scene, query, most_names) {
        return step; // the coming step asks nobody
    }
    let waits: Vec<_> = lookup.waiting_for(scene.now).collect();
    let who = names::several(scene, &waits, most_names);
    format!("{} {ends_when}", language.lookup_waits(&who, waits.len(), most))
}

/// Says which rule ended it, if one did.
fn ended(scene: &Scene, query: &Query, lookup: &Lookup) -> Option<String> {
    let (language, labels) = (scene.ui.language, &scene.ui.language.lookup().end);
    let words = match lookup.end? {
        HopEnd::ClosestAnswered => {
            let last = lookup.closest().last().map(|hop| hop.peer);
            let nearer = lookup.hops.values().take_while(|hop| Some(hop.peer) != last);
            let but = nearer.filter(|hop| hop.asked.is_some() && hop.stage != Stage::Answered).count();
            return Some(language.lookup_ended(lookup.wanted, but));
        }
        HopEnd::NobodyLeft if lookup.hops.is_empty() => labels.nobody,
        HopEnd::NobodyLeft => labels.nobody_left,
        HopEnd::OutOfTime if query.outcome.timed_out => labels.out_of_time,
        HopEnd::OutOfTime => labels.from_outside,
    };
    Some(words.to_owned())
}
