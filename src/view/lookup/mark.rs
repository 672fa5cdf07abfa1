//! How a peer stands in a lookup: one glyph, one word and one style each, the same in table, chart, tree and strip.

use ratatui::style::Style;

use crate::{
    dht::Timestamp,
    state::{
        Lookup,
        lookup::{Hop, HopEnd, Stage},
    },
    view::theme::Theme,
    words::Language,
};

/// How a peer stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HopMark {
    /// Somebody named it.
    Heard,
    /// The coming step asks it.
    Next,
    /// A connection is being opened.
    Dialing,
    /// It was asked.
    Asked,
    /// It was asked so long ago that the lookup goes on without it.
    Silent,
    /// The lookup ended before it answered, since nearer ones had.
    NotNeeded,
    /// The lookup ended otherwise before it answered.
    NotAwaited,
    /// It answered.
    Answered,
    /// It failed.
    Failed,
    /// Its answer came after the end.
    Late,
}

impl HopMark {
    /// Returns how a peer stands. `is_next` is whether the coming step asks it.
    pub(super) fn of(lookup: &Lookup, hop: &Hop, is_next: bool, now: Timestamp) -> Self {
        match hop.stage {
            Stage::Heard if is_next => Self::Next,
            Stage::Heard => Self::Heard,
            Stage::Answered => Self::Answered,
            Stage::Failed => Self::Failed,
            Stage::Dialing | Stage::Asked if hop.late => Self::Late,
            Stage::Dialing | Stage::Asked if !hop.is_waiting(lookup.ended.unwrap_or(now)) => Self::Silent,
            Stage::Dialing | Stage::Asked if lookup.end == Some(HopEnd::ClosestAnswered) => Self::NotNeeded,
            Stage::Dialing | Stage::Asked if lookup.ended.is_some() => Self::NotAwaited,
            Stage::Dialing => Self::Dialing,
            Stage::Asked => Self::Asked,
        }
    }

    pub(super) fn glyph(self) -> &'static str {
        match self {
            Self::Heard => "·",
            Self::Next => "▸",
            Self::Dialing | Self::Asked | Self::Silent | Self::NotNeeded | Self::NotAwaited => "○",
            Self::Answered => "●",
            Self::Failed => "✗",
            Self::Late => "~",
        }
    }

    /// Returns whether nothing came of its request, yet or at all.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Dialing | Self::Asked | Self::Silent | Self::NotNeeded | Self::NotAwaited)
    }

    pub(super) fn word(self, language: Language) -> &'static str {
        let labels = &language.lookup().mark;
        match self {
            Self::Heard => labels.heard,
            Self::Next => labels.next,
            Self::Dialing => labels.dialing,
            Self::Asked => labels.asked,
            Self::Silent => labels.silent,
            Self::NotNeeded => labels.not_needed,
            Self::NotAwaited => labels.not_awaited,
            Self::Answered => labels.answered,
            Self::Failed => labels.failed,
            Self::Late => labels.late,
        }
    }

    pub(super) fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Heard => theme.quiet,
            Self::Next => theme.strong,
            Self::Dialing | Self::Asked | Self::Silent | Self::NotNeeded | Self::NotAwaited | Self::Late => theme.mark,
            Self::Answered => theme.good,
            Self::Failed => theme.bad,
        }
    }
}

/// What the marks of chart and tree mean.
pub(super) const LEGEND: [HopMark; 4] = [HopMark::Answered, HopMark::Failed, HopMark::Asked, HopMark::Late];
