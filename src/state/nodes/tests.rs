//! The list of nodes: its order, its parts, what it is measured against.

use libp2p::identity::Keypair;

use super::*;
use crate::{
    dht::{Cause, Event, Outcome, SessionInfo, Timestamp},
    state::lab::Life,
};

fn peer(number: u8) -> PeerId {
    Keypair::ed25519_from_bytes([number; 32]).expect("32 bytes are a key").public().to_peer_id()
}

fn state() -> State {
    State::new(SessionInfo { nodes: 60, ..SessionInfo::of(peer(0)) })
}

fn lab() -> Lab {
    let mut lab = Lab::of(60);
    for number in 0..60_u8 {
        lab.push(peer(number));
        lab.lives(number.into(), if number % 7 == 6 { Life::Dead } else { Life::Alive });
        lab.nodes[usize::from(number)].table = usize::from(number) * 31 % 20;
        lab.nodes[usize::from(number)].served = u64::from(number) % 3;
    }
    lab
}

fn ask(state: &mut State, id: u64, kind: Kind, key: &str) {
    let (query, key, cause) = (QueryId(id), Key::new(key), Cause::Command(id));
    state.apply(&Event::QueryStarted { query, kind, key, cause, known: Vec::new() }, Timestamp(id));
}

fn end(state: &mut State, id: u64) {
    let (query, outcome) = (QueryId(id), Outcome::default());
    state.apply(&Event::QueryFinished { query, asked: 0, answered: 0, failed: 0, outcome }, Timestamp(id));
}

fn by(by: SortKey, reversed: bool) -> Ui {
    let nodes = Survey { sort: Some(Sort { by, reversed }), ..Survey::default() };
    Ui { nodes, ..Ui::default() }
}

#[test]
fn each_part_of_the_list_is_what_the_whole_list_has_there() {
    let (mut state, mut lab) = (state(), lab());
    ask(&mut state, 1, Kind::Put, "a");
    for number in [3, 9, 28, 51] {
        lab.holds(number, Holding::Value, &Key::new("a"), true);
    }
    let mut sort = Sort::default();
    for reversed in [false, true].repeat(8) {
        let ui = by(sort.by, reversed);
        let whole = Roll::new(&ui, &state, &lab).rows(0..60);
        for from in 0..60 {
            let mut roll = Roll::new(&ui, &state, &lab);
            let part = roll.rows(from..from + 10);
            assert_eq!(part, whole[from..(from + 10).min(60)], "{sort:?} {from}");
            assert_eq!(roll.row_of(&lab.nodes[part[0]].peer), Some(from), "{sort:?}");
        }
        if reversed {
            sort = sort.next();
        }
    }
    assert_eq!(sort, Sort::default(), "the columns go round");
}

#[test]
fn each_column_puts_first_what_is_looked_for() {
    let (mut state, mut lab) = (state(), lab());
    ask(&mut state, 1, Kind::Put, "a");
    for number in [3, 9, 28] {
        lab.holds(number, Holding::Value, &Key::new("a"), true);
    }
    let first = |column, reversed, rows| Roll::new(&by(column, reversed), &state, &lab).rows(0..rows);
    assert_eq!(first(SortKey::Node, false, 3), [0, 1, 2]);
    assert_eq!(first(SortKey::Node, true, 3), [59, 58, 57]);
    assert_eq!(first(SortKey::Life, true, 2).len(), 2);
    assert!(first(SortKey::Life, true, 8).iter().all(|number| lab.nodes[*number].life == Life::Dead));
    assert_eq!(first(SortKey::Near, false, 20), lab_closest(&lab, 20));
    let mut holders = first(SortKey::Holder, false, 3);
    holders.sort_unstable();
    assert_eq!(holders, [3, 9, 28]);
    assert_eq!(lab.nodes[first(SortKey::Table, false, 1)[0]].table, 19);
    assert_eq!(lab.nodes[first(SortKey::Table, true, 1)[0]].table, 0);
    assert_eq!(first(SortKey::Served, false, 2), [2, 5], "equals by their numbers");
}

/// All that are closest, the dead among them.
fn lab_closest(lab: &Lab, most: usize) -> Vec<usize> {
    let key = Key::new("a").position();
    let mut all: Vec<usize> = (0..lab.nodes.len()).collect();
    all.sort_by_key(|number| lab.nodes[*number].position.distance(&key));
    all.truncate(most);
    all
}

#[test]
fn a_filter_lets_through_names_ids_lives_and_holders() {
    let (mut state, mut lab) = (state(), lab());
    let listed_of = |state: &State, lab: &Lab, filter: &str| {
        let nodes = Survey { sort: Some(Sort::default()), ..Survey::default() };
        let mut roll = Roll::new(&Ui { filter: filter.to_owned(), nodes, ..Ui::default() }, state, lab);
        let all = roll.len();
        roll.rows(0..all)
    };
    lab.holds(3, Holding::Value, &Key::new("a"), true);
    assert_eq!(listed_of(&state, &lab, "holds"), Vec::<usize>::new(), "there is no key yet");
    ask(&mut state, 1, Kind::Put, "a");
    lab.holds(9, Holding::Value, &Key::new("a"), true);
    lab.holds(10, Holding::Value, &Key::new("b"), true);
    assert_eq!(listed_of(&state, &lab, "holds"), [3, 9]);
    let listed = |filter: &str| listed_of(&state, &lab, filter);
    assert_eq!(listed("dead"), [6, 13, 20, 27, 34, 41, 48, 55]);
    assert!(listed("n5").starts_with(&[5]) && listed("n5").contains(&51));
    assert_eq!(listed(&peer(17).to_base58()[40..]), [17]);
    assert_eq!(listed("no such node"), Vec::<usize>::new());
    let nodes = Survey { sort: Some(Sort::default()), ..Survey::default() };
    let roll = Roll::new(&Ui { filter: "dead".to_owned(), nodes, ..Ui::default() }, &state, &lab);
    assert_eq!((roll.row_of(&peer(13)), roll.row_of(&peer(12)), roll.row_of(&PeerId::random())), (Some(1), None, None));
}

#[test]
fn the_aim_is_the_selected_query_else_the_last_typed_and_outlives_a_change_of_eyes() {
    let mut state = state();
    let mut survey = Survey::default();
    assert_eq!(survey.aim(None, &state.queries), None, "our own place");
    ask(&mut state, 1, Kind::Put, "a");
    end(&mut state, 1);
    ask(&mut state, 2, Kind::Providers, "b");
    ask(&mut state, 3, Kind::Bootstrap, "me");
    let aim = |selected| survey.aim(selected, &state.queries).map(|aim| (aim.key, aim.what));
    assert_eq!(aim(None), Some((Key::new("b"), Holding::Provider)));
    assert_eq!(aim(Some(QueryId(1))), Some((Key::new("a"), Holding::Value)));
    assert_eq!(aim(Some(QueryId(3))), None, "a bootstrap looks for ourselves");
    assert_eq!(aim(Some(QueryId(9))), Some((Key::new("b"), Holding::Provider)));
    survey.aim = survey.aim(None, &state.queries);
    let of_another = Queries::default();
    assert_eq!(survey.aim(None, &of_another).map(|aim| aim.key), Some(Key::new("b")));
}
