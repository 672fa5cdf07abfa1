//! Header, panes, pages, prompt.

use crate::words::screen::Labels;

static LABELS: Labels = Labels {};

pub(in crate::words) fn screen() -> &'static Labels {
    &LABELS
}
