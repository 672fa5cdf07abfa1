//! What came of telling others that we provide a key, and of asking who does.

use super::{
    Verdict, bad, good,
    values::not_sent,
    why::{self, nobody_had, timed_out},
    words::{peers, tails},
};
use crate::{
    dht::tail,
    state::{Query, State},
};

/// Providers that a sentence names.
const MAX_NAMED: usize = 5;

pub(super) fn provide(query: &Query, state: &State) -> Verdict {
    let (key, sent) = (query.called(), query.stored.len());
    if sent > 0 {
        let rest = unsent(query);
        return good(format!(
            "provide {key}: told {} that we have it{rest} (the protocol has no acknowledgement){}",
            peers(sent),
            timed_out(query)
        ));
    }
    bad(format!("provide {key}: noted here only. {}", nobody_told(query, state)))
}

/// What came of it when kad's clock asked for it.
pub(super) fn again(query: &Query, state: &State) -> Verdict {
    let (key, sent) = (query.called(), query.stored.len());
    if sent > 0 {
        return good(format!("reprovide {key}: sent to {}{}{}", peers(sent), unsent(query), timed_out(query)));
    }
    bad(format!("reprovide {key}: sent to none. {}", nobody_told(query, state)))
}

fn nobody_told(query: &Query, state: &State) -> String {
    if query.unstored > 0 {
        let answered = peers(query.stores as usize);
        return format!(
            "{answered} answered, but could not be reached again to be told{}: `provide` it again",
            why::stores_failed(query)
        );
    }
    match query.stores {
        0 => not_sent(query, state),
        1 => "1 peer answered, but its connection had closed before it was told: `provide` it again".to_owned(),
        n => format!("{n} peers answered, but their connections had closed before they were told: `provide` it again"),
    }
}

fn unsent(query: &Query) -> String {
    let unreached = match query.unstored {
        0 => String::new(),
        n => format!(", {n} could not be reached again{}", why::stores_failed(query)),
    };
    let closed = match query.unsent {
        0 => String::new(),
        1 => ", not sent to 1: its connection had closed".to_owned(),
        n => format!(", not sent to {n}: their connections had closed"),
    };
    unreached + &closed
}

pub(super) fn providers(query: &Query, state: &State) -> Verdict {
    let (key, me) = (query.called(), state.session.peer);
    let here = query.providers.contains(&me);
    let others = query.providers.len() - usize::from(here);
    let named = || tails(query.providers.iter().filter(|peer| **peer != me), MAX_NAMED);
    match (here, others) {
        (false, 0) => {
            bad(format!("providers {key}: none known. {}", nobody_had(query, state, "none knows one besides us")))
        }
        (true, 0) => good(format!("providers {key}: this peer ({})", tail(&me))),
        (true, n) => good(format!("providers {key}: this peer and {} ({})", peers(n), named())),
        (false, n) => good(format!("providers {key}: {} ({})", peers(n), named())),
    }
}
