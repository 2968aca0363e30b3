//! The certificate of the listener: read from its files, and read again when they change.
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio_rustls::TlsAcceptor;
use tracing::{info, warn};

use crate::{mailbox::connect, settings};

/// The files, and what was last read of them.
#[derive(Clone)]
pub struct Certificates {
    certificate: PathBuf,
    key: PathBuf,
    read: Arc<Mutex<(Times, TlsAcceptor)>>,
}

/// When each of the files was written.
type Times = [Option<SystemTime>; 2];

impl Certificates {
    /// Of the settings; nothing where none is set.
    ///
    /// # Errors
    /// Where the files cannot be read, or do not belong together.
    pub fn new(settings: &settings::Smtp) -> anyhow::Result<Option<Self>> {
        let (Some(certificate), Some(key)) = (settings.certificate.clone(), settings.key.clone()) else {
            let half = settings.certificate.is_some() || settings.key.is_some();
            anyhow::ensure!(
                !half,
                "TANDEM__CONVERSATIONS__SMTP__CERTIFICATE and …__KEY are files that belong together: set both"
            );
            return Ok(None);
        };
        let read = Arc::new(Mutex::new((times(&certificate, &key), load(&certificate, &key)?)));
        Ok(Some(Self { certificate, key, read }))
    }

    /// When the one in use ends.
    #[must_use]
    pub fn ends(&self) -> Option<DateTime<Utc>> {
        let mut chain = CertificateDer::pem_file_iter(&self.certificate).ok()?;
        connect::ends(&chain.find_map(Result::ok)?)
    }

    /// By what the files say now; what they said before where they cannot be read.
    #[must_use]
    pub fn acceptor(&self) -> TlsAcceptor {
        let now = times(&self.certificate, &self.key);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.0 != now {
            match load(&self.certificate, &self.key) {
                Ok(acceptor) => {
                    *read = (now, acceptor);
                    info!("the certificate of the mail listener was read anew");
                }
                Err(error) => {
                    read.0 = now;
                    warn!(error = format!("{error:#}"), "the new certificate cannot be used; the old one is");
                }
            }
        }
        read.1.clone()
    }
}

fn times(certificate: &PathBuf, key: &PathBuf) -> Times {
    [certificate, key].map(|path| std::fs::metadata(path).and_then(|about| about.modified()).ok())
}

fn load(certificate: &PathBuf, key: &PathBuf) -> anyhow::Result<TlsAcceptor> {
    let cannot = |path: &PathBuf| format!("cannot read {}", path.display());
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| cannot(certificate))?;
    anyhow::ensure!(!chain.is_empty(), "{} has no certificate", certificate.display());
    let secret = PrivateKeyDer::from_pem_file(key).with_context(|| cannot(key))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .with_context(|| format!("{} and {} do not belong together", certificate.display(), key.display()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
