//! Secrets of credentials: random, told once, kept as a hash. Each begins with its account, so that every look-up does too.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use tandem_kit::{Result, id::AccountId};
use uuid::Uuid;

const RANDOM: usize = 32;

/// A new secret of an account, as the caller carries it.
///
/// # Errors
/// `Internal` where the machine has no randomness.
pub fn new(prefix: &str, account: AccountId) -> Result<String> {
    let mut bytes = [0; 16 + RANDOM];
    bytes[..16].copy_from_slice(account.uuid().as_bytes());
    getrandom::fill(&mut bytes[16..]).map_err(anyhow::Error::from)?;
    Ok(format!("{prefix}_{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// The account that a secret belongs to, if it is one of ours at all.
#[must_use]
pub fn account_of(secret: &str) -> Option<AccountId> {
    let (_, rest) = secret.split_once('_')?;
    let bytes = URL_SAFE_NO_PAD.decode(rest).ok().filter(|b| b.len() == 16 + RANDOM)?;
    Uuid::from_slice(&bytes[..16]).ok().map(AccountId::from)
}

/// What is kept of it. The secret is random, so a plain hash is enough and costs nothing per request.
#[must_use]
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_tells_its_account_and_nothing_else_does() {
        let account = AccountId::new();
        let secret = new("tds", account).unwrap();
        assert_eq!(account_of(&secret), Some(account));
        assert_eq!(hash(&secret).len(), 32);
        for wrong in ["", "tds_", "tds_AAAA", &secret[..secret.len() - 1], &secret.replace("tds_", "")] {
            assert_eq!(account_of(wrong), None, "{wrong}");
        }
    }
}
