//! Waiting for what must happen soon, without a fixed sleep.
use std::{future::Future, time::Duration};

use tokio::time::Instant;

/// How long a thing that must happen may take on a loaded machine of two cores.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Looks again and again until there is an answer; `what` is said where there is none in time.
pub async fn until<T, F, Fut>(what: &str, mut look: F) -> T
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Option<T>>,
{
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < end, "not within {PATIENCE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
