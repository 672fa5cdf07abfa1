//! Holds the house in order: which module may name which, how files open and how long they grow, and that the README's
//! tables are the program's own. `KADSCOPE_BLESS=1 cargo test --test suite tidy` rewrites those tables.

use std::{
    collections::BTreeSet,
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use kadscope::{
    command::COMMANDS,
    dht::{Failure, Warning, verdict::Code},
    keymap::{BINDINGS, Scope},
    words::Language,
};

/// Words of other crates, and the modules that may say them.
const MAY_SAY: &[(&str, &[&str])] =
    &[("ratatui", &["view", "terminal"]), ("Swarm", &["node"]), ("watch", &["app", "headless", "lab", "session"])];

/// More than this is no longer one room.
const MAX_LINES: usize = 400;

/// A source file.
struct Source {
    /// From the top of the repository, with slashes.
    path: String,
    text: String,
}

impl Source {
    fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.split(['/', '.']).next().expect("split gives at least one part")
    }

    /// The code, without comments and texts.
    fn code(&self) -> String {
        let mut code = String::new();
        for line in self.text.lines() {
            code.push_str(&without_texts(line));
            code.push('\n');
        }
        code
    }
}

fn without_texts(line: &str) -> String {
    let code = line.split("//").next().unwrap_or_default();
    code.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folders: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in folders {
        walk(&top().join(folder), &mut paths);
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).expect("sources are text"),
            path: path.strip_prefix(top()).expect("is in there").to_string_lossy().replace('\\', "/"),
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Returns the first words after `crate::` (in `main`, after `kadscope::`): of a path one, of a group in braces all.
fn named(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for prefix in ["crate::", "kadscope::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(group) => names.extend(heads(group)),
                None => names.extend(word(rest)),
            }
        }
    }
    names
}

/// Returns the first word of each member of a group whose opening brace is cut off.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut member, mut found) = (0, String::new(), Vec::new());
    for character in group.chars() {
        match character {
            '}' if depth == 0 => break,
            ',' if depth == 0 => found.extend(word(&std::mem::take(&mut member))),
            '{' => depth += 1,
            '}' => depth -= 1,
            other if depth == 0 => member.push(other),
            _ => {}
        }
    }
    found.extend(word(&member));
    found
}

fn word(text: &str) -> Option<String> {
    let text = text.trim_start();
    let end = text.find(|character: char| !is_of_word(character)).unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn says(code: &str, wanted: &str) -> bool {
    code.split(|character| !is_of_word(character)).any(|word| word == wanted)
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn groups_and_paths_are_read() {
    let code = "use crate::{\n    app,\n    dht::{MAX_K, Key},\n    state::Ui,\n};\nlet x = crate::lab::run();";
    assert_eq!(named(code), ["app", "dht", "lab", "state"].map(str::to_owned).into());
    assert!(!says(&without_texts("let a = 1; // a Swarm \"watch\""), "Swarm"));
    assert!(!says(&without_texts("say(\"watch it\")"), "watch"));
    assert!(says("sync::{mpsc, watch}", "watch"));
}

/// Returns the map of lib.rs: each module, in reading order, and which others it may name.
fn map() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(top().join("src/lib.rs")).expect("there is a map");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | "));
    let cells = rows.skip(1).map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let plain = |cell: &str| cell.trim_matches(|c: char| !is_of_word(c)).to_owned();
    cells.map(|cells| (plain(cells[0]), cells[1].split_whitespace().map(plain).collect())).collect()
}

#[test]
fn imports_run_downwards_only() {
    let map = map();
    let modules: BTreeSet<&str> = map.iter().map(|(module, _)| module.as_str()).collect();
    let mut faults = Vec::new();
    for (at, (module, allowed)) in map.iter().enumerate() {
        let above: Vec<_> = map[..at].iter().map(|(module, _)| module).collect();
        faults.extend(
            allowed
                .iter()
                .filter(|name| !above.contains(name))
                .map(|name| format!("lib.rs: `{name}` does not stand above `{module}`")),
        );
    }
    for source in sources(&["src"]).iter().filter(|source| source.path != "src/lib.rs") {
        let module = source.module();
        let Some((_, allowed)) = map.iter().find(|(name, _)| *name == module) else {
            faults.push(format!("{}: where does `{module}` stand? Say so in lib.rs", source.path));
            continue;
        };
        for name in named(&source.code()) {
            if modules.contains(name.as_str()) && name != module && !allowed.contains(&name) {
                faults.push(format!("{}: `{module}` may not name `{name}`", source.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn words_of_others_stay_where_they_belong() {
    let mut faults = Vec::new();
    for source in sources(&["src"]) {
        let code = source.code();
        for (word, allowed) in MAY_SAY {
            if says(&code, word) && !allowed.contains(&source.module()) {
                faults.push(format!("{}: `{word}` belongs to {}", source.path, allowed.join(", ")));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_file_says_what_is_in_it() {
    let silent = sources(&["src", "tests", "benches"]).into_iter().filter(|source| !source.text.starts_with("//!"));
    none(&silent.map(|source| format!("{} does not open with //!", source.path)).collect::<Vec<_>>());
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut faults = Vec::new();
    for source in sources(&["src"]) {
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!("{}: {lines} lines, more than {MAX_LINES}", source.path));
        }
    }
    none(&faults);
}

#[test]
fn the_readmes_tables_are_the_programs_own() {
    let path = top().join("README.md");
    let written = fs::read_to_string(&path).expect("there is a README.md");
    let mut right = written.replace("\r\n", "\n");
    right = with_table(&right, "commands", &commands());
    right = with_table(&right, "keys", &keys());
    right = with_table(&right, "failures", &failures());
    right = with_table(&right, "outcomes", &outcomes());
    right = with_table(&right, "warnings", &warnings());
    if env::var_os("KADSCOPE_BLESS").is_some() {
        fs::write(&path, right).expect("README.md can be written");
    } else {
        assert!(
            right == written.replace("\r\n", "\n"),
            "README.md is behind: KADSCOPE_BLESS=1 cargo test --test suite tidy"
        );
    }
}

/// Returns the text with what stands between `<!-- name -->` and the next `<!-- end -->` replaced.
fn with_table(text: &str, name: &str, table: &str) -> String {
    let opening = format!("<!-- {name} -->\n");
    let start = text.find(&opening).unwrap_or_else(|| panic!("README.md has no {opening}")) + opening.len();
    let length = text[start..].find("<!-- end -->").unwrap_or_else(|| panic!("README.md: <!-- {name} --> has no end"));
    format!("{}\n{table}\n{}", &text[..start], &text[start + length..])
}

fn commands() -> String {
    let mut table = "| Command | What it does | Also |\n|---|---|---|\n".to_owned();
    for spec in COMMANDS {
        let also: Vec<_> = spec.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        row(&mut table, &[&format!("`{}`", spec.usage()), Language::English.about(spec.verb), &also.join(" ")]);
    }
    table
}

fn keys() -> String {
    let mut table = "| Where | Keys | What they do |\n|---|---|---|\n".to_owned();
    let labels = Language::English.keys();
    let scopes =
        [Scope::Line, Scope::Idle, Scope::Panes, Scope::Prompt, Scope::Filter, Scope::Search, Scope::Everywhere];
    for binding in scopes.iter().flat_map(|scope| BINDINGS.iter().filter(move |binding| binding.place == *scope)) {
        row(&mut table, &[place(binding.place), &format!("`{}`", binding.keys(labels)), (binding.about)(labels)]);
    }
    table
}

fn failures() -> String {
    let mut table = "| `failure` | for example |\n|---|---|\n".to_owned();
    for failure in Failure::samples() {
        row(&mut table, &[&format!("`{}`", failure.code()), &Language::English.failure(&failure)]);
    }
    table
}

fn outcomes() -> String {
    let mut table = "| `outcome` | means |\n|---|---|\n".to_owned();
    for code in Code::ALL {
        row(&mut table, &[&format!("`{}`", code.word()), Language::English.outcome(code)]);
    }
    table
}

fn warnings() -> String {
    let mut table = "| `code` | for example |\n|---|---|\n".to_owned();
    for warning in Warning::samples() {
        row(&mut table, &[&format!("`{}`", warning.code()), &Language::English.warning(&warning)]);
    }
    table
}

fn place(place: Scope) -> &'static str {
    match place {
        Scope::Everywhere => "everywhere",
        Scope::Prompt => "prompt, empty line",
        Scope::Line => "typed line",
        Scope::Idle => "empty line",
        Scope::Panes => "panes and pages",
        Scope::Filter => "filter",
        Scope::Search => "search",
    }
}

fn row(table: &mut String, cells: &[&str]) {
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    writeln!(table, "| {} |", cells.join(" | ")).expect("a text takes all");
}

/// Where sentences may be taken apart: they are written there, or are those of old recordings and of scripts.
const MAY_READ: &[&str] = &["src/words/", "src/recording/line/failure.rs"];

#[test]
fn no_sentence_is_used_as_data() {
    let compares = ["contains", "starts_with", "ends_with", "find", "rfind", "split", "split_once", "rsplit_once"];
    let compares =
        compares.into_iter().chain(["strip_prefix", "strip_suffix", "trim_start_matches", "trim_end_matches"]);
    let calls: Vec<String> =
        compares.map(|name| format!(".{name}(\"")).chain(["== \"", "!= \""].map(str::to_owned)).collect();
    let mut faults = Vec::new();
    for source in sources(&["src"]) {
        if MAY_READ.iter().any(|place| source.path.starts_with(place)) || source.path.contains("tests") {
            continue;
        }
        let code = source.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            for call in &calls {
                let operands = line.match_indices(call.as_str()).map(|(at, _)| &line[at + call.len()..]);
                let literals = operands.filter_map(|rest| rest.split('"').next());
                faults.extend(
                    literals
                        .filter(|text| text.trim().contains(' ') || text.trim() != *text)
                        .map(|text| format!("{}:{}: a text is compared with {text:?}", source.path, number + 1)),
                );
            }
        }
    }
    none(&faults);
}

/// Where words stand that a user reads, and are no sentences: what is typed, keys, the words of old recordings.
const MAY_WRITE: &[&str] = &[
    "src/words/",
    "src/command/table.rs",
    "src/command/write.rs",
    "src/command/lab.rs",
    "src/keymap/table.rs",
    "src/recording/line/failure.rs",
];

#[test]
fn sentences_are_written_in_words() {
    let mut faults = Vec::new();
    for source in sources(&["src"]) {
        if MAY_WRITE.iter().any(|place| source.path.starts_with(place)) || source.path.contains("tests") {
            continue;
        }
        let code = source.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let quiet = ["#[expect", "#[ignore", ".expect(", "expect(\"", "reason = "];
        let said = |line: &&str| !line.trim_start().starts_with("//") && !quiet.iter().any(|no| line.contains(no));
        for (number, line) in code.lines().enumerate().filter(|(_, line)| said(line)) {
            let literals = line.split('"').skip(1).step_by(2);
            faults.extend(
                literals
                    .filter(|text| is_sentence(text))
                    .map(|text| format!("{}:{}: {text:?}", source.path, number + 1)),
            );
        }
    }
    // a thread's name, the seed of keys, serde's words, the words of the line format, samples
    let known = ["record off", "practice node", "at line", "not ok", "something else", "the reason"];
    faults.retain(|fault| !known.iter().any(|known| fault.contains(known)));
    none(&faults);
}

/// Returns whether a text has two words side by side.
fn is_sentence(text: &str) -> bool {
    let is_word = |word: &str| word.len() > 1 && word.chars().all(char::is_lowercase);
    text.split(' ').collect::<Vec<_>>().windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
}
