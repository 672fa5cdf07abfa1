//! The command language: what each command does, what is wrong with a line.

use crate::words::line::Labels;

static LABELS: Labels = Labels {};

pub(in crate::words) fn line() -> &'static Labels {
    &LABELS
}
