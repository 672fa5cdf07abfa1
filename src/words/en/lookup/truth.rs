//! What a practice network knows to be true of a query's key.

use crate::{
    dht::Failure,
    words::en::outcomes::{self, among, copies},
};

pub(in crate::words) fn truth_found(found: usize, of: usize, has_guests: bool) -> String {
    format!("true closest{}: found {found} of {of}", among(has_guests))
}

pub(in crate::words) fn truth_copies(holders: usize, of: usize, here: bool, has_guests: bool) -> String {
    format!("copies alive: {}", copies(holders, of, here, has_guests))
}

pub(in crate::words) fn truth_providers(holders: usize, of: usize, here: bool, has_guests: bool) -> String {
    format!("provider records alive: {}", copies(holders, of, here, has_guests))
}

pub(in crate::words) fn truth_missed(all: &[String]) -> String {
    format!("missed: {}", all.join(", "))
}

pub(in crate::words) fn truth_missed_since(names: &str, why: &str, is_cut_off: bool) -> String {
    let cut_off = if is_cut_off { ", and is cut off" } else { "" };
    format!("{names} ({why}{cut_off})")
}

pub(in crate::words) fn truth_failed(failure: &Failure) -> String {
    format!("asked, failed: {}", outcomes::failure(failure))
}
