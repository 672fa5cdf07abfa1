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
//!   lookup     the page of a query, the keyspace, the practice network
//!   notices    what happened, and what a key came to: above the prompt
//!   program    what is wrong with arguments, files and the start
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
pub mod notices;
pub mod outcomes;
pub mod program;
pub mod screen;

/// A language that sentences are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    /// The language of the lines and of scripts.
    #[default]
    English,
}
