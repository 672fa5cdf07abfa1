//! The typed line: history, completion, correction, pastes.

use super::*;
use crate::{command::Fault, dht::Key};

fn wrong(at: Range<usize>) -> ParseError {
    ParseError { at, command: None, fault: Fault::Empty }
}

fn typed(line: &str) -> Prompt {
    let mut prompt = Prompt::with_history(vec!["get a".to_owned(), "get b".to_owned()]);
    prompt.paste(line);
    prompt
}

fn tab(prompt: &mut Prompt) -> String {
    let keys = ["greeting", "great", "meeting"].map(Key::new);
    prompt.complete(Known { keys: &mut keys.iter(), peers: &mut std::iter::empty() });
    prompt.line().to_owned()
}

#[test]
fn tab_completes_what_is_clear_and_then_offers_one_after_another() {
    let mut prompt = typed("boo");
    assert_eq!(tab(&mut prompt), "bootstrap ");

    let mut prompt = typed("get gr");
    assert_eq!(tab(&mut prompt), "get gre");
    assert_eq!((prompt.candidates.len(), prompt.candidate), (2, None));
    assert_eq!(tab(&mut prompt), "get greeting");
    assert_eq!(tab(&mut prompt), "get great");
    assert_eq!(prompt.candidate, Some(1));
    assert_eq!(tab(&mut prompt), "get greeting");
    prompt.complete_back();
    assert_eq!(prompt.line(), "get great");
    prompt.complete_back();
    prompt.edit(InputRequest::InsertChar('s'));
    assert_eq!((prompt.line(), prompt.candidates.len()), ("get greetings", 0));
}

#[test]
fn tab_completes_in_the_middle_of_a_line() {
    let mut prompt = typed("put mee value");
    prompt.edit(InputRequest::SetCursor(5));
    assert_eq!(tab(&mut prompt), "put meeting value");
    assert_eq!(prompt.cursor(), "put meeting".len());
}

#[test]
fn the_history_keeps_the_draft() {
    let mut prompt = typed("pu");
    prompt.earlier();
    assert_eq!(prompt.line(), "get b");
    prompt.earlier();
    prompt.earlier();
    assert_eq!((prompt.line(), prompt.recalled), ("get a", Some(1)));
    prompt.later();
    prompt.later();
    assert_eq!((prompt.line(), prompt.recalled), ("pu", None));
    prompt.later();
    assert_eq!(prompt.line(), "pu");
}

#[test]
fn the_history_keeps_no_line_twice_in_a_row_and_not_for_ever() {
    let mut prompt = typed(" get b ");
    assert_eq!(prompt.submit(), "get b");
    assert_eq!((prompt.history.len(), prompt.is_empty()), (2, true));
    for n in 0..=MAX_HISTORY {
        prompt.paste(&format!("get {n}"));
        prompt.submit();
    }
    assert_eq!((prompt.history.len(), prompt.history[0].as_str()), (MAX_HISTORY, "get 1"));
    assert_eq!(Prompt::with_history(vec![String::new(); 2 * MAX_HISTORY]).history.len(), MAX_HISTORY);
}

#[test]
fn after_an_error_a_new_line_is_not_glued_to_the_old_one() {
    let mut prompt = typed("PUT 123");
    prompt.refuse(wrong(7..7));
    prompt.edit(InputRequest::InsertChar('P'));
    assert_eq!(prompt.line(), "P");
    prompt.clear();
    prompt.earlier();
    assert_eq!(prompt.line(), "PUT 123");

    prompt.refuse(wrong(7..7));
    prompt.paste(" 456");
    assert_eq!(prompt.line(), "PUT 123 456", "a blank goes on with the line");
    prompt.clear();
    prompt.paste("dial /ip4/1.2.3");
    prompt.refuse(wrong(5..15));
    prompt.edit(InputRequest::InsertChar('.'));
    prompt.edit(InputRequest::InsertChar('4'));
    assert_eq!(prompt.line(), "dial /ip4/1.2.3.4", "so does what no command begins with");
    prompt.clear();
    prompt.paste("PUT 123 456");
    prompt.refuse(wrong(4..7));
    prompt.edit(InputRequest::DeletePrevChar);
    prompt.edit(InputRequest::InsertChar('4'));
    assert_eq!(prompt.line(), "PUT 124 456", "so does a correction");
}

#[test]
fn an_error_goes_with_the_next_change_but_not_with_a_move() {
    let mut prompt = typed("get a b");
    prompt.refuse(wrong(4..5));
    assert_eq!(prompt.cursor(), 5);
    prompt.edit(InputRequest::GoToStart);
    assert!(prompt.error.is_some());
    prompt.edit(InputRequest::DeleteNextChar);
    assert!(prompt.error.is_none());
}

#[test]
fn a_paste_is_one_line_and_has_an_end() {
    assert_eq!(typed("put a\tb\x1b[2J\n").line(), "put a b[2J");
    let mut prompt = typed("");
    assert!(prompt.paste(&"x".repeat(MAX_LINE - 1)));
    assert!(!prompt.paste("ä"));
    assert_eq!(prompt.line().len(), MAX_LINE - 1, "nothing of what does not fit is typed");
    assert!(!prompt.edit(InputRequest::InsertChar('ä')));
    assert!(prompt.edit(InputRequest::InsertChar('a')));
    assert_eq!(prompt.line().len(), MAX_LINE);
    prompt.edit(InputRequest::DeleteLine);
    assert!(prompt.edit(InputRequest::Yank) && !prompt.edit(InputRequest::Yank));
    assert_eq!(prompt.line().len(), MAX_LINE);
}

#[test]
fn lines_that_are_pasted_come_one_after_another() {
    let mut prompt = typed("put a b\r\n\n  get a\nclosest a\n");
    assert_eq!((prompt.line(), prompt.pasted.len()), ("put a b", 2));
    assert_eq!(prompt.submit(), "put a b");
    assert_eq!((prompt.line(), prompt.pasted.len()), ("  get a", 1));
    assert_eq!(prompt.submit(), "get a");
    assert_eq!(prompt.submit(), "closest a");
    assert!(prompt.is_empty() && prompt.pasted.is_empty());
    assert_eq!(prompt.history[prompt.history.len() - 3..], ["put a b", "get a", "closest a"]);
    let mut prompt = typed("get a\nget b");
    prompt.clear();
    assert!(prompt.is_empty() && prompt.pasted.is_empty(), "whoever empties the line wants none of it");
}
