//! What happened and what came of a key, above the prompt: notices, warnings, remarks; what files came to.

use crate::words::notices::Labels;

static LABELS: Labels = Labels {};

pub(in crate::words) fn notices() -> &'static Labels {
    &LABELS
}
