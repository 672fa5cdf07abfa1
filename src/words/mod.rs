//! Facts → sentences: what the user reads, in one language or another. Pure; a language is chosen at run time and handed
//! on as a value.
//!
//! Whatever is said is declared once, in the room that it belongs to, and written once a language, in the file of the same
//! name there: a fixed word as a field of that room's `Labels`, a sentence with facts in it as a function. What a language
//! has not said yet, the compiler finds.
//!
//! ```text
//!   outcomes   what came of queries and commands, and why something failed
//!   line       the command language: what each command does, what is wrong with a line
//!   keys       what each key does
//!   screen     header, panes, pages, prompt
//!   lookup     the page of a query, the keyspace
//!   network    the practice network's pane
//!   notices    what happened, and what a key came to: above the prompt
//!   tour       the first minute of demo
//!   program    what is wrong with arguments, files and the start
//!   system     what the system and libraries say in words of their own
//! ```

/// Declares what a room says with facts in it: each line is a function of [`Language`], and one of the same name and
/// arguments in the room's file of each language.
macro_rules! say {
    ($room:ident: $($(#[$doc:meta])* fn $name:ident($($fact:ident: $type:ty),* $(,)?) -> $said:ty;)*) => {
        impl $crate::words::Language {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(self, $($fact: $type),*) -> $said {
                    match self {
                        Self::English => $crate::words::en::$room::$name($($fact),*),
                    }
                }
            )*
        }
    };
}

mod en;
pub mod keys;
pub mod line;
pub mod lookup;
pub mod nodes;
pub mod notices;
pub mod outcomes;
pub mod program;
pub mod screen;
mod system;
pub mod tour;
pub mod units;

pub use system::in_words;

/// A language that sentences are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    /// The language of the lines and of scripts.
    #[default]
    English,
}

impl Language {
    pub const ALL: [Self; 1] = [Self::English];

    /// Returns its tag (BCP 47).
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    /// Returns the language of a tag or a locale, whatever its region: `en`, `en-GB`, `en_GB.UTF-8`.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(first))
    }

    /// Returns the language of an environment, whose variables `read` returns: the first that is set decides, as POSIX has
    /// it. English where that is none of ours.
    #[must_use]
    pub fn of_environment(read: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |value: &String| !value.is_empty();
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| read(name).filter(is_set));
        locale.as_deref().and_then(Self::of).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag_and_by_the_locale() {
        for tag in ["en", "EN", "en-GB", "en_GB.UTF-8", "en@euro"] {
            assert_eq!(Language::of(tag), Some(Language::English), "{tag}");
        }
        for tag in ["", "C", "POSIX", "english", "tlh"] {
            assert_eq!(Language::of(tag), None, "{tag}");
        }
        for language in Language::ALL {
            let only = |name: &'static str| move |asked: &str| (asked == name).then(|| language.tag().to_owned());
            for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
                assert_eq!(Language::of_environment(only(name)), language);
            }
        }
        let empty = |name: &str| Some(if name == "LC_ALL" { String::new() } else { "en_US".to_owned() });
        assert_eq!(Language::of_environment(empty), Language::English);
        assert_eq!(Language::of_environment(|_| None), Language::English);
    }
}
