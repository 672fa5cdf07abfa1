//! How many more nodes this machine has memory for.

use crate::dht::practice::Refusal;

/// Bytes that a node takes which joins by bootstrap: it opens connections to a good part of the network, many at a time
/// (`cargo bench --bench lab`: 0.3 MB at rest, nearly five while it joins).
const JOINING: u64 = 5_000_000;

/// Refuses so many nodes that would join if they need more memory than is free, or are more than there is `room` for.
pub(super) fn allows(count: usize, room: usize) -> Result<(), Refusal> {
    decide(count, room, free())
}

fn decide(count: usize, room: usize, free: Option<u64>) -> Result<(), Refusal> {
    let needed = JOINING.saturating_mul(count as u64);
    let fits = free.map_or(usize::MAX, |free| usize::try_from(free / JOINING).unwrap_or(usize::MAX));
    let most = room.min(fits);
    if count <= most {
        return Ok(());
    }
    if room < fits && count <= fits {
        return Err(Refusal::NoRoom(room));
    }
    Err(Refusal::NoMemory { count, needed, free, most })
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
    fn a_refusal_tells_what_is_needed_and_what_there_is() {
        let free = Some(8_000_000_000);
        assert_eq!(decide(100, 5_000, free), Ok(()));
        let refused = |count, most, needed, free| Err(Refusal::NoMemory { count, needed, free, most });
        assert_eq!(decide(1_000_000, 9_800, free), refused(1_000_000, 1_600, 5_000_000_000_000, free));
        let free = Some(100_000_000);
        assert_eq!(decide(200, 9_800, free), refused(200, 20, 1_000_000_000, free));
        assert_eq!(decide(1, 0, None), Err(Refusal::NoRoom(0)));
    }
}
