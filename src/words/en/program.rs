//! What is wrong with arguments, files and the start.

use crate::words::program::Labels;

static LABELS: Labels = Labels {};

pub(in crate::words) fn program() -> &'static Labels {
    &LABELS
}
