//! How many mails each sender sent lately: one that floods is asked to come again later.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

const WINDOW: Duration = Duration::from_secs(60);
/// Most senders remembered; with more, those of past windows are forgotten first.
const MOST: usize = 50_000;

/// The senders of the last minute, in this process.
#[derive(Clone, Default)]
pub struct Senders(Arc<Mutex<HashMap<String, (Instant, u32)>>>);

impl Senders {
    /// Counts a mail; false where its sender had so many in the last minute.
    #[must_use]
    pub fn take(&self, sender: &str, most: u32, now: Instant) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
            if known.len() >= MOST {
                known.clear();
            }
        }
        let (since, count) = known.entry(sender.to_lowercase()).or_insert((now, 0));
        if now.duration_since(*since) >= WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_floods_waits_a_minute() {
        let (senders, start) = (Senders::default(), Instant::now());
        assert!((0..3).all(|_| senders.take("Ann@b.c", 3, start)));
        assert!(!senders.take("ann@b.c", 3, start), "the same one in other letters");
        assert!(senders.take("ben@b.c", 3, start));
        assert!(senders.take("ann@b.c", 3, start + WINDOW));
    }
}
