//! The commands, one name each.

use super::{Spec, table::COMMANDS};

/// Which command it is, in the order of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    Get,
    Put,
    Provide,
    Providers,
    Closest,
    Bootstrap,
    Dial,
    Add,
    Forget,
    Remove,
    Unprovide,
    Mode,
    Quorum,
    Pause,
    Step,
    Resume,
    Ping,
    Ask,
    Table,
    Copies,
    Crawl,
    Be,
    Spawn,
    Kill,
    Restart,
    Churn,
    Latency,
    Loss,
    Partition,
    Heal,
    Wait,
    Expect,
    Record,
    Export,
    Screen,
    Jump,
    Records,
    Requests,
    Changes,
    Census,
    Mdns,
    Mouse,
    Clear,
    Help,
    Quit,
}

impl Verb {
    /// Returns its row in the table.
    #[must_use]
    pub fn spec(self) -> &'static Spec {
        &COMMANDS[self as usize]
    }
}
