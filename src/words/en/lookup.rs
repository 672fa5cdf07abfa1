//! The page of a query, the keyspace, the practice network.

use crate::words::lookup::Labels;

static LABELS: Labels = Labels {};

pub(in crate::words) fn lookup() -> &'static Labels {
    &LABELS
}
