//! The signals that end the program.

use std::{future::Future, io};

/// Waits for a signal that ends the program. Returns its name.
///
/// # Errors
/// Says why it cannot be waited for.
#[cfg(unix)]
pub fn stopped() -> io::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminated = signal(SignalKind::terminate())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => "SIGTERM",
            _ = hung_up.recv() => "SIGHUP",
            _ = interrupted.recv() => "SIGINT",
        }
    })
}

/// Waits for Ctrl-C: there are no other such signals here.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn stopped() -> io::Result<impl Future<Output = &'static str>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        "Ctrl-C"
    })
}
