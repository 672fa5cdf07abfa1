//! The signals that end the program.

use std::{future::Future, io};

/// A signal that ends the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signal {
    pub name: &'static str,
    /// Its number, as the system counts.
    pub number: u8,
}

/// Waits for a signal that ends the program, also where it was inherited as ignored: what a shell or `nohup` left so is asked
/// for here.
///
/// # Errors
/// Says why it cannot be waited for.
#[cfg(unix)]
pub fn stopped() -> io::Result<impl Future<Output = Signal>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminated = signal(SignalKind::terminate())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => Signal { name: "SIGTERM", number: 15 },
            _ = hung_up.recv() => Signal { name: "SIGHUP", number: 1 },
            _ = interrupted.recv() => Signal { name: "SIGINT", number: 2 },
        }
    })
}

/// Waits for Ctrl-C: there are no other such signals here.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn stopped() -> io::Result<impl Future<Output = Signal>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal { name: "Ctrl-C", number: 2 }
    })
}
