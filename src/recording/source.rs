//! A recording's bytes: a file, packed or not, or a pipe; line by line, from anywhere.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, Read, Seek as _},
    path::Path,
    sync::Arc,
};

use flate2::read::MultiGzDecoder;

use super::line::LineFault;
use crate::words::Language;

/// Bytes of the longest line that is read: many times what the largest routing table makes.
pub(super) const MAX_LINE: u64 = 16 * 1024 * 1024;
/// Bytes read at a time.
const CHUNK: usize = 256 * 1024;
/// What a packed file starts with (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The system says so.
    #[error("{}", Language::English.recording_unreadable(.0))]
    Io(#[from] io::Error),
    /// It is a folder.
    #[error("{}", Language::English.program().recording.folder)]
    Folder,
    /// There is nothing in it.
    #[error("{}", Language::English.program().recording.empty)]
    Empty,
    /// What is packed in it is broken.
    #[error("{}", Language::English.recording_packed(.0))]
    Packed(io::Error),
    /// Its first line is longer than any of a recording.
    #[error("{}", Language::English.program().recording.long)]
    Long,
    /// Its first line is no line of a recording.
    #[error("{}", Language::English.no_recording(.0))]
    Other(LineFault),
    /// Its first line does not say whose it is.
    #[error("{}", Language::English.program().recording.nobodys)]
    Nobodys,
}

/// Opens a recording. What is packed, or comes through a pipe, is first written to a file without a name, so that it can
/// be read from anywhere.
pub(super) fn open(path: &Path) -> Result<Arc<File>, Unreadable> {
    if fs::metadata(path)?.is_dir() {
        return Err(Unreadable::Folder);
    }
    let mut file = File::open(path)?;
    let is_file = file.metadata()?.is_file();
    let mut start = Vec::new();
    file.by_ref().take(2).read_to_end(&mut start)?;
    if start.is_empty() {
        return Err(Unreadable::Empty);
    }
    if is_file && start != GZIP {
        return Ok(Arc::new(file));
    }
    let is_packed = start == GZIP;
    let all = io::Cursor::new(start).chain(file);
    let mut plain = tempfile::tempfile()?;
    if is_packed {
        let copied = io::copy(&mut MultiGzDecoder::new(BufReader::new(all)), &mut plain);
        // what was packed before it broke is there
        if let Err(error) = copied
            && plain.stream_position()? == 0
        {
            return Err(Unreadable::Packed(error));
        }
    } else {
        io::copy(&mut BufReader::new(all), &mut plain)?;
    }
    Ok(Arc::new(plain))
}

/// A place of one's own in a file that others read too.
struct Offset {
    file: Arc<File>,
    at: u64,
}

impl Read for Offset {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, into, self.at)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, into, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// One line of a recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Line<'a> {
    /// As it stands there.
    Whole(&'a [u8]),
    /// The last, without its end.
    Cut(&'a [u8]),
    /// Longer than any line may be; it was skipped.
    Long,
}

/// Reads lines, from anywhere in a file.
pub(super) struct Lines {
    from: BufReader<Offset>,
    line: Vec<u8>,
    /// Where the next line begins.
    pub(super) offset: u64,
    /// Lines before it.
    pub(super) number: u64,
}

impl Lines {
    /// Reads from the line that begins at this offset and has so many before it.
    pub(super) fn new(file: Arc<File>, offset: u64, number: u64) -> Self {
        let from = BufReader::with_capacity(CHUNK, Offset { file, at: offset });
        Self { from, line: Vec::new(), offset, number }
    }

    /// Goes to the line that begins at this offset and has so many before it.
    pub(super) fn go(&mut self, offset: u64, number: u64) {
        *self = Self::new(Arc::clone(&self.from.get_ref().file), offset, number);
    }

    /// Returns the next line, if there is one.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let read = self.from.by_ref().take(MAX_LINE).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        self.offset += read as u64;
        self.number += 1;
        if self.line.last() == Some(&b'\n') {
            return Ok(Some(Line::Whole(&self.line)));
        }
        if (read as u64) < MAX_LINE {
            return Ok(Some(Line::Cut(&self.line)));
        }
        self.line = Vec::new(); // its memory is not needed again
        self.offset += self.from.skip_until(b'\n')? as u64;
        Ok(Some(Line::Long))
    }
}
