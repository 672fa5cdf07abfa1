//! Whether what is written into a file is still seen by anybody.

use std::{fs::File, path::Path};

/// Returns who can tell that a file is no longer where it was.
#[cfg(unix)]
pub(super) fn is_gone(path: &Path, file: &File) -> Box<dyn Fn() -> Option<String> + Send> {
    use std::os::unix::fs::MetadataExt as _;

    let identity = |of: std::fs::Metadata| (of.dev(), of.ino());
    let (path, opened) = (path.to_owned(), file.metadata().map(identity).ok());
    Box::new(move || {
        let now = std::fs::metadata(&path).map(identity).ok();
        (now != opened).then(|| "the file is no longer there".to_owned())
    })
}

/// Returns who can tell that a file is no longer where it was.
#[cfg(not(unix))]
pub(super) fn is_gone(path: &Path, _: &File) -> Box<dyn Fn() -> Option<String> + Send> {
    let path = path.to_owned();
    Box::new(move || (!path.exists()).then(|| "the file is no longer there".to_owned()))
}
