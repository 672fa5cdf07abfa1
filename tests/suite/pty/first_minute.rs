//! The first minute of `demo`, in the real terminal.

use super::*;

/// What the first minute says one after another, by a word of each sentence.
const CAPTIONS: [&str; 9] = [
    "real DHT nodes run here",
    "nearest it knows",
    "Stored at the",
    "Found: the way led",
    "are killed",
    "one is enough",
    "You are n",
    "Found from here",
    "There is more: help, pause",
];

/// Runs `demo`, presses Enter six times, at once or each when the one before is over, and returns what was said.
fn first_minute(seed: &str, at_once: bool) -> Vec<&'static str> {
    let mut session = Session::start(&["demo", "60", "--seed", seed, "--latency", "20ms"]);
    session.wait_for("practice network of 60");
    let mut told = Vec::new();
    let mut pressed = 0;
    let deadline = Instant::now() + 3 * PATIENCE;
    while told.last() != CAPTIONS.last() && Instant::now() < deadline {
        let screen = session.contents();
        let flat = screen.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        let said = CAPTIONS.iter().filter(|caption| flat.contains(**caption));
        for caption in said {
            if !told.contains(caption) {
                told.push(*caption);
            }
        }
        if pressed < 6 && (at_once || flat.contains("Enter carries it out")) {
            session.type_keys("\r");
            pressed += 1;
        }
        thread::sleep(Duration::from_millis(20));
    }
    session.type_keys("quit\r");
    session.end();
    told
}

#[test]
fn six_enters_show_the_first_minute() {
    assert_eq!(first_minute("7", false), CAPTIONS);
}

#[test]
fn six_enters_at_once_show_it_as_well() {
    let told = first_minute("7", true);
    assert_eq!(told, CAPTIONS);
}

mod slow {
    use super::*;

    #[test]
    #[ignore = "takes minutes: cargo test -- --ignored slow::"]
    fn the_first_minute_is_the_same_with_ten_seeds() {
        for seed in 1..=10 {
            assert_eq!(first_minute(&seed.to_string(), false), CAPTIONS, "seed {seed}");
        }
    }
}
