//! How many more nodes this machine has room for.

/// Bytes that a node takes which joins by bootstrap: it opens connections to a good part of the network, many at a time
/// (`cargo bench --bench lab`: 0.3 MB at rest, nearly five while it joins).
const JOINING: u64 = 5_000_000;

/// Refuses so many nodes that would join if they need more memory than is free, or are more than there is `room` for.
pub(super) fn allows(count: usize, room: usize) -> Result<(), String> {
    decide(count, room, free())
}

fn decide(count: usize, room: usize, free: Option<u64>) -> Result<(), String> {
    let needed = JOINING.saturating_mul(count as u64);
    let fits = free.map_or(usize::MAX, |free| usize::try_from(free / JOINING).unwrap_or(usize::MAX));
    let most = room.min(fits);
    if count <= most {
        return Ok(());
    }
    if room < fits && count <= fits {
        return Err(format!("there is room for {room} more nodes in this practice network"));
    }
    let free = free.map_or_else(String::new, |free| format!("; {} are free here", bytes(free)));
    Err(format!(
        "{count} nodes that join would need about {} while their connections are open{free}. {}",
        bytes(needed),
        if most == 0 { "There is room for none".to_owned() } else { format!("At most {most} can") }
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
        let refused = |count, room, free| decide(count, room, free).expect_err("too many");
        assert_eq!(
            refused(1_000_000, 9_800, free),
            "1000000 nodes that join would need about 5000 GB while their connections are open; 8 GB are free here. At \
             most 1600 can"
        );
        assert_eq!(
            refused(200, 9_800, Some(100_000_000)),
            "200 nodes that join would need about 1 GB while their connections are open; 100 MB are free here. At \
             most 20 can"
        );
        assert_eq!(refused(1, 0, None), "there is room for 0 more nodes in this practice network");
    }
}
