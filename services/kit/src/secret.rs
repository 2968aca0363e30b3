//! Secrets that are kept and used again, such as the password of a mailbox: sealed with AES-256-GCM before the database sees them.
use std::{
    fs,
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::Arc,
};

use anyhow::Context as _;
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest,
};

use crate::{Config, Error, Result, id::AccountId};

/// The first byte of what is sealed in this way.
const VERSION: u8 = 1;
/// Bytes of the key's name, by which a value that another key sealed is known.
const NAME_LEN: usize = 4;
const SHORTEST_KEY: usize = 32;
const FILE: &str = "secrets.key";

/// What secrets are sealed and opened with.
#[derive(Clone)]
pub struct Secrets(Option<Arc<Key>>);

struct Key {
    key: LessSafeKey,
    name: [u8; NAME_LEN],
}

impl Secrets {
    /// The key of `TANDEM__SECRETS__KEY`; a process that runs alone makes one in its data folder. Several processes that share none
    /// start all the same: only what needs a secret is refused then.
    ///
    /// # Errors
    /// Where the key is too short, or the data folder cannot be written.
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        match &config.secrets.key {
            Some(key) => {
                anyhow::ensure!(
                    key.len() >= SHORTEST_KEY,
                    "TANDEM__SECRETS__KEY has {} characters; it takes at least {SHORTEST_KEY}",
                    key.len()
                );
                Self::of(key.as_bytes())
            }
            None if config.rpc.key.is_none() => Self::of(&kept(&config.data)?),
            None => Ok(Self(None)),
        }
    }

    /// A key of these secret bytes.
    ///
    /// # Errors
    /// Never for the length that a digest has.
    pub fn of(secret: &[u8]) -> anyhow::Result<Self> {
        let bytes = digest::digest(&digest::SHA256, &[b"tandem secrets 1\0", secret].concat());
        let key = UnboundKey::new(&AES_256_GCM, bytes.as_ref()).context("the key of secrets")?;
        let mut name = [0; NAME_LEN];
        name.copy_from_slice(&digest::digest(&digest::SHA256, bytes.as_ref()).as_ref()[..NAME_LEN]);
        Ok(Self(Some(Arc::new(Key { key: LessSafeKey::new(key), name }))))
    }

    /// Seals a secret of an account; `place` says what it is for, and it opens nowhere else.
    ///
    /// # Errors
    /// `NO_SECRETS_KEY` where the installation has no key.
    pub fn seal(&self, account: AccountId, place: &str, secret: &[u8]) -> Result<Vec<u8>> {
        let key = self.key()?;
        let mut nonce = [0_u8; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(anyhow::Error::from)?;
        let mut sealed = secret.to_vec();
        key.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context(account, place)),
                &mut sealed,
            )
            .map_err(|_| anyhow::anyhow!("a secret could not be sealed"))?;
        Ok([&[VERSION], &key.name[..], &nonce, &sealed].concat())
    }

    /// Opens what was sealed for the same account and place.
    ///
    /// # Errors
    /// `NO_SECRETS_KEY` where the installation has no key, `OTHER_SECRETS_KEY` where it was sealed with another one.
    pub fn open_sealed(&self, account: AccountId, place: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let key = self.key()?;
        let broken = || anyhow::anyhow!("a sealed secret ({place}) is broken");
        let (head, rest) = sealed.split_at_checked(1 + NAME_LEN).ok_or_else(broken)?;
        if head[0] != VERSION || head[1..] != key.name {
            return Err(Error::refused(
                "OTHER_SECRETS_KEY",
                "it was sealed with another TANDEM__SECRETS__KEY: set that one again, or enter the password anew",
            ));
        }
        let (nonce, text) = rest.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
        let mut text = text.to_vec();
        let opened = key
            .key
            .open_in_place(nonce, Aad::from(context(account, place)), &mut text)
            .map_err(|_| broken())?;
        Ok(opened.to_vec())
    }

    fn key(&self) -> Result<&Key> {
        self.0.as_deref().ok_or_else(|| {
            Error::refused(
                "NO_SECRETS_KEY",
                "passwords cannot be kept: set TANDEM__SECRETS__KEY to at least 32 random characters, the same for all processes",
            )
        })
    }
}

fn context(account: AccountId, place: &str) -> Vec<u8> {
    [account.uuid().as_bytes().as_slice(), place.as_bytes()].concat()
}

/// The key in the data folder, made at the first start.
fn kept(folder: &Path) -> anyhow::Result<Vec<u8>> {
    let path = folder.join(FILE);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut key = [0_u8; 32];
    getrandom::fill(&mut key)?;
    // Written whole under another name first: whoever reads it meanwhile reads all of it.
    let fresh = folder.join(format!("{FILE}.{}", std::process::id()));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
    file.write_all(&key)?;
    file.sync_all()?;
    let linked = fs::hard_link(&fresh, &path);
    fs::remove_file(&fresh)?;
    match linked {
        Ok(()) => Ok(key.to_vec()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
        }
        Err(error) => Err(error).with_context(|| format!("cannot make {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_where_it_was_sealed() {
        let secrets = Secrets::of(&[7; 32]).unwrap();
        let (ours, theirs) = (AccountId::new(), AccountId::new());
        let sealed = secrets.seal(ours, "mailbox 1", b"open sesame").unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"open"));
        assert_eq!(secrets.open_sealed(ours, "mailbox 1", &sealed).unwrap(), b"open sesame");
        assert!(secrets.open_sealed(theirs, "mailbox 1", &sealed).is_err());
        assert!(secrets.open_sealed(ours, "mailbox 2", &sealed).is_err());
        assert_ne!(sealed, secrets.seal(ours, "mailbox 1", b"open sesame").unwrap(), "no two are alike");
        let other = Secrets::of(&[8; 32]).unwrap().open_sealed(ours, "mailbox 1", &sealed);
        assert!(matches!(other, Err(Error::Refused { reason: "OTHER_SECRETS_KEY", .. })));
        for cut in 0..sealed.len() {
            assert!(secrets.open_sealed(ours, "mailbox 1", &sealed[..cut]).is_err());
        }
    }

    #[test]
    fn a_process_alone_keeps_its_key_in_the_data_folder() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.data = folder.path().join("new");
        let account = AccountId::new();
        let sealed = Secrets::open(&config).unwrap().seal(account, "x", b"y").unwrap();
        assert_eq!(Secrets::open(&config).unwrap().open_sealed(account, "x", &sealed).unwrap(), b"y");
    }

    #[test]
    fn several_processes_without_a_shared_key_keep_no_secret() {
        let mut config = Config::default();
        config.rpc.key = Some("x".repeat(32));
        let refused = Secrets::open(&config).unwrap().seal(AccountId::new(), "x", b"y");
        assert!(matches!(refused, Err(Error::Refused { reason: "NO_SECRETS_KEY", .. })));
        config.secrets.key = Some("short".into());
        assert!(Secrets::open(&config).is_err());
    }
}
