//! The first minute: what is to be seen before each act, what each step of a lookup did, what came of it.

/// What a step of a lookup did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StepTold {
    /// How many it asked.
    pub asked: usize,
    /// Whether nobody had been asked before.
    pub is_first: bool,
    /// How many have not answered yet.
    pub open: usize,
    /// How many could not be reached, or broke off.
    pub failed: usize,
    /// How many peers they named that had not been heard of.
    pub new: usize,
    /// How many of those are nearer to the key than all before.
    pub nearer: usize,
}

/// What an act came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Came {
    /// A value is stored at so many, of whom so few stood in our own table.
    Stored { at: usize, known: usize },
    /// A value was fetched, from so many, and whether our own store had it.
    /// `killed` is whether some were killed before, `next` how many will be.
    Fetched { asked: u32, holders: usize, here: bool, killed: bool, next: usize },
    /// It was not found.
    Lost,
    /// So many that held it are gone, so many others are left, and whether we hold it.
    Killed { gone: usize, left: usize, here: bool },
    /// Another node is observed.
    Become { name: String },
}

say! { tour:
    /// Says what is to be seen at first: a practice network of so many nodes.
    fn tour_opening(nodes: usize, k: usize) -> String;
    /// Says what an act came to, and what the next is about, if there is one; the second time something was fetched says more.
    fn tour_came(came: &Came, act: usize) -> String;
    /// Says what else there is, when all acts are over.
    fn tour_end() -> &'static str;
    /// Says that an act begins, and what it does.
    fn tour_begins(act: usize) -> &'static str;
    /// Says what a step did.
    fn tour_asked(step: &StepTold) -> String;
    /// Says how many are being asked now; whether that is to make sure, since nobody nearer was named.
    fn tour_asking(asked: usize, is_check: bool) -> String;
    /// Says that the value goes to those that are nearest, and how many acknowledged it.
    fn tour_stores(done: usize, of: usize) -> String;
    /// Says which act it is, of how many, and how many more are wanted already.
    fn tour_act(act: usize, of: usize, wanted: usize) -> String;
    /// Says how Enter goes on where the prompt has not the focus.
    fn tour_elsewhere() -> &'static str;
    /// Beside the ghost in the prompt.
    fn tour_accept() -> &'static str;
    /// Beside PAUSED: who paused.
    fn tour_paused() -> &'static str;
    /// Says what the marks of the keyspace mean.
    fn tour_legend(has_key: bool) -> &'static str;
}
