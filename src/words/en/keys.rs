//! What each key does.

use crate::words::keys::Labels;

static LABELS: Labels = Labels {};

pub(in crate::words) fn keys() -> &'static Labels {
    &LABELS
}
