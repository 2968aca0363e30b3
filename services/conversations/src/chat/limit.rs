//! How much visitors may ask of us: each for themselves, and all of one network.
use std::{net::IpAddr, time::Duration};

use tandem_kit::{Error, Result};
use uuid::Uuid;

use super::Chats;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// Anything at all.
    Call,
    Message,
    /// A file, by its megabytes.
    Megabyte,
    Transcript,
}

impl What {
    fn bound(self) -> (&'static str, u64, Duration) {
        match self {
            Self::Call => ("call", 300, MINUTE),
            Self::Message => ("message", 30, MINUTE),
            Self::Megabyte => ("megabyte", 100, DAY),
            Self::Transcript => ("transcript", 3, HOUR),
        }
    }
}

/// Counts one more of something that a visitor does.
///
/// # Errors
/// `Exhausted` where it is too much.
pub async fn visitor(chats: &Chats, visitor: Uuid, what: What) -> Result<()> {
    let (name, most, window) = what.bound();
    let hits = chats.cache.hit(&format!("conversations:visitor:{name}:{}", visitor.simple()), window).await;
    within(hits, most, name)
}

/// Counts one more of something that comes from a network.
///
/// # Errors
/// `Exhausted` where it is too much.
pub async fn network(chats: &Chats, address: &str, name: &'static str, most: u64) -> Result<()> {
    let hits = chats.cache.hit(&format!("conversations:network:{name}:{}", network_of(address)), HOUR).await;
    within(hits, most, name)
}

fn within(hits: u64, most: u64, name: &str) -> Result<()> {
    if hits > most {
        return Err(Error::Exhausted(format!(
            "too many ({name}): at most {most} are taken for a while; wait, and try again"
        )));
    }
    Ok(())
}

/// Of IPv6 the network that one household has.
fn network_of(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(v6)) => {
            v6.segments()[..4].iter().map(|part| format!("{part:x}")).collect::<Vec<_>>().join(":")
        }
        Ok(v4) => v4.to_string(),
        Err(_) => "unknown".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_network() {
        assert_eq!(network_of("2001:db8:1:2::5"), network_of("2001:db8:1:2:ffff::1"));
        assert_eq!(network_of("::ffff:10.0.0.1"), "10.0.0.1");
        assert!(within(30, 30, "message").is_ok() && within(31, 30, "message").is_err());
    }
}
