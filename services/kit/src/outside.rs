//! Connections to where accounts say: their mail servers, their token endpoints. An account names a host; what this installation has
//! beside it on its own network is none of the account's business, so private addresses are refused unless the operator allows them.
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use reqwest::{
    Client, StatusCode, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header,
    redirect::Policy,
};
use tokio::{net::TcpStream, time::timeout};

use crate::Config;

/// Most addresses of one host that are tried.
const MOST_ADDRESSES: usize = 8;
/// How long a name may take to be resolved, and one address to answer.
const RESOLVING: Duration = Duration::from_secs(10);
const CONNECTING: Duration = Duration::from_secs(10);
/// How long one answer by HTTP may take.
const ANSWERING: Duration = Duration::from_secs(20);
/// Largest answer read.
const LARGEST_ANSWER: usize = 64 * 1024;
/// Longest header of an answer that is kept, in bytes.
const LONGEST_HEADER: usize = 1_000;
/// Most redirects followed.
const MOST_REDIRECTS: usize = 3;

/// Why a host was not reached.
#[derive(Debug, thiserror::Error)]
pub enum Unreached {
    /// There is no such name.
    #[error("{0:?} is the name of no host")]
    UnknownHost(String),
    /// It is private, and not allowed.
    #[error("{host} is at {address}, a private address, which this installation does not connect to")]
    NotAllowed { host: String, address: IpAddr },
    /// It is not there, or does not want us.
    #[error("{host}:{port} cannot be reached: {error}")]
    Refused { host: String, port: u16, error: std::io::Error },
    /// It says nothing.
    #[error("{host}:{port} does not answer")]
    Silent { host: String, port: u16 },
}

/// The way outside.
#[derive(Clone)]
pub struct Outside {
    allowed: Allowed,
    http: Client,
    /// To where anybody says: only what the operator names is reached beside the public internet.
    public: Allowed,
    http_public: Client,
}

/// An answer by HTTP.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
    pub version: Version,
}

/// By what a server knows what it answered with before; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    pub etag: String,
    pub last_modified: String,
}

impl Outside {
    /// By the setting `TANDEM__OUTSIDE__ALLOW`. Unset: a process that runs alone, on its owner's machine, also reaches that machine's
    /// network; one of several reaches public addresses only.
    ///
    /// # Errors
    /// Where the setting names no network.
    pub fn new(config: &Config) -> anyhow::Result<Self> {
        let allowed = match &config.outside.allow {
            Some(list) => Allowed::read(list)?,
            None if config.rpc.key.is_none() => Allowed(Arc::new(Rule::OwnNetwork)),
            None => Allowed(Arc::new(Rule::Networks(Vec::new()))),
        };
        let public = Allowed::read(config.outside.allow.as_deref().unwrap_or_default())?;
        let (http, http_public) = (client(&allowed)?, client(&public)?);
        Ok(Self { allowed, http, public, http_public })
    }

    /// Connects to a host, trying its addresses in turn.
    ///
    /// # Errors
    /// Says which of the ways to fail it was.
    pub async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, Unreached> {
        let mut failed = None;
        for address in self.allowed.resolve(host, port).await? {
            match timeout(CONNECTING, TcpStream::connect(address)).await {
                Ok(Ok(socket)) => {
                    let _ = socket.set_nodelay(true);
                    return Ok(socket);
                }
                Ok(Err(error)) => failed = Some(Unreached::Refused { host: host.into(), port, error }),
                Err(_) => {
                    failed = failed.or(Some(Unreached::Silent { host: host.into(), port }));
                }
            }
        }
        Err(failed.unwrap_or_else(|| Unreached::UnknownHost(host.into())))
    }

    /// Whether a host is at addresses that may be reached.
    ///
    /// # Errors
    /// Says why not.
    pub async fn check(&self, host: &str, port: u16) -> Result<(), Unreached> {
        self.allowed.resolve(host, port).await.map(|_| ())
    }

    /// Reads what is at an address that somebody wrote, whoever: of the public internet, or a network that the operator names. At most
    /// three redirects are followed, each judged anew; no cookie, credential or referrer is sent. The name is resolved by the connection
    /// itself, and only addresses that may be reached come out of that: no second answer of a name server gets around it.
    ///
    /// # Errors
    /// Where the address is none that may be reached, nobody answers in time, or there is more than `most` bytes.
    pub async fn read_public(
        &self,
        url: &str,
        accept: &str,
        most: usize,
        within: Duration,
    ) -> anyhow::Result<Answer> {
        self.read_public_again(url, accept, &Version::default(), most, within).await
    }

    /// The same, of what was read before: the status is 304 and there is no body where it is still that version.
    ///
    /// # Errors
    /// As [`Self::read_public`].
    pub async fn read_public_again(
        &self,
        url: &str,
        accept: &str,
        known: &Version,
        most: usize,
        within: Duration,
    ) -> anyhow::Result<Answer> {
        let reading = async {
            let mut url = Url::parse(url).with_context(|| format!("{url:?} is no URL"))?;
            for _ in 0..=MOST_REDIRECTS {
                self.check_public(&url).await?;
                let mut asked = self.http_public.get(url.clone()).header(header::ACCEPT, accept);
                for (name, value) in
                    [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)]
                {
                    if !value.is_empty() {
                        asked = asked.header(name, value);
                    }
                }
                let answer = asked.send().await?;
                match redirect(&answer, &url)? {
                    Some(next) => url = next,
                    None => return whole(answer, most).await,
                }
            }
            anyhow::bail!("it leads from one address to the next more than {MOST_REDIRECTS} times")
        };
        timeout(within, reading).await.context("it does not answer in time")?
    }

    /// A literal address is not resolved, so the client's own check does not see it.
    async fn check_public(&self, url: &Url) -> anyhow::Result<()> {
        check_form(url)?;
        let host = url.host_str().context("it names no host")?.trim_matches(['[', ']']);
        let port = url.port_or_known_default().unwrap_or(443);
        let own = match host.parse::<IpAddr>() {
            Ok(address) => {
                self.public.resolve(host, port).await?;
                is_private(address)
            }
            Err(_) => false,
        };
        anyhow::ensure!(matches!(port, 80 | 443) || own, "{port} is no port of the web");
        Ok(())
    }

    /// Posts a form; answers with the status and the body, cut at 64 kB. Redirects are not followed.
    ///
    /// # Errors
    /// Where the address is none that may be reached, or nobody answers in time.
    pub async fn post_form(&self, url: &str, form: &[(&str, &str)]) -> anyhow::Result<(u16, Vec<u8>)> {
        let url = Url::parse(url).with_context(|| format!("{url:?} is no URL"))?;
        let host = url.host_str().context("the URL names no host")?.trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().unwrap_or(443);
        // A literal address is not resolved, so the client's own check does not see it.
        let addresses = self.allowed.resolve(&host, port).await?;
        let own = addresses.iter().all(|address| is_private(address.ip()));
        anyhow::ensure!(url.scheme() == "https" || own, "{url} is not https");
        let mut answer = self.http.post(url).form(form).send().await?;
        let (status, mut body) = (answer.status().as_u16(), Vec::new());
        while let Some(piece) = answer.chunk().await? {
            anyhow::ensure!(body.len() + piece.len() <= LARGEST_ANSWER, "the answer is too long");
            body.extend_from_slice(&piece);
        }
        Ok((status, body))
    }
}

/// An address of the web as it is asked for: `webcal` is https.
///
/// # Errors
/// Says what is wrong with it.
pub fn web_address(text: &str) -> anyhow::Result<String> {
    let text = text.trim();
    let plain = ["webcal://", "webcals://"].iter().find_map(|scheme| {
        text.get(..scheme.len())
            .filter(|begin| begin.eq_ignore_ascii_case(scheme))
            .map(|_| &text[scheme.len()..])
    });
    let text = plain.map_or_else(|| text.to_owned(), |rest| format!("https://{rest}"));
    let mut url = Url::parse(&text)
        .with_context(|| format!("{text:?} is no URL such as https://example.com/holidays.ics"))?;
    check_form(&url)?;
    url.set_fragment(None);
    Ok(url.into())
}

fn check_form(url: &Url) -> anyhow::Result<()> {
    anyhow::ensure!(matches!(url.scheme(), "http" | "https"), "{:?} is neither http nor https", url.scheme());
    anyhow::ensure!(url.username().is_empty() && url.password().is_none(), "it names a user");
    url.host_str().context("it names no host")?;
    Ok(())
}

/// Where an answer sends us; nowhere where it is the answer itself.
fn redirect(answer: &reqwest::Response, from: &Url) -> anyhow::Result<Option<Url>> {
    if !answer.status().is_redirection() || answer.status() == StatusCode::NOT_MODIFIED {
        return Ok(None);
    }
    let location = answer.headers().get(header::LOCATION).context("it leads nowhere")?;
    let location = location.to_str().context("it leads nowhere that can be read")?;
    Ok(Some(from.join(location).with_context(|| format!("it leads to {location:?}, which is no URL"))?))
}

async fn whole(mut answer: reqwest::Response, most: usize) -> anyhow::Result<Answer> {
    let announced = answer.content_length().unwrap_or(0);
    let too_long = || format!("it has more than {most} bytes");
    anyhow::ensure!(usize::try_from(announced).is_ok_and(|length| length <= most), too_long());
    let said = |name: header::HeaderName| {
        let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
        value.filter(|value| value.len() <= LONGEST_HEADER).unwrap_or_default().to_owned()
    };
    let content_type = said(header::CONTENT_TYPE);
    let version = Version { etag: said(header::ETAG), last_modified: said(header::LAST_MODIFIED) };
    let (status, mut body) = (answer.status().as_u16(), Vec::new());
    while let Some(piece) = answer.chunk().await? {
        anyhow::ensure!(body.len() + piece.len() <= most, too_long());
        body.extend_from_slice(&piece);
    }
    Ok(Answer { status, content_type, body, version })
}

#[expect(clippy::disallowed_methods, reason = "this is the client that others are to use")]
fn client(allowed: &Allowed) -> anyhow::Result<Client> {
    Client::builder()
        .dns_resolver(Arc::new(allowed.clone()))
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(CONNECTING)
        .timeout(ANSWERING)
        .build()
        .context("the http client")
}

/// What may be reached.
#[derive(Clone)]
struct Allowed(Arc<Rule>);

enum Rule {
    /// Public addresses, and these.
    Networks(Vec<(IpAddr, u8)>),
    /// Everything but what only the machine's own platform answers on.
    OwnNetwork,
    Everything,
}

impl Allowed {
    fn read(list: &str) -> anyhow::Result<Self> {
        if list.trim() == "*" {
            return Ok(Self(Arc::new(Rule::Everything)));
        }
        let parts = list.split(',').map(str::trim).filter(|part| !part.is_empty());
        let networks = parts.map(network).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self(Arc::new(Rule::Networks(networks))))
    }

    fn allows(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        match &*self.0 {
            Rule::Everything => true,
            Rule::OwnNetwork => !is_link_local(address),
            Rule::Networks(networks) => {
                !is_private(address) || networks.iter().any(|(base, bits)| within(address, *base, *bits))
            }
        }
    }

    /// The addresses of a host; none of them is taken where one is not allowed, so that no answer of a name server gets around it.
    async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Unreached> {
        let unknown = || Unreached::UnknownHost(host.to_owned());
        let found = timeout(RESOLVING, tokio::net::lookup_host((host, port))).await;
        let addresses: Vec<SocketAddr> =
            found.map_err(|_| unknown())?.map_err(|_| unknown())?.take(MOST_ADDRESSES).collect();
        if addresses.is_empty() {
            return Err(unknown());
        }
        match addresses.iter().find(|address| !self.allows(address.ip())) {
            Some(address) => Err(Unreached::NotAllowed { host: host.into(), address: address.ip() }),
            None => Ok(addresses),
        }
    }
}

impl Resolve for Allowed {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.clone();
        Box::pin(async move {
            let found = allowed.resolve(name.as_str(), 0).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn network(text: &str) -> anyhow::Result<(IpAddr, u8)> {
    let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
    let wrong = || format!("TANDEM__OUTSIDE__ALLOW: {text:?} is no address or network such as 10.0.0.0/8");
    let base: IpAddr = base.parse().with_context(wrong)?;
    let most = if base.is_ipv4() { 32 } else { 128 };
    let bits: u8 = bits.map_or(Ok(most), str::parse).with_context(wrong)?;
    anyhow::ensure!(bits <= most, wrong());
    Ok((base, bits))
}

fn within(address: IpAddr, base: IpAddr, bits: u8) -> bool {
    match (address, base) {
        (IpAddr::V4(address), IpAddr::V4(base)) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            address.to_bits() & mask == base.to_bits() & mask
        }
        (IpAddr::V6(address), IpAddr::V6(base)) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            address.to_bits() & mask == base.to_bits() & mask
        }
        _ => false,
    }
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

/// Whether an address is not one of the public internet.
#[must_use]
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // carriers' own
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b)) // benchmarks
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // Addresses that carry one of IPv4 are as private as that one is.
    let carried = match parts {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] | [0, 0, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => None,
    };
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || parts[..2] == [0x2001, 0xdb8]
        || carried.is_some_and(is_private_v4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_private_is_known_in_every_spelling() {
        for (address, private) in [
            ("127.0.0.1", true),
            ("10.1.2.3", true),
            ("172.31.255.255", true),
            ("192.168.0.1", true),
            ("169.254.169.254", true),
            ("100.64.0.1", true),
            ("0.0.0.0", true),
            ("255.255.255.255", true),
            ("::1", true),
            ("::ffff:10.0.0.1", true),
            ("::7f00:1", true),
            ("64:ff9b::a00:1", true),
            ("2002:7f00:1::", true),
            ("fd00::1", true),
            ("fe80::1", true),
            ("8.8.8.8", false),
            ("172.32.0.1", false),
            ("2606:4700::1111", false),
            ("64:ff9b::808:808", false),
        ] {
            assert_eq!(is_private(address.parse().unwrap()), private, "{address}");
        }
    }

    #[test]
    fn an_address_of_the_web_is_http_or_a_calendars_own_word_for_it() {
        assert_eq!(web_address(" webcal://a.test/b.ics#c ").unwrap(), "https://a.test/b.ics");
        assert_eq!(web_address("HTTP://A.test").unwrap(), "http://a.test/");
        for wrong in
            ["", "a.test/b.ics", "ftp://a.test/b", "file:///etc/passwd", "https://me:x@a.test/", "webcal://"]
        {
            assert!(web_address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_operator_says_what_else_may_be_reached() {
        let allows =
            |list: &str, address: &str| Allowed::read(list).unwrap().allows(address.parse().unwrap());
        assert!(!allows("", "10.0.0.1") && allows("", "8.8.8.8"));
        assert!(allows("10.0.0.0/8, ::1", "10.9.9.9") && allows("10.0.0.0/8, ::1", "::1"));
        assert!(!allows("10.0.0.0/8", "11.0.0.1") || allows("", "11.0.0.1"));
        assert!(!allows("10.0.0.0/8", "192.168.0.1") && allows("*", "169.254.169.254"));
        assert!(allows("10.0.0.5", "::ffff:10.0.0.5") && !allows("10.0.0.5", "10.0.0.6"));
        assert!(Allowed::read("10.0.0.0/33").is_err() && Allowed::read("mail.internal").is_err());
        let alone = Allowed(Arc::new(Rule::OwnNetwork));
        assert!(alone.allows("127.0.0.1".parse().unwrap()));
        assert!(!alone.allows("169.254.169.254".parse().unwrap()));
    }
}
