//! A connection to a server that a mailbox names: by TLS or not, counted, and what went wrong in words that help.
use std::{
    io,
    pin::Pin,
    sync::{Arc, LazyLock},
    task::{Context, Poll},
    time::Duration,
};

use chrono::{DateTime, Utc};
use rustls::{
    CertificateError, ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tandem_kit::outside::{Outside, Unreached};
use tandem_proto::conversations::test_mailbox_response::check::Problem;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::settings::Server;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(15);

/// What a server is spoken to by.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Sync + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync + std::fmt::Debug> Wire for T {}

/// Why a server could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub problem: Problem,
    /// In words, with what the server said.
    pub detail: String,
    /// What to do about it, where it is not what the problem says.
    advice: Option<&'static str>,
}

impl Failure {
    /// What happened.
    pub fn new(problem: Problem, detail: impl ToString) -> Self {
        Self { problem, detail: detail.to_string().chars().take(1_000).collect(), advice: None }
    }
    /// The same, with other advice.
    #[must_use]
    pub fn advising(self, advice: &'static str) -> Self {
        Self { advice: Some(advice), ..self }
    }
    /// Nothing came in time.
    #[must_use]
    pub fn late(what: &str) -> Self {
        Self::new(Problem::Timeout, format!("the server did not answer in time: {what}"))
    }
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        if let Some(advice) = self.advice {
            return advice;
        }
        match self.problem {
            Problem::Unspecified => "",
            Problem::UnknownHost => "Check the spelling of the host; ask your provider for its name.",
            Problem::Unreachable => "Check host and port, and whether a firewall lets this server out to it.",
            Problem::NotAllowed => {
                "The operator of this installation can allow the address by TANDEM__OUTSIDE__ALLOW."
            }
            Problem::Timeout => {
                "Check the port, and whether it is one with TLS from the start; then try again later."
            }
            Problem::Tls => {
                "The port may speak without TLS at first: try STARTTLS, or the port of the other kind."
            }
            Problem::Certificate => {
                "Use the name that the certificate is for. If the server signed it itself, enter it as one to trust; if it has ended, renew it."
            }
            Problem::NoStarttls => "Use the port with TLS from the start (993 for IMAP, 465 for SMTP).",
            Problem::Password => {
                "Check user and password. With two-factor sign-in most providers ask for an app password; some take OAuth only."
            }
            Problem::Token => {
                "Sign in at the provider again to get a new refresh token, and check client id and secret."
            }
            Problem::Folder => "Choose one of the folders that the server has.",
            Problem::Protocol => "Check that host and port belong to a server of this kind.",
            Problem::Key => "Enter the mailbox's private key anew, or have one made.",
            Problem::NoRecord => {
                "Publish the DNS record that is shown for the key at whoever keeps your domain; it may take some hours to be seen everywhere."
            }
            Problem::OtherRecord => {
                "Replace the DNS record by the one that is shown for the key, or choose another selector for this key."
            }
        }
    }
}

impl From<Unreached> for Failure {
    fn from(unreached: Unreached) -> Self {
        let problem = match &unreached {
            Unreached::UnknownHost(_) => Problem::UnknownHost,
            Unreached::NotAllowed { .. } => Problem::NotAllowed,
            Unreached::Refused { .. } => Problem::Unreachable,
            Unreached::Silent { .. } => Problem::Timeout,
        };
        Self::new(problem, unreached)
    }
}

/// A connection of which no more is read than was allowed: a server that sends without end fills no memory.
#[derive(Debug)]
pub struct Counted {
    inner: Box<dyn Wire>,
    left: usize,
}

impl Counted {
    /// Nothing may be read before it is allowed.
    #[must_use]
    pub fn new(inner: Box<dyn Wire>) -> Self {
        Self { inner, left: 0 }
    }
    /// So many bytes may be read from now on.
    pub fn allow(&mut self, bytes: usize) {
        self.left = bytes;
    }
    /// The connection itself.
    #[must_use]
    pub fn into_inner(self) -> Box<dyn Wire> {
        self.inner
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return Poll::Ready(Err(io::Error::other("the server sent more than it may")));
        }
        let before = into.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, into);
        self.left = self.left.saturating_sub(into.filled().len() - before);
        read
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Connects, without TLS yet.
///
/// # Errors
/// Says what went wrong.
pub async fn plain(outside: &Outside, server: &Server) -> Result<Box<dyn Wire>, Failure> {
    Ok(Box::new(outside.connect(&server.host, server.port).await?))
}

/// Makes a connection safe; answers with when the server's certificate ends.
///
/// # Errors
/// Says what went wrong.
pub async fn tls(
    wire: Box<dyn Wire>,
    server: &Server,
) -> Result<(Box<dyn Wire>, Option<DateTime<Utc>>), Failure> {
    let wrong = |error: &dyn std::fmt::Display| Failure::new(Problem::Tls, error);
    let name = ServerName::try_from(server.host.clone()).map_err(|error| wrong(&error))?;
    let config = config(&server.trust_pem).map_err(|error| Failure::new(Problem::Certificate, error))?;
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, wire);
    let secured = timeout(HANDSHAKE, connecting).await.map_err(|_| Failure::late("the TLS handshake"))?;
    let secured = secured.map_err(|error| {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match inner {
            Some(rustls::Error::InvalidCertificate(reason)) => {
                Failure::new(Problem::Certificate, certificate(server, reason))
            }
            _ => wrong(&error),
        }
    })?;
    let ends = secured.get_ref().1.peer_certificates().and_then(|chain| ends(chain.first()?));
    Ok((Box::new(secured), ends))
}

fn certificate(server: &Server, reason: &CertificateError) -> String {
    let host = &server.host;
    match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            format!("the certificate of {host} has ended")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("the certificate is not for {host}")
        }
        CertificateError::UnknownIssuer => format!("nobody known signed the certificate of {host}"),
        other => format!("the certificate of {host} is not good: {other}"),
    }
}

/// When a certificate ends.
#[must_use]
pub fn ends(certificate: &CertificateDer<'_>) -> Option<DateTime<Utc>> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).ok()?;
    DateTime::from_timestamp(read.validity().not_after.timestamp(), 0)
}

/// What the system trusts, read once.
static TRUSTED: LazyLock<RootCertStore> = LazyLock::new(|| {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
});

fn config(trust_pem: &str) -> anyhow::Result<ClientConfig> {
    let mut roots = TRUSTED.clone();
    for certificate in CertificateDer::pem_slice_iter(trust_pem.as_bytes()) {
        roots.add(certificate?)?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
