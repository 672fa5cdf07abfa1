//! Keeps the typed lines from one run to the next. Without them the program is the same, so nothing here is fatal.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use tempfile::NamedTempFile;

/// Lines kept: months of use, and some ten kilobytes.
const MAX_LINES: usize = 1000;

/// Names another file; empty means none.
const VARIABLE: &str = "KADSCOPE_HISTORY";

/// The typed lines of earlier runs, and where they are kept.
#[derive(Debug)]
pub struct History {
    path: Option<PathBuf>,
    lines: Vec<String>,
}

impl History {
    /// Reads the lines of earlier runs; none where they cannot be read.
    #[must_use]
    pub fn load() -> Self {
        Self::at(path())
    }

    fn at(path: Option<PathBuf>) -> Self {
        let lines = path.as_deref().map(read).unwrap_or_default();
        Self { path, lines }
    }

    /// Returns the lines of earlier runs, oldest first.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Writes the lines down; what another run wrote meanwhile stays.
    ///
    /// # Errors
    /// Says why it could not; what was written before is then still there.
    pub fn save(&self, lines: &[String]) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let typed = lines.strip_prefix(self.lines.as_slice());
        if typed.is_some_and(<[String]>::is_empty) {
            return Ok(());
        }
        let all = match typed {
            Some(typed) => [read(path).as_slice(), typed].concat(),
            None => lines.to_vec(),
        };
        write(path, &all)
    }
}

fn path() -> Option<PathBuf> {
    if let Some(path) = env::var_os(VARIABLE) {
        return (!path.is_empty()).then(|| path.into());
    }
    let folders = etcetera::choose_base_strategy().ok()?;
    let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    Some(state.join("kadscope").join("history"))
}

fn read(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    last(&lines).to_vec()
}

fn last(lines: &[String]) -> &[String] {
    &lines[lines.len().saturating_sub(MAX_LINES)..]
}

/// Writes beside the file, then puts it in its place: a crash leaves the old one or the new one, never half of one. Only its
/// owner may read it.
fn write(path: &Path, lines: &[String]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    let mut beside = NamedTempFile::new_in(folder)?;
    writeln!(beside, "{}", last(lines).join("\n"))?;
    beside.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    fn typed(history: &History, more: &[&str]) -> Vec<String> {
        [history.lines(), &lines(more)].concat()
    }

    #[test]
    fn what_one_run_typed_the_next_one_knows() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state/kadscope/history");
        let first = History::at(Some(path.clone()));
        first.save(&typed(&first, &["put a b", "get a"])).expect("saves");
        assert_eq!(History::at(Some(path)).lines(), lines(&["put a b", "get a"]));
    }

    #[test]
    fn two_runs_at_once_keep_the_lines_of_both() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("history");
        let (one, other) = (History::at(Some(path.clone())), History::at(Some(path.clone())));
        one.save(&typed(&one, &["get a"])).expect("saves");
        other.save(&typed(&other, &["get b"])).expect("saves");
        assert_eq!(History::at(Some(path)).lines(), lines(&["get a", "get b"]));
    }

    #[test]
    fn only_the_last_thousand_lines_are_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("history");
        let history = History::at(Some(path.clone()));
        let many: Vec<_> = (0..1500).map(|n| format!("get {n}")).collect();
        history.save(&many).expect("saves");
        let kept = History::at(Some(path));
        assert_eq!(kept.lines().len(), MAX_LINES);
        assert_eq!(kept.lines()[0], "get 500");
    }

    #[test]
    fn without_a_place_nothing_is_kept() {
        let nowhere = History::at(None);
        nowhere.save(&lines(&["get a"])).expect("nothing to fail");
        assert!(nowhere.lines().is_empty());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error_and_no_more() {
        let folder = tempfile::tempdir().expect("a folder");
        let in_the_way = folder.path().join("file");
        fs::write(&in_the_way, "").expect("writes");
        let history = History::at(Some(in_the_way.join("history")));
        assert!(history.lines().is_empty());
        history.save(&lines(&["get a"])).expect_err("a file is no folder");
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("history");
        History::at(Some(path.clone())).save(&lines(&["get a"])).expect("saves");
        assert_eq!(fs::metadata(path).expect("is there").permissions().mode() & 0o777, 0o600);
    }
}
