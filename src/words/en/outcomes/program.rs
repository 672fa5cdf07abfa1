//! What came of a command that the program itself carries out.

use crate::dht::program::Program;

pub(super) fn program(answer: &Program) -> String {
    match answer {
        Program::Written { command, file } => format!("{command}: {file} is written"),
        Program::NotWritten { command, file, reason } => format!("{command}: cannot write {file}: {reason}"),
        Program::Records(file) => format!("recording in {file}"),
        Program::RecordsAlready(file) => format!("record: {file} is being recorded: `record off` first"),
        Program::RecordsNothing => "record: nothing is being recorded".to_owned(),
        Program::Recorded { lines, file } => format!("{lines} lines are recorded in {file}"),
        Program::NotAllRecorded(file) => not_all(file),
        Program::NoTablesRead(file) => {
            format!(
                "{file} not written: the last crawl read no routing tables, which it would draw; `crawl --tables` does"
            )
        }
        Program::NothingCrawled(file) => {
            format!("export: {file} would hold what a crawl found, and there was none yet: `crawl` first")
        }
        Program::Busy(line) => format!("the node is busy, and did not take this: {line}"),
        Program::NoPractice => "there is no practice network here: start one with kadscope demo".to_owned(),
        Program::IsRecording => "this is a recording: there is no network to ask".to_owned(),
        Program::NotHere(command) => format!("{command}: nobody here does this"),
    }
}

pub(in crate::words) fn not_all(file: &str) -> String {
    format!("not all that happened is in {file}")
}
