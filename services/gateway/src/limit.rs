//! How often somebody may ask: each credential, each address that shows none, and each address that tries doors.
use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use tandem_kit::cache::Cache;

use crate::problem::Problem;

/// How many keys are remembered; what is beyond them shares one.
const MOST_KEYS: usize = 100_000;

type Keyed<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// What is left, for the `RateLimit-*` headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    limit: u32,
    remaining: u32,
    /// Seconds until all of it is back.
    reset: u32,
}

impl Left {
    pub fn write(self, headers: &mut HeaderMap) {
        let fields = [
            ("ratelimit-limit", self.limit),
            ("ratelimit-remaining", self.remaining),
            ("ratelimit-reset", self.reset),
        ];
        for (name, value) in fields {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

/// A bucket for each key: so many a second, and a few seconds' worth at once.
struct Buckets<K: Hash + Eq + Clone> {
    keyed: Keyed<K>,
    overflow: K,
    per_second: u32,
    burst: u32,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    fn new(per_second: NonZeroU32, burst: NonZeroU32, overflow: K) -> Self {
        let quota = Quota::per_second(per_second).allow_burst(burst);
        let keyed = RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>();
        Self { keyed, overflow, per_second: per_second.get(), burst: burst.get() }
    }
    fn take(&self, key: K) -> Result<Left, Problem> {
        let key = if self.keyed.len() > MOST_KEYS { self.overflow.clone() } else { key };
        match self.keyed.check_key(&key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let reset = self.burst.saturating_sub(remaining).div_ceil(self.per_second);
                Ok(Left { limit: self.burst, remaining, reset })
            }
            Err(early) => {
                let wait = early.wait_time_from(DefaultClock::default().now());
                Err(Problem::too_fast(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX - 1) + 1))
            }
        }
    }
    fn tidy(&self) {
        self.keyed.retain_recent();
        self.keyed.shrink_to_fit();
    }
}

/// The limits of this door.
pub struct Limits {
    credentials: Buckets<Box<str>>,
    addresses: Buckets<IpAddr>,
    cache: Cache,
    /// Sign-ins and posts to public pages that one address may try in a minute, over all replicas.
    tries_per_minute: u64,
}

impl Limits {
    pub fn new(credential: NonZeroU32, anonymous: NonZeroU32, tries_per_minute: u64, cache: Cache) -> Self {
        let seconds =
            |rate: NonZeroU32, n: u32| NonZeroU32::new(rate.get().saturating_mul(n)).unwrap_or(rate);
        Self {
            credentials: Buckets::new(credential, seconds(credential, 2), "…".into()),
            addresses: Buckets::new(anonymous, seconds(anonymous, 5), IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
            cache,
            tries_per_minute,
        }
    }
    /// One request of a credential.
    pub fn credential(&self, credential: &str) -> Result<Left, Problem> {
        self.credentials.take(credential.into())
    }
    /// One request of nobody known.
    pub fn anonymous(&self, address: IpAddr) -> Result<Left, Problem> {
        self.addresses.take(network(address))
    }
    /// One try at something that is open to everybody and does something: signing in, sending a form.
    pub async fn try_door(&self, address: IpAddr) -> Result<(), Problem> {
        const SECONDS: u32 = 60;
        let tried = self
            .cache
            .hit(&format!("gateway:tries:{}", network(address)), Duration::from_secs(SECONDS.into()))
            .await;
        if tried > self.tries_per_minute { Err(Problem::too_fast(SECONDS)) } else { Ok(()) }
    }
    /// Forgets those who have not asked for a while.
    pub fn tidy(&self) {
        self.credentials.tidy();
        self.addresses.tidy();
    }
}

/// What counts as one address: of IPv6, the network that one household has.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

/// The address of who sent a request: the peer's, or what our own proxies say. `proxies` of ours stand before the door.
pub fn sender(peer: IpAddr, headers: &HeaderMap, proxies: usize) -> IpAddr {
    if proxies == 0 {
        return peer.to_canonical();
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let said: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let at = said.len().checked_sub(proxies).and_then(|at| said.get(at));
    at.and_then(|text| text.parse::<IpAddr>().ok()).unwrap_or(peer).to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(rate: u32, tries: u64) -> Limits {
        let rate = NonZeroU32::new(rate).unwrap();
        Limits::new(rate, rate, tries, Cache::local())
    }

    #[test]
    fn a_credential_that_asks_too_often_waits_and_others_do_not() {
        let limits = limits(1, 1);
        let first = limits.credential("tok_1").unwrap();
        assert_eq!(first, Left { limit: 2, remaining: 1, reset: 1 });
        assert!(limits.credential("tok_1").is_ok());
        let problem = limits.credential("tok_1").unwrap_err();
        assert_eq!((problem.http.as_u16(), problem.retry_after), (429, Some(1)));
        assert!(limits.credential("tok_2").is_ok());
    }

    #[test]
    fn a_household_is_one_address() {
        let one = network("2001:db8:1:2:3:4:5:6".parse().unwrap());
        assert_eq!(one, network("2001:db8:1:2:ffff::1".parse().unwrap()));
        assert_eq!(network("::ffff:10.0.0.1".parse().unwrap()), "10.0.0.1".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        let table = [(0, "10.0.0.1"), (1, "2.2.2.2"), (2, "1.1.1.1"), (3, "10.0.0.1")];
        for (proxies, expected) in table {
            assert_eq!(sender(peer, &headers, proxies), expected.parse::<IpAddr>().unwrap(), "{proxies}");
        }
    }

    #[tokio::test]
    async fn doors_are_tried_a_few_times_a_minute() {
        let limits = limits(100, 2);
        let address = "10.0.0.1".parse().unwrap();
        assert!(limits.try_door(address).await.is_ok());
        assert!(limits.try_door(address).await.is_ok());
        assert_eq!(limits.try_door(address).await.unwrap_err().retry_after, Some(60));
    }
}
