//! A recording that is played: where it is, how fast it goes, and what lies where on its time line.

use std::{sync::Arc, time::Duration};

use crate::{dht::Timestamp, recording::TimelineMark};

/// The slowest and the fastest: 2 to the power of this.
pub const SPEEDS: std::ops::RangeInclusive<i32> = -3..=6;

/// A recording that is played.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Replay {
    /// The time that is shown.
    pub now: Timestamp,
    /// The time of the last event, as far as it is known.
    pub end: Timestamp,
    /// Events before what is shown.
    pub event: u64,
    /// Events in all, as far as they are known.
    pub events: u64,
    /// Whether it goes on by itself.
    pub playing: bool,
    /// How fast: 2 to the power of this.
    pub speed: i32,
    /// Whether all of the recording has been read.
    pub is_whole: bool,
    /// What lies where.
    pub marks: Arc<Vec<TimelineMark>>,
    /// The time that a mark stands for, in microseconds.
    pub mark: u64,
}

/// How a recording is moved in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlayerCommand {
    /// Play, or stop.
    Toggle,
    /// So many events on, or back.
    Events(i64),
    /// To the next round of a lookup (true), or the one before.
    Round(bool),
    /// To the next query (true), or the one before.
    Query(bool),
    /// Twice as fast (true), or half as fast.
    Speed(bool),
    /// To a time.
    To(Duration),
    /// To a part of the whole, in a hundred.
    Part(u8),
    /// To the beginning.
    Start,
    /// To the end.
    End,
}
