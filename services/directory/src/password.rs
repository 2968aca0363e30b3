//! Passwords: argon2id, off the async threads, a few at a time.
use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tandem_kit::{Error, Result, id::AccountId};
use tokio::sync::Semaphore;

use crate::secret;

/// Hashing takes 19 MiB and a core for a while: two at a time leave the rest of the process alone.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// What an unknown person's password is checked against, so that it takes the same time.
static NOBODY: LazyLock<String> = LazyLock::new(|| compute("nobody has this password").unwrap_or_default());

/// Checks the length of a new password: 8 to 256 characters, whatever they are.
///
/// # Errors
/// `Invalid` for the field.
pub fn check(field: &str, password: &str) -> Result<()> {
    match password.chars().count() {
        0..8 => Err(Error::invalid(field, "is shorter than 8 characters")),
        8..=256 => Ok(()),
        _ => Err(Error::invalid(field, "is longer than 256 characters")),
    }
}

/// The hash to keep.
///
/// # Errors
/// `Internal` where hashing fails.
pub async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    let _turn = AT_ONCE.acquire().await.map_err(anyhow::Error::from)?;
    Ok(tokio::task::spawn_blocking(move || compute(&password)).await.map_err(anyhow::Error::from)??)
}

/// The hash of a password that nobody knows.
///
/// # Errors
/// `Internal` where hashing fails.
pub async fn of_nobody(account: AccountId) -> Result<String> {
    hash(&secret::new("pw", account)?).await
}

/// Whether the password is the one that was hashed; it takes as long where nothing was.
///
/// # Errors
/// `Internal` where hashing fails.
pub async fn verify(password: &str, hash: Option<&str>) -> Result<bool> {
    let (password, known) = (password.to_owned(), hash.is_some());
    let hash = hash.map(str::to_owned);
    let _turn = AT_ONCE.acquire().await.map_err(anyhow::Error::from)?;
    let fits = tokio::task::spawn_blocking(move || {
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    Ok(fits.await.map_err(anyhow::Error::from)? && known)
}

fn compute(password: &str) -> anyhow::Result<String> {
    let hash =
        Argon2::default().hash_password(password.as_bytes()).map_err(|e| anyhow::anyhow!("argon2: {e}"))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let kept = hash("correct horse").await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify("correct horse", Some(&kept)).await.unwrap());
        assert!(!verify("wrong horse", Some(&kept)).await.unwrap());
        assert!(!verify("nobody has this password", None).await.unwrap());
    }
}
