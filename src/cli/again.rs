//! The line that starts the same practice network again.

use crate::session;

/// Returns the line that starts the same practice network again.
pub(super) fn line(typed: &[String], session: &session::Config) -> Option<String> {
    let session::Config::Practice(lab) = session else { return None };
    let mut words = Vec::new();
    let mut typed = typed.iter();
    while let Some(word) = typed.next() {
        match word.as_str() {
            "--record" => _ = typed.next(), // that recording is there already
            record if record.starts_with("--record=") => {}
            word => words.push(quoted(word)),
        }
    }
    let seed = if lab.seeded { String::new() } else { format!(" --seed {}", lab.seed) };
    Some(format!("kadscope {}{seed}", words.join(" ")))
}

/// Returns a word as a shell understands it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,=@%+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
