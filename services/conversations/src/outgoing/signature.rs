//! DKIM (RFC 6376, RFC 8463): a mailbox's mail is signed with its key.
use anyhow::{Context as _, bail};
use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    signature::{KeyPair as _, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_auth::{
    common::{
        crypto::{Ed25519Key, RsaKey, Sha256},
        headers::HeaderWriter as _,
    },
    dkim::{DkimSigner, Signature},
};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject as _};

use crate::mailbox::settings::Dkim;

/// What is signed, where a mail has it. What it has not may be added on the way.
const HEADERS: [&str; 15] = [
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

enum Key {
    Rsa(RsaKey<Sha256>),
    Ed25519(Ed25519Key),
}

impl Key {
    fn read(pem: &str) -> anyhow::Result<Self> {
        let der = PrivateKeyDer::from_pem_slice(pem.as_bytes()).context("it is no private key in PEM")?;
        if let PrivateKeyDer::Pkcs8(key) = &der
            && let Ok(key) = Ed25519Key::from_pkcs8_maybe_unchecked_der(key.secret_pkcs8_der())
        {
            return Ok(Self::Ed25519(key));
        }
        match RsaKey::from_key_der(der) {
            Ok(key) => Ok(Self::Rsa(key)),
            Err(_) => bail!("it is neither an RSA key of at least 2,048 bits nor an Ed25519 key"),
        }
    }
}

/// Whether a key can sign, before anybody relies on it.
///
/// # Errors
/// Says why not.
pub fn check(pem: &str) -> Result<(), String> {
    Key::read(pem).map(drop).map_err(|error| error.to_string())
}

/// What the DNS says of a key: its public half, as everybody publishes it.
///
/// # Errors
/// Where the key is none.
pub fn record(pem: &str) -> anyhow::Result<String> {
    let (kind, public) = match Key::read(pem)? {
        Key::Rsa(_) => ("rsa", rsa_public(pem)?),
        Key::Ed25519(key) => ("ed25519", key.public_key()),
    };
    Ok(format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(public)))
}

/// The public half of an RSA key, with what it is (RFC 5280, 4.1.2.7).
fn rsa_public(pem: &str) -> anyhow::Result<Vec<u8>> {
    let pair = match PrivateKeyDer::from_pem_slice(pem.as_bytes())? {
        PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
        PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
        _ => bail!("it is no RSA key"),
    };
    let public: PublicKeyX509Der<'_> = pair.context("it is no RSA key")?.public_key().as_der()?;
    Ok(public.as_ref().to_vec())
}

/// The mail with its signature above it.
///
/// # Errors
/// Where the key cannot sign.
pub fn sign(dkim: &Dkim, pem: &str, raw: &[u8]) -> anyhow::Result<Vec<u8>> {
    let there = HEADERS.into_iter().filter(|name| has(raw, name));
    let signature: Signature = match Key::read(pem)? {
        Key::Rsa(key) => {
            DkimSigner::from_key(key).domain(&dkim.domain).selector(&dkim.selector).headers(there).sign(raw)
        }
        Key::Ed25519(key) => {
            DkimSigner::from_key(key).domain(&dkim.domain).selector(&dkim.selector).headers(there).sign(raw)
        }
    }
    .context("signing a mail")?;
    let mut signed = signature.to_header().into_bytes();
    signed.extend_from_slice(raw);
    Ok(signed)
}

/// Whether a mail has a header.
fn has(raw: &[u8], name: &str) -> bool {
    let head = raw.windows(4).position(|four| four == b"\r\n\r\n").map_or(raw, |end| &raw[..end]);
    head.split(|byte| *byte == b'\n').any(|line| {
        line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
            && line.get(name.len()) == Some(&b':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_sign_nothing_is_no_key() {
        for wrong in [
            "",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        ] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_what_a_mail_has_is_signed() {
        let raw = b"From: a\r\nContent-type: text/plain\r\n\r\nCc: x";
        assert!(has(raw, "From") && has(raw, "Content-Type") && !has(raw, "Cc") && !has(raw, "Fro"));
    }
}
