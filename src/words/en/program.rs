//! What the program itself remarks, at its start and while it runs.

use crate::words::program::Labels;

static LABELS: Labels = Labels {};

pub(in crate::words) fn program() -> &'static Labels {
    &LABELS
}
