//! Whether a mail is from whom it says: SPF, DKIM, DMARC and ARC, asked of the domain name system within bounds. What cannot be asked
//! now is `temperror`, and holds nothing up.
use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use mail_auth::{
    DnsError, MessageAuthenticator,
    hickory_resolver::{
        config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts},
        system_conf,
    },
};
use tandem_kit::outside::is_private;
use tokio::{sync::Semaphore, time::timeout};
use tracing::warn;

use crate::message::reading::Authentication;

mod results;
mod verify;

pub use results::Said;

/// How long one question may take, and all that one mail asks.
const QUESTION: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(8);
/// Most mails that ask at once.
const AT_ONCE: usize = 32;
/// Answers that are remembered, and for how long at most; that there is none for less.
const REMEMBERED: u64 = 4_096;
const LONGEST: Duration = Duration::from_secs(3_600);
const LONGEST_NONE: Duration = Duration::from_secs(300);
/// After so many mails in a row that got no answer nobody asks for a while.
const MOST_SILENT: u32 = 4;
const PAUSE: Duration = Duration::from_secs(30);

/// A mail, and what is known of how it came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arriving<'x> {
    pub raw: &'x [u8],
    /// The From field's address as it is shown: what is proved of another one proves nothing.
    pub from: &'x str,
    /// The machine that brought it. One of one's own network only passed it on.
    pub peer: Option<IpAddr>,
    pub helo: &'x str,
    pub envelope_from: &'x str,
    /// Whose Authentication-Results are believed; empty: nobody's.
    pub authserv_id: &'x str,
    /// Domains whose ARC seals are believed.
    pub sealers: &'x [String],
}

impl Arriving<'_> {
    /// The peer whose right to send is asked for.
    fn foreign_peer(&self) -> Option<IpAddr> {
        self.peer.map(|peer| peer.to_canonical()).filter(|peer| !is_private(*peer))
    }
    /// The From field's domain, in lower case.
    fn domain(&self) -> String {
        self.from
            .rsplit_once('@')
            .map(|(_, domain)| domain.trim_end_matches('.').to_lowercase())
            .unwrap_or_default()
    }
}

/// Who is asked.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    /// None: nobody.
    dns: Option<MessageAuthenticator>,
    places: Semaphore,
    silent: AtomicU32,
    asks_again: Mutex<Option<Instant>>,
}

impl Verifier {
    /// By the setting `TANDEM__CONVERSATIONS__DNS`: addresses of name servers (`10.0.0.53, [::1]:5353`), or `off`; unset: the system's.
    ///
    /// # Errors
    /// Where the setting is neither.
    pub fn new(setting: Option<&str>) -> anyhow::Result<Self> {
        let dns = match setting.map(str::trim) {
            Some("off") => None,
            Some(servers) => Some(resolver(named(servers)?)?),
            None => match system_conf::read_system_conf() {
                Ok((config, _)) => Some(resolver(config)?),
                Err(error) => {
                    warn!(%error, "the system names no name server: what mail proves of its sender is not asked for");
                    None
                }
            },
        };
        let (places, silent) = (Semaphore::new(AT_ONCE), AtomicU32::new(0));
        Ok(Self(Arc::new(Inner { dns, places, silent, asks_again: Mutex::new(None) })))
    }

    /// What a mail proves of its sender.
    pub async fn verify(&self, arriving: Arriving<'_>) -> Authentication {
        let nothing = |word: &str| Authentication {
            spf: word.into(),
            dkim: word.into(),
            dmarc: word.into(),
            arc: word.into(),
            domain: arriving.domain(),
            ..Authentication::default()
        };
        if let Some(said) = Said::by(arriving.raw, arriving.authserv_id) {
            return said.of(arriving.from);
        }
        let asks = verify::has_signature(arriving.raw) || arriving.foreign_peer().is_some();
        let Some(dns) = self.0.dns.as_ref().filter(|_| asks) else { return nothing("none") };
        if self.is_silent() {
            return nothing("temperror");
        }
        let asking = async {
            let _place = self.0.places.acquire().await;
            verify::ask(dns, arriving).await
        };
        let begun = Instant::now();
        let found = timeout(PATIENCE, asking).await.unwrap_or_else(|_| nothing("temperror"));
        self.heard(!found.passes_later() || begun.elapsed() < QUESTION);
        found
    }

    /// What the domain name system says in the TXT records of a name; nothing where there are none.
    ///
    /// # Errors
    /// Where nobody can be asked, or nobody answers in time.
    pub async fn text(&self, name: &str) -> anyhow::Result<Option<String>> {
        let Some(dns) = &self.0.dns else { bail!("this installation asks no name server") };
        let _place = self.0.places.acquire().await;
        match timeout(PATIENCE, dns.txt_raw_lookup(name)).await {
            Ok(Ok(said)) => {
                Ok(Some(String::from_utf8_lossy(&said).into_owned()).filter(|said| !said.is_empty()))
            }
            Ok(Err(mail_auth::Error::Dns(DnsError::RecordNotFound(_)))) => Ok(None),
            Ok(Err(error)) => bail!("the name server gives no answer about {name}: {error}"),
            Err(_) => bail!("the name server does not answer in time"),
        }
    }

    fn is_silent(&self) -> bool {
        let until = self.0.asks_again.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    fn heard(&self, something: bool) {
        if something {
            self.0.silent.store(0, Ordering::Relaxed);
        } else if self.0.silent.fetch_add(1, Ordering::Relaxed) + 1 >= MOST_SILENT {
            self.0.silent.store(0, Ordering::Relaxed);
            *self.0.asks_again.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + PAUSE);
            warn!("no name server answers: for half a minute nobody asks what mail proves of its sender");
        }
    }
}

fn resolver(config: ResolverConfig) -> anyhow::Result<MessageAuthenticator> {
    let mut options = ResolverOpts::default();
    options.timeout = QUESTION;
    options.attempts = 1;
    options.cache_size = REMEMBERED;
    options.positive_max_ttl = Some(LONGEST);
    options.negative_max_ttl = Some(LONGEST_NONE);
    MessageAuthenticator::new(config, options).context("the resolver of names")
}

fn named(servers: &str) -> anyhow::Result<ResolverConfig> {
    let read = |text: &str| {
        let address =
            text.parse::<SocketAddr>().or_else(|_| text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 53)));
        let address = address.with_context(|| {
            format!("TANDEM__CONVERSATIONS__DNS: {text:?} is no address such as 10.0.0.53 or 127.0.0.1:5353")
        })?;
        let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
            connection.port = address.port();
            connection
        });
        Ok(NameServerConfig::new(address.ip(), true, connections.into()))
    };
    let servers = servers.split(',').map(str::trim).filter(|part| !part.is_empty());
    let servers = servers.map(read).collect::<anyhow::Result<Vec<_>>>()?;
    anyhow::ensure!(!servers.is_empty(), "TANDEM__CONVERSATIONS__DNS names no server; `off` asks none");
    Ok(ResolverConfig::from_parts(None, Vec::new(), servers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_servers_are_named_by_address() {
        for (setting, sound) in [
            ("off", true),
            ("10.0.0.53", true),
            ("127.0.0.1:5353, [::1]:53", true),
            ("dns.acme.com", false),
            (" ", false),
        ] {
            assert_eq!(named(setting).is_ok() || setting == "off", sound, "{setting:?}");
        }
    }
}
