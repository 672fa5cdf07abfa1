//! Times as they are read at a glance, in units that all languages write alike.

use std::time::Duration;

use crate::dht::Timestamp;

/// Returns a moment of the session, as time since its start: `12:03`, `1:12:03`.
#[must_use]
pub fn clock(at: Timestamp) -> String {
    let seconds = at.since(Timestamp::default()).as_secs();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// Returns a duration with two digits that matter, in at most six columns.
#[must_use]
pub fn duration(lasted: Duration) -> String {
    let ms = lasted.as_secs_f64() * 1e3;
    match ms {
        ..9.95 => format!("{ms:.1} ms"),
        ..999.5 => format!("{ms:.0} ms"),
        ..9_950.0 => format!("{:.1} s", ms / 1e3),
        ..60_000.0 => format!("{:.0} s", ms / 1e3),
        _ => long(lasted.as_secs()),
    }
}

/// Returns so many seconds coarsely, in minutes at best.
#[must_use]
pub fn long(seconds: u64) -> String {
    match seconds {
        0..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}
