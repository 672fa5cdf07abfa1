//! How many more nodes this machine has room for.

/// Bytes that a node takes, connections of a lively network among them (`cargo bench --bench lab`: 0.3 MB at rest).
const NODE: u64 = 400_000;

/// Refuses so many more nodes if they need more memory than is free, or are more than there is `room` for.
pub(super) fn allows(count: usize, room: usize) -> Result<(), String> {
    decide(count, room, free())
}

fn decide(count: usize, room: usize, free: Option<u64>) -> Result<(), String> {
    let needed = NODE.saturating_mul(count as u64);
    let fits = free.map_or(usize::MAX, |free| usize::try_from(free / NODE).unwrap_or(usize::MAX));
    let most = room.min(fits);
    if count <= most {
        return Ok(());
    }
    let free = free.map_or_else(String::new, |free| format!("; {} are free here", bytes(free)));
    Err(format!(
        "spawn: {count} more nodes would need about {}{free}. {}",
        bytes(needed),
        if most == 0 { "There is room for none".to_owned() } else { format!("At most {most} more") }
    ))
}

fn bytes(count: u64) -> String {
    match count / 1_000_000 {
        megabytes @ 0..1_000 => format!("{megabytes} MB"),
        megabytes => format!("{} GB", megabytes / 1_000),
    }
}

/// Returns the bytes that can be had without swapping, where the system says so.
#[cfg(target_os = "linux")]
fn free() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(not(target_os = "linux"))]
fn free() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_what_is_needed_and_what_there_is() {
        let free = Some(8_000_000_000);
        assert_eq!(decide(100, 5_000, free), Ok(()));
        assert_eq!(
            decide(1_000_000, 9_800, free).expect_err("too many"),
            "spawn: 1000000 more nodes would need about 400 GB; 8 GB are free here. At most 9800 more"
        );
        assert_eq!(
            decide(200, 9_800, Some(10_000_000)).expect_err("too many"),
            "spawn: 200 more nodes would need about 80 MB; 10 MB are free here. At most 25 more"
        );
        assert_eq!(
            decide(1, 0, None).expect_err("full"),
            "spawn: 1 more nodes would need about 0 MB. There is room for none"
        );
    }
}
