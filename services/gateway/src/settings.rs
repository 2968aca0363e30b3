//! The settings of the door: `[gateway]`, `TANDEM__GATEWAY__…`.
use std::num::NonZeroU32;

use serde::Deserialize;

/// See each.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where the public port listens.
    pub listen: String,
    /// How many of our own proxies stand before this port: which entry of `X-Forwarded-For` is the sender.
    pub proxies: usize,
    /// How many requests a second one session or API token may make; twice that at once.
    pub requests_per_second: NonZeroU32,
    /// The same for an address that shows neither; five times that at once.
    pub anonymous_requests_per_second: NonZeroU32,
    /// Sign-ins and posts to public pages that one address may try in a minute, over all processes.
    pub tries_per_minute: u64,
}

impl Default for Settings {
    fn default() -> Self {
        let rate = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            proxies: 0,
            requests_per_second: rate(5_000),
            anonymous_requests_per_second: rate(200),
            tries_per_minute: 240,
        }
    }
}
